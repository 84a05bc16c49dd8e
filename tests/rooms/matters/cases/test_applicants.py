"""Who may act for whom: every kind of asker, every matter, every channel of the made-up city."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from tests.builders import AT, BOOK, CITY
from yika.access.model import Actor, Role
from yika.access.officers import employer_actor, officer_actor
from yika.access.service import NoMandate
from yika.ground.errors import YikaError
from yika.insurance.model import Enrolment
from yika.matters.allowing import about_applicant
from yika.matters.applicants import (
    Applicant,
    Circumstances,
    DeathRecorded,
    GuardianNeeded,
    applicant,
)
from yika.matters.ways import may_ask, papers_for, ways_of
from yika.people.model import Mandate, PersonKey
from yika.policy.words import lists
from yika.standing.laws import Laws
from yika.standing.offers import Offer

LAWS = Laws(BOOK, f"{CITY:06}")
PERSON, OTHER = PersonKey(CITY, 1), PersonKey(CITY, 2)
OFFICE, OTHER_OFFICE, SCHOOL = 7, 8, 9
MATTERS = sorted(lists().words["matters"])
GROWN, CHILD = date(1980, 1, 1), date(2015, 6, 1)
EMPLOYED = Enrolment(scheme="employee", starts_on=date(2020, 1, 1), employer_id=OFFICE)
PUPIL = Enrolment(
    scheme="resident", starts_on=date(2025, 1, 1), group="pupil", options={"school": str(SCHOOL)}
)
DIED = Enrolment(
    scheme="employee",
    starts_on=date(2020, 1, 1),
    ends_on=date(2026, 3, 1),
    end_reason="died",
    employer_id=OFFICE,
)
LEFT = Enrolment(
    scheme="employee",
    starts_on=date(2020, 1, 1),
    ends_on=date(2026, 3, 15),
    end_reason="left",
    employer_id=OFFICE,
)
ELSEWHERE = officer_actor(110000, "C1", frozenset({"handle"}))
HIMSELF = Actor(role=Role.HOLDER, channel="app", person=PERSON)
SOMEBODY = Actor(role=Role.HOLDER, channel="app", person=OTHER)


def a_mandate(basis: str = "mandate", days: int | None = None, *matters: str) -> Mandate:
    """Given to the other person for every matter, or these, for so many days from a year ago."""
    since = AT - timedelta(days=365)
    return Mandate(
        mandate_id=UUID(int=1),
        person=PERSON,
        agent=OTHER,
        basis=basis,
        matters=frozenset(matters or ("*",)),
        starts_at=since,
        ends_at=None if days is None else since + timedelta(days=days),
    )


def known(*mandates: Mandate, born: date = GROWN, enrolled: Sequence[Enrolment] = (EMPLOYED,)):
    return Circumstances(
        person=PERSON, mandates=mandates, enrolled=enrolled, born=born, minor_under=16
    )


# As whom each asks: the word, or the "no" that is told.
ASKERS: dict[str, tuple[Actor, Circumstances, Applicant | type[YikaError]]] = {
    "self": (HIMSELF, known(), Applicant.SELF),
    "agent": (SOMEBODY, known(a_mandate()), Applicant.AGENT),
    "guardian": (SOMEBODY, known(a_mandate("guardian")), Applicant.GUARDIAN),
    "guardian of a child": (SOMEBODY, known(a_mandate("guardian"), born=CHILD), Applicant.GUARDIAN),
    "heir": (SOMEBODY, known(a_mandate("heir"), enrolled=[DIED]), Applicant.HEIR),
    "employer": (employer_actor(CITY, OFFICE), known(), Applicant.EMPLOYER),
    "school": (employer_actor(CITY, SCHOOL), known(enrolled=[PUPIL], born=CHILD), Applicant.SCHOOL),
    "officer": (officer_actor(CITY, "C1", frozenset({"handle"})), known(), Applicant.OFFICER),
    "stranger": (SOMEBODY, known(), NoMandate),
    "expired mandate": (SOMEBODY, known(a_mandate("mandate", 364)), NoMandate),
    "mandate that ends now": (SOMEBODY, known(a_mandate("mandate", 365)), NoMandate),
    "mandate for another matter": (SOMEBODY, known(a_mandate("mandate", None, "none")), NoMandate),
    "expired guardian": (SOMEBODY, known(a_mandate("guardian", 1)), NoMandate),
    "minor": (HIMSELF, known(born=CHILD), GuardianNeeded),
    "agent of a minor": (SOMEBODY, known(a_mandate(), born=CHILD), GuardianNeeded),
    "heir of somebody alive": (SOMEBODY, known(a_mandate("heir")), NoMandate),
    "the dead": (HIMSELF, known(enrolled=[DIED]), DeathRecorded),
    "agent of the dead": (SOMEBODY, known(a_mandate(), enrolled=[DIED]), DeathRecorded),
    "another employer": (employer_actor(CITY, OTHER_OFFICE), known(), NoMandate),
    "an employer elsewhere": (employer_actor(110000, OFFICE), known(), NoMandate),
    "a former employer": (employer_actor(CITY, OFFICE), known(enrolled=[LEFT]), NoMandate),
    "an officer elsewhere": (ELSEWHERE, known(), NoMandate),
    "an institution": (
        Actor(role=Role.INSTITUTION, channel="pos_pad", institution="H1"),
        known(),
        NoMandate,
    ),
}


@pytest.mark.covers("CHAN-12", "CHAN-15")
@pytest.mark.parametrize("matter", MATTERS)
@pytest.mark.parametrize("asker", ASKERS)
def test_each_asker_asks_as_what_they_are_or_not_at_all(asker: str, matter: str) -> None:
    actor, facts, expected = ASKERS[asker]
    if isinstance(expected, Applicant):
        assert applicant(actor, facts, matter, AT) is expected
    else:
        with pytest.raises(expected):
            applicant(actor, facts, matter, AT)


@pytest.mark.parametrize(("age", "born"), [(15, date(2010, 3, 17)), (16, date(2010, 3, 16))])
def test_one_is_of_age_on_the_birthday(age: int, born: date) -> None:
    facts = known(born=born)
    if age < 16:
        with pytest.raises(GuardianNeeded):
            applicant(HIMSELF, facts, "loss_report", AT)
    else:
        assert applicant(HIMSELF, facts, "loss_report", AT) is Applicant.SELF


def test_where_no_age_is_published_everybody_acts_themselves() -> None:
    facts = replace(known(born=CHILD), minor_under=None)
    assert applicant(HIMSELF, facts, "loss_report", AT) is Applicant.SELF


def cells() -> list[tuple[str, str, Offer]]:
    """Every way of every matter of the made-up city: matter, channel, way."""
    return [
        (matter, way.channel, way) for matter in MATTERS for way, _ in ways_of(LAWS, matter, AT, {})
    ]


@pytest.mark.covers("CHAN-12", "CHAN-14")
@pytest.mark.parametrize("who", sorted(set(Applicant) - {Applicant.OFFICER}))
def test_applicant_matter_and_channel_decide_together(who: Applicant) -> None:
    """A way lets in exactly whom it names, and an agent only where the region lets one."""
    seen = {True: 0, False: 0}
    for matter, channel, way in cells():
        ways = [each for _, place, each in cells_of(matter) if place == channel]
        allowed = {one for each in ways for one in may_ask(each)}
        against = about_applicant(who, matter, ways)
        assert bool(against) is (who not in allowed), (matter, channel, who)
        if way.agent == "no" and not way.applicants:
            assert Applicant.AGENT not in may_ask(way)
        seen[not against] += 1
    assert seen[True]
    assert seen[False] or who is Applicant.SELF


def cells_of(matter: str) -> list[tuple[str, str, Offer]]:
    return [(matter, way.channel, way) for way, _ in ways_of(LAWS, matter, AT, {})]


def test_who_acts_for_another_brings_what_shows_it() -> None:
    """Papers for an applicant are the way's own and those for them, each once."""
    for matter, _, way in cells():
        for who in may_ask(way):
            papers = papers_for(way, who)
            assert len(papers) == len(set(papers))
            if way.papers != "unknown":
                assert set(way.papers) <= set(papers)
            assert set(way.extra_papers.get(who, ())) <= set(papers)
            if who == "self" and matter != "mandate_grant":  # There the agent is whom one names.
                assert not {"authorisation", "agent_id_card"} & set(papers)
