"""Named queries: every file of ours reads, and a careless one is refused at once."""

from importlib.resources import files
from pathlib import Path

import pytest

from yika.store.sql import load, parse, queries

OURS = sorted(
    file
    for file in Path(str(files("yika"))).rglob("*.sql")
    if file.name != "tables.sql" and file.parent.name != "migrations"
)


@pytest.mark.parametrize("file", OURS, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_every_file_of_queries_reads(file: Path):
    assert load(file)


def test_queries_come_by_name_without_their_comments():
    found = parse("-- name: one\n-- The 100% sure one.\nSELECT 1\n-- why\n+ 1;\n", "here")
    assert dict(found) == {"one": "SELECT 1\n+ 1;"}


@pytest.mark.parametrize(
    "text",
    [
        "SELECT 1;",
        "-- name: one\nSELECT 1;",
        "-- name: one\n-- Sentence.\n",
        "-- name: one\n-- Sentence.\nSELECT 1;\n-- name: one\n-- Sentence.\nSELECT 2;",
    ],
)
def test_a_careless_file_is_refused(text: str):
    with pytest.raises(AssertionError):
        parse(text, "here")


def test_a_room_reads_its_own_queries():
    assert "record_entries" in queries("yika.store")
