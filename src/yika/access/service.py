"""Signing in, and whether somebody may do a matter for a person. Sessions run on the wall clock."""

import hashlib
import secrets
from datetime import datetime, timedelta

from yika.access.model import COUNTER, Actor, Duty, Role
from yika.access.officers import employer_actor, officer_actor
from yika.ground.errors import Missing, Refused
from yika.people import service as people
from yika.people.model import PersonKey
from yika.store.db import Conn
from yika.store.sql import queries

QUERIES = queries(__package__)
SESSION_LASTS = timedelta(hours=8)
NOBODY = PersonKey(0, 0)  # whose session that of an officer without a code is
AT_THE_TILL = frozenset({"enter_password"})  # what the holder does at an institution's till


class NotSignedIn(Refused):
    """No session, or it is over. Facts: none."""

    code = "not_signed_in"


class NoMandate(Missing):
    """The person has not let you do this for them. Facts: matter."""

    code = "no_mandate"


class OfficersOnly(Refused):
    """Only an officer does this. Facts: matter."""

    code = "officers_only"


class DutyNeeded(Refused):
    """An officer of this kind does not do this. Facts: duties (any of these), matter."""

    code = "duty_needed"


class OtherRegion(Refused):
    """An officer works for the people of their own region. Facts: region."""

    code = "other_region"


async def sign_in(conn: Conn, actor: Actor, wall: datetime) -> str:
    """Start a session and return its token, of which only the hash is kept.

    No proof is asked, so the face lets nobody come here outside the sandbox.
    """
    token = secrets.token_urlsafe(32)
    region, code = _officer_place(actor)
    person = actor.person or PersonKey(actor.employer_region or region, 0)
    values = {
        "region": person.region,
        "person_id": person.person_id,
        "token_hash": _hash(token),
        "role": actor.role,
        "officer": code,
        "employer_id": actor.employer,
        "started_at": wall,
        "ends_at": wall + SESSION_LASTS,
    }
    await conn.execute(QUERIES["start_session"], values)
    return token


async def actor_of(conn: Conn, token: str | None, channel: str, wall: datetime) -> Actor:
    """Who a token belongs to. Fails with NotSignedIn."""
    if not token:
        raise NotSignedIn
    values = {"token_hash": _hash(token), "at": wall}
    row = await (await conn.execute(QUERIES["session"], values)).fetchone()
    if row is None:
        raise NotSignedIn
    region, person_id, role, employer_id, code, duties = row
    if role == Role.HOLDER:
        return Actor(role=Role.HOLDER, channel=channel, person=PersonKey(region, person_id))
    if role == Role.EMPLOYER:
        return employer_actor(region, employer_id)
    if code is None:
        return Actor(role=Role.OFFICER, channel=COUNTER)
    return officer_actor(region, code, frozenset(duties))


async def sign_out(conn: Conn, token: str, wall: datetime) -> None:
    """End a session; ending it again changes nothing."""
    await conn.execute(QUERIES["end_session"], {"token_hash": _hash(token), "at": wall})


def require_officer(actor: Actor, matter: str) -> None:
    """Let only an officer pass. Fails with OfficersOnly."""
    if actor.role is not Role.OFFICER:
        raise OfficersOnly(matter=matter)


def require_duty(actor: Actor, region: int, matter: str, *duties: Duty) -> None:
    """Let only an officer of the region with one of these duties pass.

    Fails with OfficersOnly, OtherRegion or DutyNeeded.
    """
    require_officer(actor, matter)
    if not actor.is_of(region):
        raise OtherRegion(region=f"{region:06}")
    if not actor.has(*duties):
        raise DutyNeeded(duties=sorted(duties), matter=matter)


async def require(conn: Conn, actor: Actor, person: PersonKey, matter: str, at: datetime) -> None:
    """Let the person, their agent, an officer, or a till for what is done there, pass.

    Fails with NoMandate. Whether the person exists does not show in the answer to somebody without
    a mandate.
    """
    if actor.role is Role.OFFICER and actor.is_of(person.region):
        return
    if actor.person is not None and actor.person == person:
        return
    if actor.role is Role.INSTITUTION and matter in AT_THE_TILL:
        return
    if actor.person is None:
        raise NoMandate(matter=matter)
    given = await people.mandates(conn, actor.person, person)
    if not any(mandate.covers(matter, at) for mandate in given):
        raise NoMandate(matter=matter)


def _officer_place(actor: Actor) -> tuple[int, str | None]:
    """The region and the code within it of an officer who has one."""
    if actor.officer is None:
        return NOBODY.region, None
    region, _, code = actor.officer.partition("-")
    return int(region), code


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
