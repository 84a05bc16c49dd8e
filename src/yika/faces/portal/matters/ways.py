"""What somebody needs before they apply, as the page of a matter tells it. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlencode

from yika.faces.portal.phrases import day, joined, phrase, word
from yika.ground.money import fen
from yika.guide.materials import comers, papers_of
from yika.guide.telling import Both
from yika.matters.cases.model import Preflight, Way

ONLINE: Final = ("app", "website")  # what somebody at this page does themselves
Rows = tuple[tuple[Both, Both], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WayShown:
    """One way: where, what to bring, what it costs, how long."""

    channel: str
    called: Both
    facts: Rows
    note: Both | None
    chosen: bool
    simulated: bool  # only in the sandbox: as if one had gone there
    address: str | None  # where this way is chosen; None where it cannot be taken from here
    only_for: Both | None  # whom it is for, where it is not for whoever asks
    lists: tuple[tuple[Both, str], ...]  # what to bring, to be printed, by who comes


def facts_in_short(way: Way, found: Preflight) -> Both:
    """Where, how many papers, the fee and the days in one line."""
    parts = [word("channels", way.channel)]
    if way.papers is not None:
        key = "mt_papers_n" if way.papers else "mt_papers_0"
        parts.append(phrase(key, count=len(way.papers)))
    parts += [_fee(way.fee)] if way.fee is not None else []
    days = _days(found, way)
    return joined([*parts, *([days] if days else [])])


def before(found: Preflight, at: datetime) -> Rows:
    """What holds for every way: until when it is done, by whom it is decided, who asks."""
    return tuple(_before(found, at))


def _before(found: Preflight, at: datetime) -> Iterator[tuple[Both, Both]]:
    if found.decision_by is not None:
        yield phrase("mt_decided"), phrase(f"mt_decided_{found.decision_by}")
    if found.decision_by != "none":
        yield phrase("mt_due"), due(found, at)
        if found.limit_days is not None:
            yield phrase("mt_limit"), _working_days(found.limit_days)
    if found.applicant is not None:
        yield phrase("mt_as"), word("applicants", found.applicant)
    if found.code is not None:
        yield phrase("mt_code"), Both(found.code, found.code)


def due(found: Preflight, at: datetime) -> Both:
    """How long it takes once papers are complete, and the day if they are today; or unknown."""
    if found.due_on is None:
        return phrase("mt_due_unknown")
    count = found.limit_days if found.promised_days is None else found.promised_days
    told = phrase("mt_due_by", count=count, on=day(found.due_on, at))
    extra = phrase("provisional") if found.due_provisional else Both("", "")
    return Both(told.zh + extra.zh, told.en + extra.en)


def takeable(found: Preflight, *, sandbox: bool) -> list[Way]:
    """The ways that whoever asks can take from this page; here first."""
    ways = [way for way in found.ways if way.is_open and (sandbox or way.channel in ONLINE)]
    return sorted(ways, key=lambda way: way.channel not in ONLINE)


def shown(
    found: Preflight, chosen: Way | None, given: Mapping[str, str], *, sandbox: bool
) -> list[WayShown]:
    """Every way, those open to whoever asks first; `given` is kept in the addresses."""
    can = takeable(found, sandbox=sandbox)
    ways = [*can, *(way for way in found.ways if way not in can and way.is_open)]
    ways += [way for way in found.ways if not way.is_open]
    return [
        WayShown(
            channel=way.channel,
            called=word("channels", way.channel),
            facts=tuple(_facts(way, found)),
            note=None if way.note is None else Both(way.note["zh"], way.note["en"]),
            chosen=way is chosen,
            simulated=way.channel not in ONLINE,
            address=f"?{urlencode({**given, 'way': way.channel})}#apply" if way in can else None,
            only_for=None if way.is_open else _listed("applicants", way.applicants),
            lists=tuple(_lists(way, found, given)),
        )
        for way in ways
    ]


def _lists(way: Way, found: Preflight, given: Mapping[str, str]) -> Iterator[tuple[Both, str]]:
    """Lists of what to bring, where there is anything to bring or somewhere to go."""
    if way.channel in ONLINE and not papers_of(way, found.applicant):
        return
    for who in comers(found, way):
        query = urlencode({**given, "way": way.channel, "who": who})
        yield word("applicants", who), f"/my-matters/{found.matter}/materials.pdf?{query}"


def _facts(way: Way, found: Preflight) -> Iterator[tuple[Both, Both]]:
    papers = papers_of(way, found.applicant)
    told = _listed("papers", papers) if papers else phrase("papers_none")
    yield phrase("mt_papers"), phrase("not_known") if way.papers is None else told
    if replaced := [one for one in way.may_commit if one in papers]:
        yield phrase("mt_commit_for"), _listed("papers", replaced)
    if way.identity:
        yield phrase("prove"), joined((word("identity", one) for one in way.identity), "or")
    yield phrase("fee"), phrase("not_known") if way.fee is None else _fee(way.fee)
    if way.trips is not None:
        yield (
            phrase("trips"),
            phrase(f"trips_{way.trips}" if way.trips < 2 else "trips_n", count=way.trips),
        )
    days = _days(found, way)
    yield phrase("days"), days or phrase("mt_days_unknown")
    if way.places and way.channel not in ONLINE:
        yield phrase("places"), joined((word("places", one) for one in way.places), "or")


def _days(found: Preflight, way: Way) -> Both | None:
    count = way.days if way.days is not None else found.promised_days
    return None if count is None else _working_days(count)


def _working_days(count: int) -> Both:
    return phrase("days_n", count=count) if count else phrase("days_0")


def _fee(fee: str | None) -> Both:
    return phrase("fee_n", fee=fee) if fee is not None and fen(fee) else phrase("fee_0")


def _listed(words: str, found: Sequence[str]) -> Both:
    return joined(word(words, one) for one in found)
