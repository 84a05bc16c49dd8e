"""The serving program as one of its own, that can be killed and started again."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, Any

import httpx
import psutil
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from tests.faces.gateway.notes import ONE
from tests.faults.till_load import LineBroken
from yika.config import Config
from yika.faces.cli.bench_beside import free_port

SERVE = [sys.executable, "-c", "from yika.faces.cli.main import main; main()", "serve"]
START_SECONDS = 60


@dataclass
class Program:
    """``yika serve`` of an installation."""

    config: Config
    processes: int = 1
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None
    others: Sequence[psutil.Process] = ()  # what served beside the first when all were ready

    async def start(self) -> None:
        """Start it and wait until it answers."""
        urls = {
            "YIKA_DATABASE_URL": self.config.database_url,
            "YIKA_DATABASE_OWNER_URL": self.config.database_owner_url,
        }
        environ = {
            **os.environ,
            **{name: _host_first(url) for name, url in urls.items() if url is not None},
            "YIKA_HOME": str(self.config.home),
            "YIKA_KEYS": str(self.config.keys),
            "YIKA_SANDBOX": "1",
            "YIKA_HTTP_PORT": str(self.port),
            "YIKA_HTTP_PROCESSES": str(self.processes),
        }
        with (self.config.home / "serve.log").open("ab") as log:
            self.process = _popen(environ, log)
        await self.ready()

    async def ready(self) -> None:
        """Wait until all its processes answer."""
        assert self.process is not None
        self.others = self._listening()
        async with asyncio.timeout(START_SECONDS):
            while not await self._answers() or len(self.others) < self.processes - 1:
                assert self.process.poll() is None, "it ended instead"
                await asyncio.sleep(0.05)
                self.others = self._listening()

    async def _answers(self) -> bool:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except ConnectionRefusedError:
            return False
        writer.close()
        return True

    def _listening(self) -> list[psutil.Process]:
        """The processes that serve beside the first; under load the system may leave one out."""
        assert self.process is not None
        return [
            one
            for one in psutil.Process(self.process.pid).children()
            if any(self.port in line.laddr for line in _lines(one) if line.status == "LISTEN")
        ]

    def end(self, how: int = signal.SIGKILL) -> None:
        """End it, at once unless told otherwise."""
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(START_SECONDS)
            self.process = None

    def line(self) -> httpx.AsyncClient:
        """A line to it for many senders."""
        return httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.port}", timeout=60)


def _lines(process: psutil.Process) -> Sequence[Any]:
    """A process's connections; of one that is just ending, none."""
    try:
        return process.net_connections("tcp")
    except psutil.NoSuchProcess:
        return ()


async def over_http(line: httpx.AsyncClient, message: bytes) -> bytes:
    """The reply to a message. Fails with LineBroken."""
    try:
        reply = await line.post(ONE, content=message)
    except httpx.TransportError as error:
        raise LineBroken from error
    assert reply.status_code == 200, reply.text
    return reply.content


def _popen(environ: Mapping[str, str], log: IO[bytes]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(SERVE, env=environ, stdout=log, stderr=log)


def _host_first(address: str) -> str:
    """The address as settings take it."""
    parts = conninfo_to_dict(address)
    return f"host={parts.pop('host')} {make_conninfo('', **parts)}"
