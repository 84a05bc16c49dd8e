"""The city: the same for the same seed, legal in every past, usable as if services had made it."""

from collections import Counter
from datetime import datetime

import pytest
from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from yika.access.model import Actor, Role
from yika.cards import service as cards
from yika.cards.model import Card, Form, PasswordKind, Stage
from yika.cards.rules import E_MOVES, MOVES, STAGES, chain, current
from yika.config import Config
from yika.demo import service
from yika.demo.cast import CAST
from yika.demo.city import DemoAlreadyLoaded, OwnerNeeded, load
from yika.demo.crowd import REGIONS, City
from yika.demo.model import START
from yika.demo.numbering import password_of
from yika.ground.ids import birth_date, check_id_number
from yika.matters.model import EnterPassword
from yika.matters.service import submit
from yika.people.model import Identity, PersonKey
from yika.people.service import find, identity_of
from yika.policy.load import Book, load_book
from yika.standing.model import Standing
from yika.standing.service import why_many
from yika.store import clock
from yika.store.db import Conn, Database
from yika.store.keys import Keys

PEOPLE, SEED = 400, 7
CITY = City(PEOPLE, SEED)
OFFICER = Actor(role=Role.OFFICER, channel="counter")


@pytest.fixture(scope="module")
def book() -> Book:
    return load_book()


async def test_the_same_seed_is_the_same_city(config: Config, database: Database, book: Book):
    await load(CITY, config, book)
    first = await _everything(database)
    await _empty(config)
    await load(CITY, config, book)
    assert await _everything(database) == first
    await _empty(config)
    await load(City(PEOPLE, SEED + 1), config, book)
    assert await _everything(database) != first


async def test_loading_leaves_keys_and_indexes_as_they_were(
    config: Config, database: Database, book: Book
):
    before = await _shape(database)
    await load(CITY, config, book)
    assert await _shape(database) == before


async def test_people_live_in_every_region_and_are_found(
    config: Config, database: Database, book: Book
):
    await load(CITY, config, book)
    async with database.transaction() as conn:
        people = await _people(conn)
        assert {person.region for person in people} == set(REGIONS)
        here = [person for person in people if person.region == 999900]
        assert len(here) == PEOPLE * 7 // 10
        for person in people[::7]:
            identity = await identity_of(conn, database.keys, person)
            assert check_id_number(identity.id_number)
            assert 1930 < birth_date(identity.id_number).year < 2026
            assert await find(conn, database.keys, "id_number", identity.id_number) == person
            assert await find(conn, database.keys, "phone", identity.phone) == person
            for _, number in await _numbers(conn, database.keys, person):
                assert await find(conn, database.keys, "card_number", number) == person


async def test_every_past_is_legal_and_over_when_the_sandbox_begins(
    config: Config, database: Database, book: Book
):
    await load(CITY, config, book)
    async with database.transaction() as conn:
        for person in await _people(conn):
            held = await cards.of_person(conn, person)
            for form in Form:
                assert len(chain(held, form)) == sum(card.form is form for card in held)
            for card in held:
                _assert_legal(card)
        cursor = await conn.execute(
            "SELECT count(*) FROM card_uses u WHERE used_at >= %s OR NOT EXISTS ("
            "SELECT FROM card_events e WHERE (e.region, e.person_id, e.card_id) ="
            " (u.region, u.person_id, u.card_id) AND kind = 'activated'"
            " AND happened_at < used_at)",
            (START,),
        )
        assert await cursor.fetchone() == (0,)


async def test_three_in_ten_have_one_to_three_things_wrong(
    config: Config, database: Database, book: Book
):
    await load(City(2_000, 3), config, book)
    answers = await _answers(database, book)
    told = [{hold.cause for hold in one.holds} - {"no_e_credential"} for one in answers]
    # A card lost for good and the one being made in its place are one thing that went wrong.
    told = [causes - ({"loss_formal"} if "being_made" in causes else set()) for causes in told]
    wrong = [causes for causes in told if causes]
    assert 0.25 < len(wrong) / len(told) < 0.35
    assert max(map(len, wrong)) == 3
    seen = Counter(cause for causes in wrong for cause in causes)
    assert len(seen) >= 18
    assert min(seen.values()) >= 5


async def test_a_person_has_about_eight_events_and_twenty_uses(
    config: Config, database: Database, book: Book
):
    await load(City(2_000, 3), config, book)
    async with database.transaction() as conn:
        for table, least, most in (("card_events", 7, 10), ("card_uses", 17, 23)):
            row = await (await conn.execute(f"SELECT count(*) FROM {table}".encode())).fetchone()
            assert row is not None
            assert least < row[0] / 2_000 < most


async def test_passwords_of_the_city_open_its_cards(config: Config, database: Database, book: Book):
    await load(CITY, config, book)
    results: Counter[str] = Counter()
    async with database.transaction() as conn:
        for person in [p for p in await _people(conn) if p.region == 999900][:60]:
            card = current(await cards.of_person(conn, person), Form.PHYSICAL)
            known = card.password(PasswordKind.SOCIAL_SECURITY) if card else None
            if card is None or known is None or known.locked_at is not None:
                continue
            identity = await identity_of(conn, database.keys, person)
            own = password_of(SEED, card.card_id)
            act = EnterPassword(password=identity.id_number[-6:] if known.is_initial else own)
            done = await submit(conn, database.keys, book, OFFICER, person, act, "try", START)
            results[done.result] += 1
            assert done.result == ("right" if known.is_set else "unset")
    assert results["right"] > 40


async def test_a_start_brings_city_cast_and_clock_once(
    config: Config, database: Database, book: Book
):
    told: list[tuple[str, int, int]] = []

    def hear(what: str, done: int, of: int) -> None:
        told.append((what, done, of))

    assert await service.start(database, config, book, 50, 1, hear)
    assert ("people", 50, 50) in told
    async with database.transaction() as conn:
        assert await clock.now(conn, config) == START
        assert len(await _people(conn)) == 50 + len(CAST)
        await find(conn, database.keys, "id_number", CAST[0].id_number)
    assert not await service.start(database, config, book, 50, 1)
    with pytest.raises(DemoAlreadyLoaded):
        await service.fill(database, config, book, 50, 1)
    with pytest.raises(DemoAlreadyLoaded):
        await load(CITY, config, book)


async def test_a_start_cut_short_after_the_city_is_finished_by_the_next(
    config: Config, database: Database, book: Book
):
    await load(City(20, 1), config, book)
    assert await service.start(database, config, book, 20, 1)
    async with database.transaction() as conn:
        assert len(await _people(conn)) == 20 + len(CAST)


async def test_a_load_cut_short_leaves_nothing(config: Config, database: Database, book: Book):
    class Enough(Exception):
        pass

    def stop(what: str, done: int, of: int) -> None:
        if what == "index" and done > 3:
            raise Enough

    before = await _shape(database)
    with pytest.raises(Enough):
        await load(CITY, config, book, stop)
    assert await _shape(database) == before
    async with database.transaction() as conn:
        assert await _people(conn) == []


async def test_without_the_owner_a_city_cannot_be_loaded(config: Config, book: Book):
    lesser = Config(home=config.home, keys=config.keys, database_url=config.database_url)
    with pytest.raises(OwnerNeeded):
        await load(CITY, lesser, book)


@pytest.mark.parametrize("people", [1, 2, 9])
async def test_even_the_smallest_city_loads(
    config: Config, database: Database, book: Book, people: int
):
    await load(City(people, 1), config, book)
    async with database.transaction() as conn:
        assert len(await _people(conn)) == people


def _assert_legal(card: Card) -> None:
    moves = E_MOVES if card.form is Form.ELECTRONIC else MOVES
    stage: Stage | None = None
    assert [event.at for event in card.events] == sorted(event.at for event in card.events)
    for event in card.events:
        assert event.at < START
        if event.kind in STAGES:
            assert event.kind in moves[stage], (card, event)
            stage = Stage(event.kind)
        elif event.kind.startswith(("loss", "stripe", "chip", "body", "statement")):
            assert stage is Stage.ACTIVATED


async def _people(conn: Conn) -> list[PersonKey]:
    cursor = await conn.execute("SELECT region, person_id FROM persons ORDER BY person_id")
    return [PersonKey(row[0], row[1]) for row in await cursor.fetchall()]


async def _numbers(conn: Conn, keys: Keys, person: PersonKey) -> list[tuple[int, str]]:
    cursor = await conn.execute(
        "SELECT card_id, number_sealed FROM cards WHERE region = %s AND person_id = %s",
        (person.region, person.person_id),
    )
    return [(row[0], cards.opened_number(keys, person, row[1])) for row in await cursor.fetchall()]


async def _answers(database: Database, book: Book) -> list[Standing]:
    async with database.transaction() as conn:
        here = [person for person in await _people(conn) if person.region == 999900]
        found: list[Standing] = []
        for at in range(0, len(here), 400):
            batch = here[at : at + 400]
            found += await why_many(conn, database.keys, book, batch, START, OFFICER, START)
        return found


async def _everything(database: Database) -> list[object]:
    """All there is, decrypted; but for when it was recorded."""
    found: list[object] = []
    async with database.transaction() as conn:
        for person in await _people(conn):
            identity: Identity = await identity_of(conn, database.keys, person)
            found.append((person, identity, await cards.of_person(conn, person)))
            found.append(await _numbers(conn, database.keys, person))
        for query in (
            "SELECT region, person_id, card_id, used_at, seq FROM card_uses",
            "SELECT region, person_id, card_id, kind, verifier FROM passwords",
            "SELECT region, person_id, hold_id, cause, basis, starts_at, ends_at FROM holds",
            "SELECT region, person_id, kind, blind FROM identifiers",
        ):
            cursor = await conn.execute(f"{query} ORDER BY 1, 2, 3, 4".encode())
            found.append(await cursor.fetchall())
    return found


async def _empty(config: Config) -> None:
    assert config.database_owner_url is not None
    conn = await AsyncConnection[TupleRow].connect(config.database_owner_url)
    async with conn:
        await conn.execute("TRUNCATE persons CASCADE")
        await conn.execute("TRUNCATE card_uses")


async def _shape(database: Database) -> list[tuple[str | datetime, ...]]:
    """Keys, references, indexes: name and definition."""
    async with database.transaction() as conn:
        cursor = await conn.execute(
            "SELECT conname, conrelid::regclass::text, pg_get_constraintdef(oid), convalidated"
            " FROM pg_constraint WHERE connamespace = 'public'::regnamespace"
            " UNION ALL SELECT indexname, tablename, indexdef, true FROM pg_indexes"
            " WHERE schemaname = 'public' ORDER BY 1, 2, 3"
        )
        return list(await cursor.fetchall())
