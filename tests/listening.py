"""A real HTTP server over an application, beside the test."""

import asyncio
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from yika.faces.cli.listening import HttpServer


def loopbacks() -> list[str]:
    """The machine's own addresses, for itself alone; not every machine has one of IPv6."""
    found = ["127.0.0.1"]
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return found
    return [*found, "::1"]


@asynccontextmanager
async def listening(app: Any, host: str = "127.0.0.1") -> AsyncGenerator[int]:
    """The port it answers on."""
    server = HttpServer(app, host, 0)
    serving = asyncio.create_task(server.serve())
    try:
        yield server.port
    finally:
        server.stop()
        await serving
