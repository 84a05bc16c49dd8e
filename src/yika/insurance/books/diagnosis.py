"""Why a month or cover year is shown as unpaid (为什么显示未缴费), from the records.

The answer is one word of ``unpaid_causes`` or several: money that waits comes first, since it was
paid; then what the bill says; then what is missing before a bill.
"""

from datetime import date, datetime
from typing import Any, Final

import msgspec

from yika.access.model import Actor
from yika.ground.days import beijing_day
from yika.insurance.books.billing import day_of, last_of
from yika.insurance.books.enrolment import enrolments
from yika.insurance.books.held import Held, held
from yika.insurance.books.noting import note
from yika.insurance.laws import InsuranceLaws
from yika.insurance.model import Enrolment, Scheme
from yika.people.model import PersonKey
from yika.policy.load import Book
from yika.policy.model import Names
from yika.policy.words import lists
from yika.store.db import Conn
from yika.store.sql import queries

QUERIES = queries(__package__, "bills.sql")

# The matter that mends each cause, and who has to act: you, the employer, the agency, nobody.
NEXT: Final = {
    "employer_late": ("employer_settle", "employer"),
    "own_late": ("contribution_pay", "you"),
    "wrong_base": ("contribution_correct", "employer"),
    "name_mismatch": ("contribution_correct", "you"),
    "number_mismatch": ("contribution_correct", "you"),
    "not_activated": ("card_activate", "you"),
    "below_minimum": ("contribution_pay", "you"),
    "in_transit": (None, "nobody"),
    "partly_paid": ("contribution_pay", "you"),
    "not_due": (None, "nobody"),
    "not_billed": (None, "agency"),
    "not_enrolled": ("enrol", "you"),
}


class Cause(msgspec.Struct, frozen=True, kw_only=True):
    """One cause, and what mends it."""

    cause: str  # a word of ``unpaid_causes``
    says: Names
    matter: str | None  # what to have done; None: nothing but to wait
    who: str  # you | employer | agency | nobody
    amount_fen: int | None = None  # what is still to be paid, or what waits
    due_on: date | None = None
    since: datetime | None = None  # since when money waits


class Diagnosis(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a period is paid, and if not, why: the cause that comes first first."""

    period: date
    is_paid: bool
    paid_on: date | None = None
    causes: tuple[Cause, ...] = ()


async def why_unpaid(
    conn: Conn, book: Book, actor: Actor, person: PersonKey, period: date, at: datetime
) -> Diagnosis:
    """Why the month that begins on a day, or the cover year of a resident, is shown as unpaid.

    The look is journalled. The caller has made sure that the actor may ask.
    """
    month = period.replace(day=1)
    here = [one for _, one in await enrolments(conn, person) if _in(one, month)]
    scheme = here[-1].scheme if here else None
    at_bill = date(month.year, 1, 1) if scheme == Scheme.RESIDENT else month
    values = {"region": person.region, "person_id": person.person_id, "period": at_bill}
    bills = await (await conn.execute(QUERIES["bills_of_period"], values)).fetchall()
    waiting = [one for one in await held(conn, person) if one.period in (month, at_bill)]
    await note(conn, actor, person, "contribution.diagnosed", at, {"period": month})
    settled = bool(bills) and all(row[11] is not None for row in bills)
    if settled and not waiting:
        return Diagnosis(period=month, is_paid=True, paid_on=max(row[11] for row in bills))
    found = [_of_held(one) for one in waiting]
    laws = InsuranceLaws(book, person.division)
    found += [cause for row in bills if (cause := _of_bill(row, beijing_day(at)))]
    if not here and not bills:
        found.append(_cause("not_enrolled"))
    elif not bills:
        found.append(_of_no_bill(laws, here[-1], month, beijing_day(at)))
    return Diagnosis(period=month, is_paid=settled, causes=tuple(found))


def _of_held(one: Held) -> Cause:
    return _cause(one.cause, amount_fen=one.amount_fen, since=one.since)


def _of_bill(row: tuple[Any, ...], today: date) -> Cause | None:
    """Why a bill is open: half paid, wrongly declared, not due yet, or late."""
    kind, owed_by, owed, paid, paid_on, due_on = row[1], row[4], row[9], row[10], row[11], row[12]
    if paid_on is not None:
        return None
    rest = owed - paid, due_on
    if kind == "correction":
        return _cause("wrong_base", *rest)
    if paid > 0:
        cause = _cause("partly_paid", *rest)
        if owed_by == "employer":
            return msgspec.structs.replace(cause, matter="employer_settle", who="employer")
        return cause
    if today <= due_on:
        return _cause("not_due", *rest)
    return _cause("employer_late" if owed_by == "employer" else "own_late", *rest)


def _of_no_bill(laws: InsuranceLaws, one: Enrolment, month: date, today: date) -> Cause:
    """Nothing was billed: too early, or the base was not declared, or the agency's doing."""
    if one.scheme == Scheme.EMPLOYEE and one.base_fen is None:
        return _cause("wrong_base")
    if one.scheme == Scheme.RESIDENT:
        return _cause("not_billed")
    rule = laws.value("contribution.due", month, work_scheme=one.scheme)
    due = day_of(rule, month) if rule else last_of(month)
    return _cause("not_due" if today < month else "not_billed", due_on=due)


def _cause(
    word: str,
    amount_fen: int | None = None,
    due_on: date | None = None,
    since: datetime | None = None,
) -> Cause:
    matter, who = NEXT[word]
    says = lists().words["unpaid_causes"][word]
    return Cause(
        cause=word,
        says=Names(says.zh, says.en),
        matter=matter,
        who=who,
        amount_fen=amount_fen,
        due_on=due_on,
        since=since,
    )


def _in(one: Enrolment, month: date) -> bool:
    return one.starts_on <= last_of(month) and (one.ends_on is None or one.ends_on >= month)
