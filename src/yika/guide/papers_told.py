"""Papers as every face tells them: files handed in, documents issued, and a code checked.

Whoever asks must be let, and each look is journalled. Checking a code is for anybody, and tells no
more than what stands in `CheckedTold`.
"""

from datetime import date, datetime
from typing import Final
from uuid import UUID

import msgspec

from yika.access import service as access
from yika.access.model import Actor, Duty, Role
from yika.access.service import NoMandate
from yika.guide.reading import reads, require_reader
from yika.guide.telling import Both
from yika.insurance.books.noting import note
from yika.matters.applicants import applicant_of
from yika.papers import documents, files
from yika.papers.codes import grouped
from yika.papers.documents import Checked
from yika.papers.files import NoSuchUpload
from yika.papers.kinds import kinds
from yika.papers.model import Document, State, Upload
from yika.people import service as people
from yika.people.model import PersonKey
from yika.policy.words import lists
from yika.store import journal
from yika.store.db import Conn
from yika.store.keys import Keys

LOOK: Final = "ask"  # what somebody must be let do who reads for another
WITHDRAW: Final = "document_withdraw"
STATES: Final = {
    State.GENUINE: Both("真实有效", "genuine"),
    State.EXPIRED: Both("真实，但已过有效期", "genuine, but expired"),
    State.WITHDRAWN: Both("曾经出具，现已撤回", "issued once, withdrawn since"),
}


class UploadTold(msgspec.Struct, frozen=True, kw_only=True):
    """A file that was handed in."""

    file_id: str
    media_type: str
    size_bytes: int
    sha256: str
    matter: str
    uploaded_at: datetime


class DocumentTold(msgspec.Struct, frozen=True, kw_only=True):
    """A document that was issued to a person."""

    document_id: str
    code: str
    kind: str
    zh: str
    en: str
    state: str
    issued_at: datetime
    valid_until: datetime | None
    withdrawn_at: datetime | None
    printable: bool  # a letter with a password was printed when it was issued
    lines: tuple[str, ...]


class CheckedTold(msgspec.Struct, frozen=True, kw_only=True):
    """All that anybody learns from a code; the name is masked."""

    state: str  # genuine | expired | withdrawn
    state_zh: str
    state_en: str
    kind: str
    zh: str
    en: str
    issued_on: date
    name: str


async def upload(
    conn: Conn,
    keys: Keys,
    actor: Actor,
    person: PersonKey,
    content: bytes,
    matter: str,
    bytes_max: int,
    now: datetime,
) -> UploadTold:
    """Hand in a file for a matter. Fails with NoMandate, or as `files.keep` does."""
    wanted = matter if matter in lists().words["matters"] else LOOK
    await _require_applicant(conn, keys, actor, person, wanted, now)
    await people.lock(conn, [person])
    to = conn, keys, person, content
    kept = await files.keep(*to, matter=wanted, by=actor.name, bytes_max=bytes_max, at=now)
    facts = {"file_id": kept.file_id, "matter": wanted, "size_bytes": kept.size_bytes}
    await note(conn, actor, person, "file.uploaded", now, facts)
    return upload_told(kept)


async def uploads_of(
    conn: Conn, keys: Keys, actor: Actor, person: PersonKey, now: datetime
) -> list[UploadTold]:
    """What was handed in for a person, newest first.

    An agent, and an officer who handles no cases, sees what they handed in.
    """
    await _require_applicant(conn, keys, actor, person, LOOK, now)
    every = await files.of_person(conn, person)
    found = [one for one in every if _is_whole_view(actor, person) or _own(actor, one)]
    await note(conn, actor, person, "files.read", now, {"files": len(found)})
    return [upload_told(one) for one in found]


async def file_of(
    conn: Conn, keys: Keys, actor: Actor, person: PersonKey, file_id: UUID, now: datetime
) -> tuple[Upload, bytes]:
    """A file with its content: for the person, and officers who handle, check or investigate.

    Whoever else asks gets what they handed in. Fails with NoSuchUpload.
    """
    try:
        found = await files.require(conn, person, file_id)
        await _require_applicant(conn, keys, actor, person, found.matter, now)
    except NoMandate:
        raise NoSuchUpload from None
    if not _is_whole_view(actor, person) and not _own(actor, found):
        raise NoSuchUpload
    text = await files.content(conn, keys, found)
    await note(conn, actor, person, "file.read", now, {"file_id": file_id})
    return found, text


async def documents_of(
    conn: Conn, keys: Keys, actor: Actor, person: PersonKey, now: datetime
) -> list[DocumentTold]:
    """What was issued to a person, newest first. Fails with NoMandate or DutyNeeded."""
    await access.require(conn, actor, person, LOOK, now)
    require_reader(actor, "documents")
    found = await documents.of_person(conn, keys, person)
    await note(conn, actor, person, "documents.read", now, {"documents": len(found)})
    return [document_told(one, now) for one in found]


async def document_of(
    conn: Conn, keys: Keys, actor: Actor, document_id: UUID, now: datetime
) -> Document:
    """A document to be printed.

    Fails with NoSuchDocument, for strangers too, DutyNeeded, or PrintedOnce.
    """
    person = await documents.whose(conn, document_id)
    found = await documents.find(conn, keys, person, document_id)
    try:
        await _require(conn, actor, found, now)
    except NoMandate:
        raise documents.NoSuchDocument from None
    require_reader(actor, "document")
    await note(conn, actor, person, "document.read", now, issued(found))
    return documents.printable(found)


async def checked(conn: Conn, keys: Keys, code: str, channel: str, now: datetime) -> CheckedTold:
    """What a code tells anybody; the person can see that somebody checked.

    Fails with MistypedCode or NoSuchDocument.
    """
    found = await documents.check(conn, keys, code, now)
    entry = journal.Entry(
        region=found.person.region,
        person_id=found.person.person_id,
        what="document.checked",
        actor="anybody",
        role="public",
        channel=channel,
        happened_at=now,
        facts={"kind": found.kind, "state": found.state},
    )
    await journal.record(conn, [entry])
    return checked_told(found)


async def withdraw(
    conn: Conn, keys: Keys, actor: Actor, document_id: UUID, now: datetime
) -> DocumentTold:
    """Take a document back, as an officer. Fails with OfficersOnly, NoSuchDocument."""
    access.require_officer(actor, WITHDRAW)
    person = await documents.whose(conn, document_id)
    access.require_duty(actor, person.region, WITHDRAW, Duty.HANDLE, Duty.INVESTIGATE)
    await people.lock(conn, [person])
    await documents.withdraw(conn, person, document_id, now)
    found = await documents.find(conn, keys, person, document_id)
    await note(conn, actor, person, "document.withdrawn", now, issued(found))
    return document_told(found, now)


def issued(document: Document) -> dict[str, object]:
    """What the journal says of a document."""
    return {"document_id": document.document_id, "kind": document.kind}


def upload_told(found: Upload) -> UploadTold:
    """A file without its content."""
    return UploadTold(
        file_id=str(found.file_id),
        media_type=found.media_type,
        size_bytes=found.size_bytes,
        sha256=found.sha256.hex(),
        matter=found.matter,
        uploaded_at=found.uploaded_at,
    )


def document_told(found: Document, now: datetime) -> DocumentTold:
    """A document with what stands on it."""
    kind = kinds()[found.kind]
    return DocumentTold(
        document_id=str(found.document_id),
        code=grouped(found.code),
        kind=found.kind,
        zh=kind.zh,
        en=kind.en,
        state=found.state(now),
        issued_at=found.issued_at,
        valid_until=found.valid_until,
        withdrawn_at=found.withdrawn_at,
        printable=found.kind != documents.LETTER,
        lines=found.content.lines,
    )


def checked_told(found: Checked) -> CheckedTold:
    """What a code tells, in words."""
    kind, state = kinds()[found.kind], STATES[found.state]
    return CheckedTold(
        state=found.state,
        state_zh=state.zh,
        state_en=state.en,
        kind=found.kind,
        zh=kind.zh,
        en=kind.en,
        issued_on=found.issued_on,
        name=found.name,
    )


async def _require_applicant(
    conn: Conn, keys: Keys, actor: Actor, person: PersonKey, matter: str, now: datetime
) -> None:
    """Let whoever may ask for the matter pass; an employer for whom it insures.

    Fails with NoMandate.
    """
    if actor.role is Role.EMPLOYER:
        await applicant_of(conn, keys, actor, person, matter, now)
    else:
        await access.require(conn, actor, person, matter, now)


async def _require(conn: Conn, actor: Actor, document: Document, now: datetime) -> None:
    """Let whoever may do the document's matter pass, or whoever may look. Fails with NoMandate."""
    matter = document.content.facts.get("matter")
    if isinstance(matter, str):
        try:
            await access.require(conn, actor, document.person, matter, now)
        except NoMandate:
            pass
        else:
            return
    await access.require(conn, actor, document.person, LOOK, now)


def _is_whole_view(actor: Actor, person: PersonKey) -> bool:
    officer = actor.role is Role.OFFICER and reads(actor, "files")
    return officer or actor.person == person


def _own(actor: Actor, found: Upload) -> bool:
    return found.uploaded_by == actor.name
