"""The benefit policies of a scheme that hold together on some day, and what their rows ask."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import count
from typing import Any, Final

from yika.ground.errors import Missing
from yika.policy.lookup import Abolished, Answer, Known, Unknown
from yika.policy.model import Other, Value
from yika.policy.tree import is_list, is_table
from yika.standing.laws import ref_of
from yika.standing.model import PolicyRef

NONE: Final = "none"
_DAY: Final = timedelta(days=1)
_SERIALS: Final = count(1)


class BenefitUnknown(Missing):
    """The region has not published a rule that a price needs. Facts: id, division."""

    code = "benefit_unknown"


class BenefitCaseUnknown(BenefitUnknown):
    """The region's rule says nothing of a case like this. Facts: id, division, case."""

    code = "benefit_case_unknown"


class BenefitNeeds(BenefitUnknown):
    """A rule asks for something about the bill that nobody told. Facts: id, division, needs."""

    code = "benefit_needs"


class NoPolicyHere(Missing):
    """There is no policy data of the region at all. Facts: division, divisions (those there)."""

    code = "no_policy_here"


class Rules:
    """Benefit policies by id, as found. The answers are kept, so that their identity stays."""

    def __init__(
        self,
        answers: Mapping[str, Answer],
        begins_on: date | None,
        supposed: frozenset[str] = frozenset(),
    ) -> None:
        self.serial = next(_SERIALS)  # an identity that is never given again
        self.answers = answers
        self.begins_on = begins_on  # the first day of the benefit year, if that is known
        self.supposed = supposed  # ids taken as ``none``, to see what else is missing
        asked = list(_asked(value for one in answers.values() for value in _said(one)))
        self.ages = _turns(asked, "age_from", "age_until", 1)
        self.months = _turns(asked, "months_from", "months_below", 0)
        self.retired = _turns(asked, "retired_from", "retired_until", _DAY)
        self._refs: dict[str, PolicyRef] = {}

    def value(self, policy: str, division: str) -> Value:
        """The value, ``none`` where it was abolished. Fails with BenefitUnknown."""
        answer = self.answers.get(policy)
        if policy in self.supposed or isinstance(answer, Abolished):
            return NONE
        if isinstance(answer, Known):
            return answer.value
        raise BenefitUnknown(id=policy, division=division)

    def said(self, policy: str) -> Iterator[Value]:
        """Every value that a price may be worked out with, of whatever source."""
        answer = self.answers.get(policy)
        return iter(()) if answer is None else _said(answer)

    def heard(self, policy: str) -> tuple[Other, ...]:
        """What sources say that were not trusted enough to be the law."""
        answer = self.answers.get(policy)
        return answer.others if isinstance(answer, Unknown) else ()

    def heard_ref(self, policy: str, one: Other) -> PolicyRef:
        """Where a value is from that was not trusted enough to be the law, beside all of them."""
        return PolicyRef(
            id=policy,
            value=one.value,
            unit="ceiling",
            since=None,
            attested_on=None,
            until=None,
            source=one.source.key,
            title=one.source.title,
            confidence=one.confidence,
            address=one.source.address,
            others=self.heard(policy),
        )

    def ref(self, policy: str) -> PolicyRef | None:
        """Where the value is from; None where there is none."""
        answer = self.answers.get(policy)
        if not isinstance(answer, Known):
            return None
        if policy not in self._refs:
            self._refs[policy] = ref_of(answer)
        return self._refs[policy]


def _said(answer: Answer) -> Iterator[Value]:
    """Every value that a price may be worked out with."""
    if isinstance(answer, Known):
        yield answer.value
    elif isinstance(answer, Unknown):
        yield from (one.value for one in answer.others)


def _asked(values: Iterable[Value]) -> Iterator[dict[str, Value]]:
    """Every condition anywhere in some values."""
    for value in values:
        if is_table(value):
            if is_table(condition := value.get("if")):
                yield condition
            yield from _asked(value.values())
        elif is_list(value):
            yield from _asked(value)


def _turns(
    asked: Iterable[dict[str, Value]], first: str, last: str, after: timedelta | int
) -> list[Any]:
    """The values at which an answer may change: the first of each side, in order."""
    found: set[Any] = set()
    for condition in asked:
        if first in condition:
            found.add(condition[first])
        if last in condition:
            found.add(condition[last] + after)
    return sorted(found)
