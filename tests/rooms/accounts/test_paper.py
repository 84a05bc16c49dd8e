"""Statements add up, and their paper can be read again: Chinese text, masked, numbered pages."""

from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any, cast

import pytest
from pypdf import PdfReader

from tests.builders import AT, Somebody, somebody
from tests.rooms.accounts.purse import Purse, purse
from yika.accounts import paper
from yika.accounts.statement import SpanBackwards, Statement, statement
from yika.ground.days import BEIJING
from yika.papers import type_face
from yika.papers.codes import grouped
from yika.papers.model import Document
from yika.store.db import Database

SINCE, UNTIL = date(2026, 1, 1), date(2026, 3, 31)
RARE = "𬱖"  # outside of the characters most fonts have


async def told(rich: Purse, since: date = SINCE, until: date = UNTIL) -> Statement:
    async with rich.database.transaction() as conn:
        return await statement(conn, rich.database.keys, rich.person, since, until)


def at(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 10, 30, tzinfo=BEIJING)


async def busy(database: Database) -> Purse:
    rich = await purse(database)
    await rich.gets(10_000, "current", datetime(2025, 12, 31, 23, tzinfo=BEIJING))
    mine = rich.account("current"), rich.account("carried")
    await rich.moved(*mine, 10_000, "carry_over", at(1, 1))
    await rich.gets(14_200, "current", at(1, 31))
    await rich.spends(4_200, "current", at(2, 10))
    await rich.gets(14_200, "current", at(4, 30))
    return rich


@pytest.mark.covers("ACCT-06")
async def test_a_statement_runs_from_its_first_balance_to_its_last(database: Database):
    found = await told(await busy(database))
    assert (found.opening_fen, found.closing_fen) == (10_000, 20_000)
    assert [(one.reason, one.amount_fen, one.balance_fen, one.wallet) for one in found.lines] == [
        ("carry_over", 0, 10_000, "both"),
        ("credit", 14_200, 24_200, "current"),
        ("spend", -4_200, 20_000, "current"),
    ]
    assert (found.in_fen, found.out_fen) == (14_200, 4_200)
    assert found.opening_fen + found.in_fen - found.out_fen == found.closing_fen
    assert "王小明" not in found.name
    with pytest.raises(SpanBackwards):
        await told(await busy(database), UNTIL, SINCE)


async def test_the_record_on_paper_says_the_same_and_hides_who_it_is(database: Database):
    rich = await busy(database)
    found = await told(rich)
    made = await on_paper(rich, found)
    text = read(made)[0]
    for part in ("医疗保险个人账户交易记录", "演示市", "个人账户计入", "142.00", "42.00", "200.00"):
        assert part in text
    assert "期初余额：100.00 元" in text
    assert "收入 142.00 元，支出 42.00 元，共 3 笔" in text
    assert "生成时间：2026-03-16 09:00" in text
    assert "第 1 页，共 1 页" in text
    assert rich.somebody.id_number not in text
    assert found.id_number in text
    assert grouped((await certified(rich, found)).code) in text


async def test_a_long_record_has_numbered_pages_with_heads(database: Database):
    rich = await purse(database)
    for day in range(60):
        await rich.gets(100, "current", at(1, 1) + timedelta(days=day))
    pages = read(await on_paper(rich, await told(rich)))
    assert len(pages) >= 2
    for number, page in enumerate(pages, 1):
        assert f"第 {number} 页，共 {len(pages)} 页" in page
        assert ("余额(元)" in page) == ("个人账户计入" in page)
    assert "".join(pages).count("个人账户计入") == 60


async def test_the_typeface_is_embedded_and_writes_rare_names(database: Database):
    rare: Somebody = await somebody(database, name=f"{RARE}小明")
    rich = Purse(database, rare)
    made = await on_paper(rich, await told(rich))
    assert f"姓名：{RARE}**" in read(made)[0]
    fonts = cast("Any", PdfReader(BytesIO(made)).pages[0])["/Resources"]["/Font"]
    described = [font["/DescendantFonts"][0]["/FontDescriptor"] for font in fonts.values()]
    assert described
    assert all("/FontFile2" in one for one in described)
    assert all(type_face.can_write(char) for char in "𬱖㛃䶮龘𠅤𫖯𬭎𪣻")


async def test_the_same_record_of_a_day_is_one_document_and_another_is_another(database: Database):
    rich = await busy(database)
    first = await certified(rich, await told(rich))
    assert (await certified(rich, await told(rich))).code == first.code
    await rich.spends(100, "current", at(3, 1))
    assert (await certified(rich, await told(rich))).code != first.code


async def certified(rich: Purse, found: Statement) -> Document:
    async with rich.database.transaction() as conn:
        return await paper.certify(conn, rich.database.keys, found, AT)


async def on_paper(rich: Purse, found: Statement) -> bytes:
    return paper.transaction_record(found, await certified(rich, found), "http://yika")


def read(made: bytes) -> list[str]:
    """The text of each page, as a reader of PDF finds it."""
    return [page.extract_text() for page in PdfReader(BytesIO(made)).pages]
