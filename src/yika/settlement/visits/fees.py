"""Fee lines (费用明细): kept with their split, returned, deleted while nothing is settled.

Every function expects the person's anchor locked. Whatever changes the lines makes a trial
settlement made before worthless.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import msgspec

from yika.institutions.catalogue import Catalogue
from yika.settlement.model import Split
from yika.settlement.visits import fee_rules as rules
from yika.settlement.visits import visit_rules
from yika.settlement.visits.fee_rules import (
    EVERYTHING,
    Charge,
    Divided,
    Kept,
    LinesReturned,
    LinesSettled,
    NoSuchLines,
)
from yika.settlement.visits.visit_rules import CareNotTold, Visit
from yika.store.db import Conn
from yika.store.sql import queries

QUERIES = queries(__package__, "fees.sql")


async def upload(
    conn: Conn,
    visit: Visit,
    charges: Sequence[Charge],
    catalogue: Catalogue,
    tier: str,
    shares: Mapping[str, Decimal],
) -> list[Divided]:
    """Keep lines with their split, all of them or, when one is refused, none; in their order.

    `tier` is the institution's, `shares` the region's first shares by class. Fails with CareNotTold
    before the care category, with Discharged after the stay, and with every reason of
    `fee_rules.judged` at once. A line may be returned by another of the same call.
    """
    if visit.kind == "inpatient":
        visit_rules.require_in_hospital(visit)
    else:
        visit_rules.require_open(visit, "outpatient")
    if not visit.med_type:
        raise CareNotTold(visit_id=visit.visit_id)
    items = rules.items_on(charges, catalogue.item)
    returned = [charge.returns for charge in charges if charge.returns is not None]
    left = rules.brought_along(charges, items, tier, shares)
    left |= await _left(conn, visit, returned)
    taken = await _known(conn, visit, [charge.line_no for charge in charges])
    settled = await _settled(conn, visit, charges)
    rules.judged(charges, items, left, taken, settled)
    found: list[Divided] = []
    for charge in charges:
        back = left.get(charge.returns) if charge.returns is not None else None
        one = rules.divided(charge, items[charge.line_no], tier, shares, back)
        if charge.returns is not None and back is not None:
            left[charge.returns] = _less(back, one)
        found.append(one)
    await _add(conn, visit, found)
    await forget_trial(conn, visit)
    return found


async def delete_batch(conn: Conn, visit: Visit, batch: str) -> int:
    """Delete the lines of a batch, or with `0000` all that are not settled; how many.

    Fails with LinesSettled, NoSuchLines or LinesReturned.
    """
    _require_deletable(visit)
    if batch == EVERYTHING:
        return await _delete_all(conn, visit)
    values = {**_key(visit), "batch": batch}
    rows = await (await conn.execute(QUERIES["batch"], values)).fetchall()
    if not rows:
        raise NoSuchLines(lines=[batch])
    return await _delete(conn, visit, {row[0]: row[1] for row in rows})


async def delete_lines(conn: Conn, visit: Visit, numbers: Sequence[str]) -> int:
    """Delete lines by number, or with `0000` all that are not settled; how many.

    Fails with LinesSettled, NoSuchLines or LinesReturned.
    """
    _require_deletable(visit)
    if EVERYTHING in numbers:
        return await _delete_all(conn, visit)
    known = await _known(conn, visit, numbers)
    missing = [number for number in numbers if number not in known]
    if missing:
        raise NoSuchLines(lines=missing)
    return await _delete(conn, visit, known)


async def forget_trial(conn: Conn, visit: Visit) -> None:
    """Let a trial settlement made before count no more."""
    await conn.execute(QUERIES["forget_trial"], _key(visit))


def _require_deletable(visit: Visit) -> None:
    """Lines are deleted while the patient is there: discharge is undone first."""
    if visit.kind == "inpatient":
        visit_rules.require_in_hospital(visit)
    else:
        visit_rules.require_open(visit)


async def _delete_all(conn: Conn, visit: Visit) -> int:
    deleted = await conn.execute(QUERIES["delete_all"], _key(visit))
    await forget_trial(conn, visit)
    return deleted.rowcount


async def _delete(conn: Conn, visit: Visit, known: Mapping[str, int | None]) -> int:
    settled = {number: by for number, by in known.items() if by is not None}
    if settled:
        settlements = list(dict.fromkeys(str(by) for by in settled.values()))
        raise LinesSettled(lines=list(settled), settlements=settlements)
    values = {**_key(visit), "numbers": list(known)}
    rows = await (await conn.execute(QUERIES["returns_of"], values)).fetchall()
    if rows:
        raise LinesReturned(lines=[row[0] for row in rows])
    deleted = await conn.execute(QUERIES["delete"], values)
    await forget_trial(conn, visit)
    return deleted.rowcount


async def _known(conn: Conn, visit: Visit, numbers: Sequence[str]) -> dict[str, int | None]:
    """The lines there are under some numbers, and by what each is settled."""
    values = {**_key(visit), "numbers": list(numbers)}
    rows = await (await conn.execute(QUERIES["known"], values)).fetchall()
    return {row[0]: row[13] for row in rows}


async def _settled(conn: Conn, visit: Visit, charges: Sequence[Charge]) -> list[str]:
    """Batches of an outpatient visit that are settled; lines of a stay come in no batches."""
    if visit.kind == "inpatient":
        return []
    values = {**_key(visit), "batches": list({charge.batch for charge in charges})}
    rows = await (await conn.execute(QUERIES["settled_batches"], values)).fetchall()
    return [row[0] for row in rows]


async def _left(conn: Conn, visit: Visit, numbers: Sequence[str]) -> dict[str, Kept]:
    """What lines of a visit have left after all that was returned of them."""
    if not numbers:
        return {}
    values = {**_key(visit), "numbers": list(numbers)}
    left = {
        row[0]: Kept(row[5], row[6], row[7], row[2], row[3], Split(*row[8:13]))
        for row in await (await conn.execute(QUERIES["known"], values)).fetchall()
    }
    for row in await (await conn.execute(QUERIES["returned"], values)).fetchall():
        if row[0] in left:
            kept = left[row[0]]
            left[row[0]] = kept._replace(
                quantity=kept.quantity + row[1], split=_sum(kept.split, Split(*row[2:7]))
            )
    return left


def _less(left: Kept, back: Divided) -> Kept:
    """What is left after one more return."""
    quantity = left.quantity + back.charge.quantity
    return left._replace(quantity=quantity, split=_sum(left.split, back.split))


def _sum(one: Split, other: Split) -> Split:
    pairs = zip(msgspec.structs.astuple(one), msgspec.structs.astuple(other), strict=True)
    return Split(*(a + b for a, b in pairs))


async def _add(conn: Conn, visit: Visit, lines: Sequence[Divided]) -> None:
    values: dict[str, Any] = {
        **_key(visit),
        "line_nos": [one.charge.line_no for one in lines],
        "batches": [one.charge.batch for one in lines],
        "items": [one.charge.item for one in lines],
        "own_items": [one.charge.own_item for one in lines],
        "quantities": [one.charge.quantity for one in lines],
        "prices": [one.charge.price for one in lines],
        "charged_at": [one.charge.charged_at for one in lines],
        "classes": [one.class_ for one in lines],
        "first_shares": [one.first_share for one in lines],
        "ceilings": [one.ceiling for one in lines],
        "total": [one.split.total_fen for one in lines],
        "self_funded": [one.split.self_funded_fen for one in lines],
        "over_ceiling": [one.split.over_ceiling_fen for one in lines],
        "first_share": [one.split.first_share_fen for one in lines],
        "in_scope": [one.split.in_scope_fen for one in lines],
        "details": [msgspec.json.encode(_told(one.charge)).decode() for one in lines],
    }
    await conn.execute(QUERIES["add"], values)


def _told(charge: Charge) -> dict[str, Any]:
    returns = {} if charge.returns is None else {rules.RETURNS: charge.returns}
    return {**charge.details, "hosp_appr_flag": charge.approval, **returns}


def _key(visit: Visit) -> dict[str, Any]:
    person = visit.person
    return {
        "region": person.region,
        "person_id": person.person_id,
        "visit_id": visit.visit_id,
    }
