"""Pages of the queries 1304, 1312, 1316 to 1319: an object, or the bare list where so set."""

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

import msgspec

from yika.faces.gateway.asked import Asked

T = TypeVar("T")
SIZE: Final = 100
SIZE_MAX: Final = 1_000


class Paged(msgspec.Struct, frozen=True):
    """Which rows a page holds, and where it stands among all pages."""

    number: int
    size: int
    total: int

    @property
    def first(self) -> int:
        """The place of its first row, counted from 0."""
        return (self.number - 1) * self.size

    @property
    def pages(self) -> int:
        """How many pages there are, one at least."""
        return max(1, -(-self.total // self.size))


def paged(number: int | None, size: int | None, total: int) -> Paged:
    """The page asked for; what makes no sense is the usual.

    >>> paged(2, 10, 35).pages, paged(None, -5, 0).size
    (4, 100)
    """
    plain = size if size is not None and 1 <= size <= SIZE_MAX else None
    capped = SIZE_MAX if size is not None and size > SIZE_MAX else SIZE
    return Paged(max(1, number or 1), plain or capped, total)


def page(
    asked: Asked,
    output: type[Any],
    found: Sequence[T],
    number: int | None,
    size: int | None,
    row: Callable[[T], msgspec.Struct],
) -> Any:  # noqa: ANN401 - one of the output records, or a list of its rows
    """One page of what was found, a row each, in the form that the institution is set to."""
    asked_for = paged(number, size, len(found))
    here = [row(one) for one in found[asked_for.first : asked_for.first + asked_for.size]]
    if asked.institution.settings.pages == "array":
        return here
    return output(
        data=here,
        page_num=asked_for.number,
        page_size=asked_for.size,
        pages=asked_for.pages,
        record_counts=asked_for.total,
        size=len(here),
        start_row=asked_for.first + 1 if here else 0,
        first_page=asked_for.number == 1,
        last_page=asked_for.number >= asked_for.pages,
    )
