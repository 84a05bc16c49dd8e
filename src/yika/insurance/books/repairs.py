"""Paying for lapsed cover years later (缴费修复): each year paid takes something off the wait.

A year is repaired at the personal premium of the year in which it is asked for. It does not count
as covered; what it takes off is for `entitlement` to say.
"""

from datetime import date, datetime
from typing import Any

from yika.access.model import Actor
from yika.ground.days import beijing_day
from yika.ground.errors import Conflict, Missing
from yika.insurance.amounts.tariff import Tariff
from yika.insurance.books.billing import Terms, issued_under, last_of
from yika.insurance.books.bills import QUERIES
from yika.insurance.books.enrolment import enrolments
from yika.insurance.books.noting import note
from yika.insurance.books.tariffs import Kept, keep
from yika.insurance.model import Cover, Scheme
from yika.insurance.service import cover_of
from yika.people.model import PersonKey
from yika.policy.load import Book
from yika.store.db import Conn


class YearNotLapsed(Conflict):
    """The year was paid, is repaired or being repaired, or is not over. Facts: year."""

    code = "year_not_lapsed"


class NoPremiumKnown(Missing):
    """The region publishes no premium for this group. Facts: year, group."""

    code = "no_premium_known"


async def repair(
    conn: Conn, book: Book, actor: Actor, person: PersonKey, year: int, at: datetime
) -> int:
    """Bill a lapsed year to be repaired; what is owed in fen. The anchor is locked.

    It is due at the end of the month. Fails with YearNotLapsed or NoPremiumKnown.
    """
    today = beijing_day(at)
    if year >= today.year or _touched(await cover_of(conn, person), year):
        raise YearNotLapsed(year=year)
    made = await _premium(conn, book, person, today.year)
    kept = Kept.of(book, made)
    await keep(conn, person.region, [kept])
    amounts = [
        amount if line.payer == "person" else 0
        for line, amount in zip(made.lines, made.amounts(None), strict=True)
    ]
    values: dict[str, Any] = {
        "region": person.region,
        "person_id": person.person_id,
        "period": date(year, 1, 1),
        "kind": "repair",
        "seq": 0,
        "scheme": Scheme.RESIDENT,
        "owed_by": "person",
        "employer_id": None,
        "tariff_id": kept.tariff_id,
        "base_fen": None,
        "amounts": amounts,
        "owed_fen": sum(amounts),
        "paid_on": None if sum(amounts) else today,
        "due_on": last_of(today),
        "issued_at": at,
    }
    await conn.execute(QUERIES["add_bill"], values)
    facts = {"year": year, "owed_fen": sum(amounts)}
    await note(conn, actor, person, "year.repair_asked", at, facts, book)
    return sum(amounts)


async def _premium(conn: Conn, book: Book, person: PersonKey, year: int) -> Tariff:
    """The premium of a year for the group somebody last enrolled in. Or NoPremiumKnown."""
    held = [one for _, one in await enrolments(conn, person) if one.scheme == Scheme.RESIDENT]
    group = held[-1].group if held else None
    terms = Terms(Scheme.RESIDENT, "{}", None, group, is_newborn=False)
    now = date(year, 1, 1)
    made = None
    if group is not None:
        made = issued_under(book, person.division, terms, now, "year", now)
    if made is None or all(line.payer != "person" for line in made.lines):
        raise NoPremiumKnown(year=year, group=group)
    return made


def _touched(cover: Cover, year: int) -> bool:
    """Whether a year was paid for at least in part, or is repaired, or its repair is billed."""
    paid = any(span.from_month.year <= year <= span.until_month.year for span in cover.paid)
    billed = any(bill.kind == "repair" and bill.period.year == year for bill in cover.owed)
    return paid or billed or year in cover.repaired
