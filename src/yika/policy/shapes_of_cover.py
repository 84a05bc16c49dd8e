"""The shapes of values about contributions, entitlement, the personal account and pensions."""

from datetime import date
from typing import Final

from yika.policy.model import UNKNOWN, Value
from yika.policy.shapes import (
    Shape,
    amount,
    at_least_one,
    both_languages,
    day,
    either,
    many,
    one_of,
    share,
    table,
    whole,
    word,
    words_table,
)
from yika.policy.tree import Findings, Place, is_table

_NONE = "none"
_PLAIN_YEAR: Final = 2025  # without 29 February
_told = one_of("yes", "no", UNKNOWN)
_money = either(UNKNOWN, amount)

_SUM: Final[dict[str, Shape]] = {
    "rate": share,
    "of": word("charge_bases"),
    "part": share,
    "plus": amount,
    "per": word("charge_spans"),
}
_choice = table({"when": words_table}, _SUM)
_charge = at_least_one(
    table({}, {**_SUM, "optional": words_table, "options": many(_choice)}), "rate", "plus"
)
_base = at_least_one(
    table({}, {"floor": amount, "ceiling": amount, "fixed": amount, "provisional": one_of("yes")}),
    "floor",
    "ceiling",
    "fixed",
)
_other_premium = at_least_one(
    table({"when": words_table}, {"person": _money, "subsidy": _money}), "person", "subsidy"
)
_by_amount = table(
    {"person": _money, "subsidy": _money},
    {"at_least": one_of("yes"), "options": many(_other_premium)},
)
_by_rate = table({"base": amount, "person_rate": share, "subsidy_rate": either(UNKNOWN, share)})
_wait = table(
    {"count": whole, "unit": one_of("days", "months"), "from": word("wait_starts")},
    {"day_after": one_of("yes")},
)
_step = table(
    {"begins": either(_NONE, _wait), "retroactive": _told}, {"gap_up_to": whole, "share": share}
)
_by_age = table(
    {"ages": many(table({"from": whole, "amount": amount})), "per": word("charge_spans")},
    {"minus": amount},
)
_by_share = table(
    {"rate": share, "of": one_of("base", "pension")},
    {"least": amount, "up_to_age": whole, "minus": amount},
)


def _premium(value: Value, place: Place, findings: Findings) -> None:
    by_rate = is_table(value) and "base" in value
    (_by_rate if by_rate else _by_amount)(value, place, findings)


def _credit(value: Value, place: Place, findings: Findings) -> None:
    by_age = is_table(value) and "ages" in value
    (_by_age if by_age else _by_share)(value, place, findings)


def _month_day(value: Value, place: Place, findings: Findings) -> None:
    before = len(findings.problems)
    table({"month": whole, "day": whole})(value, place, findings)
    if len(findings.problems) > before:
        return
    try:
        date(_PLAIN_YEAR, value["month"], value["day"])
    except (ValueError, OverflowError):
        findings.add(place, "不是每一年都有的某一天", "not a day of the year, of every year")


COVER_SHAPES: Final[dict[str, Shape]] = {
    "share": share,
    "charge": either(_NONE, _charge),
    "base": _base,
    "base_rounding": one_of("yuan", "fen"),
    "rounding": table(
        {
            "to": one_of("fen", "yuan"),
            "mode": word("rounding_modes"),
            "each": one_of("insurance", "total"),
        }
    ),
    "tiers": many(table({"share": share, "name": both_languages})),
    "day": day,
    "month_day": _month_day,
    "due": table({"day": either("last", whole), "months_later": whole}),
    "premium": either(_NONE, _premium),
    "premium_formula": table({"share": share, "income": amount, "least": amount}),
    "window": table({"opens": either(UNKNOWN, day), "closes": day}),
    "late_rule": table(
        {"pays": one_of("person", "person_and_subsidy", UNKNOWN), "until": either(UNKNOWN, day)}
    ),
    "newborn": table(
        {
            "within_days": whole,
            "begins": one_of("birth", "arrival"),
            "premium": one_of("full", "none", "none_if_parent_insured", UNKNOWN),
        }
    ),
    "aid": either(_NONE, table({"share": share}, {"at_least": one_of("yes")})),
    "wait": either(_NONE, _wait),
    "variable_wait": either(
        _NONE,
        table(
            {
                "per_year": whole,
                "free_years": whole,
                "years_from": either(UNKNOWN, whole),
                "repaired_by_year": whole,
            },
            {"floor": table({"lapse_years": whole, "months": whole})},
        ),
    ),
    "resident_start": table(
        {"before_cover": word("cover_starts"), "within_cover": word("cover_starts")}
    ),
    "restart": many(_step),
    "switch": either(
        _NONE,
        table({"within_months": whole, "needs_months": whole, "begins": word("cover_starts")}),
    ),
    "min_years": table({"total": whole}, {"actual": whole, "local": whole}),
    "ceiling_steps": many(
        at_least_one(
            table({"months_from": whole}, {"amount": amount, "times_wage": whole}),
            "amount",
            "times_wage",
        )
    ),
    "incentive": either(
        _NONE,
        table(
            {
                "after_years": whole,
                "per_year": amount,
                "zero_claim": amount,
                "cap": share,
                "lapse_keeps_earned": _told,
            },
            {"malus": amount},
        ),
    ),
    "credit": either(_NONE, _credit),
    "sharing": either(
        _NONE,
        table(
            {
                "relations": many(word("relations")),
                "uses": many(word("spend_scopes")),
                "across_provinces": _told,
            },
            {"relatives_max": whole, "yearly_max": amount},
        ),
    ),
    "spend_limit": either(
        _NONE,
        table({"amount": amount, "per": word("limit_spans"), "at": word("limit_places")}),
    ),
    "pension_formula": table({"each_year": share, "mean_of": many(word("pension_terms"))}),
}
