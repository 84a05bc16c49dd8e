"""Who sits at the desk."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from litestar import Response

from yika.access import service as access
from yika.access.model import COUNTER, Actor, Duty
from yika.access.service import NotSignedIn
from yika.demo.offices import OFFICERS
from yika.faces.portal.pages import Asking, render
from yika.faces.portal.people import Visit
from yika.faces.portal.phrases import word
from yika.ground.days import wall_clock
from yika.guide.telling import Both
from yika.house import House
from yika.matters.cases.looking import STAFF
from yika.people.model import PersonKey
from yika.store.db import Conn

COOKIE: Final = "yika_desk"
HOME: Final = "/desk"


@dataclass(frozen=True, slots=True)
class Desk:
    """An officer signed in, and the domain's instant."""

    actor: Actor
    now: datetime

    @property
    def region(self) -> int:
        """The region they work for."""
        assert self.actor.officer is not None, "officers at the desk have a code"
        return int(self.actor.officer.partition("-")[0])

    @property
    def title(self) -> tuple[Both, ...]:
        """The code, what they are there for, and where they sit."""
        code = self.actor.officer or ""
        duties = (word("duties", one) for one in sorted(self.actor.duties))
        return Both(code, code), *duties, word("channels", self.actor.channel)

    @property
    def has_queue(self) -> bool:
        """Whether cases lie on this desk."""
        return self.actor.has(*STAFF)

    @property
    def takes_batches(self) -> bool:
        """Whether this officer takes in what employers bring for many people."""
        return self.actor.has(Duty.HANDLE)

    def about(self, person: PersonKey) -> Visit:
        """The officer looking at one person, as the person's pages have visits."""
        return Visit(actor=self.actor, person=person, now=self.now)


@dataclass(frozen=True, slots=True)
class Choice:
    """An officer to sign in as, in the sandbox."""

    code: str
    name: str
    duty: Both


CHOICES: Final = tuple(
    Choice(one.full_code, one.name, word("duties", min(one.duties))) for one in OFFICERS
)


async def arrive(conn: Conn, house: House, request: Asking) -> Desk:
    """The officer who is there. Fails with NotSignedIn, for whoever is no officer too."""
    actor = await access.actor_of(conn, request.cookies.get(COOKIE), COUNTER, wall_clock())
    if actor.officer is None:
        raise NotSignedIn
    return Desk(actor, await house.now(conn))


def show(
    request: Asking,
    house: House,
    desk: Desk | None,
    template: str,
    status: int = 200,
    **facts: object,
) -> Response[str]:
    """A page of the desk."""
    now = None if desk is None else desk.now
    told = {"sandbox": house.config.sandbox, "now": now, "signed_in": False, "desk": desk, **facts}
    return render(request, template, status, **told)
