"""A program that receives: a real HTTP server on a free port of this machine."""

import asyncio
import json
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from yika.notices import signing


@dataclass(frozen=True)
class Received:
    """One request as it came over the wire."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    def is_signed_by(self, secret: str) -> bool:
        told = self.headers
        number, at = told["webhook-id"], int(told["webhook-timestamp"])
        return signing.verifies(secret, number, at, self.body, told["webhook-signature"])


@dataclass
class Receiver:
    """What it received, and what it answers: the next of `answers`, then always 204."""

    port: int = 0
    answers: list[tuple[int, dict[str, str]]] = field(
        default_factory=list[tuple[int, dict[str, str]]]
    )
    got: list[Received] = field(default_factory=list[Received])
    came: asyncio.Event = field(default_factory=asyncio.Event)  # something did
    silent: bool = False  # takes the request and hangs up without an answer

    def address(self, path: str = "/hook") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def will(self, status: int, **headers: str) -> None:
        self.answers.append((status, {k.replace("_", "-"): v for k, v in headers.items()}))

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {
            name.lower(): text.strip()
            for name, _, text in (line.partition(":") for line in head[1:] if line)
        }
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        self.got.append(Received(head[0].split(" ")[1], headers, body))
        self.came.set()
        if not self.silent:
            status, more = self.answers.pop(0) if self.answers else (204, {})
            told = "".join(f"{name}: {text}\r\n" for name, text in more.items())
            writer.write(f"HTTP/1.1 {status} x\r\n{told}content-length: 0\r\n\r\n".encode())
            await writer.drain()
        writer.close()
        await writer.wait_closed()


@asynccontextmanager
async def receiving() -> AsyncGenerator[Receiver]:
    """A receiver that listens while inside."""
    receiver = Receiver()
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", 0)
    receiver.port = server.sockets[0].getsockname()[1]
    async with server:
        yield receiver


def a_closed_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
