"""Bills without the number of a credential: only where one was shown before (凭证出示)."""

from datetime import timedelta
from typing import Any

import pytest

from tests.builders import AT, Somebody
from tests.faces.gateway.desk import Desk
from tests.faces.gateway.hospital import asks_who
from tests.faces.gateway.test_at_the_till import lose
from tests.faces.gateway.test_settling_messages import amounts, sent
from tests.faces.gateway.visiting import (
    a_bill,
    a_description,
    a_discharge,
    a_registration,
    an_admission,
    lines,
)
from tests.rooms.settlement.tills import CLINIC, HOSPITAL, Tills, a_customer
from yika.config import Config
from yika.store import clock

BLANKS = (None, "", "  ", "\u3000")


@pytest.fixture
async def who(tills: Tills) -> Somebody:
    return await a_customer(tills.database, carried=500_000)


def numbered(given: dict[str, Any], node: str, number: str | None) -> dict[str, Any]:
    """The same with another number of the credential, or with none at all."""
    told = {name: value for name, value in given[node].items() if name != "mdtrt_cert_no"}
    return given | {node: told if number is None else told | {"mdtrt_cert_no": number}}


async def stay(desk: Desk, who: Somebody, number: str | None) -> str:
    """A stay with a line, ended."""
    admission = numbered(an_admission(who, ""), "mdtrtinfo", number)
    visit = (await sent(desk, "2401", admission))["output"]["result"]["mdtrt_id"]
    await sent(desk, "2301", lines(who, visit, 3000))
    await sent(desk, "2402", a_discharge(who, visit))
    return visit


def bill(who: Somebody, visit: str, number: str | None, **changes: Any) -> dict[str, Any]:
    return numbered(a_bill(who, "", visit, 3000, **changes), "data", number)


@pytest.mark.parametrize("blank", BLANKS)
async def test_no_account_pays_a_stay_for_which_nothing_was_shown(
    desk: Desk, tills: Tills, who: Somebody, blank: str | None
) -> None:
    visit = await stay(desk, who, blank)
    before = await tills.balances(who)
    for infno in ("2303", "2304"):
        for account in ("1", "0"):
            given = bill(who, visit, blank, acct_used_flag=account)
            refused = await desk.send(infno, given)
            assert refused["yika"]["code"] == "not_shown", refused
            assert "mdtrt_cert_no" in refused["err_msg"]
            assert "standing" not in refused["yika"]
    assert await tills.balances(who) == before
    paid = await sent(desk, "2304", bill(who, visit, await tills.card_number(who)))
    assert amounts(paid)["acct_pay"] > 0


@pytest.mark.parametrize("blank", ["  ", "\u3000"])
async def test_a_blank_number_is_none_for_a_visit_as_well(
    desk: Desk, tills: Tills, who: Somebody, blank: str
) -> None:
    desk.code = CLINIC
    registered = await sent(desk, "2201", a_registration(who, blank))
    visit = registered["output"]["data"]["mdtrt_id"]
    await sent(desk, "2203", a_description(who, visit))
    await sent(desk, "2204", lines(who, visit, 100))
    for infno in ("2206", "2207"):
        refused = await desk.send(infno, a_bill(who, blank, visit, 100))
        assert refused["yika"]["code"] == "not_shown"
    number = await tills.card_number(who)
    assert await sent(desk, "2201", a_registration(who, number)), "told again, with the card"
    for infno in ("2206", "2207"):
        assert await sent(desk, infno, a_bill(who, blank, visit, 100))


async def test_what_was_shown_at_admission_is_what_the_bill_goes_by(
    desk: Desk, tills: Tills, who: Somebody
) -> None:
    visit = await stay(desk, who, await tills.card_number(who))
    by_another = bill(who, visit, None, mdtrt_cert_type="02")
    paid = await sent(desk, "2303", by_another)
    assert paid["output"]["setlinfo"]["mdtrt_cert_type"] == "03"
    await lose(who)
    refused = await desk.send("2304", by_another)
    assert refused["yika"]["code"] == "use_stopped"
    assert refused["yika"]["reasons"][0]["facts"]["credential"] == "card"


@pytest.mark.parametrize("asked_at", ["admission", "bill"])
async def test_a_credential_read_on_the_day_counts_as_shown(
    desk: Desk, tills: Tills, who: Somebody, asked_at: str, config: Config
) -> None:
    if asked_at == "admission":
        await sent(desk, "1101", asks_who(who.id_number))
    visit = await stay(desk, who, None)
    async with tills.database.transaction() as conn:
        await clock.advance(conn, config, AT + timedelta(days=2))
    if asked_at == "bill":
        assert (await desk.send("2304", bill(who, visit, None)))["yika"]["code"] == "not_shown"
        desk.code = CLINIC
        await sent(desk, "1101", asks_who(who.id_number))
        desk.code = HOSPITAL
        elsewhere = await desk.send("2304", bill(who, visit, None))
        assert elsewhere["yika"]["code"] == "not_shown", "they saw it, not this institution"
        await sent(desk, "1101", asks_who(who.id_number))
    paid = await sent(desk, "2304", bill(who, visit, None))
    assert amounts(paid)["acct_pay"] > 0
