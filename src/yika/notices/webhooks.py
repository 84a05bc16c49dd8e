"""Webhooks: where programs hear of events, their secrets, and what they were sent.

The face decides who may; the caller journals. An owner is ``employer:7``,
``institution:H99990000001`` or ``partner:bank``; partners are of the region and hear of everybody,
the others of what concerns them. All by ids only.
"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from yika.ground.errors import Conflict, Missing, Refused, YikaError, refuse_all
from yika.notices import addresses
from yika.notices.kinds import events as all_events
from yika.notices.model import Attempt, Delivery, Progress, Webhook
from yika.notices.signing import new_secret
from yika.people.model import PersonKey
from yika.store.db import Conn
from yika.store.keys import Keys
from yika.store.sealing import seal, unseal
from yika.store.sql import queries

QUERIES = queries(__package__, "webhooks.sql")
OVERLAP_MAX: Final = timedelta(hours=24)  # how long the secret before a rotation signs too
OPEN_MAX: Final = 10  # webhooks of one owner
SHOWN_MAX: Final = 200
OWNER: Final = re.compile(r"(institution|employer|partner):[0-9A-Za-z_.-]{1,60}")


class NoSuchWebhook(Missing):
    """There is no such webhook, or it is not yours to see. Facts: none."""

    code = "no_such_webhook"


class NoSuchDelivery(Missing):
    """The webhook was sent no such thing. Facts: none."""

    code = "no_such_delivery"


class UnknownEvents(Refused):
    """A webhook asks for events that there are not, or for none. Facts: events, known."""

    code = "unknown_events"


class UnknownOwner(Refused):
    """A webhook needs an owner of the form of one. Facts: none."""

    code = "unknown_owner"


class TooManyWebhooks(Refused):
    """An owner has as many webhooks as one may have. Facts: max."""

    code = "too_many_webhooks"


class WebhookEnded(Conflict):
    """The webhook has ended. Facts: ended_at."""

    code = "webhook_ended"


async def add(
    conn: Conn,
    keys: Keys,
    region: int,
    owner: str,
    url: str,
    events: Sequence[str],
    wall: datetime,
    *,
    sandbox: bool,
) -> tuple[Webhook, str]:
    """A new webhook and its secret, which is shown now and never again.

    Fails with UnknownOwner, UnknownEvents and WebhookAddress at once, or TooManyWebhooks.
    """
    reasons: list[YikaError] = []
    if not OWNER.fullmatch(owner):
        reasons.append(UnknownOwner())
    await _check(url, events, reasons, sandbox=sandbox)
    counted = await (await conn.execute(QUERIES["open_of"], _of(region, owner))).fetchone()
    assert counted is not None
    if counted[0] >= OPEN_MAX:
        raise TooManyWebhooks(max=OPEN_MAX)
    row = await (await conn.execute(QUERIES["new_id"])).fetchone()
    assert row is not None
    secret, webhook_id = new_secret(), row[0]
    values = {
        "webhook_id": webhook_id,
        "url": url,
        "events": sorted(set(events)),
        "sealed": seal(keys, "webhooks", "secret_sealed", region, webhook_id, secret.encode()),
        "at": wall,
    }
    await conn.execute(QUERIES["add"], _of(region, owner) | values)
    return await find(conn, region, webhook_id), secret


async def find(conn: Conn, region: int, webhook_id: int) -> Webhook:
    """One webhook. Fails with NoSuchWebhook."""
    row = await (await conn.execute(QUERIES["one"], _key(region, webhook_id))).fetchone()
    if row is None:
        raise NoSuchWebhook
    return webhook_of(row)


async def of_region(conn: Conn, region: int, owner: str | None = None) -> list[Webhook]:
    """The webhooks of a region, or of one owner, oldest first, ended ones too."""
    cursor = await conn.execute(QUERIES["of_region"], _of(region, owner))
    return [webhook_of(row) for row in await cursor.fetchall()]


async def change(
    conn: Conn, webhook: Webhook, url: str, events: Sequence[str], *, sandbox: bool
) -> Webhook:
    """Another address, or other events. Fails with WebhookEnded, UnknownEvents, WebhookAddress."""
    _open(webhook)
    await _check(url, events, [], sandbox=sandbox)
    values = {"url": url, "events": sorted(set(events))}
    await conn.execute(QUERIES["change"], _key(webhook.region, webhook.webhook_id) | values)
    return await find(conn, webhook.region, webhook.webhook_id)


async def end(conn: Conn, webhook: Webhook, wall: datetime, because: str = "asked") -> Webhook:
    """Nothing goes there any more; again changes nothing."""
    values = {"at": wall, "because": because}
    await conn.execute(QUERIES["finish"], _key(webhook.region, webhook.webhook_id) | values)
    return await find(conn, webhook.region, webhook.webhook_id)


async def rotate(
    conn: Conn, keys: Keys, webhook: Webhook, wall: datetime, overlap: timedelta = OVERLAP_MAX
) -> tuple[Webhook, str]:
    """A new secret, shown now only; the one before signs too until the overlap is over."""
    _open(webhook)
    secret = new_secret()
    place = "webhooks", "secret_sealed", webhook.region, webhook.webhook_id
    old = unseal(keys, *place, webhook.secret_sealed)
    values = {
        "sealed": seal(keys, *place, secret.encode()),
        "old_sealed": seal(
            keys, "webhooks", "old_secret_sealed", webhook.region, webhook.webhook_id, old
        ),
        "old_until": wall + min(overlap, OVERLAP_MAX),
    }
    await conn.execute(QUERIES["rotate"], _key(webhook.region, webhook.webhook_id) | values)
    return await find(conn, webhook.region, webhook.webhook_id), secret


def secrets_of(keys: Keys, webhook: Webhook, wall: datetime) -> list[str]:
    """The secrets that sign now, the newest first."""
    place = webhook.region, webhook.webhook_id
    found = [unseal(keys, "webhooks", "secret_sealed", *place, webhook.secret_sealed)]
    old, until = webhook.old_secret_sealed, webhook.old_until
    if old is not None and until is not None and wall < until:
        found.append(unseal(keys, "webhooks", "old_secret_sealed", *place, old))
    return [one.decode() for one in found]


async def deliveries_of(
    conn: Conn, webhook: Webhook, state: Progress | None = None, limit: int = SHOWN_MAX
) -> list[Delivery]:
    """What a webhook was sent or will be, newest first."""
    values = {"state": state, "limit": min(limit, SHOWN_MAX)}
    key = _key(webhook.region, webhook.webhook_id)
    cursor = await conn.execute(QUERIES["deliveries"], key | values)
    return [_delivery(row) for row in await cursor.fetchall()]


async def delivery(conn: Conn, webhook: Webhook, delivery_id: UUID) -> Delivery:
    """One delivery of a webhook. Fails with NoSuchDelivery."""
    values = _key(webhook.region, webhook.webhook_id) | {"delivery_id": delivery_id}
    row = await (await conn.execute(QUERIES["delivery"], values)).fetchone()
    if row is None:
        raise NoSuchDelivery
    return _delivery(row)


async def attempts_of(conn: Conn, found: Delivery) -> list[Attempt]:
    """Each try of a delivery, in order."""
    values = {
        "region": found.person.region,
        "person_id": found.person.person_id,
        "delivery_id": found.delivery_id,
    }
    rows = await (await conn.execute(QUERIES["attempts"], values)).fetchall()
    return [
        Attempt(attempt=row[0], status=row[1], problem=row[2], took_ms=row[3], tried_at=row[4])
        for row in rows
    ]


async def resend(conn: Conn, webhook: Webhook, delivery_id: UUID, wall: datetime) -> Delivery:
    """Send one once more, whatever became of it. Fails with WebhookEnded or NoSuchDelivery."""
    _open(webhook)
    found = await delivery(conn, webhook, delivery_id)
    values = _key(webhook.region, webhook.webhook_id) | {"delivery_id": delivery_id, "at": wall}
    await conn.execute(QUERIES["resend"], values)
    return await delivery(conn, webhook, found.delivery_id)


async def replay(conn: Conn, webhook: Webhook, since: datetime, wall: datetime) -> int:
    """Send all that was told since then and never delivered here; how many. Or WebhookEnded."""
    _open(webhook)
    values = _key(webhook.region, webhook.webhook_id) | {"since": since, "at": wall}
    again = await (await conn.execute(QUERIES["replay_kept"], values)).fetchall()
    missed = await (await conn.execute(QUERIES["replay_missed"], values)).fetchall()
    return len(again) + len(missed)


def webhook_of(row: tuple[Any, ...]) -> Webhook:
    """A webhook from its columns in the order of the queries."""
    return Webhook(
        region=row[0],
        webhook_id=row[1],
        owner=row[2],
        url=row[3],
        events=tuple(row[4]),
        secret_sealed=row[5],
        old_secret_sealed=row[6],
        old_until=row[7],
        created_at=row[8],
        ended_at=row[9],
        ended_because=row[10],
    )


async def _check(
    url: str, events: Sequence[str], reasons: list[YikaError], *, sandbox: bool
) -> None:
    """Fail with every reason against a webhook at once."""
    known = all_events()
    wrong = sorted(set(events) - set(known))
    if wrong or not events:
        reasons.append(UnknownEvents(events=wrong, known=sorted(known)))
    try:
        await addresses.target(url, sandbox=sandbox)
    except addresses.WebhookAddress as error:
        reasons.append(error)
    refuse_all(reasons)


def _open(webhook: Webhook) -> None:
    if not webhook.is_open:
        raise WebhookEnded(ended_at=webhook.ended_at)


def _key(region: int, webhook_id: int) -> dict[str, Any]:
    return {"region": region, "webhook_id": webhook_id}


def _of(region: int, owner: str | None) -> dict[str, Any]:
    return {"region": region, "owner": owner}


def _delivery(row: tuple[Any, ...]) -> Delivery:
    return Delivery(
        delivery_id=row[0],
        person=PersonKey(row[1], row[2]),
        notice_id=row[3],
        kind=row[4],
        webhook_id=row[5],
        progress=Progress(row[6]),
        why=row[7],
        attempts=row[8],
        due_at=row[9],
        ended_at=row[10],
        happened_at=row[11],
        ids=row[12],
    )
