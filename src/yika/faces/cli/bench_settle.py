"""``yika bench settle``: whole settlements over HTTP, beside pgbench's own transactions, by turns.

Server, load and pgbench are programs of their own. Every message is signed and checked, every rule
judged, everything written and synced before it is answered. Who buys is drawn from the whole city;
five in a hundred bills are to be refused, one in a hundred is sent twice.
"""

import asyncio
import os
import platform
import random
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Final

import msgspec
import psycopg

from yika.config import fitting_processes, load_config
from yika.demo import service as demo
from yika.faces.cli import bench_messages as messages
from yika.faces.cli.bench_beside import clear_up, free_port, pgbench, pgbench_tables, serving, warm
from yika.faces.cli.bench_load import Load
from yika.faces.cli.bench_messages import BUYING, VISITING, Somebody
from yika.faces.cli.demo import telling_progress
from yika.faces.cli.edge import err, out, print_json, telling
from yika.house import House, open_house
from yika.people.model import PersonKey
from yika.people.service import opened_identity
from yika.store.db import addresses_of
from yika.store.sql import queries

QUERIES = queries(__package__, "bench_settle.sql")
REGION: Final = 999900
SEED: Final = 20260316
CONNECTIONS: Final = 64
REFUSED: Final = 0.01
REPEATED: Final = 0.01
HIGHEST_RATE: Final = 6_000  # bills a second that are made beforehand
PEER: Final = "pgbench TPC-B -M prepared -c 16 -j 2"


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
    peer_value: float
    purchases_per_second: float  # 2102, two lines
    visits_per_second: float  # 2207
    p50_ms: float
    p99_ms: float
    most_ms: float
    refused_share: float
    errors: int
    first_error: str


@dataclass(frozen=True, slots=True)
class Setup:
    """What a round is measured with."""

    port: int
    owner: str
    folder: Path
    seconds: float
    scale: int


def measure(people: int, seconds: float, rounds: int, scale: int, *, as_json: bool) -> None:
    """Measure and tell, in words or as JSON."""
    figure = telling(lambda: asyncio.run(_measured(people, seconds, rounds, scale)))
    if as_json:
        print_json(figure)
        return
    out.print(
        f"结算 / settlements: [bold]{figure.value:,.0f}[/] /s "
        f"(2102 {figure.purchases_per_second:,.0f}, 2207 {figure.visits_per_second:,.0f})"
    )
    out.print(
        f"对照 / peer: {figure.peer}: {figure.peer_value:,.0f} /s → 比 / ratio {figure.ratio:.3f}"
    )
    out.print(
        f"p50 {figure.p50_ms:.1f} ms · p99 {figure.p99_ms:.1f} ms · 最长 / longest "
        f"{figure.most_ms:.0f} ms · 拒付 / refused {figure.refused_share:.1%} · "
        f"错误 / errors {figure.errors} {figure.first_error}"
    )
    out.print(f"{figure.people:,} 人 / people · {figure.commit} · {figure.machine}")


async def _measured(people: int, seconds: float, rounds: int, scale: int) -> Figure:
    """Purchases, visits and pgbench by turns, so that all meet the same weather; medians."""
    config = load_config()
    home = config.home / f"bench-settle-{people}"
    config = replace(
        config,
        home=home,
        keys=home / "keys.toml",
        database_url=None,
        sandbox=True,
        http_port=free_port(),
        http_processes=fitting_processes(),
    )
    async with open_house(config) as house:
        with telling_progress(people) as told:
            await demo.start(house.database, house.config, house.book, people, SEED, told)
        with addresses_of(config) as addresses:
            assert addresses.owner is not None, "the benchmark's server is its own"
            await asyncio.to_thread(pgbench_tables, addresses.owner, scale)
            await asyncio.to_thread(clear_up, addresses.owner)
            await asyncio.to_thread(warm, addresses.owner)
            with serving(config):
                setup = Setup(config.http_port, addresses.owner, home, seconds, scale)
                return await _rounds(house, setup, people, rounds)


async def _rounds(house: House, setup: Setup, people: int, rounds: int) -> Figure:
    draw = random.Random(time.time_ns())  # noqa: S311 who buys is no secret; other serials each time
    serials = count(time.time_ns() // 1000 % 10**9)  # Far from those of any run before.
    bought: list[Load] = []
    visited: list[Load] = []
    peers: list[float] = []
    await _load(house, setup, BUYING, draw, serials, 2.0)  # Everything is met once.
    for number in range(rounds):
        err.print(f"第 {number + 1} 轮,共 {rounds} 轮 / round {number + 1} of {rounds} …")
        await asyncio.to_thread(clear_up, setup.owner)
        peers.append(await asyncio.to_thread(pgbench, setup.owner, setup.seconds))
        bought.append(await _load(house, setup, BUYING, draw, serials, setup.seconds))
        visited.append(await _load(house, setup, VISITING, draw, serials, setup.seconds))
    every = bought + visited
    buying, visiting, peer = _rate(bought), _rate(visited), _median(peers)
    both = 2 / (1 / buying + 1 / visiting) if buying and visiting else 0.0
    answered = sum(one.answered for one in every)
    return Figure(
        name="settle",
        value=round(both, 1),
        unit="settlements/s",
        peer=f"{PEER}, scale {setup.scale}",
        ratio=round(both / peer, 4),
        people=people,
        commit=_commit(),
        machine=f"{platform.machine()} x{os.cpu_count()}, Python {platform.python_version()}",
        peer_value=round(peer, 1),
        purchases_per_second=round(buying, 1),
        visits_per_second=round(visiting, 1),
        p50_ms=_median([one.p50_ms for one in every]),
        p99_ms=max(one.p99_ms for one in every),
        most_ms=max(one.most_ms for one in every),
        refused_share=round(sum(one.refused for one in every) / max(answered, 1), 4),
        errors=sum(one.errors for one in every),
        first_error=next((one.first_error for one in every if one.first_error), ""),
    )


async def _load(
    house: House,
    setup: Setup,
    infno: str,
    draw: random.Random,
    serials: Iterator[int],
    seconds: float,
) -> Load:
    """One load, from bills made beforehand."""
    most = int(HIGHEST_RATE * seconds)
    buyers = await _buyers(house, draw, most)
    visits = [0] * len(buyers)
    if infno == VISITING:
        async with house.database.transaction() as conn:
            at = await house.now(conn)
        visits = await asyncio.to_thread(_visits, setup.owner, buyers, at)
    requests: list[bytes] = []
    for who, visit_id in zip(buyers, visits, strict=True):
        one = messages.request(infno, next(serials), who, visit_id)
        requests += [one, one] if draw.random() < REPEATED else [one]
    await asyncio.to_thread(clear_up, setup.owner)
    file = setup.folder / "bench-requests.msgpack"
    file.write_bytes(msgspec.msgpack.encode(requests))
    command = [sys.executable, "-m", "yika.faces.cli.bench_load", "127.0.0.1"]
    command += [str(setup.port), str(file), str(seconds), str(CONNECTIONS)]
    told = await asyncio.to_thread(subprocess.run, command, check=True, capture_output=True)
    file.unlink()
    return msgspec.json.decode(told.stdout, type=Load)


async def _buyers(house: House, draw: random.Random, count: int) -> list[Somebody]:
    """Who buys, drawn uniformly from the whole city; some show a number that is not theirs."""
    async with house.database.transaction() as conn:
        row = await (await conn.execute(QUERIES["people"], {"region": REGION})).fetchone()
        assert row is not None
        wanted = [draw.randint(row[0], row[1]) for _ in range(count)]
        values = {"region": REGION, "person_ids": wanted}
        rows = await (await conn.execute(QUERIES["drawn"], values)).fetchall()
    keys = house.database.keys
    known: dict[int, Somebody] = {}
    for person_id, sealed, insurance in rows:
        identity = opened_identity(keys, PersonKey(REGION, person_id), sealed)
        insutype = "390" if insurance == "resident" else "310"
        number = identity.id_number
        known[person_id] = Somebody(
            person_id, number, number, identity.name, insutype, "11", REGION
        )
    buyers = [known[person_id] for person_id in wanted if person_id in known]
    return [
        replace(who, shown=buyers[at - 1].id_number) if draw.random() < REFUSED else who
        for at, who in enumerate(buyers)
    ]


def _visits(owner: str, buyers: Sequence[Somebody], at: datetime) -> list[int]:
    """A visit with two lines for each, as registering and uploading leave it."""
    values = {
        "region": REGION,
        "person_ids": [who.person_id for who in buyers],
        "insutypes": [who.insutype for who in buyers],
        "code": messages.HOSPITAL,
        "at": at,
        "first_item": messages.ITEMS[0],
        "second_item": messages.ITEMS[1],
    }
    with psycopg.connect(owner) as conn:
        return [row[0] for row in conn.execute(QUERIES["visits"], values)]


def _rate(loads: Sequence[Load]) -> float:
    """Bills settled a second; what was refused, sent again or failed does not count."""
    return _median([(one.settled - one.repeated) / one.seconds for one in loads])


def _median(figures: Sequence[float]) -> float:
    return sorted(figures)[len(figures) // 2]


def _commit() -> str:
    found = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], check=False, capture_output=True, text=True
    )
    return found.stdout.strip() or "unknown"
