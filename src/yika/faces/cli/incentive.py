"""``yika calc incentive``: what unbroken and claim-free years add to the ceiling."""

from typing import Annotated

import typer
from rich.console import RenderableType
from rich.markup import escape
from rich.panel import Panel

from yika.faces.cli.contribution import AsJson, Day, Folder, Region, book_of, day_of, division_of
from yika.faces.cli.edge import out, print_json, telling
from yika.ground.money import fen, yuan
from yika.insurance.entitled.incentive import Incentive
from yika.insurance.entitled.incentive import incentive as work_out
from yika.policy.words import lists


def incentive(
    region: Region,
    years: Annotated[
        int, typer.Option("--years-continuous", metavar="N", min=0, help="连续参保年数 · unbroken")
    ],
    zero_claim: Annotated[
        int,
        typer.Option("--zero-claim-years", metavar="M", min=0, help="其中零报销 · without a claim"),
    ] = 0,
    lapsed: Annotated[
        int, typer.Option("--lapsed-years", metavar="K", min=0, help="其后断保年数 · lapsed after")
    ] = 0,
    ceiling: Annotated[
        str | None, typer.Option("--ceiling", help="原封顶线(元) · original ceiling")
    ] = None,
    on: Day = None,
    policy: Folder = None,
    *,
    used: Annotated[bool, typer.Option("--used", help="已用过奖励额度 · was drawn on")] = False,
    as_json: AsJson = False,
) -> None:
    """连续参保和零报销使大病封顶线提高多少 · the bonus on the critical-illness ceiling."""
    division, day = division_of(region), day_of(on)
    original = None if ceiling is None else _amount(ceiling)
    found = telling(
        lambda: work_out(
            book_of(policy),
            division,
            day,
            years,
            zero_claim,
            is_used=used,
            lapsed=lapsed,
            original=original,
        )
    )
    if as_json:
        print_json(found)
    else:
        out.print(incentive_for_people(found))


def incentive_for_people(found: Incentive) -> RenderableType:
    """The steps, the result and the sources; or what is not published."""
    lines = [f"{one.zh} / {one.en}: {one.formula} = [bold]{one.amount}[/]" for one in found.steps]
    if found.ceiling is None:
        lines.append("[bold]未知 / unknown[/]")
    if found.unknown:
        lines.append(f"本地未公布 / not published here: {', '.join(found.unknown)}")
    lines += [
        f"[dim]依据 / law: {escape(f'{one.id} [{one.source}, {one.confidence}]')}[/]"
        for one in found.policy
    ]
    title = f"{lists().division_name(found.region).zh} · {found.on}"
    return Panel("\n".join(lines), title=title, expand=False)


def _amount(text: str) -> str:
    try:
        amount = fen(text)
    except ValueError:
        amount = -1
    if amount <= 0:
        raise typer.BadParameter(f"--ceiling 应为金额 · an amount in yuan: {text[:20]}")
    return yuan(amount)
