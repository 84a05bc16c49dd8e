"""Files stay under 300 lines and functions under 40, but for a list that only grows shorter."""

from tests.tidy.sizes import FILE_LINES, FUNCTION_LINES, listed, too_long


def test_nothing_new_is_too_long_and_nothing_listed_grows() -> None:
    allowed = listed()
    grown = {name: lines for name, lines in too_long().items() if lines > allowed.get(name, 0)}
    assert not grown, f"more than {FILE_LINES} lines a file or {FUNCTION_LINES} a function"


def test_what_is_short_enough_now_leaves_the_list() -> None:
    assert not listed().keys() - too_long().keys(), "run `python -m tests.tidy.sizes --write`"
