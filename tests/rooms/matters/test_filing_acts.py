"""Care elsewhere, diseases and chosen institutions, filed by people and their agency."""

from datetime import date, datetime, timedelta

import pytest

from tests.builders import AT, CITY, Somebody, somebody, with_card
from tests.rooms.matters.deciding import HANDLER, decided, finished, journal_of, opened, step
from yika.demo.places import AGENCY
from yika.institutions import service as institutions
from yika.institutions.model import Agreement, Institution
from yika.institutions.rules import Application
from yika.institutions.service import NoAgreement
from yika.matters import filing_acts as filing
from yika.matters.cases import service as cases
from yika.matters.cases import steps
from yika.matters.cases.model import PaperState, State
from yika.matters.cases.steps import NewCase
from yika.matters.cover_effects import PlaceIsHere
from yika.matters.filing_effects import (
    ChosenEnough,
    ElsewhereChosen,
    FilingOverAlready,
    NotFiledAfterwards,
)
from yika.matters.service import NeedsCase
from yika.policy.words import lists
from yika.settlement.model import Kind
from yika.settlement.till import circumstances, facts
from yika.settlement.till.circumstances import Care, Place
from yika.settlement.till.till import till_laws
from yika.settlement.visits import filings
from yika.settlement.visits.filings import (
    DiseaseNotListed,
    FiledAlready,
    Filing,
    FilingDecided,
    FilingOver,
    NoSuchFiling,
)
from yika.store.db import Database

SHANGHAI = "310000"
TODAY = AT.date()
HYPERTENSION, DIABETES = "M00500", "M01600"


def off_site(
    kind: filing.OffSiteKind, starts_on: date | None = None, place: str = SHANGHAI
) -> filing.FileOffSite:
    return filing.FileOffSite(off_site_kind=kind, place=place, starts_on=starts_on)


async def filed(who: Somebody, kind: str = "off_site") -> list[Filing]:
    """What somebody filed and did not take back."""
    async with who.database.transaction() as conn:
        return await filings.of_person(conn, who.database.keys, who.person, kind)


async def an_institution(
    database: Database, number: int, region: int = CITY, kind: str = "community"
) -> Institution:
    """A designated institution."""
    wanted = Application(
        code=f"H{region:06}{number:05}",
        name=f"测试机构{number}",
        kind=kind,
        tier="primary",
        grade="11",
        uscc="12999900MA9Y0001XB",
        district="晨光区",
        address="晨光区 100 号",
    )
    async with database.transaction() as conn:
        made = await institutions.register(conn, AGENCY, region, wanted, AT)
        return await institutions.agree(conn, AGENCY, made, Agreement(date(2025, 1, 1)), AT)


@pytest.mark.covers("FILE-01")
@pytest.mark.parametrize(
    ("kind", "paid_as", "until"),
    [
        ("settled_retiree", "long_term", None),
        ("long_term", "long_term", None),
        ("stationed", "long_term", None),
        ("emergency", "emergency", date(2026, 6, 15)),
        ("temporary", "unregistered", date(2026, 9, 15)),
    ],
)
async def test_care_elsewhere_is_filed_and_holds_at_once(
    database: Database, kind: filing.OffSiteKind, paid_as: str, until: date | None
) -> None:
    who = await somebody(database)
    done = await who.act(off_site(kind), actor=who.holder("app"))
    assert (done.facts["approved"], done.facts["paid_as"]) == (True, paid_as)
    (found,) = filings.approved(await filed(who))
    assert (found.starts_on, found.ends_on, found.what) == (TODAY, until, paid_as)
    assert paid_as in lists().words["off_sites"]
    assert found.said == {"kind": kind, "place": SHANGHAI}


@pytest.mark.covers("FILE-01")
async def test_a_bill_elsewhere_is_priced_by_what_was_filed_before(database: Database) -> None:
    """Without a filing it is care elsewhere without registration."""
    who = await somebody(database)
    assert await priced_as(who) == "unregistered"
    await who.act(off_site("stationed"), actor=who.holder("app"))
    assert await priced_as(who) == "long_term"
    await who.act(filing.EndFiling(filing_id=str((await filed(who))[0].filing_id)))
    tomorrow = AT + timedelta(days=1)
    assert await priced_as(who, tomorrow) == "unregistered"
    await who.act(off_site("referral"), tomorrow)
    assert await priced_as(who, tomorrow) == "unregistered"  # the agency has not approved it


async def priced_as(who: Somebody, at: datetime = AT) -> str | None:
    """How an outpatient bill of somebody in Shanghai would be priced."""
    laws, kind = till_laws(who.book, who.person.division), Kind.OUTPATIENT
    async with who.database.transaction() as conn:
        known = await facts.read(conn, laws, (), [who.person], at, borrowing=())
    purse, on = known.people[who.person.person_id], at.date()
    insured = laws.insurances.of(purse.facts.cover, purse.facts.insurance, on)
    place, care = Place(int(SHANGHAI), 1, "level_3"), Care("11", kind)
    number, region = who.id_number, who.person.region
    filed = purse.filed
    return circumstances.of(insured, number, (), filed, place, care, on, region, {}).off_site


@pytest.mark.covers("FILE-01")
async def test_what_does_not_hold_at_once_waits_for_the_agency(database: Database) -> None:
    who = await somebody(database)
    done = await who.act(off_site("referral"), actor=who.holder("app"))
    assert done.facts["approved"] is None
    assert filings.approved(await filed(who)) == []
    decide = filing.DecideFiling(filing_id=done.facts["filing_id"], approved=True)
    await who.act(decide)
    assert len(filings.approved(await filed(who))) == 1
    with pytest.raises(FilingDecided):
        await who.act(decide)
    assert {"off_site.filed", "filing.decided"} <= set(await journal_of(who))


async def test_care_that_has_begun_is_filed_late_where_the_region_lets_one(
    database: Database,
) -> None:
    who = await somebody(database)
    before = TODAY - timedelta(days=5)
    with pytest.raises(NotFiledAfterwards) as told:
        await who.act(off_site("long_term", before), actor=who.holder("app"))
    assert told.value.facts == {"kind": "long_term", "is_known": True}
    done = await who.act(off_site("emergency", before), actor=who.holder("app"))
    assert (done.facts["was_late"], done.facts["starts_on"]) == (True, before)
    other = await somebody(database)
    with pytest.raises(FilingOverAlready):  # three months in the made-up city
        await other.act(off_site("emergency", date(2025, 12, 1)), actor=other.holder("app"))


async def test_where_the_region_is_silent_it_is_said(database: Database) -> None:
    who = await somebody(database, region=420100)
    with pytest.raises(NotFiledAfterwards) as told:
        await who.act(off_site("long_term", TODAY - timedelta(days=5)))
    assert told.value.facts["is_known"] is False
    done = await who.act(off_site("emergency"))
    assert (done.facts["term_known"], done.facts["ends_on"]) == (False, None)


async def test_care_at_home_is_not_filed_and_nothing_twice(database: Database) -> None:
    who = await somebody(database)
    with pytest.raises(PlaceIsHere):
        await who.act(off_site("long_term", place="999900"))
    await who.act(off_site("long_term"))
    with pytest.raises(FiledAlready):
        await who.act(off_site("stationed"))


async def test_a_filing_ends_today_and_one_to_come_is_taken_back(database: Database) -> None:
    who, other = await somebody(database), await somebody(database)
    first = (await who.act(off_site("long_term"))).facts["filing_id"]
    end = filing.EndFiling(filing_id=first)
    with pytest.raises(NoSuchFiling):
        await other.act(end)
    later = AT + timedelta(days=30)
    done = await who.act(end, later, who.holder("hotline"))
    assert done.facts["ends_on"] == later.date()
    with pytest.raises(FilingOver):
        await who.act(end, later + timedelta(days=1))
    ahead = TODAY + timedelta(days=90)
    second = (await who.act(off_site("temporary", ahead), later)).facts["filing_id"]
    await who.act(filing.EndFiling(filing_id=second), later)
    assert [one.filing_id for one in await filed(who)] == [int(first)]


@pytest.mark.covers("FILE-02")
async def test_a_disease_is_recognised_by_an_officer(database: Database) -> None:
    who = await with_card(database)
    act = filing.RecogniseChronic(disease=HYPERTENSION)
    with pytest.raises(NeedsCase):
        await who.act(act, actor=who.holder("app"))
    case = await decided(who, act, by=who.holder("app"))
    assert case.state is State.DONE
    (found,) = filings.approved(await filed(who, "chronic"))
    assert (found.what, found.starts_on) == (HYPERTENSION, TODAY)
    with pytest.raises(FiledAlready):
        await opened(who, act)
    with pytest.raises(DiseaseNotListed):
        await opened(who, filing.RecogniseChronic(disease="X00000"))
    refused = filing.RecogniseChronic(disease=DIABETES)
    assert (await decided(who, refused, outcome="refuse")).state is State.REFUSED
    assert len(await filed(who, "chronic")) == 1


@pytest.mark.covers("FILE-02", "FILE-08")
async def test_a_commitment_is_ticked_instead_of_a_paper(database: Database) -> None:
    """Online, the reports may be committed to; the diagnosis may not."""
    who = await with_card(database)
    act = filing.RecogniseChronic(disease=DIABETES)
    async with database.transaction() as conn:
        new = NewCase(act=act, committed=("examination_report",))
        case, _ = await cases.open_case(
            conn, database.keys, who.book, who.holder("app"), who.person, new, "k", AT
        )
    assert case.in_state(PaperState.COMMITTED) == ["examination_report"]
    assert case.in_state(PaperState.NEEDED) == ["diagnosis", "medical_record"]
    for paper in case.in_state(PaperState.NEEDED):
        await step(who, case.number, steps.GivePaper(paper=paper), HANDLER)
    case = await step(who, case.number, steps.Accept(), HANDLER)
    done = await finished(who, case, act)
    assert done.state is State.DONE
    assert len(filings.approved(await filed(who, "chronic"))) == 1


async def test_what_a_hospital_handed_in_is_approved_and_not_filed_again(
    database: Database,
) -> None:
    who = await with_card(database)
    async with database.transaction() as conn:
        number = await filings.new_number(conn)
        by_hospital = Filing(
            person=who.person,
            filing_id=number,
            kind="chronic",
            place=None,
            starts_on=TODAY,
            ends_on=None,
            what=HYPERTENSION,
            filed_at=AT,
        )
        await filings.file(conn, database.keys, by_hospital)
    await decided(who, filing.RecogniseChronic(disease=HYPERTENSION))
    (found,) = filings.approved(await filed(who, "chronic"))
    assert found.filing_id == number


async def test_institutions_are_chosen_up_to_the_most(database: Database) -> None:
    who = await with_card(database)
    made = [await an_institution(database, number) for number in range(1, 6)]
    numbers: list[str] = []
    for one in made[:4]:
        done = await who.act(filing.ChooseInstitution(institution=one.code))
        assert done.facts["approved"]
        numbers.append(done.facts["filing_id"])
    fifth = filing.ChooseInstitution(institution=made[4].code)
    with pytest.raises(ChosenEnough) as told:
        await who.act(fifth)
    assert told.value.facts == {"most": 4, "chosen": 4}
    instead = filing.ChooseInstitution(institution=made[4].code, instead_of=numbers[0])
    await who.act(instead, actor=who.holder("app"))
    held = await filed(who, "designated")
    tomorrow = TODAY + timedelta(days=1)
    assert len([one for one in held if one.touches(tomorrow, None)]) == 4


async def test_one_chooses_a_designated_institution_of_ones_region(database: Database) -> None:
    who = await somebody(database)
    there = await an_institution(database, 9, region=310000)
    with pytest.raises(ElsewhereChosen):
        await who.act(filing.ChooseInstitution(institution=there.code))
    here = await an_institution(database, 8)
    async with database.transaction() as conn:
        await institutions.end_agreement(conn, AGENCY, here, TODAY - timedelta(days=1), "到期", AT)
    with pytest.raises(NoAgreement):
        await who.act(filing.ChooseInstitution(institution=here.code))
