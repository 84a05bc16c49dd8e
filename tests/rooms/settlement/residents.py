"""Residents at the tills of the city, with a chronic disease: bills that come to the ceiling."""

from datetime import datetime
from typing import Any

from tests.builders import AT, CHOSEN, CITY, Somebody, ready, somebody
from tests.rooms.settlement.tills import Tills
from yika.settlement.till.bills import Settled
from yika.store.db import Database
from yika.store.sealing import seal

DISEASE = "M03900"
CEILING = 40_000_000  # of critical illness in the made-up city, in fen


async def a_resident(
    database: Database,
    *paid: tuple[str, str, int],  # first and last month, where
    how: str = "registered",
    since: str = "2019-01-01",
) -> Somebody:
    """Somebody insured as a resident, with a card, who has a chronic disease on file."""
    who = await somebody(database, insured=False)
    await ready(who, CHOSEN)
    tills = Tills(database)
    await tills.run(
        f"""
        INSERT INTO enrolments (region, person_id, enrolment_id, scheme, "group", how, starts_on)
        VALUES (%(region)s, %(person_id)s, gen_random_uuid(), 'resident', 'adult', '{how}',
                '{since}')
        """,
        who,
    )
    for first, last, place in paid or (("2019-01", "2026-12", CITY),):
        await tills.run(
            f"""
            INSERT INTO paid_spans (region, person_id, scheme, from_month, until_month, place)
            VALUES (%(region)s, %(person_id)s, 'resident', '{first}-01', '{last}-01', {place})
            """,
            who,
        )
    await with_disease(tills, who)
    return who


async def with_disease(tills: Tills, who: Somebody) -> None:
    """A chronic disease on file."""
    person = who.person
    row = "filings", "details_sealed", person.region, person.person_id
    sealed = seal(tills.database.keys, *row, b'{"said": {}}')
    await tills.run(
        f"""
        INSERT INTO filings (region, person_id, filing_id, kind, starts_on, what, details_sealed,
                             filed_at, decided_at, is_approved)
        VALUES (%(region)s, %(person_id)s, 1, 'chronic', '2020-01-01', '{DISEASE}',
                '\\x{sealed.hex()}', now(), now(), true)
        """,
        who,
    )


async def chronic(tills: Tills, who: Somebody, yuan: int, **changes: Any) -> Any:
    """Medicine for the disease, wanted at a pharmacy."""
    given: dict[str, Any] = {"med_type": "14", "insutype": "390", "account_use": "0"}
    return await tills.purchase(who, yuan, **(given | changes))


async def treated(
    tills: Tills, who: Somebody, *yuan: int, at: datetime = AT, **changes: Any
) -> list[Settled]:
    """Bills one after another."""
    return [await tills.bought(await chronic(tills, who, one, **changes), at) for one in yuan]


def critical(done: list[Settled]) -> int:
    """What critical illness paid of some bills."""
    return sum(one.shares.layers.get("critical_illness", 0) for one in done)
