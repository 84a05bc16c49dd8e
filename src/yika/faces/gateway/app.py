"""The gateway: a bare ASGI function beside the other faces, for every address institutions use.

In order: the body, the envelope, who signed it, what was signed before, the typed input, the lane.
A "no" is HTTP 200 with infcode -1 in the interface's own form; only what fails before the platform
(size, form, signature) has the form and status of the gateways in use.
"""

import asyncio
import time
from collections.abc import Mapping
from itertools import count
from typing import Final

import msgspec

from yika.config import PROCESSES_MAX
from yika.faces.gateway import centre, ciphers, password, web
from yika.faces.gateway.asked import FileReply
from yika.faces.gateway.dispatch import Dispatch
from yika.faces.gateway.handlers.all import handlings
from yika.faces.gateway.lanes import GatewayBusy, Lane, alone
from yika.faces.gateway.memory import Memory, Seen, SignatureReused
from yika.faces.gateway.message import Arrived, arrived
from yika.faces.gateway.replying import SEQUENCE, Receipt
from yika.faces.gateway.roster import Roster
from yika.faces.gateway.signatures import (
    Sent,
    SignatureMissing,
    SignatureStale,
    SignatureTimeWrong,
    SignatureWrong,
    Signed,
    SignerUnknown,
    Windows,
    check,
    is_signed,
)
from yika.faces.gateway.telling import told
from yika.ground.days import wall_clock
from yika.ground.errors import Refused, Unavailable, YikaError
from yika.guide.refusals import mistake
from yika.house import House
from yika.institutions.lately import Met
from yika.institutions.model import Institution, Signing
from yika.interface import paths
from yika.store.db import DatabaseUnreachable

KEYS: Final = "/fsi/api/keys"  # where institutions find the platform's public keys
PREFIXES: Final = ("/fsi/", "/ebus/", "/power-csb/", "/CSB", "/uif-hsaf-med-api/", "/localcfc/")
BURST_SECONDS: Final = 0.05  # how long what looks like a copied signature waits for its burst


class WrongVerb(Refused):
    """The gateway takes POST only. Facts: none."""

    code = "wrong_verb"


# What gateways in use answer before the platform is reached: another shape, with a code of HTTP.
BEFORE: Final[dict[type[YikaError], int]] = {
    web.BodyTooLarge: 413,
    web.BrokenForm: 400,
    WrongVerb: 405,
    SignatureMissing: 401,
    SignatureTimeWrong: 401,
    SignatureStale: 401,
    SignerUnknown: 401,
    SignatureWrong: 401,
}


def is_gateway(path: str) -> bool:
    """Whether an address is one of those that institutions use."""
    return path.startswith(PREFIXES) or paths.known(path)


class Gateway:
    """The national interface over one open house."""

    def __init__(
        self, house: House, lanes: Mapping[str, Lane] | None = None, memory: Memory | None = None
    ) -> None:
        settings = house.config.gateway
        self.house = house
        self.roster = Roster(house.database)
        self.windows = Windows(settings.csb_window, settings.tif_window)
        self.memory = Memory(settings.longest_window) if memory is None else memory
        self.dispatch = Dispatch(house, handlings(), {"own": alone, **(lanes or {})})
        self._numbers = count(1 + self.memory.place * (SEQUENCE // PROCESSES_MAX))

    async def __call__(self, scope: web.Scope, receive: web.Receive, send: web.Send) -> None:
        """Answer one request."""
        try:
            await self._answer(scope, receive, send)
        except web.Gone:
            return
        except YikaError as error:
            await self._before(send, error)

    async def _answer(self, scope: web.Scope, receive: web.Receive, send: web.Send) -> None:
        if scope["method"] != "POST":
            await self._without_body(scope, send)
            return
        headers = dict(scope["headers"])
        body = await web.body_of(receive)
        receipt = Receipt(wall_clock(), next(self._numbers))
        begun = time.perf_counter()
        message: Arrived | None = None
        try:
            message = arrived(headers, body, scope["path"])
            reply = await self._passed(message, receipt)
        except YikaError as error:
            codes = tuple(one.code for one in told(error))
            if type(error) in BEFORE:
                if message is not None:
                    receipt.err_msg = told(error)[0].zh
                    self._note(message, receipt, begun, codes, b"")
                raise
            reply = await self._refusal(message, receipt, error)
        except Exception as error:  # noqa: BLE001 -- The edge: a mistake is told by its number.
            reply = receipt.refusal(mistake(error), None)
            codes = ("mistake",)
        else:
            codes = ()
        await self._send(send, message, reply)
        if message is not None:
            self._note(message, receipt, begun, codes, reply)

    async def _refusal(self, message: Arrived | None, receipt: Receipt, error: YikaError) -> bytes:
        """The reply to what is refused; where the database is, is nothing for institutions."""
        if isinstance(error, DatabaseUnreachable):
            return receipt.refusal(GatewayBusy(), None)
        if message is None or isinstance(error, Unavailable):
            return receipt.refusal(error, None)
        return receipt.refusal(error, await self.dispatch.standing_of(message, error))

    async def _passed(self, message: Arrived, receipt: Receipt) -> bytes | FileReply:
        """The reply to a message whose sender is who it says. Fails as its checks do."""
        institution, signing = await self.roster.find(message.envelope.fixmedins_code)
        receipt.region = institution.region
        signed = self._signed(message, institution, signing)
        if signed is None:
            return await self._handled(message, institution, signing, receipt)
        seen = await self._met(institution.institution_id, signed, message.body)
        try:
            return await self._handled(message, institution, signing, receipt)
        finally:
            self.memory.end(seen)

    async def _met(self, institution_id: int, signed: Signed, body: bytes) -> Seen:
        """Let a signed message pass; a no waits a moment, since others of its burst may come."""
        try:
            return self.memory.begin(institution_id, signed, body, time.time())
        except SignatureReused:
            await asyncio.sleep(BURST_SECONDS)
            return self.memory.begin(institution_id, signed, body, time.time())

    def _signed(
        self, message: Arrived, institution: Institution, signing: Signing
    ) -> Signed | None:
        """The right signature, or None where none has to be remembered."""
        settings = institution.settings
        may_be_unsigned = settings.unsigned and self.house.config.sandbox
        if may_be_unsigned and not is_signed(message.headers):
            return None
        ways = settings.ways or tuple(signing.ways)
        now = time.time()
        sent = Sent(message.headers, message.body, message.form, institution.code)
        return check(sent, signing, ways, self.windows, now)

    async def _handled(
        self, message: Arrived, institution: Institution, signing: Signing, receipt: Receipt
    ) -> bytes | FileReply:
        message.check_address()
        await message.open(self.house.database.keys)
        return await self.dispatch.answered(message, institution, signing, receipt)

    async def _send(
        self, send: web.Send, message: Arrived | None, reply: bytes | FileReply
    ) -> None:
        if isinstance(reply, FileReply):
            await web.reply(send, reply.content, 200, web.BYTES, web.named(reply.name))
            return
        if message is not None and message.of_centre:
            reply = centre.reply_of(reply, message.envelope.fixmedins_code)
        elif message is not None and message.cipher_key is not None:
            reply = message.mirrored(reply)
        await web.reply(send, reply)

    def _note(
        self,
        message: Arrived,
        receipt: Receipt,
        begun: float,
        codes: tuple[str, ...],
        reply: bytes | FileReply,
    ) -> None:
        """Remember a message for the programmers' page, which only the sandbox has."""
        if not self.house.config.sandbox:
            return
        envelope = message.envelope
        met = Met(
            at=receipt.at,
            asked_at=message.asked_at,
            infno=envelope.infno,
            msgid=envelope.msgid,
            took_ms=(time.perf_counter() - begun) * 1000,
            refused_by=codes,
            told=receipt.err_msg,
            request=message.body,
            reply=b"" if isinstance(reply, FileReply) else reply,
        )
        self.house.lately.note(envelope.fixmedins_code, met)

    async def _without_body(self, scope: web.Scope, send: web.Send) -> None:
        if scope["method"] not in ("GET", "HEAD") or scope["path"] != KEYS:
            raise WrongVerb
        found = {
            "sm2": ciphers.platform(self.house.database.keys).public.hex().upper(),
            "rsa": password.public_key(self.house.config),
        }
        await web.reply(send, msgspec.json.encode(found))

    async def _before(self, send: web.Send, error: YikaError) -> None:
        """What fails before the platform, in the shape of the gateways in use."""
        reason = told(error)[0]
        status = BEFORE.get(type(error), 500)
        body = {"code": status, "message": reason.zh, "yika": msgspec.to_builtins(reason)}
        await web.reply(send, msgspec.json.encode(body), status)


def create_gateway(
    house: House, lanes: Mapping[str, Lane] | None = None, memory: Memory | None = None
) -> Gateway:
    """The gateway over an open house; `lanes` are further ways for changes, by name."""
    return Gateway(house, lanes, memory)
