"""Bases without known bounds, and lines that rest on no base: what the answer then says."""

from datetime import date

from tests.rooms.insurance.places import CHANGSHA, a_place, shares
from yika.insurance.amounts.contribution import Contribution, contribution
from yika.insurance.amounts.contribution_cases import amounts
from yika.policy.load import Book

ON = date(2026, 3, 1)


def owed(book: Book, scheme: str, declared: str | None = None) -> Contribution:
    return contribution(book, "999901", scheme, declared, ON, {})


def test_a_total_on_a_base_without_known_bounds_is_not_complete():
    rates = {f"contribution.{one}": shares("1%", "1%") for one in ("pension", "medical")}
    found = owed(a_place(rates), "employee", "100.00")
    assert {"contribution.base employee pension", "contribution.base employee medical"} <= {
        *found.unknown
    }
    assert not found.complete
    ceiling = {"employee": {"medical": {"ceiling": "22467.00"}}}
    hubei = a_place({"contribution.medical": shares("8%", "2%"), "contribution.base": ceiling})
    assert amounts(owed(hubei, "employee", "25900"))["medical.employer"] == "1797.36"
    [note] = {n for n in owed(hubei, "employee", "100").notes if n.code == "bounds_unknown"}
    assert note.en == "the floor of the base is not known here"


def test_a_fixed_sum_rests_on_no_base():
    found = owed(a_place(CHANGSHA), "flexible")
    [large] = [line for line in found.lines if line.insurance == "large_sum"]
    assert (large.base, large.rate, large.plus) == (None, None, "15.00")
    assert [used.id for used in large.used] == ["contribution.large_sum"]
