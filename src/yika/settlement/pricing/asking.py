"""Benefit policies as one bill asks them: values, the row that fits, amounts, in fen."""

from collections.abc import Callable
from typing import TypeVar

from yika.ground.money import fen
from yika.policy.model import UNKNOWN, Value
from yika.settlement.model import Circumstances
from yika.settlement.pricing.fitting import FactNeeded, case_of, first_that_fits
from yika.settlement.pricing.found import BenefitCaseUnknown, BenefitNeeds, BenefitUnknown, Rules

T = TypeVar("T")


class Asking:
    """One bill's circumstances against the policies of its day."""

    def __init__(self, rules: Rules, division: str, told: Circumstances) -> None:
        self.rules = rules
        self.division = division
        self.told = told
        self.topic = f"{told.scheme}_benefit"
        self.policy = ""  # the one being read, to name it where something is unknown

    def read(self, policy: str) -> Value:
        """A value. Fails with BenefitUnknown."""
        self.policy = policy
        return self.rules.value(policy, self.division)

    def unknown(self) -> BenefitUnknown:
        """That the policy being read says nothing of this."""
        return BenefitUnknown(id=self.policy, division=self.division)

    def asking(self, work: Callable[[], T]) -> T:
        """What comes of it. Fails with BenefitNeeds where a fact was not told."""
        try:
            return work()
        except FactNeeded as needed:
            raise BenefitNeeds(id=self.policy, division=self.division, needs=needed.fact) from None

    def row(self, rows: list[Value]) -> Value:
        """The row that fits. Fails with BenefitUnknown where none does, or it has no amount."""
        row = self.asking(lambda: first_that_fits(rows, self.told))
        if row is None or row.get("amount") == UNKNOWN:
            case = case_of(rows, self.told)
            if not case:
                raise self.unknown()
            raise BenefitCaseUnknown(id=self.policy, division=self.division, case=case)
        return row

    def money(self, text: str) -> int:
        """Fen. Fails with BenefitUnknown where nobody has published the amount."""
        if text == UNKNOWN:
            raise self.unknown()
        return fen(text)
