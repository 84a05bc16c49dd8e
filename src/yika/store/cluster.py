"""The data directory of the embedded server and the server over it: made, started, stopped.

The caller holds the home's lock, so nobody else does any of this meanwhile.
"""

import shutil
import socket
import sys
from pathlib import Path

from yika.config import Config
from yika.ground.errors import Conflict, Refused, Unavailable
from yika.store.place import Place
from yika.store.postmaster import takes_sessions
from yika.store.server_settings import ACCESS_RULES, settings_text

OWNER = "yika_owner"
MAJOR = "18"
START_SECONDS = 300  # after a power cut the server replays its log first
STOP_SECONDS = 60
LOG_BYTES = 16 * 1024 * 1024
TRIES = 5  # for a free port that somebody else takes in between


class PortInUse(Conflict):
    """Another program listens on the port the database should have. Facts: port."""

    code = "database_port_in_use"


class WrongVersion(Refused):
    """The data was made by another major version of PostgreSQL. Facts: folder, found, needs."""

    code = "database_wrong_version"


class ServerDoesNotStart(Unavailable):
    """PostgreSQL does not start or cannot be made. Facts: reason, log."""

    code = "database_does_not_start"


def create(place: Place, password: str, *, sync: bool) -> None:
    """Make an empty cluster, whole or not at all: a half-made one never gets the final name."""
    draft, secret, output = (place.folder / name for name in ("draft", "password", "initdb.log"))
    shutil.rmtree(draft, ignore_errors=True)
    place.write(secret, password)
    try:
        code = place.run(
            "initdb",
            f"--pgdata={draft}",
            f"--username={OWNER}",
            f"--pwfile={secret}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            *(() if sync else ("--no-sync",)),
            output=output,
        )
    finally:
        secret.unlink()
    if code != 0:
        raise ServerDoesNotStart(reason=_tail(output, 0), log=str(output))
    with (draft / "postgresql.conf").open("a", encoding="utf-8") as file:
        file.write("\ninclude = 'yika.conf'\n")
    draft.rename(place.data)


def check_version(place: Place) -> None:
    """Refuse data that this PostgreSQL cannot read, or that is no data of PostgreSQL."""
    file = place.data / "PG_VERSION"
    found = file.read_text("utf-8").strip() if file.exists() else "none"
    if found != MAJOR:
        raise WrongVersion(folder=str(place.data), found=found, needs=MAJOR)


def start(place: Place, config: Config) -> int:
    """Start the server and wait until it answers; its port.

    Fails with PortInUse or ServerDoesNotStart.
    """
    place.write(place.data / "yika.conf", settings_text(config.database_server))
    place.write(place.data / "pg_hba.conf", ACCESS_RULES)
    if place.log.exists() and place.log.stat().st_size > LOG_BYTES:
        place.log.replace(place.log.with_suffix(".old.log"))
    for _ in range(TRIES):
        port = _free_port(config.database_port)
        before = place.log.stat().st_size if place.log.exists() else 0
        files = ("-D", str(place.data), "-l", str(place.log))
        waits = ("-s", "-w", "-t", str(START_SECONDS), "-o", f"-p {port}")
        if place.run("pg_ctl", "start", *files, *waits) == 0:
            return port
        reason = _tail(place.log, before)
        if "could not bind" not in reason:
            raise ServerDoesNotStart(reason=reason, log=str(place.log))
    raise PortInUse(port=config.database_port)


def stop(place: Place) -> None:
    """Stop the server and wait for its end; sessions still open are ended.

    One that takes none is coming back after a crash: told to stop fast meanwhile, PostgreSQL 18 may
    not end at all. It is stopped at once and replays its log when it starts.
    """
    for mode in ("fast", "immediate") if takes_sessions(place.data) else ("immediate",):
        ends = ("-m", mode, "-w", "-t", str(STOP_SECONDS))
        if place.run("pg_ctl", "stop", "-s", "-D", str(place.data), *ends) == 0:
            return


def _free_port(wanted: int | None) -> int:
    """The wanted port if nobody listens on it, or any free one."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        if sys.platform != "win32":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted or 0))
        except OSError as error:
            raise PortInUse(port=wanted) from error
        port: int = probe.getsockname()[1]
        return port


def _tail(log: Path, since: int) -> str:
    """The last lines of a log written since then."""
    if not log.exists():
        return ""
    with log.open("rb") as file:
        file.seek(since)
        return "\n".join(file.read().decode("utf-8", "replace").splitlines()[-5:])
