"""*My card* as its template wants it: the standing, told, with a form at every remedy. Pure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

import msgspec

from yika.faces.portal import verdict, views
from yika.faces.portal.fields import IN_PERSON
from yika.faces.portal.forms import Form, Maker, for_agents
from yika.faces.portal.heeds import Heed, heeds
from yika.faces.portal.phrases import instant, joined, phrase, word
from yika.faces.portal.planned import Item, Route, care, routes
from yika.faces.portal.plastics import Plastic, plastic
from yika.faces.portal.timeline import FAR, Point, coming, counts, timeline
from yika.faces.portal.verdict import Answer
from yika.faces.portal.views import AGENCY, Law
from yika.guide.telling import Both
from yika.policy.load import Book
from yika.standing.model import Hold, Hotline, Remedy, Standing, UseState

# Uses a region does not take a credential for: nothing is wrong with it.
NOT_USED = {"not_accepted": "unused", "acceptance_unknown": "unsure"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way to mend a hold, with its button if it can be done here."""

    do: Both
    subject: str
    channel: Both
    long: Both  # what the time it takes is called: how long it takes, or the office's term
    days: Both
    trips: Both
    fee: Both
    fee_called: Both
    owed: Both | None  # what is to be paid by it
    papers: tuple[Both, ...] | None  # None: not known here
    identity: tuple[Both, ...] | None
    places: tuple[Both, ...]
    out: bool  # whether one has to go there
    agent: Both
    done_by: Both | None
    done_called: Both  # what that day is called
    then: Both | None  # what is still to be done before it works
    note: Both | None
    form: Form | None
    not_yours: bool
    policy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """A hold as the page shows it."""

    anchor: str
    number: int
    title: Both
    plain: Both
    first: Both | None  # what to know before one goes a way
    tip: bool
    stops: tuple[Both, ...]
    since: Both
    until: Both
    ended_by: Both
    expected: Both | None
    periods: Both | None  # the months or years not paid
    share: Both | None  # what the fund pays all the same
    of_cover: bool  # whether it is about insurance, of which there is a page of its own
    no_way: Both  # what is told where nothing can be done
    ways: tuple[Way, ...]
    same_as: "Reason | None"  # an earlier reason with the same ways, which are told there
    office: tuple[Form, ...]
    hotlines: tuple[tuple[str, Both], ...]  # numbers to ask, and whose they are
    laws: tuple[Law, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """Uses of one credential that are in the same state."""

    uses: Both
    kind: str  # open | shut | unused or unsure, where the region does not take it for that
    told: Both
    cause: Both | None
    change: Both | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Everything of *My card*."""

    standing: Standing
    answer: Answer
    heeds: tuple[Heed, ...]
    newer: Form | None
    routes: tuple[Route, ...]
    care: tuple[Item, ...]
    reasons: tuple[Reason, ...]
    tips: tuple[Reason, ...]
    table: tuple[tuple[Both, tuple[Cell, ...]], ...]
    points: tuple[Point, ...]
    coming: bool
    counts: tuple[Both, ...]
    cards: tuple[Plastic, ...]
    making: tuple[Form, ...]
    always: tuple[Form, ...]
    unknown: tuple[Both, ...]
    key: str  # one for each page shown; with a form's id it is the idempotency key


def page(standing: Standing, maker: Maker, book: Book) -> Page:
    """The whole page for one standing."""
    main, other = views.main_holds(standing), views.other_holds(standing)
    every: list[Reason] = []
    for number, hold in enumerate((*main, *other), 1):
        every.append(_reason(hold, number, maker, book, every))
    reasons, tips = every[: len(main)], every[len(main) :]
    always, new = maker.always(), maker.of_newer()
    heeded = heeds(standing, [form.id for form in (*always, new) if form is not None])
    offices = [form for reason in (*reasons, *tips) for form in reason.office]
    offered = any(form.hidden["act"] == "advance_card" for form in offices)
    making = [] if offered else maker.of_making("m")
    return Page(
        standing=standing,
        answer=verdict.answer(standing, heeded=bool(heeded), moved_to=maker.moved_to),
        heeds=tuple(heeded),
        newer=new,
        routes=routes(standing),
        care=care(standing, book),
        reasons=tuple(reasons),
        tips=tuple(tips),
        table=tuple(_row(name, states, standing.at) for name, states in standing.uses.items()),
        points=tuple(timeline(standing)),
        coming=coming(standing),
        counts=tuple(counts(standing)),
        cards=tuple(plastic(card, maker, standing.at) for card in standing.cards),
        making=tuple(making),
        always=tuple(always),
        unknown=tuple(views.title(book, policy) for policy in standing.unknown),
        key=uuid4().hex,
    )


def for_agent(standing: Standing) -> Standing:
    """The standing for somebody who acts for the person: ways open to agents come first."""
    holds = (
        msgspec.structs.replace(hold, remedies=tuple(sorted(hold.remedies, key=for_agents)))
        for hold in standing.holds
    )
    return msgspec.structs.replace(standing, holds=tuple(holds))


def _reason(hold: Hold, number: int, maker: Maker, book: Book, earlier: Sequence[Reason]) -> Reason:
    at = maker.standing.at
    ways = tuple(_way(hold, one, f"{number}-{n}", maker) for n, one in enumerate(hold.remedies, 1))
    same = next((one for one in earlier if ways and _signs(one.ways) == _signs(ways)), None)
    return Reason(
        anchor=f"reason-{number}",
        number=number,
        title=word("causes", hold.cause),
        plain=views.plain(hold, maker.moved_to),
        first=phrase("only_returning") if hold.cause == views.MOVED else None,
        tip=hold.cause in views.TIPS,
        stops=tuple(
            phrase("works_for", credential=word("credentials", credential), uses=views.doing(uses))
            for credential, uses in hold.credentials.items()
            if uses
        ),
        since=phrase("always") if hold.since is None else instant(hold.since, at),
        until=_until(hold, at),
        ended_by=word("ended_by", hold.ended_by),
        expected=hold.expected_on and views.day(hold.expected_on, at),
        periods=joined(views.period(hold, one) for one in hold.periods) if hold.periods else None,
        share=None if hold.share is None else phrase("share_n", share=hold.share),
        of_cover=hold.cause in views.COVER_CAUSES,
        no_way=phrase("no_way" if hold.until is None else "only_wait"),
        ways=ways,
        same_as=same,
        office=tuple(maker.of_office(hold, f"{number}")),
        hotlines=tuple((line.number, _called(line)) for line in hold.hotlines),
        laws=tuple(views.laws(hold.policy, book, at)),
    )


def _until(hold: Hold, at: datetime) -> Both:
    if hold.until is not None:
        return phrase("until_itself", until=instant(hold.until, at))
    if hold.cause == "being_made" and hold.expected_on is not None:
        return phrase("until_made", when=views.day(hold.expected_on, at))
    return phrase("until_open")


def _signs(ways: Sequence[Way]) -> list[object]:
    """What two reasons must have in common for their ways to be told once."""
    return [
        (way.do, way.channel, way.subject, way.form and sorted(way.form.hidden.items()))
        for way in ways
    ]


def _called(line: Hotline) -> Both:
    hours = f"（{line.hours}）" if line.hours else ""
    return Both(line.name.get("zh", "") + hours, line.name.get("en", "") + hours)


def _words(kind: str, names: Sequence[str] | None) -> tuple[Both, ...] | None:
    return None if names is None else tuple(word(kind, name) for name in names)


def _way(hold: Hold, remedy: Remedy, number: str, maker: Maker) -> Way:
    note, pays = remedy.note, remedy.matter == "contribution_pay"
    return Way(
        do=views.to_do(remedy.matter),
        channel=word("channels", remedy.channel),
        subject=hold.subject,
        long=phrase("term" if hold.ended_by == AGENCY else "days"),
        days=views.days(remedy),
        trips=views.trips(remedy),
        fee=views.fee(remedy),
        fee_called=views.fee_called(remedy),
        owed=phrase("yuan_n", amount=maker.owed) if maker.owed and pays else None,
        papers=_words("papers", remedy.papers),
        identity=_words("identity", remedy.identity),
        places=_words("places", remedy.places) or (),
        out=remedy.channel in IN_PERSON,
        agent=phrase(f"agent_{remedy.agent}"),
        done_by=views.done_by(hold, remedy, maker.standing.at),
        done_called=phrase("done_by_claim" if hold.cause in views.COVER_CAUSES else "done_by"),
        then=views.steps(remedy.then) if remedy.then else None,
        note=None if not note else Both(note.get("zh", ""), note.get("en", "")),
        form=maker.of_remedy(hold, remedy, number),
        not_yours=not maker.may(remedy),
        policy="、".join(remedy.policy),
    )


def _row(
    credential: str, states: Mapping[str, UseState], at: datetime
) -> tuple[Both, tuple[Cell, ...]]:
    """A credential with its uses, those alike together."""
    alike: dict[tuple[str, Both | None, Both | None], list[str]] = defaultdict(list)
    for use, state in states.items():
        alike[_state(state, at)].append(use)
    cells: list[Cell] = []
    for (kind, cause, change), uses in alike.items():
        told = {"credential": views.short(credential), "uses": views.doing(uses)}
        cells.append(Cell(told["uses"], kind, phrase(f"cell_{kind}", **told), cause, change))
    return word("credentials", credential), tuple(cells)


def _state(state: UseState, at: datetime) -> tuple[str, Both | None, Both | None]:
    """Open, shut, or not used here for that; why not; and what time alone changes."""
    if state.holds and state.holds[0] in NOT_USED:
        return NOT_USED[state.holds[0]], None, None
    cause = word("causes", state.holds[0]) if state.holds else None
    change = None
    if state.open and state.closes_at is not None and state.closes_at - at <= FAR:
        change = phrase("closes_on", when=instant(state.closes_at, at))
    elif not state.open and state.opens_at is not None:
        change = phrase("opens_on", when=instant(state.opens_at, at))
    return "open" if state.open else "shut", cause, change
