"""Matters as every face tells them: what there is, and one with its options, limits and outcome."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from yika.access.model import Actor
from yika.guide.leaving_told import LEAVES, FollowsTold, leaving_told
from yika.guide.options_told import OptionTold, check, limits_told, options_told, place_told
from yika.guide.telling import Both
from yika.matters.cases.model import Preflight, Way
from yika.matters.cases.preflight import NoSuchMatter, definition, preflight
from yika.people.model import PersonKey
from yika.policy.load import Book
from yika.policy.words import lists
from yika.store.db import Conn
from yika.store.keys import Keys

PLACE = "place"  # where to, for a matter that leads to another region


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


class WayTold(Way, frozen=True, kw_only=True):
    """A way, with the words for what it is limited to; None where it holds for everything."""

    only_for: Both | None


class GuideTold(Preflight, frozen=True, kw_only=True):
    """What one needs for a matter; `options` narrow it down, `follows` comes of doing it."""

    ways: tuple[WayTold, ...]
    options: tuple[OptionTold, ...]
    follows: tuple[FollowsTold, ...] = ()


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


def matter_told(
    book: Book, division: str, matter: str, at: datetime, case: Mapping[str, str]
) -> GuideTold:
    """A matter for anybody.

    Fails with NoSuchMatter, NoSuchOption and NoSuchOptionValue.
    """
    options = _options(book, division, matter, at)
    check(options, case)
    return _guide(definition(book, division, matter, at, case), options)


async def matter_told_to(
    conn: Conn,
    keys: Keys,
    book: Book,
    actor: Actor,
    person: PersonKey,
    matter: str,
    at: datetime,
    case: Mapping[str, str],
) -> GuideTold:
    """A matter for one person: the ways open to whoever asks, and what follows from it.

    Fails with NoSuchMatter, NoMandate, NoSuchOption and NoSuchOptionValue.
    """
    options = _options(book, person.division, matter, at)
    check(options, case)
    found = await preflight(conn, keys, book, actor, person, matter, at, case)
    follows: tuple[FollowsTold, ...] = ()
    if matter == LEAVES:
        follows = await leaving_told(conn, book, person, case.get(PLACE), at)
    return _guide(found, options, follows)


def _options(book: Book, division: str, matter: str, at: datetime) -> tuple[OptionTold, ...]:
    if matter not in lists().words["matters"]:
        raise NoSuchMatter(matter=matter)
    options = options_told(book, division, matter, at)
    return (*options, place_told(PLACE, book, division)) if matter == LEAVES else options


def _guide(
    found: Preflight, options: tuple[OptionTold, ...], follows: tuple[FollowsTold, ...] = ()
) -> GuideTold:
    ways = tuple(
        WayTold(**msgspec.structs.asdict(way), only_for=limits_told(way)) for way in found.ways
    )
    plain = {name: value for name, value in msgspec.structs.asdict(found).items() if name != "ways"}
    return GuideTold(**plain, ways=ways, options=options, follows=follows)
