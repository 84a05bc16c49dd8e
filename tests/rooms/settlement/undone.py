"""Cancels at the tills, and everything of money and counts that a cancel has to bring back."""

from datetime import datetime
from typing import Any

from tests.builders import AT, BOOK, CITY, Somebody
from tests.rooms.settlement.tills import POOLED, Tills
from yika.settlement.till.bills import Settled
from yika.settlement.undoing import undoing
from yika.settlement.undoing.undoing import Cancelled, Undo

# What is counted, a query each; moves of money show in the balances of all accounts together.
TABLES = {
    "balances": """
        SELECT person_id, kind, balance_fen FROM balances WHERE balance_fen <> 0 ORDER BY 1, 2
    """,
    "accounts": """
        SELECT owner, kind, sum(fen)::bigint FROM (
            SELECT debit_owner AS owner, debit AS kind, -amount_fen AS fen FROM transfers
            UNION ALL SELECT credit_owner, credit, amount_fen FROM transfers) t
        GROUP BY 1, 2 HAVING sum(fen) <> 0 ORDER BY 1, 2
    """,
    "accumulations": "SELECT person_id, scheme, benefit_year, state::text FROM accumulations",
    "card_uses": "SELECT person_id, card_id, used_at, seq FROM card_uses ORDER BY 1, 2, 3, 4",
    "share_uses": "SELECT person_id, share_id, amount_fen, used_at FROM share_uses ORDER BY 1, 2",
    "settled": "SELECT sum(total_fen)::bigint, sum(fund_fen)::bigint FROM settlements",
    "lines": "SELECT person_id, visit_id, line_no FROM fee_lines WHERE settlement_id IS NOT NULL",
    "open_visits": "SELECT visit_id FROM visits WHERE cancelled_at IS NULL ORDER BY 1",
}


async def state(tills: Tills) -> dict[str, list[Any]]:
    """All that settling changes, of everybody."""
    found: dict[str, list[Any]] = {}
    async with tills.database.transaction() as conn:
        for name, statement in TABLES.items():
            rows = await (await conn.execute(statement.encode())).fetchall()
            found[name] = [row for row in rows if any(one not in (None, 0) for one in row)]
    return found


async def cancelled(
    tills: Tills, who: Somebody, settlement_id: int, at: datetime = AT, place: str = POOLED
) -> Cancelled:
    """Cancel a settlement and commit."""
    institution = await tills.at(place)
    number = next(tills.numbers)
    asked = Undo(
        institution=institution,
        person=who.person,
        infno="2103",
        msgid=f"U{number}",
        message_id=number,
        setl_id=str(settlement_id),
    )
    async with tills.database.transaction() as conn:
        return await undoing.cancel(conn, BOOK, asked, at)


def number_of(done: Settled) -> int:
    """The number of a settlement."""
    return done.wanted.message_id


__all__ = ["CITY", "TABLES", "cancelled", "number_of", "state"]
