"""A past settlement worked out again (重放): with the policy and the facts of its moment.

The policy is the one kept under its hash, the facts are those kept with the settlement, and the
year is what the rows before it add up to. What comes out is compared with what was booked, and with
what the law of today would give for the same bill.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final, NamedTuple

import msgspec

from yika.access.model import Actor
from yika.ground.days import beijing_day
from yika.ground.errors import Missing
from yika.people.model import PersonKey
from yika.policy.load import Book
from yika.settlement.model import Circumstances, Pool, Priced, Shares, SoFar, Step
from yika.settlement.pricing.benefit import added, price
from yika.settlement.pricing.found import BenefitUnknown
from yika.settlement.pricing.laws import BenefitLaws
from yika.settlement.pricing.raising import with_source
from yika.settlement.till.till import till_laws
from yika.settlement.undoing.kept_laws import kept_laws
from yika.settlement.visits import looking
from yika.store.db import Conn
from yika.store.sql import queries

QUERIES = queries(__package__, "replaying.sql")
REPLAYED: Final = "settlement.replayed"
_circumstances = msgspec.json.Decoder(Circumstances).decode
_shares = msgspec.json.Decoder(Shares).decode
_change = msgspec.json.Decoder(dict[str, Pool]).decode


class NothingToReplay(Missing):
    """No settlement has that number. Facts: settlement_id."""

    code = "nothing_to_replay"


class Today(msgspec.Struct, frozen=True, kw_only=True):
    """What the same bill would come to today; `unknown` names a rule that nobody has published."""

    on: date
    policy: str  # division@hash
    shares: Shares | None
    steps: tuple[Step, ...] = ()
    unknown: str | None = None


class Paid(NamedTuple):
    """Out of what the person's own part was paid."""

    account_fen: int  # relatives' accounts included
    shared_fen: int  # theirs
    cash_fen: int


class Replayed(msgspec.Struct, frozen=True, kw_only=True):
    """A settlement worked out again, and where that is not what was booked."""

    settlement_id: int
    visit_id: int
    infno: str
    settled_at: datetime
    cancelled_by: int | None
    benefit_year: date
    policy: str  # division@hash of its moment
    circumstances: Circumstances
    before: SoFar  # what the year had come to
    booked: Shares
    paid: Paid  # as it was booked
    shares: Shares
    steps: tuple[Step, ...]
    no_fund: bool  # none took part: a hold stopped it, or the place does not charge the pool
    differences: Mapping[str, tuple[Any, Any]]  # by name: booked, worked out
    today: Today

    @property
    def is_equal(self) -> bool:
        """Whether what was booked comes out again."""
        return not self.differences


async def replay(
    conn: Conn,
    book: Book,
    settlement_id: int,
    actor: Actor,
    at: datetime,
    person: PersonKey | None = None,
) -> Replayed:
    """Work a settlement out again; of a cancel, the settlement that it cancels.

    Of somebody who is named it is found at once, otherwise among everybody's. Fails with
    NothingToReplay, with UnknownPolicyVersion where its policy was not kept.
    """
    row = await _row(conn, settlement_id, person)
    person = PersonKey(row[0], row[1])
    told, booked, change = _circumstances(row[8]), _shares(row[9]), _change(row[10])
    before = await _before(conn, row)
    laws = await kept_laws(conn, book, person.division, row[11])
    no_fund = not change
    priced = _priced(laws, told, booked, before, no_fund=no_fund)
    await looking.note(conn, actor, [person], REPLAYED, at)
    return Replayed(
        settlement_id=row[2],
        visit_id=row[13],
        infno=row[4],
        settled_at=row[5],
        cancelled_by=row[14],
        benefit_year=row[7],
        policy=row[11],
        circumstances=told,
        before=before,
        booked=booked,
        paid=Paid(*row[15:18]),
        shares=priced.shares,
        steps=priced.steps,
        no_fund=no_fund,
        differences=_differences(booked, change, priced),
        today=_today(book, person, told, booked, before, beijing_day(at), no_fund=no_fund),
    )


async def _row(conn: Conn, settlement_id: int, person: PersonKey | None) -> tuple[Any, ...]:
    values: dict[str, Any] = {"settlement_id": settlement_id, "region": None, "person_id": None}
    if person is not None:
        values |= {"region": person.region, "person_id": person.person_id}
    row = await (await conn.execute(QUERIES["settlement"], values)).fetchone()
    if row is None:
        raise NothingToReplay(settlement_id=settlement_id)
    if row[3] is not None:  # a cancel
        return await _row(conn, row[3], PersonKey(row[0], row[1]))
    return row


async def _before(conn: Conn, row: tuple[Any, ...]) -> SoFar:
    """What the benefit year had come to before a settlement, cancels taken off."""
    names = ("region", "person_id", "settlement_id")
    values = dict(zip(names, row[:3], strict=True))
    values |= {"insutype": row[6], "benefit_year": row[7], "recorded_at": row[12]}
    so_far = SoFar()
    for (change,) in await (await conn.execute(QUERIES["before"], values)).fetchall():
        so_far = added(so_far, _change(change))
    return SoFar({name: pool for name, pool in so_far.pools.items() if pool != Pool()})


def _priced(
    laws: BenefitLaws, told: Circumstances, booked: Shares, before: SoFar, *, no_fund: bool
) -> Priced:
    if no_fund:
        shares = Shares(split=booked.split, person_fen=booked.split.total_fen)
        return Priced(shares=shares, change={}, after=before)
    terms = laws.terms(told)
    priced = price(terms, told, booked.split, before, booked.prepaid_fen, told=True)
    return msgspec.structs.replace(priced, steps=with_source(laws, terms, priced.steps))


def _today(
    book: Book,
    person: PersonKey,
    told: Circumstances,
    booked: Shares,
    before: SoFar,
    on: date,
    *,
    no_fund: bool,
) -> Today:
    """The same bill under the law of today."""
    laws = till_laws(book, person.division).benefit
    now = msgspec.structs.replace(told, on=on)
    try:
        priced = _priced(laws, now, booked, before, no_fund=no_fund)
    except BenefitUnknown as unknown:
        return Today(on=on, policy=laws.policy, shares=None, unknown=str(unknown.facts["id"]))
    return Today(on=on, policy=laws.policy, shares=priced.shares, steps=priced.steps)


def _differences(
    booked: Shares, change: Mapping[str, Pool], priced: Priced
) -> dict[str, tuple[Any, Any]]:
    """What was booked otherwise than it comes out, by name."""
    found: dict[str, tuple[Any, Any]] = {}
    for name in ("deductible_fen", "prepaid_fen", "layers", "pool_share", "person_fen"):
        one, other = getattr(booked, name), getattr(priced.shares, name)
        if one != other:
            found[name] = one, other
    for pool in sorted(change.keys() | priced.change.keys()):
        one, other = change.get(pool, Pool()), priced.change.get(pool, Pool())
        if one != other:
            found[f"change.{pool}"] = one, other
    return found
