"""The pages over HTTP: verdicts, remedies, refusals, the clock, agents."""

import pytest

from tests.faces.portal.reading import Visitor, forms
from yika.demo.cast import BY_KEY, CAST

PASSWORD, WRONG = "258046", "746013"
VERDICTS = {
    "healthy": "works",
    "locked-this-morning": "partly",
    "locked-yesterday": "works",
    "initial-password": "partly",
    "e-credential-locked": "partly",
    "lost-an-hour-ago": "partly",
    "loss-lapsed": "works",
    "uses-58": "works",
    "uses-60": "partly",
    "dormant-tomorrow": "works",
    "name-changed": "stopped",
    "review": "stopped",
    "suspended": "stopped",
    "upgrade-waiting": "works",
    "zhangjiakou": "stopped",
}


@pytest.mark.parametrize(("key", "verdict"), VERDICTS.items())
async def test_the_verdict_comes_first(visitor: Visitor, key: str, verdict: str):
    await visitor.sign_in(key)
    assert visitor.verdict == verdict


async def test_everybody_of_the_cast_has_a_page_in_both_languages(visitor: Visitor):
    for character in CAST:
        await visitor.sign_in(character.key)
        for lang in ("zh", "en"):
            reply = await visitor.open(lang=lang)
            assert reply.status_code == 200, character.key
            assert character.id_number not in visitor.page
            assert character.name not in visitor.page
            assert f'lang="{"zh-CN" if lang == "zh" else "en"}"' in visitor.page


async def test_a_locked_card_says_why_since_when_and_when_it_opens(visitor: Visitor):
    await visitor.sign_in("locked-this-morning")
    assert "今天 07:30 起：密码连续输错次数太多，系统把它锁住了。" in visitor.says
    assert "今天办好，马上就能用。" in visitor.says
    assert "什么都不办，明天 07:30 也会自动恢复。" in visitor.says
    await visitor.open(lang="en")
    assert "Left alone it works again tomorrow at 07:30." in visitor.says


async def test_the_law_behind_a_reason_is_told_with_its_source(visitor: Visitor):
    await visitor.sign_in("locked-this-morning")
    for told in ("password.tries_before_lock", "24 小时", "made up for the demonstration"):
        assert told in visitor.says
    await visitor.sign_in("zhangjiakou")
    assert "password.initial_settles" in visitor.says
    assert "2022年3月2日" in visitor.says


async def test_what_a_region_has_not_published_is_named(visitor: Visitor):
    await visitor.sign_in("beijing")
    assert "这里还没查到的规定" in visitor.says


@pytest.mark.covers("PIN-31")
async def test_unlocking_mends_the_card_and_the_page_says_so(visitor: Visitor):
    await visitor.sign_in("locked-this-morning")
    best = visitor.offers("unlock_password", channel="app")
    await visitor.press(best[0])
    assert 'role="status"' in visitor.page
    assert "锁打开了，还用原来的密码。" in visitor.says
    assert visitor.verdict == "works"


@pytest.mark.covers("PIN-27")
async def test_a_lock_opens_before_ones_eyes(visitor: Visitor):
    await visitor.sign_in("opens-at-ten")
    assert visitor.verdict == "partly"
    await visitor.send("/clock", by="hour", back="/my-card")
    assert "2026年3月16日 周一 10:00" in visitor.says
    assert visitor.verdict == "works"


async def test_the_clock_goes_to_an_instant_and_never_back(visitor: Visitor):
    await visitor.sign_in("suspended")
    await visitor.send("/clock", to="2026-07-12T09:00", back="/my-card")
    assert visitor.verdict == "works"
    reply = await visitor.send("/clock", to="2026-07-11T09:00", back="/my-card")
    assert (reply.status_code, visitor.codes) == (422, ["clock_moves_forward"])
    reply = await visitor.send("/clock", to="soon", back="/my-card")
    assert (reply.status_code, visitor.codes) == (422, ["wrong_time"])


async def test_after_the_clock_one_is_only_sent_to_our_own_pages(visitor: Visitor):
    reply = await visitor.client.post("/clock", data={"by": "hour", "back": "//elsewhere.example"})
    assert reply.headers["location"] == "/"


@pytest.mark.covers("PIN-25")
async def test_a_wrong_password_tells_the_tries_left_until_it_locks(visitor: Visitor):
    await visitor.sign_in("healthy")
    for left in ("还可以再试 2 次", "还可以再试 1 次", "已经被锁"):
        await visitor.press("a-enter_password", password=WRONG)
        assert left in visitor.says
        assert 'role="alert"' in visitor.page
    assert visitor.verdict == "partly"
    await visitor.press("a-enter_password", password=PASSWORD)
    assert "密码已被锁，这次没有核对。" in visitor.says


@pytest.mark.covers("PIN-10")
async def test_changing_asks_for_old_new_and_again(visitor: Visitor):
    await visitor.sign_in("initial-password")
    change = visitor.offers("change_password", channel="app")[0]
    await visitor.press(change, old="240368", new="305817", again="305871")
    assert visitor.codes == ["passwords_differ"]
    await visitor.press(change, old="240368", new="305817", again="305817")
    assert "密码改好了" in visitor.says
    assert visitor.verdict == "works"


async def test_a_refusal_tells_every_reason_and_keeps_the_form_but_no_password(visitor: Visitor):
    await visitor.sign_in("healthy")
    way = "counter id_card"
    reply = await visitor.press("a-reset_password", way=way, new="12345678", again="12345678")
    assert reply.status_code == 422
    assert visitor.codes == ["password_form", "password_too_common"]
    assert 'role="alert"' in visitor.page
    assert "12345678" not in visitor.page
    assert forms(visitor.page)["form-a-reset_password"]["way"] == way
    assert "<details open>\n      <summary>忘了密码，重设" in visitor.page


async def test_everything_missing_in_a_form_is_told_at_once(visitor: Visitor):
    await visitor.sign_in("healthy")
    await visitor.press("a-change_password", new="1", again="2")
    assert visitor.codes == ["fields_missing", "passwords_differ"]
    await visitor.press("a-change_password", act="steal_card")
    assert visitor.codes == ["wrong_choice"]
    await visitor.press("a-report_damage", part="corner")
    assert visitor.codes == ["wrong_choice"]


async def test_a_second_click_is_answered_as_the_first(visitor: Visitor):
    await visitor.sign_in("healthy")
    sent = forms(visitor.page)["form-a-enter_password"] | {"password": WRONG}
    for _ in range(3):
        await visitor.send("/my-card/acts", **sent)
        assert "还可以再试 2 次" in visitor.says
    await visitor.send("/my-card/acts", **(sent | {"password": PASSWORD}))
    assert visitor.codes == ["key_reused"]


@pytest.mark.covers("LOSS-09")
async def test_a_card_reported_by_telephone_and_found_works_again(visitor: Visitor):
    await visitor.sign_in("lost-an-hour-ago")
    assert "卡找到了就撤销挂失，马上能用。" in visitor.says
    await visitor.press(visitor.offers("withdraw_loss", channel="app")[0])
    assert visitor.verdict == "works"


@pytest.mark.covers("LOSS-18", "LOSS-30", "PIN-36")
async def test_a_new_card_is_made_collected_and_activated(visitor: Visitor):
    await visitor.sign_in("lost-being-made")
    for stage in ("made", "shipped", "ready"):
        form = visitor.offers("advance_card", stage=stage)
        if form:
            await visitor.press(form[0])
            assert "经办机构已更新制卡进度" in visitor.says
    await visitor.press(visitor.offers("collect_card", channel="counter")[0])
    assert "卡领到了" in visitor.says
    await visitor.press(visitor.offers("activate_card", channel="app")[0])
    assert "新卡启用了" in visitor.says
    # It came with an initial password, which may not settle: that is told next.
    assert "您还在用发卡时的初始密码" in visitor.says
    initial = BY_KEY["lost-being-made"].id_number[-6:]
    change = visitor.offers("change_password", channel="app")[0]
    await visitor.press(change, old=initial, new="305817", again="305817")
    assert visitor.verdict == "works"


async def test_what_two_officers_decide_is_no_button(visitor: Visitor):
    for character in ("review", "suspended"):
        await visitor.sign_in(character)
        assert visitor.verdict == "stopped"
        assert not visitor.offers("end_hold")


async def test_uses_left_before_a_statement_is_due_are_told(visitor: Visitor):
    await visitor.sign_in("uses-58")
    assert "再刷 2 次卡，就会遇到“需打印交易明细”" in visitor.says
    await visitor.sign_in("uses-60")
    await visitor.press(visitor.offers("print_statement")[0])
    assert visitor.verdict == "works"


@pytest.mark.covers("PIN-33")
async def test_an_agent_switches_to_the_person_they_act_for(visitor: Visitor):
    await visitor.sign_in("agent")
    link = next(part for part in visitor.page.split('"') if part.startswith("/my-card?for="))
    await visitor.open(link)
    assert "您正在替刘**办理" in visitor.says
    assert visitor.verdict == "partly"
    assert not visitor.offers("unlock_password", channel="app")
    await visitor.press(visitor.offers("unlock_password", channel="counter")[0])
    assert "您正在替刘**办理" in visitor.says
    await visitor.press(visitor.offers("report_loss", kind="formal")[0])
    assert visitor.codes == ["no_mandate"]
    await visitor.open("/my-card/looks", **{"for": link.partition("=")[2]})
    assert "代办人" in visitor.says


async def test_nobody_sees_somebody_they_may_not_act_for(visitor: Visitor):
    await visitor.sign_in("healthy")
    for whose in ("999900-2", "999900-99999999", "110000-x", "1"):
        reply = await visitor.open("/my-card", **{"for": whose})
        assert reply.status_code == 404


async def test_everybody_sees_who_looked_at_their_records(visitor: Visitor):
    await visitor.sign_in("name-changed")
    await visitor.press(visitor.offers("end_hold")[0])
    await visitor.open("/my-card/looks")
    assert "解除限制 经办人员 · 经办窗口" in visitor.says
    assert "查看卡的情况 本人" in visitor.says
