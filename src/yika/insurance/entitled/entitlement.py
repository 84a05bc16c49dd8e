"""Whether the pooled fund pays on a day, since when or from when, why, and what would help.

A calculator over the same gaps that a person's standing rests on. What no source tells here adds
no gap and is named in `unknown`.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final

import msgspec

from yika.ground.days import add_months
from yika.insurance.entitled.ceiling import ceiling_on
from yika.insurance.entitled.earlier import Earlier, earlier
from yika.insurance.entitled.entitlement_laws import Asking, EntitlementLaws
from yika.insurance.entitled.gaps import first_free, gap_on, gaps_and_silent, overdue
from yika.insurance.entitled.known_cover import check, cover_of
from yika.insurance.entitled.reasons import (
    Because,
    because_blank,
    because_entitled,
    because_first,
    because_of,
    because_unknown,
)
from yika.insurance.model import Cover, Gap, Owed, PaidSpan, Scheme

RECENT_MONTHS: Final = 12  # what nobody tells of the time before that can no longer matter


class Entitlement(msgspec.Struct, frozen=True, kw_only=True):
    """The answer for one day. Days are the first ones with benefit, `ends_on` the last.

    `share` is the part of normal benefit that is paid meanwhile; `ceiling` is yuan a year.
    """

    region: str
    scheme: str
    on: date
    entitled: bool
    begins_on: date | None
    ends_on: date | None
    cause: str | None
    share: str | None
    ceiling: str | None
    because: tuple[Because, ...]
    earlier_if: tuple[Earlier, ...]
    unknown: tuple[str, ...]
    ahead: tuple[Gap, ...]  # the gaps that end after the day


def entitlement(
    laws: EntitlementLaws,
    scheme: str,
    paid: tuple[PaidSpan, ...],
    on: date,
    repaired: int = 0,
    options: Mapping[str, str] | None = None,
    owed: tuple[Owed, ...] | None = None,
) -> Entitlement:
    """Entitlement on a day from months paid; refuses choices that cannot be, all at once."""
    check(scheme, options or {})
    cover = cover_of(laws, scheme, paid, on, repaired, options, owed)
    found = of_cover(laws, scheme, cover, on, options)
    more = _more(laws, scheme, cover, on, options or {})
    told = len(found.because) - bool(found.unknown)  # What is not published stands last.
    because = (*found.because[:told], *more, *found.because[told:])
    return msgspec.structs.replace(found, because=because)


def _more(
    laws: EntitlementLaws, scheme: str, cover: Cover, on: date, options: Mapping[str, str]
) -> list[Because]:
    """What was taken for granted, so that nobody is misled."""
    told = [because_blank(laws.division)] if not laws.book.rules(laws.division) else []
    is_new = options.get("newborn") != "yes" and options.get("group") != "newborn"
    asked = {"lapsed", "from_scheme"} & options.keys()
    if scheme == Scheme.RESIDENT and cover.paid and is_new and not asked:
        asking = Asking(laws)
        first = asking.cover_year(min(span.from_month for span in cover.paid))
        told += [because_first(first)] if asking.cover_year(on) <= first else []
    return told


def of_cover(
    laws: EntitlementLaws,
    scheme: str,
    cover: Cover,
    on: date,
    options: Mapping[str, str] | None = None,
) -> Entitlement:
    """Entitlement on a day from somebody's records."""
    found, silent = gaps_and_silent(cover, laws)
    found = [one._replace(periods=overdue(cover, one, on)) for one in found]
    gap = gap_on(found, on)
    begins = _since(found, on) if gap is None else first_free(found, on)
    recent = add_months(on, -RECENT_MONTHS)
    unknown = tuple(sorted(policy for policy, day in silent.items() if day >= recent))
    told = [one for one in found if _matters(one, on, begins)]
    reasons = _covered(laws, scheme, cover, begins, on, told) if gap is None else []
    reasons += [because_of(laws, scheme, one) for one in told]
    reasons += [because_unknown(laws.book, unknown)] if unknown else []
    ways = earlier(laws, scheme, cover, on, begins, options or {}) if gap else ()
    return Entitlement(
        region=laws.division,
        scheme=scheme,
        on=on,
        entitled=gap is None,
        begins_on=begins,
        ends_on=_ends(found, begins if gap else on),
        cause=gap.cause if gap else None,
        share=gap.share if gap else None,
        ceiling=ceiling_on(laws, scheme, cover, on),
        because=tuple(reasons),
        earlier_if=ways,
        unknown=unknown,
        ahead=tuple(one for one in found if one.until is None or one.until > on),
    )


def _covered(
    laws: EntitlementLaws, scheme: str, cover: Cover, begins: date | None, on: date,
    told: Sequence[Gap],
) -> list[Because]:  # fmt: skip
    """The sentence that the fund pays; none where one on a wait still to come follows."""
    waits = [one for one in told if one.cause == "waiting"]
    if any(one.until is None or one.until > on for one in waits):
        return []
    return [because_entitled(laws, scheme, cover, begins, on, waited=bool(waits))]


def _since(found: list[Gap], on: date) -> date | None:
    """The day since which benefit runs without a break; None: as long as is known."""
    return max((gap.until for gap in found if gap.until and gap.until <= on), default=None)


def _ends(found: list[Gap], day: date | None) -> date | None:
    """The last day with benefit from a day on, as far as is known."""
    if day is None:
        return None
    starts = [gap.since for gap in found if gap.since and gap.since > day]
    return min(starts) - timedelta(days=1) if starts else None


def _matters(gap: Gap, on: date, begins: date | None) -> bool:
    """Whether a gap explains the answer: it covers the day, or ends when benefit begins."""
    ends_before = gap.until is not None and gap.until <= on
    if ends_before:
        return gap.until == begins and gap.since is not None
    return gap.since is None or gap.since <= on or begins is None or gap.since < begins
