"""The law behind a result, as a page tells it: each value once, with its source and date. Pure."""

from collections.abc import Iterable
from datetime import datetime

from yika.faces.portal.phrases import day, phrase, place
from yika.faces.portal.views import Law, title
from yika.guide.telling import Both
from yika.insurance.model import PolicyUsed
from yika.policy.load import Book
from yika.policy.saying import said
from yika.policy.words import lists


def laws_used(book: Book, used: Iterable[PolicyUsed], now: datetime) -> tuple[Law, ...]:
    """Values of the law that results rest on; the same one is told once."""
    told = {(one.id, str(one.value), one.source): one for one in used}
    return tuple(_law(book, one, now) for one in told.values())


def titles(book: Book, cells: Iterable[str]) -> tuple[Both, ...]:
    """What rules are called whose ids come with the words of their cell behind them."""
    return tuple(_cell(book, *cell.split(" ")) for cell in cells)


def _cell(book: Book, policy: str, *words: str) -> Both:
    name = title(book, policy)
    found = [lists().name(word) for word in words if word]
    known = [one for one in found if one is not None]
    if not known:
        return name
    zh, en = "、".join(one.zh for one in known), ", ".join(one.en for one in known)
    return Both(f"{name.zh}（{zh}）", f"{name.en} ({en})")


def _law(book: Book, used: PolicyUsed, now: datetime) -> Law:
    value = said(used.value, used.unit)
    return Law(
        id=used.id,
        title=title(book, used.id),
        value=Both(value.zh, value.en),
        since=phrase("law_undated") if used.since is None else day(used.since, now),
        source=used.title,
        address=used.address,
        sure=phrase(f"sure_{used.confidence}"),
        taken_from=None if used.taken_from is None else place(used.taken_from),
        set_here=used.set_by_installation,
        others=tuple(
            (
                Both(*_names(one.value, used.unit)),
                one.source.title,
                phrase(f"sure_{one.confidence}"),
            )
            for one in used.others
        ),
    )


def _names(value: object, unit: str) -> tuple[str, str]:
    told = said(value, unit)
    return told.zh, told.en
