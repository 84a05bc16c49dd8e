"""Serving an open house on its address, by one process or by several.

The others are started by the first and share its address (the system spreads connections over
them) and what was signed lately; what else they must agree on is in the database. Each ends with
the first, whose end of a pipe is then gone; one that was killed is started again.

``python -m yika.faces.cli.serving FILE PLACE`` is one of the others.
"""

import asyncio
import gc
import os
import signal
import sys
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

import structlog

from yika.config import Config, load_config
from yika.faces.cli.listening import HttpServer
from yika.house import House, open_house
from yika.interface.parsing import warm

if TYPE_CHECKING:
    from yika.app import Beside

if sys.platform == "win32":
    from asyncio import new_event_loop
else:
    from uvloop import new_event_loop  # A settlement takes a sixth less of our time.

AGAIN_SECONDS: Final = 1.0  # after one ended that should not have
GARBAGE_MAX: Final = 50_000  # new objects before the collector looks through them
LOG = structlog.get_logger()

__all__ = ["new_event_loop", "others", "serve_house"]


async def serve_house(
    house: House, beside: "Beside | None", gone: asyncio.Event, ready: Callable[[], None]
) -> None:
    """Serve until told to stop by a signal, or until the first process is gone.

    What follows is called when everything is ready and the address is taken.
    """
    from yika.app import create_server  # noqa: PLC0415  # The web takes a while to import.

    config = house.config
    app = create_server(house, beside)
    server = HttpServer(app, config.http_host, config.http_port, is_shared=beside is not None)
    _settle_down()
    loop = asyncio.get_running_loop()
    for stopping in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(stopping, server.stop)
    leaving = asyncio.create_task(_stop_after(gone, server))
    ready()
    try:
        await server.serve()
    finally:
        leaving.cancel()


@asynccontextmanager
async def others(config: Config) -> AsyncGenerator["Beside | None"]:
    """All serving processes but this one, running; how this one serves beside them."""
    if config.processes == 1:
        yield None
        return
    from yika.app import Beside, shared  # noqa: PLC0415

    file = shared()
    places = range(1, config.processes)
    keeping = [asyncio.create_task(_keep(config, file, place)) for place in places]
    try:
        yield Beside(file, 0)
    finally:
        for one in keeping:
            one.cancel()
        await asyncio.gather(*keeping, return_exceptions=True)
        os.close(file)


async def _keep(config: Config, file: int, place: int) -> None:
    """One of the others, again and again, until cancelled."""
    environ = {**os.environ, "YIKA_SANDBOX": "1" if config.sandbox else "0"}
    command = [sys.executable, "-m", "yika.faces.cli.serving", str(file), str(place)]
    while True:
        one = await asyncio.create_subprocess_exec(
            *command, stdin=asyncio.subprocess.PIPE, env=environ, pass_fds=(file,)
        )
        try:
            code = await one.wait()
        except asyncio.CancelledError:
            if one.returncode is None:
                one.terminate()
                await one.wait()
            raise
        if code:  # Without one it was told to stop, as all are by Ctrl+C.
            LOG.warning("a serving process ended", place=place, code=code)
        await asyncio.sleep(AGAIN_SECONDS)


async def _stop_after(gone: asyncio.Event, server: HttpServer) -> None:
    await gone.wait()
    server.stop()


def _settle_down() -> None:
    """Read what messages look like, and let the collector leave alone what lives on: law, words.

    Looking through all that again and again cost a tenth of every settlement.
    """
    warm()
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE_MAX, 25, 50)


async def _beside(config: Config, file: int, place: int) -> None:
    """Serve as one of the others, as long as the first is there."""
    from yika.app import Beside  # noqa: PLC0415

    loop, gone = asyncio.get_running_loop(), asyncio.Event()
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)

    async def until_gone() -> None:
        await reader.read()
        gone.set()

    watching = asyncio.create_task(until_gone())
    try:
        async with open_house(config) as house:
            await serve_house(house, Beside(file, place), gone, lambda: None)
    finally:
        watching.cancel()


def main() -> None:
    """One of the others."""
    file, place = map(int, sys.argv[1:])
    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        runner.run(_beside(load_config(), file, place))


if __name__ == "__main__":
    main()
