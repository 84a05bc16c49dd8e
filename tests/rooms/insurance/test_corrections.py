"""Bills put right: more owed, less owed, paid already or not; every fen stays accounted for."""

from collections.abc import AsyncGenerator
from datetime import date

import msgspec
import pytest

from tests.builders import BOOK, CITY, OFFICER
from tests.rooms.insurance.households import MARCH, Town, at
from yika.insurance.amounts.tariff import tariff
from yika.insurance.books.correcting import Corrected, NoBillToCorrect
from yika.insurance.books.corrections import ReasonNeeded, correct
from yika.insurance.books.employers import Employer
from yika.insurance.books.payments import use_credits
from yika.people import service as people
from yika.people.model import PersonKey
from yika.policy.load import Book, book_from
from yika.store.db import Database

LOW, HIGH = 500_000, 710_000
LATE = at(4, 20)


@pytest.fixture
async def town(database: Database) -> AsyncGenerator[Town]:
    town = Town(database)
    yield town
    kinds = ("collected", "pooled", "suspense", "late_fees", "outside")
    assert sum([await town.balance(kind) for kind in kinds]) == 0
    notes = "SELECT coalesce(sum(amount_fen - placed_fen - refunded_fen), 0) FROM payments"
    assert await town.balance("suspense") == (await town.rows(notes))[0][0]


@pytest.fixture
async def employer(town: Town) -> Employer:
    return await town.employer()


@pytest.mark.covers("CONTR-27")
async def test_a_base_too_low_makes_a_further_bill(town: Town, employer: Employer):
    person = await _billed(town, employer, LOW)
    await town.paid(employer, _owed(LOW))
    told = await _correct(town, person, HIGH)
    assert told == Corrected(period=MARCH, owed_fen=_owed(HIGH) - _owed(LOW))
    bill = await town.bill(person, "correction")
    assert bill["due_on"] == date(2026, 4, 30)
    assert (await town.bill(person))["owed_fen"] == _owed(LOW)  # The first bill stays.
    await town.paid(employer, told.owed_fen, LATE)
    assert (await town.bill(person, "correction"))["paid_on"] == LATE.date()
    assert await town.balance("pooled") == sum(_amounts(HIGH)[n] for n in _pooled())


async def test_a_base_too_high_paid_already_leaves_a_credit(town: Town, employer: Employer):
    person = await _billed(town, employer, HIGH)
    await town.paid(employer, _owed(HIGH))
    told = await _correct(town, person, LOW)
    assert told.credit_fen == _owed(HIGH) - _owed(LOW)
    assert (told.owed_fen, told.waived_fen) == (0, 0)
    assert await town.balance("pooled") == sum(_amounts(LOW)[n] for n in _pooled())
    await town.billed(person, month=date(2026, 4, 1))
    assert await use_credits(town.database, BOOK, OFFICER, CITY, LATE) == 1
    assert (await town.bill(person))["paid_fen"] == told.credit_fen


async def test_a_base_too_high_not_paid_is_asked_no_more(town: Town, employer: Employer):
    person = await _billed(town, employer, HIGH)
    told = await _correct(town, person, LOW)
    assert told.waived_fen == _owed(HIGH) - _owed(LOW)
    assert told.credit_fen == 0
    receipt = await town.paid(employer, _owed(LOW), at(3, 20))
    assert receipt.credit_fen == 0
    assert (await town.bill(person))["paid_on"] == date(2026, 3, 20)


async def test_a_base_too_high_paid_in_part_is_settled_first(town: Town, employer: Employer):
    person = await _billed(town, employer, HIGH)
    await town.paid(employer, _owed(HIGH) - 1_000)
    told = await _correct(town, person, LOW)
    assert told.waived_fen == 1_000
    assert told.credit_fen == _owed(HIGH) - _owed(LOW) - 1_000


async def test_corrections_follow_one_another(town: Town, employer: Employer):
    person = await _billed(town, employer, LOW)
    await _correct(town, person, HIGH)
    assert await _correct(town, person, HIGH) == Corrected(period=MARCH)
    back = await _correct(town, person, LOW)
    assert back.waived_fen == _owed(HIGH) - _owed(LOW)
    total = "SELECT sum(owed_fen) - sum(paid_fen) FROM bills"
    assert await town.rows(total) == [(_owed(LOW),)]


@pytest.mark.covers("CONTR-13")
async def test_a_provisional_base_is_put_right_when_the_final_one_is_known(
    town: Town, employer: Employer
):
    person = await _billed(town, employer, 430_800)  # the provisional floor of 2026
    final = _with_floor("4500.00")
    async with town.database.transaction() as conn:
        await people.lock(conn, [person])
        told = await correct(conn, final, OFFICER, person, MARCH, "final base", LATE)
    right = tariff(final, "999900", "employee", MARCH, {"injury_class": "1"})
    assert told.owed_fen == sum(right.amounts(430_800)) - _owed(430_800)
    assert told.owed_fen > 0


async def test_a_correction_says_why_and_needs_a_bill(town: Town, employer: Employer):
    person = await _billed(town, employer, LOW)
    with pytest.raises(ReasonNeeded):
        await _correct(town, person, HIGH, reason=" ")
    with pytest.raises(NoBillToCorrect):
        await _correct(town, person, HIGH, month=date(2026, 2, 1))
    await _correct(town, person, HIGH, reason="employer declared last year's wage")
    row = "SELECT facts FROM journal WHERE what = 'contribution.corrected'"
    ((facts,),) = await town.rows(row)
    assert facts["reason"] == "employer declared last year's wage"
    assert (facts["before_base_fen"], facts["base_fen"]) == (LOW, HIGH)


def _with_floor(floor: str) -> Book:
    """The law of the city with another floor of every base in 2026."""
    content = msgspec.json.decode(BOOK.content("999900"))
    text = msgspec.json.encode(content).decode()
    base = text.index('"contribution.base"')
    before, after = text[:base], text[base:]
    end = after.index('"contribution.base_rounding"')
    changed = after[:end].replace('"floor":"4308.00"', f'"floor":"{floor}"')
    return book_from((before + changed + after[end:]).encode())


async def _billed(town: Town, employer: Employer, base_fen: int) -> PersonKey:
    person = await town.employee(employer, base_fen)
    await town.billed(person)
    return person


async def _correct(
    town: Town, person: PersonKey, base_fen: int, reason: str = "wrong base", month: date = MARCH
) -> Corrected:
    async with town.database.transaction() as conn:
        await people.lock(conn, [person])
        return await correct(conn, BOOK, OFFICER, person, month, reason, LATE, base_fen=base_fen)


def _amounts(base_fen: int) -> list[int]:
    return tariff(BOOK, "999900", "employee", MARCH, {"injury_class": "1"}).amounts(base_fen)


def _owed(base_fen: int) -> int:
    return sum(_amounts(base_fen))


def _pooled() -> list[int]:
    lines = tariff(BOOK, "999900", "employee", MARCH, {"injury_class": "1"}).lines
    ours = ("medical", "maternity", "large_sum")
    return [n for n, line in enumerate(lines) if line.insurance in ours]
