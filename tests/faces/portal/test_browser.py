"""The pages in a real Chromium: with and without scripts, on a phone, in large type, under axe."""

from typing import Any, cast

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page

PASSWORD, WRONG = "258046", "746013"
PHONE = {"width": 360, "height": 740}
Findings = dict[str, list[dict[str, Any]]]
GRAVE = ("serious", "critical")
# Pages with much in them, and everything that can be folded open.
CROWDED = ("three-causes", "lost-being-made", "agent", "locked-this-morning")


async def become(page: Page, key: str) -> None:
    """Choose a character and come to their card."""
    await page.goto("/")
    await page.locator(f'form:has(input[value="{key}"]) button').click()
    await page.wait_for_url("**/my-card")


async def verdict(page: Page) -> str:
    return await page.locator(".verdict .word").inner_text()


async def open_folds(page: Page) -> None:
    """Open everything that can be folded open."""
    await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")


async def too_wide(page: Page) -> bool:
    return await page.evaluate("document.documentElement.scrollWidth > window.innerWidth")


@pytest.mark.parametrize("scripts", [True, False])
async def test_a_card_is_mended_with_and_without_scripts(
    browser: Browser, address: str, scripts: bool
):
    context = await browser.new_context(base_url=address, java_script_enabled=scripts)
    page = await context.new_page()
    await become(page, "locked-this-morning")
    assert (await verdict(page)).startswith("部分能用")
    await page.get_by_role("link", name="去办理").click()
    await page.get_by_role("button", name="立即解锁", exact=True).click()
    assert "锁打开了" in await page.get_by_role("status").inner_text()
    assert (await verdict(page)).startswith("能用")


async def test_a_lock_opens_when_the_clock_moves_on(browser: Browser, address: str):
    context = await browser.new_context(base_url=address, java_script_enabled=False)
    page = await context.new_page()
    await become(page, "opens-at-ten")
    assert (await verdict(page)).startswith("部分能用")
    await page.get_by_role("button", name="快进 1 小时").click()
    assert "2026年3月16日 周一 10:00" in await page.locator(".clock").inner_text()
    assert (await verdict(page)).startswith("能用")


async def test_wrong_passwords_are_counted_and_never_shown(browser: Browser, address: str):
    context = await browser.new_context(base_url=address)
    page = await context.new_page()
    await become(page, "healthy")
    await page.get_by_text("试一下密码", exact=True).first.click()
    field = page.locator("#a-enter_password-password")
    assert await field.get_attribute("type") == "password"
    assert await field.get_attribute("inputmode") == "numeric"
    assert await field.get_attribute("autocomplete") == "off"
    await field.fill(WRONG)
    await page.locator("#form-a-enter_password button").click()
    assert "还可以再试 2 次" in await page.get_by_role("alert").inner_text()
    assert WRONG not in await page.content()
    assert WRONG not in page.url


async def test_a_refusal_is_told_with_all_reasons_beside_the_open_form(
    browser: Browser, address: str
):
    context = await browser.new_context(base_url=address, java_script_enabled=False)
    page = await context.new_page()
    await become(page, "healthy")
    await page.get_by_text("忘了密码，重设", exact=True).first.click()
    form = page.locator("#form-a-reset_password")
    await form.locator("select").select_option("counter id_card")
    for field in await form.locator("input[type=password]").all():
        await field.fill("12345678")
    await form.locator("button").click()
    told = await page.get_by_role("alert").locator("li").all_inner_texts()
    assert len(told) == 2
    assert all("接下来" in line for line in told)
    assert await form.locator("select").input_value() == "counter id_card"
    assert await form.locator("input[type=password]").first.input_value() == ""


@pytest.mark.parametrize("type_", ["normal", "large"])
async def test_nothing_is_wider_than_a_phone(browser: Browser, address: str, type_: str):
    context = await browser.new_context(base_url=address, viewport=_size(PHONE))
    page = await context.new_page()
    await page.goto(f"/?type={type_}")
    assert not await too_wide(page)
    for key in CROWDED:
        await become(page, key)
        for lang in ("zh", "en"):
            await page.goto(f"/my-card?lang={lang}")
            await open_folds(page)
            assert not await too_wide(page), f"{key} {lang} {type_}"


async def test_large_type_is_larger_and_remembered(browser: Browser, address: str):
    context = await browser.new_context(base_url=address, java_script_enabled=False)
    page = await context.new_page()
    await page.goto("/")
    await page.get_by_role("link", name="大字").click()
    await become(page, "healthy")
    await page.get_by_role("link", name="标准字号").wait_for()
    await page.get_by_role("link", name="English").click()
    assert (await verdict(page)).strip() == "Works"
    await page.goto("/my-card/looks")
    assert await page.locator("html.large").count() == 1
    assert await page.get_by_role("heading", level=1).inner_text() == "Who looked at my records"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_axe_finds_nothinggrave(browser: Browser, address: str, lang: str, scheme: Any):
    context = await browser.new_context(
        base_url=address, color_scheme=scheme, viewport=_size(PHONE)
    )
    page = await context.new_page()
    await page.goto(f"/?lang={lang}")
    assert await grave(page) == []
    for type_ in ("normal", "large"):
        await become(page, "three-causes")
        await page.goto(f"/my-card?type={type_}")
        await open_folds(page)
        assert await grave(page) == []
    await page.locator("#form-a-report_damage select").select_option("chip")
    await page.locator("#form-a-report_damage button").click()
    await page.locator(".message").wait_for()
    assert await grave(page) == []
    await page.goto("/my-card/looks")
    assert await grave(page) == []


async def test_the_page_can_be_used_from_the_keyboard(browser: Browser, address: str):
    context = await browser.new_context(base_url=address)
    page = await context.new_page()
    await become(page, "locked-this-morning")
    await page.keyboard.press("Tab")
    assert await page.locator(":focus").inner_text() == "跳到正文"
    await page.keyboard.press("Enter")
    await page.get_by_role("link", name="去办理").focus()
    outline = await page.locator(":focus").evaluate("one => getComputedStyle(one).outlineStyle")
    assert outline == "solid"
    await page.get_by_role("button", name="立即解锁", exact=True).focus()
    await page.keyboard.press("Enter")
    await page.get_by_role("status").wait_for()


async def test_nothing_is_loaded_from_elsewhere_and_nothing_breaks_the_policy(
    browser: Browser, address: str
):
    context = await browser.new_context(base_url=address)
    page = await context.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda line: complaints.append(line.text))
    await become(page, "two-causes")
    assert asked
    assert all(url.startswith((address, "data:")) for url in asked)
    assert not complaints


async def grave(page: Page) -> list[str]:
    """The serious and critical findings of axe."""
    # Axe has no types of its own.
    run = await Axe().run(page)  # pyright: ignore[reportUnknownMemberType]
    found = cast("Findings", run.response)  # pyright: ignore[reportUnknownMemberType]
    return [
        f"{one['id']}: {node['html']} {node['failureSummary']}"
        for one in found["violations"]
        if one["impact"] in GRAVE
        for node in one["nodes"]
    ]


def _size(size: dict[str, int]) -> Any:
    return size
