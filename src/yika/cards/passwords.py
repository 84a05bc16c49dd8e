"""Social-security passwords (社保密码): entering, changing, resetting, unlocking.

The caller holds the anchor. A wrong entry is a result, not an exception, so that its count commits.
The password itself is never stored, logged, journalled or told in an error. Counting is three
fields of the law: how many, counted how, and what clears the count.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from yika.cards.laws import CardLaws
from yika.cards.model import Card, PasswordKind
from yika.ground.days import beijing_day
from yika.ground.errors import Conflict, Refused, YikaError, refuse_all
from yika.people.model import Identity, PersonKey
from yika.policy.model import Value
from yika.store.db import Conn
from yika.store.keys import Keys
from yika.store.sealing import PasswordOf, is_outdated, verifier, verifies
from yika.store.sql import queries

QUERIES = queries(__package__)
ALPHABETS = {
    "digits": str.isdigit,
    "letters_digits": str.isalnum,
    "letters_digits_symbols": str.isprintable,
}


class PasswordForm(Refused):
    """A new password is not of the form of the place and channel.

    Facts: length, min, max, alphabet.
    """

    code = "password_form"


class PasswordTooCommon(Refused):
    """A new password that everybody would try first. Facts: kind."""

    code = "password_too_common"


class PasswordUnchanged(Refused):
    """The new password is the old one. Facts: none."""

    code = "password_unchanged"


class NotLocked(Conflict):
    """There is no lock to open. Facts: kind."""

    code = "not_locked"


class Result(StrEnum):
    """What an entry came to. Only the first two were compared."""

    RIGHT = "right"  # the password is right
    WRONG = "wrong"  # it is not, and the entry was counted
    LOCKED = "locked"  # nothing was compared: the password is locked
    UNSET = "unset"  # there is no password yet


@dataclass(frozen=True, slots=True)
class Count:
    """How many wrong entries count, and the lock."""

    wrong: int = 0
    wrong_at: datetime | None = None
    locked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Counting:
    """The law on wrong entries of one kind of password at one moment."""

    limit: int  # the wrong entry that locks
    counted: str  # consecutive | cumulative | per_day
    cleared_by: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of an entry.

    `tries_left` counts to the lock; `unlocks_at` is None where time alone does not open it.
    """

    result: Result
    tries_left: int = 0
    locked_at: datetime | None = None
    unlocks_at: datetime | None = None
    is_initial: bool = False
    may_settle: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One password of one card: whose it is, and the keys and the law it is kept under."""

    keys: Keys
    laws: CardLaws
    person: PersonKey
    card: Card
    kind: PasswordKind

    @property
    def of(self) -> PasswordOf:
        """What its verifier is bound to."""
        return PasswordOf(self.person.region, self.person.person_id, self.card.card_id, self.kind)

    @property
    def values(self) -> dict[str, object]:
        """Where the database keeps it."""
        return {
            "region": self.person.region,
            "person_id": self.person.person_id,
            "card_id": self.card.card_id,
            "kind": self.kind,
        }

    def counting(self, at: datetime) -> Counting:
        """The law on wrong entries at that moment. Fails with SettingNeeded."""
        return Counting(
            self.laws.tries_before_lock(self.kind, at),
            self.laws.tries_counted(self.kind, at),
            self.laws.tries_cleared_by(self.kind, at),
        )

    def unlocks_at(self, locked_at: datetime | None) -> datetime | None:
        """When a lock begun then opens by itself; None where there is none, or it does not."""
        return None if locked_at is None else self.laws.unlocks_at(self.kind, locked_at)


def before(count: Count, law: Counting, unlocks_at: datetime | None, at: datetime) -> Count:
    """The count as an entry finds it: after a lock that opened by itself, or on a new day."""
    if count.locked_at is not None and unlocks_at is not None and unlocks_at <= at:
        wrong = 0 if "automatic_unlock" in law.cleared_by else count.wrong
        count = replace(count, wrong=wrong, locked_at=None)
    if law.counted == "per_day" and count.locked_at is None and _earlier_day(count.wrong_at, at):
        count = replace(count, wrong=0)
    return count


def _earlier_day(wrong_at: datetime | None, at: datetime) -> bool:
    return wrong_at is not None and beijing_day(wrong_at) < beijing_day(at)


def after(count: Count, law: Counting, right: bool, at: datetime) -> Count:
    """The count after an entry that was compared.

    >>> law = Counting(3, "consecutive", frozenset({"right_entry"}))
    >>> after(Count(wrong=2), law, False, datetime(2026, 3, 16)).locked_at
    datetime.datetime(2026, 3, 16, 0, 0)
    """
    if right:
        clears = law.counted == "consecutive" or "right_entry" in law.cleared_by
        return replace(count, wrong=0) if clears else count
    wrong = count.wrong + 1
    return Count(wrong, at, at if wrong >= law.limit else None)


def new_password_reasons(
    new: str, form: dict[str, Value], refused: list[str], identity: Identity
) -> list[YikaError]:
    """Every reason why a new password may not be chosen; empty when it may."""
    found: list[YikaError] = []
    if (
        not form["min"] <= len(new) <= form["max"]
        or not ALPHABETS[form["alphabet"]](new)
        or not new.isascii()
    ):
        least, most = form["min"], form["max"]
        length = str(least) if least == most else f"{least}–{most}"
        found.append(PasswordForm(length=length, min=least, max=most, alphabet=form["alphabet"]))
    common = next((kind for kind in refused if _is_common(new, kind, identity)), None)
    if common is not None:
        found.append(PasswordTooCommon(kind="published" if common.isdigit() else common))
    return found


def _is_common(new: str, kind: str, identity: Identity) -> bool:
    number = identity.id_number
    match kind:
        case "id_last_six":
            return new == number[-6:]
        case "birth_date":
            return new in (number[6:14], number[8:14])
        case "same_digit":
            return len(set(new)) == 1
        case "ascending_digits":
            return new in "01234567890123456789"
        case "descending_digits":
            return new in "98765432109876543210"
        case "phone_number":
            return len(new) >= 4 and new in identity.phone
        case _:
            return new == kind


async def enter(conn: Conn, slot: Slot, entered: str, at: datetime) -> Outcome:
    """Compare an entry and count it. Nothing is compared while locked, so a lock tells nothing."""
    row = await (await conn.execute(QUERIES["password"], slot.values)).fetchone()
    if row is None or row[0] is None:
        return Outcome(result=Result.UNSET)
    stored, is_initial = row[0], row[1]
    law = slot.counting(at)
    count = Count(row[3], row[4], row[5])
    unlocks_at = slot.unlocks_at(count.locked_at)
    count = before(count, law, unlocks_at, at)
    if count.locked_at is not None:
        return Outcome(result=Result.LOCKED, locked_at=count.locked_at, unlocks_at=unlocks_at)
    right = verifies(slot.keys, slot.of, entered, stored)
    count = after(count, law, right, at)
    counted = {"wrong_count": count.wrong, "wrong_at": count.wrong_at, "locked_at": count.locked_at}
    await conn.execute(QUERIES["count_entry"], slot.values | counted)
    if right and is_outdated(slot.keys, stored):
        renewed = {"verifier": verifier(slot.keys, slot.of, entered)}
        await conn.execute(QUERIES["renew_verifier"], slot.values | renewed)
    return Outcome(
        result=Result.RIGHT if right else Result.WRONG,
        tries_left=max(law.limit - count.wrong, 0),
        locked_at=count.locked_at,
        unlocks_at=slot.unlocks_at(count.locked_at),
        is_initial=is_initial,
        may_settle=right and (not is_initial or slot.laws.initial_settles(at)),
    )


async def choose(
    conn: Conn, slot: Slot, new: str, channel: str, identity: Identity, at: datetime
) -> None:
    """Set a password of the person's own choice, which clears count and lock.

    Fails with every reason against it at once.
    """
    form = slot.laws.password_format(slot.kind, channel, at)
    found = new_password_reasons(new, form, slot.laws.passwords_refused(at), identity)
    row = await (await conn.execute(QUERIES["password"], slot.values)).fetchone()
    if row is not None and row[0] is not None and verifies(slot.keys, slot.of, new, row[0]):
        found.append(PasswordUnchanged())
    refuse_all(found)
    chosen = {"verifier": verifier(slot.keys, slot.of, new), "is_initial": False, "set_at": at}
    await conn.execute(QUERIES["set_password"], slot.values | chosen)


async def hand_out(conn: Conn, slot: Slot, identity: Identity, at: datetime) -> str:
    """Set the initial password the place hands out; how it is made is returned, never the password.

    Only one made from the ID number can be made here. Where it comes in a sealed letter or the
    holder chooses it, the password stays unset until the holder has chosen one.
    """
    made = slot.laws.initial_password(slot.card.issuer, at)
    digits = identity.id_number[-6:]
    known = verifier(slot.keys, slot.of, digits) if made == "id_last_six" else None
    initial = {"verifier": known, "is_initial": known is not None, "set_at": at}
    await conn.execute(QUERIES["set_password"], slot.values | initial)
    return made


async def set_initial(conn: Conn, slot: Slot, password: str, at: datetime) -> None:
    """Set an initial password that the holder gets in a sealed letter."""
    known = verifier(slot.keys, slot.of, password)
    initial = {"verifier": known, "is_initial": True, "set_at": at}
    await conn.execute(QUERIES["set_password"], slot.values | initial)


async def unlock(conn: Conn, slot: Slot, at: datetime) -> None:
    """Open a lock, keeping the password; the count starts again. Fails with NotLocked."""
    row = await (await conn.execute(QUERIES["password"], slot.values)).fetchone()
    locked_at = None if row is None else row[5]
    unlocks_at = slot.unlocks_at(locked_at)
    if locked_at is None or (unlocks_at is not None and unlocks_at <= at):
        raise NotLocked(kind=slot.kind)
    opened = {"wrong_count": 0, "wrong_at": None, "locked_at": None}
    await conn.execute(QUERIES["count_entry"], slot.values | opened)
