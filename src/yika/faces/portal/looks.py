"""Entries of the journal as the person they are about reads them, by day. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from yika.access.model import Role
from yika.faces.portal.people import Visit
from yika.faces.portal.phrases import day, has_phrase, phrase, word
from yika.ground.days import BEIJING, beijing_day
from yika.guide.telling import Both
from yika.insurance.books import employers as offices
from yika.store.db import Conn
from yika.store.journal import Kept


@dataclass(frozen=True, slots=True)
class Row:
    """One look or act, or several of the same kind one after the other."""

    when: str  # the time of day, or the times from the first to the last
    what: Both
    who: Both
    where: Both
    count: int = 1


@dataclass(frozen=True, slots=True)
class Day:
    """What happened on a day, the latest first."""

    title: Both
    rows: tuple[Row, ...]


def days(entries: Iterable[Kept], visit: Visit, names: Mapping[str, str]) -> tuple[Day, ...]:
    """Entries in words, by day; `names` are what institutions and employers are called.

    Of people who looked only the role is told, never a name.
    """
    return tuple(
        Day(day(on, visit.now), tuple(_rows(list(told), visit, names)))
        for on, told in groupby(entries, lambda one: beijing_day(one.happened_at))
    )


def institutions(entries: Iterable[Kept]) -> list[str]:
    """The codes of the institutions that did something, each once."""
    return list(dict.fromkeys(one.actor for one in entries if one.role == Role.INSTITUTION))


async def employers(conn: Conn, entries: Iterable[Kept]) -> dict[str, str]:
    """What employers and schools that did something are called, by how the journal writes them."""
    found: dict[str, str] = {}
    for actor in dict.fromkeys(one.actor for one in entries if one.role == Role.EMPLOYER):
        region, number = actor.removeprefix("employer:").split("/")
        found[actor] = (await offices.by_id(conn, int(region), int(number))).name
    return found


def _rows(entries: Iterable[Kept], visit: Visit, names: Mapping[str, str]) -> Iterable[Row]:
    told = ((one, _what(one), _who(one, visit, names), _where(one)) for one in entries)
    for (what, who, where), alike in groupby(told, lambda one: one[1:]):
        clocks = [f"{one[0].happened_at.astimezone(BEIJING):%H:%M}" for one in alike]
        times = dict.fromkeys((clocks[-1], clocks[0]))  # the latest stands first
        yield Row("–".join(times), what, who, where, len(clocks))


def _what(entry: Kept) -> Both:
    """What was done, and for what where an officer said so."""
    key, purpose = f"what_{entry.what}", f"d_purpose_{entry.facts.get('purpose')}"
    what = phrase(key) if has_phrase(key) else Both(entry.what, entry.what)
    return phrase("what_for", what=what, purpose=phrase(purpose)) if has_phrase(purpose) else what


def _who(entry: Kept, visit: Visit, names: Mapping[str, str]) -> Both:
    if entry.role == Role.OFFICER:
        return phrase("who_officer")
    if entry.role == Role.INSTITUTION:
        name = names.get(entry.actor)
        return phrase("who_institution") if name is None else Both(name, name)
    if entry.role == Role.EMPLOYER:
        return Both(names[entry.actor], names[entry.actor])
    if entry.actor == f"{visit.person.division}/{visit.person.person_id}":
        return phrase("who_me")
    return phrase("who_agent" if entry.role == Role.HOLDER else "who_system")


def _where(entry: Kept) -> Both:
    """How it came; an institution has used its pad only where a password was entered."""
    is_till = entry.role == Role.INSTITUTION and not entry.what.startswith("password.")
    key = "channel_gateway" if is_till else f"channel_{entry.channel}"
    return phrase(key) if has_phrase(key) else word("channels", entry.channel)
