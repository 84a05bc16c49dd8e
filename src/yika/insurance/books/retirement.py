"""Retiring (退休): insured for life without contributions, once the years are met."""

from datetime import date, datetime, timedelta
from uuid import UUID

from yika.access.model import Actor
from yika.ground.errors import Refused, YikaError, refuse_all
from yika.insurance.books.enrolment import add, current, end, enrolments
from yika.insurance.books.enrolment_rules import NotEnrolled, overlaps
from yika.insurance.entitled.entitlement_laws import EntitlementLaws
from yika.insurance.entitled.years import years
from yika.insurance.model import Enrolment, Scheme
from yika.insurance.service import cover_of
from yika.people import service as people
from yika.people.model import PersonKey
from yika.policy.load import Book
from yika.store.db import Conn
from yika.store.keys import Keys

DAY = timedelta(days=1)
SEX_PLACE = 16  # of an ID number: odd for men
MEN = "13579"


class YearsNotMet(Refused):
    """Too few months were paid for lifelong cover. Facts: months, needed_months, still_months."""

    code = "years_not_met"


async def retire(
    conn: Conn,
    keys: Keys,
    book: Book,
    actor: Actor,
    person: PersonKey,
    retires_on: date,
    at: datetime,
) -> UUID:
    """Keep somebody insured for life without contributions, from a day on; the enrolment's id.

    Where the region does not publish how many years it asks for, the officer's word counts. Fails
    with NotEnrolled, YearsNotMet or EnrolmentOverlaps.
    """
    held = await enrolments(conn, person)
    open_id, one = current(held, retires_on - DAY)
    if one.is_retired or one.scheme == Scheme.RESIDENT:
        raise NotEnrolled(scheme=Scheme.EMPLOYEE)
    number = (await people.identity_of(conn, keys, person)).id_number
    sex = "male" if number[SEX_PLACE] in MEN else "female"
    paid = (await cover_of(conn, person)).paid
    told = years(paid, EntitlementLaws(book, person.division), sex, retires_on)
    reasons: list[YikaError] = []
    if told.reached is False:
        reasons.append(
            YearsNotMet(
                months=told.months,
                needed_months=told.needed_months,
                still_months=told.still_months,
            )
        )
    new = Enrolment(scheme=one.scheme, starts_on=retires_on, is_retired=True, how="retired")
    reasons += overlaps([other for _, other in held if other is not one], new)
    refuse_all(reasons)
    await end(conn, actor, person, open_id, retires_on - DAY, "retired", at)
    return await add(conn, book, actor, person, new, at)
