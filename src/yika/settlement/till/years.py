"""The years behind somebody's bonus on the ceiling of critical illness (激励年度), as on record.

Read only where a bill comes to that ceiling, or where somebody asks what is left of it.
"""

from collections.abc import Callable
from datetime import date
from typing import Final

from msgspec.structs import replace

from yika.insurance.entitled.bonus_years import (
    ClaimsOfYear,
    KnownYears,
    Raised,
    known_years,
    raised,
)
from yika.insurance.entitled.entitlement_laws import Asking
from yika.insurance.model import Cover
from yika.people.model import PersonKey
from yika.settlement.model import CRITICAL, Circumstances, Priced
from yika.settlement.pricing.raising import ceiling_of, is_met, may_bite
from yika.settlement.pricing.terms import Terms
from yika.settlement.till.circumstances import RESIDENT
from yika.settlement.till.till import TillLaws
from yika.store.db import Conn
from yika.store.sql import queries

QUERIES = queries(__package__, "years.sql")
KEPT_SINCE: Final = "settlement.kept_since"


async def years_of(
    conn: Conn, laws: TillLaws, person: PersonKey, cover: Cover, on: date
) -> KnownYears:
    """The years that count towards a person's bonus in the benefit year a day lies in.

    Settling expects the anchor locked.
    """
    told = laws.standing.entitlement
    asking = Asking(told)
    values = {
        "region": person.region,
        "person_id": person.person_id,
        "before": laws.day(on).year(RESIDENT),
    }
    cursor = await conn.execute(QUERIES["claims"], values)
    claims: dict[int, ClaimsOfYear] = {}
    for begins, paid, by_bonus in await cursor.fetchall():
        year = asking.cover_year(begins)
        before = claims.get(year, ClaimsOfYear(0, is_bonus_used=False))
        is_used = before.is_bonus_used or by_bonus > 0
        claims[year] = ClaimsOfYear(before.paid_fen + paid, is_used)
    kept_since = told.rule(KEPT_SINCE, on)
    return known_years(
        told, cover, claims, kept_since if isinstance(kept_since, date) else None, on
    )


def count(laws: TillLaws, terms: Terms | None, told: Circumstances, priced: Priced) -> bool:
    """Whether the years could make a difference to a bill as it is priced."""
    if CRITICAL not in priced.change or told.scheme != RESIDENT or terms is None:
        return False
    rule, ceiling = laws.day(told.on).incentive, ceiling_of(terms)
    return rule is not None and ceiling is not None and may_bite(rule, ceiling, priced.after)


def told_with(
    laws: TillLaws,
    terms: Terms,
    told: Circumstances,
    known: KnownYears,
    priced: Priced,
    price: Callable[[Circumstances], Priced],
) -> Circumstances:
    """The circumstances of a bill that comes to the ceiling, with what the years make of it.

    `priced` is the bill without them, `price` does it again. Where a bill comes just to the ceiling
    nothing of a bonus is used, and it is left out.
    """
    bonus = bonus_of(laws, terms, known, told.on)
    if bonus.bonus_fen:
        more = replace(told, bonus_fen=bonus.bonus_fen)
        again = price(more)
        if again.shares == priced.shares and not is_met(terms, more, again.after):
            return told
        told, priced = more, again
    if bonus.is_least and is_met(terms, told, priced.after):
        return replace(told, is_bonus_least=True)
    return told


def bonus_of(laws: TillLaws, terms: Terms, known: KnownYears, on: date) -> Raised:
    """What the years add to the ceiling of critical illness on a day."""
    rule, ceiling = laws.day(on).incentive, ceiling_of(terms)
    if rule is None or ceiling is None:
        return Raised(0, is_least=False)
    return raised(rule, ceiling.amount_fen, known)
