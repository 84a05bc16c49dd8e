"""Made-up places with the rates of the published worked examples, for tests of the calculators."""

from datetime import date
from typing import Any

from tests.policy.builders import a_book
from yika.policy.load import Book
from yika.policy.model import Confidence, Entry, Names, Other, Rule, Source

SOURCE = Source("X1", "a worked example")
WORK, PAYER = "work_scheme", "payer"
FORMS: dict[str, tuple[str, tuple[str, ...]]] = {
    "contribution.pension": ("charge", (WORK, PAYER)),
    "contribution.medical": ("charge", (WORK, PAYER)),
    "contribution.unemployment": ("charge", (WORK, PAYER)),
    "contribution.maternity": ("charge", (WORK, PAYER)),
    "contribution.large_sum": ("charge", (WORK, PAYER)),
    "contribution.injury": ("charge", ("injury_class",)),
    "contribution.base": ("base", (WORK, "insurance")),
    "contribution.base_rounding": ("base_rounding", (WORK,)),
    "contribution.rounding": ("rounding", ()),
    "contribution.wage": ("yuan", ()),
    "contribution.year_wage": ("yuan", ()),
    "contribution.tiers": ("tiers", ()),
    "contribution.top_up": ("charge", ("top_up",)),
    "resident.premium": ("premium", ("resident_group",)),
    "resident.premium_formula": ("premium_formula", ()),
    "resident.window": ("window", ()),
    "resident.late": ("late_rule", ()),
    "resident.aid": ("aid", ("aid_group",)),
    "account.credit": ("credit", ("account_status",)),
    "pension.calculation_base": ("yuan", ()),
    "pension.formula": ("pension_formula", ()),
    "pension.divisor": ("months", ("retirement_age",)),
    "pension.min_years": ("years", ()),
}
INSURANCES = ("pension", "medical", "unemployment", "injury", "maternity", "large_sum")


def a_place(
    values: dict[str, Any],
    *,
    others: dict[str, Any] | None = None,
    since: date | None = date(2020, 1, 1),
    division: str = "999901",
) -> Book:
    """A book with one place that has these values by id."""
    return a_book(*(_rule(one, values[one], others or {}, since, division) for one in values))


def base(floor: str, ceiling: str, *schemes: str) -> dict[str, Any]:
    """The same bounds for every insurance of some schemes."""
    bounds = {"floor": floor, "ceiling": ceiling}
    return {scheme: dict.fromkeys(INSURANCES, bounds) for scheme in schemes or ("employee",)}


def shares(employer: str, person: str) -> dict[str, Any]:
    """A share of the base for each payer of an employee."""
    return {"employee": {"employer": {"rate": employer}, "person": {"rate": person}}}


def _rule(policy_id: str, value: Any, others: dict[str, Any], since: Any, division: str) -> Rule:
    unit, by = FORMS[policy_id]
    other = others.get(policy_id)
    found = (Other(other, Confidence.SEED, Source("S1", "a founding document")),) if other else ()
    entry = Entry(
        value=value,
        confidence=Confidence.SECONDARY,
        source=SOURCE,
        since=since,
        attested_on=None if since else date(2025, 4, 30),
        others=found,
    )
    return Rule(
        id=policy_id,
        division=division,
        title=Names(policy_id, policy_id),
        unit=unit,
        covers="contribution",
        decided_by="contribution_month",
        by=by,
        values=(entry,),
        checked_on=date(2026, 11, 20),
    )


NONE_FLEXIBLE = {"employer": "none"}
CHANGSHA = {
    "contribution.pension": {
        **shares("16%", "8%"),
        "flexible": {**NONE_FLEXIBLE, "person": {"rate": "20%"}},
    },
    "contribution.medical": {
        **shares("8%", "2%"),
        "flexible": {**NONE_FLEXIBLE, "person": {"rate": "8%"}},
    },
    "contribution.unemployment": shares("0.7%", "0.3%"),
    "contribution.large_sum": {
        "flexible": {**NONE_FLEXIBLE, "person": {"plus": "15.00"}},
    },
    "contribution.maternity": {
        "employee": {
            "employer": {"rate": "0.7%", "optional": {"maternity": "yes"}},
            "person": "none",
        }
    },
    "contribution.injury": {"1": {"rate": "0.2%"}, "2": {"rate": "0.4%"}},
    "contribution.base": {
        **base("4308.00", "21540.00", "employee"),
        "flexible": {
            "pension": {"floor": "4308.00", "ceiling": "21540.00", "provisional": "yes"},
            "medical": {"fixed": "4027.00"},
            "large_sum": {"fixed": "4027.00"},
        },
    },
    "contribution.wage": "7180.00",
    "contribution.tiers": [
        {"share": "60%", "name": {"zh": "第一档", "en": "tier 1"}},
        {"share": "80%", "name": {"zh": "第二档", "en": "tier 2"}},
        {"share": "100%", "name": {"zh": "第三档", "en": "tier 3"}},
    ],
    "contribution.rounding": {"to": "fen", "mode": "half_up", "each": "insurance"},
    "resident.premium": {
        "adult": {"person": "400.00", "subsidy": "700.00"},
        "student": {"person": "400.00", "subsidy": "700.00"},
    },
    "resident.window": {"opens": date(2025, 9, 1), "closes": date(2026, 1, 31)},
    "resident.late": {"pays": "person_and_subsidy", "until": "unknown"},
    "resident.aid": {
        "special_hardship": {"share": "100%"},
        "minimum_living": {"share": "50%", "at_least": "yes"},
    },
    "account.credit": {
        "active": {"rate": "2%", "of": "base"},
        "flexible": "none",
        "retired": {"ages": [{"from": 0, "amount": "75.00"}], "per": "month"},
    },
    "pension.calculation_base": "7694.00",
    "pension.formula": {"each_year": "1%", "mean_of": ["calculation_base", "indexed_wage"]},
    "pension.divisor": {"age_50": 195, "age_55": 170, "age_60": 139},
    "pension.min_years": 15,
}
TIER_OTHERS = [
    {"share": "60%", "name": {"zh": "第一档", "en": "tier 1"}},
    {"share": "100%", "name": {"zh": "第二档", "en": "tier 2"}},
    {"share": "200%", "name": {"zh": "第三档", "en": "tier 3"}},
]
