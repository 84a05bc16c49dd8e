"""The coverage register is what the marks say."""

from tests.register import GROUPS, PAGE, marked, page, rows


def test_the_page_is_what_the_marks_say() -> None:
    assert PAGE.read_text("utf-8") == page(rows(), marked()), "run `make coverage`"


def test_every_marked_row_exists_and_none_is_noise() -> None:
    real = {row.row for row in rows() if not row.noise}
    assert set(marked()) <= real


def test_every_row_is_listed_once_in_a_group_of_the_page() -> None:
    every = rows()
    assert len({row.row for row in every}) == len(every)
    assert {row.group for row in every if not row.noise} == GROUPS.keys()
