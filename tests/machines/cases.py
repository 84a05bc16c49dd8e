"""A case as a model sees it, and whoever takes steps in it: for the machine of cases."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Literal

from hypothesis.stateful import RuleBasedStateMachine

from tests.builders import OFFICER, Somebody
from tests.machines.crashing import Crash, Crashed, breaking
from tests.rooms.matters.deciding import an_officer
from yika.access.model import Actor
from yika.ground.days import add_working_days, beijing_day
from yika.ground.errors import YikaError
from yika.matters.cases import looking, service
from yika.matters.cases.model import Case
from yika.matters.cases.steps import Step
from yika.store.db import Conn, Database, DatabaseLost

ASK_WITHIN, GIVE_WITHIN, DRAFT_DAYS = 5, 15, 30  # of the made-up city
STAFF: dict[str, Actor] = {
    "c1": an_officer("C1", "handle"),
    "c2": an_officer("C2", "handle"),
    "k1": an_officer("K1", "check"),
    "c9": an_officer("C9", "handle", "check"),
    "j1": an_officer("J1", "investigate"),
    "somebody": OFFICER,  # without a code, with every duty
}
HANDLES, CHECKS = {"c1", "c2", "c9", "somebody"}, {"k1", "c9", "somebody"}
WHO = [*STAFF, "holder", "stranger"]
APPLY = {*WHO} - {"stranger", "k1"}  # who only checks does not do the applicant's part
Paper = Literal["needed", "given", "waived"]


@dataclass
class Model:
    """One case: what it asks for is the money in the account."""

    number: str
    papers: dict[str, Paper]
    touched: date
    state: str = "draft"
    asked: int = 0
    submitted: date | None = None
    hands: set[str] = field(default_factory=set[str])  # officers who had it in hand
    outcome: str = ""
    paid: int = 0

    def lapsed(self, at: datetime) -> bool:
        today = beijing_day(at)
        if self.state == "draft":
            return today > self.touched + timedelta(days=DRAFT_DAYS)
        if self.state == "papers_asked":
            return today > add_working_days(self.touched, GIVE_WITHIN)
        return False

    def may_ask(self, at: datetime) -> bool:
        assert self.submitted is not None
        return beijing_day(at) <= add_working_days(self.submitted, ASK_WITHIN)

    def may_be_taken_on(self, at: datetime) -> bool:
        """Complete, or nobody asked for papers while it was time."""
        if self.state != "submitted":
            return False
        return not self.missing or not (self.asked or self.may_ask(at))

    @property
    def missing(self) -> set[str]:
        return {paper for paper, state in self.papers.items() if state == "needed"}


class Stepping(RuleBasedStateMachine):
    """Work done in one transaction each, refused exactly when the model says so, or cut short."""

    run: Callable[[Coroutine[Any, Any, Any]], Any]
    database: Database
    owner_address: str
    owner: Somebody
    stranger: Somebody
    at: datetime

    def actor(self, who: str) -> Actor:
        if who in STAFF:
            return STAFF[who]
        return (self.owner if who == "holder" else self.stranger).holder()

    def step(
        self, case: Model, who: str, step: Step, allowed: bool, crash: Crash | None = None
    ) -> bool:
        """Take a step; it is refused exactly when the model says so. Whether it was taken."""
        to = self.database.keys, self.owner.book, self.actor(who), case.number, step, self.at

        async def work(conn: Conn) -> Case:
            return await service.take(conn, *to)

        return (
            self.attempt(work, allowed=allowed and not case.lapsed(self.at), crash=crash)
            is not None
        )

    def attempt(
        self, work: Callable[[Conn], Coroutine[Any, Any, Any]], *, allowed: bool, crash: Any = None
    ) -> Any:
        """Do some work in one transaction, cut short where it is to crash; None if it was."""

        async def tried() -> Any:
            async with (
                self.database.transaction() as conn,
                breaking(conn, crash, self.owner_address),
            ):
                return await work(conn)

        refused = None
        try:
            done = self.run(tried())
        except (Crashed, DatabaseLost):
            assert crash is not None
            return None
        except YikaError as error:
            done, refused = None, error
        assert (refused is None) is allowed, refused
        return done

    async def known(self) -> list[Case]:
        async with self.database.transaction() as conn:
            to = self.database.keys, self.owner.holder(), self.owner.person
            return await looking.of_person(conn, *to, self.at)

    def agrees(self, case: Model, kept: Case) -> None:
        steps = [one.step for one in kept.steps]
        assert kept.state == case.state
        assert {one.paper: one.state for one in kept.papers} == case.papers
        assert steps.count("papers_asked") == case.asked <= 1
        assert steps.count("done") == steps.count("approved") == (case.state == "done")
        assert [one.seq for one in kept.steps] == list(range(len(steps)))
        if case.state == "done":
            paid = kept.steps[-1].facts["amount"]
            assert paid == f"{case.paid // 100}.{case.paid % 100:02}"
            decided = next(one for one in kept.steps if one.step == "approved")
            proposed = [one for one in kept.steps if one.step == "proposed"][-1]
            assert decided.actor != proposed.actor
