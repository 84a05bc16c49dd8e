"""The buttons of *my insurance*: pay, enrol, repair; and what the office does. Pure."""

from collections.abc import Sequence
from datetime import date

from yika.faces.portal import cover_fields as asks
from yika.faces.portal.cover import enrolment_now
from yika.faces.portal.fields import Option
from yika.faces.portal.forms import Form
from yika.faces.portal.matter_forms import Doer
from yika.faces.portal.phrases import phrase, place
from yika.ground.days import beijing_day
from yika.insurance.model import Cover, Scheme
from yika.insurance.service import Record
from yika.policy.load import Book

AGES_AGO = 10  # for how many years back a lapsed year may be asked about
LEAVING = ("left", "moved_away", "retired", "died")


def acts(doer: Doer, cover: Cover, found: Sequence[Record], owed: str | None) -> tuple[Form, ...]:
    """What the person can have done. `owed`: what they have to pay now, in yuan."""
    owes = any(record.paid_on is None and record.owed_by == "person" for record in found)
    today = beijing_day(doer.at)
    current = enrolment_now(cover, today)
    pays = current is not None and current.scheme != Scheme.EMPLOYEE and not current.is_retired
    shown: list[Form | None] = []
    if owes or pays:
        shown.append(_pay(doer, owed))
    lapsed = lapsed_years(cover, today)
    if lapsed:
        shown.append(_repair(doer, lapsed))
    if current is None or not current.is_retired:
        shown.append(_enrol(doer))
    return tuple(form for form in shown if form is not None)


def office(doer: Doer, book: Book, cover: Cover, found: Sequence[Record]) -> tuple[Form, ...]:
    """What only the office does, in the sandbox."""
    shown: list[Form | None] = []
    if any(record.paid_on is None and record.owed_by == "employer" for record in found):
        shown.append(settle(doer))
    months = [record for record in found if record.kind == "month"]
    if months:
        shown.append(_correct(doer, months))
    current = enrolment_now(cover, beijing_day(doer.at))
    shown.append(_transfer(doer, book) if current is None else _end(doer, book))
    return tuple(form for form in shown if form is not None)


def settle(doer: Doer) -> Form | None:
    """The employer pays, as its bank reports."""
    return doer.office("settle", {"act": "settle_employer_arrears"})


def lapsed_years(cover: Cover, today: date) -> list[int]:
    """The years between the first one of a resident and now that were not paid nor repaired."""
    if not any(one.scheme == Scheme.RESIDENT for one in cover.enrolments):
        return []
    paid = {
        year for one in cover.paid for year in range(one.from_month.year, one.until_month.year + 1)
    }
    if not paid:
        return []
    first = max(min(paid), today.year - AGES_AGO)
    known = paid | set(cover.repaired)
    return [year for year in range(today.year - 1, first, -1) if year not in known]


def _pay(doer: Doer, owed: str | None) -> Form | None:
    fields = [asks.payment(owed)]
    return doer.form("pay", "contribution_pay", {"act": "pay_contribution"}, fields)


def _repair(doer: Doer, years: Sequence[int]) -> Form | None:
    hidden = {"act": "repair_contribution"}
    return doer.form("repair", "contribution_repair", hidden, asks.repair_fields(years))


def _enrol(doer: Doer) -> Form | None:
    return doer.form("enrol", "enrol", {"act": "enrol"}, asks.enrol_fields())


def _transfer(doer: Doer, book: Book) -> Form | None:
    fields = asks.transfer_fields(asks.places_of(book, doer.laws.entitlement.division))
    return doer.office("transfer", {"act": "transfer_in"}, fields)


def _correct(doer: Doer, months: Sequence[Record]) -> Form | None:
    listed = [
        Option(
            f"{one.period:%Y-%m}", phrase("month_n", year=one.period.year, month=one.period.month)
        )
        for one in months
    ]
    fields = [asks.options("month", listed), asks.money("base", required=True)]
    return doer.office("correct", {"act": "correct_contribution"}, fields)


def _end(doer: Doer, book: Book) -> Form | None:
    reasons = [Option(one, phrase(f"e_ended_{one}")) for one in LEAVING]
    places = asks.places_of(book, doer.laws.entitlement.division)
    moved = (Option("", phrase("f_moved_to_none")), *(Option(one, place(one)) for one in places))
    fields = [asks.options("reason", reasons), asks.options("moved_to", moved)]
    return doer.office("end", {"act": "end_enrolment"}, fields)
