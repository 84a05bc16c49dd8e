"""Returns of what an interim bill settled (退费), and the days of a stay, over the interface."""

from decimal import Decimal
from typing import Any

from tests.builders import Somebody
from tests.faces.gateway.desk import Desk
from tests.faces.gateway.hospital import a_line, about
from tests.faces.gateway.test_settling_messages import amounts, check_identities, sent
from tests.faces.gateway.test_undoing_messages import naming
from tests.faces.gateway.visiting import a_bill, a_discharge, an_admission, lines
from tests.rooms.settlement.tills import Tills, a_customer
from yika.store.db import Database


async def admitted(desk: Desk, who: Somebody, number: str, begins: str | None = None) -> str:
    given = an_admission(who, number)
    given["mdtrtinfo"] |= {} if begins is None else {"begntime": begins}
    return (await sent(desk, "2401", given))["output"]["result"]["mdtrt_id"]


def a_return(who: Somebody, visit: str, line: str, yuan: int, number: int = 1) -> dict[str, Any]:
    """A line that takes back so many yuan of another."""
    back = {"cnt": -1, "pric": yuan, "det_item_fee_sumamt": -yuan, "init_feedetl_sn": line}
    return a_line(who, visit, f"R{number}", chrg_bchno="", **back)


async def year(tills: Tills, who: Somebody) -> Any:
    return await tills.value(
        "SELECT state FROM accumulations WHERE region = %(region)s AND person_id = %(person_id)s",
        who,
    )


async def test_what_an_interim_bill_settled_is_returned_by_settling_it_all_again(
    desk: Desk, database: Database, tills: Tills
) -> None:
    who, other = [await a_customer(database, carried=1_000_000) for _ in range(2)]
    number = await tills.card_number(who)
    visit = await admitted(desk, who, number)
    await sent(desk, "2301", lines(who, visit, 7000, 3000))
    interim = await sent(desk, "2304", a_bill(who, number, visit, 10_000, mid_setl_flag="1"))
    before = await tills.balances(who), await year(tills, who)
    await sent(desk, "2301", {"feedetail": [a_return(who, visit, "B1-2", 3000)]})
    again = await desk.send("2304", a_bill(who, number, visit, -3000, mid_setl_flag="1"))
    await sent(desk, "2402", a_discharge(who, visit))
    for refused in (
        again,
        await desk.send("2303", a_bill(who, number, visit, -3000)),
        await desk.send("2304", a_bill(who, number, visit, -3000)),
    ):
        assert refused["yika"]["code"] == "returns_outweigh", refused
        assert "2305" in refused["err_msg"]
    assert (await tills.balances(who), await year(tills, who)) == before
    await sent(desk, "2305", naming(interim))
    final = await sent(desk, "2304", a_bill(who, number, visit, 7000))
    check_identities(final)
    plain = await tills.card_number(other)
    elsewhere = await admitted(desk, other, plain)
    await sent(desk, "2301", lines(other, elsewhere, 7000))
    await sent(desk, "2402", a_discharge(other, elsewhere))
    same = await sent(desk, "2304", a_bill(other, plain, elsewhere, 7000))
    assert amounts(final) == amounts(same)
    assert await year(tills, who) == await year(tills, other)
    assert await tills.balances(who) == await tills.balances(other)


async def test_a_return_that_later_charges_outweigh_is_settled_with_them(
    desk: Desk, database: Database, tills: Tills
) -> None:
    who = await a_customer(database)
    number = await tills.card_number(who)
    visit = await admitted(desk, who, number)
    await sent(desk, "2301", lines(who, visit, 7000, 3000))
    interim = await sent(desk, "2304", a_bill(who, number, visit, 10_000, mid_setl_flag="1"))
    await sent(desk, "2301", {"feedetail": [a_return(who, visit, "B1-2", 3000)]})
    await sent(desk, "2301", lines(who, visit, 3500, batch="B2"))
    await sent(desk, "2402", a_discharge(who, visit))
    final = await sent(desk, "2304", a_bill(who, number, visit, 500))
    check_identities(final)
    met = amounts(interim)["act_pay_dedc"] + amounts(final)["act_pay_dedc"]
    assert met == amounts(interim)["act_pay_dedc"] > 0


async def test_returns_of_one_message_take_back_no_more_than_was_charged(
    desk: Desk, database: Database, tills: Tills
) -> None:
    who = await a_customer(database)
    visit = await admitted(desk, who, await tills.card_number(who))
    await sent(desk, "2301", {"feedetail": [a_line(who, visit, 1)]})  # two pieces of ten yuan
    twice = [a_return(who, visit, "1", 20, number) for number in (1, 2)]
    refused = await desk.send("2301", {"feedetail": twice})
    assert refused["yika"]["code"] == "wrong_returns"
    assert refused["yika"]["reasons"][0]["facts"]["lines"] == ["R2"]
    once = [a_return(who, visit, "1", 15, 1), a_return(who, visit, "1", 5, 2)]
    taken = await sent(desk, "2301", {"feedetail": once})
    parts = [Decimal(str(one["inscp_scp_amt"])) for one in taken["output"]["result"]]
    assert parts == [-15, -5]


async def test_days_of_a_stay_are_those_of_the_calendar(
    desk: Desk, database: Database, tills: Tills
) -> None:
    who = await a_customer(database)
    number = await tills.card_number(who)
    visit = await admitted(desk, who, number, "2026-03-13 23:30:00")
    await sent(desk, "2301", lines(who, visit, 2000))
    await sent(desk, "2402", a_discharge(who, visit, "2026-03-16 01:00:00"))
    await sent(desk, "2304", a_bill(who, number, visit, 2000))
    asked = about(who, visit, begntime="2026-03-01", endtime="2026-03-31", med_type="2101")
    seen = await sent(desk, "5201", asked)
    (told,) = seen["output"]["mdtrtinfo"]
    priced = await tills.value(
        "SELECT circumstances ->> 'stay_days' FROM settlements"
        " WHERE region = %(region)s AND person_id = %(person_id)s",
        who,
    )
    assert (int(told["ipt_days"]), int(priced)) == (3, 3)
