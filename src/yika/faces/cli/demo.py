"""``yika demo …``: the made-up city and its characters."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from yika.demo import service
from yika.demo.cast import CAST
from yika.demo.city import Told
from yika.demo.page import page
from yika.faces.cli.edge import err, out, print_json, with_house
from yika.faces.cli.till import till
from yika.house import House

app = typer.Typer(no_args_is_help=True, help="演示城市和人物 / the made-up city and its cast")

PHASES = {"people": "人 / people", "index": "索引 / indexes"}


@contextmanager
def telling_progress(people: int) -> Generator[Told]:
    """A progress bar for each phase of loading, while the block runs."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=err) as progress:
        tasks = {
            phase: progress.add_task(name, total=None if phase == "index" else people)
            for phase, name in PHASES.items()
        }

        def told(phase: str, done: int, of: int) -> None:
            progress.update(tasks[phase], completed=done, total=of)

        yield told


@app.command("load")
def load(
    people: Annotated[int, typer.Option(min=0, help="人数 / how many people")] = 10_000,
    seed: Annotated[int, typer.Option(min=0, help="种子 / same seed, same city")] = 1,
) -> None:
    """在空数据库里建立演示城市和人物。/ Fill an empty database with city and cast."""
    with telling_progress(people) as told:

        async def work(house: House) -> None:
            await service.fill(house.database, house.config, house.book, people, seed, told)

        with_house(work, begins=True)
    out.print(f"[green]✓[/] {people:,} + {len(CAST)} 人 / people")


@app.command("cast")
def cast(
    markdown: Annotated[bool, typer.Option("--markdown", help="docs/cast.md")] = False,
    json: Annotated[bool, typer.Option("--json", help="JSON")] = False,
) -> None:
    """列出人物:号码、密码、发生了什么、试什么。/ List the characters."""
    if markdown:
        typer.echo(page(), nl=False)
        return
    if json:
        print_json([_told(character.key) for character in CAST])
        return
    table = Table(show_lines=True, header_style="bold")
    table.add_column("人物 / who", no_wrap=True)
    table.add_column("发生了什么 / what happened → 试一试 / what to try")
    for who in CAST:
        passwords = f"卡 {who.password or '—'} · 电子凭证 {who.e_password or '—'}"
        table.add_row(
            f"[bold]{who.key}[/]\n{who.name} · {who.region:06}\n{who.id_number}\n"
            f"[dim]{passwords}[/]",
            f"{who.what.zh}\n[dim]{who.what.en}[/]\n"
            f"[green]→ {who.attempt.zh}[/]\n[dim]→ {who.attempt.en}[/]",
        )
    out.print(table)


def _told(key: str) -> dict[str, object]:
    who = next(character for character in CAST if character.key == key)
    return {
        "key": who.key,
        "name": who.name,
        "id_number": who.id_number,
        "region": f"{who.region:06}",
        "password": who.password,
        "e_password": who.e_password,
        "what": {"zh": who.what.zh, "en": who.what.en},
        "try": {"zh": who.attempt.zh, "en": who.attempt.en},
    }


# Last, so that `yika demo --help` tells the cast before what it can show.
app.command()(till)
