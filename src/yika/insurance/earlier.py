"""What would make benefit begin earlier, with dates: pay what is owed, pay up years, enrol."""

from collections.abc import Mapping
from datetime import date
from typing import Final

import msgspec

from yika.ground.money import fen, yuan
from yika.insurance.entitlement_laws import EntitlementLaws
from yika.insurance.gaps import gap_on, gaps
from yika.insurance.model import Cover, PolicyUsed, Scheme
from yika.insurance.reasons import used
from yika.insurance.remedies import (
    begins_if_enrolled,
    begins_if_paid,
    begins_if_repaired,
    owed_by,
    waiting_for_years,
)
from yika.insurance.residents import VARIABLE
from yika.policy.model import UNKNOWN
from yika.policy.tree import is_table

REPAY: Final = ("entitlement.after_repayment", "entitlement.after_gap")


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
        ways.append(_pay(laws, scheme, cover, on, paid))
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


def premium(laws: EntitlementLaws, day: date, group: str) -> int | None:
    """What somebody of a group pays for a cover year, fen; None where it is not published."""
    told = laws.rule("resident.premium", day, group)
    if is_table(told) and told.get("person", UNKNOWN) != UNKNOWN:
        return fen(told["person"])
    return None


def _pay(laws: EntitlementLaws, scheme: str, cover: Cover, on: date, day: date) -> Earlier:
    bills = owed_by(cover, on)
    told = sum(bill.owed_fen - bill.paid_fen for bill in bills)
    known = bool(bills) and all(bill.owed_fen > 1 for bill in bills)
    listed = [f"{bill.period:%Y-%m}" for bill in bills] or [f"{on:%Y}"]
    silent = bool(bills) and laws.rule(REPAY[0], on, scheme) is None
    zh, en = ("(本地没有公布补缴后何时恢复)", " (not published here)") if silent else ("", "")
    return Earlier(
        what="pay",
        begins_on=day,
        cost=yuan(told) if known else None,
        zh=f"在{on}缴清{'、'.join(listed)}的费用,{day}起享受待遇{zh}。",
        en=f"Pay {', '.join(listed)} on {on}: benefit from {day}{en}.",
        policy=used(laws, scheme, REPAY if scheme != Scheme.RESIDENT else (), on),
    )


def _repair(
    laws: EntitlementLaws, cover: Cover, on: date, day: date, options: Mapping[str, str]
) -> Earlier:
    wait = waiting_for_years(gaps(cover, laws), on)
    years = [f"{one:%Y}" for one in wait.periods if one.year not in cover.repaired] if wait else []
    rule = laws.rule(VARIABLE, on)
    useful = max(len(years) - (rule["free_years"] if is_table(rule) else 0), 1)
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


def _enrol(laws: EntitlementLaws, scheme: str, on: date, day: date, group: str | None) -> Earlier:
    each = premium(laws, day, group) if group else None
    return Earlier(
        what="enrol",
        begins_on=day,
        cost=None if each is None else yuan(each),
        zh=f"在{on}参保缴费,{day}起享受待遇。",
        en=f"Enrol and pay on {on}: benefit from {day}.",
        policy=used(laws, scheme, ("resident.window", "entitlement.first"), on),
    )
