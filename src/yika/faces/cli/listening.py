"""An ASGI application on an address, served inside the program's own loop.

Connections wait from the moment there is a server, and are answered once it serves.
"""

import asyncio
import re
import socket
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, Final

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from yika.ground.errors import Unavailable

KEPT_OPEN_SECONDS: Final = 75  # a connection on which nothing comes; hospitals keep theirs
HEAD_MAX: Final = 65_536  # bytes of a request that are no body; the parser has no limit
LEAVING_SECONDS: Final = 10  # for what is at work when the server is told to stop
UPGRADE: Final = re.compile(rb"\r\n[Uu]pgrade:")


class PortInUse(Unavailable):
    """Another program answers on the HTTP port. Facts: host, port."""

    code = "http_port_in_use"


class Connection(HttpToolsProtocol):
    """A connection whose heads have an end, that is closed when silent, and stays HTTP/1."""

    _apart = 0  # bytes that came since the last of a head or of a body
    _is_begun = False  # whether a request has come in part
    _is_body = False  # whether its head has come

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for a request, not for ever."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Refuse a head, or what stands between and after parts of a body, that has no end."""
        self._apart += len(data)
        super().data_received(data if self._is_body else _staying(data))
        if self.transport.is_closing():
            return
        if self._apart > HEAD_MAX:
            self.send_400_response("Request header too large.")
        elif self._is_begun:
            self._wait()

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
        self._apart, self._is_begun, self._is_body = 0, False, False
        super().on_message_complete()

    def shutdown(self) -> None:
        """The server ends: what has come in part is not waited for."""
        if self._is_begun:
            self._unset_keepalive_if_required()
            self.transport.close()
        else:
            super().shutdown()

    def _wait(self) -> None:
        self._unset_keepalive_if_required()
        self.timeout_keep_alive_task = self.loop.call_later(
            self.timeout_keep_alive, self.timeout_keep_alive_handler
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
    """A server on an address; port 0 takes a free one. Fails with PortInUse.

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
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        try:
            self.socket = socket.create_server((host, port), family=family, reuse_port=is_shared)
        except OSError as error:
            raise PortInUse(host=host, port=port) from error
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
