"""Whose account pays how much of a bill (个人账户支付): own wallets, or those relatives share.

Pure, in whole fen. A limit of the region, a limit of a share and a balance bound it, whichever is
least.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from yika.accounts.spending import ANYWHERE
from yika.settlement.till.bills import Bound, Lent, Taken, Wanted
from yika.settlement.till.till import Day, Sharing, use_of


class Holding(Protocol):
    """Somebody with wallets."""

    wallets: dict[str, int]


def spendable(day: Day, wanted: Wanted, spent_fen: int, amount_fen: int) -> int:
    """How much of an amount the person's own account may pay at all, whatever it holds.

    `spent_fen` is what it paid already in the span of the region's limit.
    """
    if use_of(wanted.counts_as) not in day.scope:
        return 0
    limit = day.limit
    if limit is None or limit.at not in (ANYWHERE, wanted.counts_as):
        return amount_fen
    return max(min(amount_fen, limit.amount_fen - spent_fen), 0)


def bound(
    day: Day, wanted: Wanted, spent_fen: int, asked_fen: int, wallets: Mapping[str, int]
) -> Bound | None:
    """What keeps the person's own account from paying what it has; None: nothing does."""
    held = min(asked_fen, sum(wallets.values()))
    if spendable(day, wanted, spent_fen, held) == held:
        return None
    return Bound(day.limit if use_of(wanted.counts_as) in day.scope else None)


def own(
    person_id: int,
    wallets: Mapping[str, int],
    order: Sequence[str],
    amount_fen: int,
    prepays: Sequence[str] = (),
    prepaid_fen: int = 0,
) -> list[Taken]:
    """What each wallet pays, in the region's order, as far as the money goes.

    `prepaid_fen` of it is what `prepays` paid before the deductible.

    >>> held = {"current": 300, "carried": 500}
    >>> [one.amount_fen for one in own(1, held, ("carried", "current"), 600)]
    [500, 100]
    """
    taken: dict[str, int] = {}
    for names, part in ((prepays, prepaid_fen), (order, amount_fen - prepaid_fen)):
        left = part
        for wallet in names:
            one = min(left, wallets[wallet] - taken.get(wallet, 0))
            if one > 0:
                taken[wallet] = taken.get(wallet, 0) + one
                left -= one
    return [Taken(person_id, wallet, amount) for wallet, amount in taken.items()]


def shared(
    lent: Sequence[Lent],
    owners: Mapping[int, Holding],
    barred: Collection[int],
    day: Day,
    wanted: Wanted,
    amount_fen: int,
    at: datetime,
) -> list[Taken]:
    """What relatives' accounts pay, the oldest share first. `barred` are owners who may not pay."""
    left = amount_fen
    taken: list[Taken] = []
    for share in lent:
        owner = share.owner.person_id
        if owner not in owners or owner in barred or day.sharing is None:
            continue
        if not _covers(day.sharing, share, use_of(wanted.counts_as), at):
            continue
        part = min(left, _left(day.sharing, share, left))
        for one in own(owner, owners[owner].wallets, day.order, part):
            taken.append(Taken(owner, one.wallet, one.amount_fen, share.share_id))
            left -= one.amount_fen
    return taken


def _covers(rule: Sharing, lent: Lent, use: str, at: datetime) -> bool:
    in_force = lent.starts_at <= at and (lent.ends_at is None or at < lent.ends_at)
    return in_force and lent.relation in rule.relations and use in rule.uses


def _left(rule: Sharing, lent: Lent, asked_fen: int) -> int:
    limits = [one for one in (lent.yearly_max_fen, rule.yearly_max_fen) if one is not None]
    return max(min(limits) - lent.used_fen, 0) if limits else asked_fen
