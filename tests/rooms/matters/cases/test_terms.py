"""Working days of cases: spring festival, National Day, make-up days, and past the calendar."""

from datetime import date, datetime, time, timedelta

import pytest

from tests.builders import AT, BOOK, CITY, somebody
from tests.rooms.accounts.purse import Purse
from tests.rooms.matters.cases.test_cases import opened
from tests.rooms.matters.deciding import HANDLER
from yika.ground.days import BEIJING
from yika.matters import cover
from yika.matters.cases import looking, rules
from yika.matters.cases.doing import terms_of
from yika.matters.cases.preflight import definition
from yika.matters.cases.rules import Terms
from yika.standing.laws import Laws
from yika.store.db import Database

ABROAD = cover.WithdrawAccount(occasion="settled_abroad")


def at(year: int, month: int, day: int) -> datetime:
    return datetime.combine(date(year, month, day), time(16, 30), BEIJING)


# The State Council's notices for 2025 and 2026: days off, and weekend days worked instead.
@pytest.mark.parametrize(
    ("since", "days", "due"),
    [
        (at(2026, 2, 13), 1, date(2026, 2, 14)),  # A Saturday worked before the spring festival
        (at(2026, 2, 13), 2, date(2026, 2, 24)),  # nine days off from the 15th to the 23rd
        (at(2026, 2, 14), 1, date(2026, 2, 24)),
        (at(2026, 2, 16), 5, date(2026, 2, 28)),  # handed in on a holiday; a Saturday worked after
        (at(2026, 2, 27), 2, date(2026, 3, 2)),
        (at(2026, 9, 18), 1, date(2026, 9, 20)),  # A Sunday worked before National Day
        (at(2026, 9, 30), 1, date(2026, 10, 8)),  # seven days off
        (at(2026, 10, 8), 2, date(2026, 10, 10)),  # a Saturday worked after
        (at(2026, 10, 10), 1, date(2026, 10, 12)),
        (at(2025, 1, 24), 1, date(2025, 1, 26)),
        (at(2025, 1, 27), 1, date(2025, 2, 5)),
        (at(2025, 9, 30), 3, date(2025, 10, 11)),
        (at(2026, 3, 16), 0, date(2026, 3, 16)),
    ],
)
def test_days_count_by_the_official_calendar(since: datetime, days: int, due: date) -> None:
    assert rules.due(Terms(promised=days), since) == (due, False)


def test_past_the_published_calendar_a_day_is_provisional() -> None:
    due, provisional = rules.due(Terms(promised=15), at(2026, 12, 21))
    assert provisional
    assert due is not None
    assert due.year == 2027
    assert due.weekday() < 5
    before, firm = rules.due(Terms(promised=5), at(2026, 12, 21))
    assert (before, firm) == (date(2026, 12, 28), False)


@pytest.mark.parametrize(
    ("terms", "days"),
    [
        (Terms(), None),
        (Terms(limit=30), 30),
        (Terms(limit=30, promised=5), 5),
        (Terms(limit=30, promised=0), 0),
    ],
)
def test_what_was_promised_counts_else_the_law_else_nothing(terms: Terms, days: int | None) -> None:
    assert terms.days == days
    assert rules.due(terms, AT)[0] is None or days is not None


def test_every_matter_of_the_made_up_city_has_its_days() -> None:
    laws = Laws(BOOK, f"{CITY:06}")
    for matter in ("reimbursement", "account_withdraw", "chronic_recognise", "suspension_decide"):
        terms = terms_of(laws, matter, AT)
        assert terms.limit is not None
        assert terms.promised is not None
        assert terms.promised <= terms.limit
        assert None not in (terms.asked_within, terms.given_within, terms.draft_kept)


def test_where_nothing_is_published_no_day_is_promised_and_that_is_said() -> None:
    found = definition(BOOK, "460400", "family_doctor_sign", AT)
    assert found.limit_days is None
    assert found.due_on is None
    assert "handling.limit" in found.unknown


async def test_a_case_says_that_its_day_is_provisional(database: Database) -> None:
    owner = await somebody(database)
    await Purse(database, owner).gets(12_345)
    now = at(2026, 12, 21)
    case = await opened(owner, actor=HANDLER, at=now)
    shown = looking.told(case, owner.book, now)
    assert shown.due_provisional
    assert shown.due_on is None, "papers are missing: no day is promised yet"
    assert case.due_on is not None
    assert shown.due_if_complete_today == case.due_on
    assert not shown.is_late
    day_after = datetime.combine(case.due_on + timedelta(days=1), time(), BEIJING)
    last = datetime.combine(case.due_on, time(23, 59), BEIJING)
    assert not looking.told(case, owner.book, last).is_late
    assert looking.told(case, owner.book, day_after).is_late
