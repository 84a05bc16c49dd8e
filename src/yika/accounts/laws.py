"""The law of one region on personal accounts, in the types the rules work with.

Where the region has published nothing, the answer is None, and what needs it is refused with
AccountRuleUnknown: nobody's money moves on a guess.
"""

from datetime import date, datetime
from fractions import Fraction
from typing import Final, NamedTuple

from yika.ground.errors import Unavailable
from yika.ground.money import fen
from yika.policy.load import Book
from yika.policy.lookup import Known, look_up
from yika.policy.model import Value

NONE: Final = "none"


class AccountRuleUnknown(Unavailable):
    """The region has not published a rule about accounts that this needs. Facts: id, division."""

    code = "account_rule_unknown"


class MonthDay(NamedTuple):
    """A day of every year."""

    month: int
    day: int


class AccountLaws:
    """Questions about personal accounts to one region's policy."""

    def __init__(self, book: Book, division: str) -> None:
        self.book = book
        self.division = division

    @property
    def policy(self) -> str:
        """The policy as runs and the journal name it: division@hash."""
        return self.book.hash(self.division)

    def value(self, policy: str, moment: date | datetime, **axes: str) -> Value | None:
        """The value at that moment; None where the region has none, or has abolished it."""
        found = look_up(self.book, policy, self.division, moment, **axes)
        return found.value if isinstance(found, Known) else None

    def needed(self, policy: str, moment: date | datetime, **axes: str) -> Value:
        """The value at that moment. Fails with AccountRuleUnknown where nobody has given one."""
        value = self.value(policy, moment, **axes)
        if value is None:
            raise AccountRuleUnknown(id=policy, division=self.division)
        return value

    def interest(self, moment: date) -> Fraction:
        """The interest of a year, as a share. Fails with AccountRuleUnknown."""
        return Fraction(self.needed("account.interest", moment).removesuffix("%")) / 100

    def carry_over(self, moment: date) -> MonthDay:
        """The day on which this year's money becomes carried-over money. Or AccountRuleUnknown."""
        value = self.needed("account.carry_over", moment)
        return MonthDay(value["month"], value["day"])

    def order(self, moment: date | datetime) -> tuple[str, ...]:
        """Which wallet pays first; as the chart has them where the region knows only one."""
        return tuple(self.value("account.order", moment) or ("current", "carried"))

    def sharing(self, moment: date | datetime) -> Value | None:
        """The rule of family sharing; None where there is none. Or AccountRuleUnknown."""
        value = self.needed("account.sharing", moment)
        return None if value == NONE else value

    def spend_limit(self, moment: date | datetime) -> "SpendLimit | None":
        """The limit on spending in force; None where there is none or none is known."""
        value = self.value("account.spend_limit", moment)
        if value is None or value == NONE:
            return None
        return SpendLimit(fen(value["amount"]), value["per"], value["at"])

    def withdrawal(self, moment: date | datetime) -> tuple[str, ...]:
        """When the balance is paid out. Fails with AccountRuleUnknown."""
        return tuple(self.needed("account.withdrawal", moment))


class SpendLimit(NamedTuple):
    """No more than `amount_fen` from the account `per` a span of time, `at` certain places."""

    amount_fen: int
    per: str  # day | half_month | month | year
    at: str  # pharmacy | anywhere
