"""What *My card* shows of a standing, piece by piece: uses, reasons, remedies, the law behind them.

Pure functions from records to records in both languages. Dates are told from the instant the
standing was asked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from yika.faces.portal.phrases import (
    NOTHING,
    day,
    entry,
    has_phrase,
    instant,
    joined,
    phrase,
    place,
    value,
    word,
)
from yika.ground.money import fen
from yika.guide.telling import Both
from yika.policy.load import Book
from yika.policy.model import Value
from yika.policy.saying import said
from yika.standing.model import Hold, PolicyRef, Remedy, Standing

SPENDING = ("pay", "claim")
# Not having the e-credential stops nobody who never had it: it is worth doing, not a reason.
TIPS = frozenset({"no_e_credential"})
AGENCY = "agency"
MOVED = "moved_away"
PAYING = frozenset({"contribution_pay", "contribution_repair", "enrol"})
OF_COVER = frozenset({"contribution", "resident", "entitlement", "account", "pension"})
COVER_CAUSES = frozenset(
    {"not_enrolled", "arrears_employer", "arrears_own", "waiting", "moved_away"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """One value of the law behind a reason, with where it comes from."""

    id: str
    title: Both
    value: Both
    since: Both
    source: str
    address: str | None
    sure: Both
    taken_from: Both | None
    set_here: bool
    others: tuple[tuple[Both, str, Both], ...]  # what another source says, its title, how sure


def main_holds(standing: Standing) -> list[Hold]:
    """The holds that stop paying or claiming by something the person holds."""
    return [
        hold
        for hold in standing.holds
        if hold.cause not in TIPS
        and any(use in SPENDING for uses in hold.credentials.values() for use in uses)
    ]


def other_holds(standing: Standing) -> list[Hold]:
    """The rest: what is worth doing."""
    main = main_holds(standing)
    return [hold for hold in standing.holds if hold not in main]


def meanwhile(standing: Standing) -> tuple[Both, ...]:
    """What works today, one line a credential."""
    return tuple(
        phrase(
            "works_for", credential=word("credentials", works.credential), uses=doing(works.uses)
        )
        for works in standing.works_today
    )


def doing(uses: Sequence[str]) -> Both:
    """Uses in everyday words."""
    return joined(phrase(f"do_{use}") for use in uses)


def short(credential: str) -> Both:
    """A credential in everyday words."""
    return phrase(f"short_{credential}")


def plain(hold: Hold, moved_to: Both | None = None) -> Both:
    """A cause as one says it to the person; `moved_to`: the region where they are insured now."""
    cause = hold.cause
    if cause == MOVED and moved_to is not None:
        return phrase("plain_moved", place=moved_to)
    if cause == "not_enrolled" and hold.periods:
        return phrase("plain_year_unpaid")
    found = entry("causes", cause)
    if found is None or found.plain is None:
        return word("causes", cause)
    return Both(found.plain.zh, found.plain.en)


def to_do(matter: str) -> Both:
    """A matter as the button says it."""
    found = entry("matters", matter)
    return (
        word("matters", matter)
        if found is None or found.do is None
        else Both(found.do.zh, found.do.en)
    )


def steps(matters: Sequence[str]) -> Both:
    """Matters that still have to be done, in everyday words."""
    keys = ((matter, f"then_{matter}") for matter in matters)
    return joined(phrase(key) if has_phrase(key) else to_do(matter) for matter, key in keys)


def days(remedy: Remedy) -> Both:
    """How long a remedy takes."""
    if remedy.days is None:
        return phrase("not_known")
    return phrase("days_n", count=remedy.days) if remedy.days else phrase("days_0")


def trips(remedy: Remedy) -> Both:
    """How often one has to go out."""
    if remedy.trips is None:
        return phrase("not_known")
    return phrase(f"trips_{remedy.trips}" if remedy.trips < 2 else "trips_n", count=remedy.trips)


def fee(remedy: Remedy) -> Both:
    """What it costs."""
    if remedy.fee is None:
        return phrase("not_known")
    if fen(remedy.fee):
        return phrase("fee_n", fee=remedy.fee)
    return phrase("fee_0_paying" if remedy.matter in PAYING else "fee_0")


def fee_in_short(remedy: Remedy) -> Both:
    """What it costs, where nothing beside it says which fee is meant."""
    if remedy.matter in PAYING and remedy.fee is not None and not fen(remedy.fee):
        return phrase("fee_0_of_paying")
    return fee(remedy)


def fee_called(remedy: Remedy) -> Both:
    """What the fee is called: beside money that is owed it is one for handling."""
    return phrase("fee_handling" if remedy.matter in PAYING else "fee")


def done_by(hold: Hold, remedy: Remedy, at: datetime) -> Both | None:
    """When it would be done, begun now. What an agency decides has no date."""
    if hold.ended_by == AGENCY:
        return phrase("done_decided")
    at_once = remedy.done_at is not None and remedy.done_at <= at
    if remedy.done_at is None or (at_once and remedy.then):  # "at once" would promise too much
        return None
    told = phrase("done_now") if at_once else instant(remedy.done_at, at)
    extra = phrase("provisional") if remedy.provisional else NOTHING
    return Both(told.zh + extra.zh, told.en + extra.en)


def period(hold: Hold, period: date) -> Both:
    """A month not paid, or a year where it is about years."""
    new_year = all((one.month, one.day) == (1, 1) for one in hold.periods)
    yearly = new_year and hold.cause in ("waiting", "not_enrolled")
    key = "year_n" if yearly else "month_n"
    return phrase(key, year=period.year, month=period.month)


def laws(refs: Sequence[PolicyRef], book: Book, at: datetime) -> list[Law]:
    """The law behind a reason; the same value for several credentials is told once."""
    told = {(ref.id, str(ref.value), ref.source): _law(ref, book, at) for ref in refs}
    return list(told.values())


def title(book: Book, policy: str) -> Both:
    """What a rule is called."""
    form = book.form(policy)
    return Both(policy, policy) if form is None else Both(form.title.zh, form.title.en)


def _law(ref: PolicyRef, book: Book, at: datetime) -> Law:
    return Law(
        id=ref.id,
        title=title(book, ref.id),
        value=_told(ref.id, ref.value, ref.unit),
        since=phrase("law_undated") if ref.since is None else day(ref.since, at),
        source=ref.title,
        address=ref.address,
        sure=phrase(f"sure_{ref.confidence}"),
        taken_from=None if ref.taken_from is None else place(ref.taken_from),
        set_here=ref.set_by_installation,
        others=tuple(
            (_told(ref.id, one.value, ref.unit), one.source.title, phrase(f"sure_{one.confidence}"))
            for one in ref.others
        ),
    )


def _told(policy: str, found: Value, unit: str) -> Both:
    """A value in words; those of contributions and entitlement have shapes of their own."""
    if policy.partition(".")[0] not in OF_COVER:
        return value(found, unit)
    names = said(found, unit)
    return Both(names.zh, names.en)
