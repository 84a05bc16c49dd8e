"""Parse and write are inverses, for every record of every transaction."""

from datetime import date, datetime
from importlib import import_module
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yika.interface.codes import tables
from yika.interface.generate import module
from yika.interface.parsing import input_from, output_from, read_with_care
from yika.interface.spec import Field, Node, nested, numbers, spoken, written
from yika.interface.writing import ENCODER, write_record

OWN = [infno for infno in numbers() if not written(infno).same_as]
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
SECONDS = st.times().map(lambda at: at.replace(microsecond=0))
LETTERS = st.characters(exclude_characters="\0", exclude_categories=("Cs",))


def texts(field: Field) -> st.SearchStrategy[Any]:
    if field.table and not tables()[field.table].open:
        return st.sampled_from(sorted(tables()[field.table].values))
    several = st.text(LETTERS, min_size=1, max_size=min(int(field.length), 12))
    return several.filter(lambda text: text not in ("null", "NULL"))


def amounts(field: Field) -> st.SearchStrategy[Any]:
    most = 10 ** (field.digits - field.places) - 1 if field.digits else 10**9
    if not field.places:
        return st.integers(-most, most)
    return st.decimals(-most, most, places=field.places)


def values(field: Field, *, told: bool) -> st.SearchStrategy[Any]:
    match field.type:
        case "N":
            return amounts(field)
        case "B":
            return st.binary(min_size=1, max_size=20)
        case "flag":
            return st.booleans()
        case "D" if not told:
            return st.dates(date(1900, 1, 1))
        case "DT" if not told:
            return st.builds(datetime.combine, st.dates(date(1900, 1, 1)), SECONDS)
        case _:
            return texts(field) if field.type == "S" else st.just("2026-11-22")


def rows(nodes: tuple[Node, ...], node: Node, *, told: bool) -> st.SearchStrategy[Any]:
    required = {f.name: values(f, told=told) for f in node.plain if f.required}
    optional = {f.name: values(f, told=told) for f in node.plain if not f.required}
    for inner in nested(nodes, node):
        optional[inner.node] = st.lists(rows(nodes, inner, told=told), min_size=1, max_size=2)
    return st.fixed_dictionaries(required, optional=optional)


def _both(some: dict[str, Any], others: dict[str, Any]) -> dict[str, Any]:
    return some | others


def whole(nodes: tuple[Node, ...], *, told: bool) -> st.SearchStrategy[Any]:
    members: dict[str, st.SearchStrategy[Any]] = {}
    for node in nodes:
        row = rows(nodes, node, told=told)
        if not node.node and node.many:
            return st.lists(row, max_size=2)
        if not node.node:
            return st.builds(_both, st.fixed_dictionaries(members), row)
        if not node.within:
            members[node.node] = st.lists(row, min_size=1, max_size=2) if node.many else row
    return st.fixed_dictionaries(members)


@pytest.mark.parametrize("infno", OWN)
@settings(max_examples=10, deadline=None, suppress_health_check=SLOW)
@given(data=st.data())
def test_what_is_sent(infno: str, data: st.DataObject) -> None:
    kind = import_module(f"yika.interface.records.{module(infno)}").Input
    sent = msgspec.convert(data.draw(whole(spoken(infno).input, told=False)), kind)
    assert input_from(infno, write_record(sent)) == sent
    assert read_with_care(infno, write_record(sent)) == sent


@pytest.mark.parametrize("infno", [infno for infno in OWN if spoken(infno).output])
@settings(max_examples=10, deadline=None, suppress_health_check=SLOW)
@given(data=st.data())
def test_what_is_replied(infno: str, data: st.DataObject) -> None:
    kind = import_module(f"yika.interface.records.{module(infno)}").Output
    replied = msgspec.convert(data.draw(whole(spoken(infno).output, told=True)), kind)
    assert output_from(infno, ENCODER.encode(replied)) == replied
