"""A case as its page tells it: how far it is, who has it, until when, what is asked for. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from yika.access.model import Role
from yika.faces.portal.fields import Option
from yika.faces.portal.matters import fields
from yika.faces.portal.phrases import day, instant, joined, phrase, word
from yika.ground.days import beijing_day
from yika.guide.telling import Both
from yika.matters.cases import numbers, rules
from yika.matters.cases.doing import act_of
from yika.matters.cases.model import Case, CaseTold, PaperState, State, StepTaken
from yika.matters.definitions import SANCTIONS

TONES: Final = {
    State.DONE: "yes",
    State.REFUSED: "no",
    State.LAPSED: "no",
    State.DRAFT: "half",
    State.PAPERS_ASKED: "half",
}
UPLOADS: Final = (State.DRAFT, State.SUBMITTED, State.PAPERS_ASKED)
WITHDRAWS: Final = (*UPLOADS, State.ACCEPTED)
Rows = tuple[tuple[Both, Both], ...]


@dataclass(frozen=True, slots=True)
class Brief:
    """A case in a list."""

    address: str
    number: str
    matter: Both
    state: Both
    tone: str
    note: Both


@dataclass(frozen=True, slots=True)
class PaperShown:
    """A paper of a case."""

    paper: str
    called: Both
    state: Both
    tone: str
    file: str | None
    may_commit: bool
    wanted: bool  # it can still be handed in
    is_there: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A whole case."""

    number: str
    plain: str
    key: str  # of the matter
    matter: Both
    state: str
    tone: str
    headline: Both
    todo: Both
    facts: Rows
    content: Rows
    papers: tuple[PaperShown, ...]
    takes_papers: bool
    may_withdraw: bool
    is_draft: bool
    decision: Rows
    appeal: tuple[Both, ...] | None  # None: not published here
    steps: tuple[tuple[Both, Both, Both], ...]  # when, what, by whom and what they said
    letters: tuple[tuple[str, Both], ...]  # the address and what it is


def brief(case: Case, now: datetime) -> Brief:
    """A case in a line: how far, and what is next."""
    today = beijing_day(now)
    state = State.LAPSED if rules.has_lapsed(case, today) else case.state
    told = instant(case.opened_at, now)
    note = phrase("k_since", on=told)
    days = rules.days_told(case)
    if rules.waits_for_papers(case, today):
        note = note if days is None else phrase("k_due_complete", count=days)
    elif case.due_on is not None and state not in (State.LAPSED, State.DONE):
        waits = state in (State.DRAFT, State.PAPERS_ASKED)
        note = phrase("k_by_you" if waits else "k_by_us", on=day(case.due_on, now))
    return Brief(
        address=f"/my-matters/cases/{case.number}",
        number=numbers.quoted(case.number),
        matter=word("matters", case.matter),
        state=word("case_states", state),
        tone=TONES.get(state, "plain"),
        note=note,
    )


def page(
    case: Case, told: CaseTold, choices: Mapping[str, Sequence[Option]], now: datetime
) -> Page:
    """All that the page of a case shows."""
    state = State(told.state)
    return Page(
        number=told.number,
        plain=case.number,
        key=case.matter,
        matter=word("matters", told.matter),
        state=state,
        tone=TONES.get(state, "plain"),
        headline=phrase(f"k_state_{state}"),
        todo=_todo(told, state, now),
        facts=tuple(_facts(told, state, now)),
        content=tuple(fields.told(act_of(case), choices)),
        papers=tuple(_papers(told, state)),
        takes_papers=state in UPLOADS and any(_wanted(one.state) for one in told.papers),
        may_withdraw=state in WITHDRAWS,
        is_draft=state is State.DRAFT,
        decision=tuple(_decision(told.decision or {}, now)),
        appeal=_appeal(told) if state is State.REFUSED else (),
        steps=tuple(_step(one, now) for one in reversed(told.steps)),
        letters=tuple(_letters(case, state)),
    )


def _todo(told: CaseTold, state: State, now: datetime) -> Both:
    """What whoever applied does next."""
    lacking = [word("papers", one.paper) for one in told.papers if one.state == PaperState.NEEDED]
    match state:
        case State.PAPERS_ASKED:
            by = phrase("k_no_day") if told.due_on is None else day(told.due_on, now)
            return phrase("k_todo_papers", papers=joined(lacking), by=by)
        case State.DRAFT if told.due_on is not None:
            return phrase("k_todo_draft_until", by=day(told.due_on, now))
        case State.SUBMITTED if lacking:
            return phrase("k_todo_lacking", papers=joined(lacking))
        case _:
            return phrase(f"k_todo_{state}")


def _facts(told: CaseTold, state: State, now: datetime) -> Iterator[tuple[Both, Both]]:
    yield phrase("k_number"), Both(told.number, told.number)
    if told.with_whom is not None:
        yield phrase("k_with"), word("case_with", told.with_whom)
    if told.with_whom is not None and told.with_whom != "applicant":
        yield phrase("k_due"), _due(told.due_on, now, told)
    yield phrase("k_applicant"), word("applicants", told.applicant)
    yield phrase("k_channel"), word("channels", told.channel)
    if told.submitted_at is not None:
        yield phrase("k_submitted"), instant(told.submitted_at, now)
    if told.closed_at is not None and state is not State.DRAFT:
        yield phrase("k_closed"), instant(told.closed_at, now)


def _due(due_on: date | None, now: datetime, told: CaseTold) -> Both:
    """By when the agency decides; late is said as it is, and so is that no day is published."""
    if told.due_if_complete_today is not None:
        on = day(told.due_if_complete_today, now)
        return phrase("k_due_once", days=told.days_once_complete, on=on)
    if due_on is None:
        return phrase("k_due_unknown")
    found = phrase("k_due_late" if told.is_late else "k_due_on", on=day(due_on, now))
    extra = phrase("provisional") if told.due_provisional else Both("", "")
    return Both(found.zh + extra.zh, found.en + extra.en)


def _papers(told: CaseTold, state: State) -> Iterator[PaperShown]:
    tones = {PaperState.NEEDED: "half", PaperState.GIVEN: "yes", PaperState.COMMITTED: "yes"}
    for one in told.papers:
        yield PaperShown(
            paper=one.paper,
            called=word("papers", one.paper),
            state=word("paper_states", one.state),
            tone=tones.get(PaperState(one.state), "plain"),
            file=one.file,
            may_commit=one.may_commit,
            wanted=state in UPLOADS and _wanted(one.state),
            is_there=one.state in (PaperState.GIVEN, PaperState.COMMITTED),
        )


def _wanted(state: str) -> bool:
    return state != PaperState.WAIVED


def _decision(found: Mapping[str, Any], now: datetime) -> Iterator[tuple[Both, Both]]:
    if not found:
        return
    yield phrase("k_outcome"), word("case_steps", found["outcome"])
    yield phrase("k_decided_on"), instant(found["at"], now)
    if found.get("reasons"):
        yield phrase("k_reasons"), Both(found["reasons"], found["reasons"])
    if found.get("approved_amount") is not None:
        yield phrase("k_amount"), phrase("yuan_n", amount=found["approved_amount"])


def _appeal(told: CaseTold) -> tuple[Both, ...] | None:
    if told.appeal is None:
        return None
    return tuple(_way_of_appeal(one) for one in told.appeal)


def _way_of_appeal(one: Mapping[str, Any]) -> Both:
    name = Both(one["name"]["zh"], one["name"]["en"])
    for unit in ("days", "months"):
        if isinstance(one.get(unit), int):
            return phrase(f"k_appeal_{unit}", name=name, count=one[unit])
    return name


def _step(one: StepTaken, now: datetime) -> tuple[Both, Both, Both]:
    by = {Role.HOLDER: "k_by_applicant", Role.EMPLOYER: "k_by_employer"}
    who = phrase(by.get(Role(one.role), "k_by_office"))
    if one.step == "done":
        who = phrase("k_by_itself")
    if one.step in ("paper_given", "paper_committed"):
        paper = word("papers", str(one.facts.get("paper", "")))
        what = joined([word("case_steps", one.step), paper], "mt_colon")
    else:
        what = word("case_steps", one.step)
    said = Both(one.text, one.text) if one.text else Both("", "")
    return instant(one.at, now), what, joined([who, said], "mt_colon") if one.text else who


def _letters(case: Case, state: State) -> Iterator[tuple[str, Both]]:
    here = f"/my-matters/cases/{case.number}"
    if case.submitted_at is not None and case.matter not in SANCTIONS:
        accepted = case.last("accepted", "approved", "done") is not None
        yield f"{here}/receipt.pdf", phrase("k_receipt_accepted" if accepted else "k_receipt")
    if state in (State.DONE, State.REFUSED) and case.last("approved", "refused") is not None:
        yield f"{here}/decision.pdf", phrase("k_decision")
    done = case.last("done")
    if done is not None and (number := done.facts.get("document_id")) is not None:
        yield f"/my-matters/documents/{number}.pdf", phrase("k_issued")
