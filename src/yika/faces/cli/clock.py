"""``yika clock …``: the sandbox's clock."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Annotated

import typer

from yika.faces.cli.edge import instant, out, with_house
from yika.ground.days import BEIJING
from yika.house import House
from yika.store import clock

app = typer.Typer(no_args_is_help=True, help="沙盒时钟 / the sandbox's clock")

STEP = re.compile(r"(\d+)([mhdw])")
UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


@app.command("show")
def show() -> None:
    """显示现在的时间。/ Show what the clock shows."""

    async def work(house: House) -> datetime:
        async with house.database.transaction() as conn:
            return await house.now(conn)

    _print(with_house(work))


@app.command("set")
def set_to(at: Annotated[str, typer.Argument(help="2026-03-17T09:00")]) -> None:
    """把时钟拨到某一时刻(只能向前)。/ Set the clock, forward only."""
    wanted = instant(at)
    assert wanted is not None, "the argument is required"
    _move(lambda _: wanted)


@app.command("advance")
def advance(by: Annotated[str, typer.Argument(help="30m, 1h, 2d, 1w, 1d12h")]) -> None:
    """把时钟拨快一段。/ Advance the clock."""
    step = _span(by)
    _move(lambda now: now + step)


def _span(text: str) -> timedelta:
    parts = STEP.findall(text)
    if not parts or "".join(count + unit for count, unit in parts) != text:
        raise typer.BadParameter(f"看不懂的时长 / not a span: {text!r}; 例 / e.g. 1h, 2d, 1d12h")
    return timedelta(**{UNITS[unit]: int(count) for count, unit in parts})


def _move(to: Callable[[datetime], datetime]) -> None:
    async def work(house: House) -> datetime:
        async with house.database.transaction() as conn:
            return await clock.advance(conn, house.config, to(await house.now(conn)))

    _print(with_house(work))


def _print(now: datetime) -> None:
    out.print(f"{now.astimezone(BEIJING):%Y-%m-%d %H:%M:%S} 北京时间 / Beijing time")
