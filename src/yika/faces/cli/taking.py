"""Taking an address to listen on: which, whether it can be had, and room for who connects."""

import errno
import socket
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, Final, TypeAlias

from yika.ground.errors import Refused, Unavailable, YikaError

CONNECTIONS_MAX: Final = 4_096  # open at once in one process
OTHER_FILES: Final = 256  # that a process has open besides: the database, the program's own
LEAVING_SECONDS: Final = 2.0  # for what served beside a program that was killed to notice
Address: TypeAlias = tuple[Any, ...]


class PortInUse(Unavailable):
    """Another program answers on the HTTP port. Facts: host, port."""

    code = "http_port_in_use"


class PortNotAllowed(Refused):
    """Whoever runs this may not listen on the HTTP port. Facts: host, port."""

    code = "http_port_not_allowed"


class HostNotHere(Refused):
    """The machine has no such address, or nobody knows the name. Facts: host."""

    code = "http_host_not_here"


class AddressNotTaken(Unavailable):
    """The system does not let us listen, for another reason. Facts: host, port, reason."""

    code = "http_address_not_taken"


def taken(host: str, port: int, *, is_shared: bool = False) -> socket.socket:
    """A socket that listens; port 0 takes a free one.

    Fails with PortInUse, PortNotAllowed, HostNotHere or AddressNotTaken.
    """
    with _told(host, port):
        family, address = _found(host, port)
        return socket.create_server(address, family=family, reuse_port=is_shared)


def require_free(host: str, port: int) -> None:
    """Pass if the port can be had, now or in a moment. Fails as `taken` does."""
    until = time.monotonic() + LEAVING_SECONDS
    while True:
        try:
            return _try(host, port)
        except PortInUse:
            if time.monotonic() > until:
                raise
        time.sleep(LEAVING_SECONDS / 20)


def connections_max() -> int:
    """How many connections a process may have, with files to spare for other things."""
    if sys.platform == "win32":
        return CONNECTIONS_MAX
    import resource  # noqa: PLC0415  # There is none on Windows.

    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    unlimited = files == resource.RLIM_INFINITY
    return CONNECTIONS_MAX if unlimited else min(CONNECTIONS_MAX, max(files - OTHER_FILES, 1))


def room_for_connections() -> None:
    """Let this process open files enough for all, as far as the system lets it."""
    if sys.platform != "win32" and connections_max() < CONNECTIONS_MAX:
        import resource  # noqa: PLC0415

        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = CONNECTIONS_MAX + OTHER_FILES
        files = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
        resource.setrlimit(resource.RLIMIT_NOFILE, (files, most))


def _try(host: str, port: int) -> None:
    with _told(host, port):
        family, address = _found(host, port)
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)


def _found(host: str, port: int) -> tuple[socket.AddressFamily, Address]:
    """The family and address of a host; where it has both, that of IPv4."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    family, _, _, _, address = min(found, key=lambda one: one[0] != socket.AF_INET)
    return family, address


@contextmanager
def _told(host: str, port: int) -> Generator[None]:
    """What the system says, in our own errors."""
    try:
        yield
    except OSError as error:
        raise _refusal(error, host, port) from error


def _refusal(error: OSError, host: str, port: int) -> YikaError:
    if isinstance(error, socket.gaierror):
        return HostNotHere(host=host)
    match error.errno:
        case errno.EADDRINUSE:
            return PortInUse(host=host, port=port)
        case errno.EACCES | errno.EPERM:
            return PortNotAllowed(host=host, port=port)
        case errno.EADDRNOTAVAIL | errno.EAFNOSUPPORT:
            return HostNotHere(host=host)
        case _:
            return AddressNotTaken(host=host, port=port, reason=error.strerror)
