"""How the city is insured: everybody somehow, employers that exist, money that adds up."""

import pytest
from psycopg.rows import TupleRow
from stdnum.cn import uscc

from yika.access.model import Actor, Role
from yika.config import Config
from yika.demo.city import load
from yika.demo.crowd import City
from yika.demo.model import START
from yika.insurance.service import cover_of
from yika.people.model import PersonKey
from yika.policy.load import Book, load_book
from yika.standing.model import Standing
from yika.standing.service import why_many
from yika.store.db import Conn, Database

CITY = City(4_000, 3)
OFFICER = Actor(role=Role.OFFICER, channel="counter")
LAPSES = {"not_enrolled", "arrears_employer", "arrears_own", "waiting", "moved_away"}


@pytest.fixture(scope="module")
def book() -> Book:
    return load_book()


async def test_everybody_is_insured_and_most_are_covered(
    config: Config, database: Database, book: Book
):
    await load(CITY, config, book)
    async with database.transaction() as conn:
        here = await _rows(conn, "SELECT person_id FROM persons WHERE region = 999900")
        answers: list[Standing] = []
        for at in range(0, 1_000, 500):
            people = [PersonKey(999900, row[0]) for row in here[at : at + 500]]
            answers += await why_many(conn, database.keys, book, people, START, OFFICER, START)
        [(nowhere,)] = await _rows(
            conn,
            "SELECT count(*) FROM persons p WHERE NOT EXISTS (SELECT FROM enrolments e"
            " WHERE (e.region, e.person_id, e.scheme) = (p.region, p.person_id, p.insurance))",
        )
    assert nowhere == 0
    stopped = [{hold.cause for hold in one.holds} & LAPSES for one in answers]
    assert 0.01 < sum(map(bool, stopped)) / len(stopped) < 0.06
    assert set[str]().union(*stopped) >= {"arrears_employer", "not_enrolled", "waiting"}


async def test_employers_exist_and_have_about_thirty_people(
    config: Config, database: Database, book: Book
):
    await load(CITY, config, book)
    async with database.transaction() as conn:
        employers = await _rows(conn, "SELECT code, injury_class FROM employers")
        [(staff,)] = await _rows(conn, "SELECT count(employer_id) FROM enrolments")
        [(next_one,)] = await _rows(conn, "SELECT nextval('employer_ids')")
        [(used,)] = await _rows(conn, "SELECT max(employer_id) FROM employers")
    assert all(uscc.is_valid(code) for code, _ in employers)
    assert len({code for code, _ in employers}) == len(employers)
    assert 15 < staff / len(employers) < 35
    assert next_one > used


async def test_money_adds_up_and_bills_are_as_their_tariffs_say(
    config: Config, database: Database, book: Book
):
    await load(CITY, config, book)
    async with database.transaction() as conn:
        wrong = await _rows(
            conn,
            "SELECT b.person_id FROM balances b WHERE b.balance_fen <> (SELECT sum(amount_fen)"
            " FROM transfers t WHERE (t.region, t.credit_owner, t.credit)"
            " = (b.region, b.person_id, b.kind))",
        )
        [(opened, held)] = await _rows(
            conn,
            "SELECT (SELECT sum(amount_fen) FROM transfers),"
            " (SELECT sum(balance_fen) FROM balances)",
        )
        unlike = await _rows(
            conn,
            "SELECT b.person_id FROM bills b LEFT JOIN tariffs t USING (region, tariff_id)"
            " WHERE t.tariff_id IS NULL OR t.period <> b.period OR t.scheme <> b.scheme"
            " OR jsonb_array_length(t.lines) <> cardinality(b.amounts)"
            " OR (SELECT sum(fen) FROM unnest(b.amounts) fen) <> b.owed_fen",
        )
        owing = await _rows(conn, "SELECT DISTINCT region, person_id FROM bills LIMIT 50")
        for region, person_id in owing:
            cover = await cover_of(conn, PersonKey(region, person_id))
            assert cover.owed
            assert cover.paid[-1].until_month < cover.owed[0].period
    assert wrong == unlike == []
    assert opened == held > 0
    assert owing


async def _rows(conn: Conn, query: str) -> list[TupleRow]:
    return await (await conn.execute(query.encode())).fetchall()
