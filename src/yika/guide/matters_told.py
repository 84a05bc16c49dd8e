"""The list of matters as every face tells it: what there is, offered or not, and who decides."""

from datetime import datetime

import msgspec

from yika.matters.cases.preflight import definition
from yika.policy.load import Book
from yika.policy.words import lists


class MatterTold(msgspec.Struct, frozen=True, kw_only=True):
    """A matter of a region, in a line; the whole is its definition."""

    matter: str
    zh: str
    en: str
    code: str | None
    is_offered: bool | None  # None: the region has not published it
    channels: tuple[str, ...]
    acts: tuple[str, ...]
    decision_by: str | None
    limit_days: int | None
    promised_days: int | None


def matters_told(book: Book, division: str, at: datetime) -> list[MatterTold]:
    """Every matter, in the order of the list of words."""
    told: list[MatterTold] = []
    for matter, word in lists().words["matters"].items():
        found = definition(book, division, matter, at)
        unknown = f"matter.{matter}" in found.unknown
        line = MatterTold(
            matter=matter,
            zh=word.zh,
            en=word.en,
            code=found.code,
            is_offered=None if unknown else bool(found.ways),
            channels=tuple(dict.fromkeys(way.channel for way in found.ways)),
            acts=found.acts,
            decision_by=found.decision_by,
            limit_days=found.limit_days,
            promised_days=found.promised_days,
        )
        told.append(line)
    return told
