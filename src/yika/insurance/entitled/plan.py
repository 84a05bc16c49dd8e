"""What if I stop paying, or move: the gap, the wait, what it costs, and the cheapest lawful way.

Every way is the same rules asked about the records as they would be. Paying is taken to go on in
time until the stop and from the restart.
"""

from collections.abc import Mapping
from datetime import date, timedelta

import msgspec

from yika.ground.errors import Refused
from yika.ground.money import yuan
from yika.insurance.amounts.sums import Note
from yika.insurance.entitled.ceiling import ceiling_on
from yika.insurance.entitled.entitlement_laws import EntitlementLaws
from yika.insurance.entitled.gaps import gaps_and_silent
from yika.insurance.entitled.known_cover import check
from yika.insurance.entitled.months import number
from yika.insurance.entitled.plan_costs import (
    Cost,
    is_base_set,
    is_closed,
    months_cost,
    no_cost,
    years_cost,
)
from yika.insurance.entitled.plan_covers import Break, covers, stopped
from yika.insurance.entitled.stretches import Stretch, cut, joined, of_gap
from yika.insurance.model import Cover, Gap, PaidSpan, Scheme


class PlanBackwards(Refused):
    """Paying cannot begin again before it stopped. Facts: stop, restart."""

    code = "plan_backwards"


class PlanForWorkers(Refused):
    """A plan is for schemes paid by the month. Facts: scheme."""

    code = "plan_for_workers"


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """One way to go: its dates, days without benefit, cost in yuan, and ceiling afterwards.

    `name` is go_on, repay, wait or resident. `allowed` is unknown where the region does not
    publish the rule. `benefit_ends_on` is the last day with benefit before the gap.
    """

    name: str
    zh: str
    en: str
    allowed: str  # yes | unknown
    benefit_ends_on: date | None
    benefit_begins_on: date | None
    days_without: int | None  # None: without end
    waiting_days: int
    cost: str | None
    cost_by_payer: dict[str, str]
    late_fee: str | None
    ceiling: str | None
    gaps: tuple[Gap, ...]
    unknown: tuple[str, ...]


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """All ways. `cheapest` has the fewest yuan; `cheapest_covered` of those without a gap."""

    region: str
    move_to: str | None
    scheme: str
    stop: date
    restart: date
    gap_months: int
    ceiling_before: str | None
    ways: tuple[Way, ...]
    cheapest: str | None
    cheapest_covered: str | None
    notes: tuple[Note, ...]
    unknown: tuple[str, ...]


_WORDS = {
    "go_on": ("不中断,照常缴费", "Do not stop: go on paying"),
    "repay": ("中断,恢复时补缴", "Stop, and pay back when starting again"),
    "wait": ("中断,不补缴,等待", "Stop, do not pay back, and wait"),
    "resident": ("中断期间参加居民医保", "Be insured as a resident meanwhile"),
}
_RULES = {
    "go_on": None,
    "repay": "entitlement.after_repayment",
    "wait": "entitlement.after_gap",
    "resident": "entitlement.switch",
}


def plan(
    laws: EntitlementLaws,
    scheme: str,
    paid: tuple[PaidSpan, ...],
    stop: date,
    restart: date,
    base: str | None = None,
    options: Mapping[str, str] | None = None,
    there: EntitlementLaws | None = None,
) -> Plan:
    """What follows if nothing is paid from the month `stop` on until the month `restart`.

    `there` is the law of the region somebody moves to at the restart. Fails with PlanBackwards,
    PlanForWorkers, and what the choices are refused with.
    """
    _check(scheme, stop, restart, options or {})
    gone = Break(scheme, paid, stop, restart, moves=there is not None)
    told = covers(laws, gone)
    asked = base, options or {}
    ways = [_asked(laws, there, gone, name, cover, *asked) for name, cover in told.items()]
    known = sorted((way for way in ways if way.cost is not None), key=_price)
    covered = [way for way in known if way.days_without == 0 and way.allowed == "yes"]
    before = ceiling_on(laws, scheme, told["go_on"], stop - timedelta(days=1))
    return Plan(
        region=laws.division,
        move_to=there.division if there else None,
        scheme=scheme,
        stop=stop,
        restart=restart,
        gap_months=number(restart) - number(stop),
        ceiling_before=before,
        ways=tuple(ways),
        cheapest=known[0].name if known else None,
        cheapest_covered=covered[0].name if covered else None,
        notes=tuple(_notes(laws if there is None else there, gone, told)),
        unknown=tuple(sorted({one for way in ways for one in way.unknown})),
    )


def _check(scheme: str, stop: date, restart: date, options: Mapping[str, str]) -> None:
    check(scheme, options)
    if scheme == Scheme.RESIDENT:
        raise PlanForWorkers(scheme=scheme)
    if restart <= stop:
        raise PlanBackwards(stop=f"{stop:%Y-%m}", restart=f"{restart:%Y-%m}")


def _notes(laws: EntitlementLaws, gone: Break, told: Mapping[str, Cover]) -> list[Note]:
    """What the costs are of, and what the ways take for granted."""
    zh = "花费只算基本医疗保险(含大额医疗),不含养老、失业等其他保险。"
    en = "Costs are those of medical insurance (with large-sum) only, without pension and others."
    notes = [Note("medical_only", zh, en)]
    if gone.scheme == Scheme.FLEXIBLE and is_base_set(laws, gone.stop):
        zh = "灵活就业人员的医保缴费基数由当地定死,申报的基数不影响花费。"
        en = "The base of flexible workers is set here: the declared base changes nothing."
        notes.append(Note("set_base", zh, en))
    if gone.scheme == Scheme.EMPLOYEE:
        zh = "在职期间由单位按月申报缴费,不能自己选择中断;以上是离职之后的办法。"
        en = "While employed the employer pays every month and stopping is no choice; "
        notes.append(Note("after_leaving", zh, en + "these are ways after leaving."))
    if "resident" in told:
        zh = "居民医保按年缴费,年度中途参保以当地受理为准;花费是整年的个人保费。"
        en = (
            "Residents pay by the year; whether one may enrol in mid-year is for the place to say. "
        )
        notes.append(Note("by_the_year", zh, en + "The cost is the premium of the whole year."))
    return notes


def _asked(
    laws: EntitlementLaws,
    there: EntitlementLaws | None,
    gone: Break,
    name: str,
    cover: Cover,
    base: str | None,
    options: Mapping[str, str],
) -> Way:
    """One way, by the law of the place in which it is gone."""
    if there is None or name == "go_on":
        return _way(laws, gone, name, cover, _cost(laws, gone, name, base, options))
    cost = _cost(there, gone, name, base, options)
    return _way(there, gone, name, cover, cost, _ends(laws, gone))


def _ends(laws: EntitlementLaws, gone: Break) -> date:
    """The first day without benefit for somebody who stops, by the law of where they were."""
    found = gaps_and_silent(stopped(laws, gone), laws)[0]
    lost = [_from(gone.stop, gap) for gap in found]
    return min((since for since, until in lost if since < until), default=gone.restart)


def _left(mine: list[Gap], ends: date) -> list[Gap]:
    """Gaps at the new place, begun when benefit of the old one ended, whatever the new one says."""
    left = [gap for gap in mine if of_gap(gap)[1] > ends]
    first = min(left, key=lambda gap: of_gap(gap)[0], default=None)
    return [
        cut(gap, ends if gap is first and unpaid else max(since, ends), until)
        for gap in left
        for since, until in [of_gap(gap)]
        for unpaid in [gap.cause != "waiting"]
    ]


def _way(
    laws: EntitlementLaws, gone: Break, name: str, cover: Cover, cost: Cost,
    ends: date | None = None,
) -> Way:  # fmt: skip
    """One way; `ends` is the first day without benefit of the place somebody moves away from."""
    found, silent = gaps_and_silent(cover, laws)
    mine = [gap for gap in found if of_gap(gap)[1] > gone.stop and of_gap(gap)[0] < gone.horizon]
    mine = mine if ends is None else _left(mine, ends)
    lost = joined(_from(gone.stop, gap) for gap in mine)
    waits = joined(_from(gone.stop, gap) for gap in mine if gap.cause == "waiting")
    is_open = any(end == date.max for _, end in lost)
    zh, en = _WORDS[name]
    after = max(gone.restart, lost[-1][1] if lost and not is_open else gone.restart)
    rule = "entitlement.transfer" if gone.moves and name != "go_on" else _RULES[name]
    missing = {rule} & (silent.keys() | _untold(laws, rule, gone)) if rule else set[str]()
    if name == "resident" and is_closed(laws, gone.stop):
        missing.add("resident.late")  # Only a rule for people who leave work could allow it.
    return Way(
        name=name,
        zh=zh,
        en=en,
        allowed="unknown" if missing else "yes",
        benefit_ends_on=lost[0][0] - timedelta(days=1) if lost else None,
        benefit_begins_on=None if is_open or not lost else lost[-1][1],
        days_without=None if is_open else sum((end - since).days for since, end in lost),
        waiting_days=sum((end - since).days for since, end in waits if end != date.max),
        cost=None if cost.fen is None else yuan(cost.fen),
        cost_by_payer={payer: yuan(amount) for payer, amount in cost.by_payer.items()},
        late_fee=None if cost.late_fen is None else yuan(cost.late_fen),
        ceiling=ceiling_on(laws, gone.scheme, cover, after),
        gaps=tuple(mine),
        unknown=tuple(sorted({*silent, *missing, *cost.unknown})),
    )


def _untold(laws: EntitlementLaws, rule: str, gone: Break) -> set[str]:
    cell = "employee_to_resident" if rule == "entitlement.switch" else gone.scheme
    return set() if laws.rule(rule, gone.restart, cell) is not None else {rule}


def _cost(
    laws: EntitlementLaws, gone: Break, name: str, base: str | None, options: Mapping[str, str]
) -> Cost:
    if name == "wait":
        return no_cost()
    if name == "resident":
        return years_cost(laws, gone.stop, gone.restart, options.get("group", "adult"))
    paid_on = gone.restart if name == "repay" else None
    return months_cost(laws, gone.scheme, base, gone.stop, gone.restart, paid_on)


def _price(way: Way) -> tuple[int, int]:
    digits = (way.cost or "0").replace(".", "")
    return int(digits), way.days_without if way.days_without is not None else 10**6


def _from(day: date, gap: Gap) -> Stretch:
    since, until = of_gap(gap)
    return max(since, day), until
