"""Batches on a real database: told before it is sent, done once, whoever dies or works besides."""

import asyncio
from typing import Any
from uuid import UUID

import pytest

from tests.builders import AT, somebody, with_card
from tests.rooms.matters.batches.office import (
    NAME,
    Office,
    a_file,
    codes,
    company,
    locked,
    may_enter,
    of,
    pupil,
    school,
)
from tests.rooms.matters.deciding import journal_of
from yika.ground.errors import YikaError, reasons_of
from yika.matters.batches import rows, service
from yika.matters.batches.model import BatchState, LineState
from yika.matters.batches.rows import NoSuchBatch
from yika.matters.batches.service import BatchRefused
from yika.matters.service import KeyReused
from yika.store.db import Database

COUNTED = ("cases", "cards", "card_events", "notices", "batches", "batch_lines")


@pytest.fixture
async def office(database: Database) -> Office:
    return await company(database)


async def counted(database: Database) -> list[int]:
    async with database.transaction() as conn:
        found = [await conn.execute(f"SELECT count(*) FROM {one}".encode()) for one in COUNTED]
        return [(await one.fetchone() or (0,))[0] for one in found]


async def test_a_company_unlocks_for_its_staff_and_their_own_passwords_work_again(
    database: Database, office: Office
) -> None:
    staff = [await locked(database) for _ in range(3)]
    shown = await office.preview("password_unlock", of(*staff))
    assert (shown.lines, shown.good_lines, shown.problems) == (3, 3, ())
    assert all(["password_locked" in await one.causes() for one in staff])
    batch = await office.done("password_unlock", of(*staff))
    assert batch.state is BatchState.DONE
    assert [one.state for one in batch.lines] == [LineState.DONE] * 3
    for person in staff:
        assert "password_locked" not in await person.causes()
        assert await may_enter(person) == "right"


async def test_everything_wrong_is_told_at_once_and_nothing_is_written(
    database: Database, office: Office
) -> None:
    good, stranger = await locked(database), await pupil(database)
    open_one = await with_card(database)
    content = a_file(
        (NAME, good.id_number, ""),
        (NAME, "99990019900101001X", ""),
        (NAME, stranger.id_number, ""),
        (NAME, "999900199001019875", ""),
        ("李四", good.id_number, ""),
        (NAME, open_one.id_number, "nothing"),
        (NAME, open_one.id_number, ""),
        columns=("kind",),
    )
    before = await counted(database)
    shown = await office.preview("password_unlock", content)
    assert codes(shown) == {
        3: {"wrong_id_number"},
        4: {"batch_not_yours"},
        5: {"wrong_id_number"},
        6: {"batch_stands_twice", "batch_name_differs"},
        7: {"batch_fields_unreadable"},
        8: {"batch_stands_twice"},
    }
    assert (shown.lines, shown.good_lines) == (7, 1)
    assert good.id_number not in repr(shown.problems)
    assert NAME not in repr(shown.problems)
    assert await counted(database) == before
    looks = (await journal_of(good)).count("batch.previewed")
    with pytest.raises(BatchRefused):
        await office.send("password_unlock", content)
    assert await counted(database) == before
    assert (await journal_of(good)).count("batch.previewed") == looks + 1
    assert "batch.previewed" not in await journal_of(stranger)


async def test_a_stranger_and_nobody_get_the_same_answer(
    database: Database, office: Office
) -> None:
    stranger, nobody = await pupil(database), await somebody(database)
    async with database.transaction() as conn:
        values = {"person_id": nobody.person.person_id}
        for table in ("identifiers", "paid_spans", "enrolments", "persons"):
            await conn.execute(
                f"DELETE FROM {table} WHERE person_id = %(person_id)s".encode(), values
            )
    content = a_file(("甲", stranger.id_number), (NAME, nobody.id_number), ("", nobody.id_number))
    shown = await office.preview("card_activate", content)
    told = [(one.code, one.facts) for one in shown.problems if one.line < 4]
    assert told == [("batch_not_yours", {})] * 2
    assert "batch.previewed" not in await journal_of(stranger)


async def test_what_stands_against_an_act_now_is_told_before_it_is_sent(
    database: Database, office: Office
) -> None:
    idle, bare = await with_card(database), await somebody(database)
    assert codes(await office.preview("password_unlock", of(idle, bare))) == {
        2: {"not_locked"},
        3: {"no_such_card"},
    }
    stripe = of(idle, bare, 原因="磁条消磁")
    assert codes(await office.preview("card_replace", stripe)) == {3: {"no_such_card"}}
    assert codes(await office.preview("card_replace", of(idle))) == {2: {"batch_fields_empty"}}
    lost: dict[str, Any] = {"common": {"reason": "lost"}}
    assert codes(await office.preview("card_replace", of(idle), **lost)) == {
        2: {"not_offered_here"}
    }
    assert "batch.previewed" in await journal_of(idle)


async def test_wrong_lines_are_left_out_if_one_says_so_and_stay_with_the_batch(
    database: Database, office: Office
) -> None:
    good, idle = await locked(database), await with_card(database)
    batch = await office.done("password_unlock", of(idle, good), skip_errors=True)
    assert [(one.line, one.code) for one in batch.skipped] == [(2, "not_locked")]
    assert [(one.line, one.state) for one in batch.lines] == [(3, LineState.DONE)]
    assert (batch.rows, batch.waiting) == (2, 0)
    with pytest.raises(BatchRefused):  # Nobody is left.
        await office.send("password_unlock", of(idle, good), "k2", skip_errors=True)


async def test_a_batch_is_sent_once_for_each_key(database: Database, office: Office) -> None:
    staff = [await locked(database) for _ in range(2)]
    first, replayed = await office.send("password_unlock", of(*staff))
    assert not replayed
    await office.work(first)
    again, replayed = await office.send("password_unlock", of(*staff))
    assert (again.number, replayed) == (first.number, True)
    others: list[tuple[bytes, dict[str, Any], list[str]]] = [
        (of(staff[0]), {}, ["file"]),
        (of(*staff), {"common": {"identity": "household_book"}}, ["common"]),
        (of(*staff), {"skip_errors": True}, ["skip_errors"]),
    ]
    for content, asking, fields in others:
        with pytest.raises(KeyReused) as refused:
            await office.send("password_unlock", content, **asking)
        assert refused.value.facts == {"fields": fields}
    shown = await office.preview("password_unlock", of(*staff))
    [warning] = shown.warnings
    assert (warning.code, warning.facts) == ("batch_sent_before", {"number": first.number})


async def test_the_same_key_at_the_same_moment_is_one_batch(
    database: Database, office: Office
) -> None:
    staff = [await locked(database) for _ in range(2)]
    sent = [office.send("password_unlock", of(*staff)) for _ in range(3)]
    found = await asyncio.gather(*sent)
    assert len({batch.number for batch, _ in found}) == 1
    assert sorted(replayed for _, replayed in found) == [False, True, True]


async def test_nobody_else_finds_a_batch(database: Database, office: Office) -> None:
    batch = await office.done("password_unlock", of(await locked(database)))
    classroom = await school(database)
    for number in (batch.number, "B9999002603160000009", "1", "B" * 20):
        async with database.transaction() as conn:
            to = conn, classroom.actor, classroom.employer, number, AT
            with pytest.raises(NoSuchBatch):
                await service.by_number(*to)
    async with database.transaction() as conn:
        assert await service.of_employer(conn, classroom.actor, classroom.employer, AT) == []
        [shown] = await service.of_employer(conn, office.actor, office.employer, AT)
    assert (shown.number, shown.state) == (batch.number, BatchState.DONE)
    assert rows.plain(f" {batch.number.lower()} ") == batch.number


UNHEADED = {"payroll_columns_missing", "batch_columns_unknown"}


@pytest.mark.parametrize(
    ("matter", "content", "asking", "wrong"),
    [
        ("account_withdraw", of(), {}, {"not_in_batches"}),
        ("password_reset", of(), {}, {"not_in_batches"}),
        ("card_activate", b"", {}, {"payroll_empty"}),
        ("card_activate", of(), {}, {"payroll_empty"}),
        ("card_activate", "姓名,手机\n".encode(), {}, UNHEADED),
        ("card_activate", b"\0", {}, {"payroll_unreadable"}),
        ("card_activate", of(), {"common": {"reason": "lost"}}, {"batch_fields_unreadable"}),
        ("card_replace", of(), {"common": {"reason": "x"}}, {"batch_fields_unreadable"}),
        ("card_activate", of() + b"\nx,1" * 1_001, {}, {"payroll_too_large"}),
        ("card_activate", of(), {"papers": {"employer_id": UUID(int=1)}}, {"no_such_upload"}),
    ],
)
async def test_a_file_that_cannot_be_read_is_refused_with_every_reason(
    database: Database,
    office: Office,
    matter: str,
    content: bytes,
    asking: dict[str, Any],
    wrong: set[str],
) -> None:
    with pytest.raises(YikaError) as refused:
        await office.preview(matter, content, **asking)
    assert {one.code for one in reasons_of(refused.value)} == wrong
