"""An employer's clerk: a file is looked at row by row, then declared; bills are seen and paid."""

import dataclasses
import re

import httpx

from tests.faces.portal.reading import Visitor
from yika.app import create_app
from yika.demo.cast import BY_KEY
from yika.house import House

HEAD = "姓名,身份证号,申报基数\n"


def code_of(visitor: Visitor, name: str) -> str:
    found = re.search(rf'<option value="(\w+)"[^>]*>{name}', visitor.page)
    assert found is not None, visitor.says
    return found[1]


def row(key: str, base: str) -> str:
    person = BY_KEY[key]
    return f"{person.name},{person.id_number},{base}\n"


async def upload(visitor: Visitor, code: str, month: str, text: str) -> httpx.Response:
    reply = await visitor.client.post(
        "/payroll/preview",
        data={"employer": code, "month": month},
        files={"file": ("payroll.csv", text.encode(), "text/csv")},
    )
    visitor.page = reply.text
    return reply


async def test_every_error_is_told_row_by_row_and_nothing_is_written(visitor: Visitor):
    await visitor.sign_in("healthy")
    await visitor.open("/payroll")
    code = code_of(visitor, "演示纺织有限公司")
    text = HEAD + row("healthy", "9500") + "张三,123,5000\n" + row("healthy", "9500")
    reply = await upload(visitor, code, "2026-03", text)
    assert reply.status_code == 200
    assert "第 3 行" in visitor.says
    assert "第 4 行" in visitor.says
    assert "还没有写入" in visitor.says
    assert BY_KEY["healthy"].id_number not in visitor.says
    assert reply.headers["cache-control"] == "no-store"
    await visitor.press("declare", skip="")
    assert visitor.codes == ["payroll_refused"]


async def test_a_payroll_is_declared_after_it_was_looked_at(visitor: Visitor):
    await visitor.sign_in("healthy")
    await visitor.open("/payroll")
    code = code_of(visitor, "演示纺织有限公司")
    text = HEAD + row("healthy", "9500")
    await upload(visitor, code, "2026-03", text)
    assert "其中改基数 1" in visitor.says
    await visitor.press("declare")
    assert "申报成功。" in visitor.says
    assert "改基数 1 人。" in visitor.says
    await upload(visitor, code, "2026-03", text)
    assert "已经申报过" in visitor.says


async def test_an_employers_arrears_are_paid_for_all_its_people(visitor: Visitor):
    await visitor.sign_in("employer-arrears")
    await visitor.open("/payroll")
    code = code_of(visitor, "演示建筑工程有限公司")
    await visitor.open("/payroll", employer=code, month="2026-02")
    assert "还没缴的" in visitor.says
    assert "滞纳金" in visitor.says
    await visitor.press("pay")
    assert "单位缴费成功。" in visitor.says
    assert "没有欠费。" in visitor.says
    await visitor.open("/my-cover")
    assert "已补缴" in visitor.says


async def test_the_bills_of_a_month_are_made(visitor: Visitor):
    await visitor.sign_in("healthy")
    await visitor.open("/payroll")
    code = code_of(visitor, "演示纺织有限公司")
    await visitor.open("/payroll", employer=code, month="2026-03")
    assert "这个月还没有账单。" in visitor.says
    await visitor.press("bill")
    assert "账单出好了。" in visitor.says
    assert "这个月还没有账单。" not in visitor.says


async def test_a_file_that_is_none_is_refused(visitor: Visitor):
    await visitor.sign_in("healthy")
    await visitor.open("/payroll")
    code = code_of(visitor, "演示纺织有限公司")
    for text, refused in (("", "payroll_empty"), ("a,b\n1,2\n", "payroll_columns_missing")):
        reply = await upload(visitor, code, "2026-03", text)
        assert (reply.status_code, visitor.codes) == (422, [refused])
    await upload(visitor, code, "soon", HEAD)
    assert visitor.codes == ["fields_missing"]


async def test_it_is_there_in_the_sandbox_only(visitor: Visitor, house: House):
    assert (await visitor.open("/payroll")).status_code == 401
    await visitor.sign_in("healthy")
    token = visitor.client.cookies["yika_session"]
    real = House(dataclasses.replace(house.config, sandbox=False), house.database, house.book)
    transport = httpx.ASGITransport(app=create_app(real))  # pyright: ignore[reportArgumentType]
    async with httpx.AsyncClient(
        transport=transport, base_url="http://yika", headers={"Origin": "http://yika"}
    ) as client:
        client.cookies.set("yika_session", token)
        outside = Visitor(client)
        reply = await outside.open("/payroll")
        assert (reply.status_code, outside.codes) == (403, ["officers_only"])
        await outside.send("/payroll/acts", act="bill", employer="x", month="2026-03")
        assert outside.codes == ["officers_only"]
