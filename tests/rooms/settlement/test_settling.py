"""Bills settled in a real database, one after another and at once."""

import asyncio
from datetime import timedelta
from random import Random
from typing import Any
from uuid import uuid4

from msgspec.structs import replace

from tests.builders import AT, BOOK, OFFICER
from tests.rooms.settlement.tills import PLAIN, POOLED, a_charge, a_customer, open_tills
from tests.waiting import wait_behind
from yika.accounts import funds, sharing
from yika.accounts.laws import AccountLaws
from yika.accounts.model import Balances
from yika.cards import qr
from yika.matters import model as acts
from yika.matters.service import submit
from yika.people import service as people
from yika.settlement.model import Circumstances
from yika.settlement.till.billing import prescribed
from yika.settlement.till.bills import Settled
from yika.settlement.till.refusals import UseStopped
from yika.settlement.till.till import till_laws
from yika.store.db import Database

PLACES = (PLAIN, POOLED)
STATE = "SELECT state FROM accumulations WHERE region = %(region)s AND person_id = %(person_id)s"


async def test_a_purchase_takes_the_deductible_then_the_pool_and_the_account_pay(
    database: Database,
) -> None:
    tills = await open_tills(database)
    who = await a_customer(database, current=5_000, carried=200_000)
    done = await tills.bought(await tills.purchase(who, 400))
    assert done.shares.deductible_fen == 30_000
    assert done.shares.layers == {"basic": 8_000}  # 80 % of what is above 300 yuan
    assert done.account_fen + done.cash_fen == 32_000
    again = await tills.bought(await tills.purchase(who, 100))
    assert (again.shares.deductible_fen, again.shares.layers) == (0, {"basic": 8_000})
    async with database.transaction() as conn:
        assert await funds.zero_sum(conn, who.person.region) == 0
        assert await funds.balance(conn, who.person.region, "pooled") == -16_000


def test_a_prescription_of_a_hospital_that_nobody_names_counts_as_none():
    laws = till_laws(BOOK, "999900")
    told = Circumstances(
        scheme="resident",
        kind="pharmacy",
        on=AT.date(),
        level="primary",
        age=40,
        group="adult",
        is_prescribed=True,
    )
    as_none = prescribed(laws, told)
    assert not as_none.is_prescribed
    assert laws.benefit.terms(as_none).kind is None
    named = replace(told, prescriber_level="primary")
    assert prescribed(laws, named) is named
    assert laws.benefit.terms(named).kind == "outpatient"
    employee = replace(told, scheme="employee")
    assert prescribed(laws, employee) is employee


async def test_two_bills_of_one_person_in_a_batch_are_judged_in_sequence(
    database: Database,
) -> None:
    tills = await open_tills(database)
    who = await a_customer(database, carried=10_000)
    wanted = [await tills.purchase(who, 60) for _ in range(4)]
    done = [one for one in await tills.settle(wanted) if isinstance(one, Settled)]
    assert [one.account_fen for one in done] == [6_000, 4_000, 0, 0]  # and the money is gone
    assert [one.balance_fen for one in done] == [4_000, 0, 0, 0]
    assert await tills.balances(who) == Balances()
    uses = "SELECT count(*) FROM card_uses WHERE region = %(region)s AND person_id = %(person_id)s"
    assert await tills.value(uses, who) == 4
    state = (
        "SELECT state FROM accumulations WHERE region = %(region)s AND person_id = %(person_id)s"
    )
    assert (await tills.value(state, who))["pools"]["outpatient"]["deductible_fen"] == 24_000


async def test_four_settlements_of_one_person_at_once_end_as_one_after_another(
    database: Database,
) -> None:
    tills = await open_tills(database)
    who = await a_customer(database, carried=10_000)
    wanted = [await tills.purchase(who, 150) for _ in range(4)]
    results = await asyncio.gather(*(tills.settle([one]) for one in wanted))
    done = [one for result in results for one in result if isinstance(one, Settled)]
    assert sorted(one.shares.deductible_fen for one in done) == [0, 0, 15_000, 15_000]
    assert sum(one.account_fen for one in done) == 10_000
    assert sum(one.shares.fund_fen for one in done) == 24_000
    assert await tills.balances(who) == Balances()


async def test_a_settlement_that_waited_for_a_lock_sees_the_loss_reported_meanwhile(
    database: Database,
) -> None:
    tills = await open_tills(database)
    who = await a_customer(database, carried=10_000)
    wanted = await tills.purchase(who, 60)
    async with database.transaction() as conn:
        await people.lock(conn, [who.person])
        waiting = asyncio.create_task(tills.settle([wanted]))
        await wait_behind(conn)
        assert not waiting.done(), "it waits for the anchor"
        await submit(
            conn,
            database.keys,
            BOOK,
            OFFICER,
            who.person,
            acts.ReportLoss(kind="formal"),
            "loss-1",
            AT,
        )
    (refused,) = await waiting
    assert isinstance(refused, UseStopped)
    assert refused.facts["causes"] == ["loss_formal"]
    assert (await tills.balances(who)).usable == 10_000


async def test_an_account_pays_at_pharmacies_no_more_than_its_limit(database: Database) -> None:
    tills = await open_tills(database)
    who = await a_customer(database, carried=100_000)
    paid = [(await tills.bought(await tills.purchase(who, 120, PLAIN))).account_fen for _ in "12"]
    assert paid == [12_000, 8_000]  # 200 yuan for each half month
    later = AT + timedelta(days=16)
    wanted = await tills.purchase(who, 120, PLAIN, begins_at=later)
    assert (await tills.bought(wanted, later)).account_fen == 12_000


async def test_who_owes_contributions_pays_from_the_account_and_gets_nothing_from_the_fund(
    database: Database,
) -> None:
    tills = await open_tills(database)
    who = await a_customer(database, carried=10_000)
    await tills.run(
        """
        UPDATE enrolments SET ends_on = '2026-03-31', end_reason = 'left'
        WHERE region = %(region)s AND person_id = %(person_id)s
        """,
        who,
    )
    later = AT + timedelta(days=120)
    done = await tills.bought(await tills.purchase(who, 60, begins_at=later), later)
    assert (done.shares.fund_fen, done.account_fen) == (0, 6_000)
    assert done.stopped == {"claim": ("not_enrolled",)}
    wanted = await tills.purchase(who, 60, begins_at=later, account_use="0")
    done = await tills.bought(wanted, later)
    assert (done.shares.fund_fen, done.account_fen, done.cash_fen) == (0, 0, 6_000)


async def test_a_lost_card_stops_while_the_e_credential_works(database: Database) -> None:
    tills = await open_tills(database)
    who = await a_customer(database, carried=10_000)
    await who.act(acts.ActivateECredential(identity="id_card", password="246813"))
    await who.act(acts.ReportLoss(kind="formal"))
    assert isinstance(await tills.refused(await tills.purchase(who, 60)), UseStopped)
    shown = {"credential": "e_credential", "number": await tills.card_number(who, "electronic")}
    assert (await tills.bought(await tills.purchase(who, 60, **shown))).account_fen == 6_000
    token = {**shown, "number": qr.token_for(database.keys, who.person, AT)}
    assert (await tills.bought(await tills.purchase(who, 30, **token))).account_fen == 3_000
    over = {**shown, "number": qr.token_for(database.keys, who.person, AT - timedelta(days=2))}
    assert (await tills.refused(await tills.purchase(who, 30, **over))).code == "code_over"


async def test_what_does_not_agree_is_refused(database: Database) -> None:
    tills = await open_tills(database)
    who = await a_customer(database, carried=10_000)
    wrongs: tuple[tuple[dict[str, Any], str], ...] = (
        ({"total_fen": 5_999}, "total_differs"),
        ({"number": "99990000000000017"}, "not_theirs"),
        ({"certno": "999900199003070014"}, "identity_differs"),
        ({"insutype": "390"}, "wrong_insurance"),
        ({"institution": await tills.at("P99990000003")}, "not_designated"),
        ({"charges": (a_charge("1", 60, "NOWHERE"),)}, "unknown_items"),
        ({"med_type": "52"}, "care_not_priced"),
    )
    for changes, code in wrongs:
        refused = await tills.refused(await tills.purchase(who, 60, **changes))
        assert refused.code == code
    assert (await tills.balances(who)).usable == 10_000


async def test_a_relative_pays_with_the_account_they_share(database: Database) -> None:
    tills = await open_tills(database)
    owner, child = await a_customer(database, carried=5_000), await a_customer(database)
    async with database.transaction() as conn:
        share = sharing.Share(
            share_id=uuid4(),
            owner=owner.person,
            relative=child.person,
            relation="child",
            starts_at=AT - timedelta(days=1),
        )
        await sharing.grant(conn, AccountLaws(BOOK, owner.person.division), share)
    wanted = [await tills.purchase(child, 30, account_use="2") for _ in range(2)]
    wanted.append(await tills.purchase(owner, 30))
    done = [one for one in await tills.settle(wanted) if isinstance(one, Settled)]
    assert [(one.shared_fen, one.account_fen) for one in done] == [
        (3_000, 3_000),
        (2_000, 2_000),
        (0, 0),
    ]
    used = "SELECT sum(amount_fen)::int FROM share_uses WHERE person_id = %(person_id)s"
    assert await tills.value(used, owner) == 5_000
    assert await tills.balances(owner) == Balances()


async def test_the_use_that_completes_the_count_stops_the_next_of_the_same_batch(
    database: Database,
) -> None:
    tills = await open_tills(database)
    who = await a_customer(database, carried=10_000)
    await who.used(58, AT - timedelta(hours=1))
    first, last, stopped = await tills.settle([await tills.purchase(who, 10) for _ in range(3)])
    assert isinstance(first, Settled)
    assert isinstance(last, Settled), "the sixtieth"
    assert isinstance(stopped, UseStopped)
    assert stopped.facts["causes"] == ["statement_due"]
    assert "statement_due" in await who.causes()


async def test_a_batch_ends_as_its_bills_one_after_another(database: Database) -> None:
    tills = await open_tills(database)
    chance = Random(7)  # noqa: S311 -- The same bills each time.
    pairs = [[await a_customer(database, 3_000, 20_000) for _ in "12"] for _ in range(3)]
    picks = [
        (chance.randrange(3), chance.randrange(1, 900), chance.choice("01"), chance.choice(PLACES))
        for _ in range(24)
    ]
    wanted = [
        [await tills.purchase(pairs[at][side], yuan, place, account_use=use) for side in (0, 1)]
        for at, yuan, use, place in picks
    ]
    together = await tills.settle([first for first, _ in wanted])
    singly = [(await tills.settle([second]))[0] for _, second in wanted]
    for one, other in zip(together, singly, strict=True):
        assert isinstance(one, Settled)
        assert isinstance(other, Settled)
        assert one.shares == other.shares
        assert (one.account_fen, one.balance_fen) == (other.account_fen, other.balance_fen)
    for first, second in pairs:
        assert await tills.balances(first) == await tills.balances(second)
        assert await tills.value(STATE, first) == await tills.value(STATE, second)
