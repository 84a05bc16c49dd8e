"""The page on which anybody checks a document, and where its QR code leads."""

from playwright.async_api import Browser

from tests.builders import AT
from tests.faces.portal.reading import Visitor
from tests.faces.portal.test_browser import grave
from yika.demo.cast import BY_KEY
from yika.house import House
from yika.papers import documents
from yika.papers.codes import grouped
from yika.people import service as people


async def issued(house: House) -> documents.Document:
    keys = house.database.keys
    async with house.database.transaction() as conn:
        person = await people.find(conn, keys, "id_number", BY_KEY["healthy"].id_number)
        facts = {"scheme": {"zh": "职工基本医疗保险", "en": "employees"}}
        return await documents.issue(conn, keys, person, "cover_proof", facts, AT)


async def test_anybody_checks_a_code_and_learns_only_what_is_due(visitor: Visitor, house: House):
    made = await issued(house)
    await visitor.open("/verify")
    assert "核验文书真伪" in visitor.says
    for path in (f"/verify/{made.code}", f"/verify?code={grouped(made.code)}"):
        await visitor.open(path)
        for said in ("真实有效", "参保凭证", "3月16日"):
            assert said in visitor.says
        assert BY_KEY["healthy"].id_number not in visitor.page
        assert made.content.name not in visitor.page
        assert "职工基本医疗保险" not in visitor.page
    assert "genuine" in (await visitor.open(f"/verify/{made.code}", lang="en")).text


async def test_a_wrong_code_is_told_so_and_nothing_is_run(visitor: Visitor):
    for code, status, told in (
        ("1234", 422, "mistyped_code"),
        ("0" * 16, 404, "no_such_document"),
        ("<script>alert(1)</script>", 422, "mistyped_code"),
    ):
        reply = await visitor.open("/verify", code=code)
        assert (reply.status_code, visitor.codes) == (status, [told])
        assert "<script>alert" not in visitor.page


async def test_the_page_is_accessible(browser: Browser, address: str, house: House):
    made = await issued(house)
    page = await browser.new_page()
    for path in ("/verify", f"/verify/{made.code}", "/verify/1234"):
        await page.goto(f"{address}{path}")
        assert not await grave(page)
    await page.close()
