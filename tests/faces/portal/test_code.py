"""The code of the e-credential on its page."""

import re

from tests.faces.portal.reading import Visitor


async def test_a_holder_shows_a_fresh_code(visitor: Visitor):
    await visitor.sign_in("healthy")
    assert "/my-card/code" in visitor.page
    reply = await visitor.open("/my-card/code")
    assert reply.status_code == 200
    assert "<svg" in visitor.page
    assert "data-seconds" in visitor.page
    first = re.search(r"<code>(YK[\w-]+)</code>", visitor.page)
    assert first is not None


async def test_somebody_without_an_e_credential_is_shown_the_way_to_one(visitor: Visitor):
    await visitor.sign_in("being-made")
    link = re.search(r'href="(/my-card/code)"', visitor.page)
    assert link is not None
    assert visitor.page.index(link[0]) < visitor.page.index('id="acts"')
    reply = await visitor.open("/my-card/code")
    assert reply.status_code == 200
    assert "还没有开通医保码" in visitor.says
    assert "没有找到这张卡" not in visitor.says
    form = re.search(r'href="/my-card#(form-[\w-]+)"', visitor.page)
    assert form is not None
    await visitor.open("/my-card")
    assert f'id="{form[1]}"' in visitor.page


async def test_without_a_session_there_is_no_code(visitor: Visitor):
    assert (await visitor.open("/my-card/code")).status_code == 401
