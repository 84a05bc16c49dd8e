"""The list of matters, and the page of one: what one needs, and the form to apply."""

from collections.abc import Sequence
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
from yika.faces.portal.matters.needing import needed
from yika.faces.portal.pages import Asking, go, render
from yika.faces.portal.people import Visit, acts_for, arrive, name_of
from yika.faces.portal.phrases import instant, joined, word
from yika.faces.portal.replies import reasons, status_of
from yika.faces.portal.views import to_do
from yika.ground.errors import YikaError
from yika.guide import papers_told
from yika.guide.leaving_told import LEAVES, leaving_told
from yika.guide.materials import papers_of
from yika.guide.telling import Both
from yika.house import House
from yika.matters.act import AnyAct
from yika.matters.cases import looking
from yika.matters.cases.doing import act_of as act_asked
from yika.matters.cases.model import Case, Preflight, State, Way
from yika.papers.model import State as Issued
from yika.people import service as people
from yika.store.db import Conn

PAGE: Final = "/my-matters"
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
    need = await needed(conn, house, visit, matter, kind, given.text)
    found, told, sandbox = need.found, need.told, house.config.sandbox
    way = need.way(given.one("way") if draft is None else draft.channel, sandbox=sandbox)
    inputs: Sequence[Field] = ()
    if kind is not None and way is not None:
        proofs = way.identity or ()
        choices = await choices_for(conn, house, visit, kind, proofs)
        if (about := told.get("about")) in LINES:
            choices = {**choices, "reference": await entries_of(conn, visit, about)}
        inputs = [one for one in fields.of_act(kind, choices) if one.name not in told]
    kept = {**told, **({"for": visit.whose} if visit.whose else {})}
    return {
        "situation": need.situation,
        "told": told,
        "is_told": need.is_told,
        "found": found,
        "before": ways.before(found, visit.now),
        "ways": ways.shown(found, way, kept, sandbox=sandbox) if need.is_told else (),
        "way": way,
        "way_called": None if way is None else word("channels", way.channel),
        "papers": () if way is None else _papers(way, found),
        "inputs": inputs,
        "can_apply": kind is not None,
        "nothing": [one.label for one in inputs if one.kind == fields.NOTHING_THERE],
        "follows": await _follows(conn, house, visit, matter, given.one("place")),
        "then": [(one, to_do(one)) for one in found.then or ()],
    }


async def _follows(
    conn: Conn, house: House, visit: Visit, matter: str, place: str
) -> list[tuple[str, Both]]:
    """What comes of it that one should know before, by its code."""
    if matter != LEAVES:
        return []
    to = place if place in house.book.divisions() else None
    told = await leaving_told(conn, house.book, visit.person, to, visit.now)
    named = "（place）", " (place)"  # as programs say it; here one chooses it below
    return [(o.code, Both(o.zh.replace(named[0], ""), o.en.replace(named[1], ""))) for o in told]


def _papers(way: Way, found: Preflight) -> list[tuple[str, Any, bool]]:
    """Each paper of the way with its name, and whether a commitment does."""
    return [
        (one, word("papers", one), one in way.may_commit) for one in papers_of(way, found.applicant)
    ]


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
