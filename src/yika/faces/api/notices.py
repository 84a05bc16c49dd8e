"""A person's inbox, and the channels through which they hear of it beside."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, post, put
from litestar.params import FromPath, JSONBody, QueryParameter

from yika.faces.api.asking import BEARER, NOS, Asked, Housed, actor_of, person_of
from yika.faces.api.replies import TooMany
from yika.guide import notices_told
from yika.guide.notices_told import ChannelsTold, InboxTold
from yika.notices.model import Channel, ChannelState

IDS_MAX = 500
Unseen = Annotated[bool, QueryParameter(description="只看未读 / the unread only")]


class Read(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which notices were read; all without `notices`."""

    notices: list[UUID] | None = None


class Unread(msgspec.Struct, frozen=True):
    """How many are unread now."""

    unread: int


class Channels(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How channels are to stand; `lost`: the telephone was lost or stolen."""

    sms: ChannelState


@get(
    "/people/{person:str}/notices",
    tags=["notices"],
    summary="消息和未读数 / the inbox",
    responses=NOS,
    security=BEARER,
)
async def inbox(
    request: Asked, person: FromPath[str], house: Housed, unread: Unseen = False
) -> InboxTold:
    """What a person was told, newest first, at most 200; `unread=true` for the unread only."""
    keys = house.database.keys
    async with house.database.transaction() as conn:
        actor = await actor_of(conn, request, house)
        about, now = person_of(person, actor), await house.now(conn)
        return await notices_told.inbox_of(conn, keys, actor, about, now, unread=unread)


@post(
    "/people/{person:str}/notices/reads",
    tags=["notices"],
    summary="标为已读 / mark as read",
    status_code=200,
    responses=NOS,
    security=BEARER,
)
async def read(
    request: Asked, person: FromPath[str], data: JSONBody[Read], house: Housed
) -> Unread:
    """The person has read these, or all. Nobody else reads for them."""
    if data.notices is not None and len(data.notices) > IDS_MAX:
        raise TooMany(max=IDS_MAX, given=len(data.notices))
    async with house.database.transaction() as conn:
        actor = await actor_of(conn, request, house)
        about, now = person_of(person, actor), await house.now(conn)
        return Unread(await notices_told.mark_read(conn, actor, about, data.notices, now))


@get(
    "/people/{person:str}/channels",
    tags=["notices"],
    summary="通知渠道 / which channels are on",
    responses=NOS,
    security=BEARER,
)
async def channels(request: Asked, person: FromPath[str], house: Housed) -> ChannelsTold:
    """Whether text messages go to the person's telephone."""
    async with house.database.transaction() as conn:
        actor = await actor_of(conn, request, house)
        about, now = person_of(person, actor), await house.now(conn)
        return await notices_told.channels_of(conn, house.database.keys, actor, about, now)


@put(
    "/people/{person:str}/channels",
    tags=["notices"],
    summary="开关通知渠道，或报告手机丢失 / switch channels, or report the telephone lost",
    responses=NOS,
    security=BEARER,
)
async def switch(
    request: Asked, person: FromPath[str], data: JSONBody[Channels], house: Housed
) -> ChannelsTold:
    """From now on nothing is sent to a channel that is off or lost, also of what waits already."""
    keys = house.database.keys
    async with house.database.transaction() as conn:
        actor = await actor_of(conn, request, house)
        about, now = person_of(person, actor), await house.now(conn)
        to = conn, keys, actor, about, Channel.SMS, data.sms
        return await notices_told.set_channel(*to, now)


HANDLERS = (inbox, read, channels, switch)
