"""The standing that a refusal tells, from facts the batch has read already.

Reading it again, in a transaction of its own, made a refusal dearer than a settlement.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, TypeAlias

from yika.access.model import Actor
from yika.faces.gateway.asked import actor_of
from yika.faces.gateway.telling import is_by_standing
from yika.ground.errors import YikaError
from yika.settlement.till.bills import Settled, Wanted
from yika.settlement.till.facts import Known
from yika.settlement.till.till import TillLaws
from yika.standing.model import Standing
from yika.standing.reading import Row
from yika.standing.service import why_read
from yika.store.db import Conn
from yika.store.keys import Keys


class Refusal(NamedTuple):
    """A bill that was refused, and how whoever it was about stands, where that could be told."""

    error: YikaError
    standing: Standing | None = None


Judged: TypeAlias = Settled | Refusal


async def with_standings(
    conn: Conn,
    keys: Keys,
    laws: TillLaws,
    wanted: Sequence[Wanted],
    outcomes: Sequence[Settled | YikaError],
    known: Known,
    at: datetime,
) -> list[Judged]:
    """What came of each bill; where the standing is why not, that too, each look noted."""
    judged: list[Judged] = []
    asking: dict[int, tuple[Row, Actor]] = {}  # by place
    for place, (one, outcome) in enumerate(zip(wanted, outcomes, strict=True)):
        judged.append(Refusal(outcome) if isinstance(outcome, YikaError) else outcome)
        purse = known.people.get(one.person.person_id)
        if purse is not None and isinstance(outcome, YikaError) and is_by_standing(outcome):
            row = Row(purse.facts, purse.identity_sealed, purse.numbers_sealed)
            asking[place] = row, actor_of(one.institution)
    standings = await why_read(conn, keys, laws.standing, list(asking.values()), at)
    for place, standing in zip(asking, standings, strict=True):
        outcome = judged[place]
        assert isinstance(outcome, Refusal), "only of refusals it was asked"
        judged[place] = outcome._replace(standing=standing)
    return judged
