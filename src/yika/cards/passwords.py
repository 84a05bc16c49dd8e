"""Social-security passwords (社保密码): entering, changing, resetting, unlocking. The caller holds the anchor.

A wrong entry is a result, not an exception, so that its count commits. The password itself is never
stored, logged, journalled or told in an error. Counting is three fields of the law: how many,
counted how, and what clears the count.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from yika.cards.laws import CardLaws
from yika.cards.model import Card, PasswordKind
from yika.ground.days import beijing_day
from yika.ground.errors import Conflict, Refused, YikaError, refuse_all
from yika.people.model import Identity, PersonKey
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
    """A new password does not have the form of the place and channel. Facts: min, max, alphabet."""

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
    """What came of an entry. `tries_left` before the lock; `unlocks_at` None where time alone does not help."""

    result: Result
    tries_left: int = 0
    locked_at: datetime | None = None
    unlocks_at: datetime | None = None
    is_initial: bool = False
    may_settle: bool = False


def before(count: Count, law: Counting, unlocks_at: datetime | None, at: datetime) -> Count:
    """The count as an entry finds it: after a lock that opened by itself, or on a new day."""
    if count.locked_at is not None and unlocks_at is not None and unlocks_at <= at:
        wrong = 0 if "automatic_unlock" in law.cleared_by else count.wrong
        count = replace(count, wrong=wrong, locked_at=None)
    if law.counted == "per_day" and count.wrong_at is not None:
        if beijing_day(count.wrong_at) < beijing_day(at) and count.locked_at is None:
            count = replace(count, wrong=0)
    return count


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
    new: str, form: dict[str, Any], refused: list[str], identity: Identity
) -> list[YikaError]:
    """Every reason why a new password may not be chosen; empty when it may."""
    found: list[YikaError] = []
    if (
        not form["min"] <= len(new) <= form["max"]
        or not ALPHABETS[form["alphabet"]](new)
        or not new.isascii()
    ):
        found.append(PasswordForm(min=form["min"], max=form["max"], alphabet=form["alphabet"]))
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


async def enter(
    conn: Conn,
    keys: Keys,
    laws: CardLaws,
    person: PersonKey,
    card: Card,
    kind: PasswordKind,
    entered: str,
    at: datetime,
) -> Outcome:
    """Compare an entry and count it. Nothing is compared while locked, so a lock tells nothing."""
    values = _key(person, card, kind)
    row = await (await conn.execute(QUERIES["password"], values)).fetchone()
    if row is None or row[0] is None:
        return Outcome(result=Result.UNSET)
    stored, is_initial = row[0], row[1]
    law = Counting(
        laws.tries_before_lock(kind, at),
        laws.tries_counted(kind, at),
        laws.tries_cleared_by(kind, at),
    )
    count = Count(row[3], row[4], row[5])
    unlocks_at = None if count.locked_at is None else laws.unlocks_at(kind, count.locked_at)
    count = before(count, law, unlocks_at, at)
    if count.locked_at is not None:
        return Outcome(result=Result.LOCKED, locked_at=count.locked_at, unlocks_at=unlocks_at)
    of = PasswordOf(person.region, person.person_id, card.card_id, kind)
    right = verifies(keys, of, entered, stored)
    count = after(count, law, right, at)
    counted = {"wrong_count": count.wrong, "wrong_at": count.wrong_at, "locked_at": count.locked_at}
    await conn.execute(QUERIES["count_entry"], values | counted)
    if right and is_outdated(keys, stored):
        await conn.execute(
            QUERIES["renew_verifier"], values | {"verifier": verifier(keys, of, entered)}
        )
    return Outcome(
        result=Result.RIGHT if right else Result.WRONG,
        tries_left=max(law.limit - count.wrong, 0),
        locked_at=count.locked_at,
        unlocks_at=None if count.locked_at is None else laws.unlocks_at(kind, count.locked_at),
        is_initial=is_initial,
        may_settle=right and (not is_initial or laws.initial_settles(at)),
    )


async def choose(
    conn: Conn,
    keys: Keys,
    laws: CardLaws,
    person: PersonKey,
    card: Card,
    kind: PasswordKind,
    new: str,
    channel: str,
    identity: Identity,
    at: datetime,
) -> None:
    """Set a password of the person's own choice; clears count and lock. Fails with every reason at once."""
    form = laws.password_format(kind, channel, at)
    found = new_password_reasons(new, form, laws.passwords_refused(at), identity)
    values = _key(person, card, kind)
    row = await (await conn.execute(QUERIES["password"], values)).fetchone()
    of = PasswordOf(person.region, person.person_id, card.card_id, kind)
    if row is not None and row[0] is not None and verifies(keys, of, new, row[0]):
        found.append(PasswordUnchanged())
    refuse_all(found)
    chosen = {"verifier": verifier(keys, of, new), "is_initial": False, "set_at": at}
    await conn.execute(QUERIES["set_password"], values | chosen)


async def hand_out(
    conn: Conn,
    keys: Keys,
    laws: CardLaws,
    person: PersonKey,
    card: Card,
    kind: PasswordKind,
    identity: Identity,
    at: datetime,
) -> str:
    """Set the initial password the place hands out; how it is made is returned, never the password.

    Only one made from the ID number can be made here. Where it comes in a sealed letter or the
    holder chooses it, the password stays unset until the holder has chosen one.
    """
    made = laws.initial_password(card.issuer, at)
    of = PasswordOf(person.region, person.person_id, card.card_id, kind)
    known = verifier(keys, of, identity.id_number[-6:]) if made == "id_last_six" else None
    initial = {"verifier": known, "is_initial": known is not None, "set_at": at}
    await conn.execute(QUERIES["set_password"], _key(person, card, kind) | initial)
    return made


async def unlock(
    conn: Conn, laws: CardLaws, person: PersonKey, card: Card, kind: PasswordKind, at: datetime
) -> None:
    """Open a lock, keeping the password; the count starts again. Fails with NotLocked."""
    values = _key(person, card, kind)
    row = await (await conn.execute(QUERIES["password"], values)).fetchone()
    locked_at = None if row is None else row[5]
    unlocks_at = None if locked_at is None else laws.unlocks_at(kind, locked_at)
    if locked_at is None or (unlocks_at is not None and unlocks_at <= at):
        raise NotLocked(kind=kind)
    await conn.execute(
        QUERIES["count_entry"], values | {"wrong_count": 0, "wrong_at": None, "locked_at": None}
    )


def _key(person: PersonKey, card: Card, kind: PasswordKind) -> dict[str, Any]:
    return {
        "region": person.region,
        "person_id": person.person_id,
        "card_id": card.card_id,
        "kind": kind,
    }
