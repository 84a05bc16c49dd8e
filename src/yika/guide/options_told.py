"""What a matter's ways depend on: its options with their values, and the limits of each way.

An option is a word of the policy data, as `reason`; what it is called for people stands here.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

import msgspec

from yika.ground.errors import Refused, YikaError, refuse_all
from yika.guide.telling import Both
from yika.matters.cases.model import Way
from yika.policy.load import Book
from yika.policy.words import lists
from yika.standing.offers import Offer
from yika.standing.service import laws_of

NATION: Final = "000000"
REASON: Final = "reason"  # on which the time and the fee of a new card depend
NO_OPTION: Final = Both("无", "none")
# What an option is called, and the closed list that its values are of.
OPTIONS: Final = {
    "issuer": (Both("发卡方", "issued by"), "issuers"),
    "generation": (Both("卡的类型", "kind of card"), "generations"),
    "insurance": (Both("险种", "insurance"), "insurances"),
    REASON: (Both("原因", "reason"), "reasons"),
    "password_kind": (Both("密码种类", "kind of password"), "password_kinds"),
    "loss_kind": (Both("挂失种类", "kind of loss report"), "loss_kinds"),
    "occasion": (Both("支取情形", "occasion"), "withdrawal_occasions"),
    "off_site_kind": (Both("异地就医情形", "kind of care elsewhere"), "off_site_kinds"),
    "birth_kind": (Both("生育情形", "kind of birth"), "birth_kinds"),
    "care": (Both("就医类别", "kind of care"), "care_kinds"),
    "place": (Both("转到哪里", "where to"), ""),
    "group": (Both("居民人员类别", "group of residents"), "resident_groups"),
}


class NoSuchOption(Refused):
    """The matter has no option of that name. Facts: options (it has)."""

    code = "no_such_option"


class NoSuchOptionValue(Refused):
    """The option does not take that value here. Facts: option, allowed, values (in words)."""

    code = "no_such_option_value"


class ValueTold(msgspec.Struct, frozen=True, kw_only=True):
    """A value an option may have."""

    value: str
    zh: str
    en: str


class OptionTold(msgspec.Struct, frozen=True, kw_only=True):
    """An option of a matter: ask with ``option=<option>=<value>``."""

    option: str
    zh: str
    en: str
    values: tuple[ValueTold, ...]


def options_told(book: Book, division: str, matter: str, at: datetime) -> tuple[OptionTold, ...]:
    """The options on which the matter's ways depend in the region, in the order of its data."""
    value = laws_of(book, division).value(f"matter.{matter}", at)
    offers = msgspec.convert(value or (), tuple[Offer, ...])
    names = list(dict.fromkeys(name for offer in offers for name in offer.when))
    by_reason = any(one.working_days == "making_time" or one.fee == "card.fee" for one in offers)
    if by_reason and REASON not in names:
        names.append(REASON)
    return tuple(_option(name, offers) for name in names)


def place_told(name: str, book: Book, division: str) -> OptionTold:
    """Another region that has policy data, as an option."""
    elsewhere = [one for one in book.divisions() if one not in (division, NATION)]
    named = [(one, lists().division_name(one)) for one in elsewhere]
    values = [ValueTold(value=one, zh=called.zh, en=called.en) for one, called in named]
    called, _ = OPTIONS[name]
    return OptionTold(option=name, zh=called.zh, en=called.en, values=tuple(values))


def check(options: Sequence[OptionTold], given: Mapping[str, str]) -> None:
    """Refuse options the matter does not have, and values they do not take, all at once.

    Fails with NoSuchOption and NoSuchOptionValue.
    """
    known = {one.option: one for one in options}
    reasons: list[YikaError] = []
    if given.keys() - known.keys():
        named = [_named(one.option) for one in options] or [NO_OPTION]
        reasons.append(NoSuchOption(options=named))
    for name in given.keys() & known.keys():
        values = known[name].values
        if given[name] not in {one.value for one in values}:
            words = [Both(f"{one.value}（{one.zh}）", f"{one.value} ({one.en})") for one in values]
            allowed = [one.value for one in values]
            reasons.append(NoSuchOptionValue(option=_named(name), allowed=allowed, values=words))
    refuse_all(reasons)


def limits_told(way: Way) -> Both | None:
    """For what a way holds only, in words; None where it holds for everything."""
    if not way.when:
        return None
    zh, en = zip(*(_limit(name, values) for name, values in way.when.items()), strict=True)
    return Both("；".join(zh), "; ".join(en))


def _option(name: str, offers: Sequence[Offer]) -> OptionTold:
    """An option with the values that some way holds for; all of its list where a way has none."""
    called, words = OPTIONS[name]
    every = lists().words[words]
    named = {value for offer in offers for value in offer.when.get(name, ())}
    allowed = named if all(name in offer.when for offer in offers) else set(every)
    values = [
        ValueTold(value=one, zh=word.zh, en=word.en)
        for one, word in every.items()
        if one in allowed
    ]
    return OptionTold(option=name, zh=called.zh, en=called.en, values=tuple(values))


def _limit(name: str, values: Sequence[str]) -> tuple[str, str]:
    called, words = OPTIONS[name]
    every = lists().words[words]
    zh = f"{called.zh}：{'、'.join(every[one].zh for one in values)}"
    return zh, f"{called.en}: {', '.join(every[one].en for one in values)}"


def _named(option: str) -> Both:
    called, _ = OPTIONS[option]
    return Both(f"{option}（{called.zh}）", f"{option} ({called.en})")
