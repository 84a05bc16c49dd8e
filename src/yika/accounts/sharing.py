"""Family sharing (家庭共济): whose money a relative may use, for what, up to how much, until when.

The money may be shared, the card may not. What the region has not published is not allowed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from yika.accounts.laws import AccountLaws, AccountRuleUnknown
from yika.ground.days import beijing_day, start_of
from yika.ground.errors import Conflict, Missing, Refused, YikaError, refuse_all
from yika.ground.money import fen
from yika.people.model import PersonKey
from yika.policy.model import Value
from yika.store.db import Conn
from yika.store.sql import queries

QUERIES = queries(__package__, "sharing.sql")
PROVINCE: Final = 10_000  # a region's number without the city and the district
RULE: Final = "account.sharing"


class NoSharingHere(Refused):
    """The region knows no family sharing. Facts: none."""

    code = "no_sharing_here"


class RelationNotShared(Refused):
    """That relative may not use the account. Facts: relation, allowed."""

    code = "relation_not_shared"


class TooManyRelatives(Refused):
    """No more relatives may use the account. Facts: most."""

    code = "too_many_relatives"


class NotAcrossProvinces(Refused):
    """The relative is insured in another province, and the region does not share that far."""

    code = "not_across_provinces"


class LimitTooHigh(Refused):
    """A limit above the region's own. Facts: most_fen, asked_fen."""

    code = "share_limit_too_high"


class ShareOverBefore(Refused):
    """A share would end before it begins. Facts: ends_at."""

    code = "share_over_before"


class AlreadyShared(Conflict):
    """The relative may use the account already. Facts: since."""

    code = "already_shared"


class NotShared(Missing):
    """The relative may not use the account, or no longer. Facts: none."""

    code = "not_shared"


class RelativeNotConfirmed(Missing):
    """Nobody insured here has that number and that name; which of the two is wrong is not told."""

    code = "relative_not_confirmed"


class UseNotShared(Refused):
    """The region does not let relatives use the account for that. Facts: use, allowed."""

    code = "use_not_shared"


class ShareUsedUp(Refused):
    """More than is left of this year's limit. Facts: left_fen, asked_fen."""

    code = "share_used_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What an owner lets one relative use of the account (共济授权)."""

    share_id: UUID
    owner: PersonKey
    relative: PersonKey
    relation: str  # what the relative is to the owner: a word of ``relations``
    starts_at: datetime
    ends_at: datetime | None = None
    yearly_max_fen: int | None = None  # the owner's own limit a calendar year

    def in_force(self, at: datetime) -> bool:
        """Whether the relative may use the account at that instant."""
        return self.starts_at <= at and (self.ends_at is None or at < self.ends_at)


def refusals(laws: AccountLaws, share: Share, others: Sequence[Share]) -> list[YikaError]:
    """Everything that speaks against a new share, beside those there are; empty if nothing does."""
    at = share.starts_at
    rule = laws.sharing(at)
    if rule is None:
        return [NoSharingHere()]
    found: list[YikaError] = []
    if share.ends_at is not None and share.ends_at <= at:
        found.append(ShareOverBefore(ends_at=share.ends_at))
    if share.relation not in rule["relations"]:
        found.append(RelationNotShared(relation=share.relation, allowed=rule["relations"]))
    if share.owner.region // PROVINCE != share.relative.region // PROVINCE:
        found += _far(laws, rule)
    open_now = [one for one in others if one.in_force(at)]
    same = [one for one in open_now if one.relative == share.relative]
    if same:
        found.append(AlreadyShared(since=same[0].starts_at))
    most = rule.get("relatives_max")
    if most is not None and len({one.relative for one in open_now} - {share.relative}) >= most:
        found.append(TooManyRelatives(most=most))
    ceiling = _yearly_max(rule)
    if ceiling is not None and (share.yearly_max_fen or 0) > ceiling:
        found.append(LimitTooHigh(most_fen=ceiling, asked_fen=share.yearly_max_fen))
    return found


def left_this_year(laws: AccountLaws, share: Share, used_fen: int, at: datetime) -> int | None:
    """What the relative may still use this calendar year; None where there is no limit."""
    rule = laws.sharing(at)
    limits = [share.yearly_max_fen, None if rule is None else _yearly_max(rule)]
    known = [limit for limit in limits if limit is not None]
    return max(min(known) - used_fen, 0) if known else None


def check_use(
    laws: AccountLaws, share: Share, use: str, used_fen: int, amount_fen: int, at: datetime
) -> None:
    """Refuse a use of a shared account that is not allowed, for all its reasons at once."""
    rule = laws.sharing(at)
    found: list[YikaError] = []
    if not share.in_force(at):
        found.append(NotShared())
    if rule is None:
        found.append(NoSharingHere())
    elif use not in rule["uses"]:
        found.append(UseNotShared(use=use, allowed=rule["uses"]))
    left = left_this_year(laws, share, used_fen, at)
    if left is not None and amount_fen > left:
        found.append(ShareUsedUp(left_fen=left, asked_fen=amount_fen))
    refuse_all(found)


async def grant(conn: Conn, laws: AccountLaws, share: Share) -> None:
    """Let a relative use the account; the same share again changes nothing.

    The owner's anchor is locked. Fails with everything `refusals` finds.
    """
    others = await of_owner(conn, share.owner)
    if share in others:
        return
    refuse_all(refusals(laws, share, others))
    values = {
        "region": share.owner.region,
        "person_id": share.owner.person_id,
        "share_id": share.share_id,
        "relative_region": share.relative.region,
        "relative_id": share.relative.person_id,
        "relation": share.relation,
        "yearly_max_fen": share.yearly_max_fen,
        "starts_at": share.starts_at,
        "ends_at": share.ends_at,
    }
    await conn.execute(QUERIES["grant"], values)


async def revoke(conn: Conn, owner: PersonKey, relative: PersonKey, at: datetime) -> Share:
    """End what a relative may use. The owner's anchor is locked. Fails with NotShared."""
    share = await between(conn, owner, relative, at)
    values = {
        "region": owner.region,
        "person_id": owner.person_id,
        "share_id": share.share_id,
        "at": at,
    }
    await conn.execute(QUERIES["revoke"], values)
    return share


async def between(conn: Conn, owner: PersonKey, relative: PersonKey, at: datetime) -> Share:
    """The share in force between two people. Fails with NotShared."""
    for share in await of_owner(conn, owner):
        if share.relative == relative and share.in_force(at):
            return share
    raise NotShared


async def of_owner(conn: Conn, owner: PersonKey) -> list[Share]:
    """Everything an owner ever let relatives use, oldest first."""
    values = {"region": owner.region, "person_id": owner.person_id}
    cursor = await conn.execute(QUERIES["of_owner"], values)
    return [_share(row) for row in await cursor.fetchall()]


async def of_relative(conn: Conn, relative: PersonKey) -> list[Share]:
    """Whose accounts a person may use or might once, oldest first."""
    values = {"region": relative.region, "person_id": relative.person_id}
    cursor = await conn.execute(QUERIES["of_relative"], values)
    return [_share(row) for row in await cursor.fetchall()]


async def used_this_year(conn: Conn, share: Share, at: datetime) -> int:
    """What the relative has used since the year began, in fen."""
    values = {
        "region": share.owner.region,
        "person_id": share.owner.person_id,
        "share_id": share.share_id,
        "since": start_of(date(beijing_day(at).year, 1, 1)),
    }
    row = await (await conn.execute(QUERIES["used"], values)).fetchone()
    assert row is not None
    return row[0]


async def note_use(conn: Conn, share: Share, use_id: UUID, amount_fen: int, at: datetime) -> None:
    """Count a use against the share, once under its id."""
    values = {
        "region": share.owner.region,
        "person_id": share.owner.person_id,
        "share_id": share.share_id,
        "use_id": use_id,
        "amount_fen": amount_fen,
        "used_at": at,
    }
    await conn.execute(QUERIES["note_use"], values)


def _far(laws: AccountLaws, rule: Value) -> list[YikaError]:
    match rule["across_provinces"]:
        case "yes":
            return []
        case "no":
            return [NotAcrossProvinces()]
        case _:
            return [AccountRuleUnknown(id=RULE, division=laws.division)]


def _yearly_max(rule: Value) -> int | None:
    return fen(rule["yearly_max"]) if "yearly_max" in rule else None


def _share(row: tuple[object, ...]) -> Share:
    names = ("share_id", "relation", "starts_at", "ends_at", "yearly_max_fen")
    people = PersonKey(*row[0:2]), PersonKey(*row[2:4])  # pyright: ignore[reportArgumentType]
    told = dict(zip(names, row[4:], strict=True))
    return Share(owner=people[0], relative=people[1], **told)  # pyright: ignore[reportArgumentType]
