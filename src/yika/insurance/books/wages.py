"""What an employer's people earn on average, from the bases it declared (单位月平均缴费工资)."""

from datetime import date
from fractions import Fraction

from yika.store.db import Conn
from yika.store.sql import queries

QUERIES = queries(__package__, "wages.sql")


async def average_base(
    conn: Conn, region: int, employer_id: int, first: date, until: date
) -> Fraction | None:
    """Fen a month of one employee, exactly, over the months from a day to before another.

    None where the employer declared none.
    """
    values = {"region": region, "employer_id": employer_id, "first": first, "until": until}
    row = await (await conn.execute(QUERIES["average_base"], values)).fetchone()
    assert row is not None
    return Fraction(row[0], row[1]) if row[1] else None


async def average_of_last_year(
    conn: Conn, region: int, employer_id: int, on: date
) -> Fraction | None:
    """The average of the calendar year before a day; of a new employer, of this year until then."""
    this, last = date(on.year, 1, 1), date(on.year - 1, 1, 1)
    found = await average_base(conn, region, employer_id, last, this)
    return found or await average_base(conn, region, employer_id, this, on)
