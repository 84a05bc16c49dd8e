"""What the types of the records cannot check: digits of numbers, codes, years.

Only says whether a record is fine as it is; what is not goes the careful way.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from operator import attrgetter
from typing import cast

import msgspec

from yika.interface.codes import tables
from yika.interface.generate import python_name
from yika.interface.spec import Field, Node, nested, spoken
from yika.interface.values import EARLIEST_YEAR

Check = Callable[[msgspec.Struct], bool]
Values = Callable[[msgspec.Struct], tuple[object, ...]]


@lru_cache(maxsize=256)
def check(infno: str) -> Check:
    """The check of a transaction's whole input."""
    nodes = spoken(infno).input
    checks = [_of_node(nodes, node) for node in nodes if not node.within]

    def fine(record: msgspec.Struct) -> bool:
        try:
            return all(one(record) for one in checks)
        except InvalidOperation:  # Some number is none, or endless.
            return False

    return fine


def _of_node(nodes: tuple[Node, ...], node: Node) -> Check:
    get = attrgetter(python_name(node.node))
    row = _of_row(nodes, node)

    def one(record: msgspec.Struct) -> bool:
        value = get(record)
        return value is None or row(value)

    def many(record: msgspec.Struct) -> bool:
        values = cast("list[msgspec.Struct] | None", get(record))
        if not values:
            return node.optional and values is None
        return all(row(value) for value in values)

    return many if node.many else one


def _of_row(nodes: tuple[Node, ...], node: Node) -> Check:
    """The check of one row: its numbers, its codes, the nodes within."""
    coded = [field for field in node.plain if field.table and not tables()[field.table].open]
    codes = [_codes(field) for field in coded]
    code_values = _values(coded)
    counted = [field for field in node.plain if field.type == "N" and field.places]
    bounds = [
        (Decimal(10) ** (field.digits - field.places), Decimal(1).scaleb(-field.places))
        for field in counted
    ]
    number_values = _values(counted)
    days = _values([field for field in node.plain if field.type in ("D", "DT")])
    inner = [_of_node(nodes, part) for part in nested(nodes, node)]

    def fine(row: msgspec.Struct) -> bool:
        for code, known in zip(code_values(row), codes, strict=True):
            if code not in known:
                return False
        for value, (limit, step) in zip(number_values(row), bounds, strict=True):
            if value is not None:
                number = cast("Decimal", value)
                # A remainder is told in a tenth of the time that rounding takes.
                if not -limit < number < limit or number % step:
                    return False
        for day in days(row):
            if day is not None and cast("date", day).year < EARLIEST_YEAR:
                return False
        return not inner or all(one(row) for one in inner)

    return fine


def _values(fields: list[Field]) -> Values:
    """The values of these fields of a row, always as a tuple."""
    names = [python_name(field.name) for field in fields]
    if len(names) == 1:
        get = attrgetter(names[0])
        return lambda row: (get(row),)
    return cast("Values", attrgetter(*names)) if names else lambda _row: ()


def _codes(field: Field) -> frozenset[str | None]:
    """The codes that need no second look."""
    return frozenset([*tables()[field.table or ""].values, None])
