"""The plan and the care of today as *My card* lists them. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from yika.faces.portal import views
from yika.faces.portal.phrases import NOTHING, has_phrase, instant, joined, phrase, word
from yika.ground.money import fen
from yika.guide.telling import Both
from yika.policy.load import Book
from yika.standing.model import Care, Plan, Standing, Verdict, Visit, Wait

AGENCY = "agency"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of a list, with what is to be known of it."""

    what: Both
    where: Both | None
    facts: tuple[tuple[Both, Both], ...]
    notes: tuple[Both, ...]


@dataclass(frozen=True, slots=True)
class Route:
    """The visits of a plan in order, and what they come to."""

    condition: Both | None
    altogether: Both
    items: tuple[Item, ...]
    waits: tuple[Both, ...]
    goes_out: bool


def routes(standing: Standing) -> tuple[Route, ...]:
    """The plan, and the other one where it depends on something; none where nothing is to do."""
    plan, at = standing.plan, standing.at
    if not plan.waits and all(one.optional for one in plan.visits):
        return ()
    if plan.otherwise is None:
        return (_route(plan, None, at),)
    found, not_found = phrase("plan_if_found"), phrase("plan_if_not_found")
    return _route(plan, found, at), _route(plan.otherwise, not_found, at)


def care(standing: Standing, book: Book) -> tuple[Item, ...]:
    """What can be used for care today, where not everything works."""
    if standing.verdict is Verdict.WORKS:
        return ()
    return tuple(_care(one, book) for one in standing.care_now)


def _route(plan: Plan, condition: Both | None, at: datetime) -> Route:
    visits = [one for one in plan.visits if not one.optional]
    trips = phrase(f"trips_{plan.trips}" if plan.trips < 2 else "trips_n", count=plan.trips)
    return Route(
        condition=condition,
        altogether=phrase("plan_all", trips=trips, fee=_fee(plan.fee), when=_when(plan, at)),
        items=tuple(_visit(one, at) for one in visits),
        waits=tuple(_wait(one, at) for one in plan.waits),
        goes_out=plan.trips > 0,
    )


def _when(plan: Plan, at: datetime) -> Both:
    if plan.done_at is None:
        decided = any(one.ended_by == AGENCY for one in plan.waits)
        return phrase("plan_when_decided" if decided else "plan_when_unknown")
    if plan.done_at <= at:
        return phrase("plan_when_now")
    told = phrase("plan_when", when=instant(plan.done_at, at))
    extra = phrase("provisional") if plan.provisional else NOTHING
    return Both(told.zh + extra.zh, told.en + extra.en)


def _visit(visit: Visit, at: datetime) -> Item:
    channel = word("channels", visit.channel)
    places = joined((word("places", one) for one in visit.places), "or")
    return Item(
        what=joined(_to_do(matter) for matter in visit.matters),
        where=joined([channel, places]) if visit.places else channel,
        facts=tuple(_facts(visit, at)),
        notes=tuple(_notes(visit)),
    )


def _to_do(matter: str) -> Both:
    key = f"plan_do_{matter}"
    return phrase(key) if has_phrase(key) else views.to_do(matter)


def _facts(visit: Visit, at: datetime) -> Iterator[tuple[Both, Both]]:
    yield phrase("plan_for"), joined(word("causes", cause) for cause in visit.causes)
    if visit.begins_at is not None and visit.begins_at > at:
        yield phrase("plan_from"), instant(visit.begins_at, at)
    if visit.papers is not None:
        named = [word("papers", paper) for paper in visit.papers]
        yield phrase("papers"), joined(named) if named else phrase("papers_none")
    if visit.identity:
        yield phrase("prove"), joined((word("identity", one) for one in visit.identity), "or")
    if visit.fee is not None:
        yield phrase("fee"), _fee(visit.fee)
    if visit.who:
        yield phrase("plan_who"), joined(word("applicants", one) for one in visit.who)
    if visit.done_at is not None and visit.done_at > at:
        yield phrase("plan_done"), instant(visit.done_at, at)


def _notes(visit: Visit) -> Iterator[Both]:
    for note in visit.notes:
        yield Both(note.get("zh", ""), note.get("en", ""))
    if visit.unknown:
        what = joined(phrase(f"plan_unknown_{name}") for name in visit.unknown)
        yield phrase("plan_some_unknown", what=what)


def _wait(wait: Wait, at: datetime) -> Both:
    cause = word("causes", wait.cause)
    if wait.until is not None:
        return phrase("plan_wait", cause=cause, when=instant(wait.until, at))
    return phrase(f"plan_wait_{'decided' if wait.ended_by == AGENCY else 'unknown'}", cause=cause)


def _fee(fee: str | None) -> Both:
    if fee is None:
        return phrase("plan_fee_unknown")
    return phrase("fee_n", fee=fee) if fen(fee) else phrase("fee_0")


def _care(one: Care, book: Book) -> Item:
    """A credential, or another way, with its limits, its best way and the law behind it."""
    what = word("credentials" if one.kind == "credential" else "cares", one.credential or one.kind)
    if one.kind == "e_credential":
        what = word("cares", one.kind)
    limits = [word("care_limits", limit) for limit in one.limits]
    notes = [joined(limits, "semicolon")] if limits else []
    if one.ways and one.kind != "credential":
        notes.append(_best(one))
    laws = [views.title(book, ref.id) for ref in one.policy]
    if laws:
        notes.append(phrase("care_law", laws=joined(laws)))
    uses = views.doing(one.uses)
    return Item(what, phrase("care_uses", uses=uses) if one.uses else None, (), tuple(notes))


def _best(one: Care) -> Both:
    way = one.ways[0]
    return phrase(
        "care_best",
        what=views.to_do(way.matter),
        where=word("channels", way.channel),
        papers=_papers(way.papers),
    )


def _papers(papers: Sequence[str] | None) -> Both:
    if papers is None:
        return phrase("not_known")
    return joined(word("papers", one) for one in papers) if papers else phrase("papers_none")
