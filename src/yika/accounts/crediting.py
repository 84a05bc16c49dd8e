"""Money into personal accounts: many at once for a run, and back out of one (追回).

What is credited pays a debt first. A claw-back takes this year's money, then carried-over money;
what is no longer there becomes owed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final
from uuid import UUID, uuid5

from yika.accounts import rules
from yika.accounts.ids import WHATS, run_id
from yika.accounts.model import CARRIED, CURRENT, OWED, REGION, Account, Transfer
from yika.accounts.service import balances_of, transfer
from yika.people.model import PersonKey
from yika.store.db import Conn
from yika.store.sql import queries

QUERIES = queries(__package__, "crediting.sql")

TARGETS: Final = (CURRENT, CARRIED)


@dataclass(frozen=True, slots=True)
class Payouts:
    """What many people get, column by column: `what` is one of `ids.WHATS`, money in fen.

    A payout is known by person, period, what and which; the same one is made once.
    """

    person_ids: list[int] = field(default_factory=list[int])
    periods: list[date] = field(default_factory=list[date])
    whats: list[int] = field(default_factory=list[int])
    whiches: list[int] = field(default_factory=list[int])
    amounts: list[int] = field(default_factory=list[int])

    def add(self, person_id: int, period: date, what: str, which: int, amount_fen: int) -> None:
        """One more; nothing for nothing."""
        if amount_fen > 0:
            self.person_ids.append(person_id)
            self.periods.append(period)
            self.whats.append(WHATS[what])
            self.whiches.append(which)
            self.amounts.append(amount_fen)


async def pay_out(
    conn: Conn,
    region: int,
    source: str,
    target: str,
    reason: str,
    payouts: Payouts,
    at: datetime,
    period: date,
) -> list[int]:
    """Credit many people from an account of the region; who got something new, in order.

    The anchors are locked. Whoever has a debt pays it from what came, as far as it goes; `period`
    is that of the run.
    """
    values = {
        "region": region,
        "source": source,
        "target": target,
        "reason": reason,
        "at": at,
        "person_ids": payouts.person_ids,
        "periods": payouts.periods,
        "whats": payouts.whats,
        "whiches": payouts.whiches,
        "amounts": payouts.amounts,
    }
    cursor = await conn.execute(QUERIES["pay_out"], values)
    came: dict[int, int] = dict(await cursor.fetchall())
    await _pay_debts(conn, region, target, reason, came, at, period)
    return list(came)


async def claw_back(
    conn: Conn, person: PersonKey, amount_fen: int, reference: UUID, to: str, at: datetime
) -> list[Transfer]:
    """Take back from a person what they should not have had, to an account of the region.

    `reference` names the claw-back: the same again moves nothing more. The anchor is locked.
    """
    values = {"region": person.region, "transfer_ids": _parts_of(reference)}
    cursor = await conn.execute(QUERIES["claw_back_before"], values)
    before = await cursor.fetchall()
    if before:
        parts = {row[0]: row[1] for row in before}
    else:
        parts = rules.taken_back(await balances_of(conn, person), amount_fen)
    back = [
        Transfer(
            transfer_id=uuid5(reference, kind),
            debit=Account(person.person_id, kind),
            credit=Account(REGION, to),
            amount_fen=fen,
            reason="claw_back",
            happened_at=before[0][2] if before else at,
        )
        for kind, fen in parts.items()
    ]
    rules.check_claw_back(back, amount_fen, reference)
    await transfer(conn, person.region, back)
    return back


def _parts_of(reference: UUID) -> list[UUID]:
    return [uuid5(reference, kind) for kind in ("current", "carried", "owed")]


async def _pay_debts(
    conn: Conn,
    region: int,
    target: str,
    reason: str,
    came: dict[int, int],
    at: datetime,
    period: date,
) -> None:
    what = f"owed_paid_{reason}"
    values = {"region": region, "person_ids": list(came)}
    cursor = await conn.execute(QUERIES["debts"], values)
    debts: Sequence[tuple[int, int]] = await cursor.fetchall()
    await transfer(
        conn,
        region,
        [
            Transfer(
                transfer_id=run_id(what, period, TARGETS.index(target), region, person_id),
                debit=Account(person_id, target),
                credit=Account(person_id, OWED),
                amount_fen=min(came[person_id], debt),
                reason="owed_paid",
                happened_at=at,
            )
            for person_id, debt in debts
        ],
    )
