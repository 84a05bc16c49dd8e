"""The code of the e-credential on its page."""

import re

from tests.faces.portal.reading import Visitor


async def test_a_holder_shows_a_fresh_code(visitor: Visitor):
    await visitor.sign_in("healthy")
    assert "/my-card/code" in visitor.page
    reply = await visitor.open("/my-card/code")
    assert reply.status_code == 200
    assert "<svg" in visitor.page
    first = re.search(r"<code>(YK[\w-]+)</code>", visitor.page)
    assert first is not None


async def test_without_a_session_there_is_no_code(visitor: Visitor):
    assert (await visitor.open("/my-card/code")).status_code == 401
