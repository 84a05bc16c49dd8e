"""The ways a change can take: alone in its transaction, or with others of its region in one.

Every change is claimed, handled and answered in one transaction, so a reply that was sent is kept.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, TypeAlias

import msgspec

from yika.faces.gateway.asked import Asked, Handed, Handler
from yika.ground.errors import Unavailable
from yika.house import House
from yika.people.model import PersonKey
from yika.settlement import messages
from yika.settlement.messages import Answered, Claimed, Message, Repeated
from yika.standing.model import Standing
from yika.store.db import DatabaseBusy, DatabaseLost, DatabaseUnreachable


class GatewayBusy(Unavailable):
    """More waits than can be kept waiting, or the database is away; nothing was done."""

    code = "gateway_busy"


class Work(msgspec.Struct, frozen=True):
    """One change on its way."""

    house: House
    message: Message  # as it is claimed
    handler: Handler
    input: Any
    asked: Callable[[datetime, int], Asked]  # for the domain's instant and the message's number
    reply: Callable[[Handed], bytes]  # the whole reply, as it is kept and sent
    about: PersonKey | None  # whom it names
    standings: list[Standing] = []  # of its own
    """The standing that a refusal tells, where the lane has read it already."""


Lane: TypeAlias = Callable[[Work], Awaitable[bytes]]


async def alone(work: Work) -> bytes:
    """Do one change in a transaction of its own; the reply, or that of the first time.

    Whoever waited too long for somebody else's lock is given one more try. So is a commit whose
    outcome is not known: the claim waits for it, and finds its reply if it was kept.
    """
    try:
        return await _done(work)
    except DatabaseBusy:
        return await _done(work)
    except DatabaseLost as lost:
        try:
            return await _done(work)
        except (DatabaseBusy, DatabaseUnreachable):
            raise lost from None


async def kept_reply(work: Work) -> bytes | None:
    """The reply that was kept to this very message; None where it was not answered."""
    database = work.house.database
    async with database.transaction() as conn:
        kept = (await messages.kept_of(conn, [work.message.key])).get(work.message.key)
    if kept is None or kept.digest != work.message.digest or kept.reversed_at is not None:
        return None
    return messages.stored_reply(database.keys, work.message.key, kept)


async def _done(work: Work) -> bytes:
    keys = work.house.database.keys
    async with work.house.database.transaction() as conn:
        outcome = await messages.claim(conn, keys, work.message)
        match outcome:
            case Repeated(reply=reply):
                return reply
            case Claimed(message_id=message_id):
                asked = work.asked(await work.house.now(conn), message_id)
                handed = await work.handler(conn, asked)
                reply = work.reply(handed)
                about = asked.concerns[0] if asked.concerns else work.about
                answered = Answered(work.message, message_id, reply, about)
                await messages.answer(conn, keys, answered)
                return reply
