"""Settling many bills of one region in one transaction.

Anchors of everybody are locked in one order, then the facts are read by statements of their own,
then bills are judged one after another, and one statement writes what came of them.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, TypeAlias

import msgspec
from psycopg import errors

from yika.ground.days import beijing_day
from yika.ground.errors import Conflict, Refusals, YikaError, reasons_of
from yika.institutions.catalogue import catalogue
from yika.people.model import PersonKey
from yika.settlement.till import booking, deposits
from yika.settlement.till.bills import RELATIVES, Settled, Wanted
from yika.settlement.till.facts import Known, lenders, read
from yika.settlement.till.refusals import AlreadySettled, NothingToSettle, NotShown
from yika.settlement.till.settling import Till, leave, settled
from yika.settlement.till.till import TillLaws
from yika.settlement.till.years import years_of
from yika.settlement.visits import acquaintance
from yika.settlement.visits.looking import settled_in
from yika.store.db import Conn
from yika.store.keys import Keys
from yika.store.sql import array, queries

QUERIES = queries(__package__, "batch.sql")
Judged: TypeAlias = Settled | YikaError
_text = msgspec.json.Encoder(decimal_format="number").encode


class BalanceChanged(Conflict):
    """A wallet no longer holds what it held when the bill was judged. Facts: none."""

    code = "balance_changed"


async def settle_many(
    conn: Conn,
    keys: Keys,
    laws: TillLaws,
    region: int,
    place: int,
    wanted: Sequence[Wanted],
    at: datetime,
    wall: datetime,
) -> tuple[list[Settled | YikaError], Known]:
    """What came of each bill, in order, and what is known of the people then.

    All people are insured in `region` and treated in `place`. Plans should be `steady`, as they are
    after `claim_many`. What was refused writes nothing. No two bills of one visit, since the lines
    are read once. A trial keeps only that it was made.
    """
    assert all(one.person.region == region for one in wanted), "one region a batch"
    people, borrowing, version = await _lock(conn, region, place, wanted, at)
    if people:
        known = await read(conn, laws, wanted, people, at, borrowing=borrowing)
    else:
        known = Known(people={}, visits={})
    till = Till(keys, laws, await catalogue(conn, place, version), at, wall)
    results: list[Judged] = []
    for number, one in enumerate(wanted):
        found = _judged(till, known, one, number)
        if isinstance(found, YikaError):
            found = await _if_seen(conn, till, known, one, number, found)
        if isinstance(found, Settled) and found.awaits_years:
            found = await _by_years(conn, till, known, found.wanted, number)
        results.append(found)
    done = [one for one in results if isinstance(one, Settled)]
    if done:
        await _write(conn, region, done, laws.policy, at)
    pairs = zip(wanted, results, strict=True)
    return [await _explained(conn, asked, found) for asked, found in pairs], known


async def steady(conn: Conn) -> None:
    """Let plans be made once and go by index until the transaction ends."""
    await conn.execute(QUERIES["steady"])


async def _lock(
    conn: Conn, region: int, place: int, wanted: Iterable[Wanted], at: datetime
) -> tuple[list[PersonKey], list[int], int | None]:
    """Lock everybody whose facts count, relatives who lend included; who borrows from them.

    And the version of the catalogue, known where somebody is there.

    Lenders are looked for first, so that all anchors are taken in one go and in one order.
    """
    ids = {one.person.person_id for one in wanted}
    borrowing = sorted({one.person.person_id for one in wanted if one.account_use == RELATIVES})
    if borrowing:
        lent = await lenders(conn, region, borrowing, at)
        ids |= {one.owner.person_id for shares in lent.values() for one in shares}
    values = {"region": region, "person_ids": array(ids), "place": place}
    rows = await (await conn.execute(QUERIES["lock"], values)).fetchall()
    there = {row[0] for row in rows}
    people = [PersonKey(region, one) for one in sorted(there)]
    version = rows[0][1] if rows else None
    return people, [one for one in borrowing if one in there], version


def _judged(till: Till, known: Known, wanted: Wanted, place: int) -> Settled | YikaError:
    try:
        done = settled(till, known, wanted, known.visits.get(place))
    except YikaError as refusal:
        return refusal
    if not (wanted.is_trial or done.awaits_years):
        leave(till, known, done)
    return done


async def _if_seen(
    conn: Conn, till: Till, known: Known, wanted: Wanted, place: int, refusal: YikaError
) -> Judged:
    """What came of a bill without a credential, where the institution saw one earlier that day."""
    if not any(isinstance(one, NotShown) for one in reasons_of(refusal)):
        return refusal
    code = wanted.institution.code
    if not await acquaintance.has_seen(conn, wanted.person, code, till.at):
        return refusal
    return _judged(till, known, msgspec.structs.replace(wanted, is_seen=True), place)


async def _by_years(
    conn: Conn, till: Till, known: Known, wanted: Wanted, place: int
) -> Settled | YikaError:
    """A bill that came to a ceiling, judged again with the years that may raise it."""
    on, purse = beijing_day(till.at), known.people[wanted.person.person_id]
    purse.years = await years_of(conn, till.laws, wanted.person, purse.facts.cover, on)
    return _judged(till, known, wanted, place)


async def _explained(conn: Conn, wanted: Wanted, found: Judged) -> Judged:
    """The same; where nothing is left to settle since it was settled before, by what and when."""
    if not isinstance(found, YikaError):
        return found
    reasons = reasons_of(found)
    visit_id = wanted.visit_id
    if visit_id is None or not any(isinstance(one, NothingToSettle) for one in reasons):
        return found
    before = await settled_in(conn, wanted.person, visit_id, wanted.batch)
    if before is None:
        return found
    told = AlreadySettled(visit_id=visit_id, settlement_id=str(before[0]), settled_at=before[1])
    reasons = [told if isinstance(one, NothingToSettle) else one for one in reasons]
    return reasons[0] if len(reasons) == 1 else Refusals(reasons)


async def _write(
    conn: Conn, region: int, done: Sequence[Settled], policy: str, at: datetime
) -> None:
    """Write what was settled, and which visits were tried."""
    tried = [one for one in done if one.wanted.is_trial and one.wanted.visit_id is not None]
    if tried:
        values = {
            "region": region,
            "person_ids": array(one.wanted.person.person_id for one in tried),
            "visit_ids": array(one.visit_id for one in tried),
            "at": at,
        }
        await conn.execute(QUERIES["keep_trials"], values)
    rows = booking.rows(done)
    if not rows["settlements"]:
        return
    values = {name: _json(found) for name, found in rows.items()}
    values |= {"region": region, "at": at, "policy": policy}
    if any(row.change > 0 for row in rows["balances"]):
        await conn.execute(
            QUERIES["open_wallets"], {"region": region, "balances": values["balances"]}
        )
    for one in done:
        if one.deposit_back and not one.wanted.is_trial:
            await deposits.keep(conn, one.wanted.person, one.visit_id, {})
    if rows["settled"]:
        settled_lines = {"region": region, "settled": values["settled"]}
        await conn.execute(QUERIES["take_lines"], settled_lines)
    try:
        row = await (await conn.execute(QUERIES["settle"], values)).fetchone()
    except errors.CheckViolation as error:
        raise BalanceChanged from error
    assert row is not None
    assert row[0] == len(rows["balances"]), "every wallet that pays has a balance"


def _json(rows: list[Any]) -> str:
    return _text(rows).decode()
