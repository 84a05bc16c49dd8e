"""The load of ``yika bench settle``: a program of its own, with many connections.

``python -m yika.faces.cli.bench_load HOST PORT FILE SECONDS CONNECTIONS`` sends the requests of a
file (whole HTTP requests, made beforehand), over each connection the next when the answer is there,
and prints what came of it as JSON.
"""

import asyncio
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final, cast

import msgspec

from yika.faces.cli.serving import new_event_loop

HEAD_ENDS: Final = b"\r\n\r\n"
LENGTH: Final = b"content-length:"
SETTLED: Final = (b'"infcode":0,', b'"infcode": 0,')
REFUSED: Final = (b'"infcode":-1,', b'"infcode": -1,')
FRONT: Final = 200  # the code of an answer stands at its beginning


class Load(msgspec.Struct, kw_only=True):
    """What came of a load. Times are milliseconds from sending to the whole answer."""

    seconds: float = 0.0
    answered: int = 0
    settled: int = 0
    refused: int = 0
    repeated: int = 0  # sent twice in a row; of what was settled
    errors: int = 0
    p50_ms: float = 0.0
    p99_ms: float = 0.0
    most_ms: float = 0.0
    first_error: str = ""


class Line(asyncio.Protocol):
    """One connection: a request, its whole answer, the next request."""

    def __init__(self, requests: Iterator[bytes], load: Load, times: list[float]) -> None:
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._requests, self._load, self._times = requests, load, times
        self._transport: asyncio.Transport | None = None
        self._read = bytearray()
        self._sent_at = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send the first request."""
        self._transport = cast("asyncio.Transport", transport)  # As TCP has it.
        self._next()

    def connection_lost(self, exc: Exception | None) -> None:
        """Count it as an error, unless all was said."""
        if not self.over.done():
            self._load.errors += 1
            self._load.first_error = self._load.first_error or f"connection lost: {exc}"
            self.over.set_result(None)

    def data_received(self, data: bytes) -> None:
        """Count a whole answer and send the next request."""
        self._read += data
        head = self._read.find(HEAD_ENDS)
        if head < 0:
            return
        lower = self._read[:head].lower()
        at = lower.find(LENGTH)
        end = lower.find(b"\r", at) if at >= 0 else -1
        size = int(lower[at + len(LENGTH) : end if end > 0 else None])
        if len(self._read) < head + len(HEAD_ENDS) + size:
            return
        self._count(bytes(self._read[head + len(HEAD_ENDS) :]))
        self._read.clear()
        self._next()

    def _count(self, body: bytes) -> None:
        self._times.append(time.perf_counter() - self._sent_at)
        self._load.answered += 1
        front = body[:FRONT]
        if any(mark in front for mark in SETTLED):
            self._load.settled += 1
        elif any(mark in front for mark in REFUSED):
            self._load.refused += 1
        else:
            self._load.errors += 1
            self._load.first_error = self._load.first_error or front.decode("utf-8", "replace")

    def _next(self) -> None:
        assert self._transport is not None
        request = next(self._requests, None)
        if request is None:
            self.over.set_result(None)
            self._transport.close()
            return
        self._sent_at = time.perf_counter()
        self._transport.write(request)


async def run(host: str, port: int, requests: list[bytes], seconds: float, lines: int) -> Load:
    """Send requests until they or the seconds are used up."""
    load, times = Load(), list[float]()
    began = time.perf_counter()
    until = began + seconds

    def while_time() -> Iterator[bytes]:
        before = b""
        for request in requests:
            if time.perf_counter() > until:
                return
            load.repeated += request == before
            before = request
            yield request

    source = while_time()
    loop = asyncio.get_running_loop()
    opened = [
        await loop.create_connection(lambda: Line(source, load, times), host, port)
        for _ in range(lines)
    ]
    await asyncio.gather(*(line.over for _, line in opened))
    load.seconds = time.perf_counter() - began
    times.sort()
    if times:
        load.p50_ms, load.p99_ms, load.most_ms = (
            round(times[min(int(len(times) * part), len(times) - 1)] * 1000, 2)
            for part in (0.5, 0.99, 1.0)
        )
    return load


def main() -> None:
    """Read the command line, load, print."""
    host, port, file, seconds, lines = sys.argv[1:]
    requests = msgspec.msgpack.decode(Path(file).read_bytes(), type=list[bytes])
    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        load = runner.run(run(host, int(port), requests, float(seconds), int(lines)))
    sys.stdout.buffer.write(msgspec.json.encode(load))


if __name__ == "__main__":
    main()
