"""The plan and the care of today on *My card*."""

import pytest

from tests.faces.portal.reading import Visitor, text_of


@pytest.mark.covers("LOSS-25")
async def test_a_lost_card_has_a_plan_for_either_case(visitor: Visitor) -> None:
    await visitor.sign_in("lost-an-hour-ago")
    text = text_of(visitor.page)
    assert text.index("卡找到了，就这样办") < text.index("卡没找到，就这样办")
    lost = text[text.index("卡没找到，就这样办") :]
    assert lost.index("办正式挂失") < lost.index("补办或换新卡")
    assert "开门时间没有查到" in text


async def test_causes_that_share_a_counter_are_one_item(visitor: Visitor) -> None:
    await visitor.sign_in("three-causes")
    text = text_of(visitor.page)
    assert "去配合核实、给旧卡补磁、修改密码" in text
    assert "哪天恢复由医保部门决定" in text
    assert "先自己付钱，再拿票据报销" in text


async def test_who_needs_nothing_sees_no_plan(visitor: Visitor) -> None:
    await visitor.sign_in("healthy")
    text = text_of(visitor.page)
    assert "怎样办最省事" not in text
    assert "现在看病、买药怎么办" not in text


async def test_what_is_not_published_is_said(visitor: Visitor) -> None:
    await visitor.sign_in("zhangjiakou")
    text = text_of(visitor.page)
    assert "有的没有公布" in text
