"""The programs that ``yika bench settle`` runs beside itself: the server, and pgbench."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import psycopg

from yika.config import Config
from yika.faces.cli.edge import err
from yika.ground.errors import Unavailable
from yika.store.place import wheel_binaries

WAIT_SECONDS: Final = 60.0


class ServerSilent(Unavailable):
    """The server of the benchmark did not come up. Facts: seconds, log."""

    code = "bench_server_silent"


@contextmanager
def serving(config: Config) -> Generator[None]:
    """``yika serve`` over the same home, until the measuring is over. Fails with ServerSilent."""
    environ = {
        **os.environ,
        "YIKA_HOME": str(config.home),
        "YIKA_KEYS": str(config.keys),
        "YIKA_SANDBOX": "1",
        "YIKA_HTTP_PORT": str(config.http_port),
        "YIKA_HTTP_PROCESSES": str(config.processes),
    }
    log = config.home / "bench-server.log"
    command = [sys.executable, "-c", "from yika.faces.cli.main import main; main()", "serve"]
    with log.open("wb") as told:
        server = subprocess.Popen(command, env=environ, stdout=told, stderr=told)
        try:
            _wait(config.http_port, log)
            yield
        finally:
            server.terminate()
            server.wait(WAIT_SECONDS)


def _wait(port: int, log: Path) -> None:
    until = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < until:
        with socket.socket() as probe:
            probe.settimeout(1.0)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise ServerSilent(seconds=int(WAIT_SECONDS), log=str(log))


def free_port() -> int:
    """A port nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def pgbench_tables(owner: str, scale: int) -> None:
    """What pgbench works on, at a scale, made once."""
    with psycopg.connect(owner) as conn:
        there = conn.execute("SELECT to_regclass('pgbench_branches')").fetchone()
        if there != (None,):
            branches = conn.execute("SELECT count(*) FROM pgbench_branches").fetchone()
            if branches == (scale,):
                return
    err.print(f"pgbench -i -s {scale} …")
    command = [wheel_binaries() / "pgbench", "-i", "-q", "-s", str(scale), owner]
    subprocess.run(command, check=True, capture_output=True)


def warm(owner: str) -> None:
    """Read every table and index, as a day's work would have done.

    What does not fit is of the largest; the tables of pgbench come last, so they all are there.
    """
    with psycopg.connect(owner, autocommit=True) as conn:
        conn.execute("CREATE EXTENSION IF NOT EXISTS pg_prewarm")
        conn.execute(
            "SELECT pg_prewarm(oid) FROM pg_class WHERE relkind IN ('r', 'i')"
            " AND relpersistence = 'p'"
            " ORDER BY relname LIKE 'pgbench%', pg_relation_size(oid) DESC"
        )


def clear_up(owner: str) -> None:
    """Clear up and write out what was changed, so that no turn pays for the one before it.

    pgbench does the first with its own tables before it begins.
    """
    with psycopg.connect(owner, autocommit=True) as conn:
        conn.execute("SET vacuum_cost_delay = 0")
        conn.execute("VACUUM (ANALYZE)")
        conn.execute("CHECKPOINT")


def pgbench(owner: str, seconds: float) -> float:
    """Its own transactions (TPC-B) a second."""
    command = [wheel_binaries() / "pgbench", "-M", "prepared", "-c", "16", "-j", "2", "-n"]
    command += ["-T", str(max(int(seconds), 1)), owner]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    line = next(line for line in told.splitlines() if line.startswith("tps = "))
    return float(line.split()[2])
