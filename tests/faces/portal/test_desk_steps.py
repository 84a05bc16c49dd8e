"""What the desk offers in a case: papers while it is time, scans, and what the rules give."""

from tests.faces.portal.applying import BILL, PDF, hand_in, sent
from tests.faces.portal.applying import number as number_of
from tests.faces.portal.reading import Visitor, forms
from tests.faces.portal.test_desk import A_PDF, ABROAD, opened, seen, sit


async def test_after_its_time_no_paper_is_asked_for_and_the_case_is_complete(visitor: Visitor):
    await sit(visitor, "C2")
    number = await opened(visitor, "healthy", "transfer_out", place="110000")
    assert "form-ask_papers" in visitor.page
    await visitor.send("/clock", to="2026-04-20T09:00", back="/desk")
    await visitor.open(f"/desk/cases/{number}")
    assert "form-ask_papers" not in visitor.page
    assert "视为材料齐全" in visitor.says
    await visitor.press("accept")
    assert "已受理" in visitor.says


async def test_who_checks_is_offered_nothing_of_a_case_sent_back(visitor: Visitor):
    await sit(visitor, "C1")
    number = await opened(visitor, "healthy", "withdraw_account", **ABROAD)
    await seen(visitor, number)
    await visitor.press("accept")
    await visitor.press("propose", outcome="approve")
    await sit(visitor, "K1")
    await visitor.open(f"/desk/cases/{number}")
    await visitor.press("send_back", reasons="请再核对")
    assert not [one for one in forms(visitor.page) if one.startswith("form-")]
    await visitor.send(f"/desk/cases/{number}/steps", step="withdraw")
    assert visitor.codes == ["duty_needed"]


async def test_a_paper_seen_at_the_counter_gets_its_scan(visitor: Visitor):
    await sit(visitor, "C1")
    number = await opened(visitor, "healthy", "transfer_out", place="110000")
    papers = f"/desk/cases/{number}/papers"
    first = next(one[5:] for one in forms(visitor.page)["form-papers"] if one.startswith("seen-"))
    await sent(visitor, papers, {f"seen-{first}": "yes"})
    assert f"seen-{first}" not in forms(visitor.page)["form-papers"]
    await sent(visitor, papers, {}, {f"file-{first}": ("x.html", b"<script>", "text/html")})
    assert visitor.codes == ["upload_kind"]
    await sent(visitor, papers, {}, {f"file-{first}": ("a.pdf", PDF, A_PDF)})
    reply = await visitor.client.get(f"{papers}/{first}")
    assert reply.content == PDF
    assert reply.headers["content-disposition"].startswith("attachment")
    await visitor.open(f"/desk/cases/{number}")
    assert f"file-{first}" not in visitor.page, "the scan is there"
    await sent(visitor, papers, {}, {"file-none": ("", b"", A_PDF)})
    assert visitor.codes == ["fields_missing"]


async def test_an_officer_sees_what_the_rules_give_and_why(visitor: Visitor):
    await visitor.sign_in("healthy")
    await visitor.open("/my-matters/reimbursement", care="outpatient")
    await hand_in(visitor, "reimbursement", BILL)
    number = number_of(visitor)
    await sit(visitor, "C1")
    await visitor.open(f"/desk/cases/{number}")
    assert "按规定算出来" in visitor.says
    assert "票据总额 1,000.00 元" in visitor.says or "票据总额 1000.00 元" in visitor.says
    assert "起施行" in visitor.says
    await seen(visitor, number)
    await visitor.press("accept")
    await visitor.press("propose", outcome="approve", approved_amount="999.00")
    assert visitor.codes == ["amount_too_much"]
    assert "按规定算出来" in visitor.says
    await sit(visitor, "H1")
    await visitor.open(f"/desk/cases/{number}")
    assert "按规定算出来" not in visitor.says, "the hotline reads how far it is"
    assert BILL["institution"] not in visitor.says
