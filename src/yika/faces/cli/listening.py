"""An ASGI application on an address, served inside the program's own loop.

Connections wait from the moment there is a server, and are answered once it serves. No sender is
waited for beyond a limit: not for a silent one, not for one of a byte now and then, not for one who
does not take the answer; and there are only so many connections.
"""

import asyncio
import re
import socket
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, Final

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from yika.faces.cli.taking import connections_max, room_for_connections, taken

KEPT_OPEN_SECONDS: Final = 75  # a connection on which nothing comes; hospitals keep theirs
HEAD_SECONDS: Final = 60  # from the first byte of a request to the end of its head
WHOLE_SECONDS: Final = 600  # to the end of its body; and for an answer to be taken
HEAD_MAX: Final = 65_536  # bytes of a request that are no body; the parser has no limit
LEAVING_SECONDS: Final = 10  # for what is at work when the server is told to stop
UPGRADE: Final = re.compile(rb"\r\n[Uu]pgrade:")
FULL: Final = b"HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


class Connection(HttpToolsProtocol):
    """A connection whose requests have an end in time and size, and that stays HTTP/1."""

    _apart = 0  # bytes that came since the last of a head or of a body
    _is_begun = False  # whether a request has come in part
    _is_body = False  # whether its head has come
    _since = 0.0  # when what has come in part was first waited for; the loop's time
    _untaken: asyncio.TimerHandle | None = None  # ends it when an answer is not taken

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for a request, not for ever; refuse one connection too many."""
        super().connection_made(transport)
        if len(self.connections) > connections_max():
            transport.write(FULL)
            transport.close()
        else:
            self._wait(self.timeout_keep_alive)

    def data_received(self, data: bytes) -> None:
        """Refuse a head, or what stands between and after parts of a body, that has no end."""
        self._apart += len(data)
        super().data_received(data if self._is_body else _staying(data))
        if self.transport.is_closing():
            return
        if self._apart > HEAD_MAX:
            self.send_400_response("Request header too large.")
        elif self._is_begun or not self.cycle or self.cycle.response_complete:
            self._wait_for_more()

    def on_message_begin(self) -> None:
        """A request begins."""
        self._is_begun = True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Its head has come."""
        self._apart, self._is_body = 0, True
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Some of its body has come."""
        self._apart = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """All of it has come."""
        self._apart, self._is_begun, self._is_body, self._since = 0, False, False, 0.0
        super().on_message_complete()

    def pause_writing(self) -> None:
        """The answer is more than is taken at once."""
        super().pause_writing()
        self._untaken = self.loop.call_later(WHOLE_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """Most of it was taken."""
        if self._untaken is not None:
            self._untaken.cancel()
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """It is over."""
        if self._untaken is not None:
            self._untaken.cancel()
        super().connection_lost(exc)

    def shutdown(self) -> None:
        """The server ends: what has come in part is not waited for."""
        if self._is_begun:
            self._unset_keepalive_if_required()
            self.transport.close()
        else:
            super().shutdown()

    def _wait_for_more(self) -> None:
        """Wait for the rest of a request that has come in part, as long as it may take in all."""
        now = self.loop.time()
        self._since = self._since or now
        left = self._since + (WHOLE_SECONDS if self._is_body else HEAD_SECONDS) - now
        self._wait(max(0.0, min(left, self.timeout_keep_alive)))

    def _wait(self, seconds: float) -> None:
        self._unset_keepalive_if_required()
        self.timeout_keep_alive_task = self.loop.call_later(
            seconds, self.timeout_keep_alive_handler
        )


def _staying(data: bytes) -> bytes:
    """A head without the offer to go over to HTTP/2, with which the parser would lose the body.

    Java's own client offers it with the first request of every connection.
    """
    if b"pgrade" not in data:
        return data
    head, end, rest = data.partition(b"\r\n\r\n")
    return UPGRADE.sub(b"\r\nx-upgrade:", head) + end + rest


class HttpServer(uvicorn.Server):
    """A server on an address; port 0 takes a free one. Fails as `taken` does.

    A shared address is for several processes: the system spreads connections over them.
    """

    def __init__(self, app: Any, host: str, port: int, *, is_shared: bool = False) -> None:  # noqa: ANN401
        super().__init__(
            uvicorn.Config(
                app,
                http=Connection,
                ws="none",
                log_config=None,
                log_level="critical",  # It would log what an error says, of persons too.
                access_log=False,
                server_header=False,
                proxy_headers=False,
                timeout_keep_alive=KEPT_OPEN_SECONDS,
                timeout_graceful_shutdown=LEAVING_SECONDS,
            )
        )
        room_for_connections()
        self.socket = taken(host, port, is_shared=is_shared)
        self.port: int = self.socket.getsockname()[1]

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve until told to stop; what is at work then is answered."""
        await super().serve([self.socket, *(sockets or ())])

    def stop(self) -> None:
        """Take no more, answer what is at work, and end; told twice, end now."""
        self.force_exit = self.should_exit
        self.should_exit = True

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        """Signals are the program's; it says when to stop."""
        yield
