"""The list of matters, and the page of one: what one needs, and the form to apply."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final
from uuid import uuid4

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from yika.faces.portal.fields import Field
from yika.faces.portal.matters import applying, fields, ways
from yika.faces.portal.matters.applying import BODY_MAX, Sent
from yika.faces.portal.matters.cases import brief
from yika.faces.portal.matters.choices import choices_for
from yika.faces.portal.matters.entries import LINES, entries_of
from yika.faces.portal.matters.groups import ELSEWHERE, groups
from yika.faces.portal.pages import Asking, go, render
from yika.faces.portal.people import Visit, acts_for, arrive, name_of
from yika.faces.portal.phrases import instant, joined, word
from yika.faces.portal.replies import reasons, status_of
from yika.faces.portal.views import to_do
from yika.ground.errors import YikaError
from yika.guide import papers_told
from yika.guide.telling import Both
from yika.house import House
from yika.matters.act import AnyAct
from yika.matters.allowing import AXES
from yika.matters.cases import looking, preflight
from yika.matters.cases.doing import act_of as act_asked
from yika.matters.cases.model import Case, Preflight, State, Way
from yika.matters.ways import ways_of
from yika.papers.model import State as Issued
from yika.people import service as people
from yika.standing.service import laws_of
from yika.store.db import Conn

PAGE: Final = "/my-matters"
KINDS: Final = {"report_loss": "loss_kind", "unlock_password": "password_kind"}
SHOWN_MAX: Final = 20  # cases and documents on the list
Housed = NamedDependency[House]


@get(PAGE)
async def my_matters(request: Asking, house: Housed) -> Response[str]:
    """What can be asked for here, and one's own cases."""
    async with house.database.transaction() as conn:
        visit = await arrive(conn, house, request, request.query_params.get("for"))
        keys, now = house.database.keys, visit.now
        known = await looking.of_person(conn, keys, visit.actor, visit.person, now)
        facts: dict[str, Any] = {
            "name": name_of(await people.identity_of(conn, keys, visit.person)),
            "others": await acts_for(conn, house, visit),
            "groups": groups(house.book, visit.person.division, now, await _allowed(conn, visit)),
            "documents": await _documents(conn, house, visit),
            "cases": [brief(one, now) for one in known[:SHOWN_MAX]],
            "more": max(len(known) - SHOWN_MAX, 0),
        }
    facts |= {"sandbox": house.config.sandbox, "now": now, "visit": visit}
    return render(request, "my_matters.html", **facts)


@get(f"{PAGE}/{{matter:str}}")
async def my_matter(request: Asking, house: Housed, matter: FromPath[str]) -> Response[str]:
    """What somebody needs for one matter, by where it is done, and the form."""
    query = {name: tuple(request.query_params.getall(name)) for name in request.query_params}
    return await _shown(request, house, matter, Sent(query, {}))


@post(f"{PAGE}/{{matter:str}}", request_max_body_size=BODY_MAX)
async def apply(request: Asking, house: Housed, matter: FromPath[str]) -> Response[str] | Redirect:
    """Hand in, or keep a draft. A refusal shows the form again with all reasons."""
    given = await applying.sent(request, house)
    try:
        case = await applying.applied(request, house, matter, given)
    except YikaError as error:
        return await _shown(request, house, matter, given, refusal=error)
    whose = given.one("person")
    return go(f"{PAGE}/cases/{case.number}" + (f"?for={whose}" if whose else ""))


async def _shown(
    request: Asking,
    house: House,
    matter: str,
    given: Sent,
    refusal: YikaError | None = None,
) -> Response[str]:
    whose = given.one("for") or given.one("person") or None
    async with house.database.transaction() as conn:
        visit = await arrive(conn, house, request, whose, matter=matter)
        kind = None if matter in ELSEWHERE else applying.act_of(matter)
        draft = await _draft(conn, house, visit, given.one("draft"))
        if draft is not None and refusal is None and "way" not in given.text:
            given = Sent({**fields.given_by(act_asked(draft)), **given.text}, {})
        facts = await _facts(conn, house, visit, matter, kind, given, draft)
        facts["name"] = name_of(await people.identity_of(conn, house.database.keys, visit.person))
    return render(
        request,
        "my_matter.html",
        200 if refusal is None else status_of(refusal),
        sandbox=house.config.sandbox,
        now=visit.now,
        visit=visit,
        matter=matter,
        title=to_do(matter),
        called=word("matters", matter),
        refused=[] if refusal is None else reasons(refusal),
        given=given.text,
        key=given.one("key") or uuid4().hex,
        draft=draft,
        elsewhere=ELSEWHERE.get(matter),
        max_megabytes=house.config.file_megabytes,
        **facts,
    )


async def _facts(
    conn: Conn,
    house: House,
    visit: Visit,
    matter: str,
    kind: type[AnyAct] | None,
    given: Sent,
    draft: Case | None,
) -> dict[str, Any]:
    """What the page of a matter shows: the situation, the ways, the form on the way chosen."""
    asked = [] if kind is None else _situation(house, visit, matter, kind)
    told = {field.name: _chosen(field, given) for field in asked}
    tag = "" if kind is None else str(kind.__struct_config__.tag)
    case = {KINDS.get(tag, name) if name == "kind" else name: one for name, one in told.items()}
    to = conn, house.database.keys, house.book, visit.actor, visit.person
    found = await preflight.preflight(*to, matter, visit.now, case)
    sandbox = house.config.sandbox
    way = _way(found, given.one("way") if draft is None else draft.channel, sandbox=sandbox)
    inputs: Sequence[Field] = ()
    if kind is not None and way is not None:
        proofs = way.identity or ()
        choices = await choices_for(conn, house, visit, kind, proofs)
        if (about := told.get("about")) in LINES:
            choices = {**choices, "reference": await entries_of(conn, visit, about)}
        inputs = [one for one in fields.of_act(kind, choices) if one.name not in told]
    kept = {**told, **({"for": visit.whose} if visit.whose else {})}
    return {
        "situation": asked,
        "told": told,
        "found": found,
        "before": ways.before(found, visit.now),
        "ways": ways.shown(found, way, kept, sandbox=sandbox),
        "way": way,
        "way_called": None if way is None else word("channels", way.channel),
        "papers": () if way is None else _papers(way, found),
        "inputs": inputs,
        "can_apply": kind is not None,
        "nothing": [one.label for one in inputs if one.kind == fields.NOTHING_THERE],
        "then": [(one, to_do(one)) for one in found.then or ()],
    }


def _papers(way: Way, found: Preflight) -> list[tuple[str, Any, bool]]:
    """Each paper of the way with its name, and whether a commitment does."""
    return [
        (one, word("papers", one), one in way.may_commit)
        for one in ways.papers_of(way, found.applicant)
    ]


def _situation(house: House, visit: Visit, matter: str, kind: type[AnyAct]) -> list[Field]:
    """What papers and ways depend on: fields of the act that offers are limited to."""
    laws, tag = laws_of(house.book, visit.person.division), str(kind.__struct_config__.tag)
    limits = {axis for way, _ in ways_of(laws, matter, visit.now, {}) for axis in way.when}
    wanted = {one for one in AXES if one in limits}
    wanted |= {"kind"} if KINDS.get(tag) in limits else set()
    wanted |= {"about"} if tag == "complain" else set()  # which lines there are to choose from
    found = [one for one in fields.of_act(kind, {}) if one.name in wanted and one.options]
    return [replace(one, options=tuple(o for o in one.options if o.value)) for one in found]


def _chosen(field: Field, given: Sent) -> str:
    values = [option.value for option in field.options]
    wanted = given.one(field.name)
    return wanted if wanted in values else values[0]


def _way(found: Preflight, wanted: str, *, sandbox: bool) -> Way | None:
    """The way asked for, else the first that can be taken from here."""
    can = ways.takeable(found, sandbox=sandbox)
    return next((one for one in can if one.channel == wanted), next(iter(can), None))


async def _draft(conn: Conn, house: House, visit: Visit, number: str) -> Case | None:
    """The draft that is changed, if one is."""
    if not number:
        return None
    to = conn, house.database.keys, house.book, visit.actor
    found = await looking.by_number(*to, number, visit.now)
    return found if found.state is State.DRAFT and found.person == visit.person else None


async def _documents(conn: Conn, house: House, visit: Visit) -> list[tuple[str, Both, Both]]:
    """What was issued and can be printed again: where it is, what it is, its state and day."""
    to = conn, house.database.keys, visit.actor, visit.person
    return [
        (
            f"{PAGE}/documents/{one.document_id}.pdf",
            Both(one.zh, one.en),
            joined([papers_told.STATES[Issued(one.state)], instant(one.issued_at, visit.now)]),
        )
        for one in (await papers_told.documents_of(*to, visit.now))[:SHOWN_MAX]
        if one.printable
    ]


async def _allowed(conn: Conn, visit: Visit) -> set[str] | None:
    """The matters somebody may do for another; None for all."""
    if not visit.as_agent or visit.actor.person is None:
        return None
    given = await people.mandates(conn, visit.actor.person, visit.person)
    every = (
        matter for mandate in given for matter in mandate.matters if mandate.is_in_force(visit.now)
    )
    found = set(every)
    return None if "*" in found else found
