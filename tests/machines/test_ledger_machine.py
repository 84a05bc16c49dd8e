"""A stateful model of the ledger: a plain dictionary, against the real database.

Transfers, repeats, repeats with other content, corrections, claw-backs, credits that pay debts,
carry-over, clear-outs and withdrawals, in any order. After every step the balances are those of the
dictionary, all accounts together are nothing, and nobody's money is below zero.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from datetime import date, timedelta
from typing import Any
from uuid import UUID

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

from tests.builders import AT, CITY, somebody
from tests.conftest import Server
from tests.rooms.accounts.purse import FUND, LAWS, OUTSIDE
from yika.accounts import clear_out, crediting, funds, withdrawal
from yika.accounts import service as ledger
from yika.accounts.clear_out import ClearOut
from yika.accounts.crediting import Payouts, pay_out
from yika.accounts.model import Account, Balances, Transfer
from yika.accounts.rules import AlreadyCorrected, Short, TransferReused
from yika.accounts.withdrawal import MoneyOnItsWay, NothingToWithdraw
from yika.ground.errors import Refusals, YikaError
from yika.people.model import PersonKey
from yika.store.db import Conn, Database
from yika.store.keys import Keys

PEOPLE = st.integers(0, 2)
KINDS = st.sampled_from(["current", "carried"])
MONEY = st.integers(1, 900)
NOTHING: dict[str, int] = {"current": 0, "carried": 0, "clearing": 0, "owed": 0}


class Ledger(RuleBasedStateMachine):
    """Three people and a fund."""

    server: Server
    keys: Keys

    @initialize()
    def begin(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.name = self.server.create(template="yika_template")
        address = self.server.addresses_of(self.name).application
        self.database = Database(address, self.keys, pool_size=2)
        self.run(self.database.__aenter__())
        self.people: list[PersonKey] = [self.run(somebody(self.database)).person for _ in range(3)]
        self.model = [dict(NOTHING) for _ in self.people]
        self.made: list[Transfer] = []
        self.back: dict[UUID, int] = {}
        self.numbers = 0
        self.month = date(2020, 1, 1)

    def teardown(self) -> None:
        if hasattr(self, "database"):
            self.run(self.database.__aexit__())
            self.loop.close()
            self.server.drop(self.name)

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.loop.run_until_complete(work)

    def new_id(self) -> UUID:
        self.numbers += 1
        return UUID(int=self.numbers)

    def act(self, step: Callable[[Conn], Awaitable[object]]) -> str | None:
        """Do something in a transaction of its own; the name of a refusal, or None."""

        async def done() -> None:
            async with self.database.transaction() as conn:
                await step(conn)

        try:
            self.run(done())
        except Refusals as error:
            return type(error.reasons[0]).__name__
        except YikaError as error:
            return type(error).__name__
        return None

    def write(self, *transfers: Transfer) -> str | None:
        return self.act(lambda conn: ledger.transfer(conn, CITY, transfers))

    def account(self, who: int, kind: str) -> Account:
        return Account(self.people[who].person_id, kind)

    def apply(self, moves: list[tuple[int | None, str, int]]) -> bool:
        """Change the model as far as nobody passes zero; whether it could."""
        after = [dict(held) for held in self.model]
        for who, kind, fen in moves:
            if who is not None:
                after[who][kind] += fen
        if any(fen < 0 for held in after for fen in held.values()):
            return False
        self.model = after
        return True

    @rule(who=PEOPLE, kind=KINDS, fen=MONEY)
    def gets(self, who: int, kind: str, fen: int) -> None:
        made = Transfer(self.new_id(), FUND, self.account(who, kind), fen, "opening", AT)
        assert self.write(made) is None
        assert self.apply([(who, kind, fen)])
        self.made.append(made)

    @rule(who=PEOPLE, kind=KINDS, fen=MONEY)
    def spends(self, who: int, kind: str, fen: int) -> None:
        made = Transfer(self.new_id(), self.account(who, kind), OUTSIDE, fen, "spend", AT)
        could = self.apply([(who, kind, -fen)])
        assert self.write(made) == (None if could else Short.__name__)
        if could:
            self.made.append(made)

    @rule(who=PEOPLE, other=PEOPLE, fens=st.lists(MONEY, min_size=2, max_size=4))
    def several_at_once(self, who: int, other: int, fens: list[int]) -> None:
        """Money in and out of one account and another, as one batch."""
        made: list[Transfer] = []
        moves: list[tuple[int | None, str, int]] = []
        for place, fen in enumerate(fens):
            out = place % 2 == 0
            mine, theirs = self.account(who, "current"), self.account(other, "carried")
            debit, credit = (mine, theirs) if out else (FUND, mine)
            made.append(Transfer(self.new_id(), debit, credit, fen, "allocation", AT))
            moves += [
                (who, "current", -fen if out else fen),
                (other if out else None, "carried", fen),
            ]
        could = self.apply(moves)
        assert self.write(*made) == (None if could else Short.__name__)
        if could:
            self.made += made

    @rule(data=st.data())
    def again(self, data: st.DataObject) -> None:
        if self.made:
            made = data.draw(st.sampled_from(self.made))
            assert self.write(made, made) is None
            other = Transfer(
                made.transfer_id,
                made.debit,
                made.credit,
                made.amount_fen + 1,
                made.reason,
                made.happened_at,
            )
            assert self.write(other) == TransferReused.__name__

    @rule(data=st.data(), fen=MONEY)
    def corrected(self, data: st.DataObject, fen: int) -> None:
        if not self.made:
            return
        made = data.draw(st.sampled_from(self.made))
        left = made.amount_fen - self.back.get(made.transfer_id, 0)
        new = self.new_id()
        told = self.act(
            lambda conn: ledger.correct(conn, CITY, made.transfer_id, new, AT, min(fen, left) or 1)
        )
        if left == 0:
            assert told == AlreadyCorrected.__name__
            return
        owners = {person.person_id: who for who, person in enumerate(self.people)}
        fen = min(fen, left)
        could = self.apply(
            [
                (owners.get(made.credit.owner), made.credit.kind, -fen),
                (owners.get(made.debit.owner), made.debit.kind, fen),
            ]
        )
        assert told == (None if could else Short.__name__)
        if could:
            self.back[made.transfer_id] = self.back.get(made.transfer_id, 0) + fen

    @rule(who=PEOPLE, fen=MONEY)
    def clawed_back(self, who: int, fen: int) -> None:
        reference = self.new_id()
        held = self.model[who]
        for _ in range(2):
            told = self.act(
                lambda conn: crediting.claw_back(
                    conn, self.people[who], fen, reference, "pooled", AT
                )
            )
            assert told is None
        current = min(held["current"], fen)
        carried = min(held["carried"], fen - current)
        held["current"] -= current
        held["carried"] -= carried
        held["owed"] += fen - current - carried

    @rule(fens=st.lists(MONEY, min_size=3, max_size=3))
    def credited(self, fens: list[int]) -> None:
        """A batch of a crediting run, twice: debts are paid first, and nothing comes twice."""
        self.month += timedelta(days=1)
        payouts = Payouts()
        for person, fen in zip(self.people, fens, strict=True):
            payouts.add(person.person_id, self.month, "credit", 0, fen)

        async def paid(conn: Conn) -> None:
            await pay_out(conn, CITY, "account_fund", "current", "credit", payouts, AT, self.month)

        assert self.act(paid) is None
        assert self.act(paid) is None
        for held, fen in zip(self.model, fens, strict=True):
            debt = min(held["owed"], fen)
            held["owed"] -= debt
            held["current"] += fen - debt

    @rule(who=PEOPLE)
    def carried_over(self, who: int) -> None:
        held = self.model[who]
        if held["current"]:
            accounts = self.account(who, "current"), self.account(who, "carried")
            made = Transfer(self.new_id(), *accounts, held["current"], "carry_over", AT)
            assert self.write(made) is None
            held["carried"] += held["current"]
            held["current"] = 0

    @rule(who=PEOPLE)
    def cleared_out_and_in(self, who: int) -> None:
        """To another bank and back into the card: every yuan comes again, as it was."""
        asked = ClearOut(clear_out_id=self.new_id(), old_bank="甲", new_bank="乙", noticed_at=AT)
        person, key = self.people[who], asked.clear_out_id
        assert self.act(lambda conn: clear_out.notice(conn, LAWS, person, asked)) is None
        assert self.act(lambda conn: clear_out.clear(conn, person, key, AT)) is None
        on_its_way = self.run(self.balances(who))
        held = self.model[who]
        assert on_its_way.clearing == held["current"] + held["carried"]
        assert on_its_way.usable == 0
        told = self.act(
            lambda conn: withdrawal.withdraw(conn, LAWS, person, "death", self.new_id(), AT)
        )
        assert told == MoneyOnItsWay.__name__
        assert self.act(lambda conn: clear_out.arrive(conn, person, key, AT)) is None

    @rule(who=PEOPLE)
    def withdrawn(self, who: int) -> None:
        held = self.model[who]
        told = self.act(
            lambda conn: withdrawal.withdraw(
                conn, LAWS, self.people[who], "death", self.new_id(), AT
            )
        )
        if held["current"] + held["carried"] <= held["owed"]:
            assert told == NothingToWithdraw.__name__
            return
        assert told is None
        self.model[who] = dict(NOTHING)

    @invariant()
    def the_balances_are_those_of_the_dictionary(self) -> None:
        if not hasattr(self, "people"):
            return
        for who, held in enumerate(self.model):
            assert self.run(self.balances(who)) == Balances(**held)
        assert self.run(self.everything()) == 0

    async def balances(self, who: int) -> Balances:
        async with self.database.transaction() as conn:
            return await ledger.balances_of(conn, self.people[who])

    async def everything(self) -> int:
        async with self.database.transaction() as conn:
            return await funds.zero_sum(conn, CITY)


@pytest.mark.covers("ACCT-03", "ACCT-06")
def test_the_ledger_agrees_with_a_dictionary(server: Server, keys: Keys):
    Ledger.server, Ledger.keys = server, keys
    run_state_machine_as_test(  # pyright: ignore[reportUnknownMemberType]
        Ledger,
        settings=settings(
            max_examples=25,
            stateful_step_count=40,
            deadline=None,
            derandomize=True,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        ),
    )
