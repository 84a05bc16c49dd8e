"""Who visits, whose card they see, and for whom else they may act."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from yika.access import service as access
from yika.access.model import Actor
from yika.access.service import NotSignedIn
from yika.faces.portal.fields import HERE
from yika.faces.portal.pages import Asking
from yika.faces.portal.phrases import phrase
from yika.ground.days import wall_clock
from yika.ground.ids import mask_name
from yika.guide.telling import Both
from yika.house import House
from yika.notices import service as notices
from yika.people import service as people
from yika.people.model import Identity, Mandate, PersonKey
from yika.people.service import NoSuchPerson
from yika.store import journal
from yika.store.db import Conn

SESSION = "yika_session"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Somebody signed in, the person whose card is meant, and the domain's instant."""

    actor: Actor
    person: PersonKey
    now: datetime
    unread: int = 0  # notices in the visitor's own inbox

    @property
    def as_agent(self) -> bool:
        """Whether they look at somebody else's card."""
        return self.actor.person != self.person

    @property
    def whose(self) -> str:
        """The person as addresses and forms name them; empty for oneself."""
        return f"{self.person.division}-{self.person.person_id}" if self.as_agent else ""


@dataclass(frozen=True, slots=True)
class ActsFor:
    """Somebody the visitor may act for."""

    whose: str
    name: str
    basis: Both


async def arrive(
    conn: Conn,
    house: House,
    request: Asking,
    whose: str | None,
    channel: str = HERE,
    matter: str = "ask",
) -> Visit:
    """Who is there and whom they mean, to look or for a matter.

    Fails with NotSignedIn, NoSuchPerson or NoMandate.
    """
    actor = await access.actor_of(conn, request.cookies.get(SESSION), channel, wall_clock())
    if actor.person is None:
        raise NotSignedIn
    person = person_of(whose) if whose else actor.person
    now = await house.now(conn)
    await access.require(conn, actor, person, matter, now)
    unread = await notices.unread(conn, actor.person)
    return Visit(actor=actor, person=person, now=now, unread=unread)


async def acts_for(
    conn: Conn, house: House, visit: Visit, matter: str = "ask"
) -> Sequence[ActsFor]:
    """For whom the visitor may act, with masked names. Reading a name is journalled."""
    assert visit.actor.person is not None, "visitors are people"
    given = await people.mandates(conn, visit.actor.person)
    open_now = [mandate for mandate in given if mandate.covers(matter, visit.now)]
    names = [
        await people.identity_of(conn, house.database.keys, mandate.person) for mandate in open_now
    ]
    await journal.record(conn, [_name_read(visit, mandate) for mandate in open_now])
    return [
        ActsFor(
            f"{mandate.person.division}-{mandate.person.person_id}",
            name_of(identity),
            phrase(f"basis_{mandate.basis}"),
        )
        for mandate, identity in zip(open_now, names, strict=True)
    ]


async def note_look(conn: Conn, visit: Visit, what: str, about: PersonKey | None = None) -> None:
    """Write down that the visitor looked at records: of whom they mean, or of somebody else."""
    person = about or visit.person
    looked = journal.Entry(
        region=person.region,
        person_id=person.person_id,
        what=what,
        actor=visit.actor.name,
        role=visit.actor.role,
        channel=visit.actor.channel,
        happened_at=visit.now,
        on_behalf_of=person.person_id if visit.actor.person != person else None,
    )
    await journal.record(conn, [looked])


def name_of(identity: Identity) -> str:
    """A name as pages show it: masked."""
    return mask_name(identity.name)


def _name_read(visit: Visit, mandate: Mandate) -> journal.Entry:
    return journal.Entry(
        region=mandate.person.region,
        person_id=mandate.person.person_id,
        what="name.read",
        actor=visit.actor.name,
        role=visit.actor.role,
        channel=visit.actor.channel,
        happened_at=visit.now,
        on_behalf_of=mandate.person.person_id,
    )


def person_of(whose: str) -> PersonKey:
    """The person named ``<region>-<person>``. Fails with NoSuchPerson."""
    region, _, number = whose.partition("-")
    plain = region.isascii() and region.isdigit() and number.isascii() and number.isdigit()
    if not plain or len(region) != 6 or len(number) > 18:
        raise NoSuchPerson(kind="person")
    return PersonKey(int(region), int(number))
