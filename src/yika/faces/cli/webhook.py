"""``yika webhook …``: where programs hear of events, and what they were sent."""

from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar
from uuid import UUID

import typer
from rich.table import Table

from yika.faces.cli.acts import AsJson
from yika.faces.cli.contribution import Region, division_of
from yika.faces.cli.edge import OFFICER, instant, out, print_json, with_house
from yika.faces.cli.notice import local
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
from yika.house import House
from yika.notices import delivery, sending, webhooks
from yika.notices.kinds import events as all_events
from yika.notices.model import Webhook
from yika.store.db import Conn

T = TypeVar("T")
app = typer.Typer(no_args_is_help=True, help="事件推送 / webhooks")
Name = Annotated[str, typer.Argument(metavar="WEBHOOK", help="999900-7")]
Sent = Annotated[UUID, typer.Argument(metavar="DELIVERY", help="来自 sent / from `sent`")]
Events = Annotated[
    list[str], typer.Option("--event", help="可重复;不给则全部 / repeat; without it, all")
]


@app.command("add")
def add(
    region: Region,
    owner: Annotated[str, typer.Option(help="employer:7 | institution:H… | partner:bank")],
    url: Annotated[str, typer.Option(help="https://…")],
    event: Events = [],  # noqa: B006
    as_json: AsJson = False,
) -> None:
    """新增推送地址,密钥只显示一次。/ A new webhook; its secret is shown once."""
    place = int(division_of(region))

    async def work(house: House) -> WebhookTold:
        async with house.database.transaction() as conn:
            to = conn, house.database.keys, place, owner, url, event or list(all_events())
            found, secret = await webhooks.add(*to, wall_clock(), sandbox=house.config.sandbox)
            now = await house.now(conn)
            await notices_told.noted(conn, OFFICER, found, "webhook.added", now)
        return webhook_told(found, secret)

    _tell_secret(with_house(work), as_json)


@app.command("list")
def show(region: Region, as_json: AsJson = False) -> None:
    """推送地址。/ The webhooks of a region."""
    place = int(division_of(region))

    async def work(house: House) -> list[WebhookTold]:
        async with house.database.transaction() as conn:
            return [webhook_told(one) for one in await webhooks.of_region(conn, place)]

    found = with_house(work)
    if as_json:
        print_json(found)
        return
    table = Table("编号 webhook", "谁的 owner", "地址 url", "事件 events", "结束 ended")
    for one in found:
        table.add_row(one.webhook, one.owner, one.url, ", ".join(one.events), local(one.ended_at))
    out.print(table if found else "没有 / none")


@app.command("end")
def end(webhook: Name, as_json: AsJson = False) -> None:
    """停止推送。/ Nothing goes there any more."""

    async def work(house: House, conn: Conn, found: Webhook) -> WebhookTold:
        ended = await webhooks.end(conn, found, wall_clock())
        await notices_told.noted(conn, OFFICER, found, "webhook.ended", await house.now(conn))
        return webhook_told(ended)

    told = _with(webhook, work)
    if as_json:
        print_json(told)
    else:
        out.print(f"[green]✓ 已停止 / ended[/] {told.webhook}", highlight=False)


@app.command("rotate")
def rotate(webhook: Name, as_json: AsJson = False) -> None:
    """更换密钥,旧密钥一天内同时有效。/ A new secret; the old one signs too for a day."""

    async def work(house: House, conn: Conn, found: Webhook) -> WebhookTold:
        rotated, secret = await webhooks.rotate(conn, house.database.keys, found, wall_clock())
        now = await house.now(conn)
        await notices_told.noted(conn, OFFICER, found, "webhook.secret_rotated", now)
        return webhook_told(rotated, secret)

    _tell_secret(_with(webhook, work), as_json)


@app.command("test")
def try_out(webhook: Name, as_json: AsJson = False) -> None:
    """发一条测试。/ Send a test now and tell what the receiver did."""

    async def work(house: House) -> AttemptTold:
        async with house.database.transaction() as conn:
            found = await notices_told.webhook_of(conn, OFFICER, webhook)
        async with sending.client(house.config.notices.timeout) as using:
            way = delivery.Post(house.database, house.config, using)
            return attempt_told(await delivery.try_out(way, found))

    told = with_house(work)
    if as_json:
        print_json(told)
    else:
        mark = "[green]✓[/]" if told.problem is None else "[red]✗[/]"
        out.print(f"{mark} {told.problem or told.status} · {told.took_ms} ms", highlight=False)


@app.command("sent")
def sent(webhook: Name, as_json: AsJson = False) -> None:
    """推送记录。/ What a webhook was sent or will be, newest first."""

    async def work(_: House, conn: Conn, found: Webhook) -> list[DeliveryTold]:
        return [delivery_told(one) for one in await webhooks.deliveries_of(conn, found)]

    told = _with(webhook, work)
    if as_json:
        print_json(told)
        return
    table = Table("编号 delivery", "事件 event", "状态 state", "次数 tries", "下次 next")
    for one in told:
        state = one.state if one.why is None else f"{one.state} ({one.why})"
        row = one.delivery_id, one.event, state, str(one.attempts), local(one.next_at)
        table.add_row(*row)
    out.print(table if told else "没有 / none")


@app.command("attempts")
def attempts(webhook: Name, delivery_id: Sent, as_json: AsJson = False) -> None:
    """一次推送的每次尝试。/ Each try of one delivery."""

    async def work(_: House, conn: Conn, found: Webhook) -> DeliveryTold:
        one = await webhooks.delivery(conn, found, delivery_id)
        return delivery_told(one, await webhooks.attempts_of(conn, one))

    told = _with(webhook, work)
    if as_json:
        print_json(told)
        return
    for one in told.tries:
        came = one.problem or f"HTTP {one.status}"
        out.print(
            f"{one.attempt}. {local(one.tried_at)} {came} · {one.took_ms} ms", highlight=False
        )


@app.command("resend")
def resend(webhook: Name, delivery_id: Sent, as_json: AsJson = False) -> None:
    """重发一条。/ Send one once more."""

    async def work(house: House, conn: Conn, found: Webhook) -> DeliveryTold:
        one = await webhooks.resend(conn, found, delivery_id, wall_clock())
        now, facts = await house.now(conn), {"delivery_id": delivery_id}
        await notices_told.noted(conn, OFFICER, found, "webhook.resent", now, **facts)
        return delivery_told(one)

    told = _with(webhook, work)
    if as_json:
        print_json(told)
    else:
        out.print("[green]✓ 已排队 / on its way again[/]")


@app.command("replay")
def replay(
    webhook: Name,
    since: Annotated[str, typer.Option(help="从何时起,系统时间 / since, by the machine's clock")],
    as_json: AsJson = False,
) -> None:
    """补发某时以来没送到的。/ Send what was missed since an instant."""
    begins = instant(since)
    assert begins is not None

    async def work(house: House, conn: Conn, found: Webhook) -> int:
        count = await webhooks.replay(conn, found, begins, wall_clock())
        now, facts = await house.now(conn), {"since": begins, "deliveries": count}
        await notices_told.noted(conn, OFFICER, found, "webhook.replayed", now, **facts)
        return count

    count = _with(webhook, work)
    if as_json:
        print_json({"deliveries": count})
    else:
        out.print(f"[green]✓[/] {count} 条已排队 / on their way again")


def _with(webhook: str, work: Callable[[House, Conn, Webhook], Awaitable[T]]) -> T:
    """Something done with one webhook, in one transaction."""

    async def run(house: House) -> T:
        async with house.database.transaction() as conn:
            found = await notices_told.webhook_of(conn, OFFICER, webhook)
            return await work(house, conn, found)

    return with_house(run)


def _tell_secret(told: WebhookTold, as_json: bool) -> None:
    if as_json:
        print_json(told)
        return
    out.print(f"[green]✓[/] {told.webhook} {told.owner} {told.url}", highlight=False)
    out.print(f"  密钥,只显示这一次 / the secret, shown only now: {told.secret}", highlight=False)
