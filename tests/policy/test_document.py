"""The page that teaches the format is true: its worked region is the fragment, and it loads."""

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest

from yika.faces.cli.policy import RUNNERS
from yika.policy.check import Tally, check
from yika.policy.load import load_book
from yika.policy.lookup import Abolished, Known, Unknown, look_up
from yika.policy.words import lists

HERE = Path(__file__).parent
PAGE = (HERE.parents[1] / "docs" / "policy.md").read_text("utf-8")
FRAGMENTS = HERE / "fragments"
QINGHE = FRAGMENTS / "qinghe"
BLOCK = re.compile(r"```yaml\n# (\S+)\n(.*?)```", re.DOTALL)


def test_the_worked_region_of_the_page_is_the_fragment():
    shown = dict(BLOCK.findall(PAGE))
    kept = {
        str(path.relative_to(QINGHE)): path.read_text("utf-8") for path in QINGHE.rglob("*.yaml")
    }
    assert shown == kept
    assert PAGE.count("```yaml") == len(shown)


@pytest.mark.parametrize("fragment", sorted(FRAGMENTS.iterdir()), ids=lambda path: path.name)
def test_each_fragment_is_in_order(fragment: Path):
    tally = Tally()
    for _ in check(load_book(fragment), tally, RUNNERS):
        pass
    assert sorted(map(str, tally.problems)) == []


def test_the_page_names_every_unit():
    assert [unit for unit in lists().units if f"`{unit}`" not in PAGE] == []


def test_the_settings_of_the_page_are_accepted():
    text = PAGE.split("```toml\n")[1].split("```")[0]
    assert load_book(settings=tomllib.loads(text)["settings"]).settings


def test_qinghe_answers_as_the_page_says():
    book = load_book(QINGHE)
    day = date(2026, 3, 16)
    tries = look_up(
        book, "password.tries_before_lock", "999901", day, password_kind="social_security"
    )
    assert isinstance(tries, Known)
    assert [other.value for other in tries.others] == [5]
    assert isinstance(look_up(book, "statement.required_after", "999901", day), Abolished)
    before = look_up(book, "statement.required_after", "999901", date(2017, 12, 31))
    assert isinstance(before, Unknown)
