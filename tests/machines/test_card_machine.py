"""A stateful model of one person's cards, password and clock, against the real database.

The model is a dictionary's worth of plain state; after every step the database must agree with it
on what works. Thousands of random steps; a refused act must leave everything as it was.
"""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from tests.builders import AT, Somebody, somebody
from tests.conftest import Server
from yika.ground.errors import YikaError
from yika.matters import model as acts
from yika.matters.model import Act
from yika.standing.model import Standing
from yika.store.db import Database
from yika.store.keys import Keys

RIGHT, WRONG = "135790", "135791"
STEPS = ["made", "ready", "collected", "activated"]
PLAIN_MOVES: dict[str, Callable[[], Act]] = {
    "made": lambda: acts.AdvanceCard(stage="made"),
    "ready": lambda: acts.AdvanceCard(stage="ready"),
    "collected": acts.CollectCard,
    "activated": acts.ActivateCard,
}


class Model:
    """One card as the model sees it."""

    def __init__(self) -> None:
        self.stage = 0  # index into STEPS of what comes next; 4 is in use
        self.cancelled = False
        self.lost_until: datetime | None = None  # a temporary report in force until
        self.formal = False
        self.damaged: set[str] = set()
        self.wrong = 0
        self.locked_at: datetime | None = None
        self.initial = True
        self.password: str | None = None
        self.used_at = AT

    def works(self, at: datetime) -> bool:
        locked = self.locked_at is not None and at < self.locked_at + timedelta(hours=24)
        lost = self.formal or (self.lost_until is not None and at < self.lost_until)
        idle = at >= self.used_at.replace(year=self.used_at.year + 1)
        in_use = self.stage == len(STEPS) and not self.cancelled
        return in_use and not (locked or lost or idle or self.damaged or self.initial)


class CardMachine(RuleBasedStateMachine):
    """Acts in any order, at any time."""

    run: Callable[[Coroutine[Any, Any, Any]], Any]
    database: Database

    @initialize()
    def begin(self) -> None:
        self.at = AT
        self.person: Somebody = self.run(somebody(self.database))
        self.cards: list[Model] = []

    def attempt(self, act: Act, allowed: bool) -> Any:
        """Do an act; it must be refused exactly when the model says so."""
        try:
            done = self.run(self.person.act(act, self.at))
        except YikaError:
            assert not allowed, act
            return None
        assert allowed, act
        return done

    @property
    def newest(self) -> Model | None:
        return self.cards[-1] if self.cards else None

    @property
    def current(self) -> Model | None:
        for card in reversed(self.cards):
            if card.stage == len(STEPS):
                gone = card.formal or card.cancelled
                return self.cards[-1] if gone and card is not self.cards[-1] else card
        return self.newest

    @rule(hours=st.sampled_from([0.5, 3, 23, 25, 24 * 9, 24 * 40, 24 * 366]))
    def time_passes(self, hours: float) -> None:
        self.at += timedelta(hours=hours)

    @rule()
    def order(self) -> None:
        allowed = self.newest is None or self.newest.cancelled
        if self.attempt(acts.OrderCard(issuer="bank", bank="演示银行"), allowed):
            self._new_card()

    @rule(reason=st.sampled_from(["lost", "stripe", "upgrade"]))
    def replace(self, reason: Any) -> None:
        card = self.current
        allowed = card is not None and not card.cancelled and card is self.newest
        if reason == "lost" and card is not None and not card.formal:
            allowed = allowed and card.stage >= 3
        if self.attempt(acts.ReplaceCard(reason=reason), allowed):
            assert card is not None
            card.formal = card.formal or reason == "lost"
            self._new_card()

    def _new_card(self) -> None:
        card = Model()
        card.password = self.person.id_number[-6:]
        self.cards.append(card)

    @rule(step=st.sampled_from(STEPS))
    def move(self, step: str) -> None:
        card = self.newest
        comes_next = card is not None and card.stage < 4 and STEPS[card.stage] == step
        allowed = card is not None and not card.cancelled and comes_next
        if self.attempt(PLAIN_MOVES[step](), allowed):
            assert card is not None
            card.stage += 1
            card.used_at = self.at

    @rule()
    def bring_into_use(self) -> None:
        """All steps that are left at once, and a password: random steps alone seldom get so far."""
        card = self.newest
        if card is None or card.cancelled:
            return
        for step in STEPS[card.stage :]:
            self.move(step)
        self.reset()

    @rule(formal=st.booleans())
    def lose(self, formal: bool) -> None:
        card = self.current
        temporarily = card is not None and card.lost_until is not None and self.at < card.lost_until
        reported = card is not None and (card.formal or (not formal and temporarily))
        allowed = card is not None and not card.cancelled and card.stage >= 3 and not reported
        if self.attempt(acts.ReportLoss(kind="formal" if formal else "temporary"), allowed):
            assert card is not None
            if formal:
                card.formal = True
            else:
                card.lost_until = self.at + timedelta(days=10)

    @rule()
    def find(self) -> None:
        card = self.current
        allowed = (
            card is not None
            and not card.formal
            and card.lost_until is not None
            and self.at < card.lost_until
        )
        if card is not None and card.cancelled:
            return  # Nobody looks for a card that was cancelled.
        if self.attempt(acts.WithdrawLoss(), allowed):
            assert card is not None
            card.lost_until = None

    @rule(part=st.sampled_from(["stripe", "chip"]))
    def damage(self, part: Any) -> None:
        card = self.current
        allowed = card is not None and not card.cancelled and part not in card.damaged
        if self.attempt(acts.ReportDamage(part=part), allowed):
            assert card is not None
            card.damaged.add(part)

    @rule()
    def cancel(self) -> None:
        card = self.current
        allowed = card is not None and not card.cancelled
        if self.attempt(acts.CancelCard(), allowed):
            assert card is not None
            card.cancelled = True

    @rule(password=st.sampled_from([RIGHT, WRONG]))
    def enter(self, password: str) -> None:
        card = self.current
        done = self.attempt(acts.EnterPassword(password=password), card is not None)
        if card is None:
            return
        if card.locked_at is not None and self.at < card.locked_at + timedelta(hours=24):
            assert done.result == "locked"
            return
        if card.locked_at is not None:
            card.wrong, card.locked_at = 0, None
        if password == card.password:
            assert done.result == "right"
            card.wrong = 0
        else:
            card.wrong += 1
            card.locked_at = self.at if card.wrong == 3 else None
            assert (done.result, done.tries_left) == ("wrong", 3 - card.wrong)

    @rule()
    def reset(self) -> None:
        card = self.current
        allowed = card is not None and card.password != RIGHT
        if self.attempt(acts.ResetPassword(identity="id_card", new=RIGHT), allowed):
            assert card is not None
            card.password, card.initial = RIGHT, False
            card.wrong, card.locked_at = 0, None

    @invariant()
    def the_database_agrees(self) -> None:
        if not hasattr(self, "cards"):
            return
        standing: Standing = self.run(self.person.standing(self.at))
        card = self.current
        assert standing.uses["card"]["pay"].open == (card is not None and card.works(self.at))
        assert sum(shown.is_current for shown in standing.cards) == bool(self.cards)


@pytest.mark.covers("PIN-25", "LOSS-03")
def test_no_order_of_acts_leads_astray(server: Server, keys: Keys) -> None:
    """Also: no two working cards, no working lost card, since the model knows neither."""
    name = server.create(template="yika_template")
    loop = asyncio.new_event_loop()
    try:
        database = Database(server.addresses_of(name).application, keys, pool_size=2)
        loop.run_until_complete(database.__aenter__())
        CardMachine.run = staticmethod(loop.run_until_complete)
        CardMachine.database = database
        run_state_machine_as_test(
            CardMachine,
            settings=settings(
                max_examples=60,
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
