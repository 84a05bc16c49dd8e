"""My bills: who paid what of each, every line and step, and what the year has used and leaves."""

import re
from uuid import uuid4

import pytest

from tests.builders import AT, BOOK, CITY, Somebody
from tests.faces.portal.reading import Visitor
from tests.rooms.settlement.tills import POOLED, Tills
from tests.rooms.settlement.undone import cancelled
from yika.accounts import service as ledger
from yika.accounts.model import Account, Transfer
from yika.demo.cast import BY_KEY, CAST
from yika.people import service as people
from yika.policy.service import keep
from yika.store.db import Database

LEFT = r"普通门诊[^）]*） 还剩 ([0-9.]+) 元 已用 ([0-9.]+) 元 年度限额 ([0-9.]+) 元"


async def somebody(database: Database, key: str) -> Somebody:
    """A character at a till."""
    id_number = BY_KEY[key].id_number
    async with database.transaction() as conn:
        await keep(conn, BOOK, [str(CITY)])
        person = await people.find(conn, database.keys, "id_number", id_number)
    return Somebody(database, person, id_number)


async def test_everybody_of_the_cast_has_a_page_in_both_languages(visitor: Visitor) -> None:
    for character in CAST:
        await visitor.sign_in(character.key)
        for lang in ("zh", "en"):
            reply = await visitor.open("/my-bills", lang=lang)
            assert reply.status_code == 200, character.key
            assert character.id_number not in visitor.page
            assert character.name not in visitor.page
            assert reply.headers["cache-control"] == "no-store"


@pytest.mark.covers("BEN-01", "BEN-08", "BEN-11")
async def test_who_paid_what_and_what_the_year_leaves(visitor: Visitor, database: Database) -> None:
    tills = Tills(database)
    who = await somebody(database, "healthy")
    kept = await tills.bought(await tills.purchase(who, 400, POOLED))
    back = await tills.bought(await tills.purchase(who, 100, POOLED))
    await cancelled(tills, who, back.wanted.message_id)
    await visitor.sign_in("healthy")
    await visitor.open("/my-bills")
    fund = f"{kept.shares.fund_fen / 100:.2f}"
    assert f"本年度医保基金替我付了 {fund} 元" in visitor.says
    assert f"总额 400.00 元：基金付 {fund} 元" in visitor.says
    assert "已撤销" in visitor.says
    left = re.search(LEFT, visitor.says)
    assert left is not None, visitor.says
    assert left[2] == fund
    assert float(left[1]) + float(left[2]) == float(left[3])
    assert "住院） 还剩 490000.00 元 已用 0.00 元 年度限额 490000.00 元" in visitor.says
    number = kept.wanted.message_id
    reply = await visitor.open(f"/my-bills/{number}")
    assert reply.status_code == 200
    assert f"统筹基金 {fund} 元" in visitor.says
    assert "80%" in visitor.says
    await visitor.open("/my-cover")
    assert "本年已用、还剩" in visitor.says
    assert f"已用 {fund} 元" in visitor.says
    await visitor.open("/my-card/looks")
    assert "查看结算记录 本人" in visitor.says


@pytest.mark.covers("CARD-14")
async def test_a_deposit_for_a_stay_is_shown_with_the_account(
    visitor: Visitor, database: Database
) -> None:
    who = await somebody(database, "healthy")
    mine = who.person.person_id
    async with database.transaction() as conn:
        wallet, deposit = Account(mine, "carried"), Account(mine, "deposit")
        held = Transfer(uuid4(), wallet, deposit, 12_345, "deposit", AT)
        await ledger.transfer(conn, CITY, [held])
    await visitor.sign_in("healthy")
    await visitor.open("/my-account")
    assert "住院预交金 123.45 元" in visitor.says
    assert "-123.45" in visitor.says


async def test_nobody_sees_anothers_bill(visitor: Visitor, database: Database) -> None:
    tills = Tills(database)
    who = await somebody(database, "healthy")
    done = await tills.bought(await tills.purchase(who, 40, POOLED))
    await visitor.sign_in("relative-pays")
    reply = await visitor.open(f"/my-bills/{done.wanted.message_id}")
    assert (reply.status_code, visitor.codes) == (404, ["no_such_bill"])
    reply = await visitor.open("/my-bills", since="2026-03-01", until="2026-02-01")
    assert (reply.status_code, visitor.codes) == (422, ["bills_backwards"])
