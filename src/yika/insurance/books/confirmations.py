"""Confirmations of entitlement (待遇资格认证), counted from the last success of each benefit.

How often, and for which benefits at all, is the region's to say. When the next one is due, and
whether it is late, is derived and never stored. The person's anchor is locked; the caller journals.
"""

from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from yika.ground.days import add_months, beijing_day
from yika.insurance.laws import InsuranceLaws
from yika.people.model import PersonKey
from yika.policy.words import lists
from yika.store.db import Conn
from yika.store.sql import queries

QUERIES = queries(__package__, "confirmations.sql")
NEVER = "never"  # a region's word for what it asks nobody to confirm


class Confirmed(NamedTuple):
    """That somebody tried to confirm one benefit, and whether it came to a success."""

    benefit: str  # a word of ``confirmed_benefits``
    way: str  # a word of ``confirmation_ways``
    passed: bool
    at: datetime


def next_due(confirmed: list[Confirmed], benefit: str, months: int) -> date | None:
    """The last day for the next confirmation; None where there was no success to count from.

    The month of the success is the first of them: after one in August the twelve months end with
    July.
    """
    passed = [beijing_day(one.at) for one in confirmed if one.benefit == benefit and one.passed]
    if not passed:
        return None
    return add_months(max(passed).replace(day=1), months) - timedelta(days=1)


class Due(NamedTuple):
    """How somebody stands with one benefit that the region has confirmed."""

    benefit: str
    every_months: int
    last_on: date | None  # of the last success; None: none is on record, so nothing is counted
    next_due: date | None  # the last day for the next one
    is_late: bool


def dues(confirmed: list[Confirmed], laws: InsuranceLaws, on: date) -> list[Due]:
    """Each benefit by itself, as far as the region says how often it is confirmed."""
    found: list[Due] = []
    for benefit in lists().members("confirmed_benefit"):
        months = laws.value("confirmation.every", on, confirmed_benefit=benefit)
        if months is None or months == NEVER:
            continue
        passed = [one for one in confirmed if one.benefit == benefit and one.passed]
        last = max((beijing_day(one.at) for one in passed), default=None)
        due = next_due(passed, benefit, months)
        found.append(Due(benefit, months, last, due, due is not None and on > due))
    return found


async def of_person(conn: Conn, person: PersonKey) -> list[Confirmed]:
    """All attempts of a person, oldest first."""
    values = {"region": person.region, "person_id": person.person_id}
    rows = await (await conn.execute(QUERIES["of_person"], values)).fetchall()
    return [Confirmed(*row) for row in rows]


async def write(conn: Conn, person: PersonKey, confirmation_id: UUID, tried: Confirmed) -> None:
    """Write an attempt."""
    values = {
        "region": person.region,
        "person_id": person.person_id,
        "confirmation_id": confirmation_id,
        **tried._asdict(),
    }
    await conn.execute(QUERIES["write"], values)
