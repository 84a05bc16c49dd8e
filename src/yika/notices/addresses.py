"""Where webhooks may lead: never into our own network (SSRF).

Outside the sandbox an address is HTTPS with a host whose every address is public. It is looked up
again for each delivery, and the connection goes to the very address that was checked, so that a
name cannot be turned to a private one in between.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Final

import httpx

from yika.ground.errors import Refused

URL_MAX: Final = 2000  # characters, as the table has it
TRANSLATED: Final = IPv6Network("64:ff9b::/96")  # IPv4 behind a translator (NAT64)
Resolve = Callable[[str, int], Awaitable[list[str]]]
Address = IPv4Address | IPv6Address


class WebhookAddress(Refused):
    """A webhook may not lead there.

    Facts: problem (form | scheme | credentials | private | unknown_host).
    """

    code = "webhook_address"


@dataclass(frozen=True, slots=True)
class Target:
    """Where to connect, and as whom to greet: the host of the address as it was given."""

    url: httpx.URL
    host: str
    name: str | None  # for TLS, where the address to connect to is a number


async def resolved(host: str, port: int) -> list[str]:
    """The numeric addresses of a host, in the order to try them."""
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        return []
    return list(dict.fromkeys(str(one[4][0]).partition("%")[0] for one in found))


async def target(url: str, *, sandbox: bool, resolve: Resolve = resolved) -> Target:
    """Where a webhook's address leads. Fails with WebhookAddress."""
    parsed = _parsed(url, sandbox=sandbox)
    host = parsed.netloc.decode("ascii")
    if sandbox:
        return Target(parsed, host, None)
    found = await resolve(parsed.host, parsed.port or 443)
    if not found:
        raise WebhookAddress(problem="unknown_host")
    if not all(is_public(ip_address(one)) for one in found):
        raise WebhookAddress(problem="private")
    return Target(parsed.copy_with(host=found[0]), host, parsed.host)


def is_public(address: Address) -> bool:
    """Whether an address is somebody's on the internet, also behind those that wrap another.

    >>> [is_public(ip_address(one)) for one in ("8.8.8.8", "10.0.0.1", "::ffff:127.0.0.1")]
    [True, False, False]
    """
    for inner in _inside(address):
        if not is_public(inner):
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def _inside(address: Address) -> list[IPv4Address]:
    """The IPv4 addresses that an IPv6 address wraps."""
    if isinstance(address, IPv4Address):
        return []
    found = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in TRANSLATED:
        found.append(IPv4Address(int(address) & int(IPv4Address("255.255.255.255"))))
    return [one for one in found if one is not None]


def _parsed(url: str, *, sandbox: bool) -> httpx.URL:
    if len(url) > URL_MAX or any(char.isspace() for char in url) or not url.isascii():
        raise WebhookAddress(problem="form")
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, ValueError):
        raise WebhookAddress(problem="form") from None
    if parsed.scheme not in (("https", "http") if sandbox else ("https",)):
        raise WebhookAddress(problem="scheme")
    if not parsed.host:
        raise WebhookAddress(problem="form")
    if parsed.userinfo:
        raise WebhookAddress(problem="credentials")
    return parsed
