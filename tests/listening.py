"""A real HTTP server over an application, beside the test."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from yika.faces.cli.listening import HttpServer


@asynccontextmanager
async def listening(app: Any) -> AsyncGenerator[int]:
    """The port it answers on."""
    server = HttpServer(app, "127.0.0.1", 0)
    serving = asyncio.create_task(server.serve())
    try:
        yield server.port
    finally:
        server.stop()
        await serving
