"""The edge of every command: open the house, run, tell a "no" in words, set the exit code."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TypeVar

import msgspec
import typer
from rich.console import Console
from rich.markup import escape

from yika.access.model import Actor, Role
from yika.config import load_config
from yika.ground.days import BEIJING
from yika.ground.errors import Missing, YikaError, reasons_of
from yika.guide.telling import tell
from yika.house import House, open_house

T = TypeVar("T")
# Whoever runs commands has the machine and its keys.
OFFICER = Actor(role=Role.OFFICER, channel="counter")
out = Console()
err = Console(stderr=True)


class NoInstallation(Missing):
    """There is no installation in this home for a command to work on. Facts: home."""

    code = "no_installation"


def with_house(work: Callable[[House], Awaitable[T]], *, begins: bool = False) -> T:
    """Open the installation, do the work, close it; a "no" ends the program as `telling` does.

    Only a command that `begins` an installation makes one where there is none.
    """

    async def run() -> T:
        config = load_config()
        if not begins and config.database_url is None and not config.keys.exists():
            raise NoInstallation(home=str(config.home.absolute()))
        async with open_house(config) as house:
            return await work(house)

    return telling(lambda: asyncio.run(run()))


def telling(work: Callable[[], T]) -> T:
    """Do something; tell a "no" in words, all reasons at once, and exit with 1."""
    try:
        return work()
    except YikaError as error:
        for reason in reasons_of(error):
            told = tell(reason)
            zh, en = escape(told.zh), escape(told.en)
            next_zh, next_en = escape(told.next.zh), escape(told.next.en)
            err.print(f"[bold red]✗[/] {zh}  [dim]({told.code})[/]", highlight=False)
            err.print(f"  {en}", highlight=False)
            err.print(f"  [green]→ {next_zh}[/]\n  [green]→ {next_en}[/]", highlight=False)
        raise typer.Exit(1) from None


def print_json(value: object) -> None:
    """One JSON document on standard output, nothing else."""
    sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n")
    sys.stdout.flush()


def instant(text: str | None) -> datetime | None:
    """An instant as people type it: ``2026-03-17``, ``2026-03-17 09:00``, or with a zone.

    Without a zone it is Beijing's time.
    """
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        problem = f"看不懂的时间 / not an instant: {text!r}; 例 / e.g. 2026-03-17T09:00"
        raise typer.BadParameter(problem) from None
    return at if at.tzinfo else at.replace(tzinfo=BEIJING)
