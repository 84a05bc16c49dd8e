"""What an application asks for, when it is written anew: a draft changed, an application corrected.

The same is looked at as when it was opened. What is corrected stays the same act: for another thing
another case is opened.
"""

from dataclasses import replace
from typing import Final

import msgspec

from yika.access.model import Duty, Role
from yika.access.service import DutyNeeded
from yika.cards import service as cards
from yika.ground.errors import Refused, YikaError, refuse_all
from yika.matters import service as matters
from yika.matters.allowing import Asked, objections
from yika.matters.applicants import Applicant
from yika.matters.cases import rows, rules, steps
from yika.matters.cases.doing import Doing, act_of
from yika.matters.cases.duplicates import about_open
from yika.matters.cases.handing import kept_papers, papers_needed
from yika.matters.cases.model import State

OWN: Final = frozenset({"account"})  # only the applicant says where the money goes


class OtherMatter(Refused):
    """A case stays with what it asks for; for another, another case is opened. Facts: matter."""

    code = "other_matter"


class NothingCorrected(Refused):
    """What was sent is what stands there already. Facts: none."""

    code = "nothing_corrected"


class ApplicantsOwn(Refused):
    """Only who applies changes that, never an officer. Facts: fields."""

    code = "applicants_own"


async def about_applicant(doing: Doing, applicant: Applicant) -> list[YikaError]:
    """What may not be asked for here by whoever asks; an officer says for whom."""
    held = await cards.of_person(doing.conn, doing.person)
    asked = Asked(
        laws=doing.laws,
        actor=doing.actor,
        applicant=applicant,
        act=doing.act,
        cards=held,
        at=doing.at,
    )
    reasons: list[YikaError] = objections(asked)
    sanction = doing.act.is_sanction and doing.actor.role is Role.OFFICER
    if sanction and not doing.actor.has(Duty.INVESTIGATE) and not reasons:
        reasons.append(DutyNeeded(duties=[Duty.INVESTIGATE], matter=doing.case.matter))
    return reasons


async def about_content(doing: Doing, step: steps.Save | steps.Correct) -> list[YikaError]:
    """What stands against asking for that instead."""
    before = act_of(doing.case)
    if type(before) is not type(step.act):
        return [OtherMatter(matter=doing.case.matter)]
    if isinstance(step, steps.Correct):
        found = _about_correcting(doing, step, changed(before, step.act))
        if found:
            return found
    to = doing.conn, doing.keys, doing.laws, doing.actor, doing.person
    return await about_applicant(doing, await matters.asked_as(*to, step.act, doing.at))


def changed(before: msgspec.Struct, after: msgspec.Struct) -> list[str]:
    """The fields that differ, by name."""
    names = sorted(before.__struct_fields__)
    return [name for name in names if getattr(before, name) != getattr(after, name)]


async def correct(step: steps.Correct, doing: Doing) -> None:
    """What is asked for is corrected and looked at again whole, with the papers it needs then."""
    fields = changed(act_of(doing.case), step.act)
    refuse_all([*await doing.about_facts(), *await about_open(doing)])
    doing.case = replace(doing.case, act=msgspec.json.encode(step.act))
    await rows.change_act(doing.conn, doing.keys, doing.case)
    taken_on = doing.case.state is State.ACCEPTED
    needed = await papers_needed(doing.conn, doing.laws, doing.case, step.act, doing.at)
    lacked, papers = rules.missing(doing.case), doing.case.papers
    await doing.set_papers(kept_papers(needed, papers, is_waived_for_good=taken_on))
    lacking = rules.missing(doing.case)
    if taken_on and lacking:
        raise rules.PapersMissing(papers=lacking)
    await doing.note("corrected", step.reasons, fields=fields, missing=lacking)
    over = rules.counts_as_complete(doing.case, doing.today)
    if lacked and not lacking and not over:
        await doing.move(State.SUBMITTED, rules.due(doing.terms, doing.at))


def _about_correcting(doing: Doing, step: steps.Correct, fields: list[str]) -> list[YikaError]:
    if not fields:
        return [NothingCorrected()]
    if doing.actor.role is not Role.OFFICER:
        return []
    found = rules.about_reasons(step.reasons)
    own = sorted(OWN & set(fields))
    return [*found, ApplicantsOwn(fields=own)] if own else found
