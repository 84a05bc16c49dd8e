"""One reason why something may not work, over the time it lasts."""

from datetime import datetime

import msgspec

from yika.cards.model import Card
from yika.insurance.model import Gap


class Reason(msgspec.Struct, frozen=True, gc=False):
    """One cause over the time it lasts. `subject` is the credential it lies on, or the person."""

    cause: str
    subject: str  # card | e_credential | person
    since: datetime | None
    until: datetime | None
    card: Card | None
    gap: Gap | None = None  # of insurance: the time without entitlement

    def covers(self, at: datetime) -> bool:
        """Whether it lasts at that instant."""
        return (self.since is None or self.since <= at) and (self.until is None or at < self.until)
