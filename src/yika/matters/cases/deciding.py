"""Deciding a case: one officer, or one who proposes and another who confirms.

What is approved takes effect in the same transaction. If the effect is refused, so is the approval.
"""

from typing import Any

from yika.ground.money import fen, yuan
from yika.matters.cases import steps
from yika.matters.cases.doing import Doing
from yika.matters.cases.model import State

APPROVE = "approve"
DECIDED = ("approved_amount", "months")  # what a decision tells the effect


async def decide(step: steps.Decide, doing: Doing) -> None:
    """One officer decides."""
    await _decided(doing, step.outcome, await _told(step, doing), step.reasons)


async def propose(step: steps.Propose, doing: Doing) -> None:
    """One officer proposes; another has to confirm the same, to the fen."""
    told = await _told(step, doing)
    await doing.note("proposed", step.reasons, outcome=step.outcome, **told)
    await doing.move(State.PROPOSED, (doing.case.due_on, doing.case.due_provisional))


async def confirm(_: steps.Confirm, doing: Doing) -> None:
    """Another officer confirms what was proposed last."""
    proposed = doing.case.last("proposed")
    assert proposed is not None, "a proposed case has a proposal"
    told = {name: proposed.facts[name] for name in DECIDED if name in proposed.facts}
    await _decided(doing, proposed.facts["outcome"], told, proposed.text)


async def send_back(step: steps.SendBack, doing: Doing) -> None:
    """Another officer returns the proposal; it is decided anew."""
    await doing.note("sent_back", step.reasons)
    await doing.move(State.ACCEPTED, (doing.case.due_on, doing.case.due_provisional))


async def _decided(doing: Doing, outcome: str, told: dict[str, Any], reasons: str | None) -> None:
    """Close the case: by the effect of what it asks for, or by the refusal."""
    if outcome == APPROVE:
        await doing.note("approved", reasons, **told)
        await doing.take_effect(told, doing.actor.name)
        return
    await doing.note("refused", reasons)
    await doing.move(State.REFUSED, ends=True)


async def _told(step: steps.Decide | steps.Propose, doing: Doing) -> dict[str, Any]:
    """What is decided, with the amount that the rules give. Fails where another was entered."""
    found = {name: getattr(step, name) for name in DECIDED}
    if step.outcome == APPROVE:
        entered = step.approved_amount
        amount = await doing.agreed(None if entered is None else fen(entered))
        found["approved_amount"] = None if amount is None else yuan(amount)
    return {name: value for name, value in found.items() if value is not None}
