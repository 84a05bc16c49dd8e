"""What lines of a bill (费用明细) must be before they are kept, and how each is split. Pure.

All lines of a call are judged together, and a refusal names every line that is wrong. What a line
returns is split as the line it returns was; a return of all that is left takes back exactly that.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, NamedTuple

import msgspec

from yika.ground.days import beijing_day
from yika.ground.errors import Conflict, Missing, Refused, YikaError, refuse_all
from yika.institutions.model import Item
from yika.settlement.model import Split
from yika.settlement.pricing.lines import OWN, Line, amount_fen, negative, split, within

EVERYTHING: Final = "0000"  # of a batch or a line: all that are not settled
APPROVED, NOT_APPROVED = "1", "2"  # hosp_appr_flag
RETURNS: Final = "init_feedetl_sn"
DISEASE: Final = "dise_codg"


class LineNumberTaken(Conflict):
    """Lines of these numbers are there already. Facts: lines."""

    code = "line_number_taken"


class LineNumberRepeated(Refused):
    """Lines of one message have the same number. Facts: lines."""

    code = "line_number_repeated"


class UnknownItems(Refused):
    """Codes that are in no catalogue of that day. Facts: items, lines."""

    code = "unknown_items"


class WrongLineTotals(Refused):
    """The total is not quantity times price. Facts: lines."""

    code = "wrong_line_totals"


class WrongReturns(Refused):
    """Lines return what was never charged, or more than is left of it. Facts: lines."""

    code = "wrong_returns"


class SeveralDiseases(Refused):
    """Lines of a batch name different diseases; a batch is for one. Facts: batches."""

    code = "several_diseases"


class BatchSettled(Conflict):
    """These batches are settled; new lines need a new batch. Facts: batches."""

    code = "batch_settled"


class LinesSettled(Conflict):
    """Lines that are settled cannot be deleted. Facts: lines, settlements."""

    code = "lines_settled"


class NoSuchLines(Missing):
    """The visit has no such lines or batch. Facts: lines."""

    code = "no_such_lines"


class LinesReturned(Conflict):
    """Other lines return some of these. Facts: lines."""

    code = "lines_returned"


class SeveralVisits(Refused):
    """One message brings lines of several visits or people. Facts: visits."""

    code = "several_visits"


class Charge(msgspec.Struct, frozen=True, kw_only=True):
    """A line as an institution sends it; `details` is the rest by its national names."""

    line_no: str
    batch: str
    item: str
    own_item: str
    quantity: Decimal
    price: Decimal
    total_fen: int
    charged_at: datetime
    approval: str | None = None  # hosp_appr_flag
    returns: str | None = None  # the number of the line it returns
    details: dict[str, Any] = {}


class Kept(NamedTuple):
    """A line as it was split and kept, or what is left of it after returns."""

    class_: str
    first_share: Decimal
    ceiling: Decimal | None
    item: str
    quantity: Decimal
    split: Split


class Divided(NamedTuple):
    """A line with its split and what the catalogue says of it."""

    charge: Charge
    item: Item
    class_: str
    first_share: Decimal
    ceiling: Decimal | None
    split: Split


def judged(
    charges: Sequence[Charge],
    items: Mapping[str, Item],
    left: Mapping[str, Kept],
    taken: Iterable[str],
    settled: Sequence[str],
) -> None:
    """Let only lines pass that can be kept; otherwise every reason at once.

    `items` is by line number, `left` what lines that are returned have left, `taken` the numbers
    that are there, `settled` the batches that are.
    """
    known = set(taken)
    numbers = [charge.line_no for charge in charges]
    again = [number for number in dict.fromkeys(numbers) if number in known]
    twice = _twice(numbers)
    strange = [charge for charge in charges if charge.line_no not in items]
    if twice or again:  # One of them is there by their number, and may be another item.
        known_items = {item.code for item in items.values()}
        strange += [one for one in charges if one.line_no in items and one.item not in known_items]
    totals = [charge.line_no for charge in charges if not _adds_up(charge)]
    returns = list(_wrong_returns(charges, left))
    reasons: list[YikaError] = []
    if again:
        reasons.append(LineNumberTaken(lines=again))
    if twice:
        reasons.append(LineNumberRepeated(lines=twice))
    if settled:
        reasons.append(BatchSettled(batches=list(settled)))
    if strange:
        codes = list(dict.fromkeys(charge.item for charge in strange))
        reasons.append(UnknownItems(items=codes, lines=[charge.line_no for charge in strange]))
    if mixed := _mixed_batches(charges):
        reasons.append(SeveralDiseases(batches=mixed))
    if totals:
        reasons.append(WrongLineTotals(lines=totals))
    if returns:
        reasons.append(WrongReturns(lines=returns))
    refuse_all(reasons)


def _twice(numbers: Sequence[str]) -> list[str]:
    if len(set(numbers)) == len(numbers):
        return []
    return [number for number, times in Counter(numbers).items() if times > 1]


def _mixed_batches(charges: Sequence[Charge]) -> list[str]:
    named: dict[str, set[str]] = {}
    for charge in charges:
        if disease := charge.details.get(DISEASE):
            named.setdefault(charge.batch, set()).add(disease)
    return [batch for batch, diseases in named.items() if len(diseases) > 1]


def divided(
    charge: Charge, item: Item, tier: str, shares: Mapping[str, Decimal], left: Kept | None
) -> Divided:
    """A line with its split. `shares` is by class, for items that say none of their own."""
    if left is not None:
        parts = _returned(charge, left)
        return Divided(charge, item, left.class_, left.first_share, left.ceiling, parts)
    ceiling = item.ceiling_at(tier)
    approved = is_approved(item, charge.approval)
    is_own = item.class_ == OWN or not approved
    first = item.first_share
    if is_own:
        first = Decimal(1)
    elif first is None:
        first = shares[item.class_]
    line = Line(
        item_class=item.class_,
        total_fen=charge.total_fen,
        quantity=charge.quantity,
        price=charge.price,
        ceiling=ceiling,
        first_share=first,
        is_approved=approved,
    )
    return Divided(charge, item, item.class_, first, ceiling, split(line, shares))


def brought_along(
    charges: Sequence[Charge],
    items: Mapping[str, Item],
    tier: str,
    shares: Mapping[str, Decimal],
) -> dict[str, Kept]:
    """Lines that others of the same call return, as they will be kept, by number."""
    wanted = {charge.returns for charge in charges}
    found: dict[str, Kept] = {}
    for one in charges:
        if one.line_no not in wanted or one.line_no not in items or one.returns is not None:
            continue
        if one.quantity > 0 and one.total_fen >= 0:
            made = divided(one, items[one.line_no], tier, shares, None)
            parts = made.first_share, made.ceiling, one.item, one.quantity, made.split
            found[one.line_no] = Kept(made.class_, *parts)
    return found


def is_approved(item: Item, approval: str | None) -> bool:
    """Whether the insurance may be charged: a restricted item needs the hospital's approval."""
    return approval == APPROVED if item.restricted else approval != NOT_APPROVED


def items_on(charges: Iterable[Charge], item: Callable[[str, Any], Item | None]) -> dict[str, Item]:
    """What each line charges on its day, by line number; unknown codes are left out."""
    found: dict[str, Item] = {}
    for one in charges:
        known = item(one.item, beijing_day(one.charged_at))
        if known is not None:
            found[one.line_no] = known
    return found


def _adds_up(charge: Charge) -> bool:
    """Whether the total is quantity times price, to the fen."""
    return abs(amount_fen(charge.quantity, charge.price) - charge.total_fen) <= 1


def _wrong_returns(charges: Sequence[Charge], left: Mapping[str, Kept]) -> Iterator[str]:
    """The numbers of lines that return what they may not."""
    quantities = {number: kept.quantity for number, kept in left.items()}
    totals = {number: kept.split.total_fen for number, kept in left.items()}
    for charge in charges:
        if charge.quantity >= 0 and charge.total_fen >= 0 and charge.returns is None:
            continue
        kept = left.get(charge.returns or "")
        if kept is None or charge.quantity >= 0 or charge.item != kept.item:
            yield charge.line_no
            continue
        assert charge.returns is not None
        quantities[charge.returns] += charge.quantity
        totals[charge.returns] += charge.total_fen
        if charge.total_fen > 0 or min(quantities[charge.returns], totals[charge.returns]) < 0:
            yield charge.line_no


def _returned(charge: Charge, left: Kept) -> Split:
    """What a return takes back: all that is left, or a part split in the same way.

    No part takes back more than is left of it.
    """
    if -charge.quantity == left.quantity and -charge.total_fen == left.split.total_fen:
        return negative(left.split)
    line = Line(
        item_class=left.class_,
        total_fen=-charge.total_fen,
        quantity=-charge.quantity,
        price=charge.price,
        ceiling=left.ceiling,
        first_share=left.first_share,
        is_approved=left.split.self_funded_fen == 0,
    )
    return negative(within(split(line, {}), left.split))
