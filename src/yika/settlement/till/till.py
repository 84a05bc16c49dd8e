"""The law a till needs (结算规则), by day: who may pay with what, from which wallet, how much.

Answers of a day are kept, so that a bill costs no look-up.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Final

from yika.accounts.laws import AccountLaws, SpendLimit
from yika.accounts.sharing import RULE
from yika.ground.money import fen
from yika.insurance.entitled.bonus_years import rule_on
from yika.policy.load import Book
from yika.policy.lookup import Known, look_up, timeline
from yika.policy.model import Value
from yika.settlement.pricing.laws import BenefitLaws
from yika.settlement.till.bills import PHARMACY
from yika.settlement.till.circumstances import EMPLOYEE, RESIDENT, Insurances
from yika.standing.laws import Laws
from yika.standing.service import laws_of

OWN_SHARE: Final = "own_share"
AT_PHARMACY: Final = "pharmacy"
YES, NO = "yes", "no"
PIN: Final = "settlement.password"  # whether one is asked for, by credential


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharing:
    """What a region lets relatives use (共济)."""

    relations: frozenset[str]
    uses: frozenset[str]
    yearly_max_fen: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """The law of a till on one day. None of sharing: nobody says, or there is none."""

    on: date
    order: tuple[str, ...]
    scope: frozenset[str]
    limit: SpendLimit | None
    sharing: Sharing | None
    works_when_stopped: bool  # the account, while the fund pays nothing for want of contributions
    first_shares: Mapping[str, Decimal]
    diseases: Mapping[str, str]  # the region's words by national code
    years: Mapping[str, date | None]  # the first day of the benefit year by scheme, where told
    incentive: Value | None  # what years add to the ceiling of critical illness, of residents

    def year(self, scheme: str) -> date:
        """The first day of the benefit year; 1 January where nobody tells one."""
        return self.years[scheme] or date(self.on.year, 1, 1)


class TillLaws:
    """The law of one region for settling."""

    def __init__(self, book: Book, division: str) -> None:
        self.division = division
        self.standing: Laws = laws_of(book, division)
        self.accounts = AccountLaws(book, division)
        self.benefit = BenefitLaws(book, division)
        self.insurances = Insurances(self.standing.entitlement)
        self.policy: str = self.benefit.policy
        self._book = book
        self._day: Day | None = None

    def day(self, on: date) -> Day:
        """The law of a day."""
        if self._day is None or self._day.on != on:
            self._day = self._read(on)
        return self._day

    @cached_property
    def with_password(self) -> frozenset[str]:
        """The credentials with which the holder's password is asked for, today or on any day."""
        answers = (span.answer for span in timeline(self._book, PIN, self.division))
        known = [one.value for one in answers if isinstance(one, Known)]
        return frozenset(name for value in known for name in value if value[name] == YES)

    def asks_password(self, credential: str, at: datetime) -> bool:
        """Whether the holder's password is asked for with a credential at an instant."""
        found = look_up(self._book, PIN, self.division, at)
        return isinstance(found, Known) and found.value.get(credential) == YES

    def _read(self, on: date) -> Day:
        scope = self.accounts.value("account.scope", on)
        return Day(
            on=on,
            order=self.accounts.order(on),
            scope=frozenset(scope or ()),
            limit=self.accounts.spend_limit(on),
            sharing=self._sharing(on),
            works_when_stopped=self.accounts.value("account.while_stopped", on) != NO,
            first_shares=self.benefit.first_shares(on),
            diseases=self._diseases(on),
            years={one: self.benefit.rules(one, on).begins_on for one in (EMPLOYEE, RESIDENT)},
            incentive=rule_on(self.standing.entitlement, on),
        )

    def _sharing(self, on: date) -> Sharing | None:
        if self.accounts.value(RULE, on) is None:
            return None
        rule = self.accounts.sharing(on)
        if rule is None:
            return None
        most = rule.get("yearly_max")
        return Sharing(
            relations=frozenset(rule["relations"]),
            uses=frozenset(rule["uses"]),
            yearly_max_fen=None if most is None else fen(most),
        )

    def _diseases(self, on: date) -> Mapping[str, str]:
        found = look_up(self._book, "chronic.diseases", self.division, on)
        codes: list[dict[str, str]] = found.value["codes"] if isinstance(found, Known) else []
        return {one["code"]: one["disease"] for one in codes}


_laws: dict[tuple[int, str], TillLaws] = {}


def till_laws(book: Book, division: str) -> TillLaws:
    """A region's law for settling, compiled once for each book."""
    key = (id(book), division)
    if key not in _laws:
        _laws[key] = TillLaws(book, division)
    return _laws[key]


def use_of(kind: str) -> str:
    """What an account is used for at such a visit: a word of ``account_uses``."""
    return AT_PHARMACY if kind == PHARMACY else OWN_SHARE
