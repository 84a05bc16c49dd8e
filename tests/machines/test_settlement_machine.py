"""A stateful model of settling and cancelling: a plain list of bills, against the real gateway.

Two people, one of whom may use the other's account: purchases, visits, repeats, cancels and
reversals, in any order. After every step balances, counts and what the year has come to are those
of the bills that stand, and a cancel that is refused names exactly the bills that stand on it.
"""

import asyncio
from collections.abc import Coroutine
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
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

from tests.builders import AT, BOOK, CITY, Somebody
from tests.conftest import Server
from tests.faces.gateway.desk import Desk, a_purchase
from tests.faces.gateway.visiting import a_bill, a_description, a_registration, lines
from tests.machines.bills import Bill, priced, standing_on
from tests.rooms.settlement.tills import CLINIC, POOLED, Tills, a_customer, open_tills
from yika.accounts import funds, sharing
from yika.accounts.laws import AccountLaws
from yika.config import Config
from yika.faces.gateway.app import create_gateway
from yika.faces.gateway.batching import BatchLane
from yika.faces.gateway.numbering import psn_no
from yika.house import House
from yika.settlement.model import Pool
from yika.store import clock
from yika.store.db import Database
from yika.store.keys import Keys

LIMIT = 20_000  # of an account at pharmacies in half a month, in fen
BEGINS = (60_000, 30_000)  # in the two accounts
OWNER, CHILD = 0, 1
PEOPLE, MONEY = st.integers(0, 1), st.integers(1, 1500)
FLAGS = st.sampled_from(["0", "1", "1", "2"])


class Settling(RuleBasedStateMachine):
    """Two people at a pharmacy and a clinic."""

    server: Server
    keys: Keys
    folder: Path

    @initialize()
    def begin(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.name = self.server.create(template="yika_template")
        address = self.server.addresses_of(self.name).application
        self.database = Database(address, self.keys, pool_size=4)
        self.run(self.database.__aenter__())
        self.bills: list[Bill] = []
        self.sent = 0
        self.run(self.open())

    async def open(self) -> None:
        self.tills: Tills = await open_tills(self.database)
        self.people = [await a_customer(self.database, carried=fen) for fen in BEGINS]
        self.cards = [await self.tills.card_number(who) for who in self.people]
        async with self.database.transaction() as conn:
            await clock.start(conn, AT)
            owner, child = (one.person for one in self.people)
            share = sharing.Share(
                share_id=uuid4(),
                owner=owner,
                relative=child,
                relation="child",
                starts_at=AT - timedelta(days=1),
            )
            await sharing.grant(conn, AccountLaws(BOOK, owner.division), share)
        house = House(Config(home=self.folder, sandbox=True), self.database, BOOK)
        gateway = create_gateway(house, {"batch": BatchLane(house)})
        self.desks = {"pharmacy": Desk(gateway, POOLED), "outpatient": Desk(gateway, CLINIC)}

    def teardown(self) -> None:
        if hasattr(self, "database"):
            self.run(self.database.__aexit__())
            self.loop.close()
            self.server.drop(self.name)

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.loop.run_until_complete(work)

    def send(self, kind: str, infno: str, given: dict[str, Any], msgid: str | None = None) -> Any:
        return self.run(self.desks[kind].send(infno, given, msgid))

    def number(self) -> str:
        self.sent += 1
        return f"M{self.sent}"

    def standing(self, who: int) -> list[Bill]:
        return [one for one in self.bills if one.who == who and one.stands]

    def wallet(self, who: int) -> int:
        own = sum(one.own for one in self.standing(who))
        lent = sum(one.shared for one in self.standing(CHILD)) if who == OWNER else 0
        return BEGINS[who] - own - lent

    def settle(self, who: int, kind: str, yuan: int, flag: str, given: Any, infno: str) -> None:
        """Send a bill and compare every part of the reply with the model."""
        total, before = yuan * 100, self.standing(who)
        met, paid = sum(one.deductible for one in before), sum(one.fund for one in before)
        deductible, fund = priced(total, met, paid)
        left, own, shared = total - fund, 0, 0
        if flag == "1":
            spent = sum(one.own for one in before if one.kind == "pharmacy")
            most = LIMIT - spent if kind == "pharmacy" else left
            own = min(left, self.wallet(who), most)
        elif flag == "2" and who == CHILD:
            shared = min(left, self.wallet(OWNER))
        msgid = self.number()
        reply = self.send(kind, infno, given, msgid)
        assert reply["infcode"] == 0, reply
        told = reply["output"]["setlinfo"]
        names = ("act_pay_dedc", "fund_pay_sumamt", "acct_pay", "acct_mulaid_pay", "psn_cash_pay")
        assert [round(told[name] * 100) for name in names] == [
            deductible,
            fund,
            own + shared,
            shared,
            left - own - shared,
        ]
        bill = Bill(
            who=who,
            kind=kind,
            total=total,
            deductible=deductible,
            fund=fund,
            own=own,
            shared=shared,
            infno=infno,
            msgid=msgid,
            sent=given,
            reply=reply,
        )
        self.bills.append(bill)
        assert round(told["balc"] * 100) == self.wallet(who)

    @rule(who=PEOPLE, yuan=MONEY, flag=FLAGS)
    def buys(self, who: int, yuan: int, flag: str) -> None:
        given = a_purchase(self.people[who], self.cards[who], yuan, acct_used_flag=flag)
        self.settle(who, "pharmacy", yuan, flag, given, "2102")

    @rule(who=PEOPLE, yuan=MONEY, flag=FLAGS)
    def visits(self, who: int, yuan: int, flag: str) -> None:
        somebody, card = self.people[who], self.cards[who]
        visit = self.registered(somebody, card)
        self.send("outpatient", "2204", lines(somebody, visit, yuan))
        given = a_bill(somebody, card, visit, yuan, acct_used_flag=flag)
        self.settle(who, "outpatient", yuan, flag, given, "2207")

    def registered(self, who: Somebody, card: str) -> str:
        given = a_registration(who, card)
        given["data"]["ipt_otp_no"] = self.number()
        reply = self.send("outpatient", "2201", given)
        visit = reply["output"]["data"]["mdtrt_id"]
        self.send("outpatient", "2203", a_description(who, visit))
        return visit

    @rule(data=st.data())
    def cancels(self, data: st.DataObject) -> None:
        if not self.bills:
            return
        bill = data.draw(st.sampled_from(self.bills))
        told = bill.reply["output"]["setlinfo"]
        names = ("setl_id", "mdtrt_id", "psn_no")
        infno = "2103" if bill.kind == "pharmacy" else "2208"
        reply = self.send(bill.kind, infno, {"data": {name: told[name] for name in names}})
        if not bill.stands:
            assert reply["yika"]["code"] == "already_cancelled"
            return
        if not self.refused(bill, reply):
            bill.stands = False
            after = reply["output"]["setlinfo"]
            assert after["fund_pay_sumamt"] == -told["fund_pay_sumamt"]
            assert after["psn_part_amt"] == -told["psn_part_amt"]
            assert round(after["balc"] * 100) == self.wallet(bill.who)

    @rule(data=st.data())
    def reverses(self, data: st.DataObject) -> None:
        """2601: as a cancel, and the message itself is refused from then on."""
        if not self.bills:
            return
        bill = data.draw(st.sampled_from(self.bills))
        number = psn_no(self.people[bill.who].person)
        given = {"data": {"psn_no": number, "omsgid": bill.msgid, "oinfno": bill.infno}}
        reply = self.send(bill.kind, "2601", given)
        if bill.stands and self.refused(bill, reply):
            return
        assert reply["infcode"] == 0, reply
        bill.stands, bill.is_reversed = False, True

    def refused(self, bill: Bill, reply: Any) -> bool:
        """Whether a cancel was refused, as it has to be where later bills stand on it."""
        first = standing_on(bill, self.standing(bill.who))
        if not first:
            assert reply["infcode"] == 0, reply
            return False
        assert reply["yika"]["code"] == "cancel_later_first", reply
        (reason,) = reply["yika"]["reasons"]
        assert reason["facts"]["settlements"] == first
        return True

    @rule(data=st.data())
    def repeats(self, data: st.DataObject) -> None:
        """The same message again: the same reply, or that it was reversed."""
        if not self.bills:
            return
        bill = data.draw(st.sampled_from(self.bills))
        reply = self.send(bill.kind, bill.infno, bill.sent, bill.msgid)
        if bill.is_reversed:
            assert reply["yika"]["code"] == "message_reversed"
        else:
            assert reply == bill.reply

    @invariant()
    def everything_is_that_of_the_bills_that_stand(self) -> None:
        if not hasattr(self, "desks"):
            return
        for who, somebody in enumerate(self.people):
            mine = self.standing(who)
            assert self.run(self.tills.balances(somebody)).usable == self.wallet(who)
            uses, used, pool = self.run(self.counted(somebody))
            assert uses == len(mine)
            assert used == (sum(one.shared for one in self.standing(CHILD)) if who == OWNER else 0)
            assert pool == (
                sum(one.deductible for one in mine),
                sum(one.fund for one in mine),
                len(mine),
            )
        assert self.run(self.pooled()) == (0, -sum(one.fund for one in self.bills if one.stands))

    async def counted(self, who: Somebody) -> tuple[int, int, tuple[int, int, int]]:
        found = await self.tills.value(
            """
            SELECT json_build_array(
                (SELECT count(*) FROM card_uses WHERE person_id = %(person_id)s),
                (SELECT coalesce(sum(amount_fen), 0) FROM share_uses
                 WHERE person_id = %(person_id)s),
                (SELECT state -> 'pools' -> 'outpatient' FROM accumulations
                 WHERE person_id = %(person_id)s))
            """,
            who,
        )
        pool = msgspec.convert(found[2] or {}, Pool)
        return found[0], found[1], (pool.deductible_fen, pool.paid_fen, pool.count)

    async def pooled(self) -> tuple[int, int]:
        async with self.database.transaction() as conn:
            return await funds.zero_sum(conn, CITY), await funds.balance(conn, CITY, "pooled")


@pytest.mark.covers("BEN-01", "BEN-04", "BEN-07", "ACCT-06")
def test_settling_agrees_with_a_list_of_bills(server: Server, keys: Keys, tmp_path: Path):
    Settling.server, Settling.keys, Settling.folder = server, keys, tmp_path
    run_state_machine_as_test(  # pyright: ignore[reportUnknownMemberType]
        Settling,
        settings=settings(
            max_examples=8,
            stateful_step_count=16,
            deadline=None,
            derandomize=True,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        ),
    )
