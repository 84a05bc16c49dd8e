"""Applying from the pages as a browser does, and officers who take their steps."""

import re
from collections.abc import Mapping
from typing import Any

import httpx

from tests.faces.portal.reading import Visitor, forms
from yika.access.model import Actor, Role
from yika.house import House
from yika.matters.cases import service
from yika.matters.cases.steps import Step

PDF = b"%PDF-1.4\n1 0 obj\nendobj\n%%EOF\n"
BILL = {
    "care": "outpatient",
    "institution": "上海某医院",
    "division": "310000",
    "level": "level_3",
    "begins_on": "2026-03-10",
    "receipt": "31060120",
    "total": "1000.00",
    "lines.A": "1000.00",
    "account.bank": "中国银行",
    "account.number": "6217000010001234567",
}
PAPERS = ("receipt", "fee_list", "diagnosis", "medical_record", "bank_account")


async def hand_in(
    visitor: Visitor, matter: str, told: Mapping[str, str], papers: tuple[str, ...] = ()
) -> httpx.Response:
    """Send the form of a matter as a browser does: several parts, files among them."""
    hidden = forms(visitor.page)["form-apply"]
    kept = {name: hidden[name] for name in ("key", "way", "person", "draft") if name in hidden}
    files: dict[str, Any] = {f"file-{one}": ("a.pdf", PDF, "application/pdf") for one in papers}
    files = files or {"file-none": ("", b"", "application/octet-stream")}
    return await sent(visitor, f"/my-matters/{matter}", {**kept, **told}, files)


async def sent(
    visitor: Visitor, path: str, told: dict[str, Any], files: dict[str, Any] | None = None
) -> httpx.Response:
    reply = await visitor.client.post(path, data=told, files=files)
    while reply.status_code == 303:
        reply = await visitor.client.get(reply.headers["location"])
    visitor.page = reply.text
    return reply


def number(visitor: Visitor) -> str:
    """The number of the case on the page in front."""
    found = re.search(r"\b(\d{6} \d{6} \d{7})\b", visitor.says)
    assert found is not None, visitor.says
    return found[1].replace(" ", "")


def state(visitor: Visitor) -> str:
    found = re.search(r'data-state="(\w+)"', visitor.page)
    assert found is not None, visitor.says
    return found[1]


async def office(house: House, number: str, step: Step, officer: str = "999900-C1") -> None:
    """An officer takes a step."""
    actor = Actor(
        role=Role.OFFICER,
        channel="counter",
        officer=officer,
        duties=frozenset({"check" if officer.endswith("K1") else "handle"}),
    )
    async with house.database.transaction() as conn:
        to = conn, house.database.keys, house.book, actor, number, step
        await service.take(*to, await house.now(conn))
