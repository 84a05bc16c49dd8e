"""A claim as people write it: whose bill, where and when, what came before, and its lines.

Words may be Chinese or English, numbers text or numbers; everything that cannot be read is told
at once, with what was expected.
"""

from datetime import date
from decimal import Decimal
from typing import Any

import msgspec

from yika.ground.errors import Missing, refuse_all
from yika.policy.tree import is_list, is_table
from yika.settlement.model import Split
from yika.settlement.pricing import claim_words as words
from yika.settlement.pricing.claim_fields import Fields
from yika.settlement.pricing.lines import Line, amount_fen


class ClaimEmpty(Missing):
    """A claim is no table of fields. Facts: none."""

    code = "claim_empty"


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """What the personal account may pay (个人账户), in fen."""

    use: str = "0"  # 0 not | 1 one's own | 2 that of a relative
    current_fen: int = 0
    carried_fen: int = 0
    shared_fen: int = 0


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """A bill to be priced. `on` is None where nobody said which day."""

    region: str
    scheme: str  # employee | resident
    kind: str
    on: date | None
    facts: dict[str, Any]  # what else the circumstances say, by their names
    account: Account = Account()
    so_far: dict[str, dict[str, int]] = {}  # by kind of care or layer; "" is the bill's own kind
    lines: tuple[Line, ...] = ()
    totals: Split | None = None
    assumed: dict[str, str] = {}


def read_claim(told: object, region: str | None = None, on: date | None = None) -> Claim:
    """The claim; `region` and `on` are taken where it does not say them.

    Fails with ClaimEmpty, or with ClaimField for everything that cannot be read.
    """
    if not is_table(told) or not told:
        raise ClaimEmpty
    fields = Fields(told)
    found_region = fields.region("region", region)
    scheme = fields.word("scheme", words.SCHEMES, needed=True)
    kind = fields.word("kind", words.KINDS, needed=True)
    day = fields.day("on") or on
    facts, assumed = _facts(fields, scheme, day)
    account = _account(fields)
    so_far = _so_far(fields)
    lines = _lines(fields)
    totals = _totals(fields)
    if fields.take("lines") is None and fields.take("totals") is None:
        fields.add("lines", None, 'lines: [{class: A, amount: "100.00"}], totals: {in_scope: …}')
    if lines and totals is not None:
        fields.add("totals", "…", "lines | totals")
    fields.rest(words.REMARKS)
    refuse_all(list(fields.problems))
    return Claim(
        region=found_region or "",
        scheme="resident" if scheme == "resident" else "employee",
        kind=kind or "",
        on=day,
        facts=facts,
        account=account,
        so_far=so_far,
        lines=lines,
        totals=totals,
        assumed=assumed,
    )


def _status(
    fields: Fields, scheme: str | None, retired_on: date | None, on: date | None
) -> tuple[str | None, dict[str, str]]:
    """Whether somebody works or is retired on the day; what is supposed where nobody says."""
    status = fields.word("status", words.STATUSES)
    if status is not None or scheme == "resident" or fields.has("status"):
        return status, {}
    by_then = retired_on is not None and (on is None or retired_on <= on)
    status = "retired" if by_then else "active"
    return status, {"status": status}


def _facts(
    fields: Fields, scheme: str | None, on: date | None
) -> tuple[dict[str, Any], dict[str, str]]:
    retired_on = fields.day("retired_on")
    status, assumed = _status(fields, scheme, retired_on, on)
    facts = {
        "retired": status == "retired",
        "level": _level(fields, assumed),
        "age": fields.whole("age", 150),
        "off_site": _off_site(fields, assumed),
        "group": fields.word("group", words.of("resident_groups")),
        "tier": words.tier(fields.text("tier")),
        "retired_on": retired_on,
        "months": fields.whole("months", 1200),
        "signed": fields.yes("signed"),
        "disease": fields.word("disease", words.of("chronic_diseases")),
        "assistance": fields.word("assistance", words.of("assistance_groups")),
        "civil_servant": fields.yes("civil_servant"),
        "stay_days": fields.whole("stay_days", 10_000),
        "is_prescribed": fields.yes("prescribed"),
        "prescriber_level": fields.word("prescriber_level", words.OF_PRESCRIBERS),
        "bonus_fen": fields.amount("critical_bonus"),
    }
    return {name: one for name, one in facts.items() if one is not None}, assumed


def _level(fields: Fields, assumed: dict[str, str]) -> str | None:
    found = fields.word("level", words.LEVELS)
    if found == words.VILLAGE:
        found = assumed["level"] = "primary"
    return found


def _off_site(fields: Fields, assumed: dict[str, str]) -> str | None:
    found = fields.word("off_site", words.OFF_SITES)
    if found == words.REGISTERED:
        found = assumed["off_site"] = "long_term"
    return None if found == "none" else found


def _account(fields: Fields) -> Account:
    own = fields.within("account")
    if own is None:
        return Account()
    use = own.word("use", words.ACCOUNT_USES) or "0"
    balance = own.within("balance") if own.is_table("balance") else None
    if balance is None:
        current, carried = own.amount("balance") or 0, 0
    else:
        current, carried = balance.amount("current") or 0, balance.amount("carried") or 0
        balance.rest()
    shared = own.amount("shared")
    if use == "2" and shared is None:  # The balance named is the relative's.
        current, carried, shared = 0, 0, current + carried
    own.rest()
    return Account(use=use, current_fen=current, carried_fen=carried, shared_fen=shared or 0)


def _so_far(fields: Fields) -> dict[str, dict[str, int]]:
    told = fields.within("so_far")
    if told is None:
        return {}
    found = {"": _pool(told)}
    for name in (*words.POOLS, *filter(words.is_part, told.names())):  # As `after` has them.
        own = told.within(name)
        if own is not None:
            found[name] = _pool(own)
            own.rest()
    told.rest()
    return {name: pool for name, pool in found.items() if pool}


def _pool(fields: Fields) -> dict[str, int]:
    amounts = {name: fields.amount(name) for name in ("cost", "deductible", "paid", "self_paid")}
    found = {f"{name}_fen": one for name, one in amounts.items() if one is not None}
    for name in ("deductible", "paid", "self_paid"):
        part, whole = amounts[name], amounts["cost"]
        if part is not None and whole is not None and part > whole:
            fields.add(name, f"{part / 100:.2f}", f"≤ {whole / 100:.2f} (cost)")
    counts = [fields.whole(name, 1000) for name in ("admissions", "count")]
    count = next((one for one in counts if one is not None), None)
    return found if count is None else {**found, "count": count}


def _lines(fields: Fields) -> tuple[Line, ...]:
    told = fields.take("lines")
    if told is None:
        return ()
    if not is_list(told) or not told:
        fields.add("lines", told, '[{class: A, amount: "100.00"}]')
        return ()
    found: list[Line] = []
    for number, one in enumerate(told):
        if not is_table(one):
            fields.add(f"lines[{number}]", one, '{class: A, amount: "100.00"}')
            continue
        own = Fields(one, f"lines[{number}].", fields.problems)
        line = _line(own)
        own.rest(words.LINE_REMARKS)
        if line is not None:
            found.append(line)
    return tuple(found)


def _line(fields: Fields) -> Line | None:
    item_class = fields.word("class", words.CLASSES, needed=True)
    total = fields.amount("amount")
    quantity = fields.number("quantity")
    if quantity == 0:
        fields.add("quantity", "0", "1")
    quantity = quantity or Decimal(1)
    price, ceiling = fields.number("price"), fields.number("price_ceiling")
    share = fields.share("first_share")
    approved, whole = fields.yes("approved"), fields.share("fund_share")
    if whole is not None and whole != 1:
        fields.add("fund_share", str(whole), "100%")
    if total is None and price is not None:
        total = amount_fen(quantity, price)
    if total is None:
        if not fields.has("amount"):
            fields.add("amount", None, "100.00")
        return None
    if price is not None and abs(amount_fen(quantity, price) - total) > 1:
        fields.add("amount", f"{total / 100:.2f}", f"{quantity} × {price}")
        return None
    if item_class is None:
        return None
    return Line(
        item_class=item_class,
        total_fen=total,
        quantity=quantity,
        price=price,
        ceiling=ceiling,
        first_share=share,
        is_approved=approved is not False,
        is_paid_whole=whole == 1,
    )


def _totals(fields: Fields) -> Split | None:
    """The parts of a bill whose lines nobody lists. What is left of the total is within scope."""
    if fields.has("totals") and not fields.is_table("totals"):
        whole = fields.amount("totals")
        return None if whole is None else Split(whole, in_scope_fen=whole)
    told = fields.within("totals")
    if told is None:
        return None
    found = {name: told.first_amount(*names) for name, names in words.TOTALS.items()}
    told.rest()
    own, over, first = (found[one] or 0 for one in ("self_funded", "over_ceiling", "first_share"))
    parts = own + over + first
    total, scope = found["total"], found["in_scope"]
    if scope is None and total is None:
        if not told.has(*words.TOTALS["in_scope"], *words.TOTALS["total"]):
            told.add("in_scope", None, "100.00")
        return None
    if scope is None:
        scope = (total or 0) - parts
    if total is None:
        total = parts + scope
    if scope < 0 or total != parts + scope:
        told.add(
            "total", f"{total / 100:.2f}", "self_funded + over_ceiling + first_share + in_scope"
        )
        return None
    return Split(total, own, over, first, scope)
