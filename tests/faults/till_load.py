"""Institutions that go on sending: purchases, visits, cancels, for the same few people.

Every message is kept as it was sent, so that it can be sent again to the byte, with what was
answered. A sender whose line breaks stops, as a till does whose platform is gone.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import uuid4

import msgspec

from tests.builders import AT, BOOK, Somebody
from tests.faces.gateway.desk import a_purchase
from tests.faces.gateway.notes import a_message, written
from tests.faces.gateway.visiting import a_bill, a_description, a_registration, lines
from tests.rooms.settlement.tills import CLINIC, POOLED, Tills
from yika.accounts import sharing
from yika.accounts.laws import AccountLaws

Post = Callable[[bytes], Awaitable[bytes]]  # fails with LineBroken


class LineBroken(Exception):
    """Nothing came back: whether the message was done is not known to the sender."""


@dataclass
class Load:
    """What was sent, and what was answered, by msgid."""

    post: Post
    people: Sequence[tuple[Somebody, str]]  # with the number of their card
    name: str = "L"
    enough: int = 100  # bills and cancels answered
    sent: dict[str, bytes] = field(default_factory=dict[str, bytes])
    answered: dict[str, bytes] = field(default_factory=dict[str, bytes])
    refused: list[str] = field(default_factory=list[str])
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    turned_away: asyncio.Event = field(default_factory=asyncio.Event)
    over: bool = False
    numbers: "count[int]" = field(default_factory=count)

    async def run(self, seeds: Iterable[int]) -> None:
        """Senders of their own, until their line breaks or it is over."""
        await asyncio.gather(*(self._sender(random.Random(seed)) for seed in seeds))  # noqa: S311

    async def _sender(self, draw: random.Random) -> None:
        try:
            while not self.over:
                who, number = draw.choice(self.people)
                if draw.random() < 0.3:
                    await self._visit(who, number)
                else:
                    await self._purchase(draw, who, number)
        except LineBroken:
            return

    async def _purchase(self, draw: random.Random, who: Somebody, number: str) -> None:
        yuan = draw.choice((20, 60, 200))
        bought = await self._send("2102", a_purchase(who, number, yuan))
        if draw.random() < 0.4 and bought["infcode"] == 0:
            await self._send("2103", naming(bought))

    async def _visit(self, who: Somebody, number: str) -> None:
        opened = a_registration(who, number)
        opened["data"]["ipt_otp_no"] = f"{self.name}{next(self.numbers)}"
        registered = await self._send("2201", opened, CLINIC)
        if registered["infcode"] != 0:
            return
        visit = registered["output"]["data"]["mdtrt_id"]
        await self._send("2203", a_description(who, visit), CLINIC)
        await self._send("2204", lines(who, visit, 30, 70), CLINIC)
        await self._send("2207", a_bill(who, number, visit, 100), CLINIC)

    async def _send(self, infno: str, given: dict[str, Any], code: str = POOLED) -> Any:
        msgid = f"{code}{self.name}{next(self.numbers):08}"
        message = a_message(infno, given, msgid=msgid, fixmedins_code=code, signtype="")
        self.sent[msgid] = written(message)
        body = await self.post(self.sent[msgid])
        reply: Any = msgspec.json.decode(body)
        if reply["infcode"] == 0:
            self.answered[msgid] = body
            if infno in ("2102", "2103", "2207") and len(self.answered) >= self.enough:
                self.reached.set()
        else:
            self.refused.append(reply["yika"]["code"])
            if self.refused[-1] == "gateway_busy":
                self.turned_away.set()
        return reply

    async def send_again(self) -> None:
        """Everything once more, answered or not: what was answered, or what was done once."""
        for msgid, message in self.sent.items():
            if msgid in self.answered:
                assert await self.post(message) == self.answered[msgid], msgid
            else:
                first = await self.post(message)
                if msgspec.json.decode(first)["infcode"] == 0:
                    self.answered[msgid] = first
                    assert await self.post(message) == first


def naming(settled: Any) -> dict[str, Any]:
    """The input of a cancel of what was settled."""
    told = settled["output"]["setlinfo"]
    return {"data": {name: told[name] for name in ("setl_id", "mdtrt_id", "psn_no")}}


async def shares(tills: Tills, owner: Somebody, relative: Somebody) -> None:
    """Let a relative use somebody's account."""
    share = sharing.Share(
        share_id=uuid4(),
        owner=owner.person,
        relative=relative.person,
        relation="child",
        starts_at=AT - timedelta(days=1),
    )
    async with tills.database.transaction() as conn:
        await sharing.grant(conn, AccountLaws(BOOK, owner.person.division), share)
