"""A home of one's own for tests that start and kill servers, and other programs that share it."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Generator
from pathlib import Path

import pytest

from yika.config import Config
from yika.store.embedded import Membership, join

DURABLE = {"fsync": "off", "shared_buffers": "128MB"}  # enough for kills, not for power cuts

PROGRAM = """
import sys
from pathlib import Path
from yika.config import Config
from yika.store.embedded import join
membership = join(Config(home=Path(sys.argv[1]), database_server={"fsync": "off"}))
print(membership.addresses.owner, flush=True)
sys.stdin.readline()
membership.leave()
print("left", flush=True)
"""

Program = subprocess.Popen[str]


@pytest.fixture
def home() -> Generator[Path]:
    """A home that a server run by another user can reach; whatever still runs over it is ended."""
    folder = Path(tempfile.mkdtemp(prefix="yika-home-"))
    folder.chmod(0o711)
    yield folder
    if server_pid(folder) is not None:
        join(the_config(folder)).leave()
    shutil.rmtree(folder)


@pytest.fixture
def program(home: Path) -> Generator[Callable[[], Program]]:
    """Starts another program that joins the home's server and leaves when told a line."""
    started: list[Program] = []

    def start() -> Program:
        command = [sys.executable, "-c", PROGRAM, str(home)]
        ends = subprocess.PIPE
        started.append(subprocess.Popen(command, stdin=ends, stdout=ends, text=True))
        return started[-1]

    yield start
    for one in started:
        one.kill()
        one.communicate()


def the_config(home: Path, port: int | None = None) -> Config:
    """The settings of an installation in that home."""
    return Config(home=home, keys=home / "keys.toml", database_port=port, database_server=DURABLE)


def server_pid(home: Path) -> int | None:
    """The process id that the server wrote down, if it runs or was killed."""
    file = home / "postgres" / "data" / "postmaster.pid"
    return int(file.read_text("utf-8").splitlines()[0]) if file.exists() else None


def owner_of(membership: Membership) -> str:
    """The owner's address, which the embedded server always has."""
    assert membership.addresses.owner is not None
    return membership.addresses.owner
