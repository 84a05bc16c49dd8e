"""How much of the law of each place is known on a day: which ids, from where, confirmed when."""

from datetime import date
from enum import StrEnum

import msgspec

from yika.policy.load import Book
from yika.policy.lookup import Known, Unknown, cells, look_up


class Extent(StrEnum):
    """How far an id is answered in a division."""

    KNOWN = "known"
    PARTLY = "partly"
    FOLLOWS = "follows"  # everything that is answered is another place's value
    UNKNOWN = "unknown"


class Covered(msgspec.Struct, frozen=True):
    """One id in one division: how many of its cells are answered, and from where."""

    division: str
    id: str
    cells: int
    own: int = 0
    followed: int = 0
    set_here: int = 0
    checked_on: date | None = None  # when somebody last confirmed it; the oldest of a chain

    @property
    def extent(self) -> Extent:
        """The whole in one word; what the installation sets does not count as known."""
        answered = self.own + self.followed
        if not answered:
            return Extent.UNKNOWN
        if answered < self.cells:
            return Extent.PARTLY
        return Extent.KNOWN if self.own else Extent.FOLLOWS


def coverage(book: Book, day: date) -> list[Covered]:
    """Every id that any division has, for every division, in order."""
    ids = book.ids()
    return [
        _covered(book, policy_id, place, day) for place in book.divisions() for policy_id in ids
    ]


def _covered(book: Book, policy_id: str, division: str, day: date) -> Covered:
    form = book.form(policy_id)
    assert form is not None, "the id comes from the book"
    counts = {"own": 0, "followed": 0, "set_here": 0}
    every = cells(form)
    for axes in every:
        answer = look_up(book, policy_id, division, day, **axes)
        if isinstance(answer, Unknown):
            continue
        if isinstance(answer, Known) and answer.set_by_installation:
            counts["set_here"] += 1
        else:
            counts["followed" if answer.taken_from else "own"] += 1
    rules = book.chain(policy_id, division)
    days = [rule.checked_on for rule in rules if rule.checked_on]
    return Covered(division, policy_id, len(every), **counts, checked_on=min(days, default=None))
