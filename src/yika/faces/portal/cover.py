"""*My insurance* as its template wants it: whether the fund pays, what was paid, what can be done.

Pure functions from records of `insurance` to what is shown; `cover_routes` reads the records.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from yika.faces.portal.calculators import waiting
from yika.faces.portal.calculators.shown import Asked, Cell, Grid, Part, Result, Row
from yika.faces.portal.forms import Form
from yika.faces.portal.laws import laws_used
from yika.faces.portal.phrases import day, has_phrase, instant, phrase, place, word
from yika.faces.portal.views import Law, to_do
from yika.ground.days import beijing_day
from yika.ground.money import yuan
from yika.guide.telling import Both
from yika.insurance.books.diagnosis import Cause, Diagnosis
from yika.insurance.entitled.years import YearsCounted
from yika.insurance.model import Cover, Enrolment, PaidSpan, Scheme
from yika.insurance.service import Record

PAYERS = ("employer", "person", "subsidy")
SHOWN_MAX = 36  # bills on the page; older ones are counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """A bill of a month or year as the page shows it."""

    title: Both
    state: Both
    tone: str  # yes | half | no | plain
    facts: tuple[tuple[Both, Both], ...]
    grid: Grid
    payments: tuple[Both, ...]
    why: tuple[Part, ...]  # why it is shown as unpaid


@dataclass(frozen=True, slots=True, kw_only=True)
class YearsShown:
    """The years counted and still needed."""

    told: Both
    facts: tuple[tuple[Both, Both], ...]
    laws: tuple[Law, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Everything of *my insurance*."""

    answer: Result
    enrolments: tuple[Part, ...]
    missing: tuple[tuple[Both, tuple[Part, ...]], ...]  # periods without a bill, and why
    bills: tuple[Bill, ...]
    left_out: int
    before: tuple[Both, ...]  # months paid before bills were kept, or elsewhere
    years: YearsShown | None
    to_do: bool  # whether there is anything that makes it better now
    acts: tuple[Form, ...]
    office: tuple[Form, ...]
    key: str


def bills(
    found: Sequence[Record], why: Mapping[date, Diagnosis], now: datetime
) -> tuple[Bill, ...]:
    """The newest bills, with why they are shown as unpaid."""
    told: set[date] = set()
    shown: list[Bill] = []
    for record in found[:SHOWN_MAX]:
        diagnosis = why.get(record.period) if record.paid_on is None else None
        is_first = record.period not in told
        told.add(record.period)
        causes = causes_told(diagnosis, now) if diagnosis is not None and is_first else ()
        shown.append(_bill(record, causes, now))
    return tuple(shown)


def _bill(record: Record, why: tuple[Part, ...], now: datetime) -> Bill:
    state, tone = _state(record, beijing_day(now))
    over = record.paid_on is None and record.due_on < beijing_day(now)
    facts = [(phrase("b_due_over" if over else "b_due"), day(record.due_on, now))]
    if record.base_fen is not None:
        facts.insert(0, (phrase("b_base"), phrase("yuan_n", amount=yuan(record.base_fen))))
    if record.employer is not None:
        facts.insert(0, (phrase("b_employer"), Both(record.employer, record.employer)))
    owed = phrase("yuan_n", amount=yuan(record.owed_fen))
    facts.append((phrase("b_owed", by=word("payers", record.owed_by)), owed))
    facts.append((phrase("b_paid"), phrase("yuan_n", amount=yuan(record.paid_fen))))
    return Bill(
        title=_title(record.kind, record.period),
        state=state,
        tone=tone,
        facts=tuple(facts),
        grid=_grid(record),
        payments=tuple(_payments(record, now)),
        why=why,
    )


def _title(kind: str, period: date) -> Both:
    span = year(period) if kind in ("year", "repair") else month(period)
    return span if kind in ("month", "year") else phrase(f"b_kind_{kind}", period=span)


def _state(record: Record, today: date) -> tuple[Both, str]:
    if record.paid_on is not None:
        late = record.paid_on > record.due_on
        return phrase("b_state_late" if late else "b_state_paid"), "yes"
    if record.paid_fen:
        return phrase("b_state_partly"), "half"
    if today <= record.due_on:
        return phrase("b_state_not_due"), "plain"
    return phrase(f"b_state_overdue_{record.owed_by}"), "no"


def _grid(record: Record) -> Grid:
    columns = [one for one in PAYERS if any(line.payer == one for line in record.lines)]
    rows: dict[str, dict[str, int]] = {}
    for line in record.lines:
        cells = rows.setdefault(line.insurance, {})
        cells[line.payer] = cells.get(line.payer, 0) + line.amount_fen
    sums = {one: sum(cells.get(one, 0) for cells in rows.values()) for one in columns}
    return Grid(
        caption=phrase("b_lines"),
        columns=tuple(word("payers", one) for one in columns),
        rows=tuple(
            Row(word("social_insurances", insurance), _cells(cells, columns))
            for insurance, cells in rows.items()
        ),
        totals=(Row(phrase("b_total"), _cells(sums, columns)),),
    )


def _cells(amounts: Mapping[str, int], columns: Iterable[str]) -> tuple[Cell | None, ...]:
    found = (amounts.get(one) for one in columns)
    return tuple(None if amount is None else Cell(yuan(amount), "") for amount in found)


def _payments(record: Record, now: datetime) -> Iterable[Both]:
    for part in record.payments:
        yield phrase(
            f"b_payment_{part.purpose}",
            when=instant(part.paid_at, now),
            amount=yuan(part.amount_fen),
            channel=_channel(part.channel),
        )


def _channel(name: str) -> Both:
    """How a payment came: through a channel, from an account, or as a credit note."""
    key = f"b_channel_{name}"
    return phrase(key) if has_phrase(key) else word("channels", name)


def causes_told(found: Diagnosis, now: datetime) -> tuple[Part, ...]:
    """Why a period is shown as unpaid, each cause with what to do and who has to act."""
    return tuple(_cause(one, now) for one in found.causes)


def _cause(one: Cause, now: datetime) -> Part:
    facts: list[tuple[Both, Both]] = []
    if one.matter is not None:
        facts.append((phrase("b_do"), to_do(one.matter)))
    facts.append((phrase("b_who"), phrase(f"b_who_{one.who}")))
    if one.amount_fen:
        facts.append((phrase("b_open"), phrase("yuan_n", amount=yuan(one.amount_fen))))
    if one.due_on is not None:
        late = one.due_on < beijing_day(now) and one.matter is not None
        facts.append((phrase("b_due_late" if late else "b_due"), day(one.due_on, now)))
    if one.since is not None:
        facts.append((phrase("b_waits"), instant(one.since, now)))
    title = Both(one.says.zh, one.says.en)
    waits = one.cause in ("not_due", "in_transit", "not_billed")
    return Part(title=title, tone="plain" if waits else "half", facts=tuple(facts))


def missing(
    why: Mapping[date, Diagnosis], found: Sequence[Record], now: datetime, *, yearly: bool
) -> tuple[tuple[Both, tuple[Part, ...]], ...]:
    """Periods of which there is no bill, and why."""
    billed = {record.period for record in found}
    return tuple(
        (year(period) if yearly else month(period), causes_told(one, now))
        for period, one in why.items()
        if period not in billed and not one.is_paid
    )


def asked_about(cover: Cover, found: Sequence[Record], today: date) -> list[date]:
    """The periods worth asking about why they are not paid: open bills, and the present one."""
    open_now = {record.period for record in found if record.paid_on is None}
    current = enrolment_now(cover, today)
    if current is not None and not current.is_retired:
        resident = current.scheme == Scheme.RESIDENT
        here = date(today.year, 1, 1) if resident else today.replace(day=1)
        if all(record.period != here for record in found) and not _is_paid(cover, here):
            open_now.add(here)
    return sorted(open_now, reverse=True)[:SHOWN_MAX]


def _is_paid(cover: Cover, period: date) -> bool:
    return any(one.from_month <= period <= one.until_month for one in cover.paid)


def enrolment_now(cover: Cover, today: date) -> Enrolment | None:
    """The enrolment in force on a day."""
    for one in reversed(cover.enrolments):
        if one.starts_on <= today and (one.ends_on is None or one.ends_on >= today):
            return one
    return None


def enrolments(cover: Cover, now: datetime, *, entitled: bool) -> tuple[Part, ...]:
    """All enrolments, the newest first; `entitled` whether the fund pays at all now."""
    return tuple(_enrolment(one, now, entitled=entitled) for one in reversed(cover.enrolments))


def _enrolment(one: Enrolment, now: datetime, *, entitled: bool) -> Part:
    facts = [(phrase("e_since"), day(one.starts_on, now))]
    if one.ends_on is not None:
        facts.append((phrase("e_until"), day(one.ends_on, now)))
    if one.end_reason is not None:
        facts.append((phrase("e_why_ended"), phrase(f"e_ended_{one.end_reason}")))
    if one.moved_to is not None:
        facts.append((phrase("e_moved_to"), place(f"{one.moved_to:06}")))
    if one.group is not None:
        facts.append((phrase("c_group"), word("resident_groups", one.group)))
    if one.base_fen is not None:
        facts.append((phrase("b_base"), phrase("yuan_n", amount=yuan(one.base_fen))))
    is_open = one.ends_on is None or one.ends_on >= beijing_day(now)
    tag = "e_retired" if one.is_retired else "e_open" if is_open else "e_over"
    is_idle = tag == "e_open" and not entitled
    return Part(
        title=word("insurances", one.scheme),
        tone="half" if is_idle else "yes" if is_open else "plain",
        tag=phrase("e_idle" if is_idle else tag),
        facts=tuple(facts),
    )


def before(cover: Cover, found: Sequence[Record]) -> tuple[Both, ...]:
    """Months paid that no bill here tells: from elsewhere, or from before, newest first."""
    billed = {record.period for record in found}
    spans = [one for one in cover.paid if one.from_month not in billed or one.place is not None]
    return tuple(_span(one) for one in reversed(spans))


def _span(one: PaidSpan) -> Both:
    there = phrase("b_here") if one.place is None else place(f"{one.place:06}")
    first, last = month(one.from_month), month(one.until_month)
    return phrase(
        "b_span", first=first, last=last, place=there, scheme=word("insurances", one.scheme)
    )


def years_shown(found: YearsCounted, asked: Asked) -> YearsShown:
    """The years counted and still needed."""
    return YearsShown(
        told=waiting.years_told(found),
        facts=waiting.years_facts(found),
        laws=laws_used(asked.book, found.policy, asked.now),
    )


def month(period: date) -> Both:
    """A month as people say it."""
    return phrase("month_n", year=period.year, month=period.month)


def year(period: date) -> Both:
    """A cover year as people say it."""
    return phrase("year_n", year=period.year)
