"""Medical assistance of a place, told whole (医疗救助): for whom, how to ask, what is paid of what.

Nothing here is about one person. What nobody has published is None, never a guess; how the basic
insurance counts care elsewhere is its own matter and told as such.
"""

from collections.abc import Iterable
from datetime import date
from typing import Final

import msgspec

from yika.ground.days import start_of
from yika.insurance.entitled.scope import Item, Listed, Told
from yika.insurance.laws import InsuranceLaws
from yika.insurance.model import PolicyUsed
from yika.policy.load import Book
from yika.policy.model import UNKNOWN, Names, Value
from yika.policy.words import lists
from yika.settlement.model import Circumstances, Kind
from yika.settlement.pricing.fitting import FactNeeded, first_that_fits, fits
from yika.settlement.pricing.found import NoPolicyHere
from yika.standing.model import Remedy
from yika.standing.service import laws_of

LAYER: Final = "benefit.assistance"
MATTER: Final = "assistance_apply"
RECIPIENTS: Final = "entitlement.aid_recipients"
FLOW, AFTER, OFF_SITE = "assistance.flow", "assistance.after", "assistance.off_site"
ASKED: Final = (LAYER, RECIPIENTS, FLOW, AFTER, OFF_SITE)
NONE: Final = "none"
HOME: Final = "none"  # of ``off_sites``: care at home


class Segment(msgspec.Struct, frozen=True, kw_only=True):
    """A share, and up to which amount of the year it holds; None: without end, or unknown."""

    share: str | None
    up_to: str | None = None


class AidOfGroup(msgspec.Struct, frozen=True, kw_only=True):
    """What a group gets. Amounts are yuan; None where nobody has published it.

    `is_included` is None where nobody says for whom assistance is.
    """

    group: Item
    is_included: bool | None
    deductible: str | None = None
    segments: tuple[Segment, ...] | None = None
    ceiling: str | None = None  # "none": without one

    @property
    def is_known(self) -> bool:
        """Whether everything about the group is published."""
        if not self.is_included:
            return self.is_included is not None
        shares = [None] if self.segments is None else [one.share for one in self.segments]
        return None not in (self.deductible, self.ceiling, *shares)


class AidElsewhere(msgspec.Struct, frozen=True, kw_only=True):
    """Care elsewhere of one kind: whether every group gets what it gets at home."""

    off_site: Item
    as_at_home: bool | None


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """Sentences of the law; None where the region has none."""

    says: tuple[Names, ...] | None
    policy: PolicyUsed | None


class Aid(msgspec.Struct, frozen=True, kw_only=True):
    """Medical assistance in a region on a day."""

    region: str
    on: date
    recipients: Listed  # who may ask (救助对象)
    ways: tuple[Remedy, ...]  # where one asks, with papers and days
    flow: Said
    after: Listed  # what pays before it
    base: str | None  # of what it pays: a word of ``layer_bases``
    care: tuple[Item, ...] | None  # kinds of care it is for
    deductible_per: str | None
    groups: tuple[AidOfGroup, ...]
    elsewhere: tuple[AidElsewhere, ...]
    off_site: Told  # whether care elsewhere is assisted
    policy: PolicyUsed | None  # of the layer
    unknown: tuple[str, ...]


def aid(book: Book, division: str, on: date) -> Aid:
    """All that is known of medical assistance in a region. Fails with NoPolicyHere."""
    if not book.rules(division):
        raise NoPolicyHere(division=division, divisions=book.divisions())
    laws = InsuranceLaws(book, division)
    layer = laws.found(LAYER, on)
    value: Value = NONE if layer is None else layer.value
    there = value != NONE
    return Aid(
        region=division,
        on=on,
        recipients=_listed(laws, RECIPIENTS, "aid_recipients", on),
        ways=tuple(laws_of(book, division).offers(MATTER, start_of(on), {})),
        flow=_said(laws, FLOW, on),
        after=_listed(laws, AFTER, "layers_before_aid", on),
        base=value["base"] if there else None,
        care=_items(value["over"], "care_kinds") if there else None,
        deductible_per=_per(value) if there else None,
        groups=tuple(_groups(value, on)) if there else (),
        elsewhere=tuple(_elsewhere(value, on)) if there else (),
        off_site=_told(laws, OFF_SITE, on),
        policy=None if layer is None else layer.used,
        unknown=tuple(one for one in ASKED if laws.found(one, on) is None),
    )


def _groups(value: Value, on: date) -> Iterable[AidOfGroup]:
    for word in lists().words["assistance_groups"]:
        yield _of_group(value, _case(word, HOME, on))


def _of_group(value: Value, told: Circumstances) -> AidOfGroup:
    assert told.assistance is not None, "a group is told"
    group = _item(told.assistance, "assistance_groups")
    try:
        if not fits(value.get("if"), told):
            return AidOfGroup(group=group, is_included=False)
        row = first_that_fits(value["shares"]["rows"], told)
        return AidOfGroup(
            group=group,
            is_included=True,
            deductible=_amount(value["deductible"], told),
            segments=None if row is None else tuple(_segment(one) for one in row["segments"]),
            ceiling=_amount(value["ceiling"], told),
        )
    except FactNeeded:
        return AidOfGroup(group=group, is_included=None)


def _elsewhere(value: Value, on: date) -> Iterable[AidElsewhere]:
    """Each kind of care elsewhere, compared with care at home, group by group."""
    groups = list(lists().words["assistance_groups"])
    for word in lists().words["off_sites"]:
        if word == HOME:
            continue
        home = [_of_group(value, _case(one, HOME, on)) for one in groups]
        there = [_of_group(value, _case(one, word, on)) for one in groups]
        same = None if any(not one.is_known for one in (*home, *there)) else home == there
        yield AidElsewhere(off_site=_item(word, "off_sites"), as_at_home=same)


def _case(group: str, off_site: str, on: date) -> Circumstances:
    return Circumstances(
        scheme="resident",
        kind=Kind.INPATIENT,
        on=on,
        assistance=group,
        off_site=None if off_site == HOME else off_site,
    )


def _amount(move: Value, told: Circumstances) -> str | None:
    """The amount of the row that fits; ``none`` where there is none at all."""
    if move == NONE:
        return NONE
    row = first_that_fits(move["rows"], told)
    if row is None or row.get("amount") == UNKNOWN:
        return None
    return row.get("amount", NONE)


def _per(value: Value) -> str | None:
    return None if value["deductible"] == NONE else value["deductible"]["per"]


def _segment(told: Value) -> Segment:
    share, up_to = told["share"], told.get("up_to")
    return Segment(
        share=None if share == UNKNOWN else share, up_to=None if up_to == UNKNOWN else up_to
    )


def _said(laws: InsuranceLaws, policy: str, on: date) -> Said:
    found = laws.found(policy, on)
    if found is None:
        return Said(says=None, policy=None)
    says = tuple(Names(one["zh"], one["en"]) for one in found.value)
    return Said(says=says, policy=found.used)


def _told(laws: InsuranceLaws, policy: str, on: date) -> Told:
    found = laws.found(policy, on)
    if found is None:
        return Told(yes=None, policy=None)
    return Told(yes=found.value == "yes", policy=found.used)


def _listed(laws: InsuranceLaws, policy: str, group: str, on: date) -> Listed:
    found = laws.found(policy, on)
    if found is None:
        return Listed(items=None, policy=None)
    return Listed(items=_items(found.value, group), policy=found.used)


def _items(words: Iterable[str], group: str) -> tuple[Item, ...]:
    return tuple(_item(word, group) for word in words)


def _item(word: str, group: str) -> Item:
    found = lists().words.get(group, {}).get(word) or lists().name(word)
    return Item(word, found.zh, found.en) if found else Item(word, word, word)
