"""An employer's own papers (单位材料): handed in once, for everybody of a batch.

Kept as what people hand in is: told by their content, hashed, sealed. Where an officer decides,
each person's case gets its own copy, since a case is whole without the batch.
"""

import hashlib
from datetime import datetime
from uuid import UUID, uuid4

from yika.access.model import Actor
from yika.ground.errors import YikaError, refuse_all
from yika.insurance.books.employers import Employer
from yika.matters.batches.rows import QUERIES
from yika.papers import files
from yika.papers.files import MEGA_BYTES, NoSuchUpload, UploadEmpty, UploadKind, UploadTooLarge
from yika.people.model import PersonKey
from yika.store.db import Conn
from yika.store.keys import Keys
from yika.store.sealing import seal, unseal

PLACE = "batch_papers", "content_sealed"


async def keep(
    conn: Conn,
    keys: Keys,
    actor: Actor,
    employer: Employer,
    content: bytes,
    bytes_max: int,
    at: datetime,
) -> UUID:
    """Keep a paper of an employer; the same content again is the paper there is.

    Fails with UploadEmpty, UploadTooLarge or UploadKind.
    """
    if not content:
        raise UploadEmpty
    media_type = files.kind_of(content)
    reasons: list[YikaError] = []
    if len(content) > bytes_max:
        reasons.append(UploadTooLarge(megabytes_max=bytes_max // MEGA_BYTES))
    if media_type is None:
        reasons.append(UploadKind())
    refuse_all(reasons)
    about = {"region": employer.region, "employer_id": employer.employer_id}
    about |= {"sha256": hashlib.sha256(content).digest()}
    values = {
        "file_id": uuid4(),
        "media_type": media_type,
        "size_bytes": len(content),
        "content_sealed": seal(keys, *PLACE, employer.region, employer.employer_id, content),
        "uploaded_by": actor.name,
        "uploaded_at": at,
    }
    await conn.execute(QUERIES["add_paper"], about | values)
    row = await (await conn.execute(QUERIES["paper_of_content"], about)).fetchone()
    assert row is not None
    return row[0]


async def require(conn: Conn, employer: Employer, file_ids: set[UUID]) -> None:
    """Let only papers of this employer pass. Fails with NoSuchUpload."""
    values = {
        "region": employer.region,
        "employer_id": employer.employer_id,
        "file_ids": list(file_ids),
    }
    cursor = await conn.execute(QUERIES["papers_there"], values)
    if {row[0] for row in await cursor.fetchall()} != file_ids:
        raise NoSuchUpload


async def content(conn: Conn, keys: Keys, region: int, employer_id: int, file_id: UUID) -> bytes:
    """What a paper of an employer holds. Fails with NoSuchUpload."""
    values = {"region": region, "employer_id": employer_id, "file_id": file_id}
    row = await (await conn.execute(QUERIES["paper"], values)).fetchone()
    if row is None:
        raise NoSuchUpload
    return unseal(keys, *PLACE, region, employer_id, row[0])


async def hand_in(
    conn: Conn,
    keys: Keys,
    person: PersonKey,
    content: bytes,
    matter: str,
    actor: Actor,
    at: datetime,
) -> UUID:
    """The paper among what was handed in for a person, whose anchor is locked."""
    size, by = len(content), actor.name
    kept = await files.keep(
        conn, keys, person, content, matter=matter, by=by, bytes_max=size, at=at
    )
    return kept.file_id
