"""Batches as pages: many people's matter, by an employer or a school, or by an officer for one."""

import re

from tests.faces.portal.applying import PDF, sent
from tests.faces.portal.reading import Visitor, forms
from tests.faces.portal.test_desk import sit
from yika.demo.cast import BY_KEY

HEAD = "姓名,身份证号码,就医地代码,备案类型\n"


def option(page: str, name: str) -> str:
    """The code of an employer or a school in a list."""
    found = re.search(rf'<option value="(\w+)">{name}', page)
    assert found is not None
    return found[1]


def sheet(*rows: str) -> bytes:
    return (HEAD + "".join(f"{row}\n" for row in rows)).encode()


def line(key: str, place: str = "310000") -> str:
    """A line about a character."""
    return f"{BY_KEY[key].name},{BY_KEY[key].id_number},{place},常驻异地工作人员"


async def become(visitor: Visitor, name: str) -> None:
    """Sign in as an employer or a school."""
    await visitor.open("/batches")
    await visitor.press("sign-in", employer=option(visitor.page, name))


async def checked(visitor: Visitor, content: bytes, **told: str) -> int:
    """Have a file looked at; the status of the answer."""
    found = forms(visitor.page)["form-preview"]
    kept = {name: text for name, text in found.items() if name in ("employer", "matter")}
    home = "/desk/batches" if "/desk/batches/preview" in visitor.page else "/batches"
    files = {"file": ("people.csv", content, "text/csv")}
    asked = re.findall(r'name="file-(\w+)"', visitor.page)
    files |= {f"file-{one}": ("a.pdf", PDF, "application/pdf") for one in asked}
    kept["commit-work_proof"] = "yes"
    return (await sent(visitor, f"{home}/preview", {**kept, **told}, files)).status_code


async def test_nobody_sees_the_page_before_signing_in(visitor: Visitor):
    reply = await visitor.open("/batches")
    assert reply.status_code == 401
    assert "演示纺织有限公司" in visitor.says
    for path in ("/batches/templates/off_site_file.csv", "/batches/sent/x", "/desk/batches"):
        assert (await visitor.open(path)).status_code == 401, path
    assert (await visitor.send("/batches/preview")).status_code == 401
    await visitor.sign_in("healthy")
    assert (await visitor.open("/batches")).status_code == 401, "a person is no employer"


async def test_a_file_is_checked_line_by_line_then_sent_and_come_back_to(visitor: Visitor):
    await become(visitor, "演示纺织有限公司")
    await visitor.open("/batches", matter="off_site_file")
    assert "最多 1000 人，不超过 1000 KB" in visitor.says
    reply = await visitor.client.get("/batches/templates/off_site_file.csv")
    assert "attachment" in reply.headers["content-disposition"]
    assert "身份证号码" in reply.content.decode("utf-8-sig")
    wrong = sheet(line("healthy"), "查无此人,999900199001010015,310000,", line("healthy"))
    assert await checked(visitor, wrong) == 200
    assert "第 3 行" in visitor.says
    assert "第 4 行" in visitor.says
    assert "可以送办的人 1" in visitor.says
    assert BY_KEY["healthy"].id_number not in visitor.says
    await visitor.press("send", skip="")
    assert visitor.codes == ["batch_refused"]
    await checked(visitor, wrong)
    await visitor.press("send")
    assert re.findall(r'data-result="(\w+)"', visitor.page) == ["done", "skipped", "skipped"]
    number = str(visitor.replies[-1].url).rpartition("/")[2]
    await visitor.open("/batches")
    assert f"/batches/sent/{number}" in visitor.page
    await visitor.open(f"/batches/sent/{number}")
    assert "每个人的结果" in visitor.says
    await visitor.sign_in("healthy")
    await visitor.open("/my-card/looks")
    assert "演示纺织有限公司" in visitor.says, "whoever it was done for sees by whom"
    await visitor.open("/my-matters")
    cases = re.findall(r'href="(/my-matters/cases/[^"]+)"', visitor.page)
    await visitor.open(cases[0])
    assert "新建 单位（学校）" in visitor.says


async def test_what_is_wrong_with_the_whole_file_is_told(visitor: Visitor):
    await become(visitor, "演示纺织有限公司")
    await visitor.open("/batches", matter="off_site_file")
    page = visitor.page
    assert await checked(visitor, b"a,b\n1,2\n") == 422
    assert visitor.codes
    visitor.page = page
    assert await checked(visitor, sheet(line("healthy")), **{"all-place": "x"}) == 422
    assert visitor.codes == ["batch_fields_unreadable"]
    visitor.page = page
    reply = await sent(visitor, "/batches/preview", {"matter": "off_site_file"})
    assert (reply.status_code, visitor.codes) == (422, ["fields_missing"])
    reply = await sent(visitor, "/batches/send", {"matter": "x", "content": "eA==", "key": "k"})
    assert visitor.codes == ["not_in_batches"]


async def test_an_officer_takes_in_what_an_employer_brought(visitor: Visitor):
    await sit(visitor, "C1")
    await visitor.open("/desk/batches")
    code = option(visitor.page, "演示纺织有限公司")
    await visitor.open("/desk/batches", employer=code, matter="off_site_file")
    await checked(visitor, sheet(line("healthy")))
    assert "paper-employer_id" in forms(visitor.page)["form-send"]
    await visitor.press("send")
    assert re.findall(r'data-result="(\w+)"', visitor.page) == ["done"]
    assert "每个人的结果" in visitor.says
    case = re.search(r'href="(/desk/cases/\d{19})"', visitor.page)
    assert case is not None, visitor.says
    assert (await visitor.open(case[1])).status_code == 200
    await sit(visitor, "K1")
    await visitor.open("/desk/batches")
    assert visitor.replies[-1].status_code == 422
    assert "form-employer" not in visitor.page
