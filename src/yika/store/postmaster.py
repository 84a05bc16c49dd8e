"""The server's own pid file: whether a server of this data directory runs, and on which port.

After `kill -9` the file stays and its process id may belong to anybody by now. So a process is
believed to be the server only if it is PostgreSQL and was started over this very directory.
"""

import time
from itertools import pairwise
from pathlib import Path

import psutil
from psycopg.pq import PGconn, Ping

from yika.ground.errors import Conflict

READY = "ready"
STATUS_LINE, PORT_LINE = 7, 3
SETTLE_SECONDS = 300.0  # a server that replays its log, or is stopping
LEFTOVER_SECONDS = 5.0
PING_SECONDS = 5
GLANCE_SECONDS = 0.02


class DataDirectoryInUse(Conflict):
    """Another PostgreSQL works on the data and does not serve it. Facts: folder, pid."""

    code = "database_directory_in_use"


def running_port(data: Path) -> int | None:
    """The port of the server that runs over the data; None if none does, traces of one cleared.

    Fails with DataDirectoryInUse where a PostgreSQL works on the data without taking connections.
    """
    file = data / "postmaster.pid"
    until = time.monotonic() + SETTLE_SECONDS
    while True:
        lines = _lines(file)
        if not lines:
            return None
        pid = int(lines[0])
        if not _is_server(abs(pid), data):
            _clear_stale(file, abs(pid))
            return None
        if len(lines) > STATUS_LINE and lines[STATUS_LINE].strip() == READY:
            return int(lines[PORT_LINE])
        if (
            pid < 0 or time.monotonic() > until
        ):  # A negative id is a single-user backend, which serves nobody.
            raise DataDirectoryInUse(folder=str(data), pid=abs(pid))
        time.sleep(GLANCE_SECONDS)


def takes_sessions(data: Path) -> bool:
    """Whether the server over the data takes sessions now, as far as its own pid file says."""
    lines = _lines(data / "postmaster.pid")
    if len(lines) <= PORT_LINE:
        return False
    address = f"host=127.0.0.1 port={lines[PORT_LINE]} connect_timeout={PING_SECONDS}"
    return PGconn.ping(address.encode()) == Ping.OK


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text("utf-8").splitlines()
    except FileNotFoundError:
        return []


def _is_server(pid: int, data: Path) -> bool:
    """Whether that process is PostgreSQL, started over this directory."""
    try:
        process = psutil.Process(pid)
        words = process.cmdline()
        return process.name().startswith("postgres") and _names(words, data)
    except psutil.Error:
        return False


def _names(words: list[str], data: Path) -> bool:
    """Whether a command line has ``-D data``."""
    after = [later for word, later in pairwise(words) if word == "-D"]
    return any(Path(word).resolve() == data.resolve() for word in after)


def _clear_stale(file: Path, pid: int) -> None:
    """Wait out a killed server's children, then remove its pid file if its id has a new owner.

    While the id is nobody's the file stays: PostgreSQL then clears up itself, shared memory
    included.
    """
    data = file.parent
    left = list(psutil.process_iter())
    until = time.monotonic() + LEFTOVER_SECONDS
    # Waiting by process id would wait for the dead too, where nobody collects them.
    while left := [process for process in left if _works_in(process, data)]:
        if time.monotonic() > until:
            for process in left:
                process.kill()
        time.sleep(GLANCE_SECONDS)
    if psutil.pid_exists(pid):
        file.unlink(missing_ok=True)


def _works_in(process: psutil.Process, data: Path) -> bool:
    try:
        return process.name().startswith("postgres") and Path(process.cwd()) == data.resolve()
    except psutil.Error:
        return False
