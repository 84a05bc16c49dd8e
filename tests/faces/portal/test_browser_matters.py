"""Services in a real Chromium: applying with a file without scripts, on a phone, under axe."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.faces.portal.test_browser import become, grave, open_folds, too_wide

PHONE = {"width": 360, "height": 740}
FILLED = {
    "institution": "上海某医院",
    "begins_on": "2026-03-10",
    "receipt": "31060120",
    "total": "1000",
    "lines.A": "1000",
    "account.bank": "中国银行",
    "account.number": "6217000010001234567",
}
PAGES = (
    "/my-matters",
    "/my-matters/reimbursement",
    "/my-matters/reimbursement?care=outpatient",
    "/my-matters/mandate_grant",
    "/my-matters/off_site_file?off_site_kind=long_term",
    "/my-matters/card_replace",
    "/my-matters/card_replace?reason=lost",
    "/my-notices",
)


async def fill(page: Page, paper: Path) -> None:
    """Fill the form of a claim, with one of its papers."""
    for name, text in FILLED.items():
        await page.locator(f'[name="{name}"]').fill(text)
    await page.locator('[name="division"]').select_option("310000")
    await page.locator('[name="level"]').select_option("level_3")
    await page.locator('[name="file-receipt"]').set_input_files(paper)


@pytest.mark.parametrize("scripts", [True, False])
async def test_a_claim_is_handed_in_with_a_file_and_withdrawn(
    browser: Browser, address: str, scripts: bool, tmp_path: Path
):
    paper = tmp_path / "receipt.pdf"
    paper.write_bytes(b"%PDF-1.4\n%%EOF\n")
    context = await browser.new_context(base_url=address, java_script_enabled=scripts)
    page = await context.new_page()
    await become(page, "healthy")
    await page.get_by_role("link", name="办事", exact=True).click()
    await page.get_by_text("报销、津贴、救助、资格认证").click()
    await page.get_by_role("link", name="拿票据报销").click()
    await page.get_by_label("哪类就医").select_option("outpatient")
    await page.get_by_role("button", name="看要带什么").click()
    await fill(page, paper)
    await page.get_by_role("button", name="存草稿").click()
    await expect(page.locator("h1")).to_contain_text("这是草稿")
    await page.get_by_role("button", name="提交", exact=True).click()
    await expect(page.locator("h1")).to_contain_text("已提交")
    async with page.expect_download() as saved:
        await page.get_by_role("link", name="收件回执").click()
    assert (await saved.value).suggested_filename.startswith("yika-receipt-999900")
    await page.get_by_text("撤回这件申请").click()
    await page.get_by_label("我要撤回").check()
    await page.get_by_role("button", name="撤回", exact=True).click()
    await expect(page.locator("h1")).to_contain_text("您已撤回")


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_axe_finds_nothing_grave_and_nothing_is_wider_than_a_phone(
    browser: Browser, address: str, lang: str, tmp_path: Path
):
    paper = tmp_path / "receipt.pdf"
    paper.write_bytes(b"%PDF-1.4\n%%EOF\n")
    context = await browser.new_context(
        base_url=address, viewport={"width": PHONE["width"], "height": PHONE["height"]}
    )
    page = await context.new_page()
    await become(page, "healthy")
    await page.goto(f"/my-matters?lang={lang}")
    for path in PAGES:
        await page.goto(path)
        await open_folds(page)
        assert await grave(page) == [], path
        assert not await too_wide(page), path
    await page.goto("/my-matters/reimbursement?type=large&care=outpatient")
    await fill(page, paper)
    await page.locator("#form-apply button.first").click()
    await page.wait_for_url("**/cases/*")
    await open_folds(page)
    assert await grave(page) == []
    assert not await too_wide(page)
    await page.locator("#form-papers button.first").click()
    await page.locator(".message.bad").wait_for()
    assert await grave(page) == []
