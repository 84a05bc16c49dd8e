"""What unbroken and claim-free years add to the ceiling of critical illness, at the till."""

import asyncio
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.builders import AT, BOOK, CITY, OFFICER, Somebody
from tests.rooms.settlement.claims import a_claim, decided
from tests.rooms.settlement.residents import (
    CEILING,
    DISEASE,
    a_resident,
    chronic,
    critical,
    treated,
)
from tests.rooms.settlement.tills import CLINIC, Tills, open_tills
from tests.rooms.settlement.undone import cancelled, number_of, state
from yika.ground.days import BEIJING
from yika.insurance.entitled.bonus_years import KnownYears
from yika.insurance.entitled.ceiling import YearOfCover
from yika.settlement.model import Circumstances, Pool, Priced, SoFar, Split
from yika.settlement.pricing.benefit import price
from yika.settlement.till import batch, mine, years
from yika.settlement.till.bills import Settled
from yika.settlement.till.till import till_laws
from yika.settlement.undoing.replaying import Replayed, replay
from yika.store.db import Database

# Insured since 2019, and the made-up city's rule holds from 2020 on: 2024, 2025 and 2026 are
# beyond the first four years, and 2020 to 2025 are over and without a claim.
WHOLE = 900_000
OVER = (400_000, 500_000)  # yuan: the second comes to the ceiling
NEXT = datetime(2027, 2, 1, 9, tzinfo=BEIJING)


async def replayed(tills: Tills, done: Settled) -> Replayed:
    async with tills.database.transaction() as conn:
        return await replay(conn, BOOK, number_of(done), OFFICER, AT)


async def told_of_the_year(tills: Tills, who: Somebody, at: datetime = AT) -> mine.CeilingUsed:
    """What the person's own pages say of the ceiling of critical illness."""
    async with tills.database.transaction() as conn:
        year = await mine.year_of(conn, tills.database.keys, BOOK, who.person, at)
    (found,) = [one for one in year.ceilings if one.layer == "critical_illness"]
    return found


async def test_a_bill_that_comes_to_the_ceiling_has_what_the_years_add(database: Database) -> None:
    tills = await open_tills(database)
    who = await a_resident(database)
    before = await told_of_the_year(tills, who)
    assert (before.amount_fen, before.bonus_fen) == (CEILING + WHOLE, WHOLE)
    assert not before.is_bonus_least
    done = await treated(tills, who, *OVER, 1_000)
    assert critical(done) == CEILING + WHOLE
    assert [one.circumstances.bonus_fen for one in done] == [0, WHOLE, WHOLE]
    paid = critical(done[:1])
    assert [one.limits["critical_illness"] for one in done[1:]] == [CEILING + WHOLE - paid, 0]
    assert (await told_of_the_year(tills, who)).left_fen == 0


async def test_a_replay_comes_out_equal_and_shows_what_raised_the_ceiling(
    database: Database,
) -> None:
    tills = await open_tills(database)
    who = await a_resident(database)
    first, second = [await replayed(tills, one) for one in await treated(tills, who, *OVER)]
    assert first.is_equal
    assert second.is_equal
    assert "ceiling_bonus" not in {step.what for step in first.steps}
    (raised,) = [step for step in second.steps if step.what == "ceiling_bonus"]
    assert raised.amount_fen == WHOLE
    assert raised.policy is not None
    assert raised.policy.id == "entitlement.incentive"
    (ceiling,) = [
        step for step in second.steps if (step.what, step.layer) == ("ceiling", "critical_illness")
    ]
    assert ceiling.of_fen == CEILING + WHOLE


async def test_settling_and_cancelling_at_the_ceiling_is_nothing(database: Database) -> None:
    tills = await open_tills(database)
    who = await a_resident(database)
    await treated(tills, who, OVER[0])
    before = await state(tills)
    (done,) = await treated(tills, who, OVER[1])
    await cancelled(tills, who, number_of(done))
    after = await state(tills)
    assert {name: after[name] for name in after if name != "open_visits"} == {
        name: before[name] for name in before if name != "open_visits"
    }
    (again,) = await treated(tills, who, OVER[1])
    assert again.shares == done.shares


async def test_nothing_more_is_read_for_a_bill_below_the_ceiling(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def not_asked(*_: object) -> None:
        raise AssertionError

    tills = await open_tills(database)
    who = await a_resident(database)
    monkeypatch.setattr(batch, "years_of", not_asked)
    done = await treated(tills, who, 20, OVER[0])
    assert critical(done) > 0
    with pytest.raises(AssertionError):
        await treated(tills, who, OVER[1])


async def test_a_trial_and_bills_of_one_batch_come_to_the_same(database: Database) -> None:
    tills = await open_tills(database)
    who, other = await a_resident(database), await a_resident(database)
    await treated(tills, who, OVER[0])
    await treated(tills, other, OVER[0])
    trial = await tills.bought(await chronic(tills, who, OVER[1], is_trial=True, message_id=0))
    wanted = [
        await chronic(tills, who, OVER[1]),
        await chronic(tills, other, 50_000),
        await chronic(tills, who, 1_000),
        await chronic(tills, other, OVER[1]),
    ]
    done = [one for one in await tills.settle(wanted) if isinstance(one, Settled)]
    assert done[0].shares == trial.shares
    assert [one.circumstances.bonus_fen for one in done] == [WHOLE, 0, WHOLE, WHOLE]
    by_one = done[0].shares.layers["critical_illness"]
    assert critical([done[1], done[3]]) == by_one
    assert critical([done[2]]) == 0


async def test_bills_at_once_end_as_one_after_another(database: Database) -> None:
    tills = await open_tills(database)
    who = await a_resident(database)
    wanted = [await chronic(tills, who, 300_000) for _ in range(4)]
    raced = await asyncio.gather(*(tills.settle([one]) for one in wanted))
    done = [one for some in raced for one in some if isinstance(one, Settled)]
    assert len(done) == len(wanted)
    assert critical(done) == CEILING + WHOLE


async def test_a_bonus_that_was_used_begins_anew_unless_the_bill_is_cancelled(
    database: Database,
) -> None:
    """Four years beyond the first four, in 2027; those without a claim are cleared by the use."""
    tills = await open_tills(database)
    who, other, none = [await a_resident(database, ("2019-01", "2027-12", CITY)) for _ in range(3)]
    await treated(tills, who, *OVER)
    kept = await treated(tills, other, *OVER)
    await cancelled(tills, other, number_of(kept[1]))
    used, undone, free = [
        (await told_of_the_year(tills, one, NEXT)).bonus_fen for one in (who, other, none)
    ]
    assert (used, undone, free) == (400_000, 1_000_000, 1_100_000)
    (last,) = await treated(tills, who, 900_000, at=NEXT)
    assert critical([last]) == CEILING + used


async def test_what_is_not_on_record_adds_nothing_and_is_said(database: Database) -> None:
    """Paid elsewhere until 2023: those years are unbroken, but nobody here knows their claims."""
    tills = await open_tills(database)
    paid = ("2019-01", "2023-12", 110000), ("2024-01", "2026-12", CITY)
    who = await a_resident(database, *paid, how="moved_in", since="2024-01-01")
    known = 300_000 + 200_000
    own = await told_of_the_year(tills, who)
    assert (own.bonus_fen, own.is_bonus_least) == (known, True)
    done = await treated(tills, who, *OVER)
    assert critical(done) == CEILING + known
    assert [one.circumstances.is_bonus_least for one in done] == [False, True]
    again = await replayed(tills, done[1])
    assert again.is_equal
    assert "ceiling_bonus_open" in {step.what for step in again.steps}


async def test_a_bill_by_hand_has_the_same_ceiling(database: Database) -> None:
    tills = await open_tills(database)
    at_till, by_hand = await a_resident(database), await a_resident(database)
    done = await treated(tills, at_till, *OVER)
    await treated(tills, by_hand, OVER[0])
    claim = a_claim(
        OVER[1] * 100, care="chronic", disease=DISEASE, institution_code=CLINIC, begins_on=AT.date()
    )
    paid = await decided(by_hand, claim)
    assert paid.facts["layers"] == {"critical_illness": f"{critical(done[1:]) / 100:.2f}"}
    async with tills.database.transaction() as conn:
        again = await replay(conn, BOOK, int(paid.facts["settlement_id"]), OFFICER, AT)
    assert again.is_equal
    assert again.circumstances.bonus_fen == WHOLE


SINCE_2020 = tuple(YearOfCover(year, is_paid=True) for year in range(2020, 2027))
BONUS = KnownYears(SINCE_2020, is_whole=True)
OPEN = KnownYears(SINCE_2020, is_whole=False)
EARNED = 300_000


@pytest.mark.parametrize("before", [0, 19_999_99, CEILING - 1, CEILING, CEILING + EARNED])
@pytest.mark.parametrize("known", [BONUS, OPEN])
@given(fen=st.integers(1, 90_000_000))
def test_judged_twice_is_what_a_quote_with_the_bonus_comes_to(
    before: int, known: KnownYears, fen: int
) -> None:
    """Whatever the bill; and the bonus is kept only where it is used, or used up already."""
    laws = till_laws(BOOK, f"{CITY:06}")
    told = Circumstances(
        scheme="resident", kind="chronic", on=AT.date(), level="primary", age=40, group="adult"
    )
    terms, bill = laws.benefit.terms(told), Split(fen, in_scope_fen=fen)
    pools = {
        "critical_illness": Pool(cost_fen=before * 2, deductible_fen=1_500_000, paid_fen=before)
    }
    so_far = SoFar(pools if before else {})

    def price_of(one: Circumstances) -> Priced:
        return price(terms, one, bill, so_far)

    plain = price_of(told)
    judged = told
    if years.count(laws, terms, told, plain):
        judged = years.told_with(laws, terms, told, known, plain, price_of)
    quoted = price_of(replace(told, bonus_fen=EARNED))
    assert price_of(judged) == quoted
    paid = quoted.after.pools.get("critical_illness", Pool()).paid_fen
    assert judged.bonus_fen == (EARNED if paid > CEILING else 0)
    assert judged.is_bonus_least == (paid >= CEILING + EARNED and not known.is_whole)
