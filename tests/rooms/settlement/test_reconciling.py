"""Comparing two lists of settlements: everything of either side is told once."""

from hypothesis import given
from hypothesis import strategies as st

from yika.settlement.visits.reconciling import (
    BALANCED,
    CENTRE_MORE,
    DIFFERENT,
    INSTITUTION_MORE,
    Row,
    compared,
)

ROWS = st.builds(
    Row,
    settlement_id=st.sampled_from(["1", "2", "3"]),
    visit_id=st.just("7"),
    person=st.just("p"),
    total_fen=st.integers(0, 2),
    fund_fen=st.just(0),
    account_fen=st.just(0),
    is_refund=st.sampled_from([False]),
)


class Counted(str):
    """A number that counts how often any of them is looked up or compared."""

    __slots__ = ()
    looked = 0

    def __hash__(self) -> int:
        Counted.looked += 1
        return str.__hash__(self)

    def __eq__(self, other: object) -> bool:
        Counted.looked += 1
        return str.__eq__(self, other)


def a_row(number: str, total: int = 100, *, refund: bool = False, cancels: str = "") -> Row:
    return Row(number, "7", "p", total, 0, 0, refund, cancels=cancels)


@given(rows=st.lists(ROWS, unique_by=lambda row: row.settlement_id))
def test_the_same_on_both_sides_is_balanced(rows: list[Row]) -> None:
    assert {one.result for one in compared(rows, rows)} <= {BALANCED}


@given(ours=st.lists(ROWS), theirs=st.lists(ROWS))
def test_every_row_is_told_once(ours: list[Row], theirs: list[Row]) -> None:
    told = compared(ours, theirs)
    of_theirs = [one for one in told if one.result != CENTRE_MORE]
    of_ours = [one for one in told if one.result != INSTITUTION_MORE]
    assert len(of_theirs) == len(theirs)
    assert len(of_ours) == len(ours)


def test_what_differs_is_named() -> None:
    (one,) = compared([a_row("1", 100)], [a_row("1", 99)])
    assert (one.result, one.fields) == (DIFFERENT, ("total_fen",))


def test_a_refund_under_the_number_of_its_settlement_is_found() -> None:
    ours = [a_row("1"), a_row("2", -100, refund=True, cancels="1")]
    theirs = [a_row("1"), a_row("1", -100, refund=True)]
    assert [one.result for one in compared(ours, theirs)] == [BALANCED, BALANCED]


def test_a_refund_is_found_by_either_number_but_once() -> None:
    ours = [a_row("1"), a_row("2", -100, refund=True, cancels="1")]
    theirs = [a_row("1"), a_row("2", -100, refund=True), a_row("1", -100, refund=True)]
    assert [one.result for one in compared(ours, theirs)] == [BALANCED, BALANCED, INSTITUTION_MORE]


def test_refunds_of_one_visit_are_not_taken_for_each_other() -> None:
    ours = [
        *(a_row("1", 100), a_row("2", 200)),
        a_row("3", -100, refund=True, cancels="1"),
        a_row("4", -200, refund=True, cancels="2"),
    ]
    theirs = [
        *(a_row("1", 100), a_row("2", 200)),
        a_row("2", -200, refund=True),
        a_row("1", -100, refund=True),
    ]
    told = compared(ours, theirs)
    assert [one.result for one in told] == [BALANCED] * 4
    assert [one.row.settlement_id for one in told] == ["1", "2", "4", "3"]


def test_a_row_more_is_a_few_looks_more_however_many_there_are() -> None:
    def looks(count: int) -> int:
        ours = [
            a_row(Counted(f"R{n}"), -1, refund=True, cancels=Counted(n))._replace(
                visit_id=Counted(7)
            )
            for n in range(count)
        ]
        theirs = [
            a_row(Counted(n), -1, refund=True)._replace(visit_id=Counted(7)) for n in range(count)
        ]
        Counted.looked = 0
        assert {one.result for one in compared(ours, theirs)} == {BALANCED}
        return Counted.looked

    assert looks(400) <= 5 * looks(100)
