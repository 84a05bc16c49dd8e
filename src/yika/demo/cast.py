"""The cast: all characters in one tuple, and how they come into a database.

Who they are never changes, so that tests, faces and documents can name them by their keys.
"""

from uuid import NAMESPACE_URL, uuid5

from yika.demo.covering import Covering
from yika.demo.life import Life
from yika.demo.model import Character, Trust, on
from yika.demo.stories.covers import COVERS
from yika.demo.stories.holds import HOLDS
from yika.demo.stories.losses import LOSSES
from yika.demo.stories.passwords import PASSWORDS
from yika.demo.stories.schools import SCHOOLS
from yika.demo.stories.terms import TERMS
from yika.demo.stories.usual import USUAL
from yika.people import service as people
from yika.people.model import Identity, Mandate, PersonKey
from yika.policy.load import Book
from yika.store.db import Conn
from yika.store.keys import Keys

CAST: tuple[Character, ...] = (*USUAL, *PASSWORDS, *LOSSES, *TERMS, *HOLDS, *COVERS, *SCHOOLS)
BY_KEY = {character.key: character for character in CAST}
TRUSTS = (
    Trust(
        person="grandmother",
        agent="agent",
        basis="mandate",
        matters=frozenset({"ask", "password_unlock", "password_reset", "card_collect"}),
        starts_at=on("2026-01-05"),
    ),
    Trust(
        person="child",
        agent="guardian",
        basis="guardian",
        matters=frozenset({"*"}),
        starts_at=on("2026-02-26"),
    ),
)


async def load_cast(conn: Conn, keys: Keys, book: Book) -> dict[str, PersonKey]:
    """Write everybody's history, within one open transaction; who they became, by key.

    Fails with AlreadyRegistered when they live here already.
    """
    found: dict[str, PersonKey] = {}
    covering = Covering(conn, keys, book)
    for character in CAST:
        identity = Identity(character.name, character.id_number, character.phone)
        person = await people.register(conn, keys, character.region, identity, character.insurance)
        await people.lock(conn, [person])
        await covering.enrol(person, character.key, character.insured)
        await character.story(Life(conn, keys, book, person, character.id_number))
        found[character.key] = person
    await covering.settle()
    for trust in TRUSTS:
        await people.give_mandate(conn, _mandate(trust, found))
    return found


def _mandate(trust: Trust, found: dict[str, PersonKey]) -> Mandate:
    return Mandate(
        mandate_id=uuid5(NAMESPACE_URL, f"yika:{trust.person}:{trust.agent}"),
        person=found[trust.person],
        agent=found[trust.agent],
        basis=trust.basis,
        matters=trust.matters,
        starts_at=trust.starts_at,
    )
