"""Aid with the premium of a cover year (参保资助): the subsidy pays a part of it on the bill.

The first bill stays. Aid is a correction of it: the person's line is less by what the subsidy's is
more; of a premium paid already the difference becomes a credit.
"""

from datetime import date, datetime
from typing import Final

import msgspec

from yika.access.model import Actor
from yika.ground.days import beijing_day
from yika.ground.errors import Conflict, Missing, Refused
from yika.insurance.amounts.sums import rounded, share
from yika.insurance.amounts.tariff import Tariff, TariffLine
from yika.insurance.books.bills import QUERIES, bill_people, year_span
from yika.insurance.books.correcting import (
    Billed,
    Corrected,
    NoBillToCorrect,
    bills_of,
    credited,
    next_seq,
    note_id,
    pooled_in,
    row_of,
)
from yika.insurance.books.noting import note
from yika.insurance.books.tariffs import Kept, keep, tariff_of
from yika.insurance.laws import InsuranceLaws
from yika.people.model import PersonKey
from yika.policy.load import Book
from yika.store.db import Conn

AID: Final = "resident.aid"
YEAR: Final = "year"
NONE: Final = "none"
PERSON, SUBSIDY = "person", "subsidy"


class NoPremium(Missing):
    """The person owes no premium of that year that aid could pay. Facts: year."""

    code = "no_premium"


class AidGiven(Conflict):
    """The premium of that year is aided already. Facts: year, group."""

    code = "aid_given"


class NoAidHere(Refused):
    """The region gives this group no aid with the premium. Facts: group."""

    code = "no_aid_here"


class AidUnknown(Missing):
    """Nobody has published the share of aid: two officers enter the amount. Facts: id, division."""

    code = "aid_unknown"


class AidDiffers(Conflict):
    """The law gives another amount than was approved. Facts: approved_fen, least_fen, most_fen."""

    code = "aid_differs"


class AidWorked(msgspec.Struct, frozen=True, kw_only=True):
    """What aid comes to for a premium, in fen; `least_fen` None where nobody has published it."""

    premium_fen: int
    least_fen: int | None
    most_fen: int  # the same where the law says the share, the premium where it says the least

    def amount(self, approved_fen: int | None, division: str) -> int:
        """The amount that is given. Fails with AidUnknown or AidDiffers."""
        if approved_fen is None and self.least_fen is None:
            raise AidUnknown(id=AID, division=division)
        amount = self.least_fen or 0 if approved_fen is None else approved_fen
        if not (self.least_fen or 1) <= amount <= self.most_fen:
            least = self.least_fen or 1
            raise AidDiffers(approved_fen=amount, least_fen=least, most_fen=self.most_fen)
        return amount


async def aid(
    conn: Conn,
    book: Book,
    actor: Actor,
    person: PersonKey,
    group: str,
    year: int,
    at: datetime,
    approved_fen: int | None = None,
) -> tuple[AidWorked, int, Corrected]:
    """Give aid of a group with a year's premium, once; how much, and what became of the bill.

    The anchor is locked. Fails with NoPremium, AidGiven, NoAidHere, AidUnknown or AidDiffers.
    """
    period = date(year, 1, 1)
    bills = await _bills(conn, book, person, year, at)
    first = await _unaided(conn, person, bills, group, year)
    worked, line = _worked(InsuranceLaws(book, person.division), first, bills[0], group, period)
    amount = worked.amount(approved_fen, person.division)
    lines = tuple(_line(line, payer) for payer in (PERSON, SUBSIDY))
    options = {**first.options, "aid": group}
    kept = Kept.of(book, msgspec.structs.replace(first, lines=lines, options=options, unknown=()))
    await keep(conn, person.region, [kept])
    changes = [-amount, amount]
    seq = await next_seq(conn, person, period)
    row = row_of(person, bills[0], seq, Corrected(period=period), bills[0].due_on, at)
    row |= {"tariff_id": kept.tariff_id, "base_fen": None, "amounts": changes}
    await conn.execute(QUERIES["add_bill"], row)
    id_, pooled = note_id(person, period, seq), pooled_in(lines, changes)
    done = await credited(conn, person, bills, id_, amount, pooled, at)
    facts = {"year": year, "group": group, "aid_fen": amount, "credit_fen": done.credit_fen or None}
    await note(conn, actor, person, "premium.aided", at, facts, book)
    return worked, amount, done


async def worked_out(
    conn: Conn, book: Book, person: PersonKey, group: str, year: int, at: datetime
) -> AidWorked:
    """What `aid` would come to now, by the same code; a bill that it would make does not stay.

    Fails with NoPremium, AidGiven or NoAidHere.
    """
    async with conn.transaction(force_rollback=True):
        bills = await _bills(conn, book, person, year, at)
        first = await _unaided(conn, person, bills, group, year)
    laws = InsuranceLaws(book, person.division)
    return _worked(laws, first, bills[0], group, date(year, 1, 1))[0]


async def _unaided(
    conn: Conn, person: PersonKey, bills: list[Billed], group: str, year: int
) -> Tariff:
    """The tariff of a year's bill that no aid was given with. Fails with AidGiven."""
    for one in bills[1:]:
        told = await tariff_of(conn, person.region, one.tariff_id)
        if any(line.policy == AID for line in told.lines):
            raise AidGiven(year=year, group=told.options.get("aid", group))
    return await tariff_of(conn, person.region, bills[0].tariff_id)


async def _bills(
    conn: Conn, book: Book, person: PersonKey, year: int, at: datetime
) -> list[Billed]:
    """The bill of a cover year, made now where it was not; then its corrections."""
    try:
        return await bills_of(conn, person, date(year, 1, 1), YEAR)
    except NoBillToCorrect:
        pass
    if year == beijing_day(at).year:
        await bill_people(conn, book, person.region, [person.person_id], year_span(year, at))
    try:
        return await bills_of(conn, person, date(year, 1, 1), YEAR)
    except NoBillToCorrect as nothing:
        raise NoPremium(year=year) from nothing


def _worked(
    laws: InsuranceLaws, first: Tariff, bill: Billed, group: str, period: date
) -> tuple[AidWorked, TariffLine]:
    """What aid comes to, and of which line. Fails with NoPremium or NoAidHere."""
    lines = zip(first.lines, bill.amounts, strict=True)
    found = next(((line, fen) for line, fen in lines if line.payer == PERSON and fen), None)
    if found is None:
        raise NoPremium(year=period.year)
    line, premium = found
    rule = laws.value(AID, period, aid_group=group)
    if rule == NONE:
        raise NoAidHere(group=group)
    if rule is None:
        return AidWorked(premium_fen=premium, least_fen=None, most_fen=premium), line
    exact = premium * share(rule["share"])
    least = rounded(*exact.as_integer_ratio(), first.rounding_fen, first.rounding_mode)
    most = premium if rule.get("at_least") == "yes" else least
    return AidWorked(premium_fen=premium, least_fen=least, most_fen=most), line


def _line(line: TariffLine, payer: str) -> TariffLine:
    return TariffLine(
        insurance=line.insurance,
        payer=payer,
        per=line.per,
        rate_num=0,
        plus_num=0,
        den=1,
        policy=AID,
    )
