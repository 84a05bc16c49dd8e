"""Writing how the cast is insured: enrolments and spans, then bills, payments and accounts.

Bills are made for everybody of a region at once and paid by their employers or by themselves, as
the services would have done it in those months.
"""

from datetime import date, datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5

from stdnum.cn import uscc

from yika.access.model import Actor, Role
from yika.accounts import service as ledger
from yika.accounts import sharing
from yika.accounts.crediting import Payouts, pay_out
from yika.accounts.laws import AccountLaws
from yika.accounts.model import CARRIED, REGION, Account, Transfer
from yika.accounts.sharing import Share
from yika.demo.insured import RECENT, Insured
from yika.ground.days import BEIJING, add_months
from yika.ground.money import fen
from yika.insurance.amounts.credit import credit
from yika.insurance.books import employers, enrolment, payments
from yika.insurance.books.bills import Span, bill_people, month_span, year_span
from yika.insurance.books.employers import Employer
from yika.insurance.books.enrolment import Enrol
from yika.insurance.books.payments import Payment
from yika.insurance.books.relatives import pay_premium
from yika.insurance.books.repairs import repair
from yika.insurance.books.retirement import retire
from yika.insurance.books.settling import Payer, open_bills
from yika.insurance.model import SCHOOL, Scheme
from yika.people import service as people
from yika.people.model import PersonKey
from yika.policy.load import Book
from yika.store.db import Conn
from yika.store.keys import Keys

RESIDENT = Scheme.RESIDENT.value
BOOKKEEPER = Actor(role=Role.OFFICER, channel="counter")
EMPLOYERS = {
    "textile": "演示纺织有限公司",
    "builder": "演示建筑工程有限公司",
    "trade": "演示商贸有限公司",
    "school": "演示市实验学校",
    "college": "演示学院",
}
OPENING = datetime(2025, 8, 31, 18, tzinfo=BEIJING)  # when what accounts held was brought in
SAVED = 36  # months of credits that somebody had saved by then
BILLED_ON, PAID_ON = 2, 20  # of a month
YEAR_BILLED = date(2025, 10, 9)


class Covering:
    """The insurance of all characters, written in one open transaction."""

    def __init__(self, conn: Conn, keys: Keys, book: Book) -> None:
        self._conn, self._keys, self._book = conn, keys, book
        self._employers: dict[tuple[int, str], Employer] = {}
        self._covers: dict[PersonKey, Insured] = {}
        self._people: dict[str, PersonKey] = {}

    async def enrol(self, person: PersonKey, key: str, cover: Insured) -> None:
        """Enrol a character, with the months paid before. Their anchor is locked."""
        self._covers[person] = cover
        self._people[key] = person
        at = _at(cover.since)
        if cover.how == "newborn":
            await enrolment.enrol_newborn(
                self._conn, self._keys, self._book, BOOKKEEPER, person, _at(cover.paid_on)
            )
            return
        works_for = cover.scheme == Scheme.EMPLOYEE
        employer = await self._employer(person.region, cover.employer) if works_for else None
        school = None
        if cover.school is not None:
            school = await self._employer(person.region, cover.school)
        asked = Enrol(
            scheme=cover.scheme,
            starts_on=cover.since,
            employer_id=employer.employer_id if employer else None,
            group=cover.group,
            base_fen=None if cover.scheme == Scheme.RESIDENT else fen(cover.base),
            options={} if school is None else {SCHOOL: str(school.employer_id)},
        )
        spans = tuple(cover.spans())
        to = (self._conn, self._book, BOOKKEEPER, person, asked)
        if cover.how == "moved_in":
            await enrolment.move_in(*to, spans, at)
            return
        await enrolment.enrol(*to, at)
        if spans:
            await enrolment.carry(self._conn, BOOKKEEPER, person, spans, at)

    async def settle(self) -> None:
        """Make the bills of the last months and pay those that were paid; then the rest."""
        for region in sorted({person.region for person in self._covers}):
            covers = {p: c for p, c in self._covers.items() if p.region == region}
            await people.lock(self._conn, covers)
            for person, cover in covers.items():
                await self._since(person, cover)
            monthly = {p: self._credit(p, c) for p, c in covers.items() if c.scheme != RESIDENT}
            await self._open_accounts(region, monthly)
            for period in sorted({month for cover in covers.values() for month in cover.billed}):
                await self._month(region, covers, period)
            for month in RECENT:
                await self._credit_month(region, month, covers, monthly)

    async def _month(self, region: int, covers: dict[PersonKey, Insured], period: date) -> None:
        """The bills of a month, or of residents for a year, and their payments."""
        billed = {p: c for p, c in covers.items() if period in c.billed}
        by_span: dict[Span, list[int]] = {}
        for person, cover in billed.items():
            by_span.setdefault(_span(cover, period), []).append(person.person_id)
        for span, ids in by_span.items():
            await bill_people(self._conn, self._book, region, ids, span)
        paid_on = period.replace(day=PAID_ON)
        for (where, name), employer in self._employers.items():
            staff = [c for c in billed.values() if c.employer == name]
            owes = all(c.scheme != Scheme.EMPLOYEE or period not in c.unpaid for c in staff)
            if where == region and owes:
                payer = Payer(region=region, employer_id=employer.employer_id)
                await self._pay(payer, period, paid_on)
        for person, cover in billed.items():
            if cover.scheme != Scheme.EMPLOYEE and period not in cover.unpaid:
                on = cover.paid_on if cover.scheme == RESIDENT else paid_on
                await self._pay_alone(person, cover, period, on)

    async def _pay(self, payer: Payer, period: date, on: date) -> None:
        """Pay all that is open, in time."""
        owed = sum(bill.rest_fen for bill in await open_bills(self._conn, payer))
        if not owed:
            return
        who = payer.employer_id or payer.person
        payment = Payment(
            payment_id=uuid5(NAMESPACE_URL, f"yika:paid:{payer.region}:{who}:{period}"),
            payer=payer,
            amount_fen=owed,
            channel="bank_counter",
            paid_at=_at(on),
        )
        await payments.pay(self._conn, self._book, BOOKKEEPER, payment, _at(on))

    async def _pay_alone(self, person: PersonKey, cover: Insured, period: date, on: date) -> None:
        """Pay one's own month or year, and lapsed years; or a relative does, from an account."""
        for year in cover.repaired:
            await repair(self._conn, self._book, BOOKKEEPER, person, year, _at(on))
        payer = Payer(region=person.region, person=person)
        if cover.paid_by is None:
            await self._pay(payer, period, on)
            return
        owner = self._people[cover.paid_by]
        share = Share(
            share_id=uuid5(NAMESPACE_URL, f"yika:share:{cover.paid_by}"),
            owner=owner,
            relative=person,
            relation="parent",
            starts_at=_at(on, 8),
        )
        await sharing.grant(self._conn, AccountLaws(self._book, person.division), share)
        owed = sum(bill.rest_fen for bill in await open_bills(self._conn, payer))
        payment_id = uuid5(NAMESPACE_URL, f"yika:paid:{cover.paid_by}:{period}")
        to = (self._conn, self._book, BOOKKEEPER, owner, person, owed, payment_id)
        await pay_premium(*to, _at(on))

    async def _since(self, person: PersonKey, cover: Insured) -> None:
        """What happened after the months were paid: retired, or moved away."""
        if cover.retires_on is not None:
            day = cover.retires_on
            to = (self._conn, self._keys, self._book, BOOKKEEPER, person, day)
            await retire(*to, _at(day))
        if cover.left_on is not None:
            await enrolment.leave(
                self._conn,
                BOOKKEEPER,
                person,
                cover.left_on,
                "moved_away",
                _at(cover.left_on),
                cover.moved_to,
            )

    async def _open_accounts(self, region: int, monthly: dict[PersonKey, int]) -> None:
        """What everybody with an account had saved before."""
        opening = [
            Transfer(
                uuid5(NAMESPACE_URL, f"yika:opening:{region}:{person.person_id}"),
                Account(REGION, "account_fund"),
                Account(person.person_id, CARRIED),
                amount * SAVED,
                "opening",
                OPENING,
            )
            for person, amount in monthly.items()
        ]
        await ledger.transfer(self._conn, region, opening)

    async def _credit_month(
        self,
        region: int,
        month: date,
        covers: dict[PersonKey, Insured],
        monthly: dict[PersonKey, int],
    ) -> None:
        payouts = Payouts()
        for person, amount in monthly.items():
            cover = covers[person]
            if cover.retires_on is not None:
                payouts.add(person.person_id, month, "credit_retired", 0, amount)
            elif month not in cover.unpaid:
                payouts.add(person.person_id, month, "credit", 0, amount)
        last = add_months(month, 1) - timedelta(days=1)
        fund, target = "account_fund", "current"
        to = (self._conn, region, fund, target, "credit", payouts)
        await pay_out(*to, _at(last), month)

    def _credit(self, person: PersonKey, cover: Insured) -> int:
        """What a month brings somebody, in fen."""
        flexible = cover.scheme == Scheme.FLEXIBLE
        status = "retired" if cover.retires_on else "flexible" if flexible else "active"
        told = credit(
            self._book, person.division, status, cover.billed[-1], base=cover.base, age=60
        )
        return fen(told.amount)

    async def _employer(self, region: int, name: str) -> Employer:
        found = self._employers.get((region, name))
        if found is None:
            serial = f"91{region}MADEM000{list(EMPLOYERS).index(name) + 1}"
            found = self._employers[region, name] = await employers.register(
                self._conn,
                BOOKKEEPER,
                region,
                serial + uscc.calc_check_digit(serial),
                EMPLOYERS[name],
                1,
                _at(date(2016, 1, 4)),
            )
        return found


def _span(cover: Insured, period: date) -> Span:
    """The month, or for residents the cover year, and when its bill was made."""
    if cover.scheme != Scheme.RESIDENT:
        return month_span(period, _at(period.replace(day=BILLED_ON)))
    on = cover.paid_on if cover.how == "newborn" else YEAR_BILLED
    return year_span(period.year, _at(on))


def _at(day: date, hour: int = 9) -> datetime:
    """Office hours of a day."""
    return datetime.combine(day, time(hour), BEIJING)
