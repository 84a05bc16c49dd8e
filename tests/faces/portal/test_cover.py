"""My insurance: whether the fund pays, what was paid and why not, and what can be done about it."""

import re

import pytest

from tests.faces.portal.reading import Visitor, forms
from yika.demo.cast import CAST

TOLD = {
    "healthy": "能报销",
    "employer-arrears": "不能报销",
    "own-arrears-1": "不能报销",
    "first-wait": "还不能报销",
    "lapsed-two": "还不能报销",
    "missed-window": "不能报销",
    "newborn": "能报销",
    "moved-away": "不能报销",
    "retired": "能报销",
}


@pytest.mark.parametrize(("key", "told"), TOLD.items())
async def test_whether_the_fund_pays_comes_first(visitor: Visitor, key: str, told: str):
    await visitor.sign_in(key)
    reply = await visitor.open("/my-cover")
    assert reply.status_code == 200
    assert told in visitor.says.partition("为什么")[0]
    assert "出处" in visitor.says


async def test_everybody_of_the_cast_has_a_page_in_both_languages(visitor: Visitor):
    for character in CAST:
        await visitor.sign_in(character.key)
        for lang in ("zh", "en"):
            reply = await visitor.open("/my-cover", lang=lang)
            assert reply.status_code == 200, character.key
            assert character.id_number not in visitor.page
            assert character.name not in visitor.page
            assert reply.headers["cache-control"] == "no-store"


@pytest.mark.covers("CONTR-26")
async def test_an_employers_arrears_are_told_and_end_when_it_pays(visitor: Visitor):
    await visitor.sign_in("employer-arrears")
    await visitor.open("/my-cover")
    assert "单位没缴" in visitor.says
    assert "为什么显示没缴" in visitor.says
    assert "单位未按时缴费" in visitor.says
    assert "该谁办 单位" in visitor.says
    await visitor.press("o-settle")
    assert "单位的补缴到账了。" in visitor.says
    assert "4月1日" in visitor.says.partition("缴费记录")[0]
    assert "已补缴" in visitor.says


async def test_ones_own_arrears_are_paid_and_the_day_is_told(visitor: Visitor):
    await visitor.sign_in("own-arrears-1")
    await visitor.open("/my-cover")
    assert "怎样能更早" in visitor.says
    assert "该谁办 您自己" in visitor.says
    assert "去办理" in visitor.says
    await visitor.press("a-pay")
    assert "去办理" not in visitor.says
    assert "缴费成功。" in visitor.says
    assert "已补缴" in visitor.says
    assert "4月1日" in visitor.says.partition("缴费记录")[0]


async def test_what_cannot_be_read_is_told_with_an_example_and_the_form_is_kept(visitor: Visitor):
    await visitor.sign_in("own-arrears-1")
    await visitor.open("/my-cover")
    reply = await visitor.press("a-pay", amount="a lot")
    assert (reply.status_code, visitor.codes) == (422, ["field_unreadable"])
    assert "缴多少（元）" in visitor.says
    assert forms(visitor.page)["form-a-pay"]["amount"] == "a lot"


async def test_a_lapsed_year_is_paid_and_the_wait_is_shorter(visitor: Visitor):
    await visitor.sign_in("lapsed-two")
    await visitor.open("/my-cover")
    assert "5月1日" in visitor.says.partition("为什么")[0]
    await visitor.press("a-repair", year="2025")
    assert "断保年度补缴成功。" in visitor.says
    assert "4月1日" in visitor.says.partition("缴费记录")[0]


async def test_somebody_who_moved_away_comes_back_with_the_years_paid_there(visitor: Visitor):
    await visitor.sign_in("moved-away")
    await visitor.open("/my-cover")
    assert "转到外地" in visitor.says
    await visitor.press(
        "o-transfer",
        place="310000",
        first_month="2026-03",
        last_month="2026-03",
        base="6000",
        confirm="yes",
    )
    assert "医保关系转过来了" in visitor.says
    assert "上海市" in visitor.says


async def test_a_wrong_base_is_corrected_by_the_office(visitor: Visitor):
    await visitor.sign_in("wrong-base")
    await visitor.open("/my-cover")
    await visitor.press("o-correct", month="2026-02", base="9500")
    assert "重新计算" in visitor.says
    assert "2026年2月更正" in visitor.says


@pytest.mark.covers("CONTR-31")
async def test_the_lines_of_a_bill_are_told_by_insurance_and_payer(visitor: Visitor):
    await visitor.sign_in("own-arrears-1")
    await visitor.open("/my-cover")
    assert "基本医疗保险" in visitor.says
    assert "6000.00 元" in visitor.says
    assert "缴费年限" in visitor.says


async def test_months_paid_elsewhere_are_told_with_their_place(visitor: Visitor):
    await visitor.sign_in("moved-in")
    await visitor.open("/my-cover")
    assert "北京市" in visitor.says.partition("缴费记录")[2]


@pytest.mark.covers("CONTR-33")
async def test_a_guardian_sees_the_childs_payments_and_it_is_written_down(visitor: Visitor):
    await visitor.sign_in("guardian")
    await visitor.open("/my-cover")
    link = next(part for part in visitor.page.split('"') if part.startswith("/my-cover?for="))
    reply = await visitor.open(link)
    assert reply.status_code == 200
    assert "您正在替陆**办理" in visitor.says
    await visitor.open("/my-card/looks", **{"for": link.partition("=")[2]})
    assert "查看缴费记录 代办人" in visitor.says


async def test_a_stranger_sees_nothing(visitor: Visitor):
    reply = await visitor.open("/my-cover")
    assert (reply.status_code, visitor.codes) == (401, ["not_signed_in"])
    await visitor.sign_in("healthy")
    for whose in ("999900-2", "999900-99999999", "110000-x", "1"):
        for page in ("/my-cover", "/my-account", "/my-account/record.pdf"):
            assert (await visitor.open(page, **{"for": whose})).status_code == 404


async def test_the_card_says_that_the_employer_has_to_pay_and_from_when_the_fund_pays(
    visitor: Visitor,
):
    await visitor.sign_in("employer-arrears")
    assert visitor.verdict == "partly"
    assert "账户里的钱能用，但医保现在不报销" in visitor.says
    assert "没缴的 2026年1月、2026年2月" in visitor.says
    assert "单位今天补缴，4月1日 周三起恢复报销。" in visitor.says
    assert 'href="/my-cover"' in visitor.page
    await visitor.press(visitor.offers("settle_employer_arrears")[0])
    assert "单位的补缴到账了。" in visitor.says
    await visitor.send("/clock", to="2026-04-01T00:00", back="/my-card")
    assert visitor.verdict == "works"


async def test_the_card_takes_ones_own_payment_and_says_the_day_it_works_again(visitor: Visitor):
    await visitor.sign_in("own-arrears-1")
    assert "哪天起能报销 4月1日 周三" in visitor.says
    await visitor.press(visitor.offers("pay_contribution", channel="app")[0])
    assert "缴费成功。" in visitor.says
    assert "4月1日 周三恢复。" in visitor.says
    await visitor.send("/clock", to="2026-04-01T00:00", back="/my-card")
    assert visitor.verdict == "works"


async def test_the_card_says_where_there_is_nothing_to_do_but_wait(visitor: Visitor):
    await visitor.sign_in("first-wait")
    assert "今天怎么办 不用办什么，到那天会自动恢复。" in visitor.says
    assert "5月1日 周五恢复。" in visitor.says


async def test_the_card_lets_lapsed_years_be_repaired(visitor: Visitor):
    await visitor.sign_in("lapsed-two")
    assert "什么都不办，5月1日 周五也会自动恢复。" in visitor.says
    form = visitor.offers("repair_contribution", channel="app")[0]
    assert forms(visitor.page)[f"form-{form}"]["year"] == "2025"
    await visitor.press(form)
    assert "4月1日 周三恢复。" in visitor.says


async def test_the_card_takes_a_premium_that_was_missed(visitor: Visitor):
    await visitor.sign_in("missed-window")
    assert "这个年度的居民医保费还没有缴" in visitor.says
    assert "没缴的 2026年度" in visitor.says
    assert "手续费 0 元 要缴" in visitor.says
    await visitor.press(visitor.offers("pay_contribution", channel="app")[0])
    assert "缴费成功。" in visitor.says
    assert "7月1日 周三恢复。" in visitor.says


async def test_the_card_says_where_the_insurance_goes_on_and_lets_somebody_come_back(
    visitor: Visitor,
):
    await visitor.sign_in("moved-away")
    assert re.search("已经转到[^，]+[市区]，在那边接着缴费、报销", visitor.says)
    assert "只有回来参保的人，才要把医保转回来" in visitor.says
    form = visitor.offers("transfer_in", role="officer")[0]
    months = {"first_month": "2026-03", "last_month": "2026-03"}
    await visitor.press(form, place="310000", base="6000", confirm="yes", **months)
    assert "医保关系转过来了" in visitor.says


async def test_whoever_may_only_look_at_a_card_does_not_see_payments(visitor: Visitor):
    await visitor.sign_in("agent")
    link = next(part for part in visitor.page.split('"') if part.startswith("/my-card?for="))
    whose = link.partition("=")[2]
    for page in ("/my-cover", "/my-account", "/my-account/record.pdf"):
        reply = await visitor.open(page, **{"for": whose})
        assert (reply.status_code, visitor.codes) == (404, ["no_mandate"])


async def test_somebody_who_missed_the_window_is_told_one_thing(visitor: Visitor):
    await visitor.sign_in("missed-window")
    await visitor.open("/my-cover")
    assert "年度最高支付" not in visitor.says
    assert "已登记，现在不能报销" in visitor.says
    assert "在保" not in visitor.says
    assert "按期缴费到（已过，现在仍可以补缴） 2025年12月31日" in visitor.says
    assert "现在不能报销；下面的限额等能报销时才用得上" in visitor.says
