"""Paying a relative's premium out of one's own account, within the family sharing."""

from datetime import date
from uuid import UUID, uuid4

import pytest

from tests.builders import BOOK, CITY, OFFICER
from tests.rooms.insurance.households import Town, at
from yika.accounts import sharing
from yika.accounts.laws import AccountLaws
from yika.accounts.model import REGION, Account, Balances, Transfer
from yika.accounts.rules import Short
from yika.accounts.service import balances_of, transfer
from yika.accounts.sharing import NotShared, Share, ShareUsedUp
from yika.insurance.books.payments import Receipt
from yika.insurance.books.relatives import MoreThanPremium, OtherRegion, pay_premium
from yika.people.model import PersonKey
from yika.store.db import Database

LAWS = AccountLaws(BOOK, f"{CITY:06}")
NOW = at(3, 16)


class Family:
    """An owner with money in both wallets, and a child whose premium is open."""

    def __init__(self, town: Town, owner: PersonKey, child: PersonKey, owed: int) -> None:
        self.town, self.owner, self.child, self.owed = town, owner, child, owed

    async def shared(self, most: int | None = None) -> None:
        share = Share(
            share_id=uuid4(),
            owner=self.owner,
            relative=self.child,
            relation="child",
            starts_at=NOW,
            yearly_max_fen=most,
        )
        async with self.town.database.transaction() as conn:
            await sharing.grant(conn, LAWS, share)

    async def pays(self, fen: int, payment_id: UUID | None = None) -> Receipt:
        async with self.town.database.transaction() as conn:
            given = payment_id or uuid4()
            return await pay_premium(conn, BOOK, OFFICER, self.owner, self.child, fen, given, NOW)

    async def balances(self) -> Balances:
        async with self.town.database.transaction() as conn:
            return await balances_of(conn, self.owner)


@pytest.fixture
async def family(database: Database) -> Family:
    town = Town(database)
    owner, child = await town.person(), await town.person(date(2018, 5, 1))
    async with database.transaction() as conn:
        for kind, fen in (("current", 10_000), ("carried", 500_000)):
            mine = Account(owner.person_id, kind)
            fund = Account(REGION, "account_fund")
            await transfer(conn, CITY, [Transfer(uuid4(), fund, mine, fen, "credit", NOW)])
        await conn.execute(
            """
            INSERT INTO tariffs (region, tariff_id, period, scheme, lines, terms, policy)
            VALUES (%s, %s, '2026-01-01', 'resident',
                '[{"insurance": "medical", "payer": "person", "per": "year"}]', '{}', 'x')
            """,
            (CITY, TARIFF),
        )
        await conn.execute(
            """
            INSERT INTO bills (region, person_id, period, kind, scheme, owed_by, tariff_id,
                amounts, owed_fen, due_on, issued_at)
            VALUES (%s, %s, '2026-01-01', 'year', 'resident', 'person', %s, '{40000}', 40000,
                '2026-12-31', %s)
            """,
            (CITY, child.person_id, TARIFF, NOW),
        )
    return Family(town, owner, child, 40_000)


TARIFF = uuid4()


@pytest.mark.covers("CONTR-34")
async def test_the_premium_of_a_relative_is_paid_from_the_account_once(family: Family):
    with pytest.raises(NotShared):
        await family.pays(40_000)
    await family.shared()
    payment = uuid4()
    receipt = await family.pays(40_000, payment)
    assert [(part.kind, part.amount_fen) for part in receipt.placed] == [("year", 40_000)]
    assert (await family.pays(40_000, payment)).replayed
    assert await family.balances() == Balances(current=0, carried=470_000)


async def test_the_owners_limit_counts_and_money_never_becomes_a_credit(family: Family):
    await family.shared(most=30_000)
    await family.pays(25_000)
    with pytest.raises(ShareUsedUp) as told:
        await family.pays(5_001)
    assert told.value.facts == {"left_fen": 5_000, "asked_fen": 5_001}
    with pytest.raises(MoreThanPremium):
        await family.pays(40_001)
    assert await family.balances() == Balances(current=0, carried=485_000)


async def test_an_account_that_has_less_pays_nothing(family: Family):
    await family.shared()
    async with family.town.database.transaction() as conn:
        mine = Account(family.owner.person_id, "carried")
        spent = Transfer(uuid4(), mine, Account(REGION, "outside"), 490_000, "spend", NOW)
        await transfer(conn, CITY, [spent])
    with pytest.raises(Short) as told:
        await family.pays(40_000)
    assert told.value.facts["missing_fen"] == 20_000
    assert await family.balances() == Balances(current=10_000, carried=10_000)


async def test_a_relative_elsewhere_is_paid_for_there(family: Family):
    family.child = PersonKey(CITY + 1, 1)
    with pytest.raises(NotShared):
        await family.pays(1)
    await family.shared()
    with pytest.raises(OtherRegion):
        await family.pays(1)
