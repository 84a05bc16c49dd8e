"""Services and cases as pages: what one needs, applying with papers, each step, the inbox."""

import dataclasses
import re

import httpx
import pytest

from tests.faces.portal.applying import BILL, PAPERS, PDF, hand_in, number, office, sent, state
from tests.faces.portal.reading import Visitor, forms
from yika.app import create_app
from yika.demo.cast import BY_KEY
from yika.faces.portal import asking
from yika.faces.portal.matters import fields
from yika.faces.portal.matters.applying import act_of
from yika.faces.portal.matters.groups import ELSEWHERE, GROUPS
from yika.house import House
from yika.matters.cases.steps import Accept, AskPapers, Confirm, Decide, Propose
from yika.people import service as people
from yika.policy.words import lists


def test_every_matter_is_in_a_group_and_every_field_has_words():
    grouped = [one for group in GROUPS.values() for one in group]
    assert len(grouped) == len(set(grouped))
    officers = {"suspension_decide"}
    assert set(grouped) == lists().words["matters"].keys() - officers
    for matter in set(grouped) - ELSEWHERE.keys():
        act = act_of(matter)
        if act is not None:
            assert not asking.SECRET & set(act.__struct_fields__), matter
            for field in fields.of_act(act, {}):
                assert all((field.label.zh, field.label.en)), field
                assert all(option.label.zh for option in field.options), field


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("key", ["healthy", "suspended"])
async def test_every_matter_has_a_page(visitor: Visitor, key: str, lang: str):
    await visitor.sign_in(key)
    reply = await visitor.open("/my-matters", lang=lang)
    assert reply.status_code == 200
    listed = set(re.findall(r'href="/my-matters/([a-z_]+)"', visitor.page))
    assert listed == {one for group in GROUPS.values() for one in group}
    for matter in sorted(listed):
        reply = await visitor.open(f"/my-matters/{matter}", lang=lang)
        assert reply.status_code == 200, matter
        assert BY_KEY[key].id_number not in visitor.page
    assert (await visitor.open("/my-matters/nothing")).status_code == 404


@pytest.mark.covers("LOSS-25")
async def test_one_learns_what_to_bring_before_one_applies(visitor: Visitor):
    await visitor.sign_in("healthy")
    await visitor.open("/my-matters/card_replace", reason="lost", way="counter")
    assert "挂失证明" in visitor.says
    await visitor.open("/my-matters/card_replace", reason="stripe", way="counter")
    assert "挂失证明" not in visitor.says
    assert "原卡" in visitor.says
    await visitor.open("/my-matters/reimbursement", care="outpatient")
    assert "最晚哪天有结果 材料交齐之日起 20 个工作日；今天交齐的，4月14日 周二前" in visitor.says


async def test_a_matter_without_a_decision_is_done_at_once(visitor: Visitor):
    await visitor.sign_in("healthy")
    await visitor.open("/my-matters/off_site_file", off_site_kind="long_term", way="app")
    told = {"off_site_kind": "long_term", "place": "310000", "identity": "face"}
    reply = await hand_in(visitor, "off_site_file", {**told, "commit-residence_proof": "yes"})
    assert reply.status_code == 200, visitor.says
    assert state(visitor) == "done"
    assert "居住证明或户口簿 已承诺" in visitor.says
    assert "上海市" in visitor.says
    await visitor.open("/my-matters/off_site_end")
    filing = forms(visitor.page)["form-apply"]["filing_id"]
    await hand_in(visitor, "off_site_end", {"filing_id": filing})
    assert state(visitor) == "done"
    await visitor.open("/my-matters/mandate_revoke")
    assert "没有可以选的记录" in visitor.says
    await visitor.open("/my-matters")
    assert visitor.says.count("已办结") == 2


async def test_a_proof_is_issued_and_saved(visitor: Visitor):
    await visitor.sign_in("healthy")
    await visitor.open("/my-matters/cover_proof")
    await hand_in(visitor, "cover_proof", {})
    assert state(visitor) == "done", visitor.says
    found = re.search(r'href="(/my-matters/documents/[^"]+)"', visitor.page)
    assert found is not None, visitor.says
    reply = await visitor.client.get(found[1])
    assert reply.content.startswith(b"%PDF-")
    assert "attachment" in reply.headers["content-disposition"]
    await visitor.open("/my-matters")
    assert found[1] in visitor.page
    await visitor.sign_in("two-causes")
    assert (await visitor.client.get(found[1])).status_code == 404


async def test_a_claim_is_drafted_changed_handed_in_asked_for_papers_and_refused(
    visitor: Visitor, house: House
):
    await visitor.sign_in("healthy")
    await visitor.open("/my-matters/reimbursement", care="outpatient", way="app")
    await hand_in(visitor, "reimbursement", {**BILL, "go": "draft"}, ("receipt",))
    assert state(visitor) == "draft", visitor.says
    case = number(visitor)
    assert "医疗费用票据 已交" in visitor.says
    await visitor.open("/my-matters/reimbursement", draft=case)
    assert 'value="上海某医院"' in visitor.page
    await hand_in(visitor, "reimbursement", {**BILL, "total": "1200.50", "lines.B": "200.50"})
    assert state(visitor) == "submitted", visitor.says
    assert number(visitor) == case
    assert "1200.50" in visitor.says
    assert "最晚哪天有结果 材料交齐之日起 20 个工作日" in visitor.says
    assert "还没有交：" in visitor.says
    assert "费用清单 待交" in visitor.says
    assert BILL["account.number"] not in visitor.page
    await office(house, case, AskPapers(text="缺清单"))
    await visitor.open(f"/my-matters/cases/{case}")
    assert "现在在谁手里 申请人" in visitor.says
    assert "一次告知" in visitor.says
    files = {f"file-{one}": ("a.pdf", PDF, "application/pdf") for one in PAPERS[1:]}
    await sent(visitor, f"/my-matters/cases/{case}", {"step": "papers"}, files)
    assert state(visitor) == "submitted"
    await office(house, case, Accept())
    await office(house, case, Propose(outcome="refuse", reasons="超过申报期"))
    await visitor.open(f"/my-matters/cases/{case}")
    assert "等另一位工作人员复核" in visitor.says
    assert "form-withdraw" not in visitor.page
    await office(house, case, Confirm(), "999900-K1")
    await visitor.open(f"/my-matters/cases/{case}")
    assert state(visitor) == "refused"
    assert "超过申报期" in visitor.says
    assert "申请行政复议（60 日内）" in visitor.says
    for name in ("receipt", "decision"):
        reply = await visitor.client.get(f"/my-matters/cases/{case}/{name}.pdf")
        assert reply.content.startswith(b"%PDF-"), name
    assert (await visitor.client.get(f"/my-matters/cases/{case}/other.pdf")).status_code == 404


async def test_a_paper_is_saved_and_never_opened_and_a_case_can_be_withdrawn(visitor: Visitor):
    await visitor.sign_in("healthy")
    await visitor.open("/my-matters/reimbursement", care="outpatient")
    await hand_in(visitor, "reimbursement", BILL, PAPERS)
    case, page = number(visitor), visitor.page
    found = re.search(r'href="(/my-matters/files/[^"]+)"', page)
    assert found is not None
    reply = await visitor.client.get(found[1])
    assert reply.content == PDF
    assert "attachment" in reply.headers["content-disposition"]
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in reply.headers["content-security-policy"]
    reply = await sent(visitor, f"/my-matters/cases/{case}", {"step": "withdraw"})
    assert (reply.status_code, visitor.codes) == (422, ["fields_missing"])
    await sent(visitor, f"/my-matters/cases/{case}", {"step": "withdraw", "confirm": "yes"})
    assert state(visitor) == "withdrawn"
    reply = await sent(visitor, f"/my-matters/cases/{case}", {"step": "submit"})
    assert (reply.status_code, visitor.codes) == (409, ["case_not_there"])
    await visitor.sign_in("two-causes")
    for path in (f"/my-matters/cases/{case}", f"/my-matters/cases/{case}/receipt.pdf", found[1]):
        assert (await visitor.open(path)).status_code == 404


async def test_all_that_is_wrong_is_told_at_once_and_what_was_typed_is_kept(visitor: Visitor):
    await visitor.sign_in("healthy")
    await visitor.open("/my-matters/reimbursement", care="outpatient")
    wrong = {**BILL, "institution": "", "total": "many", "begins_on": "10.3.", "lines.A": ""}
    reply = await hand_in(visitor, "reimbursement", wrong)
    assert reply.status_code == 422
    assert visitor.codes == ["fields_missing", "field_unreadable", "field_unreadable"]
    assert 'value="6217000010001234567"' in visitor.page
    assert "医院名称" in visitor.says
    page = {"file-receipt": ("x.html", b"<script>", "text/html"), "file-fee_list": ("a", b"x")}
    hidden = forms(visitor.page)["form-apply"]
    told = {**BILL, "key": hidden["key"], "way": "app"}
    reply = await sent(visitor, "/my-matters/reimbursement", told, page)
    assert (reply.status_code, visitor.codes) == (422, ["upload_kind", "upload_kind"])
    assert "请重新选" in visitor.says
    await visitor.open("/my-matters")
    assert "我的办件" not in visitor.says, "what is refused leaves no draft behind"


async def test_a_repeat_is_the_case_there_is(visitor: Visitor):
    await visitor.sign_in("healthy")
    await visitor.open("/my-matters/reimbursement", care="outpatient")
    page = visitor.page
    await hand_in(visitor, "reimbursement", BILL)
    case, visitor.page = number(visitor), page
    await hand_in(visitor, "reimbursement", BILL)
    assert number(visitor) == case


async def test_an_agent_sees_and_does_what_they_were_let_do(visitor: Visitor, house: House):
    await visitor.sign_in("agent")
    async with house.database.transaction() as conn:
        number_ = BY_KEY["grandmother"].id_number
        person = await people.find(conn, house.database.keys, "id_number", number_)
    whose = f"{person.division}-{person.person_id}"
    await visitor.open("/my-matters", **{"for": whose})
    listed = set(re.findall(r'href="/my-matters/([a-z_]+)\?for=', visitor.page))
    assert listed == {"password_unlock", "password_reset", "card_collect"}
    reply = await visitor.open("/my-matters/password_unlock", **{"for": whose})
    assert reply.status_code == 200
    assert "受委托的代办人" in visitor.says
    reply = await visitor.open("/my-matters/reimbursement", **{"for": whose})
    assert reply.status_code == 404


async def test_a_message_is_new_until_it_was_read(visitor: Visitor):
    await visitor.sign_in("healthy")
    await visitor.open("/my-matters/cover_proof")
    await hand_in(visitor, "cover_proof", {})
    await visitor.open("/my-notices")
    assert "2 条没看过" in visitor.says  # The proof was issued, and the matter is done.
    assert "/my-matters/documents/" in visitor.page
    assert 'class="count-mark"' in visitor.page
    await visitor.press("read")
    assert "条没看过" not in visitor.says
    assert 'class="count-mark"' not in visitor.page


async def test_one_may_object_to_a_line_of_ones_own_history(visitor: Visitor, house: House):
    await visitor.sign_in("healthy")
    await visitor.open("/my-matters/grievance", about="card_event")
    found = re.search(r'<option value="(\d+/\d+)"', visitor.page)
    assert found is not None, visitor.says
    told = {"about": "card_event", "reference": found[1], "text": "这一天我没有去过"}
    await hand_in(visitor, "grievance", told)
    assert state(visitor) == "submitted", visitor.says
    case = number(visitor)
    await office(house, case, Accept())
    await office(house, case, Decide(outcome="approve", reasons="已更正"))
    await visitor.open(f"/my-matters/cases/{case}")
    assert state(visitor) == "done"


async def test_outside_the_sandbox_only_what_is_online_is_done_here(house: House):
    real = House(dataclasses.replace(house.config, sandbox=False), house.database, house.book)
    headers = {"Origin": "http://yika"}
    token = ""
    for one in (house, real):
        transport = httpx.ASGITransport(app=create_app(one))  # pyright: ignore[reportArgumentType]
        async with httpx.AsyncClient(
            transport=transport, base_url="http://yika", headers=headers
        ) as client:
            visitor = Visitor(client)
            if one is house:
                await visitor.sign_in("healthy")
                token = client.cookies["yika_session"]
                continue
            client.cookies.set("yika_session", token)
            await visitor.open(
                "/my-matters/off_site_file", way="counter", off_site_kind="long_term"
            )
            hidden = forms(visitor.page)["form-apply"]
            assert hidden["way"] == "app"
            assert "沙盒" not in visitor.says
            await visitor.open("/my-matters/statement_print")
            assert "form-apply" not in visitor.page
            told = {"key": "k", "way": "bank_counter"}
            await sent(visitor, "/my-matters/statement_print", told)
            assert visitor.codes == ["not_offered_here"]
