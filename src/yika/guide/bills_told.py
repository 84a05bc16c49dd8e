"""Somebody's own bills and benefit year as every face tells them: who paid what, what is left.

Amounts are yuan, names masked. Whoever asks must be let, and the look is journalled.
"""

from contextlib import suppress
from datetime import date, datetime
from typing import Final

import msgspec

from yika.access import service as access
from yika.access.model import Actor
from yika.ground.days import beijing_day
from yika.ground.ids import mask_name
from yika.ground.money import yuan
from yika.guide.account_told import MATTER
from yika.guide.quote_told import StepTold, kind_name, layer_name, step_told, worth_telling
from yika.guide.year_told import AmountTold, YearTold, amount, words, year_told
from yika.institutions import catalogue
from yika.people import service as people
from yika.people.model import PersonKey
from yika.policy.load import Book
from yika.policy.service import UnknownPolicyVersion
from yika.settlement.model import LAYERS, Step
from yika.settlement.till import mine
from yika.settlement.till.mine import OwnBill
from yika.settlement.undoing.replaying import replay
from yika.settlement.visits import looking
from yika.store.db import Conn
from yika.store.keys import Keys

READ: Final = "settlement.read"


class BillTold(msgspec.Struct, frozen=True, kw_only=True):
    """A settlement: `paid_by` adds up to the total, `made_of` says what it was made of."""

    setl_id: str
    mdtrt_id: str
    settled_at: datetime
    institution: str | None
    institution_name: str | None
    care: str
    care_zh: str
    care_en: str
    credential: str
    is_interim: bool
    cancelled_at: datetime | None
    total: str
    zh: str
    en: str
    paid_by: tuple[AmountTold, ...]
    made_of: tuple[AmountTold, ...]


class BillsTold(msgspec.Struct, frozen=True, kw_only=True):
    """A person's settlements of some days, the latest first, and the year they count in."""

    person: str
    region: str
    name: str
    since: date
    until: date
    is_cut: bool
    year: YearTold
    bills: tuple[BillTold, ...]


class LineTold(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a bill with its parts."""

    item: str
    name: str | None
    quantity: str
    total: str
    self_funded: str
    over_ceiling: str
    first_share: str
    in_scope: str


class BillShown(msgspec.Struct, frozen=True, kw_only=True):
    """One settlement with its lines and every step, by the law of its moment."""

    bill: BillTold
    lines: tuple[LineTold, ...]
    steps: tuple[StepTold, ...]
    policy_version: str


async def bills_told(
    conn: Conn,
    keys: Keys,
    book: Book,
    actor: Actor,
    person: PersonKey,
    since: date | None,
    until: date | None,
    now: datetime,
) -> BillsTold:
    """A person's settlements and benefit year.

    Fails with NoMandate, NoSuchPerson or BillsBackwards.
    """
    await access.require(conn, actor, person, MATTER, now)
    identity = await people.identity_of(conn, keys, person)
    found = await mine.bills_of(conn, person, since, until, now)
    year = await mine.year_of(conn, keys, book, person, now)
    await looking.note(conn, actor, [person], READ, now)
    return BillsTold(
        person=f"{person.division}-{person.person_id}",
        region=person.division,
        name=mask_name(identity.name),
        since=found.since,
        until=found.until,
        is_cut=found.is_cut,
        year=year_told(year),
        bills=tuple(_bill(one) for one in found.bills),
    )


async def year_used(
    conn: Conn, keys: Keys, book: Book, actor: Actor, person: PersonKey, now: datetime
) -> YearTold:
    """A person's benefit year alone, to whoever may ask for their records."""
    await access.require(conn, actor, person, MATTER, now)
    return year_told(await mine.year_of(conn, keys, book, person, now))


async def bill_shown(
    conn: Conn, book: Book, actor: Actor, person: PersonKey, settlement_id: int, now: datetime
) -> BillShown:
    """One settlement, explained as far as its law was kept. Fails with NoMandate or NoSuchBill."""
    await access.require(conn, actor, person, MATTER, now)
    found = await mine.bill_of(conn, person, settlement_id)
    lines = await looking.lines_of(conn, person, found.visit_id, found.settlement_id)
    codes = sorted({one.item for one in lines})
    items = await catalogue.items_of(conn, person.region, codes, beijing_day(found.settled_at))
    steps: tuple[Step, ...] = ()
    with suppress(UnknownPolicyVersion):
        steps = (await replay(conn, book, settlement_id, actor, now, person)).steps
    return BillShown(
        bill=_bill(found),
        lines=tuple(
            LineTold(
                item=one.item,
                name=items[one.item].name if one.item in items else None,
                quantity=f"{one.quantity.normalize():f}",
                total=yuan(one.total_fen),
                self_funded=yuan(one.self_funded_fen),
                over_ceiling=yuan(one.over_ceiling_fen),
                first_share=yuan(one.first_share_fen),
                in_scope=yuan(one.in_scope_fen),
            )
            for one in lines
        ),
        steps=tuple(step_told(one) for one in steps if worth_telling(one)),
        policy_version=found.policy,
    )


def _bill(one: OwnBill) -> BillTold:
    kind, says = kind_name(one.care), words().says
    facts = {
        "total": yuan(one.total_fen),
        "fund": yuan(one.fund_fen),
        "account": yuan(one.account_fen),
        "cash": yuan(one.cash_fen),
    }
    return BillTold(
        setl_id=str(one.settlement_id),
        mdtrt_id=str(one.visit_id),
        settled_at=one.settled_at,
        institution=one.institution,
        institution_name=one.institution_name,
        care=one.care,
        care_zh=kind.zh,
        care_en=kind.en,
        credential=one.credential,
        is_interim=one.is_interim,
        cancelled_at=one.cancelled_at,
        total=yuan(one.total_fen),
        zh=says.zh.format(**facts),
        en=says.en.format(**facts),
        paid_by=_paid_by(one),
        made_of=_made_of(one),
    )


def _paid_by(one: OwnBill) -> tuple[AmountTold, ...]:
    layers = one.shares.layers
    funds = [amount(name, layers[name], layer_name(name)) for name in LAYERS if layers.get(name)]
    own = {
        "account": one.account_fen - one.shared_account_fen,
        "shared_account": one.shared_account_fen,
        "cash": one.cash_fen,
    }
    named = words().payers
    return (*funds, *(amount(name, fen, named[name]) for name, fen in own.items() if fen))


def _made_of(one: OwnBill) -> tuple[AmountTold, ...]:
    split, named = one.shares.split, words().parts
    parts = {
        "self_funded": split.self_funded_fen,
        "over_ceiling": split.over_ceiling_fen,
        "first_share": split.first_share_fen,
        "in_scope": split.in_scope_fen,
        "deductible": one.shares.deductible_fen,
    }
    return tuple(amount(name, fen, named[name]) for name, fen in parts.items() if fen)
