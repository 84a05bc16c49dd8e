"""Which steps an officer may take in a case now, and why not the others. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import msgspec

from yika.access.model import Actor
from yika.faces.portal.asking import FieldUnreadable, WrongChoice
from yika.faces.portal.phrases import phrase
from yika.ground.days import beijing_day
from yika.ground.errors import YikaError
from yika.guide.telling import Told, tell
from yika.matters.cases import rules
from yika.matters.cases.model import Case, Paper, PaperState, State
from yika.matters.cases.steps import (
    Accept,
    AskPapers,
    CommitPaper,
    Confirm,
    Decide,
    GivePaper,
    Propose,
    SendBack,
    Step,
    Submit,
    Withdraw,
)
from yika.matters.model import Act

# What each step would be, to be asked whether it may be taken.
STEPS: Final[dict[str, Step]] = {
    "accept": Accept(),
    "ask_papers": AskPapers(),
    "decide": Decide(outcome="approve"),
    "propose": Propose(outcome="approve"),
    "confirm": Confirm(),
    "send_back": SendBack(reasons=""),
    "submit": Submit(),
    "give_paper": GivePaper(paper="x"),
    "commit_paper": CommitPaper(paper="x"),
    "withdraw": Withdraw(),
}
KINDS: Final = {name: type(step) for name, step in STEPS.items()}
SEEN: Final = "seen-"  # a paper the officer saw
AGAIN: Final = "again-"  # a paper that was given and cannot be used
FORGIVING: Final = (PaperState.NEEDED, PaperState.COMMITTED)
EXAMPLES: Final = {"approved_amount": "1280.50", "months": "3"}


@dataclass(frozen=True, slots=True)
class Offered:
    """The steps that are open, and what stands against those that are due."""

    open: frozenset[str]
    denied: tuple[Told, ...]
    counts_as_complete: bool = False  # the time to ask is over: it goes on without what is missing

    @property
    def any_decision(self) -> str:
        """The step by which this officer decides: decide or propose; empty where neither."""
        return next((one for one in ("decide", "propose") if one in self.open), "")


def offered(case: Case, act: type[Act], actor: Actor, at: datetime) -> Offered:
    """What this officer may do now. A step of the applicant that is not theirs is just not told."""
    today = beijing_day(at)
    late = case.state is State.SUBMITTED and rules.counts_as_complete(case, today)
    found, denied = set[str](), dict[str, Told]()
    for name, step in STEPS.items():
        if rules.about_state(case, step, today) or not _fits(case, act, name, late=late):
            continue
        against = _against(case, act, actor, step)
        if not against:
            found.add(name)
        elif isinstance(step, rules.DECIDES):
            denied |= {one.code: tell(one) for one in against}
    return Offered(frozenset(found), tuple(denied.values()), late and bool(rules.missing(case)))


def step_of(given: Mapping[str, str]) -> Step:
    """The step a form asks for. Fails with WrongChoice or FieldUnreadable."""
    kind = KINDS.get(given.get("step", ""))
    if kind is None:
        raise WrongChoice
    told: dict[str, object] = {
        name: given[name].strip()
        for name in kind.__struct_fields__
        if name != "again" and given.get(name, "").strip()
    }
    if "again" in kind.__struct_fields__:
        told["again"] = ticked(given, AGAIN)
    if kind is SendBack:
        told.setdefault("reasons", "")
    try:
        return msgspec.convert({"step": given["step"], **told}, kind, strict=False)
    except msgspec.ValidationError as error:
        raise _unreadable(str(error)) from None


def ticked(given: Mapping[str, object], what: str) -> list[str]:
    """The papers ticked in a form, by what was said of them."""
    return [name.removeprefix(what) for name in given if name.startswith(what)]


def _unreadable(problem: str) -> YikaError:
    wrong = [name for name in EXAMPLES if f"$.{name}`" in problem]
    if not wrong:
        return WrongChoice()
    label = phrase(f"d_{wrong[0]}")
    return FieldUnreadable(fields=[f"{label.zh} / {label.en}"], example=EXAMPLES[wrong[0]])


def _against(case: Case, act: type[Act], actor: Actor, step: Step) -> Sequence[YikaError]:
    if isinstance(step, rules.DECIDES):
        return rules.about_authority(case, act, actor, type(step))
    return rules.about_applying(case, actor)


def _fits(case: Case, act: type[Act], name: str, *, late: bool) -> bool:
    """Whether a step makes sense in the case as it is; `late` to ask for papers any more."""
    step = STEPS[name]
    match step:
        case Decide() | Propose():
            return not rules.about_decision(case, act, step)
        case Accept():
            return late or not rules.missing(case)
        case AskPapers():
            return bool(case.papers) and not late
        case GivePaper():
            return any(takes_file(one) for one in case.papers)
        case CommitPaper():
            return any(one.may_commit and one.state == PaperState.NEEDED for one in case.papers)
        case _:
            return True


def takes_file(paper: Paper) -> bool:
    """Whether an officer may still bring a paper, or a scan of one they saw."""
    return paper.state in FORGIVING or (paper.state == PaperState.GIVEN and paper.file is None)
