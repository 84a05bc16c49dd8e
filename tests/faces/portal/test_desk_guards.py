"""What the desk keeps to itself: papers, who may sign in; and that all it offers has its words."""

import dataclasses
import re

import httpx
import pytest

from tests.faces.portal.reading import Visitor
from tests.faces.portal.test_desk import found, sit
from yika.app import create_app
from yika.demo.cast import BY_KEY
from yika.demo.offices import OFFICERS
from yika.faces.portal.desk.offers import STEPS
from yika.faces.portal.phrases import phrases
from yika.house import House


async def test_a_paper_is_saved_and_never_opened_in_our_place(visitor: Visitor):
    client, pdf = visitor.client, b"%PDF-1.4\n%made up\n%%EOF\n"
    signed = await client.post("/api/v1/sessions", json={"id_number": BY_KEY["healthy"].id_number})
    bearer = {"Authorization": f"Bearer {signed.json()['token']}", "Idempotency-Key": "k"}
    uploaded = await client.post("/api/v1/people/me/files", content=pdf, headers=bearer)
    new = {"act": {"act": "ask_assistance", "group": "minimum_living"}, "draft": True}
    case = (await client.post("/api/v1/people/me/cases", json=new, headers=bearer)).json()
    paper, number = case["papers"][0]["paper"], case["number"].replace(" ", "")
    steps = f"/api/v1/cases/{number}/steps"
    given = {"step": "give_paper", "paper": paper, "file": uploaded.json()["file_id"]}
    for step in (given, {"step": "submit"}):
        reply = await client.post(steps, json=step, headers=bearer)
        assert reply.status_code == 201, reply.text
    await sit(visitor, "C1")
    await visitor.open(f"/desk/cases/{number}")
    assert f"/papers/{paper}" in visitor.page
    reply = await client.get(f"/desk/cases/{number}/papers/{paper}")
    assert reply.content == pdf
    assert reply.headers["content-disposition"].startswith("attachment")
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in reply.headers["content-security-policy"]


@pytest.mark.parametrize("code", [one.code for one in OFFICERS])
async def test_everything_an_officer_may_open_has_a_form(visitor: Visitor, code: str):
    await sit(visitor, code)
    person = await found(visitor, "healthy")
    offered = re.findall(r'<option value="(\w+)"', visitor.page)
    for act in offered:
        reply = await visitor.open(f"{person}/open", act=act)
        assert reply.status_code == 200, act
    assert "order_card" in offered or code not in ("C1", "C2", "J1")


async def test_outside_the_sandbox_nobody_signs_in_as_an_officer(house: House):
    real = House(dataclasses.replace(house.config, sandbox=False), house.database, house.book)
    transport = httpx.ASGITransport(app=create_app(real))  # pyright: ignore[reportArgumentType]
    headers = {"Origin": "http://yika"}
    async with httpx.AsyncClient(
        transport=transport, base_url="http://yika", headers=headers
    ) as client:
        desk = Visitor(client)
        assert (await desk.open("/desk")).status_code == 401
        assert "999900-C1" not in desk.page
        assert (await desk.send("/desk/sign-in", officer="999900-C1")).status_code == 401


def test_every_step_says_that_it_was_taken():
    told = {*STEPS, "papers", "opened"} - {"give_paper", "commit_paper"}
    assert {f"d_did_{name}" for name in told} <= phrases().keys()
