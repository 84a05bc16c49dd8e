"""A line to the database that breaks where it hurts: around a COMMIT."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum

from psycopg.conninfo import conninfo_to_dict, make_conninfo


class Cut(StrEnum):
    """Where the line breaks."""

    BEFORE = "before"  # The server never hears of the COMMIT.
    AT = "at"  # The server hears of it, and has not said anything yet.
    AFTER = "after"  # The server has done it and said so; nobody hears that.


@dataclass
class Line:
    """A proxy on loopback; so many of the next commits are cut."""

    host: str
    port: int
    cut: Cut = Cut.AFTER
    cuts: int = 0
    made: int = 0  # cuts made so far
    passing: set[asyncio.Task[None]] = field(default_factory=set[asyncio.Task[None]])

    async def opened(self, here: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        """Pass one connection on, until one of its ends is closed or it is cut."""
        there, onward = await asyncio.open_connection(self.host, self.port)
        swallowing = asyncio.Event()
        sending = asyncio.create_task(self._asked(here, onward, swallowing))
        telling = asyncio.create_task(_told(there, back, swallowing))
        both = {sending, telling}
        self.passing |= both
        try:
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in both:
                task.cancel()
            await asyncio.gather(*both, return_exceptions=True)
            self.passing -= both
            for end in (onward, back):
                end.transport.abort()

    async def _asked(
        self, here: asyncio.StreamReader, onward: asyncio.StreamWriter, swallowing: asyncio.Event
    ) -> None:
        while asked := await here.read(65536):
            if b"COMMIT\0" in asked and self.cuts:
                self.cuts -= 1
                self.made += 1
                if self.cut is Cut.BEFORE:
                    return
                if self.cut is Cut.AFTER:
                    swallowing.set()
                onward.write(asked)
                await onward.drain()
                if self.cut is Cut.AT:
                    return
            else:
                onward.write(asked)
                await onward.drain()


async def _told(
    there: asyncio.StreamReader, back: asyncio.StreamWriter, swallowing: asyncio.Event
) -> None:
    while told := await there.read(65536):
        if swallowing.is_set():
            return
        back.write(told)
        await back.drain()


@asynccontextmanager
async def a_line(address: str) -> AsyncGenerator[tuple[Line, str]]:
    """A line to a database, and the address at which it begins."""
    parts = conninfo_to_dict(address)
    line = Line(str(parts["host"]), int(parts["port"] or 0))
    server = await asyncio.start_server(line.opened, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        yield line, make_conninfo(address, port=port)
    finally:
        server.close()
        for task in set(line.passing):
            task.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.gather(*line.passing, return_exceptions=True)
