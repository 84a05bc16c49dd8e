"""The program that serves: the faces on one address, with the house they share."""

import logging
from typing import cast

import structlog
from litestar import Litestar
from litestar.datastructures import State
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme

from yika import __version__
from yika.faces.api.replies import on_http_error, on_mistake, on_yika_error
from yika.faces.api.routes import routes
from yika.faces.portal.routes import portal
from yika.ground.errors import YikaError
from yika.house import House

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


def create_app(house: House) -> Litestar:
    """The web application over an open house."""
    _quiet()

    return Litestar(
        route_handlers=[*routes(), portal],
        dependencies={"house": Provide(_house, sync_to_thread=False)},
        exception_handlers={
            YikaError: on_yika_error,
            HTTPException: on_http_error,
            Exception: on_mistake,
        },
        openapi_config=OPENAPI,
        state=State({"house": house}),
    )


def _house(state: State) -> House:
    return cast("House", state.house)


def _quiet() -> None:
    """Structured lines only, without personal data: no bodies, no addresses with numbers."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.INFO))
