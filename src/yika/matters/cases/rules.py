"""What may happen in a case, by its state and by who asks: pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from yika.access.model import Actor, Duty, Role
from yika.access.service import DutyNeeded, OfficersOnly, OtherRegion
from yika.ground.days import add_working_days, beijing_day, is_provisional
from yika.ground.errors import Conflict, Refused, YikaError
from yika.matters.cases import steps
from yika.matters.cases.model import Case, Paper, PaperState, State, With
from yika.matters.model import Act


class NotNow(Conflict):
    """The case is not where this step is taken. Facts: step, state, allowed (states)."""

    code = "case_not_there"


class PapersAskedAlready(Conflict):
    """Papers are asked for once and completely. Facts: papers asked for then."""

    code = "papers_asked_already"


class AskedTooLate(Refused):
    """The days in which papers may be asked for are over: the case counts as complete.

    Facts: asked_by (day).
    """

    code = "asked_too_late"


class NothingMissing(Refused):
    """Every paper of the case is there. Facts: none."""

    code = "nothing_missing"


class PapersMissing(Refused):
    """The case cannot go on without papers. Facts: papers."""

    code = "papers_missing"


class PaperNotOfCase(Refused):
    """The matter does not ask for that paper. Facts: paper, papers (that it asks for)."""

    code = "paper_not_of_case"


class NoCommitment(Refused):
    """A commitment does not stand for that paper here. Facts: paper, allowed."""

    code = "no_commitment"


class SameOfficer(Refused):
    """Whoever handled or proposed does not confirm: two people decide. Facts: none."""

    code = "same_officer"


class TwoDecide(Refused):
    """One officer proposes, another confirms: this matter is not decided by one. Facts: matter."""

    code = "two_decide"


class OneDecides(Refused):
    """One officer decides on this matter; there is nothing to propose. Facts: matter."""

    code = "one_decides"


class ReasonsNeeded(Refused):
    """A refusal says why, and so does sending back. Facts: none."""

    code = "reasons_needed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The days a region gives for handling one matter; None where it has not published any."""

    limit: int | None = None  # working days, statutory
    promised: int | None = None  # working days, of the agency
    asked_within: int | None = None  # working days to ask for papers
    given_within: int | None = None  # working days to bring them
    draft_kept: int | None = None  # days

    @property
    def days(self) -> int | None:
        """The working days until a decision: as promised, else as the law sets."""
        return self.limit if self.promised is None else self.promised


# In which states a step is taken.
IN_STATES: Final[dict[type[steps.AnyStep], tuple[State, ...]]] = {
    steps.Save: (State.DRAFT,),
    steps.Submit: (State.DRAFT,),
    steps.Correct: (State.SUBMITTED, State.PAPERS_ASKED, State.ACCEPTED),
    steps.AskPapers: (State.SUBMITTED,),
    steps.GivePaper: (State.DRAFT, State.SUBMITTED, State.PAPERS_ASKED),
    steps.CommitPaper: (State.DRAFT, State.SUBMITTED, State.PAPERS_ASKED),
    steps.Accept: (State.SUBMITTED,),
    steps.Decide: (State.ACCEPTED,),
    steps.Propose: (State.ACCEPTED,),
    steps.Confirm: (State.PROPOSED,),
    steps.SendBack: (State.PROPOSED,),
    steps.Withdraw: (State.DRAFT, State.SUBMITTED, State.PAPERS_ASKED, State.ACCEPTED),
}
CHECKS: Final = (steps.Confirm, steps.SendBack)
# Only officers take these.
DECIDES: Final = (steps.Accept, steps.AskPapers, steps.Decide, steps.Propose, *CHECKS)
# Whoever took one of these steps does not check.
HANDLED: Final = ("opened", "corrected", "papers_asked", "accepted", "proposed")


def duty_for(step: type[steps.AnyStep], act: type[Act]) -> Duty:
    """What an officer has to be there for to take a step."""
    if issubclass(step, CHECKS):
        return Duty.CHECK
    return Duty.INVESTIGATE if act.is_sanction else Duty.HANDLE


def about_authority(
    case: Case, act: type[Act], actor: Actor, step: type[steps.AnyStep]
) -> list[YikaError]:
    """What stands against this officer taking this step."""
    if actor.role is not Role.OFFICER:
        return [OfficersOnly(matter=case.matter)]
    found: list[YikaError] = []
    if not actor.is_of(case.person.region):
        found.append(OtherRegion(region=case.person.division))
    duty = duty_for(step, act)
    if not actor.has(duty):
        found.append(DutyNeeded(duties=[duty], matter=case.matter))
    if issubclass(step, CHECKS) and actor.name in handled_by(case):
        found.append(SameOfficer())
    return found


def about_applying(case: Case, actor: Actor) -> list[YikaError]:
    """What stands against an officer doing the applicant's part; who else may see it may.

    Whoever checks does not: only who handles cases, or sits where it was applied for.
    """
    if actor.role is not Role.OFFICER:
        return []
    if not actor.is_of(case.person.region):
        return [OtherRegion(region=case.person.division)]
    if actor.has(Duty.HANDLE, Duty.INVESTIGATE):
        return []
    if actor.is_bound and actor.channel == case.channel:
        return []
    return [DutyNeeded(duties=[Duty.HANDLE], matter=case.matter)]


def handled_by(case: Case) -> set[str]:
    """The officers who had a hand in the case before it is checked."""
    return {one.actor for one in case.steps if one.role == Role.OFFICER and one.step in HANDLED}


def about_state(
    case: Case, step: steps.AnyStep, today: date, actor: Actor | None = None
) -> list[YikaError]:
    """What stands against a step by how far the case is; one whose applicant let it pass lapsed."""
    tag = str(step.__struct_config__.tag)
    if has_lapsed(case, today):
        return [NotNow(step=tag, state=State.LAPSED, allowed=list(IN_STATES[type(step)]))]
    if isinstance(step, steps.AskPapers) and (asked := case.last("papers_asked")) is not None:
        return [PapersAskedAlready(papers=asked.facts["papers"])]
    allowed = IN_STATES[type(step)]
    if isinstance(step, steps.Correct) and actor is not None and actor.role is not Role.OFFICER:
        allowed = (State.PAPERS_ASKED,)
    if case.state in allowed:
        return []
    return [NotNow(step=tag, state=case.state, allowed=list(allowed))]


def about_decision(
    case: Case, act: type[Act], step: steps.Decide | steps.Propose
) -> list[YikaError]:
    """What stands against a decision as such."""
    found: list[YikaError] = []
    if isinstance(step, steps.Decide) and act.decision == "two":
        found.append(TwoDecide(matter=case.matter))
    if isinstance(step, steps.Propose) and act.decision != "two":
        found.append(OneDecides(matter=case.matter))
    if step.outcome == "refuse":
        found += about_reasons(step.reasons)
    return found


def about_reasons(reasons: str | None) -> list[YikaError]:
    """Whoever refuses, or sends back, says why."""
    return [] if (reasons or "").strip() else [ReasonsNeeded()]


def missing(case: Case, again: Sequence[str] = ()) -> list[str]:
    """The papers that are missing, with those given that cannot be used."""
    return [
        one.paper for one in case.papers if one.state == PaperState.NEEDED or (one.paper in again)
    ]


def paper_of(case: Case, paper: str) -> Paper:
    """A paper the case asks for. Fails with PaperNotOfCase."""
    found = next((one for one in case.papers if one.paper == paper), None)
    if found is None:
        raise PaperNotOfCase(paper=paper, papers=[one.paper for one in case.papers])
    return found


def about_asking(case: Case, today: date) -> None:
    """Papers are asked for within the days of the region. Fails with AskedTooLate."""
    over = _asking_over(case, today)
    if over is not None:
        raise AskedTooLate(asked_by=over)


def counts_as_complete(case: Case, today: date) -> bool:
    """Whether nobody asked for papers while it was time: the case goes on without them."""
    return case.last("papers_asked") is None and _asking_over(case, today) is not None


def waits_for_papers(case: Case, today: date) -> bool:
    """Whether the days of the agency do not run: it is handed in, and papers are missing.

    Those of what counts as complete do. The query `queue` says the same.
    """
    lacks = case.state is State.SUBMITTED and bool(missing(case))
    return lacks and not counts_as_complete(case, today)


def days_told(case: Case) -> int | None:
    """The working days that whoever handed the case in was told of; None where none are set."""
    handed_in = case.last("submitted")
    days = None if handed_in is None else handed_in.facts.get("days")
    return days if isinstance(days, int) else None


def _asking_over(case: Case, today: date) -> date | None:
    """The last day to ask for papers, once it is over; None while one may, or always.

    It is the day that stands in the step of handing in, by the law of then.
    """
    handed_in = case.last("submitted")
    told = None if handed_in is None else handed_in.facts.get("ask_by")
    by = None if told is None else date.fromisoformat(told)
    return by if by is not None and by < today else None


def draft_until(terms: Terms, today: date) -> tuple[date | None, bool]:
    """Until when a draft is kept that was touched today."""
    return (None if terms.draft_kept is None else today + timedelta(days=terms.draft_kept)), False


def due(terms: Terms, complete_at: datetime) -> tuple[date | None, bool]:
    """By when the agency decides on what was complete then, and whether that is provisional."""
    return counted(terms.days, complete_at)


def counted(days: int | None, since: datetime) -> tuple[date | None, bool]:
    """The day so many working days later, and whether the calendar of then is not published."""
    if days is None:
        return None, False
    day = add_working_days(beijing_day(since), days)
    return day, is_provisional(day)


def has_it(state: State, *, is_sanction: bool) -> With | None:
    """Who has a case now."""
    match state:
        case State.DRAFT | State.PAPERS_ASKED:
            return "applicant"
        case State.PROPOSED:
            return "checker"
        case State.SUBMITTED | State.ACCEPTED:
            return "investigator" if is_sanction else "handler"
        case _:
            return None


def is_late(state: State, due_on: date | None, today: date) -> bool:
    """Whether the agency is over its day; what waits for the applicant is not late."""
    with_agency = (State.SUBMITTED, State.ACCEPTED, State.PROPOSED)
    return state in with_agency and due_on is not None and due_on < today


def has_lapsed(case: Case, today: date) -> bool:
    """Whether the applicant let the day pass by which they had to act."""
    waits = case.state in (State.DRAFT, State.PAPERS_ASKED)
    return waits and case.due_on is not None and case.due_on < today
