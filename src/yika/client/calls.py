"""Two clients of a gateway over HTTP, one that waits and one that does not.

The caller owns the connection (an ``httpx`` client with the gateway's address) and so its limits
and its certificates. Nothing is repeated by itself: after a lost reply send the same message again
under the same id, or reverse it.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import httpx
import msgspec

from yika.client import asks
from yika.client.asking import Ask, Output, Station, answered
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

    def call(self, infno: str, given: msgspec.Struct, msgid: str = "") -> object:
        """Any transaction with its `Input`; returns its `Output`. Raises `Rejected`, `NoAnswer`."""
        return self.ask(Ask(infno, given, object), msgid)

    def ask(self, ask: Ask[Output], msgid: str = "") -> Output:
        """A transaction whose types are known."""
        return self.send(ask, self.sending.station.message(ask, msgid))

    def send(self, ask: Ask[Output], message: Envelope) -> Output:
        """A message as it stands, for the first time or again."""
        body, headers = self.sending.request(message)
        reply = self.http.post(self.sending.path, content=body, headers=headers)
        kind = reply.headers.get("content-type", "")
        return answered(ask, reply.status_code, kind, reply.content)

    def sign_in(self) -> t9001.Output:
        """Begin the operator's day; later messages carry the number."""
        output = self.ask(asks.sign_in(self.sending.station.operator))
        self.sending.station.sign_no = output.signinoutb.sign_no
        return output

    def sign_out(self) -> t9002.Output:
        """End it."""
        station = self.sending.station
        output = self.ask(asks.sign_out(station.operator, station.sign_no or ""))
        station.sign_no = None
        return output

    def person(self, number: str, credential: str = asks.ID_CARD) -> t1101.Output:
        """Who somebody is and how they are insured."""
        return self.ask(asks.person(number, credential))

    def buy(self, bill: t2102.InDruginfo, lines: Sequence[t2102.InDrugdetail]) -> t2102.Output:
        """Settle a purchase at a pharmacy."""
        return self.ask(asks.buy(bill, lines))

    def take_back(self, setl_id: str, mdtrt_id: str, psn_no: str) -> t2103.Output:
        """Cancel a purchase."""
        return self.ask(asks.take_back(setl_id, mdtrt_id, psn_no))

    def register(self, visit: t2201.InFields) -> t2201.Output:
        """Begin an outpatient visit."""
        return self.ask(asks.register(visit))

    def unregister(self, mdtrt_id: str, psn_no: str, ipt_otp_no: str) -> None:
        """Take a visit back of which no lines are left."""
        self.ask(asks.unregister(mdtrt_id, psn_no, ipt_otp_no))

    def diagnose(self, visit: t2203a.InMdtrtinfo, diagnoses: Sequence[t2203a.InDiseinfo]) -> None:
        """Say what the visit is for, before its lines are sent."""
        self.ask(asks.diagnose(visit, diagnoses))

    def upload(self, lines: Sequence[t2204.InFeedetail]) -> t2204.Output:
        """Send the lines of a bill."""
        return self.ask(asks.upload(lines))

    def delete(self, mdtrt_id: str, psn_no: str, batch: str = asks.ALL) -> None:
        """Delete the lines of a batch, or all that are not settled."""
        self.ask(asks.delete(mdtrt_id, psn_no, batch))

    def trial(self, bill: t2206.InFields) -> t2206.Output:
        """What a settlement would come to."""
        return self.ask(asks.trial(bill))

    def settle(self, bill: t2207.InFields) -> t2207.Output:
        """Settle an outpatient bill."""
        return self.ask(asks.settle(bill))

    def cancel(self, setl_id: str, mdtrt_id: str, psn_no: str) -> t2208.Output:
        """Cancel an outpatient settlement."""
        return self.ask(asks.cancel(setl_id, mdtrt_id, psn_no))

    def reverse(self, psn_no: str, msgid: str, infno: str) -> None:
        """Undo a message whose reply was lost."""
        self.ask(asks.reverse(psn_no, msgid, infno))


@dataclass(slots=True)
class AsyncClient:
    """A client that others run beside."""

    http: httpx.AsyncClient
    sending: Sending

    async def call(self, infno: str, given: msgspec.Struct, msgid: str = "") -> object:
        """Any transaction with its `Input`; returns its `Output`. Raises `Rejected`, `NoAnswer`."""
        return await self.ask(Ask(infno, given, object), msgid)

    async def ask(self, ask: Ask[Output], msgid: str = "") -> Output:
        """A transaction whose types are known."""
        return await self.send(ask, self.sending.station.message(ask, msgid))

    async def send(self, ask: Ask[Output], message: Envelope) -> Output:
        """A message as it stands, for the first time or again."""
        body, headers = self.sending.request(message)
        reply = await self.http.post(self.sending.path, content=body, headers=headers)
        kind = reply.headers.get("content-type", "")
        return answered(ask, reply.status_code, kind, reply.content)

    async def sign_in(self) -> t9001.Output:
        """Begin the operator's day; later messages carry the number."""
        output = await self.ask(asks.sign_in(self.sending.station.operator))
        self.sending.station.sign_no = output.signinoutb.sign_no
        return output

    async def sign_out(self) -> t9002.Output:
        """End it."""
        station = self.sending.station
        output = await self.ask(asks.sign_out(station.operator, station.sign_no or ""))
        station.sign_no = None
        return output

    async def person(self, number: str, credential: str = asks.ID_CARD) -> t1101.Output:
        """Who somebody is and how they are insured."""
        return await self.ask(asks.person(number, credential))

    async def buy(
        self, bill: t2102.InDruginfo, lines: Sequence[t2102.InDrugdetail]
    ) -> t2102.Output:
        """Settle a purchase at a pharmacy."""
        return await self.ask(asks.buy(bill, lines))

    async def take_back(self, setl_id: str, mdtrt_id: str, psn_no: str) -> t2103.Output:
        """Cancel a purchase."""
        return await self.ask(asks.take_back(setl_id, mdtrt_id, psn_no))

    async def register(self, visit: t2201.InFields) -> t2201.Output:
        """Begin an outpatient visit."""
        return await self.ask(asks.register(visit))

    async def unregister(self, mdtrt_id: str, psn_no: str, ipt_otp_no: str) -> None:
        """Take a visit back of which no lines are left."""
        await self.ask(asks.unregister(mdtrt_id, psn_no, ipt_otp_no))

    async def diagnose(
        self, visit: t2203a.InMdtrtinfo, diagnoses: Sequence[t2203a.InDiseinfo]
    ) -> None:
        """Say what the visit is for, before its lines are sent."""
        await self.ask(asks.diagnose(visit, diagnoses))

    async def upload(self, lines: Sequence[t2204.InFeedetail]) -> t2204.Output:
        """Send the lines of a bill."""
        return await self.ask(asks.upload(lines))

    async def delete(self, mdtrt_id: str, psn_no: str, batch: str = asks.ALL) -> None:
        """Delete the lines of a batch, or all that are not settled."""
        await self.ask(asks.delete(mdtrt_id, psn_no, batch))

    async def trial(self, bill: t2206.InFields) -> t2206.Output:
        """What a settlement would come to."""
        return await self.ask(asks.trial(bill))

    async def settle(self, bill: t2207.InFields) -> t2207.Output:
        """Settle an outpatient bill."""
        return await self.ask(asks.settle(bill))

    async def cancel(self, setl_id: str, mdtrt_id: str, psn_no: str) -> t2208.Output:
        """Cancel an outpatient settlement."""
        return await self.ask(asks.cancel(setl_id, mdtrt_id, psn_no))

    async def reverse(self, psn_no: str, msgid: str, infno: str) -> None:
        """Undo a message whose reply was lost."""
        await self.ask(asks.reverse(psn_no, msgid, infno))
