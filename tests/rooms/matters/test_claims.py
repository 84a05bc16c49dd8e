"""Allowances, assistance and premium aid, decided by two officers."""

import asyncio
from datetime import date
from typing import Any, get_args, get_type_hints

import pytest

from tests.builders import AT, CITY, OFFICER, Somebody, somebody
from tests.rooms.insurance.households import Town, all_money_adds_up
from tests.rooms.matters.patients import a_patient
from tests.rooms.settlement.claims import BANK, decided
from yika.accounts import funds
from yika.ground.errors import Refusals, YikaError, reasons_of
from yika.ground.money import fen
from yika.guide.comes_to import RECKONED
from yika.insurance.books.aid import AidDiffers, AidGiven, AidUnknown, AidWorked, NoPremium
from yika.matters import claim_acts as acts
from yika.matters import cover
from yika.matters import service as matters
from yika.matters.claim_amounts import agreed
from yika.matters.claim_effects import EndedAlready
from yika.matters.model import Act
from yika.people.model import PersonKey
from yika.people.service import IdentityRecognised
from yika.policy.words import lists
from yika.settlement.by_hand.refusals import AllowancePaid, AmountChanged, AmountNeeded
from yika.standing.service import laws_of
from yika.store.db import Conn, Database

BIRTH = date(2026, 3, 10)


def a_birth(**changes: Any) -> acts.ClaimMaternity:
    """A natural birth."""
    given: dict[str, Any] = {"birth_kind": "natural", "on": BIRTH, "account": BANK}
    return acts.ClaimMaternity(**(given | changes))


async def reasons(who: Somebody, act: Act, **given: Any) -> set[str]:
    """The codes of everything that speaks against an act."""
    with pytest.raises((YikaError, Refusals)) as caught:
        await decided(who, act, **given)
    return {one.code for one in reasons_of(caught.value)}


async def a_colleague(town: Town, employer: Any, base_fen: int) -> Somebody:
    """Somebody at work whose months were billed and paid."""
    person = await town.employee(employer, base_fen)
    for month in (1, 2, 3):
        await town.billed(person, month=date(2026, month, 1))
    return Somebody(town.database, person, "")


async def two_at_work(database: Database) -> tuple[Town, Somebody]:
    """An employer of two, all paid; one of them."""
    town = Town(database)
    employer = await town.employer()
    mother = await a_colleague(town, employer, 710_000)
    await a_colleague(town, employer, 500_000)
    await mother.act(cover.SettleEmployerArrears())
    return town, mother


async def test_the_allowance_is_days_times_the_average_wage_of_the_employer(
    database: Database,
) -> None:
    town, mother = await two_at_work(database)
    done = await decided(mother, a_birth())
    assert (done.facts["days"], done.facts["amount"]) == (98, "19763.33")  # 6,050 / 30 × 98
    async with database.transaction() as conn:
        assert await funds.balance(conn, CITY, "payouts") == 0
    assert await reasons(mother, a_birth(birth_kind="difficult")) == {"allowance_paid"}
    twins = await decided(mother, a_birth(on=date(2026, 3, 12), birth_kind="difficult", children=2))
    assert twins.facts["days"] == 113 + 15
    loss = await decided(mother, a_birth(on=date(2026, 3, 13), birth_kind="early_loss", children=3))
    assert loss.facts["days"] == 15
    await all_money_adds_up(town)


async def test_an_allowance_is_paid_once_also_at_the_same_instant(database: Database) -> None:
    _, mother = await two_at_work(database)
    done = await asyncio.gather(
        *(decided(mother, a_birth()) for _ in range(4)), return_exceptions=True
    )
    assert sum(not isinstance(one, Exception) for one in done) == 1
    assert sum(isinstance(one, AllowancePaid) for one in done) == 3


async def test_who_gets_no_allowance(database: Database) -> None:
    town = Town(database)
    flexible = await a_patient(town)
    await flexible.act(cover.Enrol(scheme="flexible", base="5000"))
    assert "not_insured_for_births" in await reasons(flexible, a_birth())
    _, mother = await two_at_work(database)
    assert await reasons(mother, a_birth(on=date(2026, 3, 17))) == {"served_ahead"}
    with pytest.raises(AmountChanged):
        await decided(mother, a_birth(), amount="19763.34")


async def test_where_nothing_is_published_two_officers_enter_the_amount(
    database: Database,
) -> None:
    mother = await somebody(database, region=110_000)
    with pytest.raises(AmountNeeded):
        await decided(mother, a_birth())
    assert (await decided(mother, a_birth(), amount="12000.00")).facts["amount"] == "12000.00"


async def a_resident(town: Town) -> Somebody:
    """A resident with the bill of this year."""
    patient = await a_patient(town)
    await patient.act(cover.Enrol(scheme="resident", group="adult"))
    return patient


@pytest.mark.covers("AID-03")
async def test_aid_is_booked_on_the_bill_by_group(database: Database) -> None:
    town = Town(database)
    left: dict[str, str] = {}
    groups: tuple[acts.AidGroup, ...] = ("special_hardship", "returned_poverty", "out_of_poverty")
    for group in groups:
        patient = await a_resident(town)
        before = await town.bill(patient.person, "year")
        done = await decided(patient, acts.AskPremiumAid(group=group, year=2026))
        premium, aid = (round(float(done.facts[one]) * 100) for one in ("premium", "aid"))
        after = await town.bill(patient.person, "year")
        assert after["owed_fen"] == before["owed_fen"]
        assert after["paid_fen"] == aid
        correction = await town.bill(patient.person, "correction")
        assert correction["amounts"] == [-aid, aid]
        left[group] = f"{premium - aid}/{premium}"
        with pytest.raises(AidGiven):
            await decided(patient, acts.AskPremiumAid(group=group, year=2026))
        if after["paid_fen"] < after["owed_fen"]:
            await patient.act(cover.PayContribution())
        assert (await town.bill(patient.person, "year"))["paid_on"] is not None
    assert left == {
        "special_hardship": "0/40000",
        "returned_poverty": "4000/40000",
        "out_of_poverty": "16000/40000",
    }
    await all_money_adds_up(town)


async def test_aid_with_a_premium_that_was_paid_comes_back_as_a_credit(database: Database) -> None:
    town = Town(database)
    patient = await a_resident(town)
    await patient.act(cover.PayContribution())
    done = await decided(patient, acts.AskPremiumAid(group="returned_poverty", year=2026))
    assert done.facts["credit"] == done.facts["aid"] == "360.00"
    await all_money_adds_up(town)


async def bills_of_person(conn: Conn, person: PersonKey) -> list[Any]:
    values = {"region": person.region, "person_id": person.person_id}
    found = "SELECT kind FROM bills WHERE region = %(region)s AND person_id = %(person_id)s"
    return await (await conn.execute(found, values)).fetchall()


async def test_asking_what_aid_comes_to_makes_no_bill(database: Database) -> None:
    town = Town(database)
    patient = await a_patient(town)
    await town.enrolled(patient.person, scheme="resident", group="adult", starts_on=AT.date())
    act = acts.AskPremiumAid(group="returned_poverty", year=2026)
    async with database.transaction() as conn:
        to = conn, database.keys, town.book, patient.person
        worth = await RECKONED[acts.AskPremiumAid](*to, act, AT)
        laws = laws_of(town.book, patient.person.division)
        asked = conn, database.keys, laws, OFFICER, patient.person, act, AT
        assert await matters.about_facts(*asked) == []
        assert await agreed(act, await matters.work_on(*asked), None) == fen(worth.amount)
        bills = await bills_of_person(conn, patient.person)
    assert bills == []
    done = await decided(patient, act)
    assert done.facts["aid"] == worth.amount


async def test_a_share_that_is_the_least_leaves_room_for_the_officers(database: Database) -> None:
    town = Town(database)
    act = acts.AskPremiumAid(group="minimum_living", year=2026)
    assert (await decided(await a_resident(town), act)).facts["aid"] == "240.00"
    assert (await decided(await a_resident(town), act, amount="300.00")).facts["aid"] == "300.00"
    with pytest.raises(AidDiffers):
        await decided(await a_resident(town), act, amount="100.00")
    exact = acts.AskPremiumAid(group="returned_poverty", year=2026)
    with pytest.raises(AidDiffers):
        await decided(await a_resident(town), exact, amount="400.00")
    with pytest.raises(NoPremium):
        await decided(await a_patient(town), act)
    unknown = AidWorked(premium_fen=40_000, least_fen=None, most_fen=40_000)
    assert unknown.amount(12_000, "110000") == 12_000
    with pytest.raises(AidUnknown):
        unknown.amount(None, "110000")


async def test_a_group_is_recognised_once_for_the_same_days(database: Database) -> None:
    patient = await a_patient(Town(database))
    act = acts.AskAssistance(group="minimum_living", until=date(2026, 12, 31))
    done = await decided(patient, act)
    assert (done.facts["group"], done.facts["starts_on"]) == ("minimum_living", AT.date())
    with pytest.raises(IdentityRecognised):
        await decided(patient, acts.AskAssistance(group="minimum_living"))
    with pytest.raises(EndedAlready):
        await decided(patient, acts.AskAssistance(group="orphan", until=date(2026, 3, 15)))


def test_every_word_of_the_acts_is_one_of_the_policys() -> None:
    for action, field, kind in (
        (acts.AskAssistance, "group", "assistance_groups"),
        (acts.AskPremiumAid, "group", "aid_groups"),
        (acts.ClaimMaternity, "birth_kind", "birth_kinds"),
    ):
        words = set(get_args(get_type_hints(action)[field]))
        assert words <= lists().words[kind].keys()
