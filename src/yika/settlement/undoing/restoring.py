"""A cancel undone (撤销的冲正): the bill stands again as it was, under a new number.

Only as long as nothing was built on its being gone: the money has to be there, the lines have to be
as they were, no later bill may come to something else by it, and the bill itself was not reversed.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from yika.accounts.model import Transfer
from yika.ground.errors import Conflict
from yika.people.model import PersonKey
from yika.policy.load import Book
from yika.settlement import messages
from yika.settlement.model import Split
from yika.settlement.pricing.benefit import added
from yika.settlement.pricing.cancelling import disturbed
from yika.settlement.till import deposits
from yika.settlement.till.booking import SEQ_MAX
from yika.settlement.till.till import till_laws
from yika.settlement.undoing.aftermath import (
    QUERIES,
    Kept,
    as_json,
    key_of,
    later_than,
    lock_touched,
    past_of,
    read_kept,
    set_year,
    transfers_of,
    year_of,
)
from yika.settlement.undoing.undoing import CancelLaterFirst, Undo, give_back, note
from yika.settlement.visits import looking
from yika.settlement.visits.looking import NoSuchSettlement, Settlement
from yika.store.db import Conn

RESTORED: Final = "bill.restored"


class NotRestorable(Conflict):
    """The bill changed or was reversed since, or relatives paid. Facts: settlement_id."""

    code = "not_restorable"


async def restore(conn: Conn, book: Book, asked: Undo, at: datetime) -> None:
    """Undo a cancel, which `asked` names by its own number.

    Fails with NoSuchSettlement, NotRestorable, CancelLaterFirst, or Short where money is missing.
    """
    person = asked.person
    cancel = await looking.settlement(conn, person, asked.place, asked.setl_id, None)
    if cancel.cancels is None:
        raise NoSuchSettlement(setl_id=str(asked.setl_id)[:30])
    told = await looking.settlement(conn, person, asked.place, cancel.cancels, None)
    moved = await transfers_of(conn, person, cancel.settlement_id)
    await lock_touched(conn, person, moved)
    await _require_wanted(conn, asked, told)
    kept, gone = await read_kept(conn, person, told), await read_kept(conn, person, cancel)
    batch = await _lines_as_before(conn, person, told)
    await _add_to_the_year(conn, book, person, told, cancel, kept, gone)
    await _release_deposit(conn, person, told, moved)
    await give_back(conn, person, moved, asked.message_id, gone.recorded_at, at)
    await _write(conn, asked, cancel, told, kept, batch, at)
    await note(conn, asked, told, RESTORED, at)


async def _require_wanted(conn: Conn, asked: Undo, told: Settlement) -> None:
    """A bill whose own message was reversed never stands again. Or NotRestorable."""
    key = (asked.place.region, asked.place.institution_id, told.infno, told.msgid)
    kept = (await messages.kept_of(conn, [key])).get(key)
    if kept is not None and kept.reversed_at is not None:
        raise NotRestorable(settlement_id=told.settlement_id)


async def _lines_as_before(conn: Conn, person: PersonKey, told: Settlement) -> str | None:
    """The batch of lines that makes the bill; None: all that are loose. Or NotRestorable."""
    values = {
        **key_of(person),
        "visit_id": told.visit_id,
        "is_interim": told.is_interim,
    }
    stands = await (await conn.execute(QUERIES["visit_stands"], values)).fetchone()
    rows = await (await conn.execute(QUERIES["loose_lines"], values)).fetchall()
    wanted = _parts(told.shares.split)
    if told.shared_account_fen or stands is None or not stands[0]:
        raise NotRestorable(settlement_id=told.settlement_id)
    if rows and _sum(rows) == wanted:
        return None
    batches = [row[0] for row in rows if tuple(row[1:]) == wanted]
    if len(batches) != 1:
        raise NotRestorable(settlement_id=told.settlement_id)
    return batches[0]


async def _release_deposit(
    conn: Conn, person: PersonKey, told: Settlement, moved: Sequence[Transfer]
) -> None:
    """Let nothing be held for the stay any more, if all the cancel held is. Or NotRestorable."""
    again = sum(one.amount_fen for one in moved if one.reason == "deposit")
    if not again:
        return
    held = await deposits.held_for(conn, person, told.visit_id)
    if sum(held.values()) != again:
        raise NotRestorable(settlement_id=told.settlement_id)
    await deposits.keep(conn, person, told.visit_id, {})


async def _add_to_the_year(
    conn: Conn,
    book: Book,
    person: PersonKey,
    told: Settlement,
    cancel: Settlement,
    kept: Kept,
    gone: Kept,
) -> None:
    """Add again what the bill had added, if no later bill comes to something else by it."""
    since = gone.recorded_at, cancel.settlement_id
    later, places = await later_than(conn, book, person, told, since)
    past = past_of(told, kept)
    now = await year_of(conn, person, told)
    first = disturbed(till_laws(book, person.division).benefit, past, later, now) if later else ()
    if first:
        raise CancelLaterFirst(
            settlements=[str(one) for one in first], places=[places[one] for one in first]
        )
    if kept.change:
        await set_year(conn, person, told, added(now, kept.change))


async def _write(
    conn: Conn,
    asked: Undo,
    cancel: Settlement,
    told: Settlement,
    kept: Kept,
    batch: str | None,
    at: datetime,
) -> None:
    values: dict[str, Any] = {
        **key_of(asked.person),
        "settlement_id": told.settlement_id,
        "visit_id": told.visit_id,
        "number": asked.message_id,
        "sign": 1,
        "infno": told.infno,
        "msgid": told.msgid,
        "at": at,
        "shares": as_json(told.shares).decode(),
        "change": as_json(kept.change).decode(),
        "batch": batch,
        "cancel": cancel.settlement_id,
        "card_id": None,
        "seq": asked.message_id % SEQ_MAX,
    }
    for name in ("mirror", "take_lines", "reopen_visit", "use_again"):
        await conn.execute(QUERIES[name], values)


def _parts(split: Split) -> tuple[int, ...]:
    return (
        split.total_fen,
        split.self_funded_fen,
        split.over_ceiling_fen,
        split.first_share_fen,
        split.in_scope_fen,
    )


def _sum(rows: Sequence[tuple[Any, ...]]) -> tuple[int, ...]:
    return tuple(sum(row[at] for row in rows) for at in range(1, 6))
