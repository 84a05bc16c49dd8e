"""What would make benefit begin earlier, with dates: pay what is owed, pay up years, enrol."""

from collections.abc import Mapping
from datetime import date
from typing import Final

import msgspec
from msgspec.structs import replace

from yika.ground.money import fen, yuan
from yika.insurance.entitled.entitlement_laws import EntitlementLaws
from yika.insurance.entitled.gaps import first_free, gap_on, gaps
from yika.insurance.entitled.reasons import used
from yika.insurance.entitled.remedies import (
    begins_if_enrolled,
    begins_if_paid,
    begins_if_repaired,
    owed_by,
    waiting_for_years,
)
from yika.insurance.entitled.residents import VARIABLE
from yika.insurance.model import Cover, Owed, PolicyUsed, Scheme
from yika.policy.model import UNKNOWN
from yika.policy.tree import is_table

REPAY: Final = ("entitlement.after_repayment", "entitlement.after_gap")
PAID_LATE: Final = ("resident.window", "resident.late", "entitlement.resident_wait")


class Earlier(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that can be done, the first day with benefit after it, and its cost in yuan.

    `what` is pay, repair or enrol; `cost` is None where it is not known.
    """

    what: str
    begins_on: date
    cost: str | None
    zh: str
    en: str
    policy: tuple[PolicyUsed, ...] = ()


def earlier(
    laws: EntitlementLaws,
    scheme: str,
    cover: Cover,
    on: date,
    begins: date | None,
    options: Mapping[str, str],
) -> tuple[Earlier, ...]:
    """All that would make benefit begin earlier than it does now, the earliest first."""
    ways: list[Earlier] = []
    paid = begins_if_paid(cover, laws, on)
    if paid is not None:
        ways.append(_pay(laws, scheme, cover, on, paid, options))
    repaired = begins_if_repaired(cover, laws, on)
    if repaired is not None:
        ways.append(_repair(laws, cover, on, repaired, options))
    gap = gap_on(gaps(cover, laws), on)
    if paid is None and gap is not None and gap.cause in ("not_enrolled", "moved_away"):
        group = options.get("group", "adult") if scheme == Scheme.RESIDENT else None
        day = begins_if_enrolled(cover, laws, on, scheme, group)
        if day is not None:
            ways.append(_enrol(laws, scheme, on, day, group))
    helpful = [way for way in ways if begins is None or way.begins_on < begins]
    return tuple(sorted(helpful, key=lambda way: way.begins_on))


def premium(
    laws: EntitlementLaws, day: date, group: str, paid_on: date | None = None
) -> int | None:
    """What somebody of a group pays for a cover year, fen; None where it is not published.

    Paid after the window it is what `resident.late` says, maybe with the public part.
    """
    told = laws.rule("resident.premium", day, group)
    if not is_table(told) or told.get("person", UNKNOWN) == UNKNOWN:
        return None
    window = laws.rule("resident.window", day)
    if paid_on is None or not is_table(window) or paid_on <= window["closes"]:
        return fen(told["person"])
    late = laws.rule("resident.late", day)
    pays = late["pays"] if is_table(late) else UNKNOWN
    if pays == "person":
        return fen(told["person"])
    if pays == "person_and_subsidy" and told.get("subsidy", UNKNOWN) != UNKNOWN:
        return fen(told["person"]) + fen(told["subsidy"])
    return None


def _pay(
    laws: EntitlementLaws,
    scheme: str,
    cover: Cover,
    on: date,
    day: date,
    options: Mapping[str, str],
) -> Earlier:
    bills = owed_by(cover, on)
    cost = _owed(laws, bills, on, options)
    listed_zh, listed_en = _listed(bills, on)
    zh, en = "", ""
    if scheme == Scheme.RESIDENT:
        zh, en = _unsure(laws, on)
    elif bills and laws.rule(REPAY[0], on, scheme) is None:
        zh, en = "(本地没有公布补缴后何时恢复)", " (not published here)"
    return Earlier(
        what="pay",
        begins_on=day,
        cost=None if cost is None else yuan(cost),
        zh=f"在{on}缴清{listed_zh}的费用,{day}起享受待遇{zh}。",
        en=f"Pay {listed_en} on {on}: benefit from {day}{en}.",
        policy=used(laws, scheme, REPAY if scheme != Scheme.RESIDENT else PAID_LATE, on),
    )


def _listed(bills: list[Owed], on: date) -> tuple[str, str]:
    """The months of bills, and the cover years, as people say them."""
    yearly = [(one.period, one.kind != "month") for one in bills] or [(on, True)]
    zh = "、".join(f"{day:%Y}年度" if whole else f"{day:%Y-%m}" for day, whole in yearly)
    return zh, ", ".join(f"{day:%Y}" if whole else f"{day:%Y-%m}" for day, whole in yearly)


def _owed(
    laws: EntitlementLaws, bills: list[Owed], on: date, options: Mapping[str, str]
) -> int | None:
    """What paying costs, fen; None where the bills do not say it."""
    if not bills:
        return premium(laws, on, options.get("group", "adult"), on)
    known = all(bill.owed_fen > 1 for bill in bills)
    return sum(bill.owed_fen - bill.paid_fen for bill in bills) if known else None


def _unsure(laws: EntitlementLaws, on: date) -> tuple[str, str]:
    """A remark where the window of the year is not told, on which the day depends."""
    if laws.rule("resident.window", on) is not None:
        return "", ""
    return "(本地没有公布该年度的集中参保期)", " (the window of the year is not published here)"


def _repair(
    laws: EntitlementLaws, cover: Cover, on: date, day: date, options: Mapping[str, str]
) -> Earlier:
    useful = _fewest(laws, cover, on, day)
    each = premium(laws, on, options.get("group", "adult"))
    return Earlier(
        what="repair",
        begins_on=day,
        cost=None if each is None else yuan(each * useful),
        zh=f"补缴断保年度的个人保费({useful}年),{day}起享受待遇;固定等待期不能修复。",
        en=f"Pay the premium of {useful} lapsed year(s): benefit from {day}; "
        "the fixed wait cannot be shortened.",
        policy=used(laws, Scheme.RESIDENT, (VARIABLE, "resident.premium"), on),
    )


def _fewest(laws: EntitlementLaws, cover: Cover, on: date, day: date) -> int:
    """How many lapsed years are enough to pay up for the earliest day there can be."""
    wait = waiting_for_years(gaps(cover, laws), on)
    years = [one.year for one in wait.periods if one.year not in cover.repaired] if wait else []
    for count in range(1, len(years)):
        repaired = (*cover.repaired, *years[-count:])
        if first_free(gaps(replace(cover, repaired=repaired), laws), on) == day:
            return count
    return max(len(years), 1)


def _enrol(laws: EntitlementLaws, scheme: str, on: date, day: date, group: str | None) -> Earlier:
    each = premium(laws, day, group, on) if group else None
    return Earlier(
        what="enrol",
        begins_on=day,
        cost=None if each is None else yuan(each),
        zh=f"在{on}参保缴费,{day}起享受待遇。",
        en=f"Enrol and pay on {on}: benefit from {day}.",
        policy=used(laws, scheme, ("resident.window", "entitlement.first"), on),
    )
