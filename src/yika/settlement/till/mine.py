"""A person's own bills (我的结算): what was paid by whom, and what the benefit year leaves."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

import msgspec

from yika.ground.days import add_months, beijing_day, start_of
from yika.ground.errors import Missing, Refused
from yika.insurance.entitled.bonus_years import Raised
from yika.people.model import PersonKey
from yika.people.service import NoSuchPerson, opened_identity
from yika.policy.load import Book
from yika.settlement.model import CIVIL, CRITICAL, Circumstances, Kind, Pool, Shares, SoFar
from yika.settlement.pricing.found import BenefitUnknown
from yika.settlement.pricing.raising import ceiling_of, come_to
from yika.settlement.pricing.terms import Ceiling, Layer, Terms
from yika.settlement.till import facts
from yika.settlement.till.circumstances import (
    RESIDENT,
    Care,
    Insured,
    Place,
    enrolment_on,
    of,
)
from yika.settlement.till.facts import Purse
from yika.settlement.till.till import TillLaws, till_laws
from yika.settlement.till.years import bonus_of, years_of
from yika.standing.model import PolicyRef
from yika.store.db import Conn
from yika.store.keys import Keys
from yika.store.sql import queries

QUERIES = queries(__package__, "mine.sql")
BILLS_MAX: Final = 200
NUMBER_END: Final = 1 << 63  # of numbers of ours
YEAR: Final = 12  # months of a benefit year
AT_HOME: Final = "level_3"  # where care is taken to be given when only a ceiling is asked for
# Kinds of care that are told even where nothing came of them yet, with a category of each.
ASKED: Final[Mapping[Kind, str]] = {Kind.OUTPATIENT: "11", Kind.INPATIENT: "21"}
CEILING: Final = "ceiling"
NO_BONUS: Final = Raised(0, is_least=False)


class NoSuchBill(Missing):
    """The person has no settlement of that number. Facts: settlement_id."""

    code = "no_such_bill"


class BillsBackwards(Refused):
    """The last day lies before the first. Facts: since, until."""

    code = "bills_backwards"


class OwnBill(msgspec.Struct, frozen=True, kw_only=True):
    """A settlement as the person it is about sees it; money in fen."""

    settlement_id: int
    visit_id: int
    kind: str  # of visit
    med_type: str
    credential: str
    is_interim: bool
    settled_at: datetime
    benefit_year: date
    total_fen: int
    fund_fen: int
    account_fen: int  # relatives' accounts included
    shared_account_fen: int
    cash_fen: int
    shares: Shares
    institution: str | None  # its code; None: of another installation
    institution_name: str | None
    policy: str
    care: str  # kind of care, as it was priced
    cancelled_at: datetime | None = None


class Bills(msgspec.Struct, frozen=True, kw_only=True):
    """The settlements of some days, the latest first; `is_cut` where there are more."""

    since: date
    until: date
    bills: tuple[OwnBill, ...]
    is_cut: bool


class CeilingUsed(msgspec.Struct, frozen=True, kw_only=True):
    """A ceiling of the year: what counts towards it, and what is left of it, in fen."""

    layer: str
    over: tuple[str, ...]  # kinds of care, or layers, that count towards it
    is_on_cost: bool
    amount_fen: int
    used_fen: int
    policy: PolicyRef | None
    bonus_fen: int = 0  # of the amount: what years unbroken or claim-free add
    is_bonus_least: bool = False  # and years that are not on record here may add more

    @property
    def left_fen(self) -> int:
        """What is left of it."""
        return max(self.amount_fen - self.used_fen, 0)


class YearUsed(msgspec.Struct, frozen=True, kw_only=True):
    """A benefit year: what it has come to and what is left below its ceilings (年度累计)."""

    scheme: str
    begins_on: date
    ends_on: date
    pools: Mapping[str, Pool]
    ceilings: tuple[CeilingUsed, ...]
    unknown: tuple[str, ...]  # policies nobody has published that would say


class OwnCase(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of somebody that a price may ask; `scheme` tells flexible workers apart."""

    scheme: str
    told: Circumstances
    usable_fen: int  # of the personal account


async def bills_of(
    conn: Conn,
    person: PersonKey,
    since: date | None,
    until: date | None,
    now: datetime,
) -> Bills:
    """A person's settlements of some days; without days, of the year up to today.

    Fails with BillsBackwards.
    """
    last = until or beijing_day(now)
    first = since or add_months(last, -YEAR)
    if last < first:
        raise BillsBackwards(since=first, until=last)
    rows = await _rows(conn, person, first, last, None)
    return Bills(
        since=first, until=last, bills=tuple(rows[:BILLS_MAX]), is_cut=len(rows) > BILLS_MAX
    )


async def bill_of(conn: Conn, person: PersonKey, settlement_id: int) -> OwnBill:
    """One settlement of a person. Fails with NoSuchBill."""
    if not 0 < settlement_id < NUMBER_END:
        raise NoSuchBill(settlement_id=settlement_id)
    rows = await _rows(conn, person, date(1900, 1, 1), date(9000, 1, 1), settlement_id)
    if not rows:
        raise NoSuchBill(settlement_id=settlement_id)
    return rows[0]


async def case_of(conn: Conn, keys: Keys, book: Book, person: PersonKey, now: datetime) -> OwnCase:
    """How a person's next bill would be priced. Fails with NoSuchPerson."""
    laws = till_laws(book, person.division)
    known = await facts.read(conn, laws, (), [person], now, borrowing=())
    purse = known.people.get(person.person_id)
    if purse is None:
        raise NoSuchPerson(kind="person")
    on, cover = beijing_day(now), purse.facts.cover
    there = enrolment_on(cover, on)
    insured = laws.insurances.of(cover, purse.facts.insurance, on)
    id_number = opened_identity(keys, person, purse.identity_sealed).id_number
    kind = Kind.OUTPATIENT
    told = of(
        insured,
        id_number,
        purse.specials,
        purse.filed,
        Place(person.region, 0, AT_HOME),
        Care(ASKED[kind], kind),
        on,
        person.region,
        laws.day(on).diseases,
    )
    scheme = purse.facts.insurance if there is None else str(there.scheme)
    return OwnCase(scheme=scheme, told=told, usable_fen=sum(purse.wallets.values()))


async def year_of(conn: Conn, keys: Keys, book: Book, person: PersonKey, now: datetime) -> YearUsed:
    """What a person's benefit year has come to and what is left of it. Fails with NoSuchPerson."""
    laws = till_laws(book, person.division)
    known = await facts.read(conn, laws, (), [person], now, borrowing=())
    purse = known.people.get(person.person_id)
    if purse is None:
        raise NoSuchPerson(kind="person")
    on = beijing_day(now)
    insured = laws.insurances.of(purse.facts.cover, purse.facts.insurance, on)
    id_number = opened_identity(keys, person, purse.identity_sealed).id_number
    found, unknown = _terms(laws, purse, insured, id_number, person, on)
    begins = laws.day(on).year(insured.scheme)
    so_far = purse.so_far[insured.scheme]
    ceilings: dict[tuple[str, tuple[str, ...]], CeilingUsed] = {}
    bonus = await _bonus(conn, laws, person, purse, insured, found, on)
    for layer in _layers(found, purse):
        assert layer.ceiling is not None, "those without are left out"
        used = _used(layer, layer.ceiling, so_far, bonus if layer.name == CRITICAL else NO_BONUS)
        ceilings.setdefault((layer.name, layer.ceiling.over), used)
    return YearUsed(
        scheme=insured.scheme,
        begins_on=begins,
        ends_on=add_months(begins, YEAR) - timedelta(days=1),
        pools={name: pool for name, pool in so_far.pools.items() if "@" not in name},
        ceilings=tuple(ceilings.values()),
        unknown=unknown,
    )


def _terms(
    laws: TillLaws, purse: Purse, insured: Insured, id_number: str, person: PersonKey, on: date
) -> tuple[list[Terms], tuple[str, ...]]:
    """The terms of each kind of care asked about, and what nobody has published."""
    found: list[Terms] = []
    unknown: list[str] = []
    place = Place(person.region, 0, AT_HOME)
    for kind, med_type in ASKED.items():
        told = of(
            insured,
            id_number,
            purse.specials,
            purse.filed,
            place,
            Care(med_type, kind),
            on,
            person.region,
            laws.day(on).diseases,
        )
        try:
            found.append(laws.benefit.terms(told))
        except BenefitUnknown as error:
            unknown.append(str(error.facts["id"]))
    return found, tuple(dict.fromkeys(unknown))


def _layers(found: list[Terms], purse: Purse) -> Iterator[Layer]:
    """Layers with a ceiling that are the person's."""
    is_civil = any(one.kind == CIVIL for one in purse.specials)
    for terms in found:
        for layer in (terms.basic, *terms.layers):
            if not isinstance(layer, Layer) or (layer.name == CIVIL and not is_civil):
                continue
            if layer.ceiling is not None:
                yield layer


async def _bonus(
    conn: Conn,
    laws: TillLaws,
    person: PersonKey,
    purse: Purse,
    insured: Insured,
    found: list[Terms],
    on: date,
) -> Raised:
    """What the years add to the ceiling of critical illness, as at a till."""
    terms = next((one for one in found if ceiling_of(one) is not None), None)
    if terms is None or insured.scheme != RESIDENT:
        return NO_BONUS
    known = await years_of(conn, laws, person, purse.facts.cover, on)
    return bonus_of(laws, terms, known, on)


def _used(layer: Layer, ceiling: Ceiling, so_far: SoFar, bonus: Raised) -> CeilingUsed:
    return CeilingUsed(
        layer=layer.name,
        over=ceiling.over,
        is_on_cost=ceiling.is_on_cost,
        amount_fen=ceiling.amount_fen + bonus.bonus_fen,
        used_fen=come_to(ceiling, so_far),
        policy=layer.policy.get(CEILING),
        bonus_fen=bonus.bonus_fen,
        is_bonus_least=bonus.is_least,
    )


async def _rows(
    conn: Conn, person: PersonKey, since: date, until: date, settlement_id: int | None
) -> list[OwnBill]:
    values: dict[str, Any] = {
        "region": person.region,
        "person_id": person.person_id,
        "since": start_of(since),
        "until": start_of(until + timedelta(days=1)),
        "settlement_id": settlement_id,
        "most": BILLS_MAX + 1,
    }
    rows = await (await conn.execute(QUERIES["mine"], values)).fetchall()
    names = OwnBill.__struct_fields__
    return [msgspec.convert(dict(zip(names, row, strict=True)), OwnBill) for row in rows]
