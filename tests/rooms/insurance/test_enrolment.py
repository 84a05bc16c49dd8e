"""Enrolling, changing, moving, leaving; what is on record is what entitlement rests on."""

import asyncio
from datetime import date, datetime
from uuid import uuid4

import pytest

from tests.builders import BOOK, CITY, OFFICER
from tests.rooms.insurance.households import AT, MARCH, Town, a_code, at
from yika.access.model import Actor, Role
from yika.access.service import NoMandate
from yika.ground.errors import Refusals, YikaError
from yika.insurance import service
from yika.insurance.books import employers, enrolment
from yika.insurance.books.employers import (
    EmployerRegistered,
    NoSuchEmployer,
    WrongEmployerCode,
    WrongInjuryClass,
)
from yika.insurance.books.enrolment import Enrol
from yika.insurance.books.enrolment_rules import (
    EnrolmentOverForGood,
    EnrolmentOverlaps,
    NewbornTooLate,
    NotEnrolled,
    SpansOverlap,
)
from yika.insurance.books.retirement import YearsNotMet, retire
from yika.insurance.model import Owed, PaidSpan
from yika.people import service as people
from yika.people.model import Mandate, PersonKey
from yika.store.db import Database


@pytest.fixture
def town(database: Database) -> Town:
    return Town(database)


async def test_an_employer_is_known_by_its_code(town: Town):
    employer = await town.employer(injury_class=4)
    async with town.database.transaction() as conn:
        assert await employers.by_code(conn, CITY, employer.code.lower()) == employer
        assert await employers.by_id(conn, CITY, employer.employer_id) == employer
        after = await employers.set_injury_class(conn, OFFICER, employer, 2, AT)
        assert await employers.by_id(conn, CITY, employer.employer_id) == after
        with pytest.raises(NoSuchEmployer):
            await employers.by_code(conn, CITY, a_code())
        with pytest.raises(EmployerRegistered):
            await employers.register(conn, OFFICER, CITY, employer.code, "又一个", 1, AT)


async def test_all_that_is_wrong_with_an_employer_is_told(town: Town):
    with pytest.raises(Refusals) as refused:
        async with town.database.transaction() as conn:
            await employers.register(conn, OFFICER, CITY, "91110000600037341X", " ", 9, AT)
    kinds = [type(reason) for reason in refused.value.reasons]
    assert kinds[0] is WrongEmployerCode
    assert kinds[-1] is WrongInjuryClass
    assert len(kinds) == 3


async def test_an_enrolment_is_written_once_with_its_scheme(town: Town):
    person = await town.employee(await town.employer())
    insurance = "SELECT insurance FROM persons WHERE person_id = %s"
    assert await town.rows(insurance, person.person_id) == [("employee",)]
    assert await town.journalled(person) == ["enrolment.begun"]


async def test_overlapping_enrolments_are_refused_with_every_reason(town: Town):
    person = await town.employee(await town.employer())
    with pytest.raises(Refusals) as refused:
        await town.enrolled(
            person,
            scheme="employee",
            starts_on=MARCH,
            group="adult",
            options={"colour": "red"},
        )
    codes = [reason.code for reason in refused.value.reasons]
    assert codes == [
        "enrolment_overlaps",
        "unknown_option",
        "employer_needed",
        "resident_group_needed",
        "base_needed",
    ]


async def test_two_enrolments_at_once_leave_one(town: Town):
    person = await town.person()
    employer = await town.employer()

    async def enrol() -> bool:
        try:
            await town.enrolled(
                person,
                scheme="employee",
                starts_on=MARCH,
                employer_id=employer.employer_id,
                base_fen=500_000,
            )
        except EnrolmentOverlaps:
            return False
        return True

    assert sorted(await asyncio.gather(*(enrol() for _ in range(4)))) == [False] * 3 + [True]


async def test_a_newborn_is_covered_from_birth_within_ninety_days(town: Town):
    born = date(2026, 1, 10)
    child = await town.person(born)
    await _newborn(town, child, at(4, 10))
    async with town.database.transaction() as conn:
        ((_, one),) = await enrolment.enrolments(conn, child)
    assert (one.how, one.group, one.starts_on) == ("newborn", "newborn", born)
    await town.billed_year(child, 2026, at(4, 10))
    assert (await town.bill(child, "year"))["owed_fen"] == 40_000  # not as somebody late
    late = await town.person(born)
    with pytest.raises(NewbornTooLate):
        await _newborn(town, late, at(4, 11))


async def test_changing_from_resident_to_employee_ends_the_one_before(town: Town):
    person, employer = await town.person(), await town.employer()
    await town.enrolled(person, scheme="resident", group="adult", starts_on=date(2026, 1, 1))
    asked = Enrol(
        scheme="employee", starts_on=MARCH, employer_id=employer.employer_id, base_fen=500_000
    )
    async with town.database.transaction() as conn:
        await people.lock(conn, [person])
        await enrolment.change(conn, BOOK, OFFICER, person, asked, AT)
        before, after = [one for _, one in await enrolment.enrolments(conn, person)]
    assert (before.ends_on, before.end_reason) == (date(2026, 2, 28), "changed")
    assert after.scheme == "employee"


@pytest.mark.covers("CONTR-24", "CONTR-36")
async def test_who_retires_with_the_years_met_owes_nothing_more(town: Town):
    person = await town.employee(await town.employer())
    with pytest.raises(YearsNotMet) as refused:
        await _retire(town, person)
    assert refused.value.facts["still_months"]
    async with town.database.transaction() as conn:
        span = PaidSpan("employee", date(1990, 1, 1), date(2025, 12, 1))
        await enrolment.carry(conn, OFFICER, person, [span], AT)
    await _retire(town, person)
    async with town.database.transaction() as conn:
        *_, (_, now) = await enrolment.enrolments(conn, person)
    assert (now.is_retired, now.employer_id, now.ends_on) == (True, None, None)
    assert await town.billed(person) == 0


@pytest.mark.covers("CONTR-35", "CONTR-37")
async def test_years_paid_elsewhere_come_along(town: Town):
    person, employer = await town.person(), await town.employer()
    spans = [
        PaidSpan("employee", date(2010, 1, 1), date(2015, 12, 1), None, 110000),
        PaidSpan("flexible", date(2018, 3, 1), date(2025, 12, 1), None, 310000),
    ]
    asked = Enrol(
        scheme="employee", starts_on=MARCH, employer_id=employer.employer_id, base_fen=500_000
    )
    async with town.database.transaction() as conn:
        await people.lock(conn, [person])
        await enrolment.move_in(conn, BOOK, OFFICER, person, asked, spans, AT)
        cover = await service.cover_of(conn, person)
        with pytest.raises(SpansOverlap):
            await enrolment.carry(conn, OFFICER, person, spans[:1], AT)
    assert list(cover.paid) == spans
    assert cover.enrolments[0].how == "moved_in"


async def test_moving_away_and_dying_end_an_enrolment(town: Town):
    mover, dead = await town.employee(await town.employer()), await town.person()
    await town.enrolled(dead, scheme="resident", group="elderly", starts_on=date(2026, 1, 1))
    async with town.database.transaction() as conn:
        await people.lock(conn, [mover, dead])
        gone = await enrolment.leave(
            conn, OFFICER, mover, date(2026, 3, 31), "moved_away", AT, moved_to=110000
        )
        assert (gone.end_reason, gone.moved_to) == ("moved_away", 110000)
        await enrolment.leave(conn, OFFICER, dead, date(2026, 3, 10), "died", AT)
        with pytest.raises(NotEnrolled):
            await enrolment.leave(conn, OFFICER, dead, date(2026, 3, 11), "left", AT)
        asked = Enrol(scheme="resident", group="elderly", starts_on=date(2026, 5, 1))
        with pytest.raises(EnrolmentOverForGood):
            await enrolment.enrol(conn, BOOK, OFFICER, dead, asked, AT)


@pytest.mark.covers("CONTR-31")
async def test_records_are_read_newest_first_with_lines_and_payments(town: Town):
    employer = await town.employer()
    person = await town.employee(employer)
    await town.billed(person)
    owed = (await town.bill(person))["owed_fen"]
    await town.paid(employer, owed)
    await town.billed(person, month=date(2026, 4, 1))
    own = Actor(role=Role.HOLDER, channel="app", person=person)
    async with town.database.transaction() as conn:
        april, march = await service.records(conn, own, person, at(4, 2))
        cover = await service.cover_of(conn, person)
    assert (april.period, april.paid_on, april.payments) == (date(2026, 4, 1), None, ())
    assert march.paid_on == AT.date()
    assert march.employer == employer.name
    assert sum(line.amount_fen for line in march.lines) == owed
    assert [part.amount_fen for part in march.payments] == [owed]
    assert cover.paid == (PaidSpan("employee", MARCH, MARCH, AT.date()),)
    due = date(2026, 4, 30)
    april_owed = Owed("employee", date(2026, 4, 1), "month", "employer", due, owed, 0)
    assert cover.owed == (april_owed,)
    assert (await town.journalled(person))[-1] == "contribution.read"


@pytest.mark.covers("CONTR-33")
async def test_a_parent_may_ask_for_a_child_and_a_stranger_may_not(town: Town):
    child, parent, stranger = [await town.person() for _ in range(3)]
    await town.enrolled(child, scheme="resident", group="pupil", starts_on=date(2026, 1, 1))
    await town.billed_year(child, 2026, at(11, 20, 2025))
    async with town.database.transaction() as conn:
        mandate = Mandate(
            mandate_id=uuid4(),
            person=child,
            agent=parent,
            basis="guardian",
            matters=frozenset({"*"}),
            starts_at=at(1, 1),
        )
        await people.give_mandate(conn, mandate)
        (one,) = await service.records(conn, _holder(parent), child, AT)
        assert one.kind == "year"
    with pytest.raises(NoMandate):
        async with town.database.transaction() as conn:
            await service.records(conn, _holder(stranger), child, AT)
    entry = "SELECT actor, on_behalf_of FROM journal WHERE what = 'contribution.read'"
    assert await town.rows(entry) == [(_holder(parent).name, child.person_id)]


async def test_a_refusal_holds_nothing_that_names_somebody(town: Town):
    child = await town.person(date(2026, 1, 10))
    with pytest.raises(YikaError) as refused:
        await _newborn(town, child, at(12, 1))
    assert refused.value.facts == {"within_days": 90}


async def _retire(town: Town, person: PersonKey) -> None:
    async with town.database.transaction() as conn:
        await people.lock(conn, [person])
        await retire(conn, town.database.keys, BOOK, OFFICER, person, MARCH, AT)


async def _newborn(town: Town, child: PersonKey, when: datetime) -> None:
    async with town.database.transaction() as conn:
        await people.lock(conn, [child])
        keys = town.database.keys
        await enrolment.enrol_newborn(conn, keys, BOOK, OFFICER, child, when)


def _holder(person: PersonKey) -> Actor:
    return Actor(role=Role.HOLDER, channel="app", person=person)
