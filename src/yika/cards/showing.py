"""Whose it is, what somebody shows at a till (就诊凭证): an e-credential, an ID card, a card.

Only whose it is; whether it may be used is for `standing` to say.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

import msgspec

from yika.cards import qr, rules
from yika.cards.model import Card, Form
from yika.cards.service import QUERIES, opened_number
from yika.ground.errors import Refused
from yika.ground.ids import is_id_number
from yika.people import service as people
from yika.people.model import PersonKey
from yika.people.service import NoSuchPerson
from yika.store.db import Conn
from yika.store.keys import Keys

E_CREDENTIAL, ID_NUMBER, CARD = "e_credential", "id_number", "card"
FORMS: Final = {E_CREDENTIAL: Form.ELECTRONIC, CARD: Form.PHYSICAL}


class NotTheirs(Refused):
    """What is shown belongs to another person than the one named. Facts: credential."""

    code = "not_theirs"


class OldCard(Refused):
    """The card was replaced by a newer one that is in use. Facts: credential."""

    code = "old_card"


class NumberOfOtherKind(Refused):
    """An ID number comes as that of a card or an e-credential. Facts: credential."""

    code = "number_of_other_kind"


class Shown(NamedTuple):
    """What somebody shows: which credential, and the number or token on it."""

    credential: str  # card | e_credential | id_number
    number: str


async def holder_of(conn: Conn, keys: Keys, shown: Shown, wall: datetime) -> PersonKey:
    """Whose credential it is.

    Fails with NoSuchPerson, NumberOfOtherKind, WrongIdNumber, CodeOver or OldCard.
    """
    if shown.credential == ID_NUMBER:
        return await people.find(conn, keys, "id_number", shown.number)
    plain = "".join(shown.number.split())
    is_of_id = is_id_number(plain)
    if shown.credential == E_CREDENTIAL and not plain.isdecimal() and not is_of_id:
        return _scanned(keys, plain, wall)
    try:
        person = await people.find(conn, keys, "card_number", plain)
    except NoSuchPerson:
        if is_of_id:
            raise NumberOfOtherKind(credential=shown.credential) from None
        raise
    cards = await _numbered(conn, keys, person)
    form = FORMS[shown.credential]
    found = next((card for number, card in cards if number == plain and card.form is form), None)
    if found is None:
        raise NoSuchPerson(kind=shown.credential)
    if rules.current([card for _, card in cards], form) != found:
        raise OldCard(credential=shown.credential)
    return person


async def require_theirs(
    conn: Conn, keys: Keys, person: PersonKey, shown: Shown, wall: datetime
) -> None:
    """Let only the person's own credential pass. Fails with NotTheirs, or as `holder_of` does."""
    if await holder_of(conn, keys, shown, wall) != person:
        raise NotTheirs(credential=shown.credential)


def _scanned(keys: Keys, text: str, wall: datetime) -> PersonKey:
    """Whose token it is, or whose code: some readers send on what they scanned."""
    if text.startswith(qr.MARK):
        return qr.read_code(keys, text, wall)
    return qr.read_token(keys, text, wall)


async def _numbered(conn: Conn, keys: Keys, person: PersonKey) -> Sequence[tuple[str, Card]]:
    """A person's cards and e-credentials with their numbers, oldest first."""
    values = {"region": person.region, "person_id": person.person_id}
    cursor = await conn.execute(QUERIES["of_person"], values)
    return [
        (opened_number(keys, person, row[0]), msgspec.json.decode(row[1], type=Card))
        for row in await cursor.fetchall()
    ]


async def e_credential_number(conn: Conn, keys: Keys, person: PersonKey) -> str | None:
    """The number of the e-credential somebody has, if they have one."""
    cards = await _numbered(conn, keys, person)
    now = rules.current([card for _, card in cards], Form.ELECTRONIC)
    return next((number for number, card in cards if card == now), None)
