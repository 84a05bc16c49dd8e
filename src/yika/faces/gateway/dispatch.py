"""From a message whose sender is known to its reply: typed input, password, lane."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import msgspec

from yika.faces.gateway import password
from yika.faces.gateway.asked import Asked, FileReply, Handler, Handling, actor_of
from yika.faces.gateway.lanes import Lane, Work, kept_reply
from yika.faces.gateway.message import Arrived
from yika.faces.gateway.numbering import NoSuchNumber, person_of
from yika.faces.gateway.replying import Receipt
from yika.faces.gateway.telling import is_by_standing
from yika.ground.errors import Missing, YikaError
from yika.house import House
from yika.institutions import sign_ins
from yika.institutions.model import Institution, Signing
from yika.interface import parsing
from yika.people.model import PersonKey
from yika.settlement.messages import Message
from yika.standing.model import Standing
from yika.standing.service import why

SIGN_IN: Final = "9001"
SHOWN_BY: Final = ("mdtrt_cert_no", "mdtrt_id")  # a credential, or the visit it was shown for


class NotHandled(Missing):
    """A transaction of the interface that is not offered here. Facts: infno."""

    code = "not_handled"


@dataclass(slots=True)
class Turn:
    """A message whose sender is known, and its input."""

    house: House
    message: Arrived
    institution: Institution
    input: Any
    entered: str | None = field(default=None, repr=False)  # the holder's password
    prepared: Any = field(default=None, repr=False)

    def asked(self, at: datetime, message_id: int = 0) -> Asked:
        """What a handler is handed."""
        self.message.asked_at = at
        return Asked(
            house=self.house,
            institution=self.institution,
            envelope=self.message.envelope,
            input=self.input,
            at=at,
            message_id=message_id,
            password=self.entered,
            file=self.message.file,
            prepared=self.prepared,
            concerns=self.message.concerns,
        )


class Dispatch:
    """Handlers by transaction, and the lanes that changes take."""

    def __init__(
        self, house: House, handlings: Mapping[str, Handling], lanes: Mapping[str, Lane]
    ) -> None:
        self.house = house
        self.handlings = handlings
        self.lanes = lanes

    async def answered(
        self, message: Arrived, institution: Institution, signing: Signing, receipt: Receipt
    ) -> bytes | FileReply:
        """The reply to a message. Fails with whatever stands against it."""
        envelope = message.envelope
        given = parsing.input_of(envelope)  # An unknown number is told as such here.
        handling = self.handlings.get(envelope.infno)
        if handling is None:
            raise NotHandled(infno=envelope.infno)
        message.institution = institution
        message.is_shown = any((_member(given, name) or "").strip() for name in SHOWN_BY)
        turn = Turn(self.house, message, institution, given)
        if institution.settings.sign_in_first and envelope.infno != SIGN_IN:
            await self._require_sign_in(turn)
        if not handling.changes:
            return await self._looked_up(turn, handling.handler, receipt)
        work = self._work(turn, handling.handler, receipt)
        if envelope.infno in password.ASKED_AT:
            await self._password(turn, signing, work)
        if handling.before is not None:
            kept = await kept_reply(work)
            if kept is not None:
                return kept
            turn.prepared = await handling.before(turn.asked(await self._now()))
        return await self.lanes.get(handling.lane, self.lanes["own"])(work)

    async def standing_of(self, message: Arrived, error: YikaError) -> Standing | None:
        """The standing of whom a refused message was about, where that is why it was refused."""
        if not (message.is_shown and is_by_standing(error)):
            return None
        if message.standings:
            return message.standings[0]
        if message.institution is None or not message.concerns:
            return None
        person = message.concerns[0]
        actor = actor_of(message.institution)
        database = self.house.database
        try:
            async with database.transaction() as conn:
                at = await self.house.now(conn)
                return await why(conn, database.keys, self.house.book, person, at, actor, at)
        except YikaError:
            return None  # The message is refused as it is; this would only have said more.

    async def _looked_up(self, turn: Turn, handler: Handler, receipt: Receipt) -> bytes | FileReply:
        async with self.house.database.transaction() as conn:
            handed = await handler(conn, turn.asked(await self.house.now(conn)))
            return handed if isinstance(handed, FileReply) else receipt.reply(handed)

    async def _now(self) -> datetime:
        async with self.house.database.transaction() as conn:
            return await self.house.now(conn)

    async def _require_sign_in(self, turn: Turn) -> None:
        async with self.house.database.transaction() as conn:
            at = await self.house.now(conn)
            sign_no = turn.message.envelope.sign_no
            await sign_ins.require_open(conn, turn.institution, sign_no, at)

    def _work(self, turn: Turn, handler: Handler, receipt: Receipt) -> Work:
        """A change, ready to be claimed."""
        message, institution = turn.message, turn.institution
        about = _named(turn.input)
        if about is not None:
            message.concerns.append(about)
        kept = Message(
            region=institution.region,
            institution_id=institution.institution_id,
            infno=message.envelope.infno,
            msgid=message.envelope.msgid,
            request=message.request,
            received_at=receipt.at,
        )
        return Work(
            house=self.house,
            message=kept,
            handler=handler,
            input=turn.input,
            asked=turn.asked,
            reply=receipt.reply,
            about=about,
            standings=message.standings,
        )

    async def _password(self, turn: Turn, signing: Signing, work: Work) -> None:
        """Have the holder's password compared, if one came or the place asks for one.

        Fails with NoSuchNumber where nobody is named: nothing is settled that nobody judged.
        """
        if work.about is None:
            raise NoSuchNumber(field="psn_no")
        envelope, config = turn.message.envelope, self.house.config
        signtype, cainfo = envelope.signtype, envelope.cainfo
        entered = None
        if password.comes_with(signtype, cainfo):
            opened = password.password_in
            entered = await asyncio.to_thread(opened, config, signtype, cainfo, signing)
        if entered is None:
            cert_type = _member(turn.input, "mdtrt_cert_type")
            shown = password.Shown(work.about, turn.institution, signtype, cert_type)
            await password.require(self.house, shown)
        elif await kept_reply(work) is None:
            entry = password.Entry(turn.institution, work.about, envelope.msgid, signtype or "")
            await password.compare(self.house, entry, entered)
            turn.entered = entered


def _named(given: msgspec.Struct) -> PersonKey | None:
    """Whom the input names by a person number, if that has the form of one."""
    text = _member(given, "psn_no")
    try:
        return None if text is None else person_of(text)
    except NoSuchNumber:
        return None


def _member(given: msgspec.Struct, name: str) -> str | None:
    """A member of the first node of the input that has it."""
    for node in given.__struct_fields__:
        found = getattr(getattr(given, node), name, None)
        if found:
            return str(found)
    return None
