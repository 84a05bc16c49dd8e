"""What the insurance of a place is for: what the fund pays, what the account buys, who gets aid.

Nothing here is about one person. What a region has not published is None, never a guess; what
sources say that were not trusted enough to be the law is told beside it (`heard`).
"""

from collections.abc import Iterable
from datetime import date
from typing import Final, NamedTuple

import msgspec

from yika.ground.days import add_months
from yika.ground.money import fen, yuan
from yika.insurance.amounts.asking import NotPublishedHere
from yika.insurance.amounts.contribution import NoRatesHere, contribution
from yika.insurance.laws import Found, InsuranceLaws
from yika.insurance.model import PolicyUsed, Scheme
from yika.policy.load import Book
from yika.policy.lookup import Abolished, look_up
from yika.policy.model import UNKNOWN, Names, Other, Value
from yika.policy.words import lists

ADULT: Final = "adult"  # whose premium is taken where nobody says whose
# The lists in which the words of an id stand, because some words stand in several.
WORDS: Final = {
    "entitlement.fund_pays": "fund_costs",
    "entitlement.fund_care": "fund_care",
    "entitlement.fund_never_pays": "fund_exclusions",
    "entitlement.fund_refuses": "fund_refusals",
    "entitlement.aid_recipients": "aid_recipients",
    "account.scope": "spend_scopes",
    "account.checkup": "checkup_terms",
}
BALANCE: Final = "matter.balance_query"


class Item(msgspec.Struct, frozen=True):
    """A word of the law and what people call it."""

    word: str
    zh: str
    en: str


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """A list of the law; `items` is None where the region has none."""

    items: tuple[Item, ...] | None
    policy: PolicyUsed | None
    heard: tuple[Other, ...] = ()


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """Yes or no, as the law says; None where it does not."""

    yes: bool | None
    policy: PolicyUsed | None


class BenefitYear(msgspec.Struct, frozen=True, kw_only=True):
    """The benefit year (待遇年度) a day lies in. `ends_on` is its last day.

    `deductible_from` is the day on which the deductible (起付线) starts again next; None where no
    source says that it does.
    """

    scheme: str
    starts_on: date
    ends_on: date
    deductible_from: date | None
    policy: tuple[PolicyUsed, ...]


class Window(msgspec.Struct, frozen=True, kw_only=True):
    """The enrolment window (集中参保期) of a cover year; `is_open` is None where nobody can say."""

    cover_year: int
    opens: date | None
    closes: date
    is_open: bool | None
    policy: PolicyUsed


class Aided(msgspec.Struct, frozen=True, kw_only=True):
    """Aid with the premium (资助参保) for one group of people.

    `share` of the personal premium is paid for them, "0%" where there is no aid and None where no
    source tells. Amounts are yuan; `own` is what is left to pay.
    """

    group: Item
    share: str | None
    at_least: bool
    premium: str | None
    aid: str | None
    own: str | None
    per: str | None  # month | year
    policy: PolicyUsed | None


class _Owed(NamedTuple):
    amount: str | None
    per: str | None


class Scope(msgspec.Struct, frozen=True, kw_only=True):
    """What the insurance of a region is for, on a day."""

    region: str
    on: date
    fund_pays: Listed
    fund_care: Listed
    fund_never_pays: Listed
    fund_refuses: Listed
    fund_advances: Told
    years: tuple[BenefitYear, ...]
    new_year: tuple[Names, ...]  # why bills look different when the benefit year begins
    account: Listed
    checkup: Listed
    account_while_stopped: Told
    balance: Listed  # channels through which the balance can be asked for
    windows: tuple[Window, ...]
    aid_recipients: Listed
    group: str  # whose premium the aid is worked out for
    aid: tuple[Aided, ...]
    unknown: tuple[str, ...]


def scope(book: Book, division: str, on: date, group: str = ADULT) -> Scope:
    """What the fund pays and never pays, what the account buys, and who gets aid, on a day.

    `group` is the group of residents whose premium the aid is worked out for. Fails with
    WrongOption where there is no such group, NotPublishedHere where nothing is known.
    """
    laws = InsuranceLaws(book, division)
    every = {policy: _listed(laws, policy, on) for policy in WORDS}
    balance = _balance(laws, on)
    advances = _told(laws, "entitlement.fund_advances", on)
    stopped = _told(laws, "account.while_stopped", on)
    lost = [policy for policy, found in every.items() if found.items is None]
    if len(lost) == len(every) and stopped.yes is None:
        raise NotPublishedHere(ids=lost, division=division, on=on)
    advice = laws.value("entitlement.new_year_advice", on) or ()
    return Scope(
        region=division,
        on=on,
        fund_pays=every["entitlement.fund_pays"],
        fund_care=every["entitlement.fund_care"],
        fund_never_pays=every["entitlement.fund_never_pays"],
        fund_refuses=every["entitlement.fund_refuses"],
        fund_advances=advances,
        years=tuple(_years(laws, on)),
        new_year=tuple(Names(one["zh"], one["en"]) for one in advice),
        account=every["account.scope"],
        checkup=every["account.checkup"],
        account_while_stopped=stopped,
        balance=balance,
        windows=tuple(_windows(laws, on)),
        aid_recipients=every["entitlement.aid_recipients"],
        group=group,
        aid=tuple(_aid(laws, on, group)),
        unknown=tuple(lost),
    )


def benefit_year(laws: InsuranceLaws, scheme: str, on: date) -> BenefitYear | None:
    """The benefit year a day lies in; None where the region publishes none."""
    found = laws.found("entitlement.benefit_year", on, scheme=scheme)
    if found is None:
        return None
    begins = _begin(on.year, found.value)
    year = on.year if on >= begins else on.year - 1
    following = _begin(year + 1, found.value)
    resets = laws.found("entitlement.deductible_resets", on)
    again = following if resets is not None and resets.value == "yes" else None
    return BenefitYear(
        scheme=scheme,
        starts_on=_begin(year, found.value),
        ends_on=following - date.resolution,
        deductible_from=again,
        policy=tuple(one.used for one in (found, resets) if one is not None),
    )


def _begin(year: int, told: Value) -> date:
    first = date(year, told["month"], 1)
    last = add_months(first, 1) - date.resolution
    return first.replace(day=min(told["day"], last.day))


def _years(laws: InsuranceLaws, on: date) -> Iterable[BenefitYear]:
    years = (benefit_year(laws, scheme, on) for scheme in Scheme)
    return (year for year in years if year is not None)


def _listed(laws: InsuranceLaws, policy: str, on: date) -> Listed:
    found = laws.found(policy, on)
    if found is None:
        answer = look_up(laws.book, policy, laws.division, on)
        heard = () if isinstance(answer, Abolished) else answer.others
        return Listed(items=None, policy=None, heard=heard)
    return Listed(items=_items(found.value, WORDS[policy]), policy=found.used)


def _items(words: Iterable[str], group: str) -> tuple[Item, ...]:
    return tuple(_item(word, group) for word in words)


def _item(word: str, group: str) -> Item:
    found = lists().words[group].get(word) or lists().name(word)
    return Item(word, found.zh, found.en) if found else Item(word, word, word)


def _told(laws: InsuranceLaws, policy: str, on: date) -> Told:
    found = laws.found(policy, on)
    if found is None:
        return Told(yes=None, policy=None)
    return Told(yes=found.value == "yes", policy=found.used)


def _balance(laws: InsuranceLaws, on: date) -> Listed:
    found = laws.found(BALANCE, on)
    if found is None:
        return Listed(items=None, policy=None)
    channels = dict.fromkeys(offer["channel"] for offer in found.value)
    return Listed(items=_items(channels, "channels"), policy=found.used)


def _windows(laws: InsuranceLaws, on: date) -> Iterable[Window]:
    """Those of the cover year a day lies in and of the next."""
    for year in (on.year, on.year + 1):
        found = laws.found("resident.window", date(year, 1, 1))
        if found is None or not _is_of(found, year):
            continue
        opens, closes = found.value["opens"], found.value["closes"]
        known = None if opens == UNKNOWN else opens
        is_open = on <= closes and (known is None or on >= known)
        yield Window(
            cover_year=year,
            opens=known,
            closes=closes,
            is_open=None if is_open and known is None else is_open,
            policy=found.used,
        )


def _is_of(found: Found, year: int) -> bool:
    """Whether the days are those of that cover year; an entry without end tells only its first."""
    closes = found.value["closes"]
    return year - 1 <= closes.year <= year


def _aid(laws: InsuranceLaws, on: date, group: str) -> Iterable[Aided]:
    whole = _owed(laws, on, group)
    for member in lists().members("aid_group"):
        found = laws.found("resident.aid", date(on.year, 1, 1), aid_group=member)
        yield _aided(_item(member, "aid_groups"), found, whole, _owed(laws, on, group, member))


def _aided(group: Item, found: Found | None, whole: _Owed, left: _Owed) -> Aided:
    share, at_least, aid = None, False, None
    if found is not None:
        told = {"share": "0%"} if found.value == "none" else found.value
        share, at_least = told["share"], told.get("at_least") == "yes"
        if whole.amount is not None and left.amount is not None:
            aid = yuan(fen(whole.amount) - fen(left.amount))
    return Aided(
        group=group,
        share=share,
        at_least=at_least,
        premium=whole.amount,
        aid=aid,
        own=None if aid is None else left.amount,
        per=whole.per,
        policy=None if found is None else found.used,
    )


def _owed(laws: InsuranceLaws, on: date, group: str, aided: str | None = None) -> _Owed:
    """What a resident pays for the cover year in time; no amount where it is not published."""
    options = {"group": group, "late": "no", **({} if aided is None else {"aid": aided})}
    try:
        found = contribution(laws.book, laws.division, str(Scheme.RESIDENT), None, on, options)
    except NoRatesHere:
        return _Owed(None, None)
    amount = found.totals.get("person")
    return _Owed(amount, None if amount is None else found.per)
