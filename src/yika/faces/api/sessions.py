"""Signing in to the sandbox: as a made-up person, an officer or an employer. No proof is asked."""

from typing import Final

import msgspec
from litestar import post
from litestar.params import JSONBody

from yika.access import officers
from yika.access import service as access
from yika.access.model import COUNTER, Actor, Role
from yika.faces.api.asking import APP, NOS, Housed, division_of, name_of
from yika.faces.api.malformed import Malformed
from yika.ground.days import beijing_day, wall_clock
from yika.guide.telling import Both
from yika.house import House
from yika.insurance.books import employers as offices
from yika.people import service as people
from yika.store.db import Conn

WHO: Final = Both(
    "要写明以谁的身份：id_number，或 officer，或 employer 和 region",
    "it has to say as whom: id_number, or officer, or employer and region",
)


class SignIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """As whom: a person by ID number, an officer by code, an employer or school by its code.

    An officer without a code has every duty, but never checks what they handled.
    """

    id_number: str | None = None
    role: Role = Role.HOLDER
    officer: str | None = None  # as 999900-C1
    employer: str | None = None  # the unified social credit code
    region: str | None = None  # of the employer


class Session(msgspec.Struct, frozen=True):
    """A session's token, for ``Authorization: Bearer …``."""

    token: str
    role: str
    person: str | None
    officer: str | None = None
    duties: tuple[str, ...] = ()
    channel: str | None = None  # where an officer sits


@post("/sessions", tags=["sessions"], summary="登录沙盒 / sign in to the sandbox", responses=NOS)
async def sign_in(data: JSONBody[SignIn], house: Housed) -> Session:
    """Sign in to the sandbox as somebody. Without the sandbox nobody can sign in this way."""
    if not house.config.sandbox:
        raise access.NotSignedIn
    async with house.database.transaction() as conn:
        actor = await _asked_for(conn, house, data)
        token = await access.sign_in(conn, actor, wall_clock())
    return Session(
        token=token,
        role=actor.role,
        person=None if actor.person is None else name_of(actor.person),
        officer=actor.officer,
        duties=tuple(sorted(actor.duties)),
        channel=actor.channel if actor.role is Role.OFFICER else None,
    )


async def _asked_for(conn: Conn, house: House, data: SignIn) -> Actor:
    """Whoever is meant. Fails with Malformed, or where there is nobody of that name."""
    if data.officer is not None:
        today = beijing_day(await house.now(conn))
        found = await officers.by_code(conn, data.officer, today)
        return officers.officer_actor(found.region, found.code, found.duties)
    if data.employer is not None:
        region = int(division_of(data.region or ""))
        employer = await offices.by_code(conn, region, data.employer)
        return officers.employer_actor(region, employer.employer_id)
    if data.role is Role.OFFICER:
        return Actor(role=Role.OFFICER, channel=COUNTER)
    if data.role is not Role.HOLDER or data.id_number is None:
        raise Malformed(problem=WHO)
    person = await people.find(conn, house.database.keys, "id_number", data.id_number)
    return Actor(role=Role.HOLDER, channel=APP, person=person)


HANDLERS = [sign_in]
