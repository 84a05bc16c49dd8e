"""The program that serves: the faces on one address, with the house they share."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple, TypeAlias, cast

import structlog
from litestar import Litestar, Request, Response
from litestar.datastructures import State
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme

from yika import __version__
from yika.faces.api import replies as api
from yika.faces.api.routes import routes
from yika.faces.gateway.app import create_gateway, is_gateway
from yika.faces.gateway.batching import WORKERS, WORKERS_BESIDE, BatchLane
from yika.faces.gateway.memory import SIZE, Memory
from yika.faces.portal import replies as pages
from yika.faces.portal.routes import portal
from yika.ground.errors import YikaError
from yika.guide.refusals import mistake
from yika.house import House

Asked: TypeAlias = Request[Any, Any, Any]
Application: TypeAlias = Callable[[Any, Any, Any], Awaitable[None]]

OPENAPI = OpenAPIConfig(
    title="医卡 yika",
    version=__version__,
    description="为什么卡不能用、现在什么还能用、怎样恢复、哪天恢复。"
    " / Why a card does not work, what still does, how to mend it, when it works again.",
    path="/api/v1/docs",
    components=Components(
        security_schemes={
            "session": SecurityScheme(
                type="http", scheme="bearer", description="POST /api/v1/sessions"
            )
        }
    ),
    render_plugins=[JsonRenderPlugin(path="/openapi.json")],
)


class Beside(NamedTuple):
    """One of several serving processes: the memory they share, and our place in it."""

    file: int
    place: int


def create_server(house: House, beside: Beside | None = None) -> Application:
    """Everything on one address: the gateway where institutions call, the other faces elsewhere."""
    pages = create_app(house)
    memory = None if beside is None else _memory(house, beside)
    lane = BatchLane(house, workers_max=WORKERS_BESIDE if beside else WORKERS)
    gateway = create_gateway(house, {"batch": lane}, memory)

    async def serve(scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401 -- As ASGI has it.
        try:
            if scope["type"] == "http" and is_gateway(scope["path"]):
                await gateway(scope, receive, send)
            else:
                await pages(scope, receive, send)
        except Exception as error:
            mistake(error)  # What the faces did not tell; the server answers 500.
            raise

    return serve


def shared() -> int:
    """What serving processes share, made by the first of them. On Linux."""
    from yika.faces.gateway import together  # noqa: PLC0415  # There is none elsewhere.

    return together.shared(SIZE)


def _memory(house: House, beside: Beside) -> Memory:
    from yika.faces.gateway.together import OneAtATime  # noqa: PLC0415  # On Linux only.

    longest = house.config.gateway.longest_window
    return Memory(longest, beside.file, beside.place, OneAtATime(beside.file))


def create_app(house: House) -> Litestar:
    """The pages and the API over an open house."""
    _quiet()

    return Litestar(
        route_handlers=[*routes(), portal],
        dependencies={"house": Provide(_house, sync_to_thread=False)},
        exception_handlers={
            YikaError: api.on_yika_error,
            HTTPException: _on_http_error,
            Exception: _on_mistake,
        },
        openapi_config=OPENAPI,
        state=State({"house": house}),
    )


def _on_http_error(request: Asked, error: HTTPException) -> Response[str] | Response[api.Problem]:
    """What the framework refuses, told as whoever asked can read it."""
    told = pages.on_http_error if pages.by_browser(request) else api.on_http_error
    return told(request, error)


def _on_mistake(request: Asked, error: Exception) -> Response[str] | Response[api.Problem]:
    """A mistake of ours, told as whoever asked can read it."""
    told = pages.on_mistake if pages.by_browser(request) else api.on_mistake
    return told(request, error)


def _house(state: State) -> House:
    return cast("House", state.house)


def _quiet() -> None:
    """Structured lines only, without personal data: no bodies, no addresses with numbers."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.INFO))
