"""``yika serve``: the faces on 127.0.0.1, and in the sandbox a made-up city to try them on."""

import asyncio
import dataclasses
from typing import Annotated

import typer
from rich.markup import escape

from yika.config import Config, load_config
from yika.demo.service import start
from yika.faces.cli.demo import telling_progress
from yika.faces.cli.edge import out, telling
from yika.faces.cli.serving import new_event_loop, others, serve_house
from yika.faces.cli.taking import require_free
from yika.house import House, open_house
from yika.matters.batches.working import work_on
from yika.notices.delivery import deliver_on
from yika.settlement.forgetting import forget_on
from yika.store import clock

SANDBOX_PEOPLE = 10_000
SANDBOX_SEED = 20260316


def serve(
    sandbox: Annotated[
        bool,
        typer.Option(
            "--sandbox", help="演示城市和可拨动的时钟 / a made-up city and a clock one can move"
        ),
    ] = False,
    people: Annotated[
        int, typer.Option(help="演示城市人数 / people of the made-up city")
    ] = SANDBOX_PEOPLE,
) -> None:
    """启动门户和接口。/ Serve the portal and the API on one address."""
    config = telling(load_config)
    if sandbox:
        config = dataclasses.replace(config, sandbox=True)
    telling(lambda: require_free(config.http_host, config.http_port))
    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        telling(lambda: runner.run(_run(config, people)))


async def _run(config: Config, people: int) -> None:
    """Serve until told to stop; then close the database, so that it is started and stopped once."""
    async with open_house(config) as house:
        if config.sandbox:
            await _fill(house, people)
        async with others(house.config) as beside:
            besides = [
                asyncio.create_task(deliver_on(house.database, house.config)),
                asyncio.create_task(work_on(house.database, house.config, house.book)),
                asyncio.create_task(forget_on(house.database, house.config)),
            ]
            try:
                await serve_house(house, beside, asyncio.Event(), lambda: _greet(config))
            finally:
                for one in besides:
                    one.cancel()
                await asyncio.gather(*besides, return_exceptions=True)


async def _fill(house: House, people: int) -> None:
    """City, cast and clock where the database has none yet."""
    async with house.database.transaction() as conn:
        if await clock.begun(conn):
            return
    with telling_progress(people) as told:
        await start(house.database, house.config, house.book, people, SANDBOX_SEED, told)


def _greet(config: Config) -> None:
    address = escape(config.address)  # One of IPv6 stands in brackets.
    out.print(f"\n[bold green]医卡 yika[/] 已就绪 / is ready: [bold]{address}[/]")
    if config.sandbox:
        out.print("  1. 打开上面的地址,选一位演示人物,看“我的卡”")
        out.print("     open it, choose a character, see “My card”")
        out.print(
            "  2. 拨动页面顶部的时钟,看锁自己打开 / move the clock on the page and watch locks open"
        )
        out.print("  3. 另开一个终端 / in another terminal:")
        out.print("     .venv/bin/yika demo cast                       人物表 / the characters")
        out.print("     .venv/bin/yika why --id-number <号码 / number>  为什么不能用 / why not")
    out.print(f"  API: {address}/api/v1/docs/openapi.json · 停止 / stop: Ctrl+C\n")
    out.file.flush()  # Whoever reads a log wants to see this now.
