"""Papers: files handed in, documents issued, letters printed once, and codes checked by anybody."""

import asyncio
from typing import Annotated, Final
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.params import FromPath, JSONBody, QueryParameter

from yika.config import FILE_MEGABYTES_MAX
from yika.faces.api.asking import APP, BEARER, NOS, Asked, Housed, actor_of, person_of
from yika.faces.api.malformed import Malformed, wrong
from yika.guide import papers_told
from yika.guide.papers_told import CheckedTold, DocumentTold, UploadTold
from yika.guide.telling import Both
from yika.matters import letters
from yika.papers.drawing import drawn
from yika.papers.files import MEGA_BYTES, SUFFIXES, UploadTooLarge

PDF: Final = "application/pdf"
BODY_MAX: Final = (FILE_MEGABYTES_MAX + 1) * MEGA_BYTES  # what is read at all, form and file
# A file is never opened in our pages' place: it is saved, and a browser runs nothing of it.
SAVED_ONLY: Final = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
}
FILE: Final = Both("缺少 file：表单里的一个文件", "file is missing: a file in the form")
NAMED: Final = Both("文书编号加 .pdf", "the document's id with .pdf")
FORM_MAX: Final = 64 * 1024  # what a form adds around its file
For = Annotated[
    str, QueryParameter(description="事项，如 card_replace / the matter it is for", max_length=60)
]


class Letter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which card's letter; `again` ends the password of a letter that was lost."""

    card_id: str | None = None
    again: bool = False


@post(
    "/people/{person:str}/files",
    tags=["papers"],
    summary="上传材料 / hand in a PDF, JPEG or PNG: the body, or `file` of a multipart form",
    responses=NOS,
    security=BEARER,
    request_max_body_size=BODY_MAX,
)
async def hand_in(
    request: Asked, person: FromPath[str], house: Housed, matter: For = "ask"
) -> UploadTold:
    """Hand in a file. The same again is the one there is. Nothing is read without a session."""
    async with house.database.transaction() as conn:
        actor = await actor_of(conn, request, house)
    bytes_max = house.config.file_megabytes * MEGA_BYTES
    content = await _sent(request, bytes_max)
    async with house.database.transaction() as conn:
        keys, about = house.database.keys, person_of(person, actor)
        to = conn, keys, actor, about, content, matter, bytes_max
        return await papers_told.upload(*to, await house.now(conn))


@get(
    "/people/{person:str}/files",
    tags=["papers"],
    summary="交过的材料 / what was handed in",
    responses=NOS,
    security=BEARER,
)
async def handed_in(request: Asked, person: FromPath[str], house: Housed) -> list[UploadTold]:
    """What was handed in for a person, newest first; an agent sees what they handed in."""
    keys = house.database.keys
    async with house.database.transaction() as conn:
        actor = await actor_of(conn, request, house)
        about = person_of(person, actor)
        return await papers_told.uploads_of(conn, keys, actor, about, await house.now(conn))


@get(
    "/people/{person:str}/files/{file_id:uuid}",
    tags=["papers"],
    summary="下载材料 / fetch a file",
    responses=NOS,
    security=BEARER,
    media_type="application/octet-stream",
)
async def fetch(
    request: Asked, person: FromPath[str], file_id: FromPath[UUID], house: Housed
) -> Response[bytes]:
    """A file as an attachment, never to be shown in place."""
    keys = house.database.keys
    async with house.database.transaction() as conn:
        actor = await actor_of(conn, request, house)
        about, now = person_of(person, actor), await house.now(conn)
        found, content = await papers_told.file_of(conn, keys, actor, about, file_id, now)
    name = f"{found.file_id}.{SUFFIXES[found.media_type]}"
    return _saved(content, name, found.media_type)


@get(
    "/people/{person:str}/documents",
    tags=["papers"],
    summary="出具过的文书 / documents issued",
    responses=NOS,
    security=BEARER,
)
async def issued(request: Asked, person: FromPath[str], house: Housed) -> list[DocumentTold]:
    """Receipts, decisions, notices and certificates of a person, newest first."""
    async with house.database.transaction() as conn:
        actor = await actor_of(conn, request, house)
        about, now = person_of(person, actor), await house.now(conn)
        return await papers_told.documents_of(conn, house.database.keys, actor, about, now)


@get(
    "/documents/{name:str}",
    tags=["papers"],
    summary="文书(PDF)，地址为 编号.pdf / a document as PDF, at <its id>.pdf",
    responses=NOS,
    security=BEARER,
    media_type=PDF,
)
async def print_document(request: Asked, name: FromPath[str], house: Housed) -> Response[bytes]:
    """A document as a PDF with a QR code that verifies it; never a password letter again."""
    async with house.database.transaction() as conn:
        actor = await actor_of(conn, request, house)
        to = conn, house.database.keys, actor, _number(name)
        found = await papers_told.document_of(*to, await house.now(conn))
    content = await asyncio.to_thread(drawn, found, house.config.public_address)
    return _saved(content, f"{found.kind}-{found.document_id}.pdf", PDF)


@post(
    "/documents/{document_id:uuid}/withdrawal",
    tags=["papers"],
    summary="撤回文书 / take a document back (officers)",
    responses=NOS,
    security=BEARER,
)
async def withdraw(request: Asked, document_id: FromPath[UUID], house: Housed) -> DocumentTold:
    """From now on the document's code says that it was withdrawn."""
    async with house.database.transaction() as conn:
        actor = await actor_of(conn, request, house)
        to = conn, house.database.keys, actor, document_id
        return await papers_told.withdraw(*to, await house.now(conn))


@post(
    "/people/{person:str}/password-letters",
    tags=["papers"],
    summary="打印密码函，只此一次 / print the letter with the initial password, once",
    responses=NOS,
    security=BEARER,
    media_type=PDF,
)
async def print_letter(
    request: Asked, person: FromPath[str], data: JSONBody[Letter], house: Housed
) -> Response[bytes]:
    """A new initial password, kept nowhere. Only the holder's ID number opens the PDF."""
    async with house.database.transaction() as conn:
        actor = await actor_of(conn, request, house)
        about, now = person_of(person, actor), await house.now(conn)
        to = conn, house.database.keys, house.book, actor, about
        made = await letters.make(*to, data.card_id, now, again=data.again)
        # Drawn before the password is set for good, so that failing to print sets none.
        content = await asyncio.to_thread(made.drawn, house.config.public_address)
    return _saved(content, f"password-letter-{made.document.document_id}.pdf", PDF)


@get(
    "/verify/{code:str}",
    tags=["papers"],
    summary="核验文书 / check a document by its code",
    responses=NOS,
)
async def verify(code: FromPath[str], house: Housed) -> CheckedTold:
    """Whether a document is genuine, of what kind and day, and the masked name; nothing else."""
    async with house.database.transaction() as conn:
        now = await house.now(conn)
        return await papers_told.checked(conn, house.database.keys, code, APP, now)


async def _sent(request: Asked, bytes_max: int) -> bytes:
    """The file in a request. Fails with UploadTooLarge as soon as it is, or with Malformed."""
    too_large = UploadTooLarge(megabytes_max=bytes_max // MEGA_BYTES)
    length = request.headers.get("content-length", "0")
    if length.isdecimal() and int(length) > bytes_max + FORM_MAX:
        raise too_large
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        file = (await request.form()).get("file")
        if not isinstance(file, UploadFile):
            raise Malformed(problem=FILE, field="file")
        return await file.read()
    content = bytearray()
    async for part in request.stream():
        content += part
        if len(content) > bytes_max:
            raise too_large
    return bytes(content)


def _number(name: str) -> UUID:
    """The number in ``<number>.pdf``. Fails with Malformed."""
    try:
        return UUID(name.removesuffix(".pdf"))
    except ValueError:
        raise wrong("name", NAMED) from None


def _saved(content: bytes, name: str, media_type: str) -> Response[bytes]:
    headers = {**SAVED_ONLY, "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=headers)


HANDLERS = (hand_in, handed_in, fetch, issued, print_document, withdraw, print_letter, verify)
