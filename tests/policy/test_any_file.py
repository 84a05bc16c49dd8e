"""Whatever stands in a file, it is read or refused with its lines; it never breaks the program."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yika.policy.load import load_book
from yika.policy.model import Value
from yika.policy.tree import is_list, is_table
from yika.policy.words import SHIPPED

FILES = sorted((SHIPPED / "999900").rglob("*.yaml"))
TEXTS = {path: path.read_text("utf-8") for path in FILES if ".cases" not in path.name}

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


def read(folder: Path, path: Path, text: str) -> None:
    """Read one file as the only one of its division; whatever is refused has a line of the file."""
    target = folder / path.relative_to(SHIPPED)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, "utf-8")
    book = load_book(folder)
    problems = book.problems("999900")
    target.unlink()
    lines = text.count("\n") + 2
    assert all(1 <= problem.line <= lines for problem in problems), problems
    if not problems:
        assert msgspec.json.decode(book.content("999900"))


def replaced(value: Value, draw: Callable[..., Value]) -> Value:
    """The value with one part of it, or itself, replaced by anything."""
    if not value or not (is_table(value) or is_list(value)) or draw(st.integers(0, 5)) == 0:
        return draw(anything)
    if is_table(value):
        key = draw(st.sampled_from(sorted(value)))
        return {**value, key: replaced(value[key], draw)}
    items: list[Value] = list(value)
    at: int = draw(st.integers(0, len(items) - 1))
    return [*items[:at], replaced(items[at], draw), *items[at + 1 :]]


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60
)
@given(st.sampled_from(sorted(TEXTS)), st.data())
def test_a_value_replaced_by_anything(tmp_path: Path, path: Path, data: st.DataObject):
    changed = replaced(yaml.safe_load(TEXTS[path]), data.draw)
    read(tmp_path, path, yaml.safe_dump(changed, allow_unicode=True))


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60
)
@given(st.sampled_from(sorted(TEXTS)), st.data())
def test_a_text_with_a_piece_cut_out_or_written_over(
    tmp_path: Path, path: Path, data: st.DataObject
):
    text = TEXTS[path]
    start = data.draw(st.integers(0, len(text)))
    end = min(start + data.draw(st.integers(0, 40)), len(text))
    put = data.draw(st.text(alphabet="[]{}:,-#&*!|>'\"%@`? \n\tabc019é中", max_size=6))
    read(tmp_path, path, text[:start] + put + text[end:])


def test_the_sample_of_files_is_the_made_up_city():
    assert len(TEXTS) > 50
