"""What the person hears of their case as it goes on: a notice for each place it comes to."""

from collections.abc import Mapping
from typing import Final

from yika.ground.days import beijing_day
from yika.matters.cases import rules
from yika.matters.cases.model import Case, State
from yika.matters.cases.numbers import quoted
from yika.notices import service as notices
from yika.store.db import Conn
from yika.store.keys import Keys

# From where a case has to come, so that it is told to be there.
TOLD_FROM: Final[Mapping[State, frozenset[State]]] = {
    State.SUBMITTED: frozenset({State.DRAFT}),
    State.PAPERS_ASKED: frozenset({State.SUBMITTED}),
    State.ACCEPTED: frozenset({State.SUBMITTED}),
    State.PROPOSED: frozenset({State.ACCEPTED}),
    State.DONE: frozenset(State),
    State.REFUSED: frozenset(State),
    State.WITHDRAWN: frozenset(State) - {State.DRAFT},
    State.LAPSED: frozenset(State),
}


async def tell(conn: Conn, keys: Keys, before: State, case: Case) -> None:
    """Tell the person, and an employer who applied, where the case is now if they should know."""
    if before not in TOLD_FROM.get(case.state, frozenset()):
        return
    at = case.steps[-1].at
    audience = () if case.employer_id is None else (f"employer:{case.employer_id}",)
    kind, facts = f"case.{case.state}", _facts(case)
    await notices.tell(conn, keys, case.person, kind, facts, at, audience=audience)


def _facts(case: Case) -> dict[str, object]:
    """What the notices of a case may say; each says what it has words for."""
    step = case.steps[-1]
    decided = case.last("approved", "refused")
    asked = case.state is State.PAPERS_ASKED
    waits = rules.waits_for_papers(case, beijing_day(step.at))
    return {
        "case_id": case.case_id,
        "number": quoted(case.number),
        "matter": case.matter,
        "due_on": None if asked or waits else case.due_on,
        "days": rules.days_told(case) if waits else None,
        "due_if_today": case.due_on if waits else None,
        "papers_until": case.due_on if asked else None,
        "missing": rules.missing(case) if waits else step.facts.get("papers"),
        "text": step.text if asked else None,
        "reasons": None if decided is None else decided.text,
        "amount": None if decided is None else decided.facts.get("approved_amount"),
    }
