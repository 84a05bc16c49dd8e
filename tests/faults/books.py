"""What must be true of everything that was written, whatever went wrong while it was."""

from collections.abc import Mapping
from typing import Any

import msgspec

from tests.builders import CITY
from yika.accounts import funds
from yika.settlement.model import Pool, SoFar
from yika.settlement.pricing.benefit import added
from yika.store.db import Conn, Database

# Each finds what must not be there; a row is a fault.
NEVER = {
    "a claimed message without a reply": """
        SELECT infno, msgid FROM messages WHERE reply_sealed IS NULL AND reversed_at IS NULL
    """,
    "a balance that is not the sum of its transfers": """
        SELECT coalesce(m.owner, b.person_id), coalesce(m.kind, b.kind), m.fen, b.balance_fen
        FROM (SELECT owner, kind, sum(fen)::bigint AS fen FROM (
                SELECT debit_owner AS owner, debit AS kind, -amount_fen AS fen FROM transfers
                UNION ALL SELECT credit_owner, credit, amount_fen FROM transfers) t
              WHERE owner > 0 GROUP BY 1, 2) m
        FULL JOIN balances b ON b.person_id = m.owner AND b.kind = m.kind
        WHERE coalesce(m.fen, 0) <> coalesce(b.balance_fen, 0)
    """,
    "a settlement without its message, or of another number": """
        SELECT s.settlement_id FROM settlements s
        LEFT JOIN messages m ON m.region = s.institution_region
            AND m.institution_id = s.institution_id AND m.infno = s.infno AND m.msgid = s.msgid
        WHERE m.message_id IS DISTINCT FROM s.settlement_id
    """,
    "an answered bill or cancel without its settlement": """
        SELECT m.infno, m.msgid FROM messages m
        LEFT JOIN settlements s ON s.settlement_id = m.message_id AND s.person_id = m.person_id
        WHERE m.infno IN ('2102', '2103', '2207', '2208') AND m.reply_sealed IS NOT NULL
          AND s.settlement_id IS NULL
    """,
    "a bill that stands and is not the sum of its lines": """
        SELECT s.settlement_id, s.total_fen, sum(f.total_fen) FROM settlements s
        LEFT JOIN fee_lines f ON f.region = s.region AND f.person_id = s.person_id
            AND f.visit_id = s.visit_id AND f.settlement_id = s.settlement_id
        WHERE s.cancels IS NULL AND NOT EXISTS (
            SELECT FROM settlements c
            WHERE c.region = s.region AND c.person_id = s.person_id
              AND c.cancels = s.settlement_id)
        GROUP BY s.settlement_id, s.total_fen HAVING s.total_fen IS DISTINCT FROM sum(f.total_fen)
    """,
    "lines that belong to a bill that does not stand": """
        SELECT f.visit_id, f.line_no FROM fee_lines f
        LEFT JOIN settlements s ON s.region = f.region AND s.person_id = f.person_id
            AND s.settlement_id = f.settlement_id
        WHERE f.settlement_id IS NOT NULL AND (s.settlement_id IS NULL OR EXISTS (
            SELECT FROM settlements c
            WHERE c.region = f.region AND c.person_id = f.person_id
              AND c.cancels = f.settlement_id))
    """,
    "a purchase without its settlement": """
        SELECT v.visit_id FROM visits v
        LEFT JOIN settlements s USING (region, person_id, visit_id)
        WHERE v.kind = 'pharmacy' AND s.settlement_id IS NULL
    """,
    "a settlement that is not in the journal, or not once": """
        SELECT s.settlement_id, count(j.facts) FROM settlements s
        LEFT JOIN journal j ON j.region = s.region AND j.person_id = s.person_id
            AND j.what IN ('bill.settled', 'bill.cancelled')
            AND j.facts ->> 'settlement_id' = s.settlement_id::text
        GROUP BY 1 HAVING count(j.facts) <> 1
    """,
    "an institution that is owed other than its settlements": """
        SELECT coalesce(s.owner, p.owner), s.fen, p.fen FROM (
            SELECT -institution_id AS owner, sum(fund_fen + account_fen)::bigint AS fen
            FROM settlements GROUP BY 1) s
        FULL JOIN (
            SELECT owner, sum(fen)::bigint AS fen FROM (
                SELECT credit_owner AS owner, amount_fen AS fen FROM transfers
                WHERE credit = 'payable'
                UNION ALL SELECT debit_owner, -amount_fen FROM transfers
                WHERE debit = 'payable') t GROUP BY 1) p ON p.owner = s.owner
        WHERE coalesce(s.fen, 0) <> coalesce(p.fen, 0)
    """,
    "a use of a card without a standing bill paid with it, or the other way round": """
        SELECT u.person_id, u.uses, s.bills FROM (
            SELECT person_id, count(*) AS uses FROM card_uses GROUP BY 1) u
        FULL JOIN (
            SELECT person_id, count(*) AS bills FROM settlements s
            WHERE cancels IS NULL AND credential = 'card' AND NOT EXISTS (
                SELECT FROM settlements c
                WHERE c.person_id = s.person_id AND c.cancels = s.settlement_id)
            GROUP BY 1) s ON s.person_id = u.person_id
        WHERE coalesce(u.uses, 0) <> coalesce(s.bills, 0)
    """,
}
Year = tuple[int, str, str]


async def check_books(database: Database) -> None:
    """All of it, of everybody."""
    async with database.transaction() as conn:
        for fault, statement in NEVER.items():
            found = await (await conn.execute(statement.encode())).fetchall()
            assert not found, f"{fault}: {found[:5]}"
        assert await funds.zero_sum(conn, CITY) == 0
        assert await _years(conn) == await _sums(conn)


async def settled(database: Database) -> dict[str, int]:
    """How many settlements each message made, by its msgid."""
    async with database.transaction() as conn:
        rows = await (
            await conn.execute("SELECT msgid, count(*) FROM settlements GROUP BY 1")
        ).fetchall()
    return {row[0]: row[1] for row in rows}


async def _years(conn: Conn) -> Mapping[Year, Mapping[str, Pool]]:
    """What benefit years have come to, as it is kept."""
    statement = "SELECT person_id, scheme, benefit_year::text, state::text FROM accumulations"
    rows = await (await conn.execute(statement)).fetchall()
    kept = {tuple(row[:3]): msgspec.json.decode(row[3], type=SoFar).pools for row in rows}
    return _something(kept)


async def _sums(conn: Conn) -> Mapping[Year, Mapping[str, Pool]]:
    """The same, from what every settlement and every cancel added."""
    statement = """
        SELECT person_id, CASE insutype WHEN '390' THEN 'resident' ELSE 'employee' END,
            benefit_year::text, change::text
        FROM settlements ORDER BY person_id, recorded_at, settlement_id
    """
    found: dict[Any, SoFar] = {}
    for row in await (await conn.execute(statement)).fetchall():
        change = msgspec.json.decode(row[3], type=dict[str, Pool])
        year = tuple(row[:3])
        found[year] = added(found.get(year, SoFar()), change)
    return _something({year: one.pools for year, one in found.items()})


def _something(years: Mapping[Any, Mapping[str, Pool]]) -> Mapping[Year, Mapping[str, Pool]]:
    """Without what came to nothing."""
    found = {
        year: {name: pool for name, pool in pools.items() if pool != Pool()}
        for year, pools in years.items()
    }
    return {year: pools for year, pools in found.items() if pools}
