"""Delivering what was told: text messages and webhooks, again with growing waits until taken.

Each round claims what is due for a while (`LEASE_MAX`), commits, sends, and writes what came of it,
so that no lock is held while a receiver thinks and whoever dies leaves nothing stuck. A receiver
may get the same thing twice and tells it by its id. Runs on the machine's clock.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

import httpx
import msgspec
import psycopg
import structlog

from yika.config import Config
from yika.ground.days import wall_clock
from yika.ground.errors import YikaError
from yika.notices import addresses, channels, sending, signing, webhooks
from yika.notices.kinds import TEST, kinds, text_message
from yika.notices.model import Attempt, Channel, ChannelState, Progress, Webhook
from yika.notices.sending import GONE, Reply
from yika.notices.service import opened
from yika.people import service as people
from yika.people.model import PersonKey
from yika.store.db import Database
from yika.store.keys import Keys
from yika.store.sealing import unseal
from yika.store.sql import queries

QUERIES = queries(__package__, "delivery.sql")
LEASE_MAX: Final = timedelta(minutes=2)
BATCH: Final = 20
GLANCE_MAX: Final = 2.0  # seconds between two looks at what is due
# After each try: as Standard Webhooks advises, seconds up to a day.
WAITS_MAX: Final = (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
TEXT_ATTEMPTS_MAX: Final = 5  # a text message that comes days later helps nobody
JITTER_MAX: Final = 10  # percent by which waits differ, so that not all come back together
LOG = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A delivery that this worker has to itself for a while."""

    person: PersonKey
    delivery_id: UUID
    notice_id: UUID
    attempt: int
    tries: int  # since it was first sent, or sent anew
    kind: str
    facts_sealed: bytes
    ids: dict[str, object]
    happened_at: datetime
    phone_sealed: bytes | None  # None: the registered number
    webhook: Webhook | None  # None: a text message
    lease_until: datetime

    @property
    def key(self) -> dict[str, object]:
        """Where the database keeps it."""
        return {
            "region": self.person.region,
            "person_id": self.person.person_id,
            "delivery_id": self.delivery_id,
            "attempt": self.attempt,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one try came to; `reply` is None where nothing was sent."""

    progress: Progress
    why: str | None = None
    reply: Reply | None = None
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """The way out: who sends, how, and which clock waits are counted on."""

    database: Database
    config: Config
    using: httpx.AsyncClient
    clock: Callable[[], datetime] = wall_clock


async def deliver(post: Post, limit: int = BATCH) -> dict[Progress, int]:
    """Send what is due, once; how many came to what. Empty where nothing was due."""
    claimed = await claim(post, limit)
    outcomes = await asyncio.gather(*(_one(post, one) for one in claimed))
    counts: dict[Progress, int] = {}
    for outcome in outcomes:
        counts[outcome.progress] = counts.get(outcome.progress, 0) + 1
    return counts


async def deliver_all(post: Post) -> dict[Progress, int]:
    """Send until nothing is due any more; how many came to what."""
    total: dict[Progress, int] = {}
    while found := await deliver(post):
        for progress, count in found.items():
            total[progress] = total.get(progress, 0) + count
    return total


async def deliver_on(database: Database, config: Config) -> None:
    """Send what falls due until cancelled; beside a serving program."""
    async with sending.client(config.notices.timeout) as using:
        post = Post(database, config, using)
        while True:
            try:
                busy = await deliver(post)
            except (YikaError, psycopg.Error) as error:  # The next look may find it mended.
                LOG.warning("delivery waits", error=type(error).__name__)
                busy = {}
            if not busy:
                await asyncio.sleep(GLANCE_MAX)


async def try_out(post: Post, webhook: Webhook) -> Attempt:
    """Send a webhook a test that belongs to no notice, and tell what came of it."""
    at = post.clock()
    body = payload(TEST, at, {"region": f"{webhook.region:06}"})
    reply = await _to_webhook(post, webhook, f"test_{int(at.timestamp())}", body)
    return Attempt(
        attempt=1, status=reply.status, problem=reply.problem, took_ms=reply.took_ms, tried_at=at
    )


def wait_after(tries: int, delivery_id: UUID) -> timedelta:
    """How long to wait after so many tries; a little different for each delivery.

    >>> [wait_after(tries, UUID(int=0)).seconds for tries in (1, 2, 3)]
    [5, 300, 1800]
    """
    seconds = WAITS_MAX[min(tries, len(WAITS_MAX)) - 1]
    return timedelta(seconds=seconds * (100 + delivery_id.int % (JITTER_MAX + 1)) / 100)


def payload(event: str, at: datetime, data: dict[str, object]) -> bytes:
    """The body of a webhook: type, when it happened, and ids."""
    told = {"type": event, "timestamp": at.astimezone(UTC), "data": data}
    return msgspec.json.encode(told)


async def claim(post: Post, limit: int = BATCH) -> list[Claimed]:
    """What is due, to be tried by this worker alone until its lease is over."""
    now = post.clock()
    lease_until = now + LEASE_MAX
    values = {"now": now, "lease_until": lease_until, "limit": limit}
    async with post.database.transaction() as conn:
        rows = await (await conn.execute(QUERIES["claim"], values)).fetchall()
    return [_claimed(row, lease_until) for row in rows]


async def _one(post: Post, claimed: Claimed) -> Outcome:
    """Try one delivery and write down what came of it."""
    at = post.clock()
    try:
        outcome = await (_text(post, claimed) if claimed.webhook is None else _hook(post, claimed))
    except YikaError as error:  # As a seal that does not open: tried again, and given up in time.
        reply = Reply(status=None, problem=error.code, took_ms=0)
        outcome = _judged(post, claimed, reply, post.config.notices.attempts)
    values = {
        "state": outcome.progress,
        "why": outcome.why,
        "due_at": outcome.due_at,
        "ended_at": None if outcome.progress is Progress.WAITING else post.clock(),
        "lease_until": claimed.lease_until,
    }
    async with post.database.transaction() as conn:
        if outcome.reply is not None:
            reply = outcome.reply
            tried = {"status": reply.status, "problem": reply.problem, "took_ms": reply.took_ms}
            await conn.execute(QUERIES["add_attempt"], claimed.key | tried | {"tried_at": at})
        await conn.execute(QUERIES["outcome"], claimed.key | values)
        hook = claimed.webhook
        if hook is not None and outcome.why == "gone":
            await webhooks.end(conn, hook, post.clock(), "gone")
    return outcome


async def _text(post: Post, claimed: Claimed) -> Outcome:
    """Send a text message, unless the channel is off or lost by now."""
    url, person = post.config.notices.sms_url, claimed.person
    if url is None:
        return Outcome(progress=Progress.DROPPED, why="no_gateway")
    keys = post.database.keys
    async with post.database.transaction() as conn:
        state = await channels.state(conn, keys, person, Channel.SMS)
        phone = (await people.identity_of(conn, keys, person)).phone
    if claimed.phone_sealed is not None:
        phone = _number(keys, person, claimed.phone_sealed)
        state = ChannelState.ON if state is ChannelState.LOST else state  # that is another number
    if state is not ChannelState.ON or not phone:
        return Outcome(progress=Progress.DROPPED, why=state if phone else "no_phone")
    text = text_message(kinds()[claimed.kind], opened(keys, person, claimed.facts_sealed))
    body = msgspec.json.encode({"id": claimed.delivery_id, "phone": phone, "text": text})
    headers = {"idempotency-key": str(claimed.delivery_id)}
    if post.config.notices.sms_key is not None:
        headers["authorization"] = f"Bearer {post.config.notices.sms_key}"
    parsed = httpx.URL(url)
    to = addresses.Target(parsed, parsed.netloc.decode("ascii"), None)
    reply = await sending.post(post.using, to, body, headers)
    return _judged(post, claimed, reply, min(TEXT_ATTEMPTS_MAX, post.config.notices.attempts))


async def _hook(post: Post, claimed: Claimed) -> Outcome:
    """Send an event to a webhook, unless it has ended."""
    hook, person = claimed.webhook, claimed.person
    assert hook is not None
    if not hook.is_open:
        return Outcome(progress=Progress.DROPPED, why="ended")
    about = {"region": person.division, "person": f"{person.division}-{person.person_id}"}
    body = payload(claimed.kind, claimed.happened_at, {**about, **claimed.ids})
    reply = await _to_webhook(post, hook, f"msg_{claimed.notice_id.hex}", body)
    if reply.status == GONE:
        return Outcome(progress=Progress.DEAD, why="gone", reply=reply)
    return _judged(post, claimed, reply, post.config.notices.attempts)


async def _to_webhook(post: Post, hook: Webhook, message_id: str, body: bytes) -> Reply:
    at = post.clock()
    secrets = webhooks.secrets_of(post.database.keys, hook, at)
    headers = signing.headers(secrets, message_id, int(at.timestamp()), body)
    try:
        to = await addresses.target(hook.url, sandbox=post.config.sandbox)
    except addresses.WebhookAddress as error:
        return Reply(status=None, problem=f"address {error.facts['problem']}", took_ms=0)
    return await sending.post(post.using, to, body, headers)


def _judged(post: Post, claimed: Claimed, reply: Reply, attempts_max: int) -> Outcome:
    """Taken, to be tried again later, or given up."""
    if reply.taken:
        return Outcome(progress=Progress.DELIVERED, reply=reply)
    if claimed.tries >= attempts_max:
        return Outcome(progress=Progress.DEAD, why="given_up", reply=reply)
    wait = wait_after(claimed.tries, claimed.delivery_id)
    asked = timedelta(seconds=min(reply.retry_after or 0, WAITS_MAX[-1]))
    due_at = post.clock() + max(wait, asked)
    return Outcome(progress=Progress.WAITING, reply=reply, due_at=due_at)


def _number(keys: Keys, person: PersonKey, sealed: bytes) -> str:
    """The number that was registered when it was told."""
    place = "deliveries", "phone_sealed", person.region, person.person_id
    return unseal(keys, *place, sealed).decode()


def _claimed(row: tuple[Any, ...], lease_until: datetime) -> Claimed:
    hook = None if row[12] is None else webhooks.webhook_of(row[11:])
    return Claimed(
        person=PersonKey(row[0], row[1]),
        delivery_id=row[2],
        notice_id=row[3],
        attempt=row[4],
        tries=row[5],
        kind=row[6],
        facts_sealed=row[7],
        ids=row[8],
        happened_at=row[9],
        phone_sealed=row[10],
        webhook=hook,
        lease_until=lease_until,
    )
