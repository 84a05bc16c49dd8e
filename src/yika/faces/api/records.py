"""Records: mandates, filings, family doctors, confirmations, and what was said about inquiries."""

from typing import Final

from litestar import get
from litestar.params import FromPath

from yika.faces.api.asking import BEARER, NOS, Asked, Housed, actor_of, person_of
from yika.guide.records_told import RecordsTold, records_told


@get(
    "/people/{person:str}/records",
    tags=["records"],
    summary="委托、备案、签约、认证 / mandates, filings, contracts, confirmations",
    responses=NOS,
    security=BEARER,
)
async def records(request: Asked, person: FromPath[str], house: Housed) -> RecordsTold:
    """What a person granted, filed, signed and confirmed, with the numbers that acts ask for."""
    async with house.database.transaction() as conn:
        actor = await actor_of(conn, request, house)
        about, now = person_of(person, actor), await house.now(conn)
        return await records_told(conn, house.database.keys, house.book, actor, about, now)


HANDLERS: Final = (records,)
