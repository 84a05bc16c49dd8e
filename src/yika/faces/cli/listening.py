"""An ASGI application on an address, served inside the program's own loop.

Connections wait from the moment there is a server, and are answered once it serves.
"""

import socket
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, Final

import uvicorn

from yika.ground.errors import Unavailable

KEPT_OPEN_SECONDS: Final = 75  # an idle connection; systems of hospitals keep theirs
LEAVING_SECONDS: Final = 10  # for what is at work when the server is told to stop


class PortInUse(Unavailable):
    """Another program answers on the HTTP port. Facts: host, port."""

    code = "http_port_in_use"


class HttpServer(uvicorn.Server):
    """A server on an address; port 0 takes a free one. Fails with PortInUse.

    A shared address is for several processes: the system spreads connections over them.
    """

    def __init__(self, app: Any, host: str, port: int, *, is_shared: bool = False) -> None:  # noqa: ANN401
        super().__init__(
            uvicorn.Config(
                app,
                http="httptools",
                ws="none",
                log_config=None,
                log_level="error",
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
        """Take no more, answer what is at work, and end."""
        self.should_exit = True

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        """Signals are the program's; it says when to stop."""
        yield
