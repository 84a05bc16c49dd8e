"""``yika policy``: look a value up, check the data, compare places, see how much is known.

The day is Beijing's; where none is given it is today's, read here and nowhere below. JSON goes to
standard output alone, so that it can be piped.
"""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Final

import msgspec
import typer
from rich.progress import Progress

from yika.config import load_config
from yika.faces.cli import policy_views as views
from yika.faces.cli.edge import err, out, print_json, telling
from yika.ground.days import today
from yika.insurance.amounts import contribution_cases
from yika.insurance.entitled import entitlement_cases
from yika.policy.cases import Runners
from yika.policy.check import Tally, check, steps
from yika.policy.compare import Side, differences
from yika.policy.coverage import coverage
from yika.policy.load import Book, is_division, load_book
from yika.policy.lookup import cells, look_up
from yika.policy.model import WrongAxes
from yika.settlement.pricing import quote_cases

app = typer.Typer(help="政策数据：查询、检查、比较 · policy data", no_args_is_help=True)

_DAY: Final = ["%Y-%m-%d"]

# Who calculates a worked case that is no look-up.
RUNNERS: Final[Runners] = {
    "contribution": contribution_cases.run,
    "entitlement": entitlement_cases.run,
    "claim": quote_cases.run,
}

Folder = Annotated[
    Path | None,
    typer.Option("--policy", metavar="DIR", help="用此目录代替随附的政策数据 · use this folder"),
]
Region = Annotated[str, typer.Option("--region", metavar="CODE", help="六位地区代码 · division")]
Day = Annotated[
    datetime | None,
    typer.Option("--on", formats=_DAY, metavar="DAY", help="哪一天，默认今天 · default: today"),
]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON · print JSON")]


@app.command("check")
def check_data(policy: Folder = None) -> None:
    """检查政策数据的每个文件和算例 · check every file and every worked case."""
    tally = telling(lambda: _checked(policy))
    for problem in sorted(tally.problems):
        out.print(str(problem), soft_wrap=True, markup=False, highlight=False)
    for warning in sorted(tally.warnings):
        told = f"提醒 warning {warning}"
        out.print(told, soft_wrap=True, markup=False, highlight=False)
    out.print(views.tally(tally))
    if tally.problems:
        raise typer.Exit(1)


@app.command()
def show(
    policy_id: Annotated[str, typer.Argument(metavar="ID", help="如 password.tries_before_lock")],
    region: Region,
    on: Day = None,
    axis: Annotated[
        list[str] | None, typer.Option("--axis", metavar="K=V", help="指定一格 · one cell")
    ] = None,
    policy: Folder = None,
    *,
    as_json: AsJson = False,
) -> None:
    """某地某天的规定及其来源 · what holds in a place on a day, and its source."""
    asked = policy_id, _division(region), _day(on), _axes(axis or [])
    shown = telling(lambda: _shown(_book(policy), *asked))
    if as_json:
        print_json(views.shown_json(shown))
    else:
        out.print(views.shown_for_people(shown))


@app.command()
def diff(
    left: Annotated[str, typer.Argument(metavar="A", help="地区代码或目录 · division or folder")],
    right: Annotated[str, typer.Argument(metavar="B", help="地区代码或目录 · division or folder")],
    on: Day = None,
    policy: Folder = None,
    *,
    as_json: AsJson = False,
) -> None:
    """两地或两份数据有何不同 · what differs between two places or two folders of data."""
    if is_division(left) and is_division(right):
        found = telling(lambda: _between_places(_book(policy), left, right, _day(on)))
    else:
        day = on.date() if on else None
        found = telling(lambda: _between_folders(Path(left), Path(right), day))
    if as_json:
        print_json([views.difference_json(division, one) for division, one in found])
    else:
        out.print(views.differences_for_people(left, right, found))


@app.command("coverage")
def show_coverage(
    region: Annotated[str | None, typer.Option("--region", help="只看一地 · one division")] = None,
    on: Day = None,
    policy: Folder = None,
    *,
    as_json: AsJson = False,
) -> None:
    """每个地区知道多少、不知道什么 · how much is known of each place, and what is not."""
    found = telling(lambda: coverage(_book(policy), _day(on)))
    if region is not None:
        found = [one for one in found if one.division == _division(region)]
    if as_json:
        print_json([{**msgspec.structs.asdict(one), "extent": one.extent} for one in found])
    elif region is None:
        out.print(views.coverage_of_all(found))
    else:
        out.print(views.coverage_of_one(found))


def _book(policy: Path | None) -> Book:
    config = load_config()
    return load_book(policy or config.policy_dir, config.settings)


def _day(on: datetime | None) -> date:
    return on.date() if on else today()


def _division(region: str) -> str:
    if not is_division(region):
        raise typer.BadParameter(f"地区代码是六位数字 · a division has six digits: {region}")
    return region


def _axes(told: list[str]) -> dict[str, str]:
    pairs = [one.partition("=") for one in told]
    if any(not member for _, _, member in pairs):
        raise typer.BadParameter("--axis 应写成 名=值 · write --axis name=value")
    return {axis: member for axis, _, member in pairs}


def _checked(policy: Path | None) -> Tally:
    book, tally = load_book(policy or load_config().policy_dir), Tally()
    with Progress(console=err, transient=True) as progress:
        task = progress.add_task("检查 check", total=steps(book))
        for step in check(book, tally, RUNNERS):
            progress.update(task, advance=1, description=f"检查 check {step}")
    return tally


def _shown(
    book: Book, policy_id: str, division: str, day: date, chosen: dict[str, str]
) -> views.Shown:
    form = book.form(policy_id)
    every = cells(form) if form else [chosen]
    wanted = [axes for axes in every if chosen.items() <= axes.items()]
    if not wanted:
        needs = {axis: sorted({axes[axis] for axes in every}) for axis in every[0]}
        raise WrongAxes(id=policy_id, needs=needs, given=chosen)
    answers = [(axes, look_up(book, policy_id, division, day, **axes)) for axes in wanted]
    return views.Shown(policy_id, division, day, form, chosen, answers)


def _between_places(book: Book, left: str, right: str, day: date) -> list[views.Located]:
    return [(left, one) for one in differences(Side(book, left), Side(book, right), day)]


def _between_folders(left: Path, right: Path, day: date | None) -> list[views.Located]:
    one, other = load_book(left), load_book(right)
    divisions = sorted({*one.divisions(), *other.divisions()})
    return [
        (division, found)
        for division in divisions
        for found in differences(Side(one, division), Side(other, division), day)
    ]
