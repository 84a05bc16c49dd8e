"""The pages of the directory and of the article on what the card is for."""

import re

import pytest
from playwright.async_api import Browser, ViewportSize

from tests.faces.portal.reading import Visitor, text_of
from tests.faces.portal.test_browser import grave, open_folds, too_wide

PHONE: ViewportSize = {"width": 360, "height": 740}
PAGES = ("/places", "/places?complaint=胸口痛", "/places?region=430100", "/guide/card")


async def page(visitor: Visitor, address: str) -> str:
    reply = await visitor.client.get(address)
    assert reply.status_code == 200
    return reply.text


@pytest.mark.covers("KNOW-06")
async def test_every_answer_says_it_is_no_doctor_and_names_120(visitor: Visitor):
    for address in PAGES[:3]:
        text = await page(visitor, address)
        assert "120" in text
        if "region" not in address:
            assert "不能代替医生的诊断" in text
            assert "not a substitute for a doctor" in text


@pytest.mark.covers("KNOW-05")
async def test_a_complaint_leads_to_departments_and_a_grave_one_to_120(visitor: Visitor):
    vertigo = await page(visitor, "/places?complaint=老人总头晕")
    assert "耳鼻咽喉科、神经内科" in vertigo
    assert "演示市第一人民医院" in vertigo
    assert "药房" not in vertigo
    assert "这可能等不得" not in vertigo
    assert "这可能等不得，请立即拨打 120" in await page(
        visitor, "/places?complaint=心口痛得厉害，胸痛"
    )
    unclear = await page(visitor, "/places?complaint=zzz")
    assert "没认出这种不适" in unclear


@pytest.mark.covers("KNOW-04")
async def test_another_citys_hospitals_are_never_shown(visitor: Visitor):
    text = await page(visitor, "/places?region=430100")
    assert "不会用别的城市代替" in text
    assert "演示市第一人民医院" not in text
    assert "P99990000003" not in await page(visitor, "/places")
    wrong = await page(visitor, "/places?region=000001&district=火星&kind=x&department=y&accepts=z")
    assert "找到 13 家" in wrong


@pytest.mark.covers("KNOW-02", "KNOW-03")
async def test_places_are_found_by_district_department_and_kind(visitor: Visitor):
    text = await page(visitor, "/places?district=云台县&department=neurology")
    assert re.findall(r"<code>(\w+)</code>", text) == ["H99990000007"]
    for said in ("二级乙等", "服务协议到 2026-03-31 为止", "0000-88000007", "24 人"):
        assert said in text
    assert not re.search(r"评分[^，]|[0-9.]+ ?分\b|推荐", text)
    pool = await page(visitor, "/places?kind=pharmacy&accepts=pool")
    assert re.findall(r"<code>(\w+)</code>", pool) == ["P99990000002"]


@pytest.mark.covers("KNOW-01")
async def test_an_answer_is_of_one_place_and_day_and_names_its_source(visitor: Visitor):
    ask = "/calculators/contribution?go=1&scheme=employee&base=3000"
    hunan = text_of(await page(visitor, f"{ask}&region=430100&on=2025-03-01"))
    assert "下限 4072.00；上限 20361.00 从何时起 2025年1月1日" in hunan
    assert "出处 湖南省2025年社保缴费基准值通知" in hunan
    beijing = text_of(await page(visitor, f"{ask}&region=110000&on=2025-03-01"))
    assert "下限 6821.00" in beijing
    assert "湖南省" not in beijing
    later = text_of(await page(visitor, f"{ask}&region=110000&on=2025-08-01"))
    assert "下限 7162.00" in later, "the bounds of that year"


@pytest.mark.covers("KNOW-07")
async def test_the_article_tells_what_each_fund_pays_with_sources(visitor: Visitor):
    text = await page(visitor, "/guide/card?region=430100")
    for said in (
        "统筹基金付哪些费用",
        "个人账户能买什么",
        "统筹基金不付的",
        "凭什么用",
        "医保电子凭证",
    ):
        assert said in text
    assert "看依据" in text
    english = await page(visitor, "/guide/card?region=430100&lang=en")
    assert "Costs the pooled fund pays" in english


async def test_the_article_of_an_unknown_region_is_refused(visitor: Visitor):
    assert (await visitor.client.get("/guide/card?region=999999")).status_code in (404, 422)


async def test_the_clock_can_be_moved_from_the_directory(visitor: Visitor):
    reply = await visitor.client.post("/clock", data={"by": "day", "back": "/places"})
    assert (reply.status_code, reply.headers["location"]) == (303, "/places")


@pytest.mark.parametrize("address_of_page", PAGES)
async def test_pages_fit_a_phone_and_pass_axe(browser: Browser, address: str, address_of_page: str):
    context = await browser.new_context(base_url=address, viewport=PHONE)
    seen = await context.new_page()
    for way in ("", "type=large"):
        await seen.goto(address_of_page + ("&" if "?" in address_of_page else "?") + way)
        await open_folds(seen)
        assert not await too_wide(seen)
        assert not await grave(seen)


async def test_the_form_works_without_scripts(browser: Browser, address: str):
    context = await browser.new_context(base_url=address, java_script_enabled=False)
    seen = await context.new_page()
    await seen.goto("/places")
    await seen.get_by_label("哪里不舒服").fill("脖子疼")
    await seen.get_by_role("button", name="查找").click()
    assert "骨伤科" in await seen.locator(".found .sees").first.inner_text()
    await seen.get_by_role("link", name="失眠").click()
    assert "精神心理科" in await seen.locator("main").inner_text()
