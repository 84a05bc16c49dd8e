"""Applying from a page: the form read, the papers kept, the case opened and handed in at once.

All of it is one transaction: what is refused leaves no draft and no file behind.
"""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from litestar.datastructures import UploadFile

from yika.access import service as access
from yika.access.service import OfficersOnly
from yika.config import FILE_MEGABYTES_MAX
from yika.faces.portal.asking import WrongChoice
from yika.faces.portal.fields import HERE
from yika.faces.portal.matters import fields
from yika.faces.portal.matters.needing import NOT_ONE
from yika.faces.portal.matters.ways import ONLINE
from yika.faces.portal.pages import Asking
from yika.faces.portal.people import SESSION, Visit, arrive
from yika.ground.days import wall_clock
from yika.ground.errors import YikaError, reasons_of, refuse_all
from yika.guide import papers_told
from yika.house import House
from yika.matters import anchors
from yika.matters.act import AnyAct
from yika.matters.allowing import AXES
from yika.matters.cases import service
from yika.matters.cases.doing import act_of as act_asked
from yika.matters.cases.model import Case, PaperState
from yika.matters.cases.steps import CommitPaper, GivePaper, NewCase, Save, Step, Submit
from yika.matters.definitions import ACTS
from yika.papers.files import MEGA_BYTES
from yika.policy.words import lists
from yika.store.db import Conn

# What one form may bring together; what a single file may be is asked of each.
BODY_MAX: Final = (FILE_MEGABYTES_MAX + 1) * MEGA_BYTES


@dataclass(frozen=True, slots=True)
class Sent:
    """What a form of several parts brought."""

    text: dict[str, tuple[str, ...]]
    files: dict[str, bytes]  # by the name of the field; only those with a file in them

    def one(self, name: str) -> str:
        """The single value of a field, empty where there is none."""
        return next(iter(self.text.get(name, ())), "")


async def sent(request: Asking, house: House) -> Sent:
    """What was sent. Nothing is read before somebody is signed in. Fails with NotSignedIn."""
    async with house.database.transaction() as conn:
        await access.actor_of(conn, request.cookies.get(SESSION), HERE, wall_clock())
    return await parts_of(request)


async def parts_of(request: Asking) -> Sent:
    """The parts of a form of somebody known to be signed in."""
    text: dict[str, tuple[str, ...]] = {}
    files: dict[str, bytes] = {}
    form = await request.form()
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            if value.filename:
                files[name] = await value.read()
        else:
            text[name] = (*text.get(name, ()), str(value))
    return Sent(text, files)


def act_of(matter: str) -> type[AnyAct] | None:
    """What somebody who is no officer asks for in a matter; None where there is nothing."""
    return next((act for act in ACTS.get(matter, ()) if not act.officers_only), None)


async def applied(request: Asking, house: House, matter: str, given: Sent) -> Case:
    """The case opened, or the draft changed, with its papers. Fails with every reason at once."""
    kind = act_of(matter)
    if kind is None:
        raise OfficersOnly(matter=matter)
    if service.SECRETS & set(kind.__struct_fields__):
        raise service.NotByCase(act=str(kind.__struct_config__.tag))
    channel, key = given.one("way") or HERE, given.one("key")
    if channel not in lists().words["channels"] or not key:
        raise WrongChoice
    said = {k: v for k, v in given.text.items() if k not in AXES or v != (NOT_ONE,)}
    act = fields.read(kind, said)
    async with house.database.transaction() as conn:
        whose, allowed = given.one("person") or None, may_sit(channel, house)
        visit = await arrive(conn, house, request, whose, allowed, matter)
        to = conn, house.database.keys, house.book, visit.actor
        if number := given.one("draft"):
            case = await service.take(*to, number, Save(act=act), visit.now)
        else:
            new = NewCase(act=act, draft=True)
            case, replayed = await service.open_case(*to, visit.person, new, key, visit.now)
            if replayed:
                return case
        case = await with_papers(conn, house, visit, case, given)
        if given.one("go") != "draft":
            case = await take(conn, house, visit, case, Submit())
    return case


async def with_papers(conn: Conn, house: House, visit: Visit, case: Case, given: Sent) -> Case:
    """The case with the files and commitments sent. Fails with what is wrong with any of them."""
    reasons: list[YikaError] = []
    relative = await anchors.relative_of(conn, house.database.keys, act_asked(case))
    await anchors.lock(conn, case.person, relative, act_asked(case))
    for paper in case.papers:
        content = given.files.get(f"file-{paper.paper}")
        try:
            if content is not None and paper.state != PaperState.WAIVED:
                file = await _kept(conn, house, visit, case, content)
                case = await take(conn, house, visit, case, GivePaper(paper=paper.paper, file=file))
            elif given.one(f"commit-{paper.paper}") and paper.may_commit:
                case = await take(conn, house, visit, case, CommitPaper(paper=paper.paper))
        except YikaError as error:
            reasons += reasons_of(error)
    refuse_all(reasons)
    return case


async def take(conn: Conn, house: House, visit: Visit, case: Case, step: Step) -> Case:
    """A step of the applicant."""
    to = conn, house.database.keys, house.book, visit.actor, case.number
    return await service.take(*to, step, visit.now)


def may_sit(channel: str, house: House) -> str:
    """The channel as which somebody at this page is let act: outside the sandbox, only online."""
    return channel if house.config.sandbox or channel in ONLINE else HERE


async def _kept(conn: Conn, house: House, visit: Visit, case: Case, content: bytes) -> UUID:
    keys, most = house.database.keys, house.config.file_megabytes * MEGA_BYTES
    to = conn, keys, visit.actor, visit.person, content, case.matter, most
    kept = await papers_told.upload(*to, visit.now)
    return UUID(kept.file_id)
