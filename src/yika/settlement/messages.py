"""Messages that change something, each answered once (报文幂等).

A message is claimed by (institution, infno, msgid) before anything else and answered in the same
transaction. A claim is a lock, and what is kept is written with the answer, so that what was
refused leaves nothing and may come again. Of one answered before, the same content gets the stored
reply; other content is a conflict that names the fields. Everything here takes many at once; one is
a batch of one. Stored texts are sealed.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final, NamedTuple, cast

import msgspec

from yika.ground.errors import Conflict
from yika.people.model import PersonKey
from yika.store.db import Conn
from yika.store.keys import Keys
from yika.store.sealing import Row, seal_many, unseal
from yika.store.sql import array, queries, texts

QUERIES = queries(__package__, "messages.sql")

FIELDS_MAX: Final = 20  # of those named when the content differs
NOTHING: Final = ("", "null", "NULL")  # texts that stand for an empty field
INPUT: Final = "input."  # left out of paths, as in what is told of a wrong message
Key = tuple[int, int, str, str]  # region, institution, infno, msgid


class MessageReused(Conflict):
    """The same msgid came with other content. Facts: infno, fields."""

    code = "message_reused"


class MessageReversed(Conflict):
    """The message was reversed by 2601, before or after it came. Facts: infno, reversed_at."""

    code = "message_reversed"


class NotAnswered(Conflict):
    """A message of that msgid was answered, and nothing of it is kept. Facts: infno, number."""

    code = "message_not_answered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message that changes something, as it is kept.

    `request` is the JSON text without what may differ between a message and its repeat: inf_time,
    sign_no, and cainfo, which may carry a password.
    """

    region: int  # the institution's
    institution_id: int
    infno: str
    msgid: str
    request: bytes
    received_at: datetime

    @property
    def key(self) -> Key:
        """What makes it one message."""
        return self.region, self.institution_id, self.infno, self.msgid

    @property
    def digest(self) -> bytes:
        """What tells a repeat without opening what is kept."""
        return hashlib.sha256(self.request).digest()


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message nobody claimed before. What it makes takes its number."""

    message_id: int


@dataclass(frozen=True, slots=True)
class Repeated:
    """A message that was answered: the reply as it was sent."""

    reply: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What is kept of a message. A tombstone has neither request nor reply."""

    message_id: int
    digest: bytes
    request_sealed: bytes | None
    reply_sealed: bytes | None
    reversed_at: datetime | None
    person: PersonKey | None

    @property
    def never_came(self) -> bool:
        """Whether it was reversed before it came."""
        return not self.digest


class Answered(NamedTuple):
    """A claimed message with its reply, as it is sent, and whom it was about."""

    message: Message
    message_id: int
    reply: bytes
    person: PersonKey | None


Outcome = Claimed | Repeated | Conflict


async def claim(conn: Conn, keys: Keys, message: Message) -> Claimed | Repeated:
    """Claim one message. Fails with MessageReused, MessageReversed or NotAnswered."""
    (outcome,) = await _claim(conn, keys, [message], "wait")
    if isinstance(outcome, Conflict):
        raise outcome
    return outcome


async def claim_many(conn: Conn, keys: Keys, messages: Sequence[Message]) -> list[Outcome]:
    """Claim messages, no two of the same key; what came of each, in the order given.

    From then on the transaction's plans are steady, for settling them together.
    """
    return await _claim(conn, keys, messages, "wait_steadily")


async def _claim(
    conn: Conn, keys: Keys, messages: Sequence[Message], waiting: str
) -> list[Outcome]:
    """Waits for whoever is at work on the same key. Keys are taken in one order for everybody."""
    wanted = [message.key for message in messages]
    numbers = sorted(map(_number, wanted))
    await conn.execute(QUERIES[waiting], {"numbers": array(numbers)})
    cursor = await conn.execute(QUERIES["claim"], _keys(wanted), binary=True)
    claimed: dict[Key, int] = {wanted[row[0] - 1]: row[1] for row in await cursor.fetchall()}
    others = [key for key in wanted if key not in claimed]
    kept = await kept_of(conn, others) if others else {}
    return [
        Claimed(claimed[message.key])
        if message.key in claimed
        else _again(keys, message, kept[message.key])
        for message in messages
    ]


async def kept_of(conn: Conn, wanted: Iterable[Key]) -> dict[Key, Kept]:
    """What is kept of messages, those that never came left out. Also after a commit was lost."""
    cursor = await conn.execute(QUERIES["kept"], _keys(wanted))
    return {
        (row[0], row[1], row[2], row[3]): Kept(
            message_id=row[4],
            digest=bytes(row[5]),
            request_sealed=row[6],
            reply_sealed=row[7],
            reversed_at=row[8],
            person=None if row[10] is None else PersonKey(row[9], row[10]),
        )
        for row in await cursor.fetchall()
    }


def stored_reply(keys: Keys, key: Key, kept: Kept) -> bytes | None:
    """The reply as it was sent; None where none is kept."""
    if kept.reply_sealed is None:
        return None
    return unseal(keys, "messages", "reply_sealed", key[0], key[1], kept.reply_sealed)


async def answer(conn: Conn, keys: Keys, answered: Answered) -> None:
    """Keep the reply to a claimed message, and whom it was about."""
    await answer_many(conn, keys, [answered])


async def answer_many(conn: Conn, keys: Keys, answered: Sequence[Answered]) -> None:
    """Keep the replies to claimed messages in one statement."""
    messages = [one.message for one in answered]
    asked: list[Row] = [(one.region, one.institution_id, one.request) for one in messages]
    told: list[Row] = [
        (one.message.region, one.message.institution_id, one.reply) for one in answered
    ]
    values = _keys([one.key for one in messages])
    values |= {
        "message_ids": array([one.message_id for one in answered]),
        "digests": [one.digest for one in messages],
        "received": array([one.received_at for one in messages]),
        "requests": seal_many(keys, "messages", "request_sealed", asked),
        "replies": seal_many(keys, "messages", "reply_sealed", told),
        "person_regions": array([one.person and one.person.region for one in answered]),
        "person_ids": array([one.person and one.person.person_id for one in answered]),
    }
    await conn.execute(QUERIES["answer"], values)


async def bury(conn: Conn, key: Key, at: datetime) -> bool:
    """Leave a tombstone, so that the message is refused when it comes; False where it came."""
    values = _key(key) | {"at": at, "number": _number(key)}
    return await (await conn.execute(QUERIES["bury"], values)).fetchone() is not None


async def mark_reversed(conn: Conn, key: Key, at: datetime) -> bool:
    """Note that a message was undone; False where it was already."""
    values = _key(key) | {"at": at}
    return await (await conn.execute(QUERIES["reverse"], values)).fetchone() is not None


def differing(one: object, other: object, path: str = "") -> list[str]:
    """The paths of the fields in which two messages differ; numbers equal their texts.

    Places in a list count from one, as in what is told of a wrong message.

    >>> differing({"infno": "2102", "data": {"cnt": "1.0"}}, {"infno": "2102", "data": {"cnt": 2}})
    ['data.cnt']
    """
    if isinstance(one, dict) and isinstance(other, dict):
        left, right = cast("dict[str, object]", one), cast("dict[str, object]", other)
        names = [*left, *(name for name in right if name not in left)]
        inner = [(left.get(name), right.get(name), f"{path}.{name}") for name in names]
    elif isinstance(one, list) and isinstance(other, list):
        rows, others = cast("list[object]", one), cast("list[object]", other)
        if len(rows) != len(others):
            return [path.removeprefix(".")]
        inner = [(rows[at], others[at], f"{path}[{at + 1}]") for at in range(len(rows))]
    else:
        return [] if _alike(cast("object", one), other) else [path.removeprefix(".")]
    return [found for part in inner for found in differing(*part)]


def _again(keys: Keys, message: Message, kept: Kept) -> Outcome:
    """What a message claimed before gets."""
    if kept.reversed_at is not None:
        return MessageReversed(infno=message.infno, reversed_at=kept.reversed_at)
    reply = stored_reply(keys, message.key, kept)
    if reply is None or kept.request_sealed is None:  # Nobody can tell any more what it said.
        return NotAnswered(infno=message.infno, number=str(kept.message_id))
    if kept.digest != message.digest:
        fields = _other_fields(keys, message, kept.request_sealed)
        if fields:
            return MessageReused(infno=message.infno, fields=fields[:FIELDS_MAX])
    return Repeated(reply)


def _other_fields(keys: Keys, message: Message, sealed: bytes) -> list[str]:
    """In which fields it differs from what is kept."""
    place = (message.region, message.institution_id)
    before = unseal(keys, "messages", "request_sealed", *place, sealed)
    paths = differing(msgspec.json.decode(before), msgspec.json.decode(message.request))
    return [path.removeprefix(INPUT) for path in paths]


def _alike(one: object, other: object) -> bool:
    if one == other or (one in (None, *NOTHING) and other in (None, *NOTHING)):
        return True
    if not (isinstance(one, str | int | float) and isinstance(other, str | int | float)):
        return False
    try:
        return Decimal(str(one)) == Decimal(str(other))
    except InvalidOperation:
        return False


def _number(key: Key) -> int:
    """The number by which others are kept from a message; that of two may be the same."""
    digest = hashlib.blake2b(repr(key).encode(), digest_size=8).digest()
    return int.from_bytes(digest, signed=True)


def _key(key: Key) -> dict[str, Any]:
    return dict(zip(("region", "institution_id", "infno", "msgid"), key, strict=True))


def _keys(wanted: Iterable[Key]) -> dict[str, Any]:
    """The keys as columns."""
    found = list(wanted)
    return {
        "regions": array([key[0] for key in found]),
        "institution_ids": array([key[1] for key in found]),
        "infnos": texts([key[2] for key in found]),
        "msgids": texts([key[3] for key in found]),
    }
