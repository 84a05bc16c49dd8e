"""Employers (用人单位), known by their unified social credit code (统一社会信用代码)."""

from datetime import datetime

import msgspec
from stdnum.cn import uscc
from stdnum.exceptions import ValidationError

from yika.access.model import Actor
from yika.ground.errors import Conflict, Missing, Refused, YikaError, refuse_all
from yika.insurance.books.noting import NOBODY, note
from yika.people.model import PersonKey
from yika.policy.words import lists
from yika.store.db import Conn
from yika.store.sql import queries

QUERIES = queries(__package__)
NAME_MAX = 120  # characters


class Employer(msgspec.Struct, frozen=True, kw_only=True):
    """An employer of one region; what it is called and its code are public."""

    region: int
    employer_id: int
    code: str
    name: str
    injury_class: int  # risk of its industry: a word of ``injury_classes``


class WrongEmployerCode(Refused):
    """No unified social credit code: its form or check digit is wrong. Facts: given."""

    code = "wrong_employer_code"


class WrongEmployerName(Refused):
    """The employer's name is empty, too long, or no text. Facts: max (characters)."""

    code = "wrong_employer_name"


class WrongInjuryClass(Refused):
    """There is no such class of risk. Facts: given, allowed."""

    code = "wrong_injury_class"


class EmployerRegistered(Conflict):
    """An employer of that code is registered in the region already. Facts: employer_code."""

    code = "employer_registered"


class NoSuchEmployer(Missing):
    """The region has no such employer. Facts: none."""

    code = "no_such_employer"


def check_code(text: str) -> str:
    """The code in its plain form, or WrongEmployerCode.

    >>> check_code("91110000600037341l")
    '91110000600037341L'
    """
    try:
        return uscc.validate(text)
    except ValidationError:
        raise WrongEmployerCode(given=text[:40]) from None


async def register(
    conn: Conn, actor: Actor, region: int, code: str, name: str, injury_class: int, at: datetime
) -> Employer:
    """A new employer. Fails with every reason at once, or with EmployerRegistered."""
    reasons: list[YikaError] = []
    plain = ""
    try:
        plain = check_code(code)
    except WrongEmployerCode as error:
        reasons.append(error)
    if not 1 <= len(name.strip()) <= NAME_MAX or "\0" in name:
        reasons.append(WrongEmployerName(max=NAME_MAX))
    reasons += _about_class(injury_class)
    refuse_all(reasons)
    row = await (await conn.execute(QUERIES["new_employer_id"])).fetchone()
    assert row is not None
    employer = Employer(
        region=region,
        employer_id=row[0],
        code=plain,
        name=name.strip(),
        injury_class=injury_class,
    )
    added = await conn.execute(QUERIES["add_employer"], msgspec.structs.asdict(employer))
    if await added.fetchone() is None:
        raise EmployerRegistered(employer_code=plain)
    about = PersonKey(region, NOBODY)
    facts = {"employer_id": employer.employer_id}
    await note(conn, actor, about, "employer.registered", at, facts)
    return employer


async def by_code(conn: Conn, region: int, code: str) -> Employer:
    """The employer of a code. Fails with WrongEmployerCode or NoSuchEmployer."""
    values = {"region": region, "code": check_code(code)}
    return _employer(await (await conn.execute(QUERIES["employer_by_code"], values)).fetchone())


async def by_id(conn: Conn, region: int, employer_id: int) -> Employer:
    """The employer of a number. Fails with NoSuchEmployer."""
    values = {"region": region, "employer_id": employer_id}
    return _employer(await (await conn.execute(QUERIES["employer_by_id"], values)).fetchone())


async def of_region(conn: Conn, region: int, most: int) -> list[Employer]:
    """The first `most` employers of a region, by name."""
    values = {"region": region, "most": most}
    cursor = await conn.execute(QUERIES["employers_of_region"], values)
    return [_employer(row) for row in await cursor.fetchall()]


async def lock(conn: Conn, region: int, employer_id: int) -> None:
    """Let one writer at a time change what the employer paid. Fails with NoSuchEmployer.

    Taken after the anchors of the people concerned, if those are locked at all.
    """
    values = {"region": region, "employer_id": employer_id}
    if await (await conn.execute(QUERIES["lock_employer"], values)).fetchone() is None:
        raise NoSuchEmployer


async def set_injury_class(
    conn: Conn, actor: Actor, employer: Employer, injury_class: int, at: datetime
) -> Employer:
    """The employer with another class of risk, for bills from now on. Or WrongInjuryClass."""
    refuse_all(_about_class(injury_class))
    values = {
        "region": employer.region,
        "employer_id": employer.employer_id,
        "injury_class": injury_class,
    }
    await conn.execute(QUERIES["set_injury_class"], values)
    facts = {
        "employer_id": employer.employer_id,
        "before": employer.injury_class,
        "after": injury_class,
    }
    about = PersonKey(employer.region, NOBODY)
    await note(conn, actor, about, "employer.reclassed", at, facts)
    return msgspec.structs.replace(employer, injury_class=injury_class)


def _about_class(injury_class: int) -> list[YikaError]:
    allowed = list(lists().members("injury_class"))
    if str(injury_class) in allowed:
        return []
    return [WrongInjuryClass(given=injury_class, allowed=allowed)]


def _employer(row: tuple[object, ...] | None) -> Employer:
    if row is None:
        raise NoSuchEmployer
    return msgspec.convert(dict(zip(Employer.__struct_fields__, row, strict=True)), Employer)
