"""Two clients of a gateway over HTTP, one that waits and one that does not.

The caller owns the connection (an ``httpx`` client with the gateway's address) and so its limits
and its certificates. Nothing is repeated by itself: after a lost reply (`NoAnswer`) call the same
again with its ``msgid``, or `reverse` it.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx
import msgspec

from yika.client import asks
from yika.client.asking import Answer, Ask, NoAnswer, Output, Station, answered
from yika.client.signing import Signing, Unsigned
from yika.interface.envelope import Envelope
from yika.interface.paths import SINGLE
from yika.interface.records import (
    t1101,
    t2102,
    t2103,
    t2201,
    t2203a,
    t2204,
    t2206,
    t2207,
    t2208,
    t9001,
    t9002,
)
from yika.interface.writing import write_message

JSON = "application/json"


@dataclass(slots=True, kw_only=True)
class Sending:
    """Who sends, signed how, to which path; the same for both clients."""

    station: Station
    signing: Signing = field(default_factory=Unsigned)
    path: str = SINGLE
    clock: Callable[[], float] = time.time  # of the signature, Unix seconds

    def request(self, message: Envelope) -> tuple[bytes, dict[str, str]]:
        """The body and the headers of a message."""
        body = write_message(message)
        headers = self.signing.headers(message.infno, body, self.clock())
        return body, {"content-type": JSON, **headers}


@dataclass(slots=True)
class Client:
    """A client that waits for each reply."""

    http: httpx.Client
    sending: Sending

    def call(self, infno: str, given: msgspec.Struct, msgid: str = "") -> Answer[Any]:
        """Any transaction with its `Input`; the answer's output is its `Output`.

        Raises `Rejected`, `NoAnswer`; so does everything below.
        """
        return self.ask(Ask[Any](infno, given, object), msgid)

    def ask(self, ask: Ask[Output], msgid: str = "") -> Answer[Output]:
        """A transaction whose types are known; under a new msgid unless one is given."""
        return self.send(ask, self.sending.station.message(ask, msgid))

    def send(self, ask: Ask[Output], message: Envelope) -> Answer[Output]:
        """A message as it stands, for the first time or again."""
        body, headers = self.sending.request(message)
        try:
            reply = self.http.post(self.sending.path, content=body, headers=headers)
        except httpx.HTTPError as error:
            raise _lost(message, error) from error
        return _read(ask, message, reply)

    def sign_in(self, *, msgid: str = "") -> Answer[t9001.Output]:
        """Begin the operator's day; later messages carry the number."""
        answer = self.ask(asks.sign_in(self.sending.station.operator), msgid)
        self.sending.station.sign_no = answer.output.signinoutb.sign_no
        return answer

    def sign_out(self, *, msgid: str = "") -> Answer[t9002.Output]:
        """End it."""
        station = self.sending.station
        answer = self.ask(asks.sign_out(station.operator, station.sign_no or ""), msgid)
        station.sign_no = None
        return answer

    def person(
        self, number: str, credential: str = asks.ID_CARD, *, msgid: str = ""
    ) -> Answer[t1101.Output]:
        """Who somebody is and how they are insured."""
        return self.ask(asks.person(number, credential), msgid)

    def buy(
        self, bill: t2102.InDruginfo, lines: Sequence[t2102.InDrugdetail], *, msgid: str = ""
    ) -> Answer[t2102.Output]:
        """Settle a purchase at a pharmacy."""
        return self.ask(asks.buy(bill, lines), msgid)

    def take_back(
        self, setl_id: str, mdtrt_id: str, psn_no: str, *, msgid: str = ""
    ) -> Answer[t2103.Output]:
        """Cancel a purchase."""
        return self.ask(asks.take_back(setl_id, mdtrt_id, psn_no), msgid)

    def register(self, visit: t2201.InFields, *, msgid: str = "") -> Answer[t2201.Output]:
        """Begin an outpatient visit."""
        return self.ask(asks.register(visit), msgid)

    def unregister(
        self, mdtrt_id: str, psn_no: str, ipt_otp_no: str, *, msgid: str = ""
    ) -> Answer[None]:
        """Take a visit back of which no lines are left."""
        return self.ask(asks.unregister(mdtrt_id, psn_no, ipt_otp_no), msgid)

    def diagnose(
        self, visit: t2203a.InMdtrtinfo, diagnoses: Sequence[t2203a.InDiseinfo], *, msgid: str = ""
    ) -> Answer[None]:
        """Say what the visit is for, before its lines are sent."""
        return self.ask(asks.diagnose(visit, diagnoses), msgid)

    def upload(
        self, lines: Sequence[t2204.InFeedetail], *, msgid: str = ""
    ) -> Answer[t2204.Output]:
        """Send the lines of a bill."""
        return self.ask(asks.upload(lines), msgid)

    def delete(
        self, mdtrt_id: str, psn_no: str, batch: str = asks.ALL, *, msgid: str = ""
    ) -> Answer[None]:
        """Delete the lines of a batch, or all that are not settled."""
        return self.ask(asks.delete(mdtrt_id, psn_no, batch), msgid)

    def trial(self, bill: t2206.InFields, *, msgid: str = "") -> Answer[t2206.Output]:
        """What a settlement would come to."""
        return self.ask(asks.trial(bill), msgid)

    def settle(self, bill: t2207.InFields, *, msgid: str = "") -> Answer[t2207.Output]:
        """Settle an outpatient bill."""
        return self.ask(asks.settle(bill), msgid)

    def cancel(
        self, setl_id: str, mdtrt_id: str, psn_no: str, *, msgid: str = ""
    ) -> Answer[t2208.Output]:
        """Cancel an outpatient settlement."""
        return self.ask(asks.cancel(setl_id, mdtrt_id, psn_no), msgid)

    def reverse(self, psn_no: str, msgid: str, infno: str, *, own_msgid: str = "") -> Answer[None]:
        """Undo the message `msgid` whose reply was lost."""
        return self.ask(asks.reverse(psn_no, msgid, infno), own_msgid)


@dataclass(slots=True)
class AsyncClient:
    """A client that others run beside."""

    http: httpx.AsyncClient
    sending: Sending

    async def call(self, infno: str, given: msgspec.Struct, msgid: str = "") -> Answer[Any]:
        """Any transaction with its `Input`; the answer's output is its `Output`.

        Raises `Rejected`, `NoAnswer`; so does everything below.
        """
        return await self.ask(Ask[Any](infno, given, object), msgid)

    async def ask(self, ask: Ask[Output], msgid: str = "") -> Answer[Output]:
        """A transaction whose types are known; under a new msgid unless one is given."""
        return await self.send(ask, self.sending.station.message(ask, msgid))

    async def send(self, ask: Ask[Output], message: Envelope) -> Answer[Output]:
        """A message as it stands, for the first time or again."""
        body, headers = self.sending.request(message)
        try:
            reply = await self.http.post(self.sending.path, content=body, headers=headers)
        except httpx.HTTPError as error:
            raise _lost(message, error) from error
        return _read(ask, message, reply)

    async def sign_in(self, *, msgid: str = "") -> Answer[t9001.Output]:
        """Begin the operator's day; later messages carry the number."""
        answer = await self.ask(asks.sign_in(self.sending.station.operator), msgid)
        self.sending.station.sign_no = answer.output.signinoutb.sign_no
        return answer

    async def sign_out(self, *, msgid: str = "") -> Answer[t9002.Output]:
        """End it."""
        station = self.sending.station
        answer = await self.ask(asks.sign_out(station.operator, station.sign_no or ""), msgid)
        station.sign_no = None
        return answer

    async def person(
        self, number: str, credential: str = asks.ID_CARD, *, msgid: str = ""
    ) -> Answer[t1101.Output]:
        """Who somebody is and how they are insured."""
        return await self.ask(asks.person(number, credential), msgid)

    async def buy(
        self, bill: t2102.InDruginfo, lines: Sequence[t2102.InDrugdetail], *, msgid: str = ""
    ) -> Answer[t2102.Output]:
        """Settle a purchase at a pharmacy."""
        return await self.ask(asks.buy(bill, lines), msgid)

    async def take_back(
        self, setl_id: str, mdtrt_id: str, psn_no: str, *, msgid: str = ""
    ) -> Answer[t2103.Output]:
        """Cancel a purchase."""
        return await self.ask(asks.take_back(setl_id, mdtrt_id, psn_no), msgid)

    async def register(self, visit: t2201.InFields, *, msgid: str = "") -> Answer[t2201.Output]:
        """Begin an outpatient visit."""
        return await self.ask(asks.register(visit), msgid)

    async def unregister(
        self, mdtrt_id: str, psn_no: str, ipt_otp_no: str, *, msgid: str = ""
    ) -> Answer[None]:
        """Take a visit back of which no lines are left."""
        return await self.ask(asks.unregister(mdtrt_id, psn_no, ipt_otp_no), msgid)

    async def diagnose(
        self, visit: t2203a.InMdtrtinfo, diagnoses: Sequence[t2203a.InDiseinfo], *, msgid: str = ""
    ) -> Answer[None]:
        """Say what the visit is for, before its lines are sent."""
        return await self.ask(asks.diagnose(visit, diagnoses), msgid)

    async def upload(
        self, lines: Sequence[t2204.InFeedetail], *, msgid: str = ""
    ) -> Answer[t2204.Output]:
        """Send the lines of a bill."""
        return await self.ask(asks.upload(lines), msgid)

    async def delete(
        self, mdtrt_id: str, psn_no: str, batch: str = asks.ALL, *, msgid: str = ""
    ) -> Answer[None]:
        """Delete the lines of a batch, or all that are not settled."""
        return await self.ask(asks.delete(mdtrt_id, psn_no, batch), msgid)

    async def trial(self, bill: t2206.InFields, *, msgid: str = "") -> Answer[t2206.Output]:
        """What a settlement would come to."""
        return await self.ask(asks.trial(bill), msgid)

    async def settle(self, bill: t2207.InFields, *, msgid: str = "") -> Answer[t2207.Output]:
        """Settle an outpatient bill."""
        return await self.ask(asks.settle(bill), msgid)

    async def cancel(
        self, setl_id: str, mdtrt_id: str, psn_no: str, *, msgid: str = ""
    ) -> Answer[t2208.Output]:
        """Cancel an outpatient settlement."""
        return await self.ask(asks.cancel(setl_id, mdtrt_id, psn_no), msgid)

    async def reverse(
        self, psn_no: str, msgid: str, infno: str, *, own_msgid: str = ""
    ) -> Answer[None]:
        """Undo the message `msgid` whose reply was lost."""
        return await self.ask(asks.reverse(psn_no, msgid, infno), own_msgid)


def _read(ask: Ask[Output], message: Envelope, reply: httpx.Response) -> Answer[Output]:
    kind = reply.headers.get("content-type", "")
    return answered(ask, message.msgid, reply.status_code, kind, reply.content)


def _lost(message: Envelope, error: httpx.HTTPError) -> NoAnswer:
    return NoAnswer(message.infno, message.msgid, type(error).__name__)
