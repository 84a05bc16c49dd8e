"""Years short at retirement: what a month of them costs, paid on or at once."""

from collections.abc import Mapping
from datetime import date

from yika.insurance.amounts.charges import Bounds, Charged, Charges, charge_of, wage_id, wage_of
from yika.insurance.laws import InsuranceLaws


def top_up(laws: InsuranceLaws, scheme: str, on: date, options: Mapping[str, str]) -> Charges:
    """The charge for one month that is missing; nothing where the region publishes none."""
    found, which = Charges(), options["top_up"]
    rate = laws.found("contribution.top_up", on, top_up=which)
    if rate is None:
        found.unknown.append(f"contribution.top_up {which}")
        return found
    charge = charge_of(rate.value, options)
    if charge is None:
        return found
    if charge.of != "base":
        wage = wage_of(laws, charge.of, on)
        if wage is None:
            found.unknown.append(wage_id(charge.of))
        else:
            found.lines.append(Charged("medical", "person", charge, rate, None, wage[1], wage[0]))
        return found
    base = laws.found("contribution.base", on, work_scheme=scheme, insurance="medical")
    bounds = Bounds.of(base.value) if base else None
    found.lines.append(Charged("medical", "person", charge, rate, bounds, base))
    return found
