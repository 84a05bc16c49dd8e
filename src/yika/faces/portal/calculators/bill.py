"""What a bill would cost: who pays what of it, step by step. Nothing is written. Pure."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from msgspec import structs

from yika.faces.portal.calculators import asking
from yika.faces.portal.calculators.shown import Asked, Part, Result, Step
from yika.faces.portal.fields import Field, Option
from yika.faces.portal.laws import laws_used, titles
from yika.faces.portal.phrases import joined, phrase, word
from yika.ground.errors import Refused, YikaError, reasons_of, refuse_all
from yika.guide.quote_told import (
    StepTold,
    kind_name,
    layer_name,
    layers_paid,
    steps_for_person,
)
from yika.guide.telling import Both
from yika.insurance.model import PolicyUsed
from yika.policy.words import lists
from yika.settlement.model import LAYERS, Kind
from yika.settlement.pricing.claim_fields import ClaimField
from yika.settlement.pricing.claims import Claim, read_claim
from yika.settlement.pricing.laws import BenefitLaws
from yika.settlement.pricing.quoting import Quoted, quote

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
    "bill_prescribed": "prescribed",
    "bill_disease": "disease",
    "bill_stay": "stay_days",
    "bill_signed": "signed",
    "bill_assistance": "assistance",
    "bill_civil": "civil_servant",
    "bill_total": "totals.total",
    "bill_own": "totals.self_funded",
    "bill_cost": "so_far.cost",
    "bill_paid": "so_far.paid",
    "bill_admissions": "so_far.admissions",
    "bill_balance": "account.balance",
}
_FIELDS: Final = {name: field for field, name in _CLAIM.items()}
# The level where none is chosen: stays are mostly at the large hospitals.
_LEVELS: Final = {Kind.INPATIENT: "level_3"}
_LEVEL: Final = "primary"
_OF: Final = {  # facts that only one kind of care has
    "prescribed": Kind.PHARMACY,
    "disease": Kind.CHRONIC,
    "stay_days": Kind.INPATIENT,
}


class WrongField(Refused):
    """A field of a form is wrong. Facts: name (of the field), label, given, expected."""

    code = "wrong_field"


def fields(asked: Asked) -> list[Field]:
    """Whose bill, where, how much, and what the year has come to before it."""
    words = lists().words
    scheme = asking.scheme_of(asked)
    whose = asking.choice(
        "bill_status", words["insured_statuses"], "insured_statuses", required=True
    )
    if scheme == RESIDENT:
        whose = asking.choice("group", words["resident_groups"])
    answers = ("yes", "no")
    return [
        asking.region(asked),
        asking.schemes(),
        whose,
        asking.number("bill_age", required=False),
        asking.day(),
        _kinds(),
        _levels(),
        asking.choice("bill_off_site", words["off_sites"], "off_sites", required=True),
        asking.amount("bill_total"),
        asking.amount("bill_own", required=False),
        asking.choice("bill_prescribed", answers),
        asking.choice("bill_disease", words["chronic_diseases"], "chronic_diseases"),
        asking.number("bill_stay", required=False),
        asking.amount("bill_cost", required=False),
        asking.amount("bill_paid", required=False),
        asking.number("bill_admissions", required=False),
        asking.number("bill_months", required=False),
        asking.amount("bill_balance", required=False),
        asking.choice("bill_assistance", words["assistance_groups"], "assistance_groups"),
        asking.choice("bill_civil", answers),
        asking.choice("bill_signed", answers),
    ]


def _levels() -> Field:
    tiers = lists().words["institution_tiers"]
    found = asking.choice("bill_level", tiers, "institution_tiers", required=True)
    usual = Option("", phrase("c_bill_level_usual"))
    return replace(found, options=(usual, *found.options))


def _kinds() -> Field:
    kinds = tuple(Option(one, kind_name(one)) for one in Kind)
    return Field(name="bill_kind", kind="select", label=phrase("c_bill_kind"), options=kinds)


def work(asked: Asked) -> Result:
    """The price with its steps. Fails with WrongField, BenefitUnknown and BenefitNeeds."""
    claim = _read(asked)
    found = quote(BenefitLaws(asked.book, asked.division), claim, asked.on)
    used = [PolicyUsed(**structs.asdict(one.policy)) for one in found.steps if one.policy]
    steps = tuple(_step(one) for one in steps_for_person(found.steps))
    return Result(
        headline=_headline(found),
        tone="half" if found.unknown else "plain",
        facts=tuple(_facts(found)),
        parts=(Part(title=phrase("c_sum"), steps=steps),),
        notes=tuple(_notes(asked, found)),
        unknown=titles(asked.book, found.unknown),
        laws=laws_used(asked.book, used, asked.now),
    )


def field_of(needs: str) -> str | None:
    """The field in which to tell a fact that a rule needs."""
    return _FIELDS.get(needs)


def _read(asked: Asked) -> Claim:
    """The claim as typed; what cannot be read is told by the names of the fields."""
    try:
        return read_claim(_claim(asked))
    except YikaError as error:
        refuse_all([_wrong(asked, one) for one in reasons_of(error)])
        raise


def _wrong(asked: Asked, reason: YikaError) -> YikaError:
    field = _FIELDS.get(str(reason.facts.get("name")))
    if not isinstance(reason, ClaimField) or field is None:
        return reason
    given, expected = reason.facts["given"], str(reason.facts["expected"])
    if expected.startswith("self_funded"):  # The parts come to more than the whole.
        field, given = "bill_own", f"“{asked.text('bill_own')}”"
        expected = f"≤ {asked.text('bill_total')}"
    found = next(one for one in fields(asked) if one.name == field)
    return WrongField(
        name=field, label=found.label, given=given, expected=expected.removesuffix(" (cost)")
    )


def _claim(asked: Asked) -> dict[str, Any]:
    chosen = asking.chosen(asked, fields(asked))
    kind = chosen.get("bill_kind", Kind.OUTPATIENT)
    chosen = {"bill_level": _usual(kind), **chosen}
    told: dict[str, Any] = {"region": asked.division, "on": asked.on}
    told["scheme"] = asking.scheme_of(asked)
    told["kind"] = kind
    for field, name in _CLAIM.items():
        text = chosen.get(field)
        if text is None or _OF.get(name, kind) != kind:
            continue
        within, _, last = name.rpartition(".")
        (told.setdefault(within, {}) if within else told)[last] = text
    if kind == Kind.PHARMACY:
        told["prescriber_level"] = told["level"]
    if "account" in told:
        told["account"]["use"] = "1"
    return told


def _usual(kind: str) -> str:
    return next((level for one, level in _LEVELS.items() if one == kind), _LEVEL)


def _notes(asked: Asked, found: Quoted) -> Iterator[Both]:
    """What was taken for granted, and that it is a trial."""
    claim = found.claim
    if asked.text("bill_level") is None:
        kind = kind_name(claim.kind)
        level = word("institution_tiers", _usual(claim.kind))
        yield phrase("c_bill_level_taken", kind=kind, level=level)
    paying = layers_paid(found)
    idle = {one.layer for one in found.steps if one.layer and one.layer not in paying}
    others = [layer_name(one) for one in LAYERS if one in idle]
    if others:
        yield phrase("c_bill_idle", layers=joined(others))
    yield phrase("c_bill_note")


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
