"""A body as it comes over the line: whole, in pieces, in crumbs, too large, cut short."""

import tracemalloc
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from yika.faces.gateway import web
from yika.faces.gateway.web import BodyTooLarge, Gone, body_of


class Line:
    """What the server hands on of a request, piece by piece."""

    def __init__(self, pieces: Iterable[bytes], *, breaks: bool = False) -> None:
        self._left: Iterator[bytes] = iter(pieces)
        self.breaks = breaks
        self.read = 0

    async def __call__(self) -> Any:
        part = next(self._left, None)
        if part is None and self.breaks:
            return {"type": "http.disconnect"}
        self.read += len(part or b"")
        return {"type": "http.request", "body": part or b"", "more_body": part is not None}


async def whole() -> Any:
    return {"type": "http.request", "body": b"abc", "more_body": False}


@pytest.mark.parametrize("pieces", [[], [b""], [b"abc"], [b"a", b"", b"bc"], [b"ab"] * 1_000])
async def test_pieces_are_put_together(pieces: list[bytes]) -> None:
    assert await body_of(Line(pieces)) == b"".join(pieces)
    assert await body_of(whole) == b"abc"


async def test_a_body_in_crumbs_takes_no_more_memory_than_it_is_large() -> None:
    count = 50_000
    crumbs = (b"%02d" % (number % 100) for number in range(count))
    tracemalloc.start()
    try:
        body = await body_of(Line(crumbs))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(body) == 2 * count
    assert most < 4 * len(body)


async def test_who_hangs_up_is_gone() -> None:
    with pytest.raises(Gone):
        await body_of(Line([b"half"], breaks=True))


async def test_what_is_too_large_is_read_and_dropped_up_to_a_limit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(web, "BODY_MAX", 10)
    monkeypatch.setattr(web, "DROPPED_MAX", 40)
    assert await body_of(Line([b"a" * 5] * 2)) == b"a" * 10
    for pieces, read in (([b"a" * 11], 11), ([b"a" * 5] * 4, 20), ([b"a" * 5] * 100, 45)):
        line = Line(pieces)
        with pytest.raises(BodyTooLarge):
            await body_of(line)
        assert line.read == read
