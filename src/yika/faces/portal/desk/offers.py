"""Which steps an officer may take in a case now, and why not the others. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import msgspec

from yika.access.model import Actor
from yika.faces.portal.asking import FieldsMissing, FieldUnreadable, WrongChoice
from yika.faces.portal.phrases import phrase
from yika.ground.days import beijing_day
from yika.ground.errors import YikaError
from yika.guide.telling import Told, tell
from yika.matters.cases import rules
from yika.matters.cases.model import Case, PaperState
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
PAPERS: Final = "papers"  # what came, of several papers at once
SEEN: Final = "seen-"  # a paper the officer saw
COMMITTED: Final = "commit-"  # a commitment stands for it
AGAIN: Final = "again-"  # a paper that was given and cannot be used
EXAMPLES: Final = {"approved_amount": "1280.50", "months": "3"}


@dataclass(frozen=True, slots=True)
class Offered:
    """The steps that are open, and what stands against those that are due."""

    open: frozenset[str]
    denied: tuple[Told, ...]

    @property
    def any_decision(self) -> str:
        """The step by which this officer decides: decide or propose; empty where neither."""
        return next((one for one in ("decide", "propose") if one in self.open), "")


def offered(case: Case, act: type[Act], actor: Actor, at: datetime) -> Offered:
    """What this officer may do now. A step of the applicant that is not theirs is just not told."""
    today = beijing_day(at)
    found, denied = set[str](), dict[str, Told]()
    for name, step in STEPS.items():
        if rules.about_state(case, step, today) or not _fits(case, act, name):
            continue
        against = _against(case, act, actor, step)
        if not against:
            found.add(name)
        elif isinstance(step, rules.DECIDES):
            denied |= {one.code: tell(one) for one in against}
    return Offered(frozenset(found), tuple(denied.values()))


def steps_of(given: Mapping[str, str]) -> list[Step]:
    """The steps a form asks for: one, or one for each paper ticked. Fails as `step_of` does."""
    if given.get("step") != PAPERS:
        return [step_of(given)]
    seen = _ticked(given, SEEN)
    steps: list[Step] = [GivePaper(paper=one) for one in seen]
    steps += [CommitPaper(paper=one) for one in _ticked(given, COMMITTED) if one not in seen]
    if not steps:
        label = phrase("d_papers")
        raise FieldsMissing(fields=[f"{label.zh} / {label.en}"])
    return steps


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
        told["again"] = _ticked(given, AGAIN)
    if kind is SendBack:
        told.setdefault("reasons", "")
    try:
        return msgspec.convert({"step": given["step"], **told}, kind, strict=False)
    except msgspec.ValidationError as error:
        raise _unreadable(str(error)) from None


def _ticked(given: Mapping[str, str], what: str) -> list[str]:
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


def _fits(case: Case, act: type[Act], name: str) -> bool:
    """Whether a step makes sense in the case as it is."""
    match name:
        case "decide":
            return act.decision == "one"
        case "propose":
            return act.decision == "two"
        case "accept":
            return not rules.missing(case)
        case "ask_papers":
            return bool(case.papers)
        case "give_paper":
            return bool(case.in_state(PaperState.NEEDED, PaperState.COMMITTED))
        case "commit_paper":
            return any(_may_commit(case))
        case _:
            return True


def _may_commit(case: Case) -> Iterator[bool]:
    return (one.may_commit and one.state == PaperState.NEEDED for one in case.papers)
