"""What the page of a matter asks and tells before one applies: situations, lists, what follows."""

import re

import pytest

from tests.faces.portal.applying import sent
from tests.faces.portal.reading import Visitor
from yika.access.model import Actor, Role
from yika.demo.cast import BY_KEY
from yika.ground.days import beijing_day
from yika.house import House
from yika.insurance.books import enrolment
from yika.people import service as people

CLERK = Actor(role=Role.OFFICER, channel="counter")


@pytest.mark.parametrize(
    ("matter", "offered"),
    [
        ("account_withdraw", ["settled_abroad"]),
        ("card_replace", ["lost", "chip", "stripe", "body", "expired", "other_bank"]),
    ],
)
async def test_no_situation_is_chosen_for_anybody_and_none_that_cannot_be_is_offered(
    visitor: Visitor, matter: str, offered: list[str]
):
    await visitor.sign_in("healthy")
    await visitor.open(f"/my-matters/{matter}")
    asked = re.search(r'<select id="s-\w+"[^>]*required>(.*?)</select>', visitor.page, re.DOTALL)
    assert asked is not None
    assert re.findall(r'<option value="(\w*)"', asked[1]) == ["", *offered]
    assert "selected" not in asked[1]
    assert "form-apply" not in visitor.page
    assert 'id="ways"' not in visitor.page
    assert "请选择" in visitor.says
    await sent(visitor, f"/my-matters/{matter}", {"key": "k", "way": "app"})
    assert visitor.codes == ["fields_missing"]


async def test_who_died_leaves_the_balance_to_heirs_and_to_nothing_else(
    visitor: Visitor, house: House
):
    async with house.database.transaction() as conn:
        person = await people.find(
            conn, house.database.keys, "id_number", BY_KEY["healthy"].id_number
        )
        await people.lock(conn, [person])
        at = await house.now(conn)
        await enrolment.leave(conn, CLERK, person, beijing_day(at), "died", at, None)
    await visitor.sign_in("healthy")
    await visitor.open("/my-matters/account_withdraw")
    kinds = "death|settled_abroad|moved_region"
    assert re.findall(rf'<option value="({kinds})"', visitor.page) == ["death"]


async def test_what_to_bring_is_printed_for_whoever_comes(visitor: Visitor):
    await visitor.sign_in("healthy")
    await visitor.open("/my-matters/card_replace")
    assert "materials.pdf" not in visitor.page
    await visitor.open("/my-matters/card_replace", reason="lost")
    found = re.findall(r'href="(/my-matters/card_replace/materials.pdf[^"]+)"', visitor.page)
    assert found, visitor.says
    reply = await visitor.client.get(found[0].replace("&amp;", "&"))
    assert reply.content.startswith(b"%PDF-")
    assert "attachment" in reply.headers["content-disposition"]
    for wrong in ("way=counter", "reason=lost&way=app&who=heir", "reason=lost&way=x&who=self"):
        reply = await visitor.client.get(f"/my-matters/card_replace/materials.pdf?{wrong}")
        assert reply.status_code == 404, wrong
    await visitor.open("/my-matters")
    assert "材料清单" in visitor.says


async def test_who_takes_their_insurance_elsewhere_is_told_what_follows(visitor: Visitor):
    await visitor.sign_in("healthy")
    await visitor.open("/my-matters/transfer_out")
    assert 'data-follows="cover_ends_here"' in visitor.page
    assert 'data-follows="gap_waits"' in visitor.page
    await visitor.open("/my-matters/transfer_out", place="310000")
    assert "上海市" in visitor.says
    await visitor.open("/my-matters/cover_proof")
    assert "data-follows" not in visitor.page
