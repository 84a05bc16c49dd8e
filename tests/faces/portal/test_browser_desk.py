"""The desk in a real Chromium: on a phone and wide, in large type, under axe, by keyboard."""

from typing import Any, cast

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page

from tests.faces.portal.test_browser import GRAVE, PHONE, open_folds, too_wide
from yika.demo.cast import BY_KEY

Findings = dict[str, list[dict[str, Any]]]


async def sit(page: Page, code: str) -> None:
    await page.context.clear_cookies()
    await page.goto("/desk")
    await page.locator(f'form:has(input[value="999900-{code}"]) button').click()
    await page.get_by_role("heading", name="找人").wait_for()


async def find(page: Page, key: str) -> None:
    await page.goto("/desk")
    await page.get_by_label("证件号码").fill(BY_KEY[key].id_number)
    await page.get_by_label("为什么查询").select_option("case")
    await page.get_by_role("button", name="查找").press("Enter")
    await page.locator(".verdict").wait_for()


async def looked_at(page: Page, name: str) -> None:
    """No page is wider than the screen, and axe finds nothing grave in either language."""
    for lang in ("en", "zh"):
        await page.goto(f"{page.url.split('?')[0]}?purpose=case&act=withdraw_account&lang={lang}")
        await open_folds(page)
        assert not await too_wide(page), f"{name} {lang}"
        run = await Axe().run(page)  # pyright: ignore[reportUnknownMemberType]
        found = cast("Findings", run.response)["violations"]
        grave = [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in GRAVE]
        assert not grave, f"{name} {lang}"


@pytest.mark.parametrize("wide", [False, True], ids=["phone", "wide"])
async def test_a_case_goes_over_the_desk(browser: Browser, address: str, wide: bool):
    size = {"width": 1200, "height": 800} if wide else PHONE
    context = await browser.new_context(base_url=address, viewport=cast("Any", size))
    page, on = await context.new_page(), "wide" if wide else "phone"
    await page.goto("/desk")
    await looked_at(page, f"{on}-0-officers")
    await sit(page, "C1")
    await find(page, "locked-this-morning")
    await looked_at(page, f"{on}-1-person")
    await page.get_by_label("事项").select_option("withdraw_account")
    await page.get_by_role("button", name="看条件和材料").click()
    await page.locator("#form-open").wait_for()
    await looked_at(page, f"{on}-2-open")
    await page.get_by_label("为什么支取").select_option("settled_abroad")
    await page.get_by_label("我确认").check()
    await page.get_by_role("button", name="提交").click()
    await page.locator("#form-papers").wait_for()
    case = page.url.split("?")[0]
    await looked_at(page, f"{on}-3-case")
    for box in await page.locator("#form-papers input[type=checkbox][id^=seen]").all():
        await box.check()
    await page.get_by_role("button", name="记下这些材料").click()
    await page.get_by_role("button", name="受理", exact=True).click()
    await page.get_by_label("准予").check()
    await page.get_by_role("button", name="提出意见").click()
    await looked_at(page, f"{on}-4-proposed")
    await page.goto("/desk")
    await looked_at(page, f"{on}-5-queue")
    await sit(page, "K1")
    await page.goto(case)
    await looked_at(page, f"{on}-6-check")
    await page.get_by_role("button", name="复核同意").click()
    assert "已办结" in await page.get_by_role("status").inner_text()
    await looked_at(page, f"{on}-7-done")


async def test_in_large_type_nothing_is_wider_than_a_phone(browser: Browser, address: str):
    context = await browser.new_context(base_url=address, viewport=cast("Any", PHONE))
    page = await context.new_page()
    await page.goto("/desk?type=large")
    assert not await too_wide(page)
    await sit(page, "C1")
    await page.goto("/desk?type=large")
    assert not await too_wide(page)
    await find(page, "three-causes")
    assert not await too_wide(page)
