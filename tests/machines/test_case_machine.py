"""A stateful model of cases against the real database, with crashes at any statement.

Anybody tries any step at any time; what is refused, and what a crash cut short, leaves everything
as it was. No paper is asked for twice, nothing is decided without authority, nothing takes effect
twice, and no effect is without its decision.
"""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.builders import AT, OFFICER, Somebody, somebody
from tests.conftest import Server
from tests.machines.cases import APPLY, CHECKS, HANDLES, STAFF, WHO, Model, Paper, Stepping
from tests.machines.crashing import CRASHES, Crash
from tests.rooms.accounts.purse import Purse
from yika.ground.days import beijing_day
from yika.matters import cover
from yika.matters.cases import lapsing, service
from yika.matters.cases.model import Case
from yika.matters.cases.steps import (
    Accept,
    AskPapers,
    Confirm,
    Decide,
    GivePaper,
    NewCase,
    Propose,
    SendBack,
    Submit,
    Withdraw,
)
from yika.store.db import Conn, Database
from yika.store.keys import Keys

ABROAD = cover.WithdrawAccount(occasion="settled_abroad")


class CaseMachine(Stepping):
    """Cases about one person's money, and whoever has a hand in them."""

    @initialize(fen=st.integers(min_value=1, max_value=10_000))
    def begin(self, fen: int) -> None:
        self.at = AT
        self.owner: Somebody = self.run(somebody(self.database))
        self.stranger: Somebody = self.run(somebody(self.database))
        self.purse = Purse(self.database, self.owner)
        self.balance, self.keys_used = 0, 0
        self.cases: list[Model] = []
        self.gets(fen)
        self.open("c9", draft=False, crash=None)

    @rule(fen=st.integers(min_value=1, max_value=10_000))
    def gets(self, fen: int) -> None:
        self.run(self.purse.gets(fen, at=self.at))
        self.balance += fen

    @rule(hours=st.sampled_from([20, 24 * 3, 24 * 40]))
    def time_passes(self, hours: int) -> None:
        self.at += timedelta(hours=hours)

    @rule(who=st.sampled_from(["c1", "c9", "somebody"]), draft=st.booleans(), crash=CRASHES)
    def open(self, who: str, draft: bool, crash: Crash | None) -> None:
        self.keys_used += 1
        new, key = NewCase(act=ABROAD, draft=draft), f"k{self.keys_used}"
        to = self.database.keys, self.owner.book, STAFF[who], self.owner.person

        async def work(conn: Conn) -> Case:
            return (await service.open_case(conn, *to, new, key, self.at))[0]

        done = self.attempt(work, allowed=draft or not self._waits(), crash=crash)
        if done is None:
            return
        again = self.attempt(work, allowed=True)
        assert again.number == done.number
        papers: dict[str, Paper] = {one.paper: "needed" for one in done.papers}
        case = Model(done.number, papers, beijing_day(self.at))
        case.hands.add(who)
        self.cases.append(case)
        if not draft:
            case.state, case.submitted = "submitted", beijing_day(self.at)

    def on(self, which: int) -> Model:
        return self.cases[which % len(self.cases)]

    @precondition(lambda self: self.cases)
    @rule(which=st.integers(0, 9), who=st.sampled_from(WHO), crash=CRASHES)
    def submit(self, which: int, who: str, crash: Crash | None) -> None:
        case = self.on(which)
        allowed = who in APPLY and case.state == "draft" and not self._waits(case)
        if self.step(case, who, Submit(), allowed, crash):
            case.state, case.submitted = "submitted", beijing_day(self.at)

    @precondition(lambda self: self.cases)
    @rule(
        which=st.integers(0, 9),
        who=st.sampled_from(WHO),
        again=st.booleans(),
        crash=CRASHES,
    )
    def ask(self, which: int, who: str, again: bool, crash: Crash | None) -> None:
        case = self.on(which)
        named = tuple(sorted(case.papers))[:1] if again else ()
        asked = case.missing | set(named)
        open_to = case.state == "submitted" and not case.asked and bool(asked)
        allowed = who in HANDLES and open_to and case.may_ask(self.at)
        if self.step(case, who, AskPapers(again=named), allowed, crash):
            case.state, case.touched = "papers_asked", beijing_day(self.at)
            case.asked += 1
            case.hands.add(who)
            case.papers |= dict.fromkeys(asked, "needed")

    @precondition(lambda self: self.cases)
    @rule(which=st.integers(0, 9), paper=st.integers(0, 9), who=st.sampled_from(WHO), crash=CRASHES)
    def give(self, which: int, paper: int, who: str, crash: Crash | None) -> None:
        case = self.on(which)
        name = sorted(case.papers)[paper % len(case.papers)]
        there = case.state in ("draft", "submitted", "papers_asked")
        allowed = who in STAFF and who in APPLY and there
        if self.step(case, who, GivePaper(paper=name), allowed, crash):
            case.papers[name] = "given"
            if case.state == "papers_asked" and not case.missing:
                case.state = "submitted"
            elif case.state == "draft":
                case.touched = beijing_day(self.at)

    @precondition(lambda self: self.cases)
    @rule(which=st.integers(0, 9), who=st.sampled_from(["c1", "c9"]), crash=CRASHES)
    def goes_on(self, which: int, who: str, crash: Crash | None) -> None:
        """The step that comes next, by whom it belongs to: chance alone seldom gets so far."""
        case = self.on(which)
        match case.state:
            case "draft":
                self.submit(which, who, crash)
            case "submitted" | "papers_asked" if case.missing:
                for name in sorted(case.missing):
                    self.give(which, sorted(case.papers).index(name), who, None)
            case "submitted":
                self.accept(which, who, crash)
            case "accepted":
                self.propose(which, who, "approve", crash)
            case "proposed":
                self.confirm(which, "k1", crash)
            case _:
                self.confirm(which, "k1", crash)  # Once more changes nothing.

    @rule(which=st.integers(0, 9), who=st.sampled_from(["c1", "c9"]), crash=CRASHES)
    def goes_all_the_way(self, which: int, who: str, crash: Crash | None) -> None:
        """Whatever is open is brought to its end, with one crash on the way."""
        if not self.cases:
            self.open(who, draft=False, crash=None)
        for _ in range(5):
            self.goes_on(which, who, None)
        self.goes_on(which, who, crash)

    @rule(draft=st.booleans(), days=st.sampled_from([29, 31, 45]), crash=CRASHES)
    def lies_about(self, draft: bool, days: int, crash: Crash | None) -> None:
        """Nobody comes for a while: what waits for the applicant lapses, run or no run."""
        which = len(self.cases)
        self.open("c1", draft=draft, crash=None)
        if len(self.cases) == which:
            return
        if not draft:
            self.ask(which, "c1", again=False, crash=None)
        self.at += timedelta(days=days)
        self.the_day_ends(crash)
        self.give(which, 0, "c2", None)
        self.withdraw(which, "holder", None)

    @precondition(lambda self: self.cases)
    @rule(which=st.integers(0, 9), who=st.sampled_from(WHO), crash=CRASHES)
    def accept(self, which: int, who: str, crash: Crash | None) -> None:
        case = self.on(which)
        allowed = who in HANDLES and case.may_be_taken_on(self.at)
        if self.step(case, who, Accept(), allowed, crash):
            case.state = "accepted"
            case.papers |= dict.fromkeys(case.missing, "waived")
            case.hands.add(who)

    @precondition(lambda self: self.cases)
    @rule(which=st.integers(0, 9), who=st.sampled_from(WHO))
    def one_alone(self, which: int, who: str) -> None:
        """Nobody decides alone, and whoever had the case in hand does not confirm it."""
        case = self.on(which)
        self.step(case, who, Decide(outcome="approve"), allowed=False)
        for hand in sorted(case.hands):
            self.step(case, hand, Confirm(), allowed=False)

    @precondition(lambda self: self.cases)
    @rule(
        which=st.integers(0, 9),
        who=st.sampled_from(WHO),
        outcome=st.sampled_from(["approve", "approve", "refuse"]),
        crash=CRASHES,
    )
    def propose(self, which: int, who: str, outcome: Any, crash: Crash | None) -> None:
        case = self.on(which)
        allowed = who in HANDLES and case.state == "accepted"
        if self.step(case, who, Propose(outcome=outcome, reasons="理由"), allowed, crash):
            case.state, case.outcome = "proposed", outcome
            case.hands.add(who)

    @precondition(lambda self: self.cases)
    @rule(which=st.integers(0, 9), who=st.sampled_from([*WHO, "k1", "k1"]), crash=CRASHES)
    def confirm(self, which: int, who: str, crash: Crash | None) -> None:
        case = self.on(which)
        can_pay = case.outcome == "refuse" or self.balance > 0
        allowed = who in CHECKS - case.hands and case.state == "proposed" and can_pay
        if self.step(case, who, Confirm(), allowed, crash):
            case.state = "refused" if case.outcome == "refuse" else "done"
            if case.state == "done":
                case.paid, self.balance = self.balance, 0

    @precondition(lambda self: self.cases)
    @rule(which=st.integers(0, 9), who=st.sampled_from(WHO), crash=CRASHES)
    def send_back(self, which: int, who: str, crash: Crash | None) -> None:
        case = self.on(which)
        allowed = who in CHECKS - case.hands and case.state == "proposed"
        if self.step(case, who, SendBack(reasons="再看"), allowed, crash):
            case.state = "accepted"

    @precondition(lambda self: self.cases)
    @rule(which=st.integers(0, 9), who=st.sampled_from(WHO), crash=CRASHES)
    def withdraw(self, which: int, who: str, crash: Crash | None) -> None:
        case = self.on(which)
        there = case.state in ("draft", "submitted", "papers_asked", "accepted")
        if self.step(case, who, Withdraw(), who in APPLY and there, crash):
            case.state = "withdrawn"

    @rule(crash=CRASHES)
    def the_day_ends(self, crash: Crash | None) -> None:
        due = {one.number for one in self.cases if one.lapsed(self.at)}
        to = self.database.keys, self.owner.book, OFFICER, self.owner.person.region, self.at

        async def work(conn: Conn) -> list[str]:
            return await lapsing.lapse(conn, *to)

        gone = self.attempt(work, allowed=True, crash=crash)
        if gone is None:
            return
        assert due <= set(gone)
        for case in self.cases:
            if case.number in due:
                case.state = "lapsed"

    def _waits(self, but: Model | None = None) -> bool:
        """Whether a case about the same money is with somebody who may still decide on it."""
        live = (one for one in self.cases if one is not but and not one.lapsed(self.at))
        return any(
            one.state in ("submitted", "papers_asked", "accepted", "proposed") for one in live
        )

    @invariant()
    def the_databaseagrees(self) -> None:
        if not hasattr(self, "cases"):
            return
        assert self.run(self.purse.balances()).usable == self.balance
        known: dict[str, Case] = {one.number: one for one in self.run(self.known())}
        assert set(known) == {one.number for one in self.cases}
        for case in self.cases:
            self.agrees(case, known[case.number])


@pytest.mark.covers("CHAN-14")
def test_no_order_of_steps_and_crashes_leads_astray(server: Server, keys: Keys) -> None:
    name = server.create(template="yika_template")
    loop = asyncio.new_event_loop()
    addresses = server.addresses_of(name)
    try:
        database = Database(addresses.application, keys, pool_size=2)
        loop.run_until_complete(database.__aenter__())
        CaseMachine.run = staticmethod(loop.run_until_complete)
        CaseMachine.database = database
        CaseMachine.owner_address = addresses.owner or ""
        run_state_machine_as_test(
            CaseMachine,
            settings=settings(
                max_examples=40,
                stateful_step_count=50,
                deadline=None,
                derandomize=True,
                suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
            ),
        )
        loop.run_until_complete(database.__aexit__(None, None, None))
    finally:
        loop.close()
        server.drop(name)
