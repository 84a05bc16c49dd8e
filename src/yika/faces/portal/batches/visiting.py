"""Who is there with a batch: an employer or a school itself, or an officer who takes it in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from litestar import Response

from yika.access import service as access
from yika.access.model import Actor, Duty
from yika.access.service import NotSignedIn
from yika.faces.portal.desk import visiting as desk
from yika.faces.portal.pages import Asking, render
from yika.ground.days import wall_clock
from yika.house import House
from yika.insurance.books import employers
from yika.insurance.books.employers import Employer
from yika.store.db import Conn

HOME: Final = "/batches"
AT_DESK: Final = "/desk/batches"
COOKIE: Final = "yika_employer"
CHANNEL: Final = "employer"
MATTER: Final = "ask"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Somebody with a batch; `employer` is None until an officer said whose it is."""

    actor: Actor
    employer: Employer | None
    region: int
    home: str  # where these pages are for them
    desk: desk.Desk | None
    now: datetime

    @property
    def whose(self) -> Employer:
        """The employer that the batch is of. Fails with NoSuchEmployer before one is named."""
        if self.employer is None:
            raise employers.NoSuchEmployer
        return self.employer


async def arrive(conn: Conn, house: House, request: Asking, code: str = "") -> Sender:
    """Who is there. Fails with NotSignedIn, DutyNeeded, or NoSuchEmployer for an unknown code."""
    if request.url.path.startswith(AT_DESK):
        return await _officer(conn, house, request, code)
    actor = await access.actor_of(conn, request.cookies.get(COOKIE), CHANNEL, wall_clock())
    if actor.employer is None or actor.employer_region is None:
        raise NotSignedIn
    itself = await employers.by_id(conn, actor.employer_region, actor.employer)
    return Sender(
        actor=actor,
        employer=itself,
        region=itself.region,
        home=HOME,
        desk=None,
        now=await house.now(conn),
    )


async def _officer(conn: Conn, house: House, request: Asking, code: str) -> Sender:
    there = await desk.arrive(conn, house, request)
    access.require_duty(there.actor, there.region, MATTER, Duty.HANDLE)
    return Sender(
        actor=there.actor,
        employer=await employers.by_code(conn, there.region, code) if code else None,
        region=there.region,
        home=AT_DESK,
        desk=there,
        now=there.now,
    )


def show(
    request: Asking, house: House, sender: Sender, status: int = 200, **facts: object
) -> Response[str]:
    """The page of batches, for whoever is there."""
    told = {"sandbox": house.config.sandbox, "now": sender.now, "signed_in": False}
    told |= {"sender": sender, "desk": sender.desk, "code": ""}
    if sender.employer is not None:
        told["code"] = sender.employer.code
    return render(request, "batches.html", status, **told, **facts)
