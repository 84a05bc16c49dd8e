"""What each step does, once nothing stands against it: one function a step."""

from dataclasses import replace
from functools import singledispatch

import msgspec

from yika.access.model import Role
from yika.ground.errors import YikaError, refuse_all
from yika.matters.cases import content, deciding, rows, rules, steps
from yika.matters.cases.content import about_content
from yika.matters.cases.doing import Doing
from yika.matters.cases.duplicates import about_open
from yika.matters.cases.handing import came, committed, kept_papers, papers_needed
from yika.matters.cases.model import Paper, PaperState, State
from yika.matters.cases.steps import Step


async def about_step(doing: Doing, step: Step) -> list[YikaError]:
    """Every reason why this actor may not take this step now; authority comes first."""
    case, actor = doing.case, doing.actor
    corrects = isinstance(step, steps.Correct) and actor.role is Role.OFFICER
    if corrects or isinstance(step, rules.DECIDES):
        denied = rules.about_authority(case, type(doing.act), actor, type(step))
    else:
        denied = rules.about_applying(case, actor)
    if denied:
        return denied
    found = rules.about_state(case, step, doing.today, actor)
    if isinstance(step, steps.Decide | steps.Propose):
        found += rules.about_decision(case, type(doing.act), step)
    if isinstance(step, steps.SendBack):
        found += rules.about_reasons(step.reasons)
    if isinstance(step, steps.Save | steps.Correct) and not found:
        found += await about_content(doing, step)
    return found


async def hand_in(doing: Doing) -> None:
    """Hand a draft in: done at once, or with an officer and a day by which it is decided."""
    lacking = rules.missing(doing.case)
    found = await doing.about_facts()
    if doing.act.decision == "none":
        refuse_all([*found, *([rules.PapersMissing(papers=lacking)] if lacking else [])])
        await doing.note("submitted")
        await doing.take_effect({}, None)
        return
    refuse_all([*found, *await about_open(doing)])
    due = rules.due(doing.terms, doing.at)
    terms = doing.terms
    ask_by = rules.counted(terms.asked_within, doing.at)[0]
    facts = {"missing": lacking, "days": terms.days, "ask_by": ask_by}
    await doing.note("submitted", due_on=due[0], **facts)
    await doing.move(State.SUBMITTED, due)


@singledispatch
async def taken(step: Step, _: Doing) -> None:
    """Take the step. Fails with whatever the rules have against it."""
    raise AssertionError(f"no way to take {type(step).__name__}")


@taken.register
async def _(step: steps.Save, doing: Doing) -> None:
    doing.case = replace(doing.case, act=msgspec.json.encode(step.act))
    await rows.change_act(doing.conn, doing.keys, doing.case)
    needed = await papers_needed(doing.conn, doing.laws, doing.case, step.act, doing.at)
    await doing.set_papers(kept_papers(needed, doing.case.papers))
    await doing.note("saved")
    await doing.move(State.DRAFT, rules.draft_until(doing.terms, doing.today))


@taken.register
async def _(_: steps.Submit, doing: Doing) -> None:
    await hand_in(doing)


@taken.register
async def _(step: steps.AskPapers, doing: Doing) -> None:
    rules.about_asking(doing.case, doing.today)
    for paper in step.again:
        rules.paper_of(doing.case, paper)
    asked = rules.missing(doing.case, step.again)
    if not asked:
        raise rules.NothingMissing
    await doing.set_papers([_now(rules.paper_of(doing.case, p), PaperState.NEEDED) for p in asked])
    by = rules.counted(doing.terms.given_within, doing.at)
    await doing.note("papers_asked", step.text, papers=asked, given_by=by[0])
    await doing.move(State.PAPERS_ASKED, by)


@taken.register
async def _(step: steps.GivePaper, doing: Doing) -> None:
    paper = await came(doing, step.paper, step.file)
    await _paper(doing, paper, "paper_given")


@taken.register
async def _(step: steps.CommitPaper, doing: Doing) -> None:
    await _paper(doing, committed(doing.case, step.paper, doing.at), "paper_committed")


@taken.register
async def _(_: steps.Accept, doing: Doing) -> None:
    lacking = rules.missing(doing.case)
    if lacking and not rules.counts_as_complete(doing.case, doing.today):
        raise rules.PapersMissing(papers=lacking)
    waived = [_now(rules.paper_of(doing.case, one), PaperState.WAIVED) for one in lacking]
    await doing.set_papers(waived)
    await doing.note("accepted", waived=lacking)
    await doing.move(State.ACCEPTED, (doing.case.due_on, doing.case.due_provisional))


@taken.register
async def _(step: steps.Withdraw, doing: Doing) -> None:
    await doing.note("withdrawn", step.text)
    await doing.move(State.WITHDRAWN, ends=True)


taken.register(steps.Correct, content.correct)
taken.register(steps.Decide, deciding.decide)
taken.register(steps.Propose, deciding.propose)
taken.register(steps.Confirm, deciding.confirm)
taken.register(steps.SendBack, deciding.send_back)


async def _paper(doing: Doing, paper: Paper, step: str) -> None:
    """A paper came; with the last one, asked for or not, the case is complete: its days begin.

    Where the time to ask is over the case counted as complete before, and its days go on.
    """
    case = doing.case
    lacked = rules.missing(case)
    await doing.set_papers([paper])
    await doing.note(step, paper=paper.paper)
    if case.state is State.DRAFT:
        await doing.move(State.DRAFT, rules.draft_until(doing.terms, doing.today))
    elif not lacked or rules.missing(doing.case):
        return
    elif not rules.counts_as_complete(case, doing.today):
        await doing.move(State.SUBMITTED, rules.due(doing.terms, doing.at))


def _now(paper: Paper, state: PaperState) -> Paper:
    """A paper that is needed again, or not any more."""
    return msgspec.structs.replace(paper, state=state, file=None, given_at=None)
