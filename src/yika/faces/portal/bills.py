"""*My bills* as its templates want it. Pure."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from yika.faces.portal.calculators.shown import Part, Step
from yika.faces.portal.laws import titles
from yika.faces.portal.phrases import instant, phrase, word
from yika.guide.bills_told import BillShown, BillsTold, BillTold, LineTold
from yika.guide.quote_told import StepTold
from yika.guide.telling import Both
from yika.guide.year_told import AmountTold, CareTold, CeilingTold, YearTold
from yika.policy.load import Book

Fact = tuple[Both, Both]
HASH_SHOWN: Final = 12  # characters
RECEIPT: Final = "receipt"  # what was shown where no credential was


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """A settlement as the page folds it."""

    number: str
    title: Both
    when: Both
    state: Both | None  # cancelled, or in the interim
    tone: str
    says: Both
    paid_by: tuple[Fact, ...]
    made_of: tuple[Fact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """The benefit year: what is used, what is left."""

    headline: Both
    title: Both
    ceilings: tuple[Part, ...]
    care: tuple[Part, ...]
    unknown: tuple[Both, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Everything of *my bills*."""

    year: Year
    since: str
    until: str
    bills: tuple[Bill, ...]
    is_cut: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """One settlement with its lines and steps."""

    bill: Bill
    lines: tuple[Part, ...]
    sum: Part
    policy: str


def page(found: BillsTold, book: Book, now: datetime) -> Page:
    """The whole page."""
    return Page(
        year=year(found.year, book),
        since=found.since.isoformat(),
        until=found.until.isoformat(),
        bills=tuple(_bill(one, now) for one in found.bills),
        is_cut=found.is_cut,
    )


def year(found: YearTold, book: Book) -> Year:
    """What a benefit year has used and what is left."""
    return Year(
        headline=phrase("m_paid", amount=found.fund_paid),
        title=phrase("m_year", first=_date(found.begins_on), last=_date(found.ends_on)),
        ceilings=tuple(_ceiling(one) for one in found.ceilings),
        care=tuple(_care(one) for one in found.care),
        unknown=titles(book, found.unknown),
    )


def detail(found: BillShown, now: datetime) -> Detail:
    """One settlement in full."""
    return Detail(
        bill=_bill(found.bill, now),
        lines=tuple(_line(one) for one in found.lines),
        sum=Part(title=phrase("c_sum"), steps=tuple(_step(one) for one in found.steps)),
        policy=_short(found.policy_version),
    )


def _shown(credential: str) -> Both:
    """What was shown: a credential, or the receipt of a bill that was claimed by hand."""
    return word("papers" if credential == RECEIPT else "credentials", credential)


def _bill(one: BillTold, now: datetime) -> Bill:
    state, tone = None, "plain"
    if one.cancelled_at is not None:
        state, tone = phrase("m_cancelled", when=instant(one.cancelled_at, now)), "half"
    elif one.is_interim:
        state = phrase("m_interim")
    care = Both(one.care_zh, one.care_en)
    where = one.institution_name or one.institution
    unnamed = "m_by_hand" if one.credential == RECEIPT else "m_elsewhere"
    name = phrase(unnamed) if where is None else Both(where, where)
    return Bill(
        number=one.setl_id,
        title=phrase("m_bill", where=name, care=care, total=one.total),
        when=phrase("m_when", when=instant(one.settled_at, now), by=_shown(one.credential)),
        state=state,
        tone=tone,
        says=Both(one.zh, one.en),
        paid_by=tuple(_fact(part) for part in one.paid_by),
        made_of=tuple(_fact(part) for part in one.made_of),
    )


def _fact(one: AmountTold) -> Fact:
    if one.what == "count":
        return Both(one.zh, one.en), Both(one.amount, one.amount)
    return Both(one.zh, one.en), phrase("yuan_n", amount=one.amount)


def _ceiling(one: CeilingTold) -> Part:
    left = (phrase("m_left"), phrase("yuan_n", amount=one.left))
    used = (phrase("m_used"), phrase("yuan_n", amount=one.used))
    whole = (phrase("m_ceiling"), phrase("yuan_n", amount=one.amount))
    facts = [left, used, whole]
    if one.title is not None:
        facts.append((phrase("m_source"), Both(one.title, one.title)))
    is_left = float(one.left) > 0
    return Part(
        title=Both(one.zh, one.en),
        tone="yes" if is_left else "no",
        note=Both(one.bonus_zh, one.bonus_en) if one.bonus_zh else None,
        facts=tuple(facts),
    )


def _care(one: CareTold) -> Part:
    return Part(title=Both(one.zh, one.en), facts=tuple(_fact(part) for part in one.sums))


def _line(one: LineTold) -> Part:
    name = one.name or one.item
    facts = [
        (phrase("m_quantity"), Both(one.quantity, one.quantity)),
        (phrase("m_line_total"), phrase("yuan_n", amount=one.total)),
    ]
    parts = {
        "m_self_funded": one.self_funded,
        "m_over_ceiling": one.over_ceiling,
        "m_first_share": one.first_share,
        "m_in_scope": one.in_scope,
    }
    facts += [
        (phrase(key), phrase("yuan_n", amount=text)) for key, text in parts.items() if float(text)
    ]
    return Part(title=Both(name, name), facts=tuple(facts))


def _step(one: StepTold) -> Step:
    formula = f"{one.of} × {one.share}" if one.what == "share" else ""
    return Step(Both(one.zh, one.en), formula, one.amount)


def _date(on: date) -> Both:
    return Both(f"{on.year}年{on.month}月{on.day}日", on.isoformat())


def _short(version: str) -> str:
    """A version of the law by as much of its hash as people compare."""
    division, _, content = version.partition("@")
    return f"{division}@{content[:HASH_SHOWN]}"
