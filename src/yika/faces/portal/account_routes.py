"""*My account*: where the money is, what moved, the paper of it, and who may use it."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated
from uuid import uuid4

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.response import Redirect

from yika.accounts import sharing
from yika.accounts.laws import AccountLaws
from yika.accounts.model import Balances
from yika.accounts.statement import Statement, Where, where
from yika.cards import rules as card_rules
from yika.cards import service as cards
from yika.cards.model import Card, Form
from yika.faces.portal import account, account_forms, asking, doing
from yika.faces.portal.account import SharedShown
from yika.faces.portal.cover import enrolment_now
from yika.faces.portal.laws import laws_used
from yika.faces.portal.matter_forms import Doer
from yika.faces.portal.pages import HEADERS, Asking, render
from yika.faces.portal.people import ActsFor, Visit, acts_for, arrive, name_of, note_look
from yika.faces.portal.replies import outcome, reasons, status_of
from yika.ground.days import beijing_day
from yika.ground.errors import YikaError
from yika.ground.money import yuan
from yika.guide.account_told import (
    MATTER,
    notice_of,
    record_of,
    record_paper,
    statement_of,
)
from yika.house import House
from yika.insurance.laws import InsuranceLaws
from yika.insurance.model import Cover, Scheme
from yika.insurance.service import cover_of
from yika.matters.model import Done
from yika.papers.drawing import drawn
from yika.people import service as people
from yika.people.model import PersonKey
from yika.standing import service as standings
from yika.store.db import Conn

PAGE = "/my-account"
RULES = (
    "account.credit_day",
    "account.carry_over",
    "account.interest",
    "account.order",
    "account.scope",
    "account.spend_limit",
    "account.sharing",
    "account.withdrawal",
    "account.cash",
    "account.while_stopped",
)
Housed = NamedDependency[House]
Given = Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)]


@get(PAGE)
async def my_account(request: Asking, house: Housed) -> Response[str]:
    """Where every yuan is, the movements of a span, and what can be done."""
    told = doing.told(request)
    given = dict(request.query_params.items())
    shown = await _shown(request, house, given.get("for"), given, told=told)
    return shown if told is None else doing.forget(request, shown, PAGE)


@get(f"{PAGE}/record.pdf")
async def my_record(request: Asking, house: Housed) -> Response[bytes]:
    """The transaction record of a span as a paper to print. It clears no count of uses."""
    given = dict(request.query_params.items())
    async with house.database.transaction() as conn:
        visit = await arrive(conn, house, request, given.get("for"), matter=MATTER)
        since, until = account.span(given, beijing_day(visit.now))
        to = conn, house.database.keys, visit.actor, visit.person
        found = await record_of(*to, since, until, visit.now)
        await note_look(conn, visit, "account.record_read")
    text = await asyncio.to_thread(record_paper, found, house.config.public_address)
    return _paper(text, f"yika-record-{since}-{until}.pdf")


@get(f"{PAGE}/notice.pdf")
async def my_notice(request: Asking, house: Housed) -> Response[bytes]:
    """The notice to clear out the account at the old bank, to print and take there."""
    async with house.database.transaction() as conn:
        visit = await arrive(conn, house, request, request.query_params.get("for"), matter=MATTER)
        to = conn, house.database.keys, visit.actor, visit.person
        found = await notice_of(*to, visit.now)
    text = await asyncio.to_thread(drawn, found, house.config.public_address)
    return _paper(text, f"yika-notice-{beijing_day(visit.now)}.pdf")


def _paper(text: bytes, name: str) -> Response[bytes]:
    headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, media_type="application/pdf", headers=headers)


@post(f"{PAGE}/acts")
async def act_on_account(request: Asking, house: Housed, data: Given) -> Response[str] | Redirect:
    """Have something done. A refusal shows the form again with all reasons."""
    whose = data.get("person")
    try:
        done = await doing.submitted(request, house, data)
    except YikaError as error:
        return await _shown(request, house, whose, {}, refusal=error, given=data)
    return doing.gone(request, done, PAGE, whose)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """What the records say of one person's account."""

    visit: Visit
    name: str
    others: Sequence[ActsFor]
    where: Where
    has_none: bool
    statement: Statement
    shares: list[sharing.Share]
    given_to_me: list[tuple[sharing.Share, int | None]]
    names: Mapping[PersonKey, str]
    cards: list[Card]


async def _read(
    conn: Conn, house: House, request: Asking, whose: str | None, query: Mapping[str, str]
) -> _Read:
    visit = await arrive(conn, house, request, whose, matter=MATTER)
    keys, now = house.database.keys, visit.now
    laws = AccountLaws(house.book, visit.person.division)
    since, until = account.span(query, beijing_day(now))
    shares = await sharing.of_owner(conn, visit.person)
    given: list[tuple[sharing.Share, int | None]] = []
    for one in await sharing.of_relative(conn, visit.person):
        there = AccountLaws(house.book, one.owner.division)
        used = await sharing.used_this_year(conn, one, now)
        given.append((one, sharing.left_this_year(there, one, used, now)))
    names: dict[PersonKey, str] = {}
    for person in account.others_of(shares, [one for one, _ in given]):
        names[person] = name_of(await people.identity_of(conn, keys, person))
        await note_look(conn, visit, "name.read", person)
    held, covered = await where(conn, laws, visit.person, now), await cover_of(conn, visit.person)
    found = _Read(
        visit=visit,
        name=name_of(await people.identity_of(conn, keys, visit.person)),
        others=await acts_for(conn, house, visit, MATTER),
        where=held,
        has_none=held.balances == Balances() and _is_resident(covered, beijing_day(now)),
        statement=await statement_of(conn, keys, visit.actor, visit.person, since, until, now),
        shares=shares,
        given_to_me=given,
        names=names,
        cards=await cards.of_person(conn, visit.person),
    )
    await note_look(conn, visit, "account.read")
    return found


def _is_resident(found: Cover, today: date) -> bool:
    current = enrolment_now(found, today)
    return current is not None and current.scheme == Scheme.RESIDENT


async def _shown(
    request: Asking,
    house: House,
    whose: str | None,
    query: Mapping[str, str],
    *,
    told: Done | None = None,
    refusal: YikaError | None = None,
    given: Mapping[str, str] | None = None,
) -> Response[str]:
    async with house.database.transaction() as conn:
        read = await _read(conn, house, request, whose, query)
    return render(
        request,
        "my_account.html",
        200 if refusal is None else status_of(refusal),
        sandbox=house.config.sandbox,
        now=read.visit.now,
        visit=read.visit,
        name=read.name,
        others=read.others,
        page=_page(house, read),
        told=None if told is None else outcome(told, read.visit.now),
        refused=[] if refusal is None else reasons(refusal),
        given=asking.kept(given or {}),
    )


def _page(house: House, read: _Read) -> account.Page:
    visit, found, now = read.visit, read.statement, read.visit.now
    laws = AccountLaws(house.book, visit.person.division)
    doer = _doer(house, read)
    clear = read.where.clear_out
    line = card_rules.chain(read.cards, Form.PHYSICAL)
    banks = [card.bank for card in line if card.bank is not None]
    other_bank = len(banks) > 1 and banks[-1] != banks[-2]
    return account.Page(
        total=yuan(read.where.balances.usable),
        has_none=read.has_none,
        wallets=account.wallets(read.where),
        clear_out=None if clear is None else account.clear_out(clear, now),
        clear_form=account_forms.clear_out(doer, clear, other_bank=other_bank),
        since=found.since.isoformat(),
        until=found.until.isoformat(),
        opening=yuan(found.opening_fen),
        closing=yuan(found.closing_fen),
        came_in=yuan(found.in_fen),
        went_out=yuan(found.out_fen),
        lines=account.lines(found, now),
        left_out=max(len(found.lines) - account.LINES_MAX, 0),
        shares=tuple(_shares(read, doer)),
        over=tuple(_over(read)),
        given_to_me=tuple(_given(read)),
        acts=account_forms.acts(doer, laws, counts=bool(line)) if not read.has_none else (),
        pays_out=not read.has_none and account_forms.may_pay_out(doer, laws, read.where.balances),
        rules=_rules(house, visit, beijing_day(now)),
        key=uuid4().hex,
    )


def _doer(house: House, read: _Read) -> Doer:
    card = card_rules.current(read.cards, Form.PHYSICAL)
    case = {} if card is None else {"issuer": card.issuer, "generation": card.generation}
    return Doer(
        laws=standings.laws_of(house.book, read.visit.person.division),
        at=read.visit.now,
        sandbox=house.config.sandbox,
        as_agent=read.visit.as_agent,
        case=case,
    )


def _shares(read: _Read, doer: Doer) -> list[SharedShown]:
    """Who may use the account now."""
    shown: list[SharedShown] = []
    for one in read.where.shared:
        name = read.names[one.share.relative]
        part = account.share(one.share, name, one.left_fen, read.visit.now)
        shown.append(SharedShown(part=part, revoke=account_forms.revoke(doer, one.share)))
    return shown


def _over(read: _Read) -> list[account.Part]:
    now = read.visit.now
    past = [one for one in read.shares if not one.in_force(now)]
    return [account.share(one, read.names[one.relative], None, now) for one in past]


def _given(read: _Read) -> list[account.Part]:
    now = read.visit.now
    return [
        account.share(one, read.names[one.owner], left, now, mine=False)
        for one, left in read.given_to_me
    ]


def _rules(house: House, visit: Visit, today: date) -> tuple[account.Law, ...]:
    """What the region says of personal accounts."""
    laws = InsuranceLaws(house.book, visit.person.division)
    found = (laws.used(policy, today) for policy in RULES)
    used = [one for one in found if one is not None]
    return laws_used(house.book, used, visit.now)
