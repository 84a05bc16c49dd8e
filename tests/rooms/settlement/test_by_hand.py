"""Bills paid in cash and claimed with receipts: priced as at the till, once, and undone."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.builders import AT, BOOK, OFFICER, Somebody
from tests.rooms.settlement.claims import DAY, a_claim, at_pharmacy, decided
from tests.rooms.settlement.tills import POOLED, Tills, a_customer, open_tills
from tests.rooms.settlement.undone import cancelled, number_of, state
from yika.accounts import funds
from yika.matters import claim_acts as acts
from yika.matters.service import NeedsCase
from yika.people import service as people
from yika.people.model import SpecialIdentity
from yika.settlement.by_hand.keeping import claims_of
from yika.settlement.by_hand.refusals import (
    AmountChanged,
    ClaimUndone,
    NoSuchClaim,
)
from yika.settlement.undoing.replaying import replay
from yika.settlement.undoing.undoing import CancelLaterFirst
from yika.store.db import Database
from yika.store.sealing import seal

SPENT = "SELECT state FROM accumulations WHERE region = %(region)s AND person_id = %(person_id)s"


async def zero_sum(tills: Tills, who: Somebody) -> int:
    async with tills.database.transaction() as conn:
        return await funds.zero_sum(conn, who.person.region)


async def test_a_bill_by_hand_comes_to_what_the_till_would_pay(database: Database) -> None:
    tills = await open_tills(database)
    at_till, by_hand = await a_customer(database), await a_customer(database)
    for yuan in (400, 100, 70):
        bill = await tills.purchase(at_till, yuan, account_use="0")
        settled = await tills.bought(bill)
        done = await decided(by_hand, at_pharmacy(yuan))
        assert done.facts["layers"] == {
            name: f"{fen / 100:.2f}" for name, fen in settled.shares.layers.items()
        }
        assert float(done.facts["own"]) * 100 == settled.shares.person_fen
        assert await tills.value(SPENT, by_hand) == await tills.value(SPENT, at_till)
        async with database.transaction() as conn:
            shown = await replay(conn, BOOK, int(done.facts["settlement_id"]), OFFICER, AT)
        assert shown.is_equal
        assert shown.circumstances == settled.circumstances
    assert await zero_sum(tills, by_hand) == 0


async def test_the_money_leaves_the_fund_for_the_bank_and_nothing_is_left_on_the_way(
    database: Database,
) -> None:
    tills = await open_tills(database)
    who = await a_customer(database)
    done = await decided(who, a_claim(100_000))
    paid = round(float(done.facts["amount"]) * 100)
    assert paid > 0
    async with database.transaction() as conn:
        held = [
            await funds.balance(conn, who.person.region, kind)
            for kind in ("pooled", "payouts", "outside")
        ]
        (kept,) = await claims_of(conn, who.person)
    assert held == [-paid, 0, paid]
    assert (kept.paid_fen, kept.total_fen, kept.served_on) == (paid, 100_000, DAY)
    assert await zero_sum(tills, who) == 0


async def test_one_ceiling_holds_over_till_and_hand(database: Database) -> None:
    tills = await open_tills(database)
    who = await a_customer(database)
    first = await tills.bought(await tills.purchase(who, 4_000, account_use="0"))
    by_hand = await decided(who, a_claim(1_000_000))
    last = await tills.bought(await tills.purchase(who, 4_000, account_use="0"))
    paid = first.shares.fund_fen + last.shares.fund_fen
    paid += round(float(by_hand.facts["layers"].get("basic", "0")) * 100)
    basic = first.shares.layers["basic"] + last.shares.layers.get("basic", 0)
    basic += round(float(by_hand.facts["layers"]["basic"]) * 100)
    assert basic == 400_000  # the city's outpatient ceiling, to the fen


@pytest.mark.covers("AID-07")
async def test_care_elsewhere_is_paid_by_what_was_filed_for_that_day(database: Database) -> None:
    tills = await open_tills(database)
    who = await a_customer(database)
    async with database.transaction() as conn:
        new = SpecialIdentity("minimum_living", None, date(2026, 1, 1), None)
        await people.recognise(conn, who.person, new)
    away: dict[str, Any] = {"institution_code": None, "division": "110000", "level": "level_3"}
    stay = {"care": "inpatient", "ends_on": DAY + timedelta(days=4), **away}
    unfiled = await decided(who, a_claim(2_000_000, **stay))
    assert unfiled.facts["off_site"] == "unregistered"
    undo = acts.UndoReimbursement(settlement_id=unfiled.facts["settlement_id"], reason="重做")
    await decided(who, undo)
    emergency = await decided(who, a_claim(2_000_000, emergency=True, **stay))
    assert emergency.facts["off_site"] == "emergency"
    undo = acts.UndoReimbursement(settlement_id=emergency.facts["settlement_id"], reason="重做")
    await decided(who, undo)
    await tills.run(
        """
        INSERT INTO filings (region, person_id, filing_id, kind, starts_on, ends_on, what,
                             details_sealed, filed_at, decided_at, is_approved)
        VALUES (%(region)s, %(person_id)s, 1, 'off_site', '2026-03-01', '2026-03-31', 'long_term',
                '\\x00', now(), now(), true)
        """,
        who,
    )
    await _readable(tills, who)
    filed = await decided(who, a_claim(2_000_000, **stay))
    assert filed.facts["off_site"] == "long_term"
    assert all("assistance" in one.facts["layers"] for one in (unfiled, emergency, filed))
    amounts = [float(one.facts["amount"]) for one in (unfiled, emergency, filed)]
    assert amounts == sorted(amounts)
    assert amounts[0] < amounts[2]


async def _readable(tills: Tills, who: Somebody) -> None:
    """Give filings written past the service a readable seal."""
    sealed = seal(
        tills.database.keys,
        "filings",
        "details_sealed",
        who.person.region,
        who.person.person_id,
        b"{}",
    )
    async with tills.database.transaction() as conn:
        await conn.execute(
            "UPDATE filings SET details_sealed = %(sealed)s WHERE person_id = %(person_id)s",
            {"sealed": sealed, "person_id": who.person.person_id},
        )


async def test_a_reimbursement_is_undone_and_owed_back(database: Database) -> None:
    tills = await open_tills(database)
    who = await a_customer(database)
    before = await state(tills)
    done = await decided(who, a_claim(100_000))
    undo = acts.UndoReimbursement(settlement_id=done.facts["settlement_id"], reason="票据不实")
    await decided(who, undo)
    after = await state(tills)
    assert after["accumulations"] == before["accumulations"]
    assert after["settled"] == before["settled"]
    owed = round(float(done.facts["amount"]) * 100)
    assert (await tills.balances(who)).owed == owed
    async with database.transaction() as conn:
        assert await funds.balance(conn, who.person.region, "pooled") == 0
    with pytest.raises(ClaimUndone):
        await decided(who, undo)
    with pytest.raises(NoSuchClaim):
        await decided(who, acts.UndoReimbursement(settlement_id="1", reason="x"))
    assert await zero_sum(tills, who) == 0


async def test_what_stands_on_a_claim_goes_first_and_the_other_way_round(
    database: Database,
) -> None:
    tills = await open_tills(database)
    who = await a_customer(database)
    first = await tills.bought(await tills.purchase(who, 200, account_use="0"))
    by_hand = await decided(who, a_claim(20_000))
    last = await tills.bought(await tills.purchase(who, 500, account_use="0"))
    number = by_hand.facts["settlement_id"]
    with pytest.raises(CancelLaterFirst) as stopped:
        await cancelled(tills, who, number_of(first))
    assert stopped.value.facts["settlements"] == [str(number_of(last)), number]
    assert stopped.value.facts["places"] == [POOLED, "agency"]
    undo = acts.UndoReimbursement(settlement_id=number, reason="票据不实")
    with pytest.raises(CancelLaterFirst):
        await decided(who, undo)
    await cancelled(tills, who, number_of(last))
    await decided(who, undo)
    await cancelled(tills, who, number_of(first))


async def test_an_amount_that_changed_since_it_was_approved_is_not_paid(
    database: Database,
) -> None:
    tills = await open_tills(database)
    who = await a_customer(database)
    with pytest.raises(AmountChanged):
        await decided(who, a_claim(100_000), amount="1.00")
    assert await tills.value("SELECT count(*) FROM hand_claims", who) == 0
    with pytest.raises(NeedsCase):
        await who.act(a_claim())


@pytest.mark.covers("AID-06")
async def test_assistance_pays_after_the_basic_insurance_by_group(database: Database) -> None:
    await open_tills(database)
    stay = {"care": "inpatient", "ends_on": DAY + timedelta(days=4)}
    left: dict[str, float] = {}
    for group in ("none", "poverty_risk", "minimum_living", "special_hardship"):
        who = await a_customer(database)
        if group != "none":
            async with database.transaction() as conn:
                new = SpecialIdentity(group, None, date(2026, 1, 1), None)
                await people.recognise(conn, who.person, new)
        done = await decided(who, a_claim(10_000_000, **stay))
        layers = done.facts["layers"]
        assert ("assistance" in layers) == (group != "none")
        assert next(iter(layers)) == "basic"
        left[group] = float(done.facts["own"])
    assert list(left.values()) == sorted(left.values(), reverse=True)
    assert left["special_hardship"] == 0
