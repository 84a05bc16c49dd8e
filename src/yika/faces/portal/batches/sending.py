"""What a form of a batch says: the matter, what holds for everybody, the papers, and the file."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from yika.faces.portal.asking import FieldsMissing, WrongChoice
from yika.faces.portal.batches.visiting import CHANNEL, Sender
from yika.faces.portal.fields import Field, Option
from yika.faces.portal.matters.applying import Sent
from yika.faces.portal.phrases import phrase, word
from yika.ground.errors import YikaError, reasons_of, refuse_all
from yika.guide.telling import Both
from yika.house import House
from yika.insurance.books.payroll_files import FILE_MAX, FileTooLarge
from yika.matters.batches import papers
from yika.matters.batches.files import ROWS_MAX
from yika.matters.batches.kinds import COLUMNS, KINDS, kind_of
from yika.matters.batches.model import Asking
from yika.matters.batches.trying import LIST
from yika.matters.cases.model import Way
from yika.matters.cases.preflight import definition
from yika.matters.ways import THROUGH
from yika.papers.files import MEGA_BYTES
from yika.policy.load import Book
from yika.policy.words import lists
from yika.store.db import Conn

UPLOAD_MAX: Final = 1_000_000  # bytes: a file comes along with the page, so it is kept small
FOR_ALL: Final = "all-"  # a field that holds for everybody in the file
COMMIT: Final = "commit-"
SEEN: Final = "seen-"  # an officer saw it, of everybody
FILE: Final = "file-"  # of a paper
KEPT: Final = "paper-"  # the number of a paper that was kept


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperAsked:
    """A paper of a batch, and how it may come."""

    paper: str
    called: Both
    is_own: bool  # the employer's: handed in once as a file
    may_commit: bool


def ways_of(book: Book, sender: Sender, matter: str) -> list[Way]:
    """How employers have a matter done in the region."""
    found = definition(book, f"{sender.region:06}", matter, sender.now)
    return [one for one in found.ways if one.channel == CHANNEL]


def offered(book: Book, sender: Sender) -> list[tuple[str, Both]]:
    """The matters that are done in batches and that the region lets employers have done."""
    return [(one, word("matters", one)) for one in KINDS if any(ways_of(book, sender, one))]


def papers_asked(ways: Sequence[Way]) -> list[PaperAsked]:
    """The papers that go with a batch; the list of names is the file itself."""
    own = {one for way in ways for who in THROUGH for one in way.extra_papers.get(who, ())}
    every = dict.fromkeys(one for way in ways for one in (*(way.papers or ()), *sorted(own)))
    committed = {one for way in ways for one in way.may_commit}
    return [
        PaperAsked(
            paper=one,
            called=word("papers", one),
            is_own=one in own,
            may_commit=one in committed,
        )
        for one in every
        if one != LIST
    ]


def for_all(matter: str) -> list[Field]:
    """The fields that may be said once for everybody; what a line says itself goes first."""
    return [_field(one) for one in kind_of(matter).columns]


def _field(name: str) -> Field:
    column = COLUMNS[name]
    label = Both(column.zh, name.replace("_", " ").replace(".", " "))
    options: tuple[Option, ...] = ()
    if column.words is not None:
        every = lists().words[column.words]
        told = [Option(one, Both(of.zh, of.en)) for one, of in every.items()]
        options = (Option("", phrase("ba_in_file")), *told)
    kind = "select" if options else "text"
    field = f"{FOR_ALL}{name}"
    return Field(name=field, kind=kind, label=label, required=False, options=options)


async def kept_papers(conn: Conn, house: House, sender: Sender, given: Sent) -> dict[str, UUID]:
    """The papers that came with a form, and those kept before. Fails with all that is wrong."""
    found = {
        name.removeprefix(KEPT): _number(one)
        for name, (one, *_) in given.text.items()
        if name.startswith(KEPT)
    }
    reasons: list[YikaError] = []
    most = house.config.file_megabytes * MEGA_BYTES
    for name, content in given.files.items():
        if not name.startswith(FILE):
            continue
        to = conn, house.database.keys, sender.actor, sender.whose, content, most, sender.now
        try:
            found[name.removeprefix(FILE)] = await papers.keep(*to)
        except YikaError as error:
            reasons += reasons_of(error)
    refuse_all(reasons)
    return found


def asking_of(given: Sent, files: Mapping[str, UUID]) -> Asking:
    """What is asked for everybody in the file. Fails with NotInBatches."""
    matter = given.one("matter")
    kind_of(matter)
    common = {
        name.removeprefix(FOR_ALL): given.one(name).strip()
        for name in given.text
        if name.startswith(FOR_ALL) and given.one(name).strip()
    }
    committed, seen = _ticked(given, COMMIT), _ticked(given, SEEN)
    return Asking(
        matter=matter,
        common=common,
        committed=tuple(one for one in committed if one not in files and one not in seen),
        papers=dict(files),
        seen=tuple(one for one in seen if one not in files),
    )


def content_of(given: Sent) -> bytes:
    """The file of a form. Fails with FieldsMissing, FileTooLarge or WrongChoice."""
    content = given.files.get("file")
    if content is None and given.one("content"):
        try:
            content = base64.b64decode(given.one("content"), validate=True)
        except (binascii.Error, ValueError):
            raise WrongChoice from None
    if content is None:
        label = phrase("ba_file")
        raise FieldsMissing(fields=[f"{label.zh} / {label.en}"])
    if len(content) > UPLOAD_MAX:
        raise FileTooLarge(bytes_max=min(UPLOAD_MAX, FILE_MAX), rows_max=ROWS_MAX)
    return content


def _ticked(given: Sent, what: str) -> list[str]:
    return [name.removeprefix(what) for name in given.text if name.startswith(what)]


def _number(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise WrongChoice from None
