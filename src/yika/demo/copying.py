"""Rows in PostgreSQL's binary COPY format, made by numpy without a loop over rows.

Every column is a matrix of bytes, one row a value, padded to the widest; a mask drops the padding.
Lengths and numbers are big-endian; days and instants count from the year 2000.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

HEADER: Final = b"PGCOPY\n\xff\r\n\0" + bytes(8)
TRAILER: Final = b"\xff\xff"
EPOCH: Final = np.datetime64("2000-01-01", "D")
MICROSECONDS: Final = 1_000_000
NULL: Final = -1


@dataclass(frozen=True, slots=True)
class Column:
    """The values of one column: bytes, and how many of them count. No lengths: all of them."""

    cells: Bytes
    lengths: Ints | None = None  # NULL where there is no value


def numbers(values: Ints, width: int, null: Flags | None = None) -> Column:
    """Whole numbers of so many bytes: 4 is int, 8 is bigint."""
    cells = np.ascontiguousarray(values.astype(f">i{width}")).view(np.uint8)
    return Column(cells.reshape(len(values), width), _lengths(len(values), width, null))


def flags(values: Flags) -> Column:
    """Booleans."""
    return Column(values.astype(np.uint8).reshape(len(values), 1))


def days(values: NDArray[np.datetime64], null: Flags | None = None) -> Column:
    """Dates."""
    return numbers((values.astype("M8[D]") - EPOCH).astype(np.int64), 4, null)


def instants(seconds: Ints, null: Flags | None = None) -> Column:
    """Instants, as seconds from the beginning of 1970 in UTC."""
    since_epoch = seconds - int(EPOCH.astype("M8[s]").astype(np.int64))
    return numbers(since_epoch * MICROSECONDS, 8, null)


def words(codes: Ints, names: Sequence[str], null: Flags | None = None) -> Column:
    """One of a few words for each row, by its place in `names`."""
    known = blobs([name.encode() for name in names])
    lengths = np.array([len(name.encode()) for name in names], np.int64)[codes]
    return Column(known.cells[codes], lengths if null is None else np.where(null, NULL, lengths))


def blobs(values: Sequence[bytes | None]) -> Column:
    """Bytes, or text as bytes, of any length; None is NULL."""
    lengths = np.fromiter((NULL if v is None else len(v) for v in values), np.int64, len(values))
    width = max(int(lengths.max(initial=0)), 1)
    padded = np.array([v or b"" for v in values], f"S{width}")
    return Column(padded.view(np.uint8).reshape(len(values), width), lengths)


def rows(columns: Sequence[Column]) -> bytes:
    """The rows of these columns, without the header and trailer of the whole."""
    count = len(columns[0].cells)
    widths = [column.cells.shape[1] for column in columns]
    padded = np.empty((count, 2 + sum(widths) + 4 * len(columns)), np.uint8)
    ragged = any(column.lengths is not None for column in columns)
    kept = np.ones(padded.shape, np.bool_) if ragged else None
    padded[:, :2] = (len(columns) >> 8, len(columns) & 255)
    at = 2
    for column, width in zip(columns, widths, strict=True):
        lengths = column.lengths
        told = np.full(count, width, np.int64) if lengths is None else lengths
        padded[:, at : at + 4] = told.astype(">i4").view(np.uint8).reshape(count, 4)
        padded[:, at + 4 : at + 4 + width] = column.cells
        if kept is not None and lengths is not None:
            kept[:, at + 4 : at + 4 + width] = np.arange(width) < lengths[:, None]
        at += 4 + width
    return padded.tobytes() if kept is None else padded[kept].tobytes()


def _lengths(count: int, width: int, null: Flags | None) -> Ints | None:
    return None if null is None else np.where(null, NULL, np.full(count, width, np.int64))
