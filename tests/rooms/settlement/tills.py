"""A till in a real database: the made-up city's places, people with cards and money, bills."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from itertools import count
from typing import Any

from tests.builders import AT, BOOK, CITY, Somebody, with_card
from tests.rooms.accounts.purse import Purse
from yika.accounts.model import Balances
from yika.accounts.service import balances_of
from yika.cards.service import opened_number
from yika.demo.places import load_places
from yika.ground.errors import YikaError
from yika.institutions import service as institutions
from yika.institutions.model import Institution
from yika.settlement.till.batch import settle_many
from yika.settlement.till.bills import Settled, Wanted
from yika.settlement.till.till import TillLaws, till_laws
from yika.settlement.visits.fee_rules import Charge
from yika.store.db import Conn, Database

DRUG_A, DRUG_B = "XA02BAD004A004010110112", "XA02ADE005B005010110149"
PLAIN, POOLED = "P99990000001", "P99990000002"  # pharmacies: the second charges the pool
HOSPITAL, CLINIC = "H99990000001", "H99990000003"


@dataclass
class Tills:
    """The tills of the city."""

    database: Database
    laws: TillLaws = field(default_factory=lambda: till_laws(BOOK, f"{CITY:06}"))
    numbers: "count[int]" = field(default_factory=lambda: count(1_000_001))

    async def at(self, code: str) -> Institution:
        async with self.database.transaction() as conn:
            return await institutions.by_code(conn, code)

    async def settle(
        self, wanted: Sequence[Wanted], at: datetime = AT
    ) -> list[Settled | YikaError]:
        """Settle bills in one transaction and commit."""
        async with self.database.transaction() as conn:
            return await self.settle_in(conn, wanted, at)

    async def settle_in(
        self, conn: Conn, wanted: Sequence[Wanted], at: datetime = AT
    ) -> list[Settled | YikaError]:
        found, _ = await settle_many(
            conn, self.database.keys, self.laws, CITY, CITY, wanted, at, wall=at
        )
        return found

    async def bought(self, wanted: Wanted, at: datetime = AT) -> Settled:
        """Settle one bill, which must work."""
        (done,) = await self.settle([wanted], at)
        assert isinstance(done, Settled), done
        return done

    async def refused(self, wanted: Wanted, at: datetime = AT) -> YikaError:
        """Have one bill refused."""
        (done,) = await self.settle([wanted], at)
        assert isinstance(done, YikaError), done
        return done

    async def purchase(
        self, who: Somebody, yuan: int, place: str = POOLED, **changes: Any
    ) -> Wanted:
        """A purchase of class A for so many yuan, by ID number unless told otherwise."""
        number = next(self.numbers)
        given: dict[str, Any] = {
            "institution": await self.at(place),
            "person": who.person,
            "infno": "2102",
            "msgid": f"M{number}",
            "message_id": number,
            "kind": "pharmacy",
            "credential": "card",
            "number": await self.card_number(who),
            "certno": who.id_number,
            "med_type": "41",
            "insutype": "310",
            "account_use": "1",
            "total_fen": yuan * 100,
            "begins_at": AT,
            "charges": (a_charge("1", yuan),),
        }
        return Wanted(**(given | changes))

    async def card_number(self, who: Somebody, form: str = "physical") -> str:
        sealed = await self.value(
            f"""
            SELECT number_sealed FROM cards
            WHERE region = %(region)s AND person_id = %(person_id)s AND form = '{form}'
            ORDER BY card_id
            """,
            who,
        )
        return opened_number(self.database.keys, who.person, sealed)

    async def balances(self, who: Somebody) -> Balances:
        async with self.database.transaction() as conn:
            return await balances_of(conn, who.person)

    async def run(self, statement: str, who: Somebody) -> None:
        """Change something about somebody, past all services."""
        values = {"region": CITY, "person_id": who.person.person_id}
        async with self.database.transaction() as conn:
            await conn.execute(statement.encode(), values)

    async def value(self, statement: str, who: Somebody) -> Any:
        """One value about somebody."""
        async with self.database.transaction() as conn:
            row = await (
                await conn.execute(
                    statement.encode(), {"region": CITY, "person_id": who.person.person_id}
                )
            ).fetchone()
        assert row is not None
        return row[0]


def a_charge(line_no: str, yuan: int, item: str = DRUG_A, **changes: Any) -> Charge:
    """A line of one piece."""
    given: dict[str, Any] = {
        "line_no": line_no,
        "batch": "",
        "item": item,
        "own_item": f"own-{item[:6]}",
        "quantity": Decimal(1),
        "price": Decimal(yuan),
        "total_fen": yuan * 100,
        "charged_at": AT,
    }
    return Charge(**(given | changes))


async def open_tills(database: Database) -> Tills:
    """The city's places, open; they are there already where a test's template has them."""
    async with database.transaction() as conn:
        found = await conn.execute("SELECT EXISTS (SELECT FROM institutions)")
        if await found.fetchone() == (False,):
            await load_places(conn, database.keys)
    return Tills(database)


async def a_customer(database: Database, current: int = 0, carried: int = 0) -> Somebody:
    """An employee with a card in use and so many fen in each wallet."""
    who = await with_card(database, CITY)
    purse = Purse(database, who)
    for kind, fen in (("current", current), ("carried", carried)):
        if fen:
            await purse.gets(fen, kind)
    return who
