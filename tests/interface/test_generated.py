"""The records are those the specifications say, and every table named is there."""

import re
from pathlib import Path

import pytest

from yika.interface.codes import tables
from yika.interface.generate import python_name, sources
from yika.interface.spec import numbers, spoken

PLAIN = """
    9001 9002 1101 1201 1312 1316 1317 1318 1319 1901 2001 2101 2102 2103 2201 2202 2203 2203A 2204
    2205 2206 2206A 2207 2207A 2208 2301 2302 2303 2304 2305 2401 2402 2403 2404 2405 2501 2502
    2503 2504 2505 2506 2601 3201 3202 3301 3302 5101 5102 5201 5202 5203 5204 5205 5206 5301 5302
    5303 5304 6101 9101 9102
"""
CATALOGUES = {str(infno) for infno in (*range(1301, 1316), *range(1320, 1328))}


def test_every_transaction_is_spoken() -> None:
    assert CATALOGUES | set(re.findall(r"\w+", PLAIN)) <= set(numbers())


@pytest.mark.parametrize(("path", "text"), sources().items(), ids=lambda part: str(part)[-9:])
def test_what_is_committed_is_what_is_generated(path: Path, text: str) -> None:
    assert path.read_text("utf-8") == text, "run `python -m yika.interface.generate`"


@pytest.mark.parametrize("infno", numbers())
def test_fields_name_tables_that_are_there_and_are_there_once(infno: str) -> None:
    transaction = spoken(infno)
    for node in (*transaction.input, *transaction.output):
        names = [python_name(field.name) for field in node.plain]
        assert len(names) == len(set(names))
        assert not {field.table for field in node.plain if field.table} - tables().keys()
        assert all(int(str(f.length).split(",")[0]) for f in node.plain if f.type == "S"), node.node
