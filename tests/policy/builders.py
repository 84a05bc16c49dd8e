"""Rules and books for tests, with defaults."""

from datetime import date

from yika.policy.load import Book
from yika.policy.model import Confidence, Entry, Names, Other, Rule, Source, Value

NOTICE = Source("X1", "a made-up notice")
HERE, NATION = "999901", "000000"


def an_entry(
    value: Value,
    since: date | None = None,
    until: date | None = None,
    attested_on: date | None = None,
    others: tuple[Other, ...] = (),
) -> Entry:
    return Entry(
        value=value,
        confidence=Confidence.MADE_UP,
        source=NOTICE,
        since=since,
        until=until,
        attested_on=attested_on,
        others=others,
    )


def a_rule(
    *values: Entry,
    policy_id: str = "password.tries_before_lock",
    division: str = HERE,
    unit: str = "tries",
    by: tuple[str, ...] = (),
    follows: str | None = None,
) -> Rule:
    return Rule(
        id=policy_id,
        division=division,
        title=Names("锁定次数", "tries before a lock"),
        unit=unit,
        covers="password",
        decided_by="attempt_time",
        by=by,
        follows=follows,
        values=values,
        checked_on=date(2026, 11, 20),
    )


def a_book(*rules: Rule, settings: dict[str, Value] | None = None) -> Book:
    divisions: dict[str, dict[str, Rule]] = {}
    for rule in rules:
        divisions.setdefault(rule.division, {})[rule.id] = rule
    return Book(None, divisions, settings or {})
