"""Tariffs as the database keeps them: once by content, with the arithmetic for its own use."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from math import lcm
from typing import Any
from uuid import UUID

import msgspec

from yika.insurance.amounts.tariff import Tariff, TariffLine
from yika.policy.load import Book
from yika.store.db import Conn
from yika.store.sql import queries

QUERIES = queries(__package__, "bills.sql")
UUID_BYTES = 16


@dataclass(frozen=True, slots=True)
class Kept:
    """A tariff under its id, with the policy it was read from."""

    tariff_id: UUID
    tariff: Tariff
    policy: str

    @classmethod
    def of(cls, book: Book, tariff: Tariff) -> "Kept":
        """The tariff under the id that its content makes."""
        content = hashlib.sha256(msgspec.json.encode(tariff, order="deterministic")).digest()
        return cls(UUID(bytes=content[:UUID_BYTES]), tariff, book.hash(tariff.division))

    def arithmetic(self) -> dict[str, Any]:
        """What the statement that makes bills needs; one denominator where sums are rounded."""
        told, lines = self.tariff, self.tariff.lines
        den = lcm(*(line.den for line in lines)) if told.rounding_each == "total" else None
        times = [1 if den is None else den // line.den for line in lines]
        return {
            "tariff_id": self.tariff_id,
            "base_unit": told.base_unit_fen,
            "unit": told.rounding_fen,
            "mode": told.rounding_mode,
            "each": told.rounding_each,
            "rates": [line.rate_num * n for line, n in zip(lines, times, strict=True)],
            "pluses": [line.plus_num * n for line, n in zip(lines, times, strict=True)],
            "dens": [line.den * n for line, n in zip(lines, times, strict=True)],
            "floors": [line.floor_fen for line in lines],
            "ceilings": [line.ceiling_fen for line in lines],
            "payers": [line.payer for line in lines],
        }


async def keep(conn: Conn, region: int, kept: Sequence[Kept]) -> None:
    """Write tariffs; one that is there stays as it is."""
    values: dict[str, Any] = {
        "region": region,
        "tariff_ids": [one.tariff_id for one in kept],
        "periods": [one.tariff.period for one in kept],
        "schemes": [one.tariff.scheme for one in kept],
        "lines": [lines_of(one.tariff).decode() for one in kept],
        "terms": [terms_of(one.tariff).decode() for one in kept],
        "policies": [one.policy for one in kept],
    }
    await conn.execute(QUERIES["keep_tariffs"], values)


async def tariff_of(conn: Conn, region: int, tariff_id: UUID) -> Tariff:
    """A tariff that is kept, as it was."""
    values = {"region": region, "tariff_id": tariff_id}
    row = await (await conn.execute(QUERIES["tariff"], values)).fetchone()
    assert row is not None, "a bill has a tariff"
    terms = msgspec.json.decode(row[3], type=dict[str, Any])
    lines = msgspec.json.decode(row[2], type=tuple[TariffLine, ...])
    return Tariff(division=f"{region:06}", scheme=row[0], period=row[1], lines=lines, **terms)


def lines_of(tariff: Tariff) -> bytes:
    """The lines of a tariff as the database keeps them."""
    return msgspec.json.encode(tariff.lines)


def terms_of(tariff: Tariff) -> bytes:
    """What else a tariff says, as the database keeps it."""
    told = msgspec.structs.asdict(tariff)
    left_out = ("division", "scheme", "period", "lines")
    return msgspec.json.encode({name: told[name] for name in told if name not in left_out})
