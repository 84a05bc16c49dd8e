"""Why the fund does not pay for each character, on each day, before and after paying."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest

from tests.builders import BOOK, OFFICER, Somebody
from yika.demo.cast import BY_KEY, load_cast
from yika.demo.model import START, on
from yika.insurance.books.bills import bill_people, month_span
from yika.insurance.books.enrolment import enrolments
from yika.insurance.books.payments import Payment, pay
from yika.insurance.books.repairs import repair
from yika.insurance.books.settling import Payer, open_bills
from yika.people.model import PersonKey
from yika.standing.model import Standing
from yika.store.db import Conn, Database

TODAY, APRIL, MAY, SEPTEMBER = "2026-03-16", "2026-04-01", "2026-05-01", "2026-09-01"
COVERED = ""
ONE_DAY = timedelta(days=1)

# Character: what stops claiming on a day, as known at the beginning.
BEFORE = {
    "healthy": {"2020-06-01": COVERED, "2026-02-15": COVERED, TODAY: COVERED},
    "employer-arrears": {
        "2026-01-31": COVERED,
        "2026-02-01": "arrears_employer",
        TODAY: "arrears_employer",
        SEPTEMBER: "arrears_employer",
    },
    "own-arrears-1": {"2026-02-28": COVERED, "2026-03-01": "arrears_own", MAY: "arrears_own"},
    "own-arrears-3": {"2025-12-31": COVERED, "2026-01-01": "arrears_own", MAY: "arrears_own"},
    "own-arrears-4": {"2025-11-30": COVERED, "2025-12-01": "arrears_own", MAY: "arrears_own"},
    "missed-window": {"2025-12-31": COVERED, "2026-01-01": "not_enrolled", MAY: "not_enrolled"},
    "lapsed-two": {
        "2023-12-31": COVERED,
        "2024-01-01": "not_enrolled",
        "2025-12-31": "not_enrolled",
        "2026-01-01": "waiting",
        "2026-04-30": "waiting",
        MAY: COVERED,
        "2027-01-01": "not_enrolled",
    },
    "lapsed-two-repaired": {"2026-03-31": "waiting", APRIL: COVERED},
    "newborn": {
        "2026-01-19": "not_enrolled",
        "2026-01-20": COVERED,
        TODAY: COVERED,
        "2026-12-31": COVERED,
        "2027-01-01": "not_enrolled",
    },
    "moved-in": {"2025-09-30": "not_enrolled", "2025-11-01": COVERED, TODAY: COVERED},
    "moved-away": {"2026-02-28": COVERED, "2026-03-01": "moved_away", SEPTEMBER: "moved_away"},
    "relative-pays": {TODAY: COVERED},
    "relative-paid-for": {"2026-01-01": COVERED, TODAY: COVERED, "2027-01-01": "not_enrolled"},
    "wrong-base": {TODAY: COVERED},
    "first-wait": {
        "2026-01-31": "not_enrolled",
        "2026-02-01": "waiting",
        "2026-04-30": "waiting",
        MAY: COVERED,
    },
    "retired": {"2025-08-31": COVERED, "2025-09-01": COVERED, SEPTEMBER: COVERED},
}
# Character: the day on which the fund pays again if all is paid on the first day of the sandbox,
# and what stops claiming until then.
AFTER = {
    "employer-arrears": (APRIL, "waiting"),
    "own-arrears-1": (APRIL, "waiting"),
    "own-arrears-3": (APRIL, "waiting"),
    "own-arrears-4": (SEPTEMBER, "waiting"),
    "missed-window": ("2026-07-01", "waiting"),
}


@pytest.mark.covers("HOLD-01", "HOLD-02", "HOLD-11", "ENT-01", "ENT-05", "ENT-06")
async def test_why_is_right_for_each_character_on_each_day(database: Database):
    cast = await _cast(database)
    for key, days in BEFORE.items():
        found = {day: _stops(await cast[key].standing(on(day))) for day in days}
        assert found == days, key


async def test_arrears_and_waits_stop_claims_and_leave_the_balance(database: Database):
    cast = await _cast(database)
    for key in (*AFTER, "lapsed-two", "first-wait", "moved-away"):
        answer = await cast[key].standing()
        for credential in ("card", "id_number"):
            assert not answer.uses[credential]["claim"].open, key
        assert answer.uses["card"]["pay"].open, key
        assert answer.verdict == "partly", key


@pytest.mark.parametrize("key", AFTER)
async def test_whoever_pays_is_covered_from_the_day_that_was_promised(database: Database, key: str):
    cast = await _cast(database)
    day, meanwhile = AFTER[key]
    [hold] = [hold for hold in (await cast[key].standing()).holds if hold.subject == "person"]
    assert hold.mended_at == on(day, "00:00")
    assert hold.remedies[0].done_at == on(day, "00:00")
    assert [ref.id for ref in hold.policy][-3:] == ["standing.stops"] * 3
    await _pays(database, cast[key])
    again = await cast[key].standing()
    assert _stops(again) == meanwhile
    assert again.uses["card"]["claim"].opens_at == on(day, "00:00")
    assert _stops(await cast[key].standing(on(day, "00:00") - ONE_DAY)) == meanwhile
    assert _stops(await cast[key].standing(on(day, "00:00"))) == COVERED


async def test_an_employers_arrears_paid_in_time_leave_no_gap_and_ones_own_do(database: Database):
    cast = await _cast(database)
    for key, then in (("employer-arrears", COVERED), ("own-arrears-1", "arrears_own")):
        await _pays(database, cast[key])
        assert _stops(await cast[key].standing(on("2026-03-10"))) == then


async def test_paying_a_lapsed_year_opens_the_month_that_was_promised(database: Database):
    someone = (await _cast(database))["lapsed-two"]
    [hold] = (await someone.standing()).holds
    assert [remedy.matter for remedy in hold.remedies[:1]] == ["contribution_repair"]
    promised = hold.mended_at
    assert promised is not None
    assert promised < on(MAY, "00:00")
    async with database.transaction() as conn:
        for year in (2024, 2025):
            await repair(conn, BOOK, OFFICER, someone.person, year, START)
    await _pays(database, someone)
    assert _stops(await someone.standing(promised)) == COVERED
    assert _stops(await someone.standing(promised - ONE_DAY)) == "waiting"


async def test_an_employer_who_does_not_pay_march_stops_the_fund_in_april(database: Database):
    someone = (await _cast(database))["healthy"]
    async with database.transaction() as conn:
        span = month_span(date(2026, 3, 1), START)
        await bill_people(conn, BOOK, 999900, [someone.person.person_id], span)
    answer = await someone.standing()
    assert answer.verdict == "works"
    assert answer.uses["card"]["claim"].closes_at == on(APRIL, "00:00")
    assert answer.uses["card"]["claim"].closes_by == "arrears_employer"
    assert answer.uses["card"]["pay"].closes_by != "arrears_employer"
    assert ("person", "arrears_employer", on(APRIL, "00:00")) in {
        (ahead.credential, ahead.cause, ahead.at) for ahead in answer.ahead
    }


async def _cast(database: Database) -> dict[str, Somebody]:
    async with database.transaction() as conn:
        people = await load_cast(conn, database.keys, BOOK)
    return {k: Somebody(database, person, BY_KEY[k].id_number) for k, person in people.items()}


def _stops(answer: Standing) -> str:
    """The causes about insurance that stop claiming; in the cast it is one at most."""
    found = [hold.cause for hold in answer.holds if hold.periods or hold.cause in CAUSES]
    return " ".join(found)


CAUSES = {"not_enrolled", "arrears_employer", "arrears_own", "waiting", "moved_away"}


async def _pays(database: Database, someone: Somebody, at: datetime = START) -> None:
    """All that is owed for somebody, by whoever owes it."""
    async with database.transaction() as conn:
        payer = await _payer(conn, someone.person)
        # What is too much, since late fees are not worked out here, stays a credit.
        owed = 2 * sum(bill.rest_fen for bill in await open_bills(conn, payer))
        payment = Payment(
            payment_id=uuid4(), payer=payer, amount_fen=owed, channel="bank_counter", paid_at=at
        )
        await pay(conn, BOOK, OFFICER, payment, at)


async def _payer(conn: Conn, person: PersonKey) -> Payer:
    employer = (await enrolments(conn, person))[-1][1].employer_id
    if employer is not None:
        return Payer(region=person.region, employer_id=employer)
    return Payer(region=person.region, person=person)
