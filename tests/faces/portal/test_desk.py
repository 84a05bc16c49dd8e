"""The officers' pages: the queue, finding a person, and a case from the counter to its letter."""

import re
from collections.abc import AsyncGenerator

import httpx
import pytest
from litestar import Litestar

from tests.faces.portal.applying import sent
from tests.faces.portal.reading import Visitor, forms
from yika.demo.cast import BY_KEY
from yika.demo.offices import OFFICERS
from yika.house import House
from yika.people import service as people
from yika.store import journal

NUMBER = re.compile(r"/desk/cases/([0-9]{19})")
A_PDF = "application/pdf"
ABROAD = {"occasion": "settled_abroad", "confirm": "yes"}


@pytest.fixture
async def at_desk(app: Litestar) -> AsyncGenerator[Visitor]:
    """Somebody at a computer of the agency."""
    transport = httpx.ASGITransport(app=app)  # pyright: ignore[reportArgumentType]
    headers = {"Origin": "http://yika"}
    async with httpx.AsyncClient(
        transport=transport, base_url="http://yika", headers=headers
    ) as client:
        yield Visitor(client)


async def sit(desk: Visitor, code: str) -> None:
    await desk.send("/desk/sign-in", officer=f"999900-{code}")


async def found(desk: Visitor, key: str, purpose: str = "asked") -> str:
    """The address of a character's page, found by ID number."""
    reply = await desk.send("/desk/people", id_number=BY_KEY[key].id_number, purpose=purpose)
    assert reply.status_code == 200, desk.says
    return reply.url.path


async def opened(desk: Visitor, key: str, act: str, **filled: str) -> str:
    """The number of a case opened at the counter."""
    person = await found(desk, key)
    await desk.open(f"{person}/open", act=act)
    await desk.press("open", **filled)
    return _number(desk)


def _number(desk: Visitor) -> str:
    match = re.search(r"/desk/cases/([0-9]{19})", str(desk.replies[-1].url))
    assert match is not None, desk.says
    return match[1]


async def seen(desk: Visitor, number: str) -> None:
    """Say of every paper that is still needed that one saw it."""
    await desk.open(f"/desk/cases/{number}")
    papers = {name: "yes" for name in forms(desk.page)["form-papers"] if name.startswith("seen-")}
    await sent(desk, f"/desk/cases/{number}/papers", papers)


async def test_each_officer_signs_in_and_only_case_workers_see_the_queue(at_desk: Visitor):
    reply = await at_desk.open("/desk")
    assert reply.status_code == 401
    for one in OFFICERS:
        assert one.full_code in at_desk.page
    for one in OFFICERS:
        await sit(at_desk, one.code)
        assert one.full_code in at_desk.says
        has_queue = one.code in ("C1", "C2", "K1", "J1")
        assert ("没有待办件" not in at_desk.says) is has_queue
    await at_desk.send("/desk/sign-out")
    assert (await at_desk.open("/desk")).status_code == 401


async def test_the_person_and_the_officer_are_two_sessions(at_desk: Visitor):
    await at_desk.sign_in("healthy")
    assert (await at_desk.open("/desk")).status_code == 401
    await sit(at_desk, "C1")
    assert (await at_desk.open("/desk")).status_code == 200
    assert (await at_desk.open("/my-card")).status_code == 200
    cookies = [c for r in at_desk.replies for c in r.headers.get_list("set-cookie")]
    desk = next(c for c in cookies if c.startswith("yika_desk"))
    assert "Path=/desk" in desk
    assert "HttpOnly" in desk
    token = at_desk.client.cookies["yika_session"]
    at_desk.client.cookies.clear()
    at_desk.client.cookies.set("yika_desk", token)
    assert (await at_desk.open("/desk")).status_code == 401, "a person's session is no officer's"


async def test_a_person_is_found_for_a_purpose_that_they_can_read(
    at_desk: Visitor, visitor: Visitor, house: House
):
    await sit(at_desk, "H1")
    number = BY_KEY["locked-this-morning"].id_number
    await at_desk.send("/desk/people", id_number="", purpose="asked")
    assert at_desk.codes == ["fields_missing"]
    await at_desk.send("/desk/people", id_number=number)
    assert at_desk.codes == ["wrong_choice"]
    await at_desk.send("/desk/people", id_number="110101199001011237", purpose="asked")
    assert at_desk.codes == ["no_such_person"]
    person = await found(at_desk, "locked-this-morning")
    assert at_desk.verdict == "partly"
    assert number not in at_desk.page
    assert number not in str(at_desk.replies[-1].url)
    await at_desk.open(person)
    assert "请先说明查询原因" in at_desk.says
    assert 'class="verdict' not in at_desk.page
    async with house.database.transaction() as conn:
        about = await people.find(conn, house.database.keys, "id_number", number)
        kept = await journal.entries_about(conn, about.region, about.person_id)
    looked = [(one.actor, one.facts) for one in kept if one.what == "person.found"]
    assert looked == [("999900-H1", {"purpose": "asked"})] * 2, "the search, and the page"
    await visitor.sign_in("locked-this-morning")
    await visitor.open("/my-card/looks")
    assert "按证件号码查找（本人或代办人当面、电话要求）" in visitor.says


async def test_people_of_another_region_are_not_found(at_desk: Visitor):
    elsewhere = next(one for one in BY_KEY.values() if one.region != 999900)
    await sit(at_desk, "C1")
    await at_desk.send("/desk/people", id_number=elsewhere.id_number, purpose="asked")
    assert at_desk.codes == ["no_such_person"]


async def test_what_one_officer_decides_ends_with_a_letter(at_desk: Visitor):
    await sit(at_desk, "C1")
    number = await opened(at_desk, "healthy", "transfer_out", place="110000")
    await seen(at_desk, number)
    await at_desk.press("accept")
    assert "已受理" in at_desk.says
    await at_desk.press("decide", outcome="refuse", reasons="")
    assert at_desk.codes == ["reasons_needed"]
    await at_desk.press("decide", outcome="refuse", reasons="还有欠费未缴清")
    assert "不予办理" in at_desk.says
    assert "还有欠费未缴清" in at_desk.says
    for kind in ("receipt", "decision"):
        reply = await at_desk.client.get(f"/desk/cases/{number}/letters/{kind}.pdf")
        assert reply.headers["content-type"] == A_PDF
        assert reply.headers["content-disposition"].startswith("attachment")
    assert "form-" not in "".join(forms(at_desk.page)), "nothing is left to do"


async def test_money_takes_two_and_the_same_officer_is_told_why_not(at_desk: Visitor):
    await sit(at_desk, "C1")
    number = await opened(at_desk, "healthy", "withdraw_account", **ABROAD)
    await seen(at_desk, number)
    await at_desk.press("accept")
    assert "须两个人" in at_desk.says
    await at_desk.press("propose", outcome="approve", reasons="材料齐全")
    assert "form-confirm" not in at_desk.page
    assert "duty_needed" in at_desk.page
    await at_desk.send(f"/desk/cases/{number}/steps", step="confirm")
    assert "same_officer" in at_desk.codes
    await sit(at_desk, "K1")
    await at_desk.open(f"/desk/cases/{number}")
    assert "999900-C1 提出的意见" in at_desk.says
    assert "材料齐全" in at_desk.says
    await at_desk.press("send_back", reasons="请再核对出境证明")
    assert "已退回经办" in at_desk.says
    await sit(at_desk, "C2")
    await at_desk.open(f"/desk/cases/{number}")
    await at_desk.press("propose", outcome="approve")
    await sit(at_desk, "K1")
    await at_desk.open(f"/desk/cases/{number}")
    await at_desk.press("confirm")
    assert "已办结" in at_desk.says


async def test_papers_are_asked_for_once(at_desk: Visitor):
    await sit(at_desk, "C2")
    number = await opened(at_desk, "healthy", "transfer_out", place="110000")
    assert "form-accept" not in at_desk.page
    await at_desk.send(f"/desk/cases/{number}/steps", step="ask_papers", text="请带原件")
    assert "已经一次性告知" in at_desk.says
    assert "请带原件" in at_desk.says
    await seen(at_desk, number)
    await at_desk.open(f"/desk/cases/{number}")
    assert "form-ask_papers" not in at_desk.page
    await at_desk.send(f"/desk/cases/{number}/steps", step="ask_papers")
    assert at_desk.codes == ["papers_asked_already"]
    assert "form-accept" in at_desk.page


async def test_the_queue_has_filters_and_a_number_opens_its_case(at_desk: Visitor):
    await sit(at_desk, "C1")
    number = await opened(at_desk, "healthy", "transfer_out", place="110000")
    await sit(at_desk, "C2")
    other = await opened(at_desk, "healthy", "withdraw_account", **ABROAD)
    for query, expected in (
        ({}, {number, other}),
        ({"mine": "yes"}, {other}),
        ({"matter": "transfer_out"}, {number}),
        ({"state": "accepted"}, set[str]()),
        ({"late": "yes"}, set[str]()),
        ({"state": "x", "matter": "x"}, {number, other}),
    ):
        await at_desk.open("/desk", **query)
        assert set(NUMBER.findall(at_desk.page)) == expected, query
    spaced = f"{number[:6]} {number[6:12]} {number[12:]}"
    reply = await at_desk.client.get("/desk/cases", params={"number": spaced})
    assert reply.headers["location"] == f"/desk/cases/{number}"
    await at_desk.open("/desk/cases", number="17")
    assert at_desk.codes == ["no_such_case"]


async def test_what_nobody_decides_is_done_at_once(at_desk: Visitor):
    await sit(at_desk, "H1")
    person = await found(at_desk, "healthy")
    offered = set(re.findall(r'<option value="(\w+)"', at_desk.page))
    assert "report_loss" in offered
    assert "decide_suspension" not in offered
    assert "change_password" not in offered
    await at_desk.open(f"{person}/open", act="report_loss")
    await at_desk.press("open")
    assert "已办结" in at_desk.says
    await at_desk.open(f"{person}/open", act="decide_suspension")
    assert at_desk.codes == ["wrong_choice"]


async def test_only_an_investigator_opens_a_sanction(at_desk: Visitor):
    await sit(at_desk, "J1")
    person = await found(at_desk, "review", "inquiry")
    await at_desk.open(f"{person}/open", act="decide_suspension")
    await at_desk.press("open", basis="", months="x")
    assert at_desk.codes == ["fields_missing", "field_unreadable"]
    await at_desk.press("open", basis="出借医保卡", months="6")
    number = _number(at_desk)
    await at_desk.press("accept")
    await at_desk.press("propose", outcome="approve")
    await sit(at_desk, "C1")
    await at_desk.open(f"/desk/cases/{number}")
    assert re.findall(r'data-denied="(\w+)"', at_desk.page) == ["duty_needed"]
    await sit(at_desk, "K1")
    await at_desk.open(f"/desk/cases/{number}")
    await at_desk.press("confirm")
    assert "已办结" in at_desk.says


async def test_what_cannot_be_read_is_refused_and_told(at_desk: Visitor):
    await sit(at_desk, "C1")
    number = await opened(at_desk, "healthy", "transfer_out", place="110000")
    steps = f"/desk/cases/{number}/steps"
    for told, code in (
        ({"step": "x"}, "wrong_choice"),
        ({"step": "decide", "outcome": "x"}, "wrong_choice"),
        ({"step": "propose", "outcome": "approve", "approved_amount": "x"}, "field_unreadable"),
        ({"step": "give_paper", "paper": "x"}, "paper_not_of_case"),
    ):
        await at_desk.send(steps, **told)
        assert at_desk.codes == [code]
    reply = await at_desk.open(f"/desk/cases/{number}/letters/x.pdf")
    assert reply.status_code == 404
    reply = await at_desk.open(f"/desk/cases/{number}/papers/id_card")
    assert reply.status_code in (404, 422)
