"""``yika bench contributions``: a month of a whole region, beside plain rows of the same width.

Each size has a server of its own under the home with people who are enrolled and nothing else, made
at the first run. Bills are written as the run of a month writes them, locks and references and all;
the peer is one INSERT … SELECT of as many rows into a table that has only its key.
"""

import asyncio
import os
import platform
import subprocess
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from typing import Final

import msgspec
import psutil
import psycopg
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from yika.config import load_config
from yika.faces.cli.edge import err, out, print_json, telling
from yika.ground.days import BEIJING
from yika.house import House, open_house
from yika.insurance.books.bills import bill_month
from yika.insurance.books.crediting import credit_accounts
from yika.people.model import Identity
from yika.store.db import addresses_of
from yika.store.sealing import Row, seal_many
from yika.store.sql import queries

QUERIES = queries(__package__, "bench_contributions.sql")
REGION: Final = 999900
MONTH: Final = date(2026, 3, 1)
AT: Final = datetime(2026, 3, 1, 9, tzinfo=BEIJING)
MONTH_END: Final = datetime(2026, 3, 31, 20, tzinfo=BEIJING)
RETIRED_EVERY: Final = 5
MIB: Final = 1024 * 1024


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """One figure and the plain thing measured beside it."""

    name: str
    value: float
    unit: str
    peer: str
    ratio: float
    people: int
    commit: str
    machine: str
    seconds: float
    microseconds_per_person: float
    memory_mib: int  # most at any time: the program, and the server but for its page cache
    peer_value: float
    peer_seconds: float


def measure(people: int, *, as_json: bool) -> None:
    """Measure and tell, in words or as JSON: the bills, and under `also` the other figures."""
    figures = telling(lambda: asyncio.run(_all(people)))
    if as_json:
        print_json({**msgspec.structs.asdict(figures[0]), "also": figures[1:]})
        return
    for figure in figures:
        out.print(
            f"[bold]{figure.name}[/]: {figure.value:,.0f} {figure.unit}, {figure.seconds:.1f} s, "
            f"{figure.microseconds_per_person:.1f} µs 每人 / a person, {figure.memory_mib} MiB"
        )
        out.print(
            f"对照 / peer: {figure.peer}: {figure.peer_value:,.0f} /s "
            f"→ 比 / ratio {figure.ratio:.3f}"
        )
        out.print(f"{figure.people:,} 人 / people · {figure.commit} · {figure.machine}")


async def _all(people: int) -> list[Figure]:
    """Every measurement, each with its peer in the same minute."""
    config = load_config()
    home = config.home / f"bench-contributions-{people}"
    config = replace(config, home=home, keys=home / "keys.toml", database_url=None, sandbox=True)
    async with open_house(config) as house:
        with addresses_of(config) as addresses:
            assert addresses.owner is not None, "the benchmark's server is its own"
            owner = addresses.owner
            await asyncio.to_thread(prepare, owner, people)
            return [await bills(house, owner, people), await credits(house, owner, people)]


async def bills(house: House, owner: str, people: int) -> Figure:
    """The bills of a month for everybody."""
    await asyncio.to_thread(_begin_again, owner)
    memory = Memory(owner)
    with _progress("账单 / bills", people, memory) as told:
        began = time.perf_counter()
        run = await bill_month(house.database, house.book, REGION, MONTH, AT, told)
        seconds = time.perf_counter() - began
    assert run.done == people, "everybody is billed"
    peer_seconds = await asyncio.to_thread(_peer, owner, people)
    return figure("contributions", "bills/s", people, seconds, peer_seconds, memory.most)


async def credits(house: House, owner: str, people: int) -> Figure:  # noqa: A001 what it measures
    """The credits of a month to everybody's account, their bills being paid."""
    await asyncio.to_thread(_pay_everything, owner, house, people)
    memory = Memory(owner)
    with _progress("入账 / credits", people, memory) as told:
        began = time.perf_counter()
        done = await credit_accounts(house.database, house.book, REGION, MONTH, MONTH_END, told)
        seconds = time.perf_counter() - began
    assert done.run.done == people, "everybody was looked at"
    peer_seconds = await asyncio.to_thread(_peer, owner, people)
    return figure("contributions.credits", "people/s", people, seconds, peer_seconds, memory.most)


@contextmanager
def _progress(what: str, people: int, memory: "Memory") -> Generator[Callable[[int], None]]:
    """A bar over the people done, which also watches the memory."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=err) as progress:
        task = progress.add_task(what, total=people)

        def told(done: int) -> None:
            progress.update(task, completed=done)
            memory.look()

        yield told


def _pay_everything(owner: str, house: House, people: int) -> None:
    """Every bill is paid; every fifth person is retired instead, of an age that has to be read."""
    keys, texts = house.database.keys, list[Row]()
    for person_id in range(RETIRED_EVERY, people + 1, RETIRED_EVERY):
        number = f"999900{1935 + person_id % 30}0101{person_id % 1000:03}0"
        texts.append(
            (REGION, person_id, msgspec.json.encode(Identity("王小明", number, "13900001234")))
        )
    sealed = seal_many(keys, "persons", "identity_sealed", texts)
    with psycopg.connect(owner, autocommit=True) as conn:
        conn.execute(QUERIES["no_credits"])
        values = {
            "region": REGION,
            "person_ids": [text[1] for text in texts],
            "sealed": sealed,
        }
        conn.execute(QUERIES["retire"], values)
        conn.execute(QUERIES["identify"], values)
        conn.execute(QUERIES["pay_bills"])
        conn.execute(QUERIES["tidy"])


def figure(
    name: str, unit: str, people: int, seconds: float, peer_seconds: float, memory: int
) -> Figure:
    """What was measured, as it is told."""
    return Figure(
        name=name,
        value=round(people / seconds, 1),
        unit=unit,
        peer="INSERT … SELECT, one key",
        ratio=round(peer_seconds / seconds, 4),
        people=people,
        commit=_commit(),
        machine=f"{platform.machine()} x{os.cpu_count()}, Python {platform.python_version()}",
        seconds=round(seconds, 2),
        microseconds_per_person=round(seconds * 1e6 / people, 2),
        memory_mib=memory // MIB,
        peer_value=round(people / peer_seconds, 1),
        peer_seconds=round(peer_seconds, 2),
    )


class Memory:
    """The most memory in use at any time it looked, in bytes; the server's page cache left out."""

    def __init__(self, owner: str) -> None:
        self.most = 0
        self._owner = owner

    def look(self) -> None:
        """Count this program, and what each process of the server has for itself."""
        with psycopg.connect(self._owner) as conn:
            row = conn.execute(QUERIES["processes"]).fetchone()
        assert row is not None
        found = psutil.Process().memory_info().rss
        for pid in row[0]:
            try:
                told = psutil.Process(pid).memory_info()
            except psutil.NoSuchProcess:
                continue
            found += max(told.rss - getattr(told, "shared", 0), 0)
        self.most = max(self.most, found)


def prepare(owner: str, people: int) -> None:
    """The benchmark's people, made where they are not there yet."""
    values = {"region": REGION, "people": people}
    with psycopg.connect(owner) as conn:
        if conn.execute(QUERIES["anybody"], values).fetchone() == (people,):
            return
        for name in ("employers", "people", "enrolments"):
            conn.execute(QUERIES[name], values)


def _begin_again(owner: str) -> None:
    with psycopg.connect(owner, autocommit=True) as conn:
        conn.execute(QUERIES["empty"])
        conn.execute(QUERIES["tidy"])


def _peer(owner: str, people: int) -> float:
    """Seconds of the peer."""
    with psycopg.connect(owner, autocommit=True) as conn:
        conn.execute(QUERIES["peer_gone"])
        conn.execute(QUERIES["peer_table"])
        taken = _timed(
            lambda: conn.execute(QUERIES["peer_rows"], {"region": REGION, "people": people})
        )
        conn.execute(QUERIES["peer_gone"])
    return taken


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _commit() -> str:
    found = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], check=False, capture_output=True, text=True
    )
    return found.stdout.strip() or "unknown"
