"""*My insurance*: its page and its acts. Every look at it is written down."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated
from uuid import uuid4

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.response import Redirect

from yika.faces.portal import asking, bills, cover, cover_forms, doing
from yika.faces.portal.calculators import waiting
from yika.faces.portal.calculators.shown import Asked
from yika.faces.portal.matter_forms import Doer
from yika.faces.portal.owing import to_pay
from yika.faces.portal.pages import Asking, render
from yika.faces.portal.people import ActsFor, Visit, acts_for, arrive, name_of
from yika.faces.portal.replies import outcome, reasons, status_of
from yika.ground.days import beijing_day
from yika.ground.errors import YikaError
from yika.guide.year_told import YearTold, year_told
from yika.house import House
from yika.insurance.books.diagnosis import Diagnosis, why_unpaid
from yika.insurance.entitled import years as counting
from yika.insurance.entitled.entitlement import of_cover
from yika.insurance.model import Cover, Scheme
from yika.insurance.service import Record, cover_of, records
from yika.matters.model import Done
from yika.people import service as people
from yika.settlement.till import mine
from yika.standing import service as standings
from yika.store.db import Conn

PAGE = "/my-cover"
MATTER = "contribution_query"
Housed = NamedDependency[House]
Given = Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)]


@get(PAGE)
async def my_cover(request: Asking, house: Housed) -> Response[str]:
    """Whether the fund pays and since when, what was paid, and what can be done."""
    told = doing.told(request)
    shown = await _shown(request, house, request.query_params.get("for"), told=told)
    return shown if told is None else doing.forget(request, shown, PAGE)


@post(f"{PAGE}/acts")
async def act_on_cover(request: Asking, house: Housed, data: Given) -> Response[str] | Redirect:
    """Have something done. A refusal shows the form again with all reasons."""
    whose = data.get("person")
    try:
        done = await doing.submitted(request, house, data)
    except YikaError as error:
        return await _shown(request, house, whose, refusal=error, given=data)
    return doing.gone(request, done, PAGE, whose)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """What the records say of one person."""

    visit: Visit
    name: str
    sex: str
    cover: Cover
    records: list[Record]
    why: Mapping[date, Diagnosis]
    others: list[ActsFor]
    owed: str | None
    year: YearTold


async def _read(conn: Conn, house: House, request: Asking, whose: str | None) -> _Read:
    visit = await arrive(conn, house, request, whose, matter=MATTER)
    found = await records(conn, visit.actor, visit.person, visit.now)
    known = await cover_of(conn, visit.person)
    identity = await people.identity_of(conn, house.database.keys, visit.person)
    why: dict[date, Diagnosis] = {}
    for period in cover.asked_about(known, found, beijing_day(visit.now)):
        why[period] = await why_unpaid(
            conn, house.book, visit.actor, visit.person, period, visit.now
        )
    return _Read(
        visit=visit,
        name=name_of(identity),
        sex="male" if int(identity.id_number[16]) % 2 else "female",
        cover=known,
        records=found,
        why=why,
        others=list(await acts_for(conn, house, visit, MATTER)),
        owed=await to_pay(conn, house.book, visit.person, visit.now),
        year=year_told(
            await mine.year_of(conn, house.database.keys, house.book, visit.person, visit.now)
        ),
    )


async def _shown(
    request: Asking,
    house: House,
    whose: str | None,
    *,
    told: Done | None = None,
    refusal: YikaError | None = None,
    given: Mapping[str, str] | None = None,
) -> Response[str]:
    async with house.database.transaction() as conn:
        read = await _read(conn, house, request, whose)
    visit = read.visit
    return render(
        request,
        "my_cover.html",
        200 if refusal is None else status_of(refusal),
        sandbox=house.config.sandbox,
        now=visit.now,
        visit=visit,
        name=read.name,
        others=read.others,
        page=_page(house, read),
        year=bills.year(read.year, house.book),
        told=None if told is None else outcome(told, visit.now),
        refused=[] if refusal is None else reasons(refusal),
        given=asking.kept(given or {}),
    )


def _page(house: House, read: _Read) -> cover.Page:
    visit, book = read.visit, house.book
    now, today = visit.now, beijing_day(visit.now)
    laws = standings.laws_of(book, visit.person.division)
    asked = Asked(book=book, division=visit.person.division, on=today, now=now, given={})
    current = cover.enrolment_now(read.cover, today)
    last = current or (read.cover.enrolments[-1] if read.cover.enrolments else None)
    scheme = last.scheme if last else Scheme.RESIDENT
    group = {"group": last.group} if last and last.group else {}
    found = of_cover(laws.entitlement, scheme, read.cover, today, group)
    doer = Doer(
        laws=laws,
        at=now,
        sandbox=house.config.sandbox,
        as_agent=visit.as_agent,
        case={} if current is None else {"insurance": scheme},
    )
    years = None
    if scheme != Scheme.RESIDENT or any(one.scheme != scheme for one in read.cover.paid):
        counted = counting.years(read.cover.paid, laws.entitlement, read.sex, today)
        years = cover.years_shown(counted, asked)
    return cover.Page(
        answer=waiting.told(asked, found),
        enrolments=cover.enrolments(
            read.cover, now, entitled=found.entitled or found.share is not None
        ),
        missing=cover.missing(read.why, read.records, now, yearly=scheme == Scheme.RESIDENT),
        bills=cover.bills(read.records, read.why, now),
        left_out=max(len(read.records) - cover.SHOWN_MAX, 0),
        before=cover.before(read.cover, read.records),
        years=years,
        to_do=bool(found.earlier_if or read.owed),
        acts=cover_forms.acts(doer, read.cover, read.records, read.owed),
        office=cover_forms.office(doer, book, read.cover, read.records),
        key=uuid4().hex,
    )
