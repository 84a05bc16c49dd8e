"""``yika bench …``: how fast, as a ratio to something plain measured in the same minute.

Machines are noisy, so a figure alone says little; the peer of ``standing`` is a primary-key read
by pgbench on the same server. Each size has a city and a server of its own under the home, made at
the first run.
"""

import asyncio
import os
import platform
import random
import re
import subprocess
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import Annotated

import msgspec
import psycopg
import typer

from yika.config import Config, load_config
from yika.demo import service as demo
from yika.faces.cli import bench_contributions, bench_settle
from yika.faces.cli.demo import telling_progress
from yika.faces.cli.edge import OFFICER, out, print_json, telling
from yika.house import House, open_house
from yika.people.model import PersonKey
from yika.standing import rules
from yika.standing import service as standings
from yika.standing.model import Facts
from yika.store.db import addresses_of
from yika.store.place import wheel_binaries

app = typer.Typer(no_args_is_help=True, help="测速 / benchmarks")

SEED = 20260316
REGION = 999900
BATCH = 50
SECONDS = 6.0
ROUNDS = 3
SAMPLE = 5_000  # people asked about, drawn from the whole city
TPS = re.compile(r"tps = ([0-9.]+)")


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
    decisions_per_second: float  # on facts already read, one core
    first_value: float  # answers a second when each person is asked about for the first time
    peer_value: float


@app.command("standing")
def standing(
    people: Annotated[int, typer.Option(help="人数 / people of the city")] = 10_000,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON / print JSON")] = False,
) -> None:
    """整份回答(读取、解密、判断、预测、留痕)每秒多少份。/ Whole answers a second."""
    figure = telling(lambda: asyncio.run(_standing(people)))
    if as_json:
        print_json(figure)
        return
    out.print(
        f"整份回答 / whole answers: [bold]{figure.value:,.0f}[/] /s ({BATCH} 人一批 / a batch)"
    )
    out.print(
        f"对照 / peer: {figure.peer}: {figure.peer_value:,.0f} /s → 比 / ratio {figure.ratio:.3f}"
    )
    out.print(f"判断 / decisions: {figure.decisions_per_second:,.0f} /s 每核 / a core")
    out.print(
        f"头一回问到的人 / people asked about for the first time: {figure.first_value:,.0f} /s"
    )
    out.print(f"{figure.people:,} 人 / people · {figure.commit} · {figure.machine}")


@app.command("contributions")
def contributions(
    people: Annotated[int, typer.Option(min=1, help="人数 / people of the region")] = 10_000,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON / print JSON")] = False,
) -> None:
    """一个统筹区一个月的账单要多久。/ How long a month of a whole region takes."""
    bench_contributions.measure(people, as_json=as_json)


@app.command("settle")
def settle(
    people: Annotated[int, typer.Option(min=200, help="人数 / people of the city")] = 10_000,
    seconds: Annotated[float, typer.Option(min=1, help="每轮秒数 / seconds a round")] = 10.0,
    rounds: Annotated[int, typer.Option(min=1, help="轮数 / rounds")] = 3,
    scale: Annotated[int, typer.Option(min=1, help="pgbench 的规模 / pgbench's scale")] = 100,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON / print JSON")] = False,
) -> None:
    """经 HTTP 整笔结算每秒多少笔。/ Whole settlements a second, over HTTP."""
    bench_settle.measure(people, seconds, rounds, scale, as_json=as_json)


async def _standing(people: int) -> Figure:
    """Answers, decisions and the peer by turns, so that all meet the same weather; medians."""
    config = load_config()
    home = config.home / f"bench-{people}"
    config = replace(config, home=home, keys=home / "keys.toml", database_url=None, sandbox=True)
    async with open_house(config) as house:
        with telling_progress(people) as told:
            await demo.start(house.database, house.config, house.book, people, SEED, told)
        owner = _pgbench_tables(config)
        asked, at = await _sample(house)
        facts = await _facts(house, asked[: 40 * BATCH], at)
        first = await _answers(house, asked, at, len(asked))
        answers: list[float] = []
        decisions: list[float] = []
        peers: list[float] = []
        for _ in range(ROUNDS):
            answers.append(await _answers(house, asked, at))
            peers.append(await asyncio.to_thread(_pgbench, owner))
            decisions.append(_decisions(house, facts, at))
    value, peer = _median(answers), _median(peers)
    return Figure(
        name="standing",
        value=round(value, 1),
        unit="answers/s",
        peer="pgbench -S -M prepared -c 1",
        ratio=round(value / peer, 4),
        people=people,
        commit=_commit(),
        machine=f"{platform.machine()} x{os.cpu_count()}, Python {platform.python_version()}",
        decisions_per_second=round(_median(decisions), 1),
        first_value=round(first, 1),
        peer_value=round(peer, 1),
    )


async def _sample(house: House) -> tuple[list[PersonKey], datetime]:
    """People to ask about, in no order, and the instant of the sandbox."""
    async with house.database.transaction() as conn:
        at = await house.now(conn)
        query = "SELECT person_id FROM persons WHERE region = %s ORDER BY person_id"
        rows = await (await conn.execute(query, (REGION,))).fetchall()
    everybody = [row[0] for row in rows]
    size = min(SAMPLE, len(everybody)) // BATCH * BATCH
    drawn = random.Random(SEED).sample(everybody, size)  # noqa: S311
    return [PersonKey(REGION, person_id) for person_id in drawn], at


async def _facts(house: House, people: Sequence[PersonKey], at: datetime) -> list[Facts]:
    laws = standings.laws_of(house.book, people[0].division)
    async with house.database.transaction() as conn:
        return await standings.facts_of(conn, laws, people[: standings.BATCH_MAX], at)


async def _answers(
    house: House, people: Sequence[PersonKey], at: datetime, most: int | None = None
) -> float:
    """Whole answers a second: read, opened, decided, forecast, journalled, written out as JSON."""
    encode = msgspec.json.Encoder().encode
    batches = iter([people[i : i + BATCH] for i in range(0, len(people) - BATCH + 1, BATCH)] * 1000)
    done, began = 0, time.perf_counter()
    for batch in batches:
        async with house.database.transaction() as conn:
            told = await standings.why_many(
                conn, house.database.keys, house.book, batch, at, OFFICER, at
            )
        encode(told)
        done += len(batch)
        if time.perf_counter() - began > SECONDS or done == most:
            break
    return done / (time.perf_counter() - began)


def _decisions(house: House, facts: Sequence[Facts], at: datetime) -> float:
    """Decisions a second on one core, on facts already read."""
    laws = standings.laws_of(house.book, f"{REGION:06}")
    done, began = 0, time.perf_counter()
    while time.perf_counter() - began < SECONDS / 2:
        for one in islice(facts, 500):
            rules.standing(one, laws, at)
        done += min(500, len(facts))
    return done / (time.perf_counter() - began)


def _pgbench_tables(config: Config) -> str:
    """The owner's address, with pgbench's own tables in place: a hundred thousand rows."""
    with addresses_of(config) as addresses:
        assert addresses.owner is not None, "the benchmark's server is its own"
        with psycopg.connect(addresses.owner) as conn:
            there = conn.execute("SELECT to_regclass('pgbench_accounts')").fetchone()
        if there == (None,):
            command = [wheel_binaries() / "pgbench", "-i", "-q", "-s", "1", addresses.owner]
            subprocess.run(command, check=True, capture_output=True)
        return addresses.owner


def _pgbench(owner: str) -> float:
    """Plain primary-key reads a second, prepared, by one client."""
    command = [wheel_binaries() / "pgbench", "-S", "-M", "prepared", "-n", "-T", "4", owner]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = TPS.search(told)
    assert found is not None, "pgbench says its rate"
    return float(found[1])


def _median(figures: Sequence[float]) -> float:
    return sorted(figures)[len(figures) // 2]


def _commit() -> str:
    found = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], check=False, capture_output=True, text=True
    )
    return found.stdout.strip() or "unknown"
