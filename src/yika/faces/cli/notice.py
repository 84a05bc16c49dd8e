"""``yika notice …``: inboxes, channels, and what waits to be delivered."""

from datetime import datetime
from typing import Annotated

import msgspec
import typer

from yika.faces.cli.acts import AsJson, IdNumber
from yika.faces.cli.edge import OFFICER, out, print_json, with_house
from yika.guide import notices_told
from yika.guide.notices_told import ChannelsTold, InboxTold
from yika.house import House
from yika.notices import delivery, sending
from yika.notices.model import Channel, ChannelState, Progress
from yika.people import service as people

app = typer.Typer(no_args_is_help=True, help="通知 / notices")
NAMES = {
    Progress.DELIVERED: "送达 delivered",
    Progress.WAITING: "稍后再试 to be tried again",
    Progress.DEAD: "放弃 given up",
    Progress.DROPPED: "不发 not to be sent",
}


class Delivered(msgspec.Struct, frozen=True):
    """How many deliveries came to what."""

    delivered: int = 0
    waiting: int = 0
    dead: int = 0
    dropped: int = 0


@app.command("list")
def show(
    id_number: IdNumber,
    as_json: AsJson = False,
    unread: Annotated[bool, typer.Option("--unread", help="只看未读 / the unread only")] = False,
) -> None:
    """消息。/ Somebody's inbox, newest first."""

    async def work(house: House) -> InboxTold:
        keys = house.database.keys
        async with house.database.transaction() as conn:
            person = await people.find(conn, keys, "id_number", id_number)
            now = await house.now(conn)
            return await notices_told.inbox_of(conn, keys, OFFICER, person, now, unread=unread)

    found = with_house(work)
    if as_json:
        print_json(found)
        return
    out.print(f"未读 unread {found.unread} · 共 {len(found.notices)}")
    for one in found.notices:
        mark = "[bold]●[/]" if one.read_at is None else "[dim]○[/]"
        out.print(f"{mark} {one.happened_at:%Y-%m-%d %H:%M} {one.title.zh} {one.title.en}")
        if one.text.zh:
            out.print(f"    {one.text.zh}\n    [dim]{one.text.en}[/]", highlight=False)


@app.command("channel")
def channel(
    id_number: IdNumber,
    sms: Annotated[
        ChannelState | None,
        typer.Option(help="短信:开、关、手机丢失 / text messages: on, off, lost"),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """通知渠道;带 --sms 时修改。/ Which channels are on; with --sms, change it."""

    async def work(house: House) -> ChannelsTold:
        keys = house.database.keys
        async with house.database.transaction() as conn:
            person = await people.find(conn, keys, "id_number", id_number)
            to, now = (conn, keys, OFFICER, person), await house.now(conn)
            if sms is None:
                return await notices_told.channels_of(*to, now)
            return await notices_told.set_channel(*to, Channel.SMS, sms, now)

    found = with_house(work)
    if as_json:
        print_json(found)
    else:
        out.print(f"短信 text messages: {found.sms}", highlight=False)


@app.command("deliver")
def deliver(as_json: AsJson = False) -> None:
    """发出到期的短信和事件推送。/ Send the text messages and webhooks that are due."""

    async def work(house: House) -> Delivered:
        async with sending.client(house.config.notices.timeout) as using:
            found = await delivery.deliver_all(delivery.Post(house.database, house.config, using))
        return Delivered(**{str(progress): count for progress, count in found.items()})

    found = with_house(work)
    if as_json:
        print_json(found)
        return
    told = [f"{NAMES[one]} {getattr(found, one)}" for one in NAMES if getattr(found, one)]
    out.print(" · ".join(told) if told else "没有到期的 / nothing was due")


def local(at: datetime | None) -> str:
    """An instant as a table shows it."""
    return "" if at is None else f"{at:%Y-%m-%d %H:%M:%S}"
