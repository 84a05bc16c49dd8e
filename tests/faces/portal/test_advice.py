"""What the page advises: what is coming, what still has to be done, for whom one acts."""

import pytest

from tests.faces.portal.reading import Visitor, forms
from yika.demo.cast import BY_KEY


@pytest.mark.covers("HOLD-23")
@pytest.mark.parametrize(
    ("key", "told"),
    {
        "dormant-tomorrow": "卡会因为长期没用被停用。 在这之前用一次卡就不会停用。",
        "expires-soon": "卡就过期不能用了。 现在就可以办换卡",
        "uses-58": "再刷 2 次卡，就要先打印明细才能再用。",
        "loss-lapsed": "已自动失效，卡又能用了。 卡还没找到的话，请马上办正式挂失。",
        "upgrade-waiting": "新卡做好了，可以去领了。 旧卡可以用到新卡启用为止。",
        "stripe-new-waiting": "新卡做好了，可以去领了。",
    }.items(),
)
async def test_what_is_coming_is_told_at_the_top(visitor: Visitor, key: str, told: str):
    await visitor.sign_in(key)
    top = visitor.says.partition("时间表")[0].partition("原因和办法")[0]
    assert told in top
    await visitor.sign_in("healthy")
    assert 'class="heed"' not in visitor.page


@pytest.mark.parametrize("key", ["upgrade-waiting", "stripe-new-waiting"])
async def test_a_waiting_new_card_is_collected_activated_and_given_a_password(
    visitor: Visitor, key: str
):
    await visitor.sign_in(key)
    await visitor.press("n-collect_card", way="counter")
    assert "新卡已经领到，还没有启用。" in visitor.says
    await visitor.press("n-activate_card")
    assert "旧卡同时停用" in visitor.says
    assert "新卡的密码还是初始密码：身份证号后六位" in visitor.says
    initial = BY_KEY[key].id_number[-6:]
    await visitor.press("n-change_password", old=initial, new="305817", again="305871")
    assert visitor.codes == ["passwords_differ"]
    await visitor.press("n-change_password", old=initial, new="305817", again="305817")
    assert "密码改好了" in visitor.says
    assert visitor.verdict == "works"


async def test_a_first_card_has_no_old_card_that_stops(visitor: Visitor):
    await visitor.sign_in("not-activated")
    await visitor.press(visitor.offers("activate_card", channel="app")[0])
    assert "新卡启用了。" in visitor.says
    assert "旧卡" not in visitor.says


async def test_nothing_is_promised_that_more_steps_come_after(visitor: Visitor):
    await visitor.sign_in("chip")
    assert "办好后还要" in visitor.says
    assert "今天办好，马上就能用。" not in visitor.says


async def test_what_the_authority_decides_has_no_date(visitor: Visitor):
    await visitor.sign_in("review")
    assert "由医保部门决定，现在还说不准哪一天。" in visitor.says
    assert "办理时限" in visitor.says
    assert "什么时候好 由医保部门决定" in visitor.says


async def test_cancelling_asks_twice(visitor: Visitor):
    await visitor.sign_in("healthy")
    assert 'type="checkbox" name="confirm" value="yes" required' in visitor.page
    await visitor.press("a-cancel_card", confirm="")
    assert visitor.codes == ["fields_missing"]
    await visitor.press("a-cancel_card", confirm="yes")
    assert "卡已注销。" in visitor.says


async def test_a_report_is_withdrawn_only_while_it_is_in_force(visitor: Visitor):
    await visitor.sign_in("healthy")
    assert not visitor.offers("withdraw_loss")
    anytime = [name for name in forms(visitor.page) if name.startswith("form-a-")]
    assert anytime[0] == "form-a-loss_temporary"
    assert anytime[-1] == "form-a-enter_e_password"
    await visitor.sign_in("lost-an-hour-ago")
    assert "form-a-withdraw_loss" in forms(visitor.page)


async def test_a_credential_nobody_says_is_taken_here_is_not_told_as_stopped(visitor: Visitor):
    await visitor.sign_in("beijing")
    assert "没查到本地能不能用身份证付款" in visitor.says
    await visitor.open(lang="en")
    assert "not known whether it is used for this here" in visitor.says


async def test_a_card_being_made_says_when_and_tells_its_ways_once(visitor: Visitor):
    await visitor.sign_in("lost-being-made")
    assert "前制好" in visitor.says
    assert "一样，看那里。" in visitor.says
    assert visitor.page.count('class="best"') == 1


@pytest.mark.parametrize(("key", "name"), [("agent", "刘**"), ("guardian", "陆**")])
async def test_for_whom_one_acts_is_asked_before_the_verdict(visitor: Visitor, key: str, name: str):
    await visitor.sign_in(key)
    top = visitor.page.partition('class="verdict')[0]
    assert 'class="whom"' in top
    assert name in top
    assert 'aria-current="page">本人' in top


async def test_the_guardian_collects_and_activates_the_childs_card(visitor: Visitor):
    await visitor.sign_in("guardian")
    link = next(part for part in visitor.page.split('"') if part.startswith("/my-card?for="))
    await visitor.open(link)
    await visitor.press(visitor.offers("collect_card", channel="counter")[0])
    assert "卡领到了" in visitor.says
    await visitor.press(visitor.offers("activate_card")[0])
    assert "新卡启用了。" in visitor.says


async def test_an_agent_sees_the_ways_open_to_agents_first(visitor: Visitor):
    await visitor.sign_in("agent")
    link = next(part for part in visitor.page.split('"') if part.startswith("/my-card?for="))
    await visitor.open(link)
    best = visitor.page.partition('class="best"')[2].partition('class="more"')[0]
    assert "可以让家人代办" in best
    assert 'value="unlock_password"' in best
