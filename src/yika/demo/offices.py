"""The officers of the made-up city's agency, one or two a duty. Nobody is called like that."""

from datetime import date
from typing import Final

from yika.access import officers
from yika.access.model import Duty, Officer
from yika.demo.model import MADE_UP_CITY
from yika.store.db import Conn

SINCE: Final = date(2020, 1, 1)
OFFICERS: Final = tuple(
    Officer(
        region=MADE_UP_CITY,
        code=code,
        name=name,
        duties=frozenset({duty}),
        employed_from=SINCE,
    )
    for code, name, duty in (
        ("C1", "演示经办一", Duty.HANDLE),
        ("C2", "演示经办二", Duty.HANDLE),
        ("K1", "演示复核", Duty.CHECK),
        ("J1", "演示稽核", Duty.INVESTIGATE),
        ("H1", "演示热线", Duty.HOTLINE),
        ("B1", "演示银行柜员", Duty.BANK),
        ("M1", "演示医院窗口", Duty.HOSPITAL),
    )
)


async def load_officers(conn: Conn) -> None:
    """Record the officers."""
    for officer in OFFICERS:
        await officers.employ(conn, officer)
