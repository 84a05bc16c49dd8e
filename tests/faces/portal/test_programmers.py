"""The page of an institution's last messages: what is on it, what is masked, who may see it."""

import dataclasses
import re
import sys
from datetime import datetime, timedelta
from html import unescape
from typing import Any, cast

import httpx
import msgspec
import pytest
from litestar import Litestar
from playwright.async_api import Browser, ViewportSize

from tests.faces.portal.reading import Visitor
from tests.faces.portal.test_browser import grave, open_folds, too_wide
from yika.app import create_app, create_server
from yika.client.asking import Rejected, Station
from yika.client.calls import AsyncClient, Sending
from yika.demo.cast import BY_KEY
from yika.demo.model import START
from yika.ground.days import BEIJING
from yika.house import House
from yika.store import clock

PHONE: ViewportSize = {"width": 360, "height": 740}
PHARMACY = "P99990000001"
LOST = BY_KEY["lost-an-hour-ago"].id_number
CODE = "<script>alert(1)</script>"


@pytest.fixture
async def asked(house: House) -> None:
    """A sign-in, a refused 1101, a 9001 that nobody signed."""
    transport = httpx.ASGITransport(app=cast("Any", create_server(house)))
    async with httpx.AsyncClient(transport=transport, base_url="http://yika") as http:
        till = AsyncClient(http, Sending(station=_station(PHARMACY)))
        await till.sign_in()
        await till.person(LOST)
        with pytest.raises(Rejected):
            await till.reverse("9999000000000017", "x", "1101")
        await http.post(till.sending.path, content=_unsigned())


def _station(code: str) -> Station:
    def now() -> datetime:
        return START

    return Station(code=code, region=999900, name="演示", now=now)


def _unsigned() -> bytes:
    message = {
        "infno": "9001",
        "msgid": "1",
        "mdtrtarea_admvs": "999900",
        "recer_sys_code": "x",
        "infver": "V1.0",
        "opter_type": "1",
        "opter": "1",
        "opter_name": "1",
        "inf_time": "2026-03-16 09:00:00",
        "fixmedins_code": "P99990000009",
        "fixmedins_name": "x",
        "input": {"signIn": {"opter_no": "1", "mac": "1", "ip": "1"}},
    }
    return msgspec.json.encode(message)


@pytest.mark.usefixtures("asked")
async def test_messages_are_told_with_the_rule_that_refused_and_masked(visitor: Visitor) -> None:
    await visitor.open("/programmers", code=PHARMACY)
    assert "9001 签到" in visitor.says
    assert "not_reversible" in visitor.says
    assert "接下来" in visitor.says
    assert LOST not in visitor.page
    assert BY_KEY["lost-an-hour-ago"].name not in visitor.page
    await visitor.open("/programmers", code="P99990000009")
    assert "缺少服务网关的请求头" in visitor.says
    assert "signature_missing" in visitor.says
    await visitor.open("/programmers", code=CODE)
    assert CODE not in visitor.page
    await visitor.open("/programmers")
    assert "P99990000009 的最近报文" in visitor.says, "whoever was heard from last"


async def test_each_message_tells_the_sandbox_s_moment_beside_the_machine_s(
    visitor: Visitor, house: House
) -> None:
    later = START + timedelta(days=30)
    transport = httpx.ASGITransport(app=cast("Any", create_server(house)))
    async with httpx.AsyncClient(transport=transport, base_url="http://yika") as http:
        till = AsyncClient(http, Sending(station=_station(PHARMACY)))
        await till.sign_in()
        await till.person(LOST)
        async with house.database.transaction() as conn:
            await clock.advance(conn, house.config, later)
        await till.sign_in()
        await http.post(till.sending.path, content=_unsigned())
    await visitor.open("/programmers", code=PHARMACY)
    told = visitor.says.partition("的最近报文")[2]
    moments = re.findall(r"沙盒时钟 (\S+ \S+) · 机器时钟 (\S+)", told)
    sandbox = [f"{one:%Y-%m-%d %H:%M:%S}" for one in (later, START, START)]
    machine = [f"{met.at.astimezone(BEIJING):%H:%M:%S}" for met in house.lately.of(PHARMACY)]
    assert moments == list(zip(sandbox, machine, strict=True))
    await visitor.open("/programmers", code=PHARMACY, lang="en")
    assert f"the sandbox's clock: {sandbox[0]} · the machine's: {machine[0]}" in unescape(
        visitor.says
    )
    await visitor.open("/programmers", code="P99990000009", lang="zh")
    told = visitor.says.partition("的最近报文")[2]
    assert "机器时钟" in told
    assert "沙盒时钟" not in told, "it was refused before that was read"


async def test_the_home_page_leads_there_and_without_messages_it_says_how(
    visitor: Visitor,
) -> None:
    await visitor.open("/")
    assert 'href="/programmers"' in visitor.page
    await visitor.open("/programmers")
    assert "还没有来过报文" in visitor.says
    assert "/fsi/api/rsfComIfsService/callService" in visitor.says


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere one process serves")
async def test_where_several_processes_serve_it_says_whose_messages_these_are(
    visitor: Visitor, app: Litestar, house: House
) -> None:
    await visitor.open("/programmers")
    assert "个进程在服务" not in visitor.says
    config = dataclasses.replace(house.config, http_processes=3)
    app.state.house = dataclasses.replace(house, config=config)
    await visitor.open("/programmers")
    assert "有 3 个进程在服务" in visitor.says
    await visitor.open("/programmers", lang="en")
    assert "3 processes serve" in visitor.says


@pytest.mark.usefixtures("asked")
async def test_outside_the_sandbox_nobody_sees_it(house: House) -> None:
    real = House(dataclasses.replace(house.config, sandbox=False), house.database, house.book)
    transport = httpx.ASGITransport(app=cast("Any", create_app(real)))
    async with httpx.AsyncClient(transport=transport, base_url="http://yika") as http:
        assert (await http.get("/programmers")).status_code == 401
        assert "/programmers" not in (await http.get("/")).text


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_axe_finds_nothing_grave_and_a_phone_is_wide_enough(
    browser: Browser, address: str, lang: str
) -> None:
    context = await browser.new_context(base_url=address, viewport=PHONE)
    page = await context.new_page()
    for type_ in ("normal", "large"):
        await page.goto(f"/programmers?lang={lang}&type={type_}&code={PHARMACY}")
        await open_folds(page)
        assert not await too_wide(page)
        assert await grave(page) == []
