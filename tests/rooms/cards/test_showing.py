"""Whose it is, what somebody shows: numbers, codes on a telephone, tokens; none can be made up."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import AT, somebody, with_card
from yika.cards import qr
from yika.cards.qr import CodeOver, WrongCode
from yika.cards.service import opened_number
from yika.cards.showing import (
    CARD,
    E_CREDENTIAL,
    ID_NUMBER,
    NotTheirs,
    OldCard,
    Shown,
    holder_of,
    require_theirs,
)
from yika.ground.ids import WrongIdNumber
from yika.matters import model as acts
from yika.people.model import PersonKey
from yika.people.service import NoSuchPerson
from yika.store.db import Conn, Database
from yika.store.keys import Keys, new_keys

WALL = datetime(2026, 11, 22, 10, tzinfo=UTC)
KEYS = new_keys()


@given(region=st.integers(110000, 999999), person_id=st.integers(1, 2**47))
def test_a_code_and_its_token_tell_whose_they_are(region: int, person_id: int) -> None:
    person = PersonKey(region, person_id)
    code, token = qr.code_for(KEYS, person, WALL), qr.token_for(KEYS, person, WALL)
    assert qr.read_code(KEYS, f" {code}\n", WALL) == person
    assert qr.read_token(KEYS, token, WALL) == person
    assert len(token) <= 40
    assert code != qr.code_for(KEYS, person, WALL + timedelta(seconds=1))


@given(text=st.text(max_size=60))
def test_nothing_made_up_is_a_code(text: str) -> None:
    for read in (qr.read_code, qr.read_token):
        with pytest.raises(WrongCode):
            read(KEYS, text, WALL)
        with pytest.raises(WrongCode):
            read(KEYS, qr.MARK + text, WALL)


def test_a_code_is_not_a_token_and_other_keys_read_neither() -> None:
    person = PersonKey(999900, 1)
    code, token = qr.code_for(KEYS, person, WALL), qr.token_for(KEYS, person, WALL)
    for read, text in (
        (qr.read_token, code.removeprefix(qr.MARK)),
        (qr.read_code, qr.MARK + token),
    ):
        with pytest.raises(WrongCode):
            read(KEYS, text, WALL)
    with pytest.raises(WrongCode):
        qr.read_code(new_keys(), code, WALL)


def test_a_code_ends_after_a_while_and_a_changed_end_does_not_help() -> None:
    person = PersonKey(999900, 1)
    code = qr.code_for(KEYS, person, WALL)
    assert qr.read_code(KEYS, code, WALL + qr.SHOWN_MAX - timedelta(seconds=1)) == person
    with pytest.raises(CodeOver):
        qr.read_code(KEYS, code, WALL + qr.SHOWN_MAX)
    for place in range(len(qr.MARK), len(code)):
        changed = code[:place] + ("A" if code[place] != "A" else "B") + code[place + 1 :]
        with pytest.raises((WrongCode, CodeOver)):
            qr.read_code(KEYS, changed, WALL)


async def numbers(conn: Conn, keys: Keys, person: PersonKey) -> list[str]:
    cursor = await conn.execute(
        "SELECT number_sealed FROM cards WHERE person_id = %s ORDER BY card_id", [person.person_id]
    )
    return [opened_number(keys, person, row[0]) for row in await cursor.fetchall()]


async def test_each_credential_leads_to_its_holder(database: Database, keys: Keys) -> None:
    who = await with_card(database)
    await who.act(acts.ActivateECredential(identity="id_card", password="246813"))
    other = await somebody(database)
    async with database.transaction() as conn:
        card, electronic = await numbers(conn, keys, who.person)
        for shown in (
            Shown(ID_NUMBER, who.id_number),
            Shown(CARD, f" {card[:8]} {card[8:]}"),
            Shown(E_CREDENTIAL, electronic),
            Shown(E_CREDENTIAL, qr.token_for(keys, who.person, WALL)),
            Shown(E_CREDENTIAL, qr.code_for(keys, who.person, WALL)),
        ):
            assert await holder_of(conn, keys, shown, WALL) == who.person
            with pytest.raises(NotTheirs):
                await require_theirs(conn, keys, other.person, shown, WALL)
        for shown, refusal in (
            (Shown(CARD, electronic), NoSuchPerson),
            (Shown(E_CREDENTIAL, card), NoSuchPerson),
            (Shown(CARD, "1234"), NoSuchPerson),
            (Shown(ID_NUMBER, "123"), WrongIdNumber),
            (Shown(E_CREDENTIAL, "abc"), WrongCode),
        ):
            with pytest.raises(refusal):
                await holder_of(conn, keys, shown, WALL)


async def test_a_card_that_was_replaced_leads_nowhere(database: Database, keys: Keys) -> None:
    who = await with_card(database)
    await who.act(acts.ReportLoss(kind="formal"), AT)
    await who.act(acts.ReplaceCard(reason="lost"), AT)
    async with database.transaction() as conn:
        old = (await numbers(conn, keys, who.person))[0]
        with pytest.raises(OldCard):
            await holder_of(conn, keys, Shown(CARD, old), WALL)
