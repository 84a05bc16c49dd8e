"""Working periods of an institution's operators (签到, 签退), one a day and operator."""

import secrets
from datetime import datetime
from typing import Any, Final

import msgspec

from yika.ground.days import BEIJING, beijing_day
from yika.ground.errors import Missing, Refused
from yika.institutions.model import Institution
from yika.store.db import Conn
from yika.store.sql import queries

QUERIES = queries(__package__, "sign_ins.sql")
TAIL_MAX: Final = 10**6  # what follows the instant in a number


class NoSuchSignIn(Missing):
    """The institution has no such sign-in. Facts: none."""

    code = "no_such_sign_in"


class NotSignedInToday(Refused):
    """The institution asks for an open sign-in, and this is none of today. Facts: none."""

    code = "not_signed_in_today"


class SignIn(msgspec.Struct, frozen=True, kw_only=True):
    """A working period of one operator; open until it is signed out."""

    sign_no: str
    operator: str
    signed_in_at: datetime
    signed_out_at: datetime | None = None


async def sign_in(conn: Conn, institution: Institution, operator: str, at: datetime) -> SignIn:
    """The operator's sign-in of the day: the open one, or a new one in place of an older day's."""
    key = {**_key(institution), "operator": operator}
    row = await (await conn.execute(QUERIES["open"], key)).fetchone()
    if row is not None:
        known = _sign_in(row)
        if beijing_day(known.signed_in_at) == beijing_day(at):
            return known
        await conn.execute(QUERIES["close"], {**key, "sign_no": known.sign_no, "at": at})
    number = f"{at.astimezone(BEIJING):%Y%m%d%H%M%S}{secrets.randbelow(TAIL_MAX):06}"
    added = await conn.execute(QUERIES["add"], {**key, "sign_no": number, "at": at})
    if await added.fetchone() is None:  # somebody was quicker
        row = await (await conn.execute(QUERIES["open"], key)).fetchone()
        assert row is not None, "two sign-ins never draw the same number"
        return _sign_in(row)
    return SignIn(sign_no=number, operator=operator, signed_in_at=at)


async def sign_out(conn: Conn, institution: Institution, sign_no: str, at: datetime) -> SignIn:
    """The sign-in, ended; a second time changes nothing. Fails with NoSuchSignIn."""
    values = {**_key(institution), "sign_no": sign_no, "at": at}
    await conn.execute(QUERIES["close"], values)
    return await by_number(conn, institution, sign_no)


async def by_number(conn: Conn, institution: Institution, sign_no: str) -> SignIn:
    """A sign-in of an institution. Fails with NoSuchSignIn."""
    values = {**_key(institution), "sign_no": sign_no}
    row = await (await conn.execute(QUERIES["by_number"], values)).fetchone()
    if row is None:
        raise NoSuchSignIn
    return _sign_in(row)


async def require_open(
    conn: Conn, institution: Institution, sign_no: str | None, at: datetime
) -> None:
    """Pass a message of an operator signed in today. Fails with NotSignedInToday."""
    row = None
    if sign_no:
        values = {**_key(institution), "sign_no": sign_no}
        row = await (await conn.execute(QUERIES["by_number"], values)).fetchone()
    found = None if row is None else _sign_in(row)
    if (
        found is None
        or found.signed_out_at is not None
        or beijing_day(found.signed_in_at) != beijing_day(at)
    ):
        raise NotSignedInToday


def _key(institution: Institution) -> dict[str, object]:
    return {"region": institution.region, "institution_id": institution.institution_id}


def _sign_in(row: tuple[Any, ...]) -> SignIn:
    return msgspec.convert(dict(zip(SignIn.__struct_fields__, row, strict=True)), SignIn)
