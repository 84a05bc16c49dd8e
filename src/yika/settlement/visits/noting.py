"""What an institution did with a visit or a stay, for the journal: by whom, when, to which.

Never what is wrong with somebody: an entry says which visit and how many lines, no more.
"""

from datetime import datetime
from typing import Final

from yika.access.model import Actor
from yika.settlement.visits.visit_rules import Visit
from yika.store import journal
from yika.store.db import Conn

REGISTERED: Final = "visit.registered"
DESCRIBED: Final = "visit.described"  # its care category and diagnoses
CHANGED: Final = "visit.changed"  # what was said on admission
DISCHARGED: Final = "visit.discharged"
REOPENED: Final = "visit.reopened"
CANCELLED: Final = "visit.cancelled"
LINES_ADDED: Final = "lines.added"
LINES_DELETED: Final = "lines.deleted"


async def note_visit(
    conn: Conn, actor: Actor, visit: Visit, what: str, at: datetime, lines: int | None = None
) -> None:
    """Write down what was done with a visit, and with how many of its lines."""
    counted = {} if lines is None else {"lines": lines}
    entry = journal.Entry(
        region=visit.person.region,
        person_id=visit.person.person_id,
        what=what,
        actor=actor.name,
        role=actor.role,
        channel=actor.channel,
        happened_at=at,
        facts={"visit_id": str(visit.visit_id), **counted},
    )
    await journal.record(conn, [entry])
