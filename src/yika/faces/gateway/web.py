"""HTTP as the gateway needs it: a body of bounded size, the parts of a form, a reply."""

import re
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from io import BytesIO
from typing import Any, Final, TypeAlias, cast
from urllib.parse import parse_qs, quote

from multipart import MultipartError, MultipartParser

from yika.ground.errors import Refused
from yika.interface.parsing import BOM

Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Headers: TypeAlias = Mapping[bytes, bytes]

BODY_MAX: Final = 32 * 1024 * 1024  # bytes; files come through here too
DROPPED_MAX: Final = 4 * BODY_MAX  # bytes read of a body that is too large
PARTS_MAX: Final = 8  # of a form
MESSAGE: Final = "jsonStr"  # the part with the message
URLENCODED: Final = b"application/x-www-form-urlencoded"
JSON: Final = b"application/json;charset=UTF-8"
BOUNDARY: Final = re.compile(r'boundary="?([^";]+)"?', re.IGNORECASE)
BYTES: Final = b"application/octet-stream"


class BodyTooLarge(Refused):
    """A request is larger than can be taken. Facts: max_bytes."""

    code = "body_too_large"


class BrokenForm(Refused):
    """A form cannot be taken apart, or lacks the part with the message. Facts: part."""

    code = "broken_form"


class Gone(Exception):
    """Whoever asked has hung up before the request was whole."""


async def body_of(receive: Receive) -> bytes:
    """The whole body. Fails with BodyTooLarge or Gone.

    What is too large is read and dropped, up to a limit: a sender who is cut off never learns why.
    """
    whole = bytearray()  # One piece of memory, into however many crumbs the body is cut.
    size, more = 0, True
    while more and size <= DROPPED_MAX:
        event = await receive()
        if event["type"] == "http.disconnect":
            raise Gone
        part: bytes = event.get("body", b"")
        more = event.get("more_body", False)
        size += len(part)
        if not more and size == len(part) <= BODY_MAX:
            return part  # It came whole, as most do.
        if size <= BODY_MAX:
            whole += part
        else:
            whole.clear()
    if size > BODY_MAX:
        raise BodyTooLarge(max_bytes=BODY_MAX)
    return bytes(whole)


def is_form(headers: Headers) -> bool:
    """Whether the body is a form of several parts, a file among them."""
    return headers.get(b"content-type", b"").lower().startswith(b"multipart/form-data")


def is_urlencoded(headers: Headers, body: bytes) -> bool:
    """Whether the body is a form of fields; many call JSON one that is none."""
    told = headers.get(b"content-type", b"").lower()
    return told.startswith(URLENCODED) and not body.removeprefix(BOM).lstrip().startswith(b"{")


def field_of(body: bytes) -> bytes:
    """The message in the field ``jsonStr``, byte for byte. Fails with BrokenForm."""
    most, kept = PARTS_MAX, "surrogateescape"
    try:
        text = body.decode("ascii")
        found = parse_qs(text, strict_parsing=True, max_num_fields=most, errors=kept)
    except ValueError as error:
        raise BrokenForm(part="body") from error
    if MESSAGE not in found:
        raise BrokenForm(part=MESSAGE)
    return found[MESSAGE][0].encode(errors=kept)


def parts_of(headers: Headers, body: bytes) -> tuple[bytes, bytes | None]:
    """The message in the part ``jsonStr`` and the bytes of the part ``file``.

    Fails with BrokenForm.
    """
    boundary = BOUNDARY.search(headers[b"content-type"].decode("latin-1"))
    if boundary is None:
        raise BrokenForm(part="body")
    found: dict[str, bytes] = {}
    try:
        parser = MultipartParser(
            BytesIO(body),
            boundary[1].strip(),
            memory_limit=2 * BODY_MAX,
            part_limit=PARTS_MAX,
            spool_limit=BODY_MAX,
        )
        for part in cast("list[Any]", parser.parts()):  # The library is not typed.
            found[str(part.name)] = bytes(part.raw)
    except (MultipartError, ValueError) as error:
        raise BrokenForm(part="body") from error
    if MESSAGE not in found:
        raise BrokenForm(part=MESSAGE)
    return found[MESSAGE], found.get("file")


def named(name: str) -> tuple[bytes, bytes]:
    """The header that names a file."""
    return b"content-disposition", f"attachment; filename*=UTF-8''{quote(name)}".encode()


async def reply(
    send: Send, body: bytes, status: int = 200, media_type: bytes = JSON, *more: tuple[bytes, bytes]
) -> None:
    """Send a whole reply."""
    headers = [(b"content-type", media_type), (b"content-length", b"%d" % len(body)), *more]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
