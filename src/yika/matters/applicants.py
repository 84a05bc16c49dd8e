"""As whom somebody asks for a person: themselves, guardian, agent, employer, school, heir, officer.

The rule is pure; what it goes by is read around it. Whoever has no right at all learns nothing, not
even whether the person exists; whoever has one for other matters or ways learns what stands
against this one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from yika.access import service as access
from yika.access.model import Actor, Role
from yika.access.service import AT_THE_TILL, NoMandate
from yika.ground.days import add_months, beijing_day
from yika.ground.errors import Refused
from yika.ground.ids import birth_date
from yika.insurance.books.enrolment import enrolments
from yika.insurance.model import SCHOOL, Enrolment
from yika.people import service as people
from yika.people.model import Mandate, PersonKey
from yika.people.service import NoSuchPerson
from yika.store.db import Conn
from yika.store.keys import Keys


class Applicant(StrEnum):
    """As whom somebody applies, a word of ``applicants``."""

    SELF = "self"
    GUARDIAN = "guardian"
    AGENT = "agent"
    EMPLOYER = "employer"
    SCHOOL = "school"
    HEIR = "heir"
    OFFICER = "officer"


class GuardianNeeded(Refused):
    """Somebody under age acts through a guardian. Facts: under (years)."""

    code = "guardian_needed"


class DeathRecorded(Refused):
    """After a recorded death only an heir or an officer acts. Facts: none."""

    code = "death_recorded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What it goes by whether somebody may act for a person."""

    person: PersonKey
    mandates: Sequence[Mandate] = ()  # of the person for the asker
    enrolled: Sequence[Enrolment] = ()
    born: date | None = None
    minor_under: int | None = None  # years; None where the region does not say

    @property
    def is_dead(self) -> bool:
        """Whether a death is recorded."""
        return any(one.end_reason == "died" for one in self.enrolled)

    def is_minor(self, on: date) -> bool:
        """Whether the person is under the age at which one acts oneself."""
        if self.born is None or self.minor_under is None:
            return False
        return on < add_months(self.born, self.minor_under * 12)


def applicant(actor: Actor, known: Circumstances, matter: str, at: datetime) -> Applicant:
    """As whom the actor asks. Fails with NoMandate, GuardianNeeded or DeathRecorded."""
    if actor.role is Role.OFFICER and actor.is_of(known.person.region):
        return Applicant.OFFICER
    if actor.role is Role.EMPLOYER:
        return _enrolling(actor, known, matter, at)
    if actor.person is None:
        raise NoMandate(matter=matter)
    if actor.person == known.person:
        _alive_and_of_age(known, at)
        return Applicant.SELF
    bases = {one.basis for one in known.mandates if one.covers(matter, at)}
    if "heir" in bases and known.is_dead:
        return Applicant.HEIR
    if not bases - {"heir"}:
        raise NoMandate(matter=matter)
    if known.is_dead:
        raise DeathRecorded
    if "guardian" in bases:
        return Applicant.GUARDIAN
    _alive_and_of_age(known, at)
    return Applicant.AGENT


def _alive_and_of_age(known: Circumstances, at: datetime) -> None:
    if known.is_dead:
        raise DeathRecorded
    if known.is_minor(beijing_day(at)):
        raise GuardianNeeded(under=known.minor_under)


def _enrolling(actor: Actor, known: Circumstances, matter: str, at: datetime) -> Applicant:
    """The employer or the school through which the person is insured today."""
    today = beijing_day(at)
    if actor.employer is not None and actor.employer_region == known.person.region:
        for one in known.enrolled:
            if one.starts_on > today or (one.ends_on is not None and one.ends_on < today):
                continue
            if one.employer_id == actor.employer:
                return Applicant.EMPLOYER
            if one.options.get(SCHOOL) == str(actor.employer):
                return Applicant.SCHOOL
    raise NoMandate(matter=matter)


async def applicant_of(
    conn: Conn,
    keys: Keys,
    actor: Actor,
    person: PersonKey,
    matter: str,
    at: datetime,
    minor_under: int | None = None,
) -> Applicant:
    """As whom the actor asks now, by what is recorded. Fails as `applicant` does."""
    if actor.role is Role.OFFICER:
        await access.require(conn, actor, person, matter, at)
        return Applicant.OFFICER
    if actor.role is Role.INSTITUTION and matter in AT_THE_TILL:
        return Applicant.SELF  # The holder stands at the till.
    known = await circumstances(conn, keys, actor, person, minor_under)
    return applicant(actor, known, matter, at)


async def circumstances(
    conn: Conn, keys: Keys, actor: Actor, person: PersonKey, minor_under: int | None
) -> Circumstances:
    """What is recorded of the person and the actor's right to act; nothing of nobody."""
    given: list[Mandate] = []
    if actor.person is not None and actor.person != person:
        given = await people.mandates(conn, actor.person, person)
    try:
        identity = await people.identity_of(conn, keys, person)
    except NoSuchPerson:
        return Circumstances(person=person)
    return Circumstances(
        person=person,
        mandates=given,
        enrolled=[one for _, one in await enrolments(conn, person)],
        born=birth_date(identity.id_number),
        minor_under=minor_under,
    )
