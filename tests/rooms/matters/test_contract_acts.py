"""Family doctors: signed for a year or two, renewed by signing or by itself, ended."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from tests.builders import AT, Somebody
from tests.rooms.insurance.households import Town
from tests.rooms.matters.deciding import decided
from tests.rooms.matters.patients import a_patient
from tests.rooms.matters.test_filing_acts import HYPERTENSION, an_institution
from yika.ground.errors import Refusals
from yika.institutions import family_doctors
from yika.institutions.family_doctors import NoContract, NoFamilyDoctors, SignedAlready
from yika.institutions.model import Contract, Institution, Practitioner
from yika.institutions.service import add_practitioners
from yika.matters import filing_acts as filing
from yika.matters.contract_effects import NoSuchDoctor, RenewalNotOffered, TermNotOffered
from yika.store.db import Database

TODAY = AT.date()


async def contracts(who: Somebody) -> list[Contract]:
    """All contracts of somebody, oldest first."""
    async with who.database.transaction() as conn:
        return await family_doctors.of_person(conn, who.person)


def signing(
    at: Institution, years: int = 1, *, renews: bool = False, doctor: str | None = None
) -> filing.SignFamilyDoctor:
    return filing.SignFamilyDoctor(
        institution=at.code, years=years, renews=renews, doctor=doctor, package="慢病管理"
    )


@pytest.mark.covers("FILE-04")
async def test_a_contract_is_for_a_year_and_is_signed_again(database: Database) -> None:
    who = await a_patient(Town(database))
    centre = await an_institution(database, 1)
    done = await who.act(signing(centre), actor=who.holder("app"))
    assert (done.facts["starts_on"], done.facts["until"]) == (TODAY, date(2027, 3, 15))
    (signed,) = await contracts(who)
    assert signed.package == "慢病管理"
    assert signed.term(date(2027, 3, 16)) is None
    soon = AT.replace(year=2027, month=3, day=1)
    again = await who.act(signing(centre, 2), soon, who.holder("app"))
    assert again.facts["is_renewal"]
    assert (again.facts["starts_on"], again.facts["until"]) == (
        date(2027, 3, 16),
        date(2029, 3, 15),
    )
    with pytest.raises(SignedAlready):
        await who.act(signing(centre), soon)


@pytest.mark.covers("FILE-04")
async def test_a_contract_of_an_elderly_person_renews_itself(database: Database) -> None:
    town = Town(database)
    young, old = await a_patient(town), await a_patient(town, born=date(1950, 1, 1))
    centre = await an_institution(database, 1)
    with pytest.raises(RenewalNotOffered):
        await young.act(signing(centre, renews=True))
    await old.act(signing(centre, renews=True))
    (held,) = await contracts(old)
    assert held.term(date(2030, 1, 1)) == (date(2029, 3, 16), date(2030, 3, 15))
    with pytest.raises(SignedAlready):
        await old.act(signing(centre), AT.replace(year=2030))
    rows = await town.rows("SELECT 1 FROM family_doctors")
    assert len(rows) == 1  # no renewal is ever written


@pytest.mark.covers("FILE-04")
async def test_a_contract_with_a_chronic_disease_renews_itself(database: Database) -> None:
    who = await a_patient(Town(database))
    centre = await an_institution(database, 1)
    with pytest.raises(RenewalNotOffered):
        await who.act(signing(centre, renews=True))
    await decided(who, filing.RecogniseChronic(disease=HYPERTENSION))
    assert (await who.act(signing(centre, renews=True))).facts["renews"]


async def test_another_institution_comes_after_the_first_ended(database: Database) -> None:
    who = await a_patient(Town(database))
    first, second = await an_institution(database, 1), await an_institution(database, 2)
    with pytest.raises(NoContract):
        await who.act(filing.EndFamilyDoctor())
    await who.act(signing(first))
    later = AT + timedelta(days=40)
    with pytest.raises(SignedAlready):
        await who.act(signing(second), later)
    await who.act(filing.EndFamilyDoctor(), later, who.holder("app"))
    assert (await contracts(who))[0].term(later.date()) is None
    done = await who.act(signing(second), later)
    assert done.facts["starts_on"] == later.date()
    with pytest.raises(NoContract):
        await who.act(filing.EndFamilyDoctor(contract_id="no such"), later)


async def test_terms_and_doctors_are_those_on_offer(database: Database) -> None:
    who = await a_patient(Town(database))
    centre = await an_institution(database, 1)
    with pytest.raises(Refusals) as told:
        await who.act(signing(centre, 3, renews=True))
    kinds = [type(one) for one in told.value.reasons]
    assert kinds == [TermNotOffered, RenewalNotOffered]
    with pytest.raises(NoSuchDoctor):
        await who.act(signing(centre, doctor="D1"))
    doctor = Practitioner(
        code="D1", name="陈医生", kind="1", department=None, starts_on=date(2025, 1, 1)
    )
    async with database.transaction() as conn:
        await add_practitioners(conn, centre, [doctor])
    assert (await who.act(signing(centre, doctor="D1"))).result == "done"
    pharmacy = await an_institution(database, 7, kind="pharmacy")
    other = await a_patient(Town(database))
    with pytest.raises(NoFamilyDoctors):
        await other.act(signing(pharmacy))


def test_terms_of_a_contract_follow_one_another() -> None:
    """Also from the last day of February, and for two years at a time."""
    made = Contract(
        contract_id=UUID(int=1),
        institution_id=1,
        doctor=None,
        package=None,
        starts_on=date(2024, 2, 29),
        years=1,
        renews=True,
    )
    assert made.term(date(2024, 2, 28)) is None
    assert made.term(date(2024, 2, 29)) == (date(2024, 2, 29), date(2025, 2, 27))
    assert made.term(date(2025, 2, 28)) == (date(2025, 2, 28), date(2026, 2, 27))
    day = date(2024, 2, 29)
    while day < date(2033, 1, 1):
        term = made.term(day)
        assert term is not None
        assert term[0] <= day <= term[1]
        day += timedelta(days=1)
