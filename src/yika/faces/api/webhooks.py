"""The webhooks of institutions, employers and partners, and what they were sent."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from litestar import delete, get, patch, post
from litestar.params import FromPath, JSONBody, QueryParameter

from yika.access.model import Actor
from yika.faces.api.asking import (
    BEARER,
    NOS,
    Asked,
    Housed,
    Region,
    actor_of,
    division_of,
)
from yika.faces.api.malformed import INSTANT, wrong
from yika.ground.days import wall_clock
from yika.guide import notices_told
from yika.guide.notices_told import (
    AttemptTold,
    DeliveryTold,
    WebhookTold,
    attempt_told,
    delivery_told,
    webhook_told,
)
from yika.notices import delivery, sending, webhooks
from yika.notices.model import Progress, Webhook
from yika.store.db import Conn

Url = Annotated[str, msgspec.Meta(max_length=2000)]
Events = Annotated[list[str], msgspec.Meta(max_length=100)]
Owner = Annotated[
    str | None, QueryParameter(description="employer:7, institution:H99990000001, partner:bank")
]
Sent = Annotated[
    Literal["waiting", "delivered", "dead", "dropped"] | None,
    QueryParameter(description="送达状态 / how far it is"),
]


class NewWebhook(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where to send which events; an employer's `owner` is itself."""

    region: str
    url: Url
    events: Events
    owner: str | None = None


class WebhookChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Another address, or other events."""

    url: Url | None = None
    events: Events | None = None


class Since(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Since when what was missed is sent."""

    since: datetime


class Replayed(msgspec.Struct, frozen=True):
    """How many deliveries are on their way again."""

    deliveries: int


@post(
    "/webhooks",
    tags=["webhooks"],
    summary="订阅事件 / hear of events",
    response_description="The secret is shown here and never again",
    responses=NOS,
    security=BEARER,
)
async def subscribe(request: Asked, data: JSONBody[NewWebhook], house: Housed) -> WebhookTold:
    """A new webhook. The secret signs what is sent; it is shown once."""
    region, wall, keys = int(division_of(data.region)), wall_clock(), house.database.keys
    async with house.database.transaction() as conn:
        actor = await actor_of(conn, request, house)
        owner = notices_told.may_own(actor, region, data.owner) or ""
        to = conn, keys, region, owner, data.url, data.events, wall
        found, secret = await webhooks.add(*to, sandbox=house.config.sandbox)
        now = await house.now(conn)
        await notices_told.noted(conn, actor, found, "webhook.added", now)
    return webhook_told(found, secret)


@get(
    "/webhooks",
    tags=["webhooks"],
    summary="已有的订阅 / the webhooks there are",
    responses=NOS,
    security=BEARER,
)
async def subscriptions(
    request: Asked, house: Housed, region: Region, owner: Owner = None
) -> list[WebhookTold]:
    """The webhooks of a region or of one owner, ended ones too; never their secrets."""
    place = int(division_of(region))
    async with house.database.transaction() as conn:
        actor = await actor_of(conn, request, house)
        meant = notices_told.may_own(actor, place, owner)
        return [webhook_told(one) for one in await webhooks.of_region(conn, place, meant)]


@patch(
    "/webhooks/{webhook:str}",
    tags=["webhooks"],
    summary="修改订阅 / change a webhook",
    responses=NOS,
    security=BEARER,
)
async def change(
    request: Asked, webhook: FromPath[str], data: JSONBody[WebhookChange], house: Housed
) -> WebhookTold:
    """Another address, or other events."""
    async with house.database.transaction() as conn:
        actor, found = await _meant(conn, request, house, webhook)
        url, events = data.url or found.url, data.events or list(found.events)
        changed = await webhooks.change(conn, found, url, events, sandbox=house.config.sandbox)
        await notices_told.noted(conn, actor, found, "webhook.changed", await house.now(conn))
    return webhook_told(changed)


@delete(
    "/webhooks/{webhook:str}",
    tags=["webhooks"],
    summary="停止推送 / end a webhook",
    status_code=200,
    responses=NOS,
    security=BEARER,
)
async def unsubscribe(request: Asked, webhook: FromPath[str], house: Housed) -> WebhookTold:
    """Nothing goes there any more."""
    async with house.database.transaction() as conn:
        actor, found = await _meant(conn, request, house, webhook)
        ended = await webhooks.end(conn, found, wall_clock())
        await notices_told.noted(conn, actor, found, "webhook.ended", await house.now(conn))
    return webhook_told(ended)


@post(
    "/webhooks/{webhook:str}/secrets",
    tags=["webhooks"],
    summary="更换密钥 / a new secret",
    responses=NOS,
    security=BEARER,
)
async def rotate(request: Asked, webhook: FromPath[str], house: Housed) -> WebhookTold:
    """A new secret, shown once; for a day the one before signs too."""
    async with house.database.transaction() as conn:
        actor, found = await _meant(conn, request, house, webhook)
        rotated, secret = await webhooks.rotate(conn, house.database.keys, found, wall_clock())
        now = await house.now(conn)
        await notices_told.noted(conn, actor, found, "webhook.secret_rotated", now)
    return webhook_told(rotated, secret)


@post(
    "/webhooks/{webhook:str}/tests",
    tags=["webhooks"],
    summary="发一条测试 / send a test",
    status_code=200,
    responses=NOS,
    security=BEARER,
)
async def try_out(request: Asked, webhook: FromPath[str], house: Housed) -> AttemptTold:
    """Send an event `webhook.tested` now and tell what the receiver did."""
    async with house.database.transaction() as conn:
        _, found = await _meant(conn, request, house, webhook)
    async with sending.client(house.config.notices.timeout) as using:
        way = delivery.Post(house.database, house.config, using)
        return attempt_told(await delivery.try_out(way, found))


@get(
    "/webhooks/{webhook:str}/deliveries",
    tags=["webhooks"],
    summary="推送记录 / what was sent",
    responses=NOS,
    security=BEARER,
)
async def deliveries(
    request: Asked, webhook: FromPath[str], house: Housed, progress: Sent = None
) -> list[DeliveryTold]:
    """What the webhook was sent or will be, newest first, at most 200."""
    wanted = None if progress is None else Progress(progress)
    async with house.database.transaction() as conn:
        _, found = await _meant(conn, request, house, webhook)
        return [delivery_told(one) for one in await webhooks.deliveries_of(conn, found, wanted)]


@get(
    "/webhooks/{webhook:str}/deliveries/{delivery_id:uuid}",
    tags=["webhooks"],
    summary="一次推送的每次尝试 / each try of one delivery",
    responses=NOS,
    security=BEARER,
)
async def attempts(
    request: Asked, webhook: FromPath[str], delivery_id: FromPath[UUID], house: Housed
) -> DeliveryTold:
    """One delivery with each try, what answered and how long it took."""
    async with house.database.transaction() as conn:
        _, found = await _meant(conn, request, house, webhook)
        one = await webhooks.delivery(conn, found, delivery_id)
        return delivery_told(one, await webhooks.attempts_of(conn, one))


@post(
    "/webhooks/{webhook:str}/deliveries/{delivery_id:uuid}/resends",
    tags=["webhooks"],
    summary="重发一条 / send one again",
    responses=NOS,
    security=BEARER,
)
async def resend(
    request: Asked, webhook: FromPath[str], delivery_id: FromPath[UUID], house: Housed
) -> DeliveryTold:
    """Send one once more, whatever became of it; with the same webhook-id."""
    async with house.database.transaction() as conn:
        actor, found = await _meant(conn, request, house, webhook)
        one = await webhooks.resend(conn, found, delivery_id, wall_clock())
        now, facts = await house.now(conn), {"delivery_id": delivery_id}
        await notices_told.noted(conn, actor, found, "webhook.resent", now, **facts)
    return delivery_told(one)


@post(
    "/webhooks/{webhook:str}/replays",
    tags=["webhooks"],
    summary="补发某时以来没送到的 / send what was missed since an instant",
    responses=NOS,
    security=BEARER,
)
async def replay(
    request: Asked, webhook: FromPath[str], data: JSONBody[Since], house: Housed
) -> Replayed:
    """All that was told since then and never delivered here, by the machine's clock."""
    if data.since.tzinfo is None:
        raise wrong("since", INSTANT)
    async with house.database.transaction() as conn:
        actor, found = await _meant(conn, request, house, webhook)
        count = await webhooks.replay(conn, found, data.since, wall_clock())
        now, facts = await house.now(conn), {"since": data.since, "deliveries": count}
        await notices_told.noted(conn, actor, found, "webhook.replayed", now, **facts)
    return Replayed(count)


async def _meant(conn: Conn, request: Asked, house: Housed, webhook: str) -> tuple[Actor, Webhook]:
    """Who is asking, and the webhook that is theirs to see to."""
    actor = await actor_of(conn, request, house)
    return actor, await notices_told.webhook_of(conn, actor, webhook)


HOOKS = (subscribe, subscriptions, change, unsubscribe, rotate, try_out)
HANDLERS = (*HOOKS, deliveries, attempts, resend, replay)
