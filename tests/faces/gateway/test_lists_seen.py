"""Long lists over the interface (5204, 5205, 5303): what they cost, and where they are cut."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from tests.builders import AT, BOOK, Somebody
from tests.faces.gateway import hospital as v
from tests.faces.gateway.desk import Desk
from tests.rooms.settlement.builders import a_line, a_registration, a_settlement, a_stay
from tests.rooms.settlement.tills import CLINIC, DRUG_A, HOSPITAL, a_customer, open_tills
from yika.config import Config
from yika.faces.gateway.app import create_gateway
from yika.faces.gateway.numbering import psn_no
from yika.house import House
from yika.institutions import service as institutions
from yika.settlement.visits import looking, visits
from yika.settlement.visits.visit_rules import Place
from yika.store import clock
from yika.store.db import Conn, Database

INSIDE = {"begntime": "2026-03-01", "endtime": "2026-03-31"}


@pytest.fixture
async def desk(config: Config, database: Database) -> Desk:
    async with database.transaction() as conn:
        await clock.start(conn, AT)
    await open_tills(database)
    return Desk(create_gateway(House(config, database, BOOK)), HOSPITAL)


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the database was asked."""
    asked: list[str] = []
    execute = psycopg.AsyncConnection.execute

    async def noted(self: Any, query: Any, *told: Any, **more: Any) -> Any:
        asked.append(str(query))
        return await execute(self, query, *told, **more)

    monkeypatch.setattr(psycopg.AsyncConnection, "execute", noted)
    return asked


async def place_of(conn: Conn, code: str) -> Place:
    here = await institutions.by_code(conn, code)
    return Place(here.region, here.institution_id)


async def with_drugs(database: Database, who: Somebody, codes: Sequence[str]) -> None:
    """A settled drug for a chronic disease at each of some places, a minute after the other."""
    async with database.transaction() as conn:
        for at, code in enumerate(codes):
            told = a_registration(
                who,
                place=await place_of(conn, code),
                visit_id=7100 + at,
                number=f"C{at}",
                med_type="14",
            )
            visit = await visits.add(conn, database.keys, told)
            split = {"total_fen": 1000, "in_scope_fen": 1000}
            await a_settlement(conn, visit, 9100 + at, shares={"split": split})
            charged = {"charged_at": AT - timedelta(minutes=60 - at), "item": DRUG_A}
            await a_line(conn, visit, f"L{at}", 9100 + at, **charged)


async def in_hospital(database: Database, count: int) -> list[Somebody]:
    """So many people in hospital, each admitted a minute after the other."""
    people = [await a_customer(database) for _ in range(count)]
    async with database.transaction() as conn:
        place = await place_of(conn, HOSPITAL)
        for at, who in enumerate(people):
            told = a_stay(
                who,
                place=place,
                visit_id=8100 + at,
                number=f"Z{at}",
                begins_at=AT - timedelta(minutes=60 - at),
            )
            await visits.add(conn, database.keys, told)
    return people


def drugs_of(who: Somebody) -> dict[str, Any]:
    return {"data": {"psn_no": psn_no(who.person), "begntime": "2026-03-16", "endtime": ""}}


async def test_drugs_are_told_by_the_time_with_where_they_were_charged(
    desk: Desk, database: Database
) -> None:
    who = await a_customer(database)
    await with_drugs(database, who, [HOSPITAL, CLINIC, HOSPITAL])
    reply = await desk.send("5205", drugs_of(who))
    assert (reply["infcode"], reply["warn_msg"]) == (0, None)
    told = reply["output"]["feedetail"]
    assert [one["feedetl_sn"] for one in told] == ["L0", "L1", "L2"]
    assert [one["fixmedins_code"] for one in told] == [HOSPITAL, CLINIC, HOSPITAL]
    assert {one["hilist_name"] for one in told} == {"法莫替丁片剂"}
    assert all(one["fixmedins_name"] for one in told)


async def test_a_line_more_is_not_a_statement_more(
    desk: Desk, database: Database, statements: list[str]
) -> None:
    few, many = await a_customer(database), await a_customer(database)
    await with_drugs(database, few, [HOSPITAL, CLINIC])
    await with_drugs(database, many, [HOSPITAL, CLINIC] * 6)
    costs: list[int] = []
    for who, count in ((few, 2), (many, 12)):
        assert (await desk.send("5205", drugs_of(who)))["infcode"] == 0
        statements.clear()
        told = (await desk.send("5205", drugs_of(who)))["output"]["feedetail"]
        assert len(told) == count
        costs.append(len(statements))
    assert costs[0] == costs[1]


async def test_a_settled_line_more_is_not_a_statement_more(
    desk: Desk, database: Database, statements: list[str]
) -> None:
    few, many = await a_customer(database), await a_customer(database)
    costs: list[int] = []
    for who, count in ((few, 1), (many, 9)):
        await with_drugs(database, who, [HOSPITAL])
        async with database.transaction() as conn:
            visit = await visits.find(conn, who.person, await place_of(conn, HOSPITAL), "7100")
            for at in range(1, count):
                await a_line(conn, visit, f"M{at}", 9100, item=DRUG_A)
        asked = v.about(who, "7100", setl_id="9100")
        assert (await desk.send("5204", asked))["infcode"] == 0
        statements.clear()
        assert len((await desk.send("5204", asked))["output"]) == count
        costs.append(len(statements))
    assert costs[0] == costs[1]


async def test_of_too_many_drugs_the_newest_are_told_and_that_there_are_more(
    desk: Desk, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = await a_customer(database)
    await with_drugs(database, who, [HOSPITAL] * 3)
    monkeypatch.setattr(looking, "ROWS_MAX", 3)
    reply = await desk.send("5205", drugs_of(who))
    assert (len(reply["output"]["feedetail"]), reply["warn_msg"]) == (3, None)
    monkeypatch.setattr(looking, "ROWS_MAX", 2)
    reply = await desk.send("5205", drugs_of(who))
    assert [one["feedetl_sn"] for one in reply["output"]["feedetail"]] == ["L1", "L2"]
    assert "只列出2条，请缩短时间" in reply["warn_msg"]
    assert "Only 2 are listed" in reply["warn_msg"]


async def test_a_patient_more_is_not_a_statement_more(
    desk: Desk, database: Database, statements: list[str]
) -> None:
    one = (await in_hospital(database, 1))[0]
    assert (await desk.send("5303", {"data": INSIDE}))["infcode"] == 0
    statements.clear()
    (told,) = (await desk.send("5303", {"data": INSIDE}))["output"]["data"]
    who = psn_no(one.person), one.id_number, "王小明"
    assert (told["psn_no"], told["certno"], told["psn_name"]) == who
    of_one = len(statements)
    async with database.transaction() as conn:
        await conn.execute("UPDATE visits SET cancelled_at = %s", [AT])
    people = await in_hospital_again(database)
    statements.clear()
    rows = (await desk.send("5303", {"data": INSIDE}))["output"]["data"]
    assert [row["certno"] for row in rows] == [each.id_number for each in people]
    assert len(statements) == of_one


async def in_hospital_again(database: Database) -> list[Somebody]:
    """Seven people, since the first has left."""
    async with database.transaction() as conn:
        await conn.execute("UPDATE visits SET visit_id = visit_id - 1000, number = 'gone'")
    return await in_hospital(database, 7)


async def test_too_many_patients_are_cut_and_that_is_said(
    desk: Desk, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = await in_hospital(database, 3)
    monkeypatch.setattr(looking, "ROWS_MAX", 3)
    reply = await desk.send("5303", {"data": INSIDE})
    assert (len(reply["output"]["data"]), reply["warn_msg"]) == (3, None)
    monkeypatch.setattr(looking, "ROWS_MAX", 2)
    reply = await desk.send("5303", {"data": INSIDE})
    assert [row["certno"] for row in reply["output"]["data"]] == [
        who.id_number for who in people[:2]
    ]
    assert "只列出2条，请缩短时间" in reply["warn_msg"]
    async with database.transaction() as conn:
        noted = "SELECT count(*) FROM journal WHERE what = 'visit.read' AND person_id = %s"
        row = await (await conn.execute(noted, [people[2].person.person_id])).fetchone()
    assert row == (1,)
