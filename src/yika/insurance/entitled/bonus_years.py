"""The years behind the bonus on the critical-illness ceiling, as on record (激励年度). Pure.

Whether a year was paid is known from the contributions; whether it was free of claims only where
all that funds paid in it is on record here. What is not known adds nothing, and that it might is
said: a bonus is then the least there can be.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final, NamedTuple

from yika.insurance.entitled.arrears import ARRIVED
from yika.insurance.entitled.ceiling import YearOfCover, bonus, most_added
from yika.insurance.entitled.entitlement_laws import Asking, EntitlementLaws
from yika.insurance.entitled.incentive import INCENTIVE
from yika.insurance.model import Cover, PaidSpan, Scheme
from yika.policy.model import Value
from yika.policy.tree import is_table

MALUS: Final = "malus"
DAY: Final = timedelta(days=1)
MOVED_IN, MOVED_AWAY = "moved_in", "moved_away"


class ClaimsOfYear(NamedTuple):
    """What funds paid of the bills of a benefit year, and whether the bonus was drawn on in it."""

    paid_fen: int
    is_bonus_used: bool


class KnownYears(NamedTuple):
    """The years that count, in order of time, the present one last; whether there are no others."""

    years: tuple[YearOfCover, ...]
    is_whole: bool


class Raised(NamedTuple):
    """What the years add to a ceiling, fen; `is_least`: those not known here may add more."""

    bonus_fen: int
    is_least: bool


def rule_on(laws: EntitlementLaws, on: date) -> Value | None:
    """The incentive of the cover year a day lies in; None where there is none."""
    asking = Asking(laws)
    return _rule(asking, asking.cover_year(on))


def known_years(
    laws: EntitlementLaws,
    cover: Cover,
    claims: Mapping[int, ClaimsOfYear],
    kept_since: date | None,
    on: date,
) -> KnownYears:
    """The cover years up to the one a day lies in, as far back as they count and are known.

    `claims` are those of earlier years, by the year in which each begins; `kept_since` is the day
    from which on they are all of them.
    """
    asking = Asking(laws)
    home = _Home(asking, cover)
    found: list[YearOfCover] = []
    is_whole = True
    year = last = asking.cover_year(on)
    while _rule(asking, year) is not None:
        if year in home.paid:
            if year == last:
                found.append(YearOfCover(year, is_paid=True))
            else:
                is_kept = home.is_kept(year, kept_since)
                is_whole &= is_kept
                found.append(_past(year, claims.get(year), is_kept=is_kept))
        elif year == last or home.is_unclear(year):
            is_whole = False
            break
        elif year < home.first:
            break
        else:
            found.append(YearOfCover(year, is_paid=False))
        year -= 1
    return KnownYears(tuple(reversed(found)), is_whole)


def raised(rule: Value, original_fen: int, known: KnownYears) -> Raised:
    """What known years add to a ceiling. A lapse takes off it only where every year is known."""
    if not known.is_whole and MALUS in rule:
        return Raised(0, is_least=True)
    found = bonus(rule, original_fen, known.years)
    is_open = not known.is_whole or bool(found.unknown)
    more = found.earned_fen + found.zero_claim_fen < most_added(rule, original_fen)
    return Raised(found.capped_fen, is_least=is_open and more)


def lowest(rule: Value, original_fen: int) -> int:
    """The lowest that an incentive may make of a ceiling, whatever the years."""
    return original_fen - (most_added(rule, original_fen) if MALUS in rule else 0)


class _Home:
    """What is known of somebody's years in the residents' insurance."""

    def __init__(self, asking: Asking, cover: Cover) -> None:
        spans = [one for one in cover.paid if one.scheme == Scheme.RESIDENT]
        work = [one for one in cover.paid if one.scheme != Scheme.RESIDENT]
        self.asking = asking
        self.paid = _years(asking, spans)
        self.worked = _years(asking, work)
        self.elsewhere = _years(asking, [one for one in spans if one.place is not None])
        self.first = min(self.paid | self.worked, default=0)
        self.repaired = cover.repaired
        self.enrolments = cover.enrolments
        self.has_arrived = bool(self.elsewhere) or any(
            one.how in ARRIVED for one in cover.enrolments
        )

    def is_unclear(self, year: int) -> bool:
        """Whether nobody here can say how a year not paid counts.

        Somebody was at work in it, paid it up later, or may have been insured elsewhere.
        """
        if year in self.worked or year in self.repaired:
            return True
        begins, ends = self.asking.cover_start(year), self.asking.cover_start(year + 1)
        before = [one for one in self.enrolments if one.starts_on < ends]
        if not before:
            return self.has_arrived
        last = before[-1]
        return last.end_reason == MOVED_AWAY and last.ends_on is not None and last.ends_on < begins

    def is_kept(self, year: int, kept_since: date | None) -> bool:
        """Whether all that funds paid in a year is on record here."""
        begins, ends = self.asking.cover_start(year), self.asking.cover_start(year + 1)
        if kept_since is None or begins < kept_since or year in self.elsewhere:
            return False
        came = [one.starts_on for one in self.enrolments if one.how == MOVED_IN]
        left = [one.ends_on for one in self.enrolments if one.end_reason == MOVED_AWAY]
        return not (
            any(begins < one < ends for one in came)
            or any(one is not None and begins <= one + DAY < ends for one in left)
        )


def _rule(asking: Asking, year: int) -> Value | None:
    rule = asking.laws.rule(INCENTIVE, asking.cover_start(year))
    return rule if is_table(rule) else None


def _years(asking: Asking, spans: list[PaidSpan]) -> set[int]:
    return {
        year
        for one in spans
        for year in range(asking.cover_year(one.from_month), asking.cover_year(one.until_month) + 1)
    }


def _past(year: int, claims: ClaimsOfYear | None, *, is_kept: bool) -> YearOfCover:
    """A year that is over; what may have been used in one not known clears what came before."""
    is_free = is_kept and (claims is None or claims.paid_fen == 0)
    is_used = not is_kept or (claims is not None and claims.is_bonus_used)
    return YearOfCover(year, is_paid=True, is_zero_claim=is_free, is_bonus_used=is_used)
