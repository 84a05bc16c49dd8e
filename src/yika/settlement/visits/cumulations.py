"""What a benefit year comes to, under the codes of ``cumulations.yaml`` (累计类别). Pure."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from typing import Final

import msgspec
import yaml

from yika.settlement.model import Pool, SoFar

ALWAYS: Final = ("outpatient", "inpatient")  # told also where there is nothing yet
COUNT: Final = "count"


class CumPool(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of care or a layer, by the first two digits."""

    pool: str
    zh: str
    en: str


class CumAmount(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which amount of it, by the last two digits."""

    field: str
    zh: str
    en: str


class CumCodes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole list."""

    pools: Mapping[str, CumPool]
    amounts: Mapping[str, CumAmount]


@lru_cache(maxsize=1)
def codes() -> CumCodes:
    """The list as shipped, read once."""
    text = (files("yika.settlement.visits") / "cumulations.yaml").read_text("utf-8")
    return msgspec.convert(yaml.load(text, yaml.CSafeLoader), CumCodes)


def cumulated(so_far: SoFar) -> Iterator[tuple[str, Decimal]]:
    """Each code with its value: yuan, or a number of times."""
    for first, kind in codes().pools.items():
        pool = so_far.pools.get(kind.pool)
        if pool is None and kind.pool not in ALWAYS:
            continue
        for last, amount in codes().amounts.items():
            value = getattr(pool or Pool(), amount.field)
            told = Decimal(value) if amount.field == COUNT else Decimal(value).scaleb(-2)
            yield first + last, told
