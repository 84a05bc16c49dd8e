"""Visits, lines and settlements as they stand in a database, made without the services."""

from typing import Any

import msgspec
from psycopg import sql

from tests.builders import AT, CITY, Somebody
from yika.settlement.visits.visit_rules import Place, Visit
from yika.settlement.visits.visits import Registration
from yika.store.db import Conn

HERE = Place(CITY, 1)
ELSEWHERE = Place(CITY, 2)
DIAGNOSIS: dict[str, Any] = {
    "diag_type": "1",
    "diag_srt_no": 1,
    "diag_code": "J06.900",
    "diag_name": "急性上呼吸道感染",
    "maindiag_flag": "1",
    "vali_flag": "1",
}


def a_registration(who: Somebody, **changes: Any) -> Registration:
    """Somebody registers at the clinic with their ID card, number M1."""
    given: dict[str, Any] = {
        "person": who.person,
        "place": HERE,
        "visit_id": 7001,
        "kind": "outpatient",
        "insutype": "310",
        "number": "M1",
        "begins_at": AT,
        "said": {"dept_name": "全科"},
        "shown": "id_number",
    }
    return Registration(**(given | changes))


def a_stay(who: Somebody, **changes: Any) -> Registration:
    """Somebody is admitted, number Z1."""
    given = {
        "kind": "inpatient",
        "number": "Z1",
        "visit_id": 8001,
        "med_type": "2101",
        "diagnoses": (DIAGNOSIS,),
    }
    return a_registration(who, **(given | changes))


async def a_line(
    conn: Conn, visit: Visit, line_no: str = "1", settlement_id: int | None = None, **changes: Any
) -> None:
    """A line of ten yuan of class A, settled or not."""
    values = {
        "visit_id": visit.visit_id,
        "line_no": line_no,
        "batch": "B1",
        "item": "X1",
        "own_item": "x1",
        "quantity": 1,
        "price": 10,
        "charged_at": AT,
        "class": "A",
        "first_share": 0,
        "total_fen": 1000,
        "self_funded_fen": 0,
        "over_ceiling_fen": 0,
        "first_share_fen": 0,
        "in_scope_fen": 1000,
        "settlement_id": settlement_id,
        "details": "{}",
    }
    await _insert(conn, "fee_lines", visit, values | changes)


async def a_settlement(conn: Conn, visit: Visit, settlement_id: int = 9001, **changes: Any) -> None:
    """A settlement of ten yuan of which the fund pays nine; or what cancels another."""
    sign = -1 if "cancels" in changes else 1
    shares = {
        "split": [sign * 1000, 0, 0, 0, sign * 1000, 0],
        "layers": {"basic": sign * 900},
        "person_fen": sign * 100,
        "pool_share": "0.9000",
    }
    values = {
        "settlement_id": settlement_id,
        "visit_id": visit.visit_id,
        "institution_region": visit.place.region,
        "institution_id": visit.place.institution_id,
        "infno": "2207",
        "msgid": f"m{settlement_id}",
        "kind": visit.kind,
        "med_type": visit.med_type or "11",
        "insutype": visit.insutype,
        "clr_type": "11",
        "credential": "card",
        "is_interim": False,
        "settled_at": AT,
        "benefit_year": "2026-01-01",
        "total_fen": sign * 1000,
        "fund_fen": sign * 900,
        "account_fen": 0,
        "shared_account_fen": 0,
        "cash_fen": sign * 100,
        "hospital_fen": 0,
        "balance_fen": 0,
        "circumstances": {"scheme": "employee", "kind": "outpatient", "on": "2026-03-16"},
        "shares": shares,
        "change": {},
        "policy": "test",
    } | changes
    for name in ("circumstances", "shares", "change"):
        values[name] = msgspec.json.encode(values[name]).decode()
    await _insert(conn, "settlements", visit, values)


async def _insert(conn: Conn, table: str, visit: Visit, values: dict[str, Any]) -> None:
    person = {"region": visit.person.region, "person_id": visit.person.person_id}
    row = {**person, **values}
    statement = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
        sql.Identifier(table),
        sql.SQL(", ").join(map(sql.Identifier, row)),
        sql.SQL(", ").join(map(sql.Placeholder, row)),
    )
    await conn.execute(statement, row)
