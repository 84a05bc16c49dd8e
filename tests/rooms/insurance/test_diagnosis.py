"""Why a month is shown as unpaid: the cause in the records, and who does what next."""

from datetime import date, datetime

import pytest

from tests.builders import BOOK, OFFICER
from tests.rooms.insurance.households import APRIL, AT, MARCH, Town, a_payment, at
from yika.insurance.books import held
from yika.insurance.books.corrections import correct
from yika.insurance.books.diagnosis import NEXT, Diagnosis, why_unpaid
from yika.people import service as people
from yika.people.model import PersonKey
from yika.policy.words import lists
from yika.store.db import Database

APRIL_10 = at(4, 10)


@pytest.fixture
def town(database: Database) -> Town:
    return Town(database)


def test_every_cause_says_what_to_do_next():
    assert set(NEXT) == set(lists().words["unpaid_causes"])
    matters = {matter for matter, _ in NEXT.values() if matter}
    assert matters <= set(lists().words["matters"])


async def test_nothing_is_wrong_with_a_month_that_is_paid(town: Town):
    employer = await town.employer()
    person = await town.employee(employer)
    await town.billed(person)
    await town.paid(employer, (await town.bill(person))["owed_fen"])
    told = await _why(town, person)
    assert (told.is_paid, told.paid_on, told.causes) == (True, AT.date(), ())
    assert (await town.journalled(person))[-1] == "contribution.diagnosed"


@pytest.mark.covers("CONTR-26", "CONTR-28")
async def test_the_employer_has_not_paid(town: Town):
    person = await town.employee(await town.employer())
    await town.billed(person)
    assert _causes(await _why(town, person, AT)) == [("not_due", None, "nobody")]
    told = await _why(town, person)
    assert _causes(told) == [("employer_late", "employer_settle", "employer")]
    assert told.causes[0].due_on == date(2026, 3, 31)
    assert told.causes[0].amount_fen == (await town.bill(person))["owed_fen"]


async def test_the_person_has_not_paid_or_only_a_part(town: Town):
    person = await _flexible(town)
    assert _causes(await _why(town, person)) == [("own_late", "contribution_pay", "you")]
    await town.paid(person, 100)
    assert _causes(await _why(town, person)) == [("partly_paid", "contribution_pay", "you")]


async def test_an_employer_that_paid_a_part_has_to_pay_the_rest(town: Town):
    employer = await town.employer()
    person = await town.employee(employer)
    await town.billed(person)
    await town.paid(employer, 100)
    assert _causes(await _why(town, person)) == [("partly_paid", "employer_settle", "employer")]


@pytest.mark.covers("CONTR-27")
async def test_the_base_was_wrong(town: Town):
    employer = await town.employer()
    person = await town.employee(employer, 500_000)
    await town.billed(person)
    await town.paid(employer, (await town.bill(person))["owed_fen"])
    async with town.database.transaction() as conn:
        await people.lock(conn, [person])
        await correct(conn, BOOK, OFFICER, person, MARCH, "wage", AT, base_fen=700_000)
    assert _causes(await _why(town, person)) == [("wrong_base", "contribution_correct", "employer")]


@pytest.mark.covers("CONTR-29", "CONTR-30", "CONTR-32")
@pytest.mark.parametrize(
    ("cause", "matter", "who"),
    [
        ("name_mismatch", "contribution_correct", "you"),
        ("number_mismatch", "contribution_correct", "you"),
        ("not_activated", "card_activate", "you"),
        ("below_minimum", "contribution_pay", "you"),
    ],
)
async def test_the_money_is_here_and_cannot_be_placed(
    town: Town, cause: str, matter: str, who: str
):
    person = await _flexible(town)
    payment = a_payment(person, 30_000, at(3, 20))
    async with town.database.transaction() as conn:
        await held.receive(conn, OFFICER, payment, cause, MARCH, at(3, 20))
    told = await _why(town, person)
    assert _causes(told) == [(cause, matter, who), ("own_late", "contribution_pay", "you")]
    assert told.causes[0].amount_fen == 30_000
    assert told.causes[0].since == at(3, 20)


async def test_the_money_is_on_its_way(town: Town):
    person = await _flexible(town)
    payment = a_payment(person, 30_000, at(3, 20))
    async with town.database.transaction() as conn:
        await held.announce(conn, OFFICER, payment, MARCH, at(3, 20))
    assert _causes(await _why(town, person))[0] == ("in_transit", None, "nobody")


async def test_there_is_no_bill_yet_or_nobody_enrolled(town: Town):
    person = await town.employee(await town.employer())
    assert _causes(await _why(town, person)) == [("not_billed", None, "agency")]
    assert _causes(await _why(town, person, AT, APRIL)) == [("not_due", None, "nobody")]
    stranger = await town.person()
    assert _causes(await _why(town, stranger)) == [("not_enrolled", "enrol", "you")]


async def test_a_residents_month_is_that_of_the_year(town: Town):
    person = await town.person()
    await town.enrolled(person, scheme="resident", group="adult", starts_on=date(2026, 1, 1))
    await town.billed_year(person, 2026, at(11, 20, 2025))
    assert _causes(await _why(town, person)) == [("own_late", "contribution_pay", "you")]
    await town.paid(person, 40_000)
    assert (await _why(town, person)).is_paid


def _causes(told: Diagnosis) -> list[tuple[str, str | None, str]]:
    return [(cause.cause, cause.matter, cause.who) for cause in told.causes]


async def _why(
    town: Town, person: PersonKey, when: datetime = APRIL_10, month: date = MARCH
) -> Diagnosis:
    async with town.database.transaction() as conn:
        return await why_unpaid(conn, BOOK, OFFICER, person, month, when)


async def _flexible(town: Town) -> PersonKey:
    person = await town.person()
    await town.enrolled(person, scheme="flexible", base_fen=500_000, starts_on=MARCH)
    await town.billed(person)
    return person
