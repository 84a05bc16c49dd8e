"""The law of one region on cards and passwords, in the types the rules work with.

Every number comes from policy data; this page only names which policy id answers which question and
at which moment of the case. What a region has not published is None where the machine can do
without it, and SettingNeeded where it cannot (the installation then sets it, see ``yika.toml``).
"""

from datetime import date, datetime, timedelta

from yika.cards.model import PasswordKind
from yika.ground.days import add_months, add_working_days, beijing_day, start_of
from yika.ground.errors import Unavailable
from yika.policy.load import Book
from yika.policy.lookup import Known, look_up
from yika.policy.model import Value

NEVER = "never"


class SettingNeeded(Unavailable):
    """The region has not published a value the machine needs, and the installation has not set one.

    Facts: id, division.
    """

    code = "setting_needed"


class CardLaws:
    """Questions about cards and passwords to one region's policy."""

    def __init__(self, book: Book, division: str) -> None:
        self.book = book
        self.division = division

    def value(self, policy: str, moment: date | datetime, **axes: str) -> Value | None:
        """The value at that moment; None where the region has none, or has abolished it."""
        found = look_up(self.book, policy, self.division, moment, **axes)
        return found.value if isinstance(found, Known) else None

    def needed(self, policy: str, moment: date | datetime, **axes: str) -> Value:
        """The value at that moment. Fails with SettingNeeded where nobody has given one."""
        value = self.value(policy, moment, **axes)
        if value is None:
            raise SettingNeeded(id=policy, division=self.division)
        return value

    def loss_lapses_at(self, kind: str, reported_at: datetime) -> datetime | None:
        """When a loss report ends by itself; None where it does not, or nobody says so."""
        loss_kind = kind.removeprefix("loss_")
        span = self.value("loss.lapse_after", reported_at, loss_kind=loss_kind)
        if span is None or span == NEVER:
            return None
        if span["unit"] == "days":
            return reported_at + timedelta(days=span["count"])
        day = add_working_days(beijing_day(reported_at), span["count"])
        return start_of(day + timedelta(days=1))

    def loss_can_be_withdrawn(self, kind: str, reported_at: datetime) -> bool:
        """Whether a found card may be used again; where nobody says yes, it may not."""
        loss_kind = kind.removeprefix("loss_")
        return self.value("loss.can_withdraw", reported_at, loss_kind=loss_kind) == "yes"

    def tries_before_lock(self, kind: PasswordKind, at: datetime) -> int:
        """The wrong entry that locks: 3 means the third."""
        return self.needed("password.tries_before_lock", at, password_kind=kind)

    def tries_counted(self, kind: PasswordKind, at: datetime) -> str:
        """How wrong entries are counted: consecutive, cumulative or per_day."""
        return self.needed("password.tries_counted", at, password_kind=kind)

    def tries_cleared_by(self, kind: PasswordKind, at: datetime) -> frozenset[str]:
        """What sets the count back: right_entry, automatic_unlock, reset."""
        return frozenset(self.needed("password.tries_cleared_by", at, password_kind=kind))

    def unlocks_at(self, kind: str, locked_at: datetime) -> datetime | None:
        """When a lock opens by itself; None where it does not, or nobody says so."""
        hours = self.value("password.auto_unlock_after", locked_at, password_kind=kind)
        return None if hours is None or hours == NEVER else locked_at + timedelta(hours=hours)

    def password_format(self, kind: PasswordKind, channel: str, at: datetime) -> dict[str, Value]:
        """`min` and `max` length and `alphabet` of a new password entered through a channel."""
        return self.needed("password.format", at, password_kind=kind, channel=channel)

    def passwords_refused(self, at: datetime) -> list[str]:
        """Passwords, and kinds of passwords, too well known to be chosen."""
        return self.value("password.refused", at) or []

    def initial_password(self, issuer: str, at: datetime) -> str:
        """How the initial password of a card is made: the first kind the place uses."""
        return self.needed("password.initial", at, issuer=issuer)[0]

    def initial_settles(self, at: datetime) -> bool:
        """Whether an unchanged initial password may still settle; where nobody says no, it may."""
        return self.value("password.initial_settles", at) != "no"

    def rewritable(self, generation: str, at: datetime) -> bool:
        """Whether the stripe of such a card can be written again; where nobody says yes, not."""
        return self.value("card.rewritable", at, generation=generation) == "yes"

    def expires_on(self, generation: str, issued_on: date) -> date | None:
        """The last day a card is valid; None where the region publishes no term."""
        years = self.value("card.validity", issued_on, generation=generation)
        return None if years is None else add_months(issued_on, years * 12)

    def statement_required_after(self, at: datetime) -> int | None:
        """After how many uses a printed statement is due; None where there is no such rule."""
        return self.value("statement.required_after", at)
