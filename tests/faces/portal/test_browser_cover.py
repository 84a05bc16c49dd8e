"""The calculators, my insurance and my account in a real Chromium: on a phone, under axe."""

from typing import Any

import pytest
from playwright.async_api import Browser, Page

from tests.faces.portal.test_browser import PHONE, become, grave, open_folds, too_wide

ASKED = (
    "/calculators",
    "/calculators/contribution?go=1&region=110000&scheme=employee&base=7100",
    "/calculators/contribution?go=1&region=999900&scheme=resident&group=adult",
    "/calculators/waiting?go=1&region=999900&scheme=flexible&paid=2025-01..2025-11",
    "/calculators/plan?go=1&region=999900&scheme=flexible&stop=2026-05&restart=2026-08&base=6000",
    "/calculators/tier?go=1&region=430100&base=7100&on=2024-10-01",
    "/calculators/pension?go=1&region=999900&years=25&indexed_wage=7100&balance=120000",
    "/calculators/article",
)
PERSONAL = (
    "/my-cover",
    "/my-account",
    "/my-bills",
    "/my-card",
    "/payroll?employer={employer}&month=2026-02",
)
WHO = ("employer-arrears", "lapsed-two", "relative-pays")


@pytest.mark.parametrize("type_", ["normal", "large"])
async def test_nothing_is_wider_than_a_phone(browser: Browser, address: str, type_: str):
    size: Any = PHONE
    context = await browser.new_context(base_url=address, viewport=size)
    page = await context.new_page()
    for lang in ("zh", "en"):
        await page.goto(f"/?type={type_}&lang={lang}")
        for path in ASKED:
            await _fits(page, path)
        for key in WHO:
            await become(page, key)
            code = await employer(page)
            for path in PERSONAL:
                await _fits(page, path.format(employer=code))


async def employer(page: Page) -> str:
    """The code of the first employer there is to choose."""
    await page.goto("/payroll")
    return await page.locator("#employer option").first.get_attribute("value") or ""


async def _fits(page: Page, path: str) -> None:
    await page.goto(path)
    await open_folds(page)
    assert not await too_wide(page), page.url


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_grave(browser: Browser, address: str, scheme: Any):
    size: Any = PHONE
    context = await browser.new_context(base_url=address, color_scheme=scheme, viewport=size)
    page = await context.new_page()
    for path in ASKED:
        await page.goto(path)
        await open_folds(page)
        assert await grave(page) == [], path
    await become(page, "employer-arrears")
    code = await employer(page)
    for path in PERSONAL:
        await page.goto(path.format(employer=code))
        await open_folds(page)
        assert await grave(page) == [], path


@pytest.mark.parametrize("scripts", [True, False])
async def test_arrears_are_paid_with_and_without_scripts(
    browser: Browser, address: str, scripts: bool
):
    context = await browser.new_context(base_url=address, java_script_enabled=scripts)
    page = await context.new_page()
    await become(page, "own-arrears-1")
    await page.get_by_role("link", name="参保缴费").click()
    await page.locator("#acts ~ .folds summary").first.click()
    await page.locator("#form-a-pay button").click()
    assert "缴费成功" in await page.get_by_role("status").inner_text()


async def test_an_article_is_checked_without_scripts(browser: Browser, address: str):
    context = await browser.new_context(base_url=address, java_script_enabled=False)
    page = await context.new_page()
    await page.goto("/calculators/article")
    await page.locator("textarea").fill("个人每月缴 142+3=154 元")
    await page.get_by_role("button", name="核对").click()
    assert "有 1 处不对" in await page.locator("#result").inner_text()
    assert "142" not in page.url
