"""The cast at the rules' level: what stops each character when the sandbox begins, since, until."""

import json
from pathlib import Path

import pytest

from tests.conftest import Server
from yika.access.model import Actor, Role
from yika.cards import service as cards
from yika.cards.model import Form
from yika.cards.passwords import Result, new_password_reasons
from yika.cards.rules import current
from yika.demo.cast import BY_KEY, CAST, TRUSTS, load_cast
from yika.demo.model import START, on
from yika.demo.page import page
from yika.ground.ids import check_id_number
from yika.matters.model import EnterPassword, Kind
from yika.matters.service import submit
from yika.people.model import Identity, PersonKey
from yika.people.service import AlreadyRegistered, find, mandates
from yika.policy.load import Book, load_book
from yika.policy.lookup import Known, look_up
from yika.standing import service as standing
from yika.standing.model import Standing
from yika.store.db import Conn
from yika.store.keys import Keys

OFFICER = Actor(role=Role.OFFICER, channel="counter")
NO_E = ("no_e_credential", None, None)


@pytest.fixture(scope="module")
def book() -> Book:
    return load_book()


@pytest.fixture
async def who(conn: Conn, keys: Keys, book: Book) -> dict[str, PersonKey]:
    """The cast, in a transaction that is undone."""
    return await load_cast(conn, keys, book)


# key: verdict, then each hold, what always was so first, then oldest first: cause, since, until.
EXPECTED: dict[str, tuple[str, list[tuple[str, str | None, str | None]]]] = {
    "healthy": ("works", []),
    "no-card": ("partly", [("no_card", None, None)]),
    "being-made": ("partly", [NO_E, ("being_made", "2026-03-05 10:00", None)]),
    "not-activated": ("partly", [("not_activated", "2026-03-08 11:20", None)]),
    "child": ("partly", [NO_E, ("awaiting_collection", "2026-03-07 14:00", None)]),
    "guardian": ("works", []),
    "agent": ("works", []),
    "locked-this-morning": (
        "partly",
        [("password_locked", "2026-03-16 07:30", "2026-03-17 07:30")],
    ),
    "locked-yesterday": ("works", []),
    "opens-at-ten": ("partly", [("password_locked", "2026-03-15 10:00", "2026-03-16 10:00")]),
    "initial-password": ("partly", [("password_initial", "2026-03-02 00:00", None)]),
    "password-letter": ("partly", [("password_unset", "2025-12-20 12:20", None)]),
    "e-credential-locked": (
        "partly",
        [("password_locked", "2026-03-16 08:10", "2026-03-17 08:10")],
    ),
    "grandmother": ("partly", [NO_E, ("password_locked", "2026-03-16 08:05", "2026-03-17 08:05")]),
    "lost-an-hour-ago": ("partly", [("loss_temporary", "2026-03-16 08:00", "2026-03-26 08:00")]),
    "loss-lapsed": ("works", []),
    "lost-for-good": ("partly", [("loss_formal", "2026-03-12 10:20", None)]),
    "lost-being-made": (
        "partly",
        [("loss_formal", "2026-03-09 09:30", None), ("being_made", "2026-03-09 09:40", None)],
    ),
    "stripe": ("partly", [("stripe_damaged", "2026-03-13 16:00", None)]),
    "chip": ("partly", [("chip_damaged", "2026-03-14 11:10", None)]),
    "worn": ("partly", [("body_damaged", "2026-03-10 10:00", None)]),
    "stripe-new-waiting": ("partly", [("stripe_damaged", "2026-02-24 10:00", None)]),
    "upgrade-waiting": ("works", []),
    "uses-58": ("works", []),
    "uses-60": ("partly", [("statement_due", "2026-03-11 15:20", None)]),
    "dormant-tomorrow": ("works", [NO_E]),
    "dormant": ("partly", [("dormant", "2025-11-20 14:30", None)]),
    "expired": ("partly", [("expired", "2026-03-16 00:00", None)]),
    "expires-soon": ("works", [NO_E]),
    "cancelled": ("partly", [("cancelled", "2026-02-20 11:00", None)]),
    "other-bank": ("works", []),
    "name-changed": ("stopped", [("identity_mismatch", "2026-03-12 02:00", None)]),
    "review": ("stopped", [("review", "2026-03-04 09:00", None)]),
    "suspended": ("stopped", [("suspension", "2026-01-12 09:00", "2026-07-12 09:00")]),
    "two-causes": (
        "stopped",
        [
            ("identity_mismatch", "2026-03-14 02:00", None),
            ("password_locked", "2026-03-16 07:45", "2026-03-17 07:45"),
        ],
    ),
    "three-causes": (
        "stopped",
        [
            NO_E,
            ("password_initial", "2026-03-02 00:00", None),
            ("review", "2026-03-04 09:00", None),
            ("stripe_damaged", "2026-03-09 15:30", None),
        ],
    ),
    "beijing": ("works", []),
    "zhangjiakou": ("stopped", [NO_E, ("password_initial", "2022-03-02 00:00", None)]),
    "shanghai": ("partly", [("loss_temporary", "2026-03-15 20:15", None)]),
    "employer-arrears": ("partly", [("arrears_employer", "2026-02-01 00:00", None)]),
    "own-arrears-1": ("partly", [("arrears_own", "2026-03-01 00:00", None)]),
    "own-arrears-3": ("partly", [("arrears_own", "2026-01-01 00:00", None)]),
    "own-arrears-4": ("partly", [("arrears_own", "2025-12-01 00:00", None)]),
    "missed-window": ("partly", [("not_enrolled", "2026-01-01 00:00", None)]),
    "lapsed-two": ("partly", [("waiting", "2026-01-01 00:00", "2026-05-01 00:00")]),
    "lapsed-two-repaired": ("partly", [("waiting", "2026-01-01 00:00", "2026-04-01 00:00")]),
    "newborn": ("works", [NO_E]),
    "moved-in": ("works", []),
    "moved-away": ("partly", [("moved_away", "2026-03-01 00:00", None)]),
    "relative-pays": ("works", []),
    "relative-paid-for": ("works", [NO_E]),
    "wrong-base": ("works", []),
    "first-wait": ("partly", [("waiting", "2026-02-01 00:00", "2026-05-01 00:00")]),
    "retired": ("works", []),
    "pupil": ("works", [NO_E]),
    "student": ("works", []),
}


async def test_each_character_is_in_their_situation_when_the_sandbox_begins(
    conn: Conn, keys: Keys, book: Book, who: dict[str, PersonKey]
):
    found = {key: _told(await _why(conn, keys, book, who[key])) for key in EXPECTED}
    assert found == EXPECTED
    assert EXPECTED.keys() == {character.key for character in CAST}


# What is ahead of those whom time will change: cause and instant, or uses left.
@pytest.mark.parametrize(
    ("key", "cause", "told"),
    [
        ("dormant-tomorrow", "dormant", on("2026-03-17", "10:15")),
        ("expires-soon", "expired", on("2026-04-16", "00:00")),
        ("uses-58", "statement_due", 2),
    ],
)
async def test_what_is_coming_is_told(
    conn: Conn,
    keys: Keys,
    book: Book,
    who: dict[str, PersonKey],
    key: str,
    cause: str,
    told: object,
):
    answer = await _why(conn, keys, book, who[key])
    ahead = next(ahead for ahead in answer.ahead if ahead.cause == cause)
    assert told in (ahead.at, ahead.uses_left)


async def test_everybody_knows_their_passwords(
    conn: Conn, keys: Keys, book: Book, who: dict[str, PersonKey]
):
    kinds: dict[Kind, Form] = {
        "social_security": Form.PHYSICAL,
        "e_credential": Form.ELECTRONIC,
    }
    for character in CAST:
        person = who[character.key]
        if person.division != "999900":
            continue
        held = await cards.of_person(conn, person)
        given: dict[Kind, str | None] = {
            "social_security": character.password,
            "e_credential": character.e_password,
        }
        for kind, password in given.items():
            card = current(held, kinds[kind])
            known = card.password(kind) if card else None
            if password is None:
                continue
            act = EnterPassword(kind=kind, password=password)
            at = on("2026-03-20", "08:00")
            done = await submit(conn, keys, book, OFFICER, person, act, f"try-{kind}", at)
            wanted = Result.UNSET if known and not known.is_set else Result.RIGHT
            assert done.result == wanted, (character.key, kind)


def test_passwords_of_their_own_would_be_accepted(book: Book):
    form = look_up(
        book, "password.format", "999900", START, password_kind="social_security", channel="counter"
    )
    refused = look_up(book, "password.refused", "999900", START)
    assert isinstance(form, Known)
    assert isinstance(refused, Known)
    for character in CAST:
        identity = Identity(character.name, character.id_number, character.phone)
        own = {character.password, character.e_password} - {None, character.id_number[-6:]}
        for password in own - {BY_KEY["zhangjiakou"].password}:
            assert password is not None
            assert new_password_reasons(password, form.value, refused.value, identity) == []


def test_numbers_are_valid_made_up_and_nobody_elses():
    numbers = [check_id_number(character.id_number) for character in CAST]
    assert all(number.startswith("9999") for number in numbers)
    assert len(set(numbers)) == len(CAST) >= 24
    assert len({character.phone for character in CAST}) == len(CAST)
    assert len({character.name for character in CAST}) == len(CAST)


async def test_people_are_found_by_their_numbers(conn: Conn, keys: Keys, who: dict[str, PersonKey]):
    for character in CAST:
        assert await find(conn, keys, "id_number", character.id_number) == who[character.key]
        assert await find(conn, keys, "phone", character.phone) == who[character.key]


async def test_agents_and_guardians_have_their_mandates(conn: Conn, who: dict[str, PersonKey]):
    for trust in TRUSTS:
        (mandate,) = await mandates(conn, who[trust.agent], who[trust.person])
        assert mandate.covers("password_unlock", START)
        assert mandate.covers("card_cancel", START) is (trust.basis == "guardian")


async def test_the_same_cast_twice_is_refused(conn: Conn, keys: Keys, book: Book, who: object):
    with pytest.raises(AlreadyRegistered):
        await load_cast(conn, keys, book)


async def test_no_number_name_or_password_is_in_the_clear(
    conn: Conn, server: Server, who: dict[str, PersonKey]
):
    tables = ("persons", "identifiers", "cards", "card_events", "passwords", "journal", "acts")
    for table in tables:
        cursor = await conn.execute(f"SELECT row_to_json({table})::text FROM {table}".encode())
        text = "\n".join(row[0] for row in await cursor.fetchall())
        for character in CAST:
            for secret in (character.name, character.id_number, character.phone):
                assert secret not in text
                assert json.dumps(secret) not in text


def test_the_document_lists_the_cast():
    path = Path(__file__).parents[3] / "docs" / "cast.md"
    assert path.read_text("utf-8") == page(), "run: yika demo cast --markdown > docs/cast.md"


async def _why(conn: Conn, keys: Keys, book: Book, person: PersonKey) -> Standing:
    return await standing.why(conn, keys, book, person, START, OFFICER, START)


def _told(answer: Standing) -> tuple[str, list[tuple[str, str | None, str | None]]]:
    def clock(instant: object) -> str | None:
        return None if instant is None else str(instant)[:16]

    holds = [(hold.cause, clock(hold.since), clock(hold.until)) for hold in answer.holds]
    return answer.verdict.value, sorted(holds, key=lambda hold: hold[1] or "")
