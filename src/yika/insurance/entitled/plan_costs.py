"""What months of medical insurance cost, each payer apart, with the fee for paying late."""

from datetime import date
from fractions import Fraction
from typing import Final, NamedTuple

from yika.ground.errors import YikaError
from yika.insurance.amounts.contribution import contribution
from yika.insurance.amounts.sums import Rounding, share
from yika.insurance.entitled.earlier import premium
from yika.insurance.entitled.entitlement_laws import NONE, Asking, EntitlementLaws
from yika.insurance.entitled.months import first_of, number
from yika.policy.model import UNKNOWN
from yika.policy.tree import is_table

INSURANCES: Final = ("medical", "large_sum")  # what entitlement to medical benefit rests on
LATE_FEE: Final = "contribution.late_fee"


class Cost(NamedTuple):
    """What a way costs in fen; None where it is not known, with the ids that are missing."""

    fen: int | None
    by_payer: dict[str, int]
    late_fen: int | None
    unknown: tuple[str, ...]


def no_cost() -> Cost:
    """Nothing is paid."""
    return Cost(0, {}, None, ())


def months_cost(
    laws: EntitlementLaws, scheme: str, base: str | None, first: date, until: date,
    paid_on: date | None,
) -> Cost:  # fmt: skip
    """The cost of the months from `first` until before `until`; late from `paid_on` if told."""
    sums: dict[str, int] = {}
    late, unknown = 0, set[str]()
    asking = Asking(laws)
    for at in range(number(first), number(until)):
        month = first_of(at)
        owed = _of_month(laws, scheme, base, month)
        if owed is None:
            return Cost(None, {}, None, ("contribution.medical",))
        for payer, amount in owed.items():
            sums[payer] = sums.get(payer, 0) + amount
            days = (paid_on - asking.due_day(month, scheme)).days if paid_on else 0
            rate = laws.rule(LATE_FEE, month, payer) if days > 0 else NONE
            if rate is None:
                unknown.add(LATE_FEE)
            elif rate != NONE:
                late += Rounding().fen(Fraction(amount) * days * share(rate))
    total = sum(sums.values()) + late
    return Cost(total, sums, late if paid_on and not unknown else None, tuple(unknown))


def years_cost(laws: EntitlementLaws, stop: date, restart: date, group: str) -> Cost:
    """The residents' premiums of the cover years between, each paid as early as may be."""
    total = 0
    for year in range(stop.year, (restart - date.resolution).year + 1):
        opens = date(year, 1, 1)
        each = premium(laws, opens, group, max(stop, opens))
        if each is None:
            told = premium(laws, opens, group) is not None
            return Cost(None, {}, None, ("resident.late" if told else "resident.premium",))
        total += each
    return Cost(total, {"person": total}, None, ())


def is_base_set(laws: EntitlementLaws, day: date) -> bool:
    """Whether the base of flexible workers for medical insurance is one the place sets."""
    told = laws.value("contribution.base", day, work_scheme="flexible", insurance="medical")
    return is_table(told) and "fixed" in told


def is_closed(laws: EntitlementLaws, day: date) -> bool:
    """Whether residents can no longer pay for the cover year of a day, not even late."""
    late = laws.rule("resident.late", date(day.year, 1, 1))
    until = late["until"] if is_table(late) else UNKNOWN
    return until != UNKNOWN and day > until


def _of_month(
    laws: EntitlementLaws, scheme: str, base: str | None, month: date
) -> dict[str, int] | None:
    """What each payer owes for one month of medical insurance; None where it is not told."""
    try:
        told = contribution(laws.book, laws.division, scheme, base, month, {})
    except YikaError:
        return None
    sums: dict[str, int] = {}
    for line in told.lines:
        if line.insurance in INSURANCES and line.per == "month":
            sums[line.payer] = sums.get(line.payer, 0) + line.amount_fen
    return sums if any(line.insurance == "medical" for line in told.lines) else None
