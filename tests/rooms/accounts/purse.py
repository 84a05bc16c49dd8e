"""Somebody with money in the account, in a real database."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from tests.builders import AT, BOOK, CITY, Somebody, somebody
from yika.accounts.laws import AccountLaws
from yika.accounts.model import REGION, Account, Balances, Transfer
from yika.accounts.service import balances_of, transfer
from yika.people.model import PersonKey
from yika.store.db import Database

LAWS = AccountLaws(BOOK, f"{CITY:06}")
FUND = Account(REGION, "account_fund")
OUTSIDE = Account(REGION, "outside")


@dataclass
class Purse:
    """A person's accounts; every move is a transaction of its own."""

    database: Database
    somebody: Somebody

    @property
    def person(self) -> PersonKey:
        return self.somebody.person

    def account(self, kind: str) -> Account:
        return Account(self.person.person_id, kind)

    async def gets(self, fen: int, kind: str = "current", at: datetime = AT) -> Transfer:
        return await self.moved(FUND, self.account(kind), fen, "credit", at)

    async def spends(self, fen: int, kind: str = "current", at: datetime = AT) -> Transfer:
        return await self.moved(self.account(kind), OUTSIDE, fen, "spend", at)

    async def moved(
        self, debit: Account, credit: Account, fen: int, reason: str, at: datetime
    ) -> Transfer:
        made = Transfer(uuid4(), debit, credit, fen, reason, at)
        async with self.database.transaction() as conn:
            await transfer(conn, self.person.region, [made])
        return made

    async def balances(self) -> Balances:
        async with self.database.transaction() as conn:
            return await balances_of(conn, self.person)


async def purse(
    database: Database, region: int = CITY, current: int = 0, carried: int = 0
) -> Purse:
    """Somebody with so much in each wallet."""
    found = Purse(database, await somebody(database, region))
    for kind, fen in (("current", current), ("carried", carried)):
        if fen:
            await found.gets(fen, kind)
    return found
