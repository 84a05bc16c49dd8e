"""Lines of a bill: kept with their split, returned exactly, deleted while nothing is settled."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.builders import AT, CITY, Somebody, somebody
from tests.rooms.settlement.builders import DIAGNOSIS, a_registration, a_stay
from yika.ground.errors import Refusals, YikaError, reasons_of
from yika.institutions.catalogue import Catalogue
from yika.institutions.model import Item, ItemDetails
from yika.settlement.model import Split
from yika.settlement.pricing.laws import FirstShares
from yika.settlement.visits import fees, stays, visits
from yika.settlement.visits.fee_rules import (
    BatchSettled,
    Charge,
    LineNumberRepeated,
    LineNumberTaken,
    LinesReturned,
    LinesSettled,
    NoSuchLines,
    UnknownItems,
    WrongLineTotals,
    WrongReturns,
    divided,
)
from yika.settlement.visits.visit_rules import CareNotTold, Discharged, Visit
from yika.store.db import Conn, Database
from yika.store.keys import Keys

SHARES = {"A": Decimal(0), "B": Decimal("0.1")}


def an_item(code: str, class_: str, **changes: Any) -> Item:
    given: dict[str, Any] = {
        "code": code,
        "starts_on": date(2026, 1, 1),
        "ends_on": None,
        "kind": "1301",
        "name": code,
        "class_": class_,
        "first_share": None,
        "ceiling": None,
        "restricted": False,
        "charge_type": "09",
        "unit": "盒",
        "details": ItemDetails(),
        "version": 1,
    }
    return Item(**(given | changes))


CATALOGUE = Catalogue(
    CITY,
    1,
    [
        an_item("XA", "A"),
        an_item("XB", "B"),
        an_item("XC", "C"),
        an_item("XCEIL", "B", ceiling=Decimal(8), details=ItemDetails(ceilings={"level_3": "9"})),
        an_item("XLMT", "A", restricted=True),
        an_item("XOLD", "A", ends_on=date(2026, 2, 28)),
    ],
)


def a_charge(line_no: str, item: str = "XA", **changes: Any) -> Charge:
    """Two units of ten yuan each."""
    quantity = changes.get("quantity", Decimal(2))
    given: dict[str, Any] = {
        "line_no": line_no,
        "batch": "B1",
        "item": item,
        "own_item": f"own-{item}",
        "quantity": quantity,
        "price": Decimal(10),
        "total_fen": int(quantity * 1000),
        "charged_at": AT,
        "approval": "0",
        "details": {"bilg_dept_name": "全科"},
    }
    return Charge(**(given | changes))


async def upload(conn: Conn, visit: Visit, *charges: Charge, tier: str = "level_2") -> list[Split]:
    lines = await fees.upload(conn, visit, charges, CATALOGUE, tier, SHARES)
    return [line.split for line in lines]


@pytest.fixture
async def who(database: Database) -> Somebody:
    return await somebody(database)


async def a_visit(conn: Conn, keys: Keys, who: Somebody) -> Visit:
    visit = await visits.register(conn, keys, a_registration(who))
    return await visits.describe(conn, keys, visit, "11", {}, [DIAGNOSIS])


async def sums(conn: Conn, visit: Visit) -> tuple[int, ...]:
    cursor = await conn.execute(
        "SELECT count(*), coalesce(sum(total_fen), 0)::bigint, coalesce(sum(first_share_fen), 0)"
        "::bigint, coalesce(sum(in_scope_fen), 0)::bigint FROM fee_lines WHERE visit_id = %s",
        [visit.visit_id],
    )
    row = await cursor.fetchone()
    assert row is not None
    return row


async def test_each_line_is_split_by_what_the_catalogue_says_of_it(
    who: Somebody, keys: Keys
) -> None:
    async with who.database.transaction() as conn:
        visit = await a_visit(conn, keys, who)
        found = await upload(
            conn,
            visit,
            a_charge("1", "XA"),
            a_charge("2", "XB"),
            a_charge("3", "XC"),
            a_charge("4", "XCEIL"),
            a_charge("5", "XLMT"),
            a_charge("6", "XLMT", approval="1"),
            a_charge("7", "XA", approval="2"),
        )
        assert await sums(conn, visit) == (7, 14000, 360, 7240)
    assert found == [
        Split(2000, in_scope_fen=2000),
        Split(2000, first_share_fen=200, in_scope_fen=1800),
        Split(2000, self_funded_fen=2000),
        Split(2000, over_ceiling_fen=400, first_share_fen=160, in_scope_fen=1440),
        Split(2000, self_funded_fen=2000),
        Split(2000, in_scope_fen=2000),
        Split(2000, self_funded_fen=2000),
    ]


async def test_the_ceiling_is_that_of_the_level(who: Somebody, keys: Keys) -> None:
    async with who.database.transaction() as conn:
        visit = await a_visit(conn, keys, who)
        (found,) = await upload(conn, visit, a_charge("1", "XCEIL"), tier="level_3")
    assert found.over_ceiling_fen == 200


async def test_everything_wrong_is_told_at_once_with_every_line(who: Somebody, keys: Keys) -> None:
    async with who.database.transaction() as conn:
        visit = await a_visit(conn, keys, who)
        await upload(conn, visit, a_charge("1"))
        with pytest.raises(Refusals) as refusal:
            await upload(
                conn,
                visit,
                a_charge("1"),
                a_charge("2", "XNO"),
                a_charge("3", "XOLD"),
                a_charge("4", total_fen=1990),
                a_charge("5"),
                a_charge("5", "XNEVER"),
                a_charge("6", quantity=Decimal(-1)),
            )
        assert (await sums(conn, visit))[0] == 1
    reasons = {type(one): one.facts for one in reasons_of(refusal.value)}
    assert reasons == {
        LineNumberTaken: {"lines": ["1"]},
        LineNumberRepeated: {"lines": ["5"]},
        UnknownItems: {"items": ["XNO", "XOLD", "XNEVER"], "lines": ["2", "3", "5"]},
        WrongLineTotals: {"lines": ["4"]},
        WrongReturns: {"lines": ["6"]},
    }


async def test_a_fen_of_rounding_is_let_pass(who: Somebody, keys: Keys) -> None:
    async with who.database.transaction() as conn:
        visit = await a_visit(conn, keys, who)
        (found,) = await upload(conn, visit, a_charge("1", total_fen=2001))
    assert found == Split(2001, in_scope_fen=2001)


async def test_lines_come_after_the_care_category(who: Somebody, keys: Keys) -> None:
    async with who.database.transaction() as conn:
        visit = await visits.register(conn, keys, a_registration(who))
        with pytest.raises(CareNotTold):
            await upload(conn, visit, a_charge("1"))


async def test_a_return_of_everything_takes_back_exactly_what_was_charged(
    who: Somebody, keys: Keys
) -> None:
    third = {"price": Decimal("10.01"), "returns": "1"}
    async with who.database.transaction() as conn:
        visit = await stays.admit(conn, keys, a_stay(who))
        one = a_charge("1", "XCEIL", quantity=Decimal(3), price=Decimal("10.01"), total_fen=3003)
        await upload(conn, visit, one)
        part = a_charge("2", "XCEIL", quantity=Decimal(-1), total_fen=-1001, **third)
        rest = a_charge("3", "XCEIL", quantity=Decimal(-2), total_fen=-2002, **third)
        more = a_charge("4", "XCEIL", quantity=Decimal(-1), total_fen=-1001, **third)
        with pytest.raises(WrongReturns):
            await upload(conn, visit, part, rest, more)
        await upload(conn, visit, part)
        assert (await sums(conn, visit))[:2] == (2, 2002)
        await upload(conn, visit, rest)
        assert await sums(conn, visit) == (3, 0, 0, 0)
        with pytest.raises(WrongReturns):
            await upload(conn, visit, more)


async def test_a_return_names_a_line_of_the_same_item(who: Somebody, keys: Keys) -> None:
    async with who.database.transaction() as conn:
        visit = await stays.admit(conn, keys, a_stay(who))
        await upload(conn, visit, a_charge("1", "XA"))
        for wrong in (
            a_charge("2", "XB", quantity=Decimal(-1), returns="1"),
            a_charge("2", "XA", quantity=Decimal(-1), returns="9"),
            a_charge("2", "XA", quantity=Decimal(1), returns="1"),
        ):
            with pytest.raises(WrongReturns):
                await upload(conn, visit, wrong)


async def test_a_line_that_is_returned_goes_together_with_its_return(
    who: Somebody, keys: Keys
) -> None:
    async with who.database.transaction() as conn:
        visit = await stays.admit(conn, keys, a_stay(who))
        await upload(conn, visit, a_charge("1"))
        await upload(conn, visit, a_charge("2", quantity=Decimal(-1), returns="1"))
        with pytest.raises(LinesReturned):
            await fees.delete_lines(conn, visit, ["1"])
        assert await fees.delete_lines(conn, visit, ["1", "2"]) == 2


async def test_lines_are_deleted_by_batch_or_all_at_once(who: Somebody, keys: Keys) -> None:
    async with who.database.transaction() as conn:
        visit = await a_visit(conn, keys, who)
        await upload(conn, visit, a_charge("1"), a_charge("2", batch="B2"))
        with pytest.raises(NoSuchLines):
            await fees.delete_batch(conn, visit, "B3")
        assert await fees.delete_batch(conn, visit, "B2") == 1
        await upload(conn, visit, a_charge("2", batch="B2"), a_charge("3", batch="B3"))
        assert await fees.delete_batch(conn, visit, "0000") == 3
        assert await fees.delete_batch(conn, visit, "0000") == 0


async def test_settled_lines_stay_and_their_batch_is_closed(who: Somebody, keys: Keys) -> None:
    async with who.database.transaction() as conn:
        visit = await a_visit(conn, keys, who)
        await upload(conn, visit, a_charge("1"), a_charge("2", batch="B2"))
        await conn.execute("UPDATE fee_lines SET settlement_id = 9001 WHERE line_no = '1'")
        with pytest.raises(LinesSettled) as refusal:
            await fees.delete_batch(conn, visit, "B1")
        assert refusal.value.facts["settlements"] == ["9001"]
        with pytest.raises(BatchSettled):
            await upload(conn, visit, a_charge("3"))
        assert await fees.delete_batch(conn, visit, "0000") == 1
        assert (await sums(conn, visit))[0] == 1


async def test_after_discharge_no_line_comes_or_goes(who: Somebody, keys: Keys) -> None:
    async with who.database.transaction() as conn:
        stay = await stays.admit(conn, keys, a_stay(who))
        await upload(conn, stay, a_charge("1"))
        ended = await stays.discharge(conn, keys, stay, AT + timedelta(days=1), {}, [])
        with pytest.raises(Discharged):
            await upload(conn, ended, a_charge("2"))
        with pytest.raises(Discharged):
            await fees.delete_lines(conn, ended, ["0000"])
        again = await stays.undo_discharge(conn, ended)
        assert await fees.delete_lines(conn, again, ["0000"]) == 1


async def test_lines_make_a_trial_worthless(who: Somebody, keys: Keys) -> None:
    async with who.database.transaction() as conn:
        visit = await a_visit(conn, keys, who)
        for change in (upload(conn, visit, a_charge("1")), fees.delete_batch(conn, visit, "0000")):
            await conn.execute("UPDATE visits SET tried_at = now()")
            await change
            cursor = await conn.execute("SELECT tried_at FROM visits")
            assert await cursor.fetchone() == (None,)


def test_a_class_whose_first_share_nobody_says_is_refused() -> None:

    with pytest.raises(YikaError):
        divided(a_charge("1", "XB"), an_item("XB", "B"), "level_1", FirstShares({}, "999900"), None)
