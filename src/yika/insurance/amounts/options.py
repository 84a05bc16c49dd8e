"""The choices behind a contribution: their names, what they may be, and the base as typed.

Everything wrong is told at once, with what would be right.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from yika.ground.errors import Refused, YikaError, refuse_all
from yika.insurance.amounts.charges import choices, published
from yika.insurance.amounts.premium import published_premiums
from yika.insurance.amounts.sums import money
from yika.insurance.laws import InsuranceLaws
from yika.policy.words import lists

SCHEMES: Final = ("employee", "flexible", "resident")
YEARS: Final = range(2000, 2200)
MONTHS: Final = range(1, 481)
_YES_NO: Final = frozenset({"yes", "no"})


class UnknownScheme(Refused):
    """No such scheme. Facts: given, allowed."""

    code = "unknown_scheme"


class UnknownOption(Refused):
    """A choice that this scheme does not leave to people here. Facts: name, allowed."""

    code = "unknown_option"


class WrongOption(Refused):
    """A choice that cannot be that. Facts: name, given, allowed."""

    code = "wrong_option"


class AmountUnreadable(Refused):
    """Something typed is no amount of yuan. Facts: name, given."""

    code = "amount_unreadable"


def allowed(
    laws: InsuranceLaws, scheme: str, on: date, year: int | None = None
) -> dict[str, frozenset[str] | range]:
    """The choices of a scheme in a region on a day: names, and what each may be.

    `year` is the cover year of residents, where it is not the year of the day.
    """
    words = lists()
    if scheme == "resident":
        own = choices(published_premiums(laws, date(year or on.year, 1, 1)))
        return {name: frozenset(members) for name, members in own.items()} | {
            "group": frozenset(words.members("resident_group")),
            "aid": frozenset(words.members("aid_group")),
            "late": _YES_NO,
            "year": YEARS,
        }
    found = choices(published(laws, scheme, on))
    found.setdefault("maternity", set()).update(_YES_NO)
    for one in words.members("top_up"):
        top_up = laws.value("contribution.top_up", on, top_up=one)
        for name, members in choices([top_up] if top_up else []).items():
            found.setdefault(name, set()).update(members)
    told: dict[str, frozenset[str] | range] = {
        name: frozenset(members) for name, members in found.items()
    }
    told |= {"top_up": frozenset(words.members("top_up")), "months": MONTHS}
    if scheme == "employee":
        told["injury_class"] = frozenset(words.members("injury_class"))
    return told


def check(
    laws: InsuranceLaws, scheme: str, base: str | None, on: date, options: Mapping[str, str]
) -> int | None:
    """The declared base in fen, once everything asked can be answered; refuses with all reasons."""
    reasons: list[YikaError] = []
    if scheme in SCHEMES:
        reasons += _choices(laws, scheme, on, options)
    else:
        reasons.append(UnknownScheme(given=scheme[:40], allowed=list(SCHEMES)))
    declared = money(base) if base is not None else None
    if base is not None and declared is None:
        reasons.append(AmountUnreadable(name="base", given=base[:40]))
    refuse_all(reasons)
    return declared


def _choices(
    laws: InsuranceLaws, scheme: str, on: date, options: Mapping[str, str]
) -> list[YikaError]:
    reasons: list[YikaError] = []
    year = options.get("year", "")
    names = allowed(laws, scheme, on, int(year) if _fits(year, YEARS) else None)
    for name, member in options.items():
        if name not in names:
            reasons.append(UnknownOption(name=name[:40], allowed=as_typed(names)))
        elif not _fits(member, names[name]):
            fact = as_typed(_told(names[name]))
            reasons.append(WrongOption(name=f"{name}=", given=member[:40], allowed=fact))
    return reasons


def as_typed(words: Iterable[str]) -> str:
    """Words as somebody has to type them: told as one text, they are not put into Chinese."""
    return ", ".join(sorted(words))


def _fits(member: str, allowed: frozenset[str] | range) -> bool:
    if isinstance(allowed, range):
        return member.isascii() and member.isdigit() and len(member) < 5 and int(member) in allowed
    return member in allowed


def _told(allowed: frozenset[str] | range) -> list[str]:
    if isinstance(allowed, range):
        return [f"{allowed.start}–{allowed.stop - 1}"]
    return sorted(allowed)
