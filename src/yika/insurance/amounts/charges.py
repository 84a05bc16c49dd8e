"""What is charged for one insurance and payer, before anybody's base is known.

A charge is a share of a base plus a fixed sum. The choices people made (``options``) pick among the
charges of a region: an optional part is charged only when chosen, an override replaces what it
names.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Final

from yika.ground.money import fen
from yika.insurance.amounts.sums import share
from yika.insurance.laws import Found, InsuranceLaws
from yika.policy.model import Value

INSURANCES: Final = ("pension", "medical", "unemployment", "injury", "maternity", "large_sum")
PAYERS: Final = {"employee": ("employer", "person"), "flexible": ("person",)}
LOWEST_CLASS: Final = "1"
_NOTHING: Final[dict[str, Value]] = {}
_WAGES: Final = {"wage": "contribution.wage", "year_wage": "contribution.year_wage"}


@dataclass(frozen=True, slots=True)
class Charge:
    """`rate` of a base, of which `part` counts, plus `plus_fen`."""

    rate: str
    plus_fen: int
    of: str = "base"
    part: Fraction = Fraction(1)
    per: str = "month"


@dataclass(frozen=True, slots=True)
class Bounds:
    """What becomes of a declared base. All in fen a month; None where there is no such bound."""

    floor: int | None = None
    ceiling: int | None = None
    fixed: int | None = None
    provisional: bool = False

    @classmethod
    def of(cls, value: Value) -> "Bounds":
        """The bounds a value of unit ``base`` describes."""
        told = (fen(value[key]) if key in value else None for key in ("floor", "ceiling", "fixed"))
        return cls(*told, provisional=value.get("provisional") == "yes")


@dataclass(frozen=True, slots=True)
class Charged:
    """One line to be worked out: a charge, and the base it is a share of."""

    insurance: str
    payer: str
    charge: Charge
    rate: Found
    bounds: Bounds | None = None  # None where the region publishes none, or none are needed
    base: Found | None = None  # where the bounds, or the wage, come from
    wage_fen: Fraction | None = None  # the published wage a month, where the base is that

    @property
    def needs_base(self) -> bool:
        """Whether somebody has to say on which base it is paid."""
        shares = self.charge.of == "base" and share(self.charge.rate) > 0
        return shares and not (self.bounds and self.bounds.fixed is not None)

    @property
    def has_floor(self) -> bool:
        """Whether a base that nobody declared would be lifted to something."""
        return self.bounds is not None and self.bounds.floor is not None


@dataclass(slots=True)
class Charges:
    """All lines of somebody's contribution, and what the region does not publish."""

    lines: list[Charged] = field(default_factory=list[Charged])
    unknown: list[str] = field(default_factory=list[str])  # an id, with its cell behind a space


def charges_of(laws: InsuranceLaws, scheme: str, on: date, options: Mapping[str, str]) -> Charges:
    """What is charged of an employee and the employer, or of a flexible worker, on a day."""
    found = Charges()
    for insurance in INSURANCES:
        if insurance == "injury":
            if scheme == "employee":
                cell = {"injury_class": options.get("injury_class", LOWEST_CLASS)}
                _add(found, laws, scheme, on, options, (insurance, "employer"), cell)
            continue
        for payer in PAYERS[scheme]:
            cell = {"work_scheme": scheme, "payer": payer}
            _add(found, laws, scheme, on, options, (insurance, payer), cell)
    return found


def charge_of(value: Value, options: Mapping[str, str]) -> Charge | None:
    """The charge these choices lead to; None where nothing is charged."""
    if value == "none" or not chosen(value.get("optional", {}), options):
        return None
    among: list[Value] = value.get("options", [])
    fits = (one for one in among if chosen(one["when"], options))
    told: dict[str, Value] = {**value, **next(fits, _NOTHING)}
    return Charge(
        rate=told.get("rate", "0%"),
        plus_fen=fen(told.get("plus", "0.00")),
        of=told.get("of", "base"),
        part=share(told.get("part", "100%")),
        per=told.get("per", "month"),
    )


def chosen(when: Mapping[str, str], options: Mapping[str, str]) -> bool:
    """Whether these choices were made."""
    return all(options.get(name) == member for name, member in when.items())


def choices(values: Iterable[Value]) -> dict[str, set[str]]:
    """The choices that charges leave to people: option names, and what they may be."""
    found: dict[str, set[str]] = {}
    for value in values:
        if value == "none":
            continue
        for when in (value.get("optional", {}), *(one["when"] for one in value.get("options", ()))):
            for name, member in when.items():
                other = {"yes": "no", "no": "yes"}.get(member, "1" if member.isdigit() else member)
                found.setdefault(name, set()).update({member, other})
    return found


def published(laws: InsuranceLaws, scheme: str, on: date) -> list[Value]:
    """The charges a region publishes for a scheme on a day, whatever is chosen among them."""
    every = (
        laws.value(f"contribution.{insurance}", on, work_scheme=scheme, payer=payer)
        for insurance in INSURANCES
        if insurance != "injury"
        for payer in PAYERS[scheme]
    )
    return [value for value in every if value is not None]


def wage_of(laws: InsuranceLaws, of: str, on: date) -> tuple[Fraction, Found] | None:
    """The published wage a month, in fen and exactly; None where it is not published."""
    found = laws.found(_WAGES[of], on)
    if found is None:
        return None
    return Fraction(fen(found.value), 12 if of == "year_wage" else 1), found


def wage_id(of: str) -> str:
    """The policy id of a published wage."""
    return _WAGES[of]


def _add(
    into: Charges,
    laws: InsuranceLaws,
    scheme: str,
    on: date,
    options: Mapping[str, str],
    line: tuple[str, str],
    cell: Mapping[str, str],
) -> None:
    insurance, payer = line
    policy = f"contribution.{insurance}"
    rate = laws.found(policy, on, **cell)
    if rate is None:
        if not laws.abolished(policy, on, **cell):
            into.unknown.append(f"{policy} {' '.join(cell.values())}")
        return
    charge = charge_of(rate.value, options)
    if charge is None:
        return
    if charge.of != "base":
        wage = wage_of(laws, charge.of, on)
        if wage is None:
            into.unknown.append(wage_id(charge.of))
        else:
            into.lines.append(Charged(insurance, payer, charge, rate, None, wage[1], wage[0]))
        return
    base = laws.found("contribution.base", on, work_scheme=scheme, insurance=insurance)
    bounds = Bounds.of(base.value) if base else None
    into.lines.append(Charged(insurance, payer, charge, rate, bounds, base))
