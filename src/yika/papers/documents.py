"""Issuing documents, finding them again, taking them back, and checking them by their code.

The caller holds the anchor and journals. A document says what it said when it was issued.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

import msgspec

from yika.ground.days import beijing_day
from yika.ground.errors import Conflict, Missing
from yika.ground.ids import mask_id_number, mask_name
from yika.papers import drawing
from yika.papers.codes import code_of, read_code
from yika.papers.kinds import kinds, lines_of
from yika.papers.model import Content, Document, State
from yika.people import service as people
from yika.people.model import PersonKey
from yika.policy.words import lists
from yika.store.db import Conn
from yika.store.keys import Keys
from yika.store.sealing import seal, unseal
from yika.store.sql import queries

QUERIES = queries(__package__, "documents.sql")
LETTER = "password_letter"


class NoSuchDocument(Missing):
    """There is no document of that number or code, or it is not yours to see. Facts: none."""

    code = "no_such_document"


class PrintedOnce(Conflict):
    """A letter with a password was printed when it was issued, and only then. Facts: printed_at."""

    code = "printed_once"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """All that anybody learns who checks a code."""

    state: State
    kind: str
    issued_on: date
    name: str  # masked
    person: PersonKey  # for the journal, never told


async def issue(
    conn: Conn,
    keys: Keys,
    person: PersonKey,
    kind: str,
    facts: Mapping[str, object],
    at: datetime,
    *,
    valid_until: datetime | None = None,
    document_id: UUID | None = None,
) -> Document:
    """Issue a document; with a number of the caller's, the same number again is the first one."""
    document_id = document_id or uuid4()
    what = kinds()[kind]
    identity = await people.identity_of(conn, keys, person)
    name, number = identity.name, identity.id_number
    content = Content(
        title=what.title,
        region=lists().division_name(person.division).zh,
        name=name if "name" in what.whole else mask_name(name),
        id_number=number if "id_number" in what.whole else mask_id_number(number),
        lines=lines_of(what, facts),
        facts=msgspec.to_builtins(dict(facts), enc_hook=str),
    )
    place = person.region, person.person_id
    values = {
        **_place(person, document_id),
        "code": code_of(keys, person, document_id),
        "kind": kind,
        "sealed": seal(keys, "documents", "content_sealed", *place, msgspec.json.encode(content)),
        "issued_at": at,
        "valid_until": valid_until,
    }
    await conn.execute(QUERIES["add"], values)
    return await find(conn, keys, person, document_id)


async def find(conn: Conn, keys: Keys, person: PersonKey, document_id: UUID) -> Document:
    """A document of that person. Fails with NoSuchDocument."""
    row = await (await conn.execute(QUERIES["one"], _place(person, document_id))).fetchone()
    if row is None:
        raise NoSuchDocument
    return _document(keys, person, row)


async def whose(conn: Conn, document_id: UUID) -> PersonKey:
    """Whose document it is, to be asked whether one may see it. Fails with NoSuchDocument."""
    values = {"document_id": document_id}
    row = await (await conn.execute(QUERIES["place"], values)).fetchone()
    if row is None:
        raise NoSuchDocument
    return PersonKey(row[0], row[1])


async def of_person(conn: Conn, keys: Keys, person: PersonKey) -> list[Document]:
    """What was issued to a person, newest first."""
    values = {"region": person.region, "person_id": person.person_id}
    rows = await (await conn.execute(QUERIES["of_person"], values)).fetchall()
    return [_document(keys, person, row) for row in rows]


async def withdraw(conn: Conn, person: PersonKey, document_id: UUID, at: datetime) -> None:
    """Take a document back: from then on its code says so. Again changes nothing."""
    await conn.execute(QUERIES["withdraw"], {**_place(person, document_id), "at": at})


async def check(conn: Conn, keys: Keys, code: str, at: datetime) -> Checked:
    """What a code tells anybody. Fails with MistypedCode or NoSuchDocument."""
    row = await (await conn.execute(QUERIES["by_code"], {"code": read_code(code)})).fetchone()
    if row is None:
        raise NoSuchDocument
    found = _document(keys, PersonKey(row[7], row[8]), row)
    return Checked(
        state=found.state(at),
        kind=found.kind,
        issued_on=beijing_day(found.issued_at),
        name=mask_name(found.content.name),
        person=found.person,
    )


async def pdf(
    conn: Conn, keys: Keys, person: PersonKey, document_id: UUID, address: str = ""
) -> bytes:
    """A document as a PDF; `address` is where the QR code leads. It takes a while.

    Fails with NoSuchDocument or PrintedOnce.
    """
    found = printable(await find(conn, keys, person, document_id))
    return await asyncio.to_thread(drawing.drawn, found, address)


def printable(document: Document) -> Document:
    """The document, if it can be printed again. Fails with PrintedOnce."""
    if document.kind == LETTER:
        raise PrintedOnce(printed_at=document.issued_at)
    return document


def _document(keys: Keys, person: PersonKey, row: tuple[Any, ...]) -> Document:
    place = person.region, person.person_id
    text = unseal(keys, "documents", "content_sealed", *place, row[3])
    return Document(
        document_id=row[0],
        person=person,
        code=row[1],
        kind=row[2],
        content=msgspec.json.decode(text, type=Content),
        issued_at=row[4],
        valid_until=row[5],
        withdrawn_at=row[6],
    )


def _place(person: PersonKey, document_id: UUID) -> dict[str, Any]:
    return {"region": person.region, "person_id": person.person_id, "document_id": document_id}
