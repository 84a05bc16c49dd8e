"""What somebody has to pay themselves today, and where they went who moved away: for the pages."""

from datetime import datetime

from yika.faces.portal.cover import enrolment_now
from yika.faces.portal.phrases import place
from yika.ground.days import beijing_day
from yika.ground.money import yuan
from yika.guide.telling import Both
from yika.insurance.books import settling
from yika.insurance.books.placing import fee
from yika.insurance.books.settling import Payer
from yika.insurance.entitled.entitlement import of_cover
from yika.insurance.laws import InsuranceLaws
from yika.insurance.service import cover_of
from yika.people.model import PersonKey
from yika.policy.load import Book
from yika.standing import service as standings
from yika.store.db import Conn


async def to_pay(conn: Conn, book: Book, person: PersonKey, at: datetime) -> str | None:
    """The amount in yuan, late fees included; where there is no bill yet, that of the year.

    None where nothing is to be paid, or where it is not known.
    """
    laws, today = InsuranceLaws(book, person.division), beijing_day(at)
    bills = await settling.open_bills(conn, Payer(region=person.region, person=person))
    owed = sum(
        one.rest_fen + fee(one.rest_fen, settling.fee_share(laws, one), one.due_on, today)
        for one in bills
    )
    if owed:
        return yuan(owed)
    known = await cover_of(conn, person)
    current = enrolment_now(known, today)
    if current is None:
        return None
    group = {"group": current.group} if current.group else {}
    entitled = standings.laws_of(book, person.division).entitlement
    found = of_cover(entitled, current.scheme, known, today, group)
    return next((one.cost for one in found.earlier_if if one.what == "pay"), None)


async def moved_to(conn: Conn, person: PersonKey) -> Both | None:
    """The region to which somebody moved away last; None where nobody wrote it down."""
    found = (await cover_of(conn, person)).enrolments
    to = found[-1].moved_to if found else None
    return None if to is None else place(f"{to:06}")
