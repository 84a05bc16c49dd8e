"""What comes over a connection: heads without end, silence, offers of another protocol."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import pytest

from tests.listening import listening
from yika.faces.cli import listening as served

HEAD = b"POST / HTTP/1.1\r\nHost: y\r\n"
SOON = 10  # seconds
MANY = 64  # times what a head may have


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


@pytest.mark.parametrize(
    "begun", [b"", b"PO", HEAD + b"X-A: a", HEAD + b"Content-Length: 9\r\n\r\nhalf"]
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
