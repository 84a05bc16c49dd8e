"""*My card* as its template wants it: the standing, told, with a form at every remedy. Pure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from yika.faces.portal import views
from yika.faces.portal.fields import IN_PERSON
from yika.faces.portal.forms import Form, Maker
from yika.faces.portal.phrases import instant, phrase, word
from yika.faces.portal.timeline import FAR, Point, coming, counts, timeline
from yika.faces.portal.views import Answer, Law
from yika.guide.telling import Both
from yika.policy.load import Book
from yika.standing.model import CardShown, Hold, Hotline, Remedy, Standing, UseState


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way to mend a hold, with its button if it can be done here."""

    do: Both
    channel: Both
    days: Both
    trips: Both
    fee: Both
    papers: tuple[Both, ...] | None  # None: not known here
    identity: tuple[Both, ...] | None
    places: tuple[Both, ...]
    out: bool  # whether one has to go there
    agent: Both
    done_by: Both | None
    note: Both | None
    form: Form | None
    not_yours: bool
    policy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """A hold as the page shows it."""

    anchor: str
    title: Both
    plain: Both
    tip: bool
    stops: tuple[Both, ...]
    since: Both
    until: Both
    ended_by: Both
    expected: Both | None
    ways: tuple[Way, ...]
    office: tuple[Form, ...]
    hotlines: tuple[tuple[str, Both], ...]  # numbers to ask, and whose they are
    laws: tuple[Law, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plastic:
    """A card or e-credential as the page shows it."""

    title: Both
    current: bool
    stage: Both
    number: str
    rows: tuple[tuple[Both, Both], ...]
    letter: Form | None


@dataclass(frozen=True, slots=True)
class Cell:
    """Uses of one credential that are in the same state."""

    uses: Both
    open: bool
    cause: Both | None
    change: Both | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Everything of *My card*."""

    standing: Standing
    answer: Answer
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
    reasons = [_reason(hold, f"{n}", maker, book) for n, hold in enumerate(main, 1)]
    tips = [_reason(hold, f"{n}", maker, book) for n, hold in enumerate(other, len(main) + 1)]
    offices = [form for reason in (*reasons, *tips) for form in reason.office]
    offered = any(form.hidden["act"] == "advance_card" for form in offices)
    making = [] if offered else maker.of_making("m")
    return Page(
        standing=standing,
        answer=views.answer(standing),
        reasons=tuple(reasons),
        tips=tuple(tips),
        table=tuple(
            _row(credential, states, standing.at) for credential, states in standing.uses.items()
        ),
        points=tuple(timeline(standing)),
        coming=coming(standing),
        counts=tuple(counts(standing)),
        cards=tuple(_plastic(card, maker, standing.at) for card in standing.cards),
        making=tuple(making),
        always=tuple(maker.always()),
        unknown=tuple(views.title(book, policy) for policy in standing.unknown),
        key=uuid4().hex,
    )


def _reason(hold: Hold, number: str, maker: Maker, book: Book) -> Reason:
    at = maker.standing.at
    until = (
        phrase("until_open")
        if hold.until is None
        else phrase("until_itself", until=instant(hold.until, at))
    )
    expected = None if hold.expected_on is None else views.day(hold.expected_on, at)
    return Reason(
        anchor=f"reason-{number}",
        title=word("causes", hold.cause),
        plain=views.plain(hold.cause),
        tip=hold.cause in views.TIPS,
        stops=tuple(
            phrase("works_for", credential=word("credentials", credential), uses=views.doing(uses))
            for credential, uses in hold.credentials.items()
            if uses
        ),
        since=phrase("always") if hold.since is None else instant(hold.since, at),
        until=until,
        ended_by=word("ended_by", hold.ended_by),
        expected=expected,
        ways=tuple(
            _way(hold, remedy, f"{number}-{n}", maker) for n, remedy in enumerate(hold.remedies, 1)
        ),
        office=tuple(maker.of_office(hold, number)),
        hotlines=tuple((line.number, _called(line)) for line in hold.hotlines),
        laws=tuple(views.laws(hold.policy, book, at)),
    )


def _called(line: Hotline) -> Both:
    hours = f"（{line.hours}）" if line.hours else ""
    return Both(line.name.get("zh", "") + hours, line.name.get("en", "") + hours)


def _words(kind: str, names: Sequence[str] | None) -> tuple[Both, ...] | None:
    return None if names is None else tuple(word(kind, name) for name in names)


def _way(hold: Hold, remedy: Remedy, number: str, maker: Maker) -> Way:
    note = remedy.note
    return Way(
        do=views.to_do(remedy.matter),
        channel=word("channels", remedy.channel),
        days=views.days(remedy),
        trips=views.trips(remedy),
        fee=views.fee(remedy),
        papers=_words("papers", remedy.papers),
        identity=_words("identity", remedy.identity),
        places=_words("places", remedy.places) or (),
        out=remedy.channel in IN_PERSON,
        agent=phrase(f"agent_{remedy.agent}"),
        done_by=views.done_by(remedy, maker.standing.at),
        note=None if not note else Both(note.get("zh", ""), note.get("en", "")),
        form=maker.of_remedy(hold, remedy, number),
        not_yours=not maker.may(remedy),
        policy="、".join(remedy.policy),
    )


def _row(
    credential: str, states: Mapping[str, UseState], at: datetime
) -> tuple[Both, tuple[Cell, ...]]:
    """A credential with its uses, those alike together."""
    alike: dict[tuple[bool, Both | None, Both | None], list[str]] = defaultdict(list)
    for use, state in states.items():
        alike[_state(state, at)].append(use)
    cells = (Cell(views.doing(uses), *state) for state, uses in alike.items())
    return word("credentials", credential), tuple(cells)


def _state(state: UseState, at: datetime) -> tuple[bool, Both | None, Both | None]:
    """Open or not, why not, and what time alone changes."""
    cause = word("causes", state.holds[0]) if state.holds else None
    change = None
    if state.open and state.closes_at is not None and state.closes_at - at <= FAR:
        change = phrase("closes_on", when=instant(state.closes_at, at))
    elif not state.open and state.opens_at is not None:
        change = phrase("opens_on", when=instant(state.opens_at, at))
    return state.open, cause, change


def _plastic(card: CardShown, maker: Maker, at: datetime) -> Plastic:
    electronic = card.form == "electronic"
    bank = Both(f"（{card.bank}）", f" ({card.bank})") if card.bank else Both("", "")
    issuer = word("issuers", card.issuer)
    rows: list[tuple[Both, Both]] = []
    if not electronic:
        rows.append((phrase("card_generation"), word("generations", card.generation)))
        rows.append((phrase("card_issuer"), Both(issuer.zh + bank.zh, issuer.en + bank.en)))
    if card.expires_on is not None:
        rows.append((phrase("card_expires"), views.day(card.expires_on, at)))
    if card.ready_on is not None:
        rows.append((phrase("card_ready"), views.day(card.ready_on, at)))
    if card.letter is not None:
        rows.append((phrase("card_letter"), phrase(card.letter)))
    if not electronic:
        rows.append((phrase("card_uses"), phrase("card_uses_n", count=card.uses_since_statement)))
    used = phrase("never_used") if card.last_used_at is None else instant(card.last_used_at, at)
    rows.append((phrase("card_last_used"), used))
    return Plastic(
        title=word("credentials", "e_credential" if electronic else "card"),
        current=card.is_current,
        stage=phrase(f"stage_{card.stage or 'none'}"),
        number=card.number,
        rows=tuple(rows),
        letter=maker.of_letter(card),
    )
