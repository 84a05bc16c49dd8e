"""What comes over a connection: heads without end, silence, too many, another protocol."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.listening import listening, loopbacks
from yika.faces.cli import listening as served
from yika.faces.cli import taking

HEAD = b"POST / HTTP/1.1\r\nHost: y\r\n"
SOON = 10  # seconds
MANY = 64  # times what a head may have
STEP = 20  # seconds; those that a request may take are so many of them


async def counting(scope: Any, receive: Any, send: Any) -> None:
    """Answers with how many bytes came."""
    if scope["type"] != "http":
        return
    size, more = 0, True
    while more:
        event = await receive()
        size, more = size + len(event.get("body", b"")), event.get("more_body", False)
    told = str(size).encode()
    headers = [(b"content-length", str(len(told)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": told})


@dataclass
class Hours:
    """The loop's clock, moved by hand, and the connection that the server has."""

    loop: asyncio.AbstractEventLoop
    passed: float = 0.0
    heard: asyncio.Event = field(default_factory=asyncio.Event)
    connection: Any = None

    def pass_by(self, seconds: float) -> None:
        """So much later; whatever is due then is done as soon as somebody waits."""
        self.passed += seconds

    async def sent(self, writer: asyncio.StreamWriter, data: bytes) -> None:
        """Send, and go on when the server has heard it."""
        self.heard.clear()
        writer.write(data)
        await asyncio.wait_for(self.heard.wait(), SOON)


@pytest.fixture
async def hours(monkeypatch: pytest.MonkeyPatch) -> Hours:
    """A clock that is moved by hand."""
    found = Hours(asyncio.get_running_loop())
    real = found.loop.time

    class Heard(served.Connection):
        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            found.connection = self.transport
            found.heard.set()

    monkeypatch.setattr(found.loop, "time", lambda: real() + found.passed)
    monkeypatch.setattr(served, "Connection", Heard)
    return found


@pytest.fixture
async def port() -> AsyncGenerator[int]:
    async with listening(counting) as found:
        yield found


async def answer(reader: asyncio.StreamReader) -> bytes:
    """The body of one answer."""
    head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), SOON)
    length = head.partition(b"content-length: ")[2].split(b"\r\n")[0]
    return await reader.readexactly(int(length))


async def until_over(reader: asyncio.StreamReader) -> bytes:
    """Everything until the connection ends."""
    return await asyncio.wait_for(reader.read(), SOON)


@pytest.mark.parametrize("name", [b"Upgrade", b"upgrade"])
async def test_who_offers_http_2_is_answered_with_the_body_heard(port: int, name: bytes) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    offer = b"Connection: Upgrade, HTTP2-Settings\r\nContent-Length: 7\r\n%s: h2c\r\n" % name
    for _ in range(2):
        writer.write(HEAD + offer + b"HTTP2-Settings: AAEAAEAA\r\n\r\nupgrade")
        assert await answer(reader) == b"7"
    writer.close()


async def test_a_body_may_be_larger_than_a_head_and_say_anything(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    piece = b"\r\nUpgrade: x\r\n\r\n" * 1_000
    writer.write(HEAD + b"Content-Length: %d\r\n\r\n" % (len(piece) * 20))
    for _ in range(20):
        writer.write(piece)
        await writer.drain()
    assert await answer(reader) == str(len(piece) * 20).encode()
    writer.close()


@pytest.mark.parametrize(
    ("begin", "again"),
    [
        (b"POST /", b"a" * 1_000),
        (HEAD + b"X-A: ", b"a" * 1_000),
        (HEAD, b"X-A: " + b"a" * 1_000 + b"\r\n"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", b"X-A: " + b"a" * 1_000 + b"\r\n"),
    ],
)
async def test_a_head_without_end_is_refused(port: int, begin: bytes, again: bytes) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(begin)
    over = asyncio.create_task(until_over(reader))
    sent = 0
    while not over.done() and sent < served.HEAD_MAX * MANY:
        writer.write(again)
        sent += len(again)
        await asyncio.sleep(0)
        if not sent % 100_000:
            await asyncio.wait([over], timeout=0.01)
    await asyncio.wait([over], timeout=SOON)
    assert over.done(), "it is still listened to"
    assert over.exception() is not None or over.result().startswith(b"HTTP/1.1 400")
    writer.close()


@pytest.mark.parametrize("host", loopbacks())
async def test_it_answers_on_either_kind_of_address(host: str) -> None:
    async with listening(counting, host) as port:
        reader, writer = await asyncio.open_connection(host, port)
        writer.write(HEAD + b"Content-Length: 2\r\n\r\nab")
        assert await answer(reader) == b"2"
        writer.close()


async def test_one_connection_too_many_is_refused_and_the_others_are_answered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(taking, "CONNECTIONS_MAX", 2)
    async with listening(counting) as port:
        lines = [await asyncio.open_connection("127.0.0.1", port) for _ in range(2)]
        for reader, writer in lines:
            writer.write(HEAD + b"\r\n")
            assert await answer(reader) == b"0"
        lines.append(await asyncio.open_connection("127.0.0.1", port))
        assert (await until_over(lines[-1][0])).startswith(b"HTTP/1.1 503")
        (reader, writer), (leaving, last), _ = lines
        writer.write(HEAD + b"\r\n")
        assert await answer(reader) == b"0"
        last.write(HEAD + b"Connection: close\r\n\r\n")
        assert (await until_over(leaving)).startswith(b"HTTP/1.1 200")
        lines.append(await asyncio.open_connection("127.0.0.1", port))
        reader, writer = lines[-1]
        writer.write(HEAD + b"\r\n")
        assert await answer(reader) == b"0"
        for _, writer in lines:
            writer.close()


@pytest.mark.parametrize(
    ("begun", "more", "seconds"),
    [
        (b"\r\n", b"\r\n", served.HEAD_SECONDS),
        (b"POST /", b"a", served.HEAD_SECONDS),
        (HEAD + b"X-A: ", b"a", served.HEAD_SECONDS),
        (HEAD + b"Content-Length: 99\r\n\r\n", b"a", served.WHOLE_SECONDS),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", b"X", served.WHOLE_SECONDS),
    ],
)
async def test_a_request_that_comes_bit_by_bit_has_so_long(
    hours: Hours, begun: bytes, more: bytes, seconds: int
) -> None:
    async with listening(counting) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        await hours.sent(writer, begun)
        for passed in range(STEP, seconds, STEP):
            hours.pass_by(STEP)
            await hours.sent(writer, more)
            assert not hours.connection.is_closing(), f"ended after {passed} seconds"
        hours.pass_by(STEP)
        assert await until_over(reader) == b""
        writer.close()


async def test_a_connection_has_as_long_for_each_request(hours: Hours) -> None:
    async with listening(counting) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(10):
            await hours.sent(writer, HEAD)
            hours.pass_by(served.HEAD_SECONDS / 2)
            await hours.sent(writer, b"Content-Length: 2\r\n\r\na")
            hours.pass_by(served.KEPT_OPEN_SECONDS / 2)
            await hours.sent(writer, b"b")
            assert await answer(reader) == b"2"
            hours.pass_by(served.KEPT_OPEN_SECONDS / 2)
        writer.close()


async def test_who_does_not_take_the_answer_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(served, "WHOLE_SECONDS", 0.05)
    over, piece = asyncio.Event(), bytes(1_000_000)

    async def much(scope: Any, _receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": 200})
            for _ in range(100):
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            over.set()

    async with listening(much) as port:
        _, writer = await asyncio.open_connection("127.0.0.1", port, limit=1)
        writer.write(HEAD + b"\r\n")
        await asyncio.wait_for(over.wait(), SOON)
        writer.close()


@pytest.mark.parametrize(
    "begun",
    [b"", b"\r\n", b"PO", HEAD + b"X-A: a", HEAD + b"Content-Length: 9\r\n\r\nhalf"],
)
async def test_a_connection_on_which_nothing_comes_is_closed(
    monkeypatch: pytest.MonkeyPatch, begun: bytes
) -> None:
    monkeypatch.setattr(served, "KEPT_OPEN_SECONDS", 0.05)
    async with listening(counting) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(begun)
        assert await until_over(reader) == b""
        writer.close()


async def test_what_a_mistake_says_is_not_logged_by_the_server(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def broken(scope: Any, _receive: Any, _send: Any) -> None:
        if scope["type"] == "http":
            raise ValueError("somebody's number")

    async with listening(broken) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(HEAD + b"\r\n")
        assert (await until_over(reader)).startswith(b"HTTP/1.1 500")
        writer.close()
    assert "somebody" not in caplog.text


async def test_what_has_come_in_part_does_not_keep_the_server_from_ending() -> None:
    async with listening(counting) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(HEAD + b"Content-Length: 2\r\n\r\nab")
        assert await answer(reader) == b"2"
        writer.write(HEAD + b"Content-Length: 9\r\n\r\nhalf")
        await writer.drain()
    assert await until_over(reader) == b""
    writer.close()


async def test_told_twice_the_server_waits_for_nobody() -> None:
    begun, never = asyncio.Event(), asyncio.Event()

    async def slow(scope: Any, _receive: Any, _send: Any) -> None:
        if scope["type"] == "http":
            begun.set()
            await never.wait()

    server = served.HttpServer(slow, "127.0.0.1", 0)
    serving = asyncio.create_task(server.serve())
    _, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(HEAD + b"\r\n")
    await begun.wait()
    server.stop()
    server.stop()
    async with asyncio.timeout(served.LEAVING_SECONDS / 2):
        await serving
    never.set()
    writer.close()
