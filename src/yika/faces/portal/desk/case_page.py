"""A case as its page on the desk shows it. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from yika.access.model import Actor
from yika.faces.portal.desk.amounts import Amounts, amounts
from yika.faces.portal.desk.offers import FORGIVING, Offered, offered, takes_file
from yika.faces.portal.phrases import day, instant, joined, phrase, word
from yika.ground.days import beijing_day
from yika.guide.comes_to import CaseForOfficers
from yika.guide.telling import Both
from yika.matters.cases import rules
from yika.matters.cases.model import Case, CaseTold, Paper, PaperState, State, StepTaken
from yika.matters.claim_acts import AskPremiumAid, ClaimMaternity, Reimburse
from yika.matters.model import Act
from yika.matters.sanction_acts import AppealSuspension

Rows = tuple[tuple[Both, Both], ...]
PLAIN: Final = ("approved_amount", "months")  # facts of a step that are told as they are
PAYMENTS: Final = (Reimburse, ClaimMaternity, AskPremiumAid)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperShown:
    """A paper of a case, with its file and what can be done about it."""

    paper: str
    called: Both
    state: str
    told: Both
    when: Both | None
    file: str | None
    to_see: bool  # an officer may still say that they saw it
    to_scan: bool  # an officer may add the file
    to_commit: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StepShown:
    """A step that was taken, by whom, and what was said."""

    when: Both
    what: Both
    who: Both
    facts: Rows
    text: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePage:
    """Everything of a case on the desk."""

    number: str
    plain: str  # as addresses have it
    person: str
    title: Both
    state: Both
    tone: str  # good | bad | open
    head: Rows
    asks: Rows
    papers: tuple[PaperShown, ...]
    missing: Both | None
    asked: Both | None  # what was asked for, and until when it is to come
    steps: tuple[StepShown, ...]
    letters: tuple[tuple[str, Both], ...]  # kinds of documents that can be printed
    offered: Offered
    comes: Amounts | None  # what the rules give, where money is decided
    is_payment: bool  # a decision may name an amount
    is_shortening: bool  # a decision may say how many months are left of a term
    proposal: StepShown | None
    needs_two: bool


def case_page(
    case: Case,
    told: CaseForOfficers,
    act: type[Act],
    asks: Sequence[tuple[Both, Both]],
    actor: Actor,
    now: datetime,
) -> CasePage:
    """The whole page of one case for one officer."""
    open_ones = offered(case, act, actor, now)
    missing, asked = rules.missing(case), case.last("papers_asked")
    proposed = next((one for one in reversed(told.steps) if one.step == "proposed"), None)
    if told.state != "proposed":
        proposed = None
    return CasePage(
        number=told.number,
        plain=case.number,
        person=told.person,
        title=word("matters", told.matter),
        state=word("case_states", told.state),
        tone={"done": "good", "refused": "bad", "lapsed": "bad"}.get(told.state, "open"),
        head=tuple(_head(told, now)),
        asks=tuple(asks),
        papers=tuple(_paper(one, open_ones, now) for one in told.papers),
        missing=_papers(missing) if missing and case.is_open else None,
        asked=None if asked is None else _asked(asked, now),
        steps=tuple(_step(one, now) for one in reversed(told.steps)),
        letters=tuple(_letters(case)),
        offered=open_ones,
        comes=None if told.comes_to is None else amounts(told.comes_to, now),
        is_payment=issubclass(act, PAYMENTS),
        is_shortening=issubclass(act, AppealSuspension),
        proposal=None if proposed is None else _step(proposed, now),
        needs_two=act.decision == "two",
    )


def due(on: date | None, now: datetime, *, provisional: bool, is_late: bool) -> Both:
    """The day by which somebody acts, or that the region has published none."""
    if on is None:
        return phrase("d_due_unknown")
    told = day(on, now)
    if provisional:
        told = phrase("d_due_provisional", day=told)
    return phrase("d_due_late", day=told, days=(beijing_day(now) - on).days) if is_late else told


def _head(told: CaseTold, now: datetime) -> Iterator[tuple[Both, Both]]:
    if told.with_whom is not None:
        yield phrase("d_with"), word("case_with", told.with_whom)
        late = due(told.due_on, now, provisional=told.due_provisional, is_late=told.is_late)
        on, days = told.due_if_complete_today, told.days_once_complete
        once = None if on is None else phrase("k_due_once", days=days, on=day(on, now))
        yield phrase("d_due"), once or late
    yield phrase("d_decided_by"), word("decisions", told.decision_by)
    yield phrase("d_applicant"), word("applicants", told.applicant)
    yield phrase("d_channel"), word("channels", told.channel)
    at = told.submitted_at
    yield phrase("d_opened"), instant(told.opened_at, now)
    if at is not None:
        yield phrase("d_submitted"), instant(at, now)
    if told.closed_at is not None:
        yield phrase("d_closed"), instant(told.closed_at, now)


def _paper(paper: Paper, open_ones: Offered, now: datetime) -> PaperShown:
    is_open = "give_paper" in open_ones.open
    return PaperShown(
        paper=paper.paper,
        called=word("papers", paper.paper),
        state=paper.state,
        told=word("paper_states", paper.state),
        when=None if paper.given_at is None else instant(paper.given_at, now),
        file=paper.file,
        to_see=paper.state in FORGIVING and is_open,
        to_scan=takes_file(paper) and is_open,
        to_commit=paper.may_commit
        and paper.state == PaperState.NEEDED
        and "commit_paper" in open_ones.open,
    )


def _asked(step: StepTaken, now: datetime) -> Both:
    by = _day(step.facts.get("given_by"))
    until = phrase("d_due_unknown") if by is None else day(by, now)
    return phrase("d_asked_once", papers=_papers(step.facts["papers"]), until=until)


def _step(step: StepTaken, now: datetime) -> StepShown:
    return StepShown(
        when=instant(step.at, now),
        what=word("case_steps", step.step),
        who=Both(step.actor, step.actor) if step.role == "officer" else _applicant(step),
        facts=tuple(_facts(step.facts, now)),
        text=step.text,
    )


def _applicant(step: StepTaken) -> Both:
    return phrase("d_by_applicant", where=word("channels", step.channel))


def _facts(facts: Mapping[str, Any], now: datetime) -> Iterator[tuple[Both, Both]]:
    if outcome := facts.get("outcome"):
        yield phrase("d_outcome"), phrase(f"d_outcome_{outcome}")
    for name in PLAIN:
        if name in facts:
            yield phrase(f"d_{name}"), Both(str(facts[name]), str(facts[name]))
    for fact in ("papers", "missing"):
        if fact in facts:
            yield phrase("d_lacking"), _papers(facts[fact])
    if "paper" in facts:
        yield phrase("d_paper"), word("papers", facts["paper"])
    by = _day(facts.get("given_by") or facts.get("due_on"))
    if by is not None:
        yield phrase("d_due"), day(by, now)


def _day(told: object) -> date | None:
    """A day of a fact, as it comes from the database or from the step just taken."""
    return (
        told
        if isinstance(told, date)
        else date.fromisoformat(told)
        if isinstance(told, str)
        else None
    )


def _papers(names: Sequence[str]) -> Both:
    return joined(word("papers", one) for one in names)


def _letters(case: Case) -> Iterator[tuple[str, Both]]:
    """The documents of a case that can be printed now, and what to call them."""
    if case.submitted_at is not None:
        accepted = case.last("accepted", "approved", "done") is not None
        yield "receipt", phrase("d_print_accepted" if accepted else "d_print_receipt")
    if case.state in (State.DONE, State.REFUSED) and case.last("approved", "refused") is not None:
        yield "decision", phrase("d_print_decision")
