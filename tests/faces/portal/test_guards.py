"""What the pages keep to themselves: sessions, forms of other sites, passwords, the office."""

import dataclasses

import httpx
import pytest

from tests.faces.portal.reading import Visitor, forms
from yika.app import create_app
from yika.house import House

PASSWORD, WRONG = "258046", "746013"


async def test_without_a_session_nothing_personal_is_shown(visitor: Visitor):
    for path in ("/my-card", "/my-card/looks"):
        reply = await visitor.open(path)
        assert (reply.status_code, visitor.codes) == (401, ["not_signed_in"])
    reply = await visitor.send("/my-card/acts", act="cancel_card", channel="counter", key="k")
    assert reply.status_code == 401
    await visitor.sign_in("healthy")
    token = visitor.client.cookies["yika_session"]
    await visitor.send("/sign-out")
    visitor.client.cookies.set("yika_session", token)
    assert (await visitor.open()).status_code == 401


@pytest.mark.parametrize(
    "headers", [{"Origin": "http://elsewhere.example"}, {"Origin": "null"}, {"Origin": ""}]
)
async def test_a_form_of_another_site_does_nothing(visitor: Visitor, headers: dict[str, str]):
    await visitor.sign_in("healthy")
    sent = forms(visitor.page)["form-a-cancel_card"]
    for path in ("/my-card/acts", "/clock", "/sign-in", "/sign-out"):
        reply = await visitor.client.post(path, data=sent, headers=headers)
        assert reply.status_code == 403
    assert (await visitor.open()).status_code == 200
    assert visitor.verdict == "works"


async def test_an_old_browser_that_sends_only_a_referer_is_served(visitor: Visitor):
    headers = {"Origin": "", "Referer": "http://yika/"}
    reply = await visitor.client.post("/sign-in", data={"character": "healthy"}, headers=headers)
    assert reply.status_code == 303


async def test_pages_are_not_kept_and_bring_nothing_from_elsewhere(visitor: Visitor):
    await visitor.sign_in("healthy")
    for path in ("/", "/my-card", "/my-card/looks", "/nowhere"):
        reply = await visitor.open(path)
        if path != "/nowhere":
            assert reply.headers["cache-control"] == "no-store"
            assert "default-src 'none'" in reply.headers["content-security-policy"]
            assert "http://" not in visitor.page
            assert "<script>" not in visitor.page
            assert "style=" not in visitor.page
    cookie = next(
        c for r in visitor.replies for c in r.headers.get_list("set-cookie") if "session" in c
    )
    assert "HttpOnly" in cookie
    assert "samesite=lax" in cookie.lower()


async def test_what_is_searched_for_is_found_and_never_run(visitor: Visitor):
    await visitor.open("/", name="李")
    assert "看李晓明的卡" in visitor.says
    assert "看王安的卡" not in visitor.says
    await visitor.open("/", name="<script>alert(1)</script>")
    assert "<script>alert" not in visitor.page


async def test_a_password_is_in_no_page_and_no_address(visitor: Visitor):
    await visitor.sign_in("healthy")
    await visitor.press("a-enter_password", password=WRONG)
    await visitor.press("a-enter_password", password=PASSWORD)
    await visitor.press("a-change_password", old=WRONG, new="305817", again="305817")
    await visitor.press("a-change_password", old=PASSWORD, new="305817", again="305871")
    await visitor.press("a-change_password", old=PASSWORD, new="305817", again="305817")
    await visitor.press("a-change_password", act=PASSWORD, part=PASSWORD, name=PASSWORD)
    await visitor.open("/my-card/looks")
    for reply in visitor.replies:
        sent_back = reply.text + str(reply.headers) + str(reply.url)
        assert not [secret for secret in (PASSWORD, WRONG, "305817") if secret in sent_back]


async def test_outside_the_sandbox_nobody_signs_in_or_plays_the_office(house: House):
    real = House(dataclasses.replace(house.config, sandbox=False), house.database, house.book)
    headers = {"Origin": "http://yika"}
    sandbox = httpx.ASGITransport(app=create_app(house))  # pyright: ignore[reportArgumentType]
    async with httpx.AsyncClient(
        transport=sandbox, base_url="http://yika", headers=headers
    ) as client:
        signed_in = Visitor(client)
        await signed_in.sign_in("locked-this-morning")
        token = client.cookies["yika_session"]
    transport = httpx.ASGITransport(app=create_app(real))  # pyright: ignore[reportArgumentType]
    async with httpx.AsyncClient(
        transport=transport, base_url="http://yika", headers=headers
    ) as client:
        visitor = Visitor(client)
        await visitor.open("/")
        assert "这里暂时不能登录" in visitor.says
        assert (await visitor.send("/sign-in", character="healthy")).status_code == 401
        assert (await visitor.send("/clock", by="hour", back="/")).status_code == 422
        client.cookies.set("yika_session", token)
        await visitor.open()
        assert "沙盒" not in visitor.says
        assert {sent.get("channel", "app") for sent in forms(visitor.page).values()} == {"app"}
        ended = {"act": "end_hold", "cause": "identity_mismatch", "role": "officer"}
        ended["channel"] = "counter"
        await visitor.send("/my-card/acts", key="k", **ended)
        assert visitor.codes == ["officers_only"]
