"""*My account* as its template wants it: where every yuan is, what moved, who may use it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from yika.accounts.clear_out import ClearOut
from yika.accounts.model import chart
from yika.accounts.sharing import Share
from yika.accounts.statement import Line, Statement, Where
from yika.faces.portal.calculators.shown import Part
from yika.faces.portal.forms import Form
from yika.faces.portal.phrases import day, instant, phrase, word
from yika.faces.portal.views import Law
from yika.ground.days import beijing_day
from yika.ground.money import yuan
from yika.guide.telling import Both
from yika.people.model import PersonKey

LINES_MAX = 200  # movements on the page; the paper has them all
STEPS = ("noticed", "cleared", "arrived")


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A movement as the page shows it."""

    when: Both
    why: Both
    amount: str  # with its sign
    comes_in: bool
    balance: str
    wallet: Both


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedShown:
    """Somebody who may use the account, or whose account may be used."""

    part: Part
    revoke: Form | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Everything of *my account*."""

    total: str
    has_none: bool  # a resident, who has no personal account
    wallets: tuple[tuple[Both, str, Both], ...]  # which, how much, what it is
    clear_out: Part | None
    clear_form: Form | None
    since: str
    until: str
    opening: str
    closing: str
    came_in: str
    went_out: str
    lines: tuple[Moved, ...]
    left_out: int
    shares: tuple[SharedShown, ...]
    over: tuple[Part, ...]
    given_to_me: tuple[Part, ...]
    acts: tuple[Form, ...]
    pays_out: bool  # the balance can be asked for, on an occasion of the law
    rules: tuple[Law, ...]
    key: str


def wallets(found: Where) -> tuple[tuple[Both, str, Both], ...]:
    """Where the money is: all places that hold some, and always this year's and carried over."""
    held = found.balances
    shown = [("current", held.current), ("carried", held.carried)]
    elsewhere = (("deposit", held.deposit), ("clearing", held.clearing), ("owed", held.owed))
    shown += [(kind, fen) for kind, fen in elsewhere if fen]
    return tuple((_wallet(kind), yuan(fen), phrase(f"w_{kind}_is")) for kind, fen in shown)


def _wallet(kind: str) -> Both:
    found = chart().kinds[kind]
    return Both(found.zh, found.en)


def lines(found: Statement, now: datetime) -> tuple[Moved, ...]:
    """The movements, newest first."""
    return tuple(_moved(one, now) for one in reversed(found.lines))[:LINES_MAX]


def _moved(one: Line, now: datetime) -> Moved:
    reason = chart().reasons.get(one.reason)
    sign = "+" if one.amount_fen > 0 else ""
    return Moved(
        when=instant(one.happened_at, now),
        why=Both(one.reason, one.reason) if reason is None else Both(reason.zh, reason.en),
        amount=f"{sign}{yuan(one.amount_fen)}",
        comes_in=one.amount_fen > 0,
        balance=yuan(one.balance_fen),
        wallet=phrase(f"w_{one.wallet}"),
    )


def share(one: Share, name: str, left_fen: int | None, now: datetime, *, mine: bool = True) -> Part:
    """What somebody may use, told to the owner or, where it is not mine, to the relative."""
    facts = [(phrase("s_since"), instant(one.starts_at, now))]
    if one.ends_at is not None:
        last = beijing_day(one.ends_at - timedelta(microseconds=1))
        facts.append((phrase("s_until"), day(last, now)))
    if one.yearly_max_fen is not None:
        facts.append((phrase("s_most"), phrase("yuan_n", amount=yuan(one.yearly_max_fen))))
    if one.in_force(now) and left_fen is not None:
        facts.append((phrase("s_left"), phrase("yuan_n", amount=yuan(left_fen))))
    relation = word("relations", one.relation)
    title = phrase("s_to" if mine else "s_from", name=name, relation=relation)
    is_open = one.in_force(now)
    return Part(
        title=title,
        tone="yes" if is_open else "plain",
        tag=None if is_open else phrase("e_over"),
        facts=tuple(facts),
    )


def others_of(shares: Sequence[Share], given: Sequence[Share]) -> list[PersonKey]:
    """Everybody whose name the page needs."""
    keys = [one.relative for one in shares] + [one.owner for one in given]
    return list(dict.fromkeys(keys))


def clear_out(found: ClearOut, now: datetime) -> Part:
    """Where the money is while a card moves to another bank, step by step."""
    facts = [(phrase("z_noticed"), instant(found.noticed_at, now))]
    if found.cleared_at is not None:
        facts.append((phrase("z_cleared"), instant(found.cleared_at, now)))
        facts.append((phrase("z_amount"), phrase("yuan_n", amount=yuan(found.amount_fen))))
    if found.arrived_at is not None:
        facts.append((phrase("z_arrived"), instant(found.arrived_at, now)))
    return Part(
        title=phrase("z_title", old=found.old_bank, new=found.new_bank),
        tone="yes" if found.arrived_at else "half",
        tag=phrase(f"z_stage_{found.stage}"),
        note=phrase(f"z_next_{found.stage}"),
        facts=tuple(facts),
    )


def span(given: Mapping[str, str], today: date) -> tuple[date, date]:
    """The days asked for; else the year up to today. Nothing that cannot be read."""
    since, until = _day(given.get("since")), _day(given.get("until"))
    return since or date(today.year - 1, 1, 1), until or today


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
