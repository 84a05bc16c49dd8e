"""Rendering: templates with the visitor's language and type size, and the headers of every page.

Chinese is the default; ``?lang=en`` and ``?type=large`` switch and are remembered in a cookie.
Personal pages are never stored. The content policy allows our own files only and no inline script
or style.

*Where forms may come from*: a POST is taken only if its ``Origin`` (or, for browsers that send
none, its ``Referer``) names this host. That covers signing in and the clock, where no session holds
a token yet, and needs neither state nor script; the session cookie is ``SameSite=Lax`` besides.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from litestar import Request, Response
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie, State
from litestar.enums import MediaType
from litestar.handlers.base import BaseRouteHandler
from litestar.response import Redirect
from markupsafe import Markup, escape

from yika.faces.portal.phrases import clock, joined, phrase, place
from yika.ground.errors import Refused
from yika.guide.telling import Both, Told

VIEWS: Final = Path(__file__).parent / "views"
STATIC: Final = Path(__file__).parent / "static"
YEAR: Final = 365 * 24 * 3600
SAFE: Final = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; "
    "img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
HEADERS: Final = {**SAFE, "Cache-Control": "no-store"}
CHOICES: Final = {"lang": ("zh", "en"), "type": ("normal", "large")}

WITH_FORMS: Final = (
    *("/desk/batches", "/desk", "/batches"),
    *("/my-cover", "/my-account", "/payroll", "/calculators/article"),
)
SAME: Final = ("/my-matters", "/my-notices")  # forms there are sent to the page itself

Asking = Request[Any, Any, State]


class CameFromElsewhere(Refused):
    """A form was sent from a page of another site, or does not say from where. Facts: none."""

    code = "came_from_elsewhere"


@dataclass(frozen=True, slots=True)
class Look:
    """How the visitor wants to see the pages."""

    lang: str
    type: str
    path: str
    query: Mapping[str, str]

    def with_(self, **changes: str) -> str:
        """The address of this page with other settings."""
        return f"{self.path}?{urlencode({**self.query, **changes})}"

    @property
    def here(self) -> str:
        """The address of this page, to come back to."""
        kept = {name: text for name, text in self.query.items() if name == "for"}
        return f"{self.path}?{urlencode(kept)}" if kept else self.path


def same_site(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Let a POST pass only from a page of this host. Fails with CameFromElsewhere."""
    if connection.scope["type"] != "http" or connection.scope["method"] != "POST":
        return
    headers = connection.headers
    came_from = headers.get("origin") or headers.get("referer") or ""
    if urlsplit(came_from).netloc != headers.get("host"):
        raise CameFromElsewhere


def look_of(request: Asking, whose: str = "") -> Look:
    """The visitor's settings: of the address first, then of the cookies, then the defaults.

    `whose` is the person an agent acts for, so that links on the page go on being about them.
    """
    found: dict[str, str] = {}
    for name, allowed in CHOICES.items():
        given = (request.query_params.get(name), request.cookies.get(f"yika_{name}"))
        found[name] = next((one for one in given if one in allowed), allowed[0])
    query = {name: text for name, text in request.query_params.items() if name not in CHOICES}
    if whose:
        query["for"] = whose
    path = request.url.path if request.method == "GET" else _home_of(request.url.path)
    return Look(found["lang"], found["type"], path, query)


def _home_of(path: str) -> str:
    """The page that a form sent to an address belongs to."""
    if path.startswith(SAME):
        return path
    return next((page for page in WITH_FORMS if path.startswith(page)), "/my-card")


def render(request: Asking, template: str, /, status: int = 200, **facts: object) -> Response[str]:
    """A page. Settings given in the address are remembered."""
    look = look_of(request, getattr(facts.get("visit"), "whose", ""))
    session = request.cookies.get("yika_session")
    facts = {"signed_in": bool(session), "sandbox": False, "now": None, "visit": None, **facts}
    text = environment().get_template(template).render(look=look, lang=look.lang, **facts)
    cookies = [
        _remembered(request, f"yika_{name}", getattr(look, name))
        for name in CHOICES
        if name in request.query_params
    ]
    return Response(
        text, status_code=status, media_type=MediaType.HTML, headers=HEADERS, cookies=cookies
    )


def go(to: str, cookies: list[Cookie] | None = None) -> Redirect:
    """To another page after something was done, so that reloading does not do it again."""
    return Redirect(to, status_code=303, headers=HEADERS, cookies=cookies or [])


def cookie(request: Asking, name: str, value: str, max_age: int | None, path: str = "/") -> Cookie:
    """A cookie that no script reads and that other sites' forms do not bring along."""
    secure = request.url.scheme == "https"
    return Cookie(
        key=name,
        value=value,
        max_age=max_age,
        path=path,
        httponly=True,
        samesite="lax",
        secure=secure,
    )


def _remembered(request: Asking, name: str, value: str) -> Cookie:
    return cookie(request, name, value, YEAR)


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The templates. Everything is escaped; a name nobody gave is an error."""
    found = Environment(
        loader=FileSystemLoader(VIEWS),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    words: dict[str, Any] = {
        "p": phrase,
        "say": _say,
        "asset": _asset,
        "place": place,
        "joined": joined,
        "clock_told": clock,
    }
    found.globals.update(words)
    filters: dict[str, Any] = {"one": _one}
    found.filters.update(filters)
    return found


@pass_context
def _one(context: Context, both: Both | Told) -> str:
    """The words in the visitor's language."""
    return both.zh if context["lang"] == "zh" else both.en


@pass_context
def _say(context: Context, both: Both | Told) -> Markup:
    """The words in the visitor's language; beside Chinese, small English."""
    if context["lang"] == "en":
        return escape(both.en)
    return Markup('{} <span class="beside" lang="en">{}</span>').format(both.zh, both.en)


def _asset(name: str) -> str:
    """The address of one of our files; it changes when the file does."""
    return f"/static/{name}?v={_print_of(name)}"


@lru_cache(maxsize=8)
def _print_of(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
