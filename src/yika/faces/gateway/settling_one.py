"""A bill settled or tried alone in its transaction."""

from yika.faces.gateway.asked import Asked
from yika.ground.days import wall_clock
from yika.ground.errors import YikaError
from yika.settlement.till.batch import settle_many, steady
from yika.settlement.till.bills import Settled, Wanted
from yika.settlement.till.till import till_laws
from yika.store.db import Conn


async def settled_alone(conn: Conn, asked: Asked, wanted: Wanted) -> Settled:
    """What came of one bill. Fails with every reason of a refusal."""
    person, house = wanted.person, asked.house
    await steady(conn)
    (done,), _ = await settle_many(
        conn,
        house.database.keys,
        till_laws(house.book, person.division),
        person.region,
        asked.institution.region,
        [wanted],
        asked.at,
        wall_clock(),
    )
    if isinstance(done, YikaError):
        raise done
    return done
