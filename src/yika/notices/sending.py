"""One HTTP request to a receiver, and what came of it. Nothing of a reply's body is read."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import httpx

from yika.notices.addresses import Target

GONE: Final = 410
SLOW_DOWN: Final = (429, 502, 503, 504)
LONG_DIGITS_MAX: Final = 9  # of a number in a header


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a receiver did with a request."""

    status: int | None  # None: nothing answered
    problem: str | None
    took_ms: int
    retry_after: int | None = None  # seconds it asks to be left alone for

    @property
    def taken(self) -> bool:
        """Whether it took what was sent."""
        return self.status is not None and 200 <= self.status < 300


def client(timeout: int) -> httpx.AsyncClient:
    """A client for deliveries: no redirects, no proxies of the environment, bounded waits."""
    limits = httpx.Limits(max_connections=50, max_keepalive_connections=0)
    return httpx.AsyncClient(
        follow_redirects=False, trust_env=False, timeout=timeout, limits=limits
    )


async def post(
    using: httpx.AsyncClient, target: Target, body: bytes, headers: Mapping[str, str]
) -> Reply:
    """Send a body; a failure is told, not raised."""
    begun = time.monotonic()
    extensions = {} if target.name is None else {"sni_hostname": target.name}
    sent = {"content-type": "application/json", "user-agent": "yika", "host": target.host}
    try:
        async with using.stream(
            "POST",
            target.url,
            content=body,
            headers={**sent, **headers},
            extensions=extensions,
        ) as reply:
            status, wait = reply.status_code, reply.headers.get("retry-after", "")
    except (httpx.HTTPError, OSError) as error:
        return Reply(status=None, problem=type(error).__name__, took_ms=_since(begun))
    asked = int(wait) if wait.isdecimal() and len(wait) <= LONG_DIGITS_MAX else None
    problem = None if 200 <= status < 300 else f"HTTP {status}"
    return Reply(status=status, problem=problem, took_ms=_since(begun), retry_after=asked)


def _since(begun: float) -> int:
    return round((time.monotonic() - begun) * 1000)
