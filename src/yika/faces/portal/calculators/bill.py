"""What a bill would cost: who pays what of it, step by step. Nothing is written. Pure."""

from typing import Any, Final

from msgspec import structs

from yika.faces.portal.calculators import asking
from yika.faces.portal.calculators.shown import Asked, Part, Result, Step
from yika.faces.portal.fields import Field, Option
from yika.faces.portal.laws import laws_used, titles
from yika.faces.portal.phrases import phrase
from yika.guide.quote_told import (
    StepTold,
    kind_name,
    layer_name,
    layers_paid,
    step_told,
    worth_telling,
)
from yika.guide.telling import Both
from yika.insurance.model import PolicyUsed
from yika.policy.words import lists
from yika.settlement.claims import read_claim
from yika.settlement.laws import BenefitLaws
from yika.settlement.model import Kind
from yika.settlement.quoting import Quoted, quote

RESIDENT: Final = "resident"
# What is typed, and the field of a claim it is; within others where there is a dot.
_CLAIM: Final = {
    "scheme": "scheme",
    "bill_status": "status",
    "bill_kind": "kind",
    "bill_level": "level",
    "bill_age": "age",
    "group": "group",
    "bill_months": "months",
    "bill_off_site": "off_site",
    "bill_total": "totals.total",
    "bill_own": "totals.self_funded",
    "bill_cost": "so_far.cost",
    "bill_paid": "so_far.paid",
    "bill_admissions": "so_far.admissions",
    "bill_balance": "account.balance",
}


def fields(asked: Asked) -> list[Field]:
    """Whose bill, where, how much, and what the year has come to before it."""
    words = lists().words
    scheme = asking.scheme_of(asked)
    whose = asking.choice(
        "bill_status", words["insured_statuses"], "insured_statuses", required=True
    )
    if scheme == RESIDENT:
        whose = asking.choice("group", words["resident_groups"])
    return [
        asking.region(asked),
        asking.schemes(),
        whose,
        asking.number("bill_age", required=False),
        asking.day(),
        _kinds(),
        asking.choice("bill_level", words["institution_tiers"], "institution_tiers", required=True),
        asking.choice("bill_off_site", words["off_sites"], "off_sites", required=True),
        asking.amount("bill_total"),
        asking.amount("bill_own", required=False),
        asking.amount("bill_cost", required=False),
        asking.amount("bill_paid", required=False),
        asking.number("bill_admissions", required=False),
        asking.number("bill_months", required=False),
        asking.amount("bill_balance", required=False),
    ]


def _kinds() -> Field:
    kinds = tuple(Option(one, kind_name(one)) for one in Kind)
    return Field(name="bill_kind", kind="select", label=phrase("c_bill_kind"), options=kinds)


def work(asked: Asked) -> Result:
    """The price with its steps. Fails with ClaimField, BenefitUnknown and BenefitNeeds."""
    claim = read_claim(_claim(asked))
    found = quote(BenefitLaws(asked.book, asked.division), claim, asked.on)
    told = [step_told(one) for one in found.steps if worth_telling(one)]
    used = [PolicyUsed(**structs.asdict(one.policy)) for one in found.steps if one.policy]
    return Result(
        headline=_headline(found),
        tone="half" if found.unknown else "plain",
        facts=tuple(_facts(found)),
        parts=(Part(title=phrase("c_sum"), steps=tuple(_step(one) for one in told)),),
        notes=(phrase("c_bill_note"),),
        unknown=titles(asked.book, found.unknown),
        laws=laws_used(asked.book, used, asked.now),
    )


def _claim(asked: Asked) -> dict[str, Any]:
    chosen = asking.chosen(asked, fields(asked))
    told: dict[str, Any] = {"region": asked.division, "on": asked.on}
    told["scheme"] = asking.scheme_of(asked)
    told["kind"] = chosen.get("bill_kind", Kind.OUTPATIENT)
    for field, name in _CLAIM.items():
        text = chosen.get(field)
        if text is None:
            continue
        within, _, last = name.rpartition(".")
        (told.setdefault(within, {}) if within else told)[last] = text
    if "account" in told:
        told["account"]["use"] = "1"
    return told


def _headline(found: Quoted) -> Both:
    amounts = found.amounts
    return phrase("c_bill_is", person=amounts["psn_part_amt"], funds=amounts["fund_pay_sumamt"])


def _facts(found: Quoted) -> list[tuple[Both, Both]]:
    told = [
        (layer_name(layer), phrase("yuan_n", amount=amount))
        for layer, amount in layers_paid(found).items()
    ]
    for name, key in (("acct_pay", "c_bill_account"), ("psn_cash_pay", "c_bill_cash")):
        told.append((phrase(key), phrase("yuan_n", amount=found.amounts[name])))
    return told


def _step(one: StepTold) -> Step:
    formula = f"{one.of} × {one.share}" if one.what == "share" else ""
    return Step(Both(one.zh, one.en), formula, one.amount)
