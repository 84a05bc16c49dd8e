"""``yika contribution``: who pays how much for a base, every line with its sum and its source.

JSON goes to standard output alone. The day is Beijing's; where none is given it is today's by the
machine's clock, read here and nowhere below.
"""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Final

import typer

from yika.config import load_config
from yika.faces.cli import contribution_views as views
from yika.faces.cli.edge import out, print_json, telling
from yika.ground.days import EARLIEST, LATEST, today
from yika.insurance.amounts.contribution import contribution as work_out
from yika.policy.load import Book, is_division, load_book

_DAY: Final = ["%Y-%m-%d"]

Folder = Annotated[
    Path | None,
    typer.Option("--policy", metavar="DIR", help="用此目录代替随附的政策数据 · use this folder"),
]
Region = Annotated[str, typer.Option("--region", metavar="CODE", help="六位地区代码 · division")]
Day = Annotated[
    datetime | None,
    typer.Option(
        "--on",
        formats=_DAY,
        metavar="DAY",
        help="哪一天,默认本机时钟的今天 · default: today by the machine's clock",
    ),
]
SchemeTold = Annotated[
    str, typer.Option("--scheme", metavar="S", help="employee | flexible | resident")
]
OptionsTold = Annotated[
    list[str] | None,
    typer.Option("--option", metavar="K=V", help="如 injury_class=2 group=student · a choice"),
]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON · print JSON")]


def contribution(
    region: Region,
    scheme: SchemeTold,
    base: Annotated[
        str | None, typer.Option("--base", metavar="B", help="月缴费基数(元) · yuan a month")
    ] = None,
    on: Day = None,
    option: OptionsTold = None,
    policy: Folder = None,
    *,
    as_json: AsJson = False,
) -> None:
    """每项社会保险由谁缴多少 · who pays how much, every insurance and payer, with the sum."""
    asked = division_of(region), scheme, base, day_of(on), options_of(option)
    found = telling(lambda: work_out(book_of(policy), *asked))
    if as_json:
        print_json(found)
    else:
        out.print(views.contribution_for_people(found))


def book_of(policy: Path | None) -> Book:
    """The book of a folder, or the installation's."""
    config = load_config()
    return load_book(policy or config.policy_dir, config.settings)


def day_of(on: datetime | None) -> date:
    """The day asked about, or today."""
    if on and not EARLIEST <= on.date() <= LATEST:
        raise typer.BadParameter(f"--on 应在 {EARLIEST} 与 {LATEST} 之间 · between these days")
    return on.date() if on else today()


def division_of(region: str) -> str:
    """The code, if it has the form of one."""
    if not is_division(region):
        raise typer.BadParameter(f"地区代码是六位数字 · a division has six digits: {region}")
    return region


def options_of(told: list[str] | None) -> dict[str, str]:
    """Choices typed as ``name=value``."""
    pairs = [one.partition("=") for one in told or []]
    if any(not name or not member for name, _, member in pairs):
        raise typer.BadParameter("--option 应写成 名=值 · write --option name=value")
    return {name: member for name, _, member in pairs}
