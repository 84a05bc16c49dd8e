"""Past settlements worked out again: as booked, and as it would be today."""

import shutil
from pathlib import Path

import pytest

from tests.builders import AT, BOOK, CITY, OFFICER, Somebody
from tests.rooms.settlement.tills import PLAIN, Tills, a_customer, open_tills
from tests.rooms.settlement.undone import cancelled, number_of
from yika.policy import load
from yika.policy.load import Book, load_book
from yika.policy.service import UnknownPolicyVersion, keep
from yika.settlement.undoing.replaying import QUERIES, NothingToReplay, Replayed, replay
from yika.store.db import Database

HELD = "employee_benefit/outpatient_share.yaml"


async def replayed(
    database: Database, number: int, book: Book = BOOK, of: Somebody | None = None
) -> Replayed:
    async with database.transaction() as conn:
        return await replay(conn, book, number, OFFICER, AT, None if of is None else of.person)


async def some_bills(tills: Tills, who: Somebody) -> list[int]:
    """Two that stand, one cancelled between them, one without a fund."""
    bills = [number_of(await tills.bought(await tills.purchase(who, 200))) for _ in range(2)]
    await cancelled(tills, who, bills[1])
    bills.append(number_of(await tills.bought(await tills.purchase(who, 300))))
    bills.append(number_of(await tills.bought(await tills.purchase(who, 20, PLAIN))))
    return bills


async def test_every_settlement_comes_out_as_it_was_booked(database: Database) -> None:
    tills = await open_tills(database)
    who = await a_customer(database, carried=10_000)
    every = [await replayed(database, number) for number in await some_bills(tills, who)]
    for found in every:
        assert found.is_equal, found.differences
        assert found.shares == found.booked == found.today.shares
        assert found.policy == found.today.policy == f"{CITY}@{BOOK.hash(str(CITY))}"
    assert [one.no_fund for one in every] == [False, False, False, True]
    second = await replayed(database, (await some_bills(tills, who))[1])
    assert second.cancelled_by is not None
    assert {step.what for step in second.steps} >= {"in_scope", "share", "funds", "person"}
    looks = "SELECT count(*) FROM journal WHERE what = 'settlement.replayed'"
    assert await tills.value(looks, who) == 5
    with pytest.raises(NothingToReplay):
        await replayed(database, 99)


async def test_of_somebody_who_is_named_it_is_found_by_the_key_and_nobody_elses_is(
    database: Database,
) -> None:
    tills = await open_tills(database)
    who, other = await a_customer(database, carried=10_000), await a_customer(database)
    number = number_of(await tills.bought(await tills.purchase(who, 200)))
    await cancelled(tills, who, number)
    found = await replayed(database, number, of=who)
    assert found == await replayed(database, number)
    assert found.cancelled_by is not None
    assert await replayed(database, found.cancelled_by, of=who) == found
    with pytest.raises(NothingToReplay):
        await replayed(database, number, of=other)
    names = ("region", "person_id", "settlement_id")
    numbers = CITY, who.person.person_id, number
    values: dict[str, int] = dict(zip(names, numbers, strict=True))
    async with database.transaction() as conn:
        await conn.execute("SET LOCAL enable_seqscan = off")
        rows = await (await conn.execute("EXPLAIN " + QUERIES["settlement"], values)).fetchall()
    (first, *_) = (row[0] for row in rows if "Index Cond" in row[0])
    assert all(f"({name} = " in first for name in names), rows


async def test_a_replay_uses_the_policy_of_its_moment(database: Database, tmp_path: Path) -> None:
    tills = await open_tills(database)
    who = await a_customer(database, carried=10_000)
    number = number_of(await tills.bought(await tills.purchase(who, 400)))
    changed = tmp_path / "policy"
    shutil.copytree(load.SHIPPED, changed)
    file = changed / f"{CITY}" / HELD
    text = file.read_text("utf-8")
    file.write_text(text.replace('"20000.00", share: "80%"', '"20000.00", share: "70%"'), "utf-8")
    book = load_book(changed)
    with pytest.raises(UnknownPolicyVersion):
        await replayed(database, number, book)
    async with database.transaction() as conn:
        await keep(conn, BOOK, [str(CITY)])
    found = await replayed(database, number, book)
    assert found.is_equal
    assert found.shares.fund_fen == 8_000
    assert found.today.shares is not None
    assert found.today.shares.fund_fen == 7_000
    assert found.policy != found.today.policy


async def test_what_was_booked_otherwise_is_named(database: Database) -> None:
    tills = await open_tills(database)
    who = await a_customer(database, carried=10_000)
    number = number_of(await tills.bought(await tills.purchase(who, 400)))
    await tills.run(
        """
        INSERT INTO settlements
        SELECT (jsonb_populate_record(s, '{"settlement_id": 2000000}')).* FROM settlements s
        WHERE region = %(region)s AND person_id = %(person_id)s
        """,
        who,
    )
    assert (await replayed(database, number)).is_equal
    found = await replayed(database, 2_000_000)  # as if the deductible had been taken twice
    assert found.before.pools["outpatient"].deductible_fen == 30_000
    assert found.differences["deductible_fen"] == (30_000, 0)
    assert not found.is_equal
