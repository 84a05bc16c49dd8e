"""Batches in a real Chromium: a file is checked and sent without scripts, on a phone and wide."""

from pathlib import Path
from typing import Any, cast

import pytest
from playwright.async_api import Browser

from tests.faces.portal.test_batches import line, sheet
from tests.faces.portal.test_browser import PHONE, grave, open_folds, too_wide


@pytest.mark.parametrize("wide", [False, True], ids=["phone", "wide"])
async def test_a_school_or_employer_sends_a_file(
    browser: Browser, address: str, wide: bool, tmp_path: Path
):
    people, paper = tmp_path / "people.csv", tmp_path / "paper.pdf"
    people.write_bytes(sheet(line("healthy"), "查无此人,999900199001010015,310000,"))
    paper.write_bytes(b"%PDF-1.4\n%%EOF\n")
    context = await browser.new_context(base_url=address, java_script_enabled=False)
    page = await context.new_page()
    await page.goto("/batches")
    option = page.get_by_role("option", name="演示纺织有限公司")
    await page.get_by_label("单位或学校").select_option(await option.get_attribute("value"))
    await page.get_by_role("button", name="登录").click()
    await page.get_by_label("办什么事").select_option("off_site_file")
    await page.get_by_role("button", name="下一步").click()
    await page.get_by_label("填好的表").set_input_files(people)
    for one in await page.locator("input[id^=file-]").all():
        await one.set_input_files(paper)
    await page.get_by_role("button", name="先检查").click()
    await page.get_by_text("第 3 行").wait_for()
    await page.get_by_label("跳过有错的").check()
    await page.get_by_role("button", name="确认送办 1 人").click()
    await page.get_by_text("每个人的结果").wait_for()
    sent = page.url
    size: Any = {"width": 1200, "height": 800} if wide else PHONE
    looking = await browser.new_context(
        base_url=address, viewport=size, storage_state=cast("Any", await context.storage_state())
    )
    page = await looking.new_page()
    for path in (sent, "/batches", "/batches?matter=off_site_file", "/batches?lang=en"):
        await page.goto(path)
        await open_folds(page)
        assert await grave(page) == [], path
        assert not await too_wide(page), path
