"""What a step works with: one case under the person's lock, and the writing of what comes of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import msgspec

from yika.access.model import Actor
from yika.ground.days import beijing_day
from yika.ground.errors import YikaError
from yika.matters import service as matters
from yika.matters.cases import rows
from yika.matters.cases.model import Case, CaseRef, Paper, State
from yika.matters.cases.rows import Moved, Taken
from yika.matters.cases.rules import Terms
from yika.matters.cases.telling import tell
from yika.matters.claim_amounts import agreed
from yika.matters.model import Act, Done
from yika.people.model import PersonKey
from yika.policy.load import Book
from yika.standing.laws import Laws
from yika.store.db import Conn
from yika.store.keys import Keys

NOT_HANDED_IN = frozenset({State.DRAFT, State.WITHDRAWN, State.LAPSED})  # by coming to this state


def act_of(case: Case) -> Act:
    """What a case asks for."""
    return msgspec.json.decode(case.act, type=Act)


def terms_of(laws: Laws, matter: str, at: datetime) -> Terms:
    """The days for handling a matter, as far as the region has published them."""

    def days(policy: str, **axes: str) -> int | None:
        found = laws.value(policy, at, **axes)
        return found if isinstance(found, int) else None  # where it is `never`, no day comes

    return Terms(
        limit=days("handling.limit", matter=matter),
        promised=days("handling.promised", matter=matter),
        asked_within=days("handling.papers_asked_within"),
        given_within=days("handling.papers_given_within"),
        draft_kept=days("handling.draft_kept"),
    )


@dataclass(slots=True, kw_only=True)
class Doing:
    """One case under lock, at one instant; `case` is as it stands after what was done."""

    conn: Conn
    keys: Keys
    book: Book
    laws: Laws
    actor: Actor
    case: Case
    act: Act
    at: datetime

    @property
    def person(self) -> PersonKey:
        """Whom the case is about."""
        return self.case.person

    @property
    def today(self) -> date:
        """The Beijing day."""
        return beijing_day(self.at)

    @property
    def terms(self) -> Terms:
        """The days for handling it."""
        return terms_of(self.laws, self.case.matter, self.at)

    async def about_facts(self) -> list[YikaError]:
        """What stands against what the case asks for, before anybody decides."""
        to = self.conn, self.keys, self.laws, self.actor, self.person
        return await matters.about_facts(*to, self.act, self.at)

    async def agreed(self, entered_fen: int | None) -> int | None:
        """The amount the officers decide on, in fen. Fails as `claim_amounts.agreed` does."""
        to = self.conn, self.keys, self.laws, self.actor, self.person
        return await agreed(self.act, await matters.work_on(*to, self.act, self.at), entered_fen)

    async def note(self, step: str, text: str | None = None, /, **facts: object) -> None:
        """Write a step that was taken."""
        told = {name: value for name, value in facts.items() if value not in (None, (), [])}
        taken = Taken(
            step=step,
            actor=self.actor,
            at=self.at,
            facts=told,
            text=text,
            policy=self.laws.version,
        )
        await rows.note(self.conn, self.keys, self.case, len(self.case.steps), taken)
        kept = rows.step_of(taken, len(self.case.steps))
        self.case = replace(self.case, steps=(*self.case.steps, kept))

    async def move(
        self, state: State, due: tuple[date | None, bool] = (None, False), *, ends: bool = False
    ) -> None:
        """Write how far the case is, and by when somebody acts."""
        moved = Moved(
            state=state,
            due_on=due[0],
            due_provisional=due[1],
            submitted_at=None if state in NOT_HANDED_IN else self.at,
            closed_at=self.at if ends else None,
        )
        before = self.case.state
        await rows.move(self.conn, self.case, moved)
        self.case = replace(
            self.case,
            state=state,
            due_on=due[0],
            due_provisional=due[1],
            submitted_at=self.case.submitted_at or moved.submitted_at,
            closed_at=moved.closed_at,
        )
        await tell(self.conn, self.keys, before, self.case)

    async def set_papers(self, papers: Sequence[Paper]) -> None:
        """Write how papers of the case stand."""
        await rows.set_papers(self.conn, self.case, papers)
        changed = {one.paper: one for one in papers}
        known = [changed.pop(one.paper, one) for one in self.case.papers]
        self.case = replace(self.case, papers=(*known, *changed.values()))

    async def take_effect(self, decision: dict[str, object], decided_by: str | None) -> Done:
        """Have what the case asks for done, once, and close it."""
        ref = CaseRef(
            case_id=self.case.case_id,
            number=self.case.number,
            applicant=self.case.applicant,
            decision=decision,
            files={one.paper: one.file for one in self.case.papers if one.file is not None},
            decided_by=decided_by,
        )
        key = f"case:{self.case.case_id}"
        to = self.conn, self.keys, self.book, self.actor, self.person
        done = await matters.submit(*to, self.act, key, self.at, ref)
        await self.note("done", **{**done.facts, "result": done.result, "card_id": done.card_id})
        await self.move(State.DONE, ends=True)
        return done
