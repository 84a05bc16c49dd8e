"""Notices and webhooks as every face tells them, and who may see and change them.

A person's inbox is for them, for whoever may look for them, and for officers. Webhooks are for
officers of the region, and for an employer its own.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from yika.access import service as access
from yika.access.model import Actor, Duty, Role
from yika.guide.reading import require_reader
from yika.guide.telling import Both
from yika.insurance.books.noting import NOBODY, note
from yika.notices import channels, service, webhooks
from yika.notices.model import (
    Attempt,
    Channel,
    ChannelState,
    Delivery,
    Notice,
    Progress,
    Webhook,
)
from yika.notices.webhooks import NoSuchWebhook
from yika.people import service as people
from yika.people.model import PersonKey
from yika.store.db import Conn
from yika.store.keys import Keys

LOOK: Final = "ask"
CHANGE: Final = "data_change"  # what an agent must be let do to switch a channel
WEBHOOKS: Final = "webhooks"


class NoticeTold(msgspec.Struct, frozen=True, kw_only=True):
    """One notice, in words."""

    notice_id: str
    kind: str
    title: Both
    text: Both
    ids: dict[str, object]
    happened_at: datetime
    read_at: datetime | None


class InboxTold(msgspec.Struct, frozen=True, kw_only=True):
    """A person's inbox: how many are unread, and the newest."""

    unread: int
    notices: tuple[NoticeTold, ...]


class ChannelsTold(msgspec.Struct, frozen=True, kw_only=True):
    """How each channel stands: on, off, or lost."""

    sms: ChannelState


class WebhookTold(msgspec.Struct, frozen=True, kw_only=True):
    """A webhook; `secret` only when it has just been made."""

    webhook: str  # 999900-7
    owner: str
    url: str
    events: tuple[str, ...]
    created_at: datetime
    old_secret_until: datetime | None
    ended_at: datetime | None
    ended_because: str | None
    secret: str | None = None


class AttemptTold(msgspec.Struct, frozen=True, kw_only=True):
    """One try of a delivery."""

    attempt: int
    status: int | None
    problem: str | None
    took_ms: int
    tried_at: datetime


class DeliveryTold(msgspec.Struct, frozen=True, kw_only=True):
    """What a webhook was sent or will be; `message` is its webhook-id."""

    delivery_id: str
    message: str
    event: str
    person: str
    ids: dict[str, object]
    happened_at: datetime
    state: str
    why: str | None
    attempts: int
    next_at: datetime | None
    ended_at: datetime | None
    tries: tuple[AttemptTold, ...] = ()


async def inbox_of(
    conn: Conn,
    keys: Keys,
    actor: Actor,
    person: PersonKey,
    now: datetime,
    *,
    unread: bool = False,
) -> InboxTold:
    """A person's inbox. Fails with NoMandate or DutyNeeded."""
    await access.require(conn, actor, person, LOOK, now)
    require_reader(actor, "notices")
    found = await service.inbox(conn, keys, person, unread=unread)
    await note(conn, actor, person, "notices.read", now, {"notices": len(found)})
    count = await service.unread(conn, person)
    return InboxTold(unread=count, notices=tuple(map(notice_told, found)))


async def mark_read(
    conn: Conn,
    actor: Actor,
    person: PersonKey,
    notice_ids: list[UUID] | None,
    now: datetime,
) -> int:
    """The person has read these, or all; how many are left. Only for the person themselves."""
    if actor.person != person:
        raise access.NoMandate(matter=LOOK)
    await people.lock(conn, [person])
    await service.read(conn, person, now, notice_ids)
    return await service.unread(conn, person)


async def channels_of(
    conn: Conn, keys: Keys, actor: Actor, person: PersonKey, now: datetime
) -> ChannelsTold:
    """How the channels of a person stand. Fails with NoMandate or DutyNeeded."""
    await access.require(conn, actor, person, LOOK, now)
    require_reader(actor, "channels")
    return ChannelsTold(sms=await channels.state(conn, keys, person, Channel.SMS))


async def set_channel(
    conn: Conn,
    keys: Keys,
    actor: Actor,
    person: PersonKey,
    channel: Channel,
    state: ChannelState,
    now: datetime,
) -> ChannelsTold:
    """Switch a channel on or off, or report it lost. Fails with NoMandate or DutyNeeded."""
    await access.require(conn, actor, person, CHANGE, now)
    require_reader(actor, "channels")
    await people.lock(conn, [person])
    await channels.set_state(conn, keys, person, channel, state, now)
    facts = {"channel": channel, "state": state}
    await note(conn, actor, person, "channel.switched", now, facts)
    return await channels_of(conn, keys, actor, person, now)


def may_own(actor: Actor, region: int, owner: str | None) -> str | None:
    """The owner whose webhooks are meant, if the actor may see to them.

    An employer sees to its own only. Fails with OfficersOnly, OtherRegion or DutyNeeded.
    """
    if actor.role is Role.EMPLOYER and actor.employer_region == region:
        mine = f"employer:{actor.employer}"
        if owner not in (None, mine):
            raise access.OfficersOnly(matter=WEBHOOKS)
        return mine
    access.require_duty(actor, region, WEBHOOKS, Duty.HANDLE)
    return owner


async def webhook_of(conn: Conn, actor: Actor, name: str) -> Webhook:
    """The webhook meant by ``999900-7``. Fails with NoSuchWebhook, for strangers too."""
    region, _, number = name.partition("-")
    if not all(
        part.isascii() and part.isdecimal() and len(part) <= 18 for part in (region, number)
    ):
        raise NoSuchWebhook
    found = await webhooks.find(conn, int(region), int(number))
    if actor.role is Role.EMPLOYER and found.owner != f"employer:{actor.employer}":
        raise NoSuchWebhook
    may_own(actor, found.region, None)
    return found


async def noted(
    conn: Conn, actor: Actor, webhook: Webhook, what: str, now: datetime, **facts: object
) -> None:
    """Write in the journal what was done with a webhook; it is about nobody."""
    told = {"webhook_id": webhook.webhook_id, "owner": webhook.owner, **facts}
    await note(conn, actor, PersonKey(webhook.region, NOBODY), what, now, told)


def notice_told(found: Notice) -> NoticeTold:
    """A notice for whoever it is to."""
    return NoticeTold(
        notice_id=str(found.notice_id),
        kind=found.kind,
        title=Both(found.title.zh, found.title.en),
        text=Both(found.text.zh, found.text.en),
        ids=found.ids,
        happened_at=found.happened_at,
        read_at=found.read_at,
    )


def webhook_told(found: Webhook, secret: str | None = None) -> WebhookTold:
    """A webhook; with its secret only when that was just made."""
    return WebhookTold(
        webhook=f"{found.region:06}-{found.webhook_id}",
        owner=found.owner,
        url=found.url,
        events=found.events,
        created_at=found.created_at,
        old_secret_until=found.old_until,
        ended_at=found.ended_at,
        ended_because=found.ended_because,
        secret=secret,
    )


def attempt_told(found: Attempt) -> AttemptTold:
    """One try of a delivery."""
    return AttemptTold(
        attempt=found.attempt,
        status=found.status,
        problem=found.problem,
        took_ms=found.took_ms,
        tried_at=found.tried_at,
    )


def delivery_told(found: Delivery, tries: list[Attempt] | None = None) -> DeliveryTold:
    """A delivery, with its tries if they were asked for."""
    person = found.person
    return DeliveryTold(
        delivery_id=str(found.delivery_id),
        message=f"msg_{found.notice_id.hex}",
        event=found.kind,
        person=f"{person.division}-{person.person_id}",
        ids=found.ids,
        happened_at=found.happened_at,
        state=found.progress,
        why=found.why,
        attempts=found.attempts,
        next_at=found.due_at if found.progress is Progress.WAITING else None,
        ended_at=found.ended_at,
        tries=tuple(map(attempt_told, tries or [])),
    )
