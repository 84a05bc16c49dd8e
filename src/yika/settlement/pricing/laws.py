"""The law of one region on what the funds pay, compiled once for each set of circumstances.

Days on which the same values hold share what was compiled, and ages, months and days of
retirement count only as far as some row asks for them, so that pricing costs no look-up.
"""

from bisect import bisect_right
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from yika.policy.benefits import unusable
from yika.policy.load import Book
from yika.policy.lookup import Known, look_up
from yika.policy.model import UNKNOWN, BadPolicy
from yika.policy.words import SHIPPED
from yika.settlement.model import Circumstances
from yika.settlement.pricing.compiling import KINDS, compiled
from yika.settlement.pricing.found import BenefitUnknown, Rules, ref_of
from yika.settlement.pricing.terms import Terms
from yika.standing.model import PolicyRef

_MOVES: Final = ("deductible", "share", "ceiling")
_OTHERS: Final = (
    "large_sum",
    "critical_illness",
    "civil_servant",
    "account_first",
    "remote",
    "pharmacy",
)
_MOST_KEPT: Final = 4096
FIRST_SHARE: Final = "benefit.first_share"
_ACCOUNT_SCOPE: Final = "account.scope"


class FirstShares(dict[str, Decimal]):
    """The first share of a class where a line does not say it; class A has none."""

    def __init__(self, told: Mapping[str, Decimal], division: str) -> None:
        super().__init__({"A": Decimal(0), **told})
        self._division = division

    def __missing__(self, key: str) -> Decimal:
        raise BenefitUnknown(id=FIRST_SHARE, division=self._division)


class BenefitLaws:
    """Questions about benefit to one region's policy."""

    def __init__(self, book: Book, division: str) -> None:
        self.book = book
        self.division = division
        self._days: dict[tuple[str, date], Rules] = {}
        self._rules: dict[tuple[object, ...], Rules] = {}
        self._terms: dict[tuple[object, ...], Terms | BenefitUnknown] = {}
        self._firsts: dict[date, FirstShares] = {}
        # The data that is shipped has been checked, and what was kept was checked before.
        self._is_usable = book.directory in (None, SHIPPED)

    @property
    def policy(self) -> str:
        """The policy as settlements name it: division@hash."""
        return f"{self.division}@{self.book.hash(self.division)}"

    def terms(self, circumstances: Circumstances) -> Terms:
        """The terms of a bill. Fails with BenefitUnknown, where a fact is missing BenefitNeeds."""
        rules = self.rules(circumstances.scheme, circumstances.on)
        key = _key(rules, circumstances)
        found = self._terms.get(key)
        if found is None:
            try:
                found = compiled(rules, self.division, circumstances)
            except BenefitUnknown as unknown:
                found = unknown
            _keep(self._terms, key, found)
        if isinstance(found, BenefitUnknown):
            raise type(found)(**found.facts)
        return found

    def lacking(self, circumstances: Circumstances) -> list[BenefitUnknown]:
        """Every rule that the terms miss, in order: each is supposed away to find the next."""
        rules = self.rules(circumstances.scheme, circumstances.on)
        found: list[BenefitUnknown] = []
        while True:
            supposed = frozenset(str(one.facts["id"]) for one in found)
            without = Rules(rules.answers, rules.begins_on, supposed)
            if _year(circumstances.scheme) in supposed:
                without.begins_on = circumstances.on
            try:
                compiled(without, self.division, circumstances)
            except BenefitUnknown as unknown:
                if unknown.facts["id"] not in supposed:
                    found.append(unknown)
                    continue
            return found

    def benefit_year(self, scheme: str, on: date) -> date:
        """The first day of the benefit year a day lies in. Fails with BenefitUnknown."""
        begins = self.rules(scheme, on).begins_on
        if begins is None:
            raise BenefitUnknown(id=_year(scheme), division=self.division)
        return begins

    def first_shares(self, on: date) -> FirstShares:
        """The first share of each class where a line does not say it."""
        kept = self._firsts.get(on)
        if kept is None:
            found = look_up(self.book, FIRST_SHARE, self.division, on)
            told: dict[str, str] = found.value if isinstance(found, Known) else {}
            parts = {
                one: Decimal(text.removesuffix("%")) / 100
                for one, text in told.items()
                if text != UNKNOWN
            }
            kept = FirstShares(parts, self.division)
            _keep(self._firsts, on, kept)
        return kept

    def account_scope(self, on: date) -> frozenset[str] | None:
        """What the personal account may be spent on; None where nobody has published it."""
        found = look_up(self.book, _ACCOUNT_SCOPE, self.division, on)
        return frozenset(found.value) if isinstance(found, Known) else None

    def ref(self, policy: str, on: date) -> PolicyRef | None:
        """Where a value that stands by itself is from; None where there is none."""
        found = look_up(self.book, policy, self.division, on)
        return ref_of(found) if isinstance(found, Known) else None

    def rules(self, scheme: str, on: date) -> Rules:
        """All benefit policies of a scheme on a day."""
        found = self._days.get((scheme, on))
        if found is None:
            self._usable()
            every = {
                policy: look_up(self.book, policy, self.division, on)
                for policy in policy_ids(scheme)
            }
            begins = self._begins(scheme, on)
            key = (begins, *(id(answer) for answer in every.values()))
            found = self._rules.get(key)
            if found is None:
                found = Rules(every, begins)
                _keep(self._rules, key, found)
            _keep(self._days, (scheme, on), found)
        return found

    def _usable(self) -> None:
        """Fails with BadPolicy where somebody's folder has values that no price can use."""
        if self._is_usable:
            return
        places = {rule.follows for rule in self.book.rules(self.division).values() if rule.follows}
        found = [one for place in (self.division, *places) for one in unusable(self.book, place)]
        if found:
            raise BadPolicy(sorted(found), self.book.directory)
        self._is_usable = True

    def _begins(self, scheme: str, on: date) -> date | None:
        found = look_up(self.book, _year(scheme), self.division, on)
        if not isinstance(found, Known) and self.book.rule(
            "entitlement.benefit_year", self.division
        ):
            found = look_up(self.book, "entitlement.benefit_year", self.division, on, scheme=scheme)
        if not isinstance(found, Known):
            return None
        begins = date(on.year, found.value["month"], found.value["day"])
        return begins if begins <= on else begins.replace(year=on.year - 1)


def policy_ids(scheme: str) -> tuple[str, ...]:
    """Every policy that may decide a price of a scheme, but for the benefit year."""
    topic = f"{scheme}_benefit"
    moves = (f"{topic}.{kind}_{move}" for kind in KINDS for move in _MOVES)
    return (*moves, *(f"{topic}.{one}" for one in _OTHERS), "benefit.assistance")


def _key(rules: Rules, told: Circumstances) -> tuple[object, ...]:
    return (
        rules.serial,
        told.scheme,
        told.kind,
        told.level,
        told.retired,
        told.off_site,
        _place(rules.ages, told.age),
        _place(rules.months, told.months),
        _place(rules.retired, told.retired_on),
        told.group,
        told.tier,
        told.signed,
        told.disease,
        told.assistance,
        told.civil_servant,
        told.is_prescribed,
        told.prescriber_level,
    )


def _year(scheme: str) -> str:
    return f"{scheme}_benefit.year"


def _place(turns: list[Any], value: date | int | None) -> int:
    if not turns:
        return 0
    return -1 if value is None else bisect_right(turns, value)


def _keep(among: dict[Any, Any], key: object, value: object) -> None:
    """Remember, and forget everything first where it has become too much."""
    if len(among) >= _MOST_KEPT:
        among.clear()
    among[key] = value
