"""My account: where every yuan is, what moved, the paper, the family, another bank."""

import re

import pytest

from tests.faces.portal.applying import hand_in, number, office, state
from tests.faces.portal.reading import Visitor, forms
from yika.demo.cast import BY_KEY, CAST
from yika.house import House
from yika.matters.cases.steps import Accept, Confirm, Propose


def balance(visitor: Visitor) -> str:
    found = re.search(r"能用的余额 ([0-9.]+) 元", visitor.says)
    assert found is not None, visitor.says
    return found[1]


async def test_everybody_of_the_cast_has_a_page_in_both_languages(visitor: Visitor):
    for character in CAST:
        await visitor.sign_in(character.key)
        for lang in ("zh", "en"):
            reply = await visitor.open("/my-account", lang=lang)
            assert reply.status_code == 200, character.key
            assert character.id_number not in visitor.page
            assert character.name not in visitor.page
            assert reply.headers["cache-control"] == "no-store"


async def test_where_the_money_is_and_what_moved(visitor: Visitor):
    await visitor.sign_in("employer-arrears")
    await visitor.open("/my-account")
    assert float(balance(visitor)) > 0
    assert "当年账户" in visitor.says
    assert "历年账户" in visitor.says
    assert f"期末余额 {balance(visitor)} 元" in visitor.says
    await visitor.open("/my-account", since="2020-01-01", until="2020-01-31")
    assert "这段时间没有收支。" in visitor.says
    reply = await visitor.open("/my-account", since="2026-03-01", until="2026-02-01")
    assert (reply.status_code, visitor.codes) == (422, ["span_backwards"])


async def test_the_record_is_a_paper_that_is_not_kept(visitor: Visitor):
    await visitor.sign_in("healthy")
    reply = await visitor.client.get("/my-account/record.pdf?since=2026-01-01&until=2026-03-16")
    assert reply.status_code == 200
    assert reply.headers["content-type"].startswith("application/pdf")
    assert (
        'filename="yika-record-2026-01-01-2026-03-16.pdf"' in reply.headers["content-disposition"]
    )
    assert reply.headers["cache-control"] == "no-store"
    assert reply.content.startswith(b"%PDF-")
    await visitor.open("/my-card/looks")
    assert "下载交易记录 本人" in visitor.says


async def test_the_account_is_shared_with_the_family_and_taken_back(visitor: Visitor):
    await visitor.sign_in("relative-pays")
    await visitor.open("/my-account")
    spouse = BY_KEY["healthy"].id_number
    await visitor.press(
        "a-share",
        relative_id_number=spouse,
        relative_name=BY_KEY["healthy"].name,
        relation="spouse",
        yearly_max="500",
        until="2026-12-31",
    )
    assert "授权办好了。" in visitor.says
    assert "（配偶）" in visitor.says
    assert "今年还能用 500.00 元" in visitor.says
    assert spouse not in visitor.page
    await visitor.sign_in("healthy")
    await visitor.open("/my-account")
    assert "我能用谁的账户" in visitor.says
    await visitor.sign_in("relative-pays")
    await visitor.open("/my-account")
    mine = [name for name in forms(visitor.page) if name.startswith("form-a-revoke")]
    await visitor.press(mine[-1].removeprefix("form-"))
    assert "授权已取消。" in visitor.says


async def test_a_wrong_number_or_relation_is_refused_beside_the_form(visitor: Visitor):
    await visitor.sign_in("healthy")
    await visitor.open("/my-account")
    reply = await visitor.press(
        "a-share", relative_id_number="1", relative_name="张三", relation="spouse"
    )
    assert (reply.status_code, visitor.codes) == (422, ["wrong_id_number"])
    await visitor.press("a-share", relative_id_number="", relative_name="", relation="spouse")
    assert visitor.codes == ["fields_missing"]
    assert "亲属的身份证号码" in visitor.says
    assert "亲属姓名" in visitor.says


@pytest.mark.covers("CONTR-34")
async def test_a_relatives_premium_is_paid_from_the_account(visitor: Visitor):
    await visitor.sign_in("relative-pays")
    await visitor.open("/my-account")
    assert "代亲属缴纳居民医保费" in visitor.says
    mother = BY_KEY["missed-window"]
    before = balance(visitor)
    named = {"relative_id_number": mother.id_number, "relative_name": mother.name}
    await visitor.press("a-share", relation="parent", **named)
    await visitor.press("a-premium", relative_id_number=mother.id_number)
    assert "已用您的账户给家人缴费。" in visitor.says
    assert float(balance(visitor)) < float(before)


async def test_the_balance_is_paid_out_by_two_officers(visitor: Visitor, house: House):
    await visitor.sign_in("healthy")
    await visitor.open("/my-account")
    assert 'href="/my-matters/account_withdraw"' in visitor.page
    await visitor.open("/my-matters/account_withdraw", occasion="settled_abroad")
    told = {"occasion": "settled_abroad"}
    await hand_in(visitor, "account_withdraw", told)
    assert visitor.codes == ["fields_missing"]
    papers = ("settling_proof", "bank_account")
    await hand_in(visitor, "account_withdraw", {**told, "confirm": "yes"}, papers)
    case = number(visitor)
    for step in (Accept(), Propose(outcome="approve")):
        await office(house, case, step)
    await office(house, case, Confirm(), "999900-K1")
    await visitor.open(f"/my-matters/cases/{case}")
    assert state(visitor) == "done"
    await visitor.open("/my-account")
    assert balance(visitor) == "0.00"


async def test_a_clear_out_shows_where_the_money_is_until_it_arrives(visitor: Visitor):
    await visitor.sign_in("healthy")
    await visitor.press("a-replace_card", reason="other_bank", bank="中国银行", way="counter")
    await visitor.open("/my-account")
    whole = balance(visitor)
    await visitor.press("a-clear_notice")
    assert "等您去原银行清户" in visitor.says
    reply = await visitor.client.get("/my-account/notice.pdf")
    assert reply.content.startswith(b"%PDF-")
    assert reply.headers["cache-control"] == "no-store"
    assert balance(visitor) == whole
    await visitor.press("a-clear_cleared")
    assert f"清户在途 {whole} 元" in visitor.says
    assert balance(visitor) == "0.00"
    await visitor.press("a-clear_arrived")
    assert "钱已到新卡账户。" in visitor.says
    assert balance(visitor) == whole


async def test_residents_are_told_that_they_have_no_account(visitor: Visitor):
    await visitor.sign_in("missed-window")
    await visitor.open("/my-account")
    assert "居民医保没有个人账户" in visitor.says
    assert "能用的余额" not in visitor.says
    assert not {"form-a-share", "form-a-premium", "form-o-withdraw"} & forms(visitor.page).keys()


async def test_a_stranger_sees_nothing(visitor: Visitor):
    for page in ("/my-account", "/my-account/record.pdf", "/my-account/notice.pdf"):
        reply = await visitor.open(page)
        assert (reply.status_code, visitor.codes) == (401, ["not_signed_in"])


async def test_days_that_nobody_can_count_with_are_refused(visitor: Visitor):
    await visitor.sign_in("healthy")
    for page in ("/my-account", "/my-account/record.pdf"):
        reply = await visitor.open(page, since="0001-01-01", until="9999-12-31")
        assert (reply.status_code, visitor.codes) == (422, ["not_countable"])
