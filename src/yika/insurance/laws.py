"""The law of one region on contributions, entitlement and accounts: a value, and where it is from.

Look-ups name a policy id, a moment and the cell. What a region has not published is None, never a
guess; whoever asks leaves the line out and says so.
"""

from dataclasses import dataclass
from datetime import date, datetime

from yika.insurance.model import PolicyUsed
from yika.policy.load import Book
from yika.policy.lookup import Abolished, Known, look_up
from yika.policy.model import Value


@dataclass(frozen=True, slots=True)
class Found:
    """A value of the law and the entry behind it."""

    value: Value
    used: PolicyUsed
    undated: bool = False  # the moment lies before the day on which a source shows it in force


class InsuranceLaws:
    """Questions to one region's policy. Answers are kept, so asking again costs little."""

    def __init__(self, book: Book, division: str) -> None:
        self.book = book
        self.division = division
        self._found: dict[int, tuple[Known, Found]] = {}  # The answer is kept so its id stays its.

    def found(self, policy: str, moment: date | datetime, **axes: str) -> Found | None:
        """The value with its source; None where the region has none, or has abolished it."""
        answer = look_up(self.book, policy, self.division, moment, **axes)
        if not isinstance(answer, Known):
            return None
        kept = self._found.get(id(answer))
        if kept is None:
            kept = answer, Found(answer.value, used_of(answer), answer.undated)
            self._found[id(answer)] = kept
        return kept[1]

    def value(self, policy: str, moment: date | datetime, **axes: str) -> Value | None:
        """The value alone; None where the region has none, or has abolished it."""
        found = self.found(policy, moment, **axes)
        return None if found is None else found.value

    def used(self, policy: str, moment: date | datetime, **axes: str) -> PolicyUsed | None:
        """Where the value is from; None where there is none."""
        found = self.found(policy, moment, **axes)
        return None if found is None else found.used

    def abolished(self, policy: str, moment: date | datetime, **axes: str) -> bool:
        """Whether the rule existed and is no more."""
        answer = look_up(self.book, policy, self.division, moment, **axes)
        return isinstance(answer, Abolished)


def used_of(answer: Known) -> PolicyUsed:
    """What a result says of a value it rests on."""
    entry = answer.entry
    return PolicyUsed(
        id=answer.rule.id,
        value=answer.value,
        unit=answer.rule.unit,
        since=entry.since,
        until=entry.until,
        source=entry.source.key,
        title=entry.source.title,
        confidence=entry.confidence,
        address=entry.source.address,
        attested_on=entry.attested_on,
        taken_from=answer.taken_from,
        set_by_installation=answer.set_by_installation,
        note=entry.note,
        others=answer.others,
    )
