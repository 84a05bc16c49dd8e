"""Acts about contributions, entitlement and the account, as a face asks for them."""

import asyncio
from datetime import date

import pytest

from tests.builders import AT, OFFICER, Somebody, with_card
from tests.rooms.accounts.purse import Purse
from tests.rooms.insurance.households import Town, all_money_adds_up, at
from tests.rooms.matters.deciding import decided
from tests.rooms.matters.patients import a_patient, share_with
from yika.access.officers import employer_actor
from yika.access.service import NoMandate
from yika.accounts import sharing
from yika.accounts.rules import Short
from yika.accounts.sharing import NotShared
from yika.accounts.withdrawal import WithdrawalNotAllowed
from yika.insurance.books.employers import WrongEmployerCode
from yika.insurance.books.enrolment import enrolments
from yika.insurance.books.enrolment_rules import EnrolmentOverForGood, NotEnrolled
from yika.insurance.books.retirement import YearsNotMet
from yika.insurance.service import cover_of
from yika.matters import cover
from yika.matters import model as acts
from yika.matters.account_effects import NoOtherBank, SharedWithOneself
from yika.matters.cover_effects import NothingOwed, PlaceNeeded
from yika.matters.schooling import NoSchoolThere
from yika.matters.service import KeyReused, NeedsCase
from yika.store.db import Database


@pytest.mark.covers("CONTR-19")
async def test_a_resident_enrols_and_pays_once(database: Database) -> None:
    town = Town(database)
    patient = await a_patient(town)
    enrolled = await patient.act(cover.Enrol(scheme="resident", group="adult"), key="e")
    assert enrolled.facts["scheme"] == "resident"
    assert float(enrolled.facts["owed"]) > 0
    paid = await patient.act(cover.PayContribution(), key="p")
    assert paid.facts["amount"] == enrolled.facts["owed"]
    assert (await patient.act(cover.PayContribution(), key="p")).replayed
    with pytest.raises(NothingOwed):
        await patient.act(cover.PayContribution(), key="again")
    await all_money_adds_up(town)


async def test_the_same_key_at_once_pays_once(database: Database) -> None:
    town = Town(database)
    patient = await a_patient(town)
    await patient.act(cover.Enrol(scheme="flexible", base="5000"))
    act = cover.PayContribution()
    done = await asyncio.gather(*(patient.act(act, key="pay") for _ in range(6)))
    assert sum(not one.replayed for one in done) == 1
    assert len(await town.rows("SELECT 1 FROM payments")) == 1
    with pytest.raises(KeyReused):
        await patient.act(cover.PayContribution(amount="1.00"), key="pay")


async def test_paying_a_part_leaves_the_rest_owed(database: Database) -> None:
    town = Town(database)
    patient = await a_patient(town)
    owed = (await patient.act(cover.Enrol(scheme="flexible", base="5000"))).facts["owed"]
    first = await patient.act(cover.PayContribution(amount="100.00"))
    assert first.facts["paid"] == "100.00"
    rest = await patient.act(cover.PayContribution())
    assert float(rest.facts["paid"]) == pytest.approx(float(owed) - 100)
    await all_money_adds_up(town)


async def test_who_is_not_enrolled_has_nothing_to_pay(database: Database) -> None:
    patient = await a_patient(Town(database))
    with pytest.raises(NotEnrolled):
        await patient.act(cover.PayContribution())


@pytest.mark.covers("CONTR-26", "HOLD-15")
async def test_the_employer_settles_what_it_owes(database: Database) -> None:
    town = Town(database)
    employer = await town.employer()
    person = await town.employee(employer)
    colleague = await town.employee(employer)
    await town.billed(person, colleague)
    patient = Somebody(database, person, "")
    done = await patient.act(cover.SettleEmployerArrears(), at(4, 20))
    assert float(done.facts["late_fee"]) > 0
    for one in (person, colleague):
        bill = await town.bill(one)
        assert bill["paid_fen"] == bill["owed_fen"]
    await all_money_adds_up(town)


@pytest.mark.covers("CONTR-27")
async def test_a_month_on_the_wrong_base_is_computed_again(database: Database) -> None:
    town = Town(database)
    person = await town.employee(await town.employer(), base_fen=500_000)
    await town.billed(person)
    patient = Somebody(database, person, "")
    done = await patient.act(cover.CorrectContribution(month="2026-03", base="7100"))
    assert float(done.facts["owed"]) > 0
    assert (await town.bill(person, "correction"))["owed_fen"] > 0


@pytest.mark.covers("CONTR-37")
async def test_years_paid_elsewhere_come_along(database: Database) -> None:
    patient = await a_patient(Town(database))
    await patient.act(
        cover.TransferIn(place="430100", first_month="2015-01", last_month="2026-02", base="5000")
    )
    async with database.transaction() as conn:
        found = await cover_of(conn, patient.person)
    assert [(one.from_month, one.until_month, one.place) for one in found.paid] == [
        (date(2015, 1, 1), date(2026, 2, 1), 430100)
    ]
    assert found.enrolments[-1].how == "moved_in"


async def test_an_enrolment_ends_for_a_reason(database: Database) -> None:
    town = Town(database)
    mover, retiree, late = [await a_patient(town) for _ in range(3)]
    for one in (mover, retiree, late):
        await one.act(cover.Enrol(scheme="flexible", base="5000"), at(2, 2))
    with pytest.raises(PlaceNeeded):
        await mover.act(cover.EndEnrolment(reason="moved_away"))
    await mover.act(cover.EndEnrolment(reason="moved_away", moved_to="430100"))
    async with database.transaction() as conn:
        assert (await cover_of(conn, mover.person)).enrolments[-1].moved_to == 430100
    with pytest.raises(YearsNotMet):
        await retiree.act(cover.EndEnrolment(reason="retired"))
    await late.act(cover.EndEnrolment(reason="died"))
    with pytest.raises(EnrolmentOverForGood):
        await late.act(cover.Enrol(scheme="flexible", base="5000"), at(4, 1))


async def test_a_newborn_is_covered_from_birth(database: Database) -> None:
    town = Town(database)
    child = await a_patient(town, born=date(2026, 2, 1))
    await child.act(cover.Enrol(scheme="resident", group="newborn"))
    await child.act(cover.PayContribution())
    async with database.transaction() as conn:
        assert (await cover_of(conn, child.person)).enrolments[-1].starts_on == date(2026, 2, 1)


@pytest.mark.covers("ACCT-10", "CONTR-34")
async def test_a_share_is_granted_used_and_taken_back(database: Database) -> None:
    town = Town(database)
    owner, mother = await a_patient(town), await a_patient(town, born=date(1960, 1, 1))
    await Purse(database, owner).gets(100_000)
    await mother.act(cover.Enrol(scheme="resident", group="elderly"))
    pay = cover.PayForRelative(relative_id_number=mother.id_number)
    with pytest.raises(NotShared):
        await owner.act(pay)
    share = share_with(mother, "parent", until=date(2026, 12, 31))
    granted = await owner.act(share)
    paid = await owner.act(pay)
    balances = await Purse(database, owner).balances()
    assert balances.usable == 100_000 - round(float(paid.facts["amount"]) * 100)
    await owner.act(cover.RevokeShare(share_id=granted.facts["share_id"]), at(3, 17))
    with pytest.raises(NotShared):
        await owner.act(cover.RevokeShare(share_id=granted.facts["share_id"]), at(3, 18))
    async with database.transaction() as conn:
        (kept,) = await sharing.of_owner(conn, owner.person)
    assert kept.ends_at == at(3, 17)


async def test_an_account_never_pays_more_than_it_holds(database: Database) -> None:
    town = Town(database)
    owner, child = await a_patient(town), await a_patient(town, born=date(2015, 1, 1))
    await child.act(cover.Enrol(scheme="resident", group="pupil"))
    await owner.act(share_with(child))
    with pytest.raises(Short):
        await owner.act(cover.PayForRelative(relative_id_number=child.id_number))
    with pytest.raises(SharedWithOneself):
        await owner.act(share_with(owner))
    assert await town.rows("SELECT 1 FROM transfers") == []


@pytest.mark.covers("ACCT-03")
async def test_the_balance_is_paid_out_only_where_the_law_lets_it(database: Database) -> None:
    patient = await a_patient(Town(database))
    await Purse(database, patient).gets(12_345)
    with pytest.raises(NeedsCase):
        await patient.act(cover.WithdrawAccount(occasion="settled_abroad"))
    with pytest.raises(WithdrawalNotAllowed):
        await decided(patient, cover.WithdrawAccount(occasion="moved_region"))
    case = await decided(patient, cover.WithdrawAccount(occasion="settled_abroad"))
    assert (case.state, case.steps[-1].facts["amount"]) == ("done", "123.45")
    assert (await Purse(database, patient).balances()).usable == 0


@pytest.mark.covers("ACCT-11", "LOSS-20")
async def test_every_yuan_is_somewhere_while_the_bank_changes(database: Database) -> None:
    patient = await with_card(database)
    await Purse(database, patient).gets(50_000)
    with pytest.raises(NoOtherBank):
        await patient.act(cover.ClearOutAccount())
    await patient.act(acts.ReplaceCard(reason="other_bank", bank="另一家银行"))
    for step, usable, clearing in (
        ("notice", 50_000, 0),
        ("cleared", 0, 50_000),
        ("arrived", 50_000, 0),
    ):
        act = cover.ClearOutAccount(step=step)  # pyright: ignore[reportArgumentType]
        await patient.act(act, AT, OFFICER)
        held = await Purse(database, patient).balances()
        assert (held.usable, held.clearing) == (usable, clearing), step


@pytest.mark.parametrize("group", ["pupil", "student"])
async def test_a_pupil_names_the_school_which_then_acts(database: Database, group: str) -> None:
    town = Town(database)
    school, another = await town.employer(), await town.employer()
    pupil = await a_patient(town, born=date(2009, 1, 1))
    asks = employer_actor(town.region, school.employer_id)
    with pytest.raises(NoMandate):
        await pupil.act(cover.PayContribution(), AT, asks)
    first = cover.Enrol(scheme="resident", group=group, school=school.code)
    owed = (await pupil.act(first)).facts["owed"]
    assert float(owed) > 0
    paid = await pupil.act(cover.PayContribution(), AT, asks)
    assert paid.facts["amount"] == owed
    await pupil.act(cover.Enrol(scheme="resident", group=group, school=another.code), at(3, 17))
    with pytest.raises(NoMandate):
        await pupil.act(cover.PayContribution(), at(3, 17), asks)
    async with database.transaction() as conn:
        ((_, kept),) = await enrolments(conn, pupil.person)
    assert (kept.starts_on, kept.options) == (AT.date(), {"school": str(another.employer_id)})


async def test_only_pupils_and_students_have_a_school(database: Database) -> None:
    town = Town(database)
    school, adult = await town.employer(), await a_patient(town)
    with pytest.raises(NoSchoolThere) as refused:
        await adult.act(cover.Enrol(scheme="resident", group="adult", school=school.code))
    assert refused.value.facts == {"groups": ["pupil", "student"]}
    with pytest.raises(WrongEmployerCode):
        await adult.act(cover.Enrol(scheme="resident", group="pupil", school="no code"))
