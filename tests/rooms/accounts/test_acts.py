"""Sharing, withdrawing, clearing out, clawing back: what the law allows, and nothing else."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from tests.builders import AT, BOOK, CITY, somebody
from tests.rooms.accounts.purse import FUND, LAWS, Purse, purse
from yika.accounts import clear_out, crediting, sharing, withdrawal
from yika.accounts.clear_out import ClearingOut, ClearOut, ClearOutStage, MovesByItself
from yika.accounts.laws import AccountLaws, AccountRuleUnknown
from yika.accounts.model import Balances
from yika.accounts.rules import ClawedBackBefore, Short
from yika.accounts.sharing import (
    AlreadyShared,
    NotShared,
    RelationNotShared,
    Share,
    ShareUsedUp,
    TooManyRelatives,
    UseNotShared,
    check_use,
    left_this_year,
)
from yika.accounts.statement import where
from yika.accounts.withdrawal import MoneyOnItsWay, NothingToWithdraw, WithdrawalNotAllowed
from yika.ground.days import BEIJING
from yika.ground.errors import Refusals
from yika.people.model import PersonKey
from yika.store.db import Database


def a_share(
    owner: PersonKey, relative: PersonKey, relation: str = "child", **more: object
) -> Share:
    told = {"yearly_max_fen": None, "starts_at": AT} | more
    return Share(share_id=uuid4(), owner=owner, relative=relative, relation=relation, **told)  # pyright: ignore[reportArgumentType]


async def granted(database: Database, share: Share) -> None:
    async with database.transaction() as conn:
        await sharing.grant(conn, LAWS, share)


@pytest.mark.covers("ACCT-10")
async def test_near_relatives_may_use_the_account_until_it_is_revoked(database: Database):
    owner = (await purse(database)).person
    child, friend = [(await somebody(database)).person for _ in range(2)]
    share = a_share(owner, child)
    await granted(database, share)
    await granted(database, share)
    with pytest.raises(AlreadyShared):
        await granted(database, a_share(owner, child, "parent"))
    with pytest.raises(RelationNotShared):
        await granted(database, a_share(owner, friend, "cousin"))
    async with database.transaction() as conn:
        assert await sharing.between(conn, owner, child, AT) == share
        assert await sharing.of_relative(conn, child) == [share]
        await sharing.revoke(conn, owner, child, AT + timedelta(days=1))
        with pytest.raises(NotShared):
            await sharing.between(conn, owner, child, AT + timedelta(days=2))


async def test_no_more_relatives_than_the_region_says_and_an_end_makes_room(database: Database):
    owner = (await purse(database)).person
    relatives = [(await somebody(database)).person for _ in range(3)]
    await granted(database, a_share(owner, relatives[0], ends_at=AT + timedelta(days=30)))
    await granted(database, a_share(owner, relatives[1]))
    with pytest.raises(TooManyRelatives) as told:
        await granted(database, a_share(owner, relatives[2]))
    assert told.value.facts == {"most": 2}
    later = AT + timedelta(days=31)
    await granted(database, a_share(owner, relatives[2], starts_at=later))


def test_before_the_reform_only_the_closest_and_only_within_the_province():
    owner, far = PersonKey(CITY, 1), PersonKey(110000, 2)
    before = datetime(2024, 7, 1, 9, tzinfo=BEIJING)
    share = a_share(owner, far, "sibling", starts_at=before)
    codes = [error.code for error in sharing.refusals(LAWS, share, [])]
    assert codes == ["relation_not_shared", "not_across_provinces"]
    assert sharing.refusals(LAWS, replace(share, starts_at=AT), []) == []


def test_a_use_keeps_to_what_is_shared_and_to_the_limit_of_the_year():
    share = a_share(PersonKey(CITY, 1), PersonKey(CITY, 2), yearly_max_fen=50_000)
    assert left_this_year(LAWS, share, 20_000, AT) == 30_000
    check_use(LAWS, share, "resident_premium", 20_000, 30_000, AT)
    with pytest.raises(Refusals) as told:
        check_use(LAWS, share, "commercial_cover", 20_000, 30_001, AT - timedelta(days=1))
    assert [type(one) for one in told.value.reasons] == [NotShared, UseNotShared, ShareUsedUp]


@pytest.mark.covers("ACCT-03")
async def test_no_cash_and_no_transfer_but_what_the_law_names(database: Database):
    rich = await purse(database, current=5_000, carried=700)
    for occasion in ("cash", "holiday", "moved_region"):
        async with database.transaction() as conn:
            with pytest.raises(WithdrawalNotAllowed):
                await withdrawal.withdraw(conn, LAWS, rich.person, occasion, uuid4(), AT)
    assert await rich.balances() == Balances(current=5_000, carried=700)


async def test_the_balance_is_paid_out_once_less_what_is_owed(database: Database):
    rich = await purse(database, current=500, carried=7_000)
    await rich.moved(rich.account("owed"), FUND, 600, "claw_back", AT)
    this = uuid4()
    for _ in range(2):
        async with database.transaction() as conn:
            paid = await withdrawal.withdraw(conn, LAWS, rich.person, "death", this, AT)
        assert paid == 6_900
    assert await rich.balances() == Balances()
    async with database.transaction() as conn:
        with pytest.raises(NothingToWithdraw):
            await withdrawal.withdraw(conn, LAWS, rich.person, "death", uuid4(), AT)


async def test_where_no_rule_is_known_nothing_is_paid_out(database: Database):
    laws = AccountLaws(BOOK, "440300")
    assert laws.value("account.interest", AT) is None
    with pytest.raises(AccountRuleUnknown):
        laws.interest(AT.date())


def a_clear_out(new_bank: str = "另一银行") -> ClearOut:
    return ClearOut(clear_out_id=uuid4(), old_bank="演示银行", new_bank=new_bank, noticed_at=AT)


@pytest.mark.covers("ACCT-11")
async def test_between_two_banks_every_yuan_is_somewhere(database: Database):
    rich = await purse(database, current=4_000, carried=600)
    asked = a_clear_out()
    person = rich.person

    async def told() -> tuple[str | None, Balances]:
        async with database.transaction() as conn:
            found = await where(conn, LAWS, person, AT)
        return found.clear_out and found.clear_out.stage, found.balances

    async with database.transaction() as conn:
        await clear_out.notice(conn, LAWS, person, asked)
        await clear_out.notice(conn, LAWS, person, asked)
        with pytest.raises(ClearingOut):
            await clear_out.notice(conn, LAWS, person, a_clear_out())
        with pytest.raises(ClearOutStage):
            await clear_out.arrive(conn, person, asked.clear_out_id, AT)
    assert await told() == ("noticed", Balances(current=4_000, carried=600))
    for _ in range(2):
        async with database.transaction() as conn:
            await clear_out.clear(conn, person, asked.clear_out_id, AT)
        assert await told() == ("cleared", Balances(clearing=4_600))
    with pytest.raises(Short):
        await rich.spends(1)
    await rich.gets(90)
    async with database.transaction() as conn:
        with pytest.raises(MoneyOnItsWay):
            await withdrawal.withdraw(conn, LAWS, person, "death", uuid4(), AT)
    for _ in range(2):
        async with database.transaction() as conn:
            await clear_out.arrive(conn, person, asked.clear_out_id, AT)
        assert await told() == (None, Balances(current=4_090, carried=600))


async def test_at_the_same_bank_the_balance_moves_by_itself(database: Database):
    rich = await purse(database, current=4_000)
    async with database.transaction() as conn:
        with pytest.raises(MovesByItself):
            await clear_out.notice(conn, LAWS, rich.person, a_clear_out("演示银行"))


async def clawed(rich: Purse, fen: int, reference: object) -> None:
    async with rich.database.transaction() as conn:
        await crediting.claw_back(conn, rich.person, fen, reference, "pooled", AT)  # pyright: ignore[reportArgumentType]


async def test_a_claw_back_takes_what_is_there_and_the_rest_is_owed(database: Database):
    rich = await purse(database, current=300, carried=200)
    first, second = uuid4(), uuid4()
    await clawed(rich, 400, first)
    await clawed(rich, 400, first)
    assert await rich.balances() == Balances(carried=100)
    await clawed(rich, 250, second)
    await rich.gets(70)
    await clawed(rich, 250, second)
    assert await rich.balances() == Balances(current=70, owed=150)
    with pytest.raises(ClawedBackBefore):
        await clawed(rich, 251, second)
