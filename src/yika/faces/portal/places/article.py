"""Where the card can be used and what each fund pays, from the policy of one region. Pure.

What a region does not publish is named as such and never filled in from elsewhere.
"""

from datetime import date, datetime

from yika.faces.portal.calculators.shown import Part, Result
from yika.faces.portal.laws import laws_used, titles
from yika.faces.portal.phrases import NOTHING, joined, phrase, word
from yika.guide.telling import Both
from yika.insurance.entitled.scope import Listed, Scope, Told, scope
from yika.insurance.laws import InsuranceLaws
from yika.insurance.model import PolicyUsed
from yika.policy.load import Book
from yika.policy.words import lists

# What the article tells, in this order: a key of the phrases and a list of the scope.
FUND = ("fund_care", "fund_pays", "fund_never_pays", "fund_refuses")
ACCOUNT = ("account", "checkup", "balance")
TONES = {"fund_never_pays": "no", "fund_refuses": "half"}


def article(book: Book, division: str, on: date, now: datetime) -> Result:
    """The article of a region on a day. Fails with NotPublishedHere where nothing is known."""
    found = scope(book, division, on)
    told = [(key, getattr(found, key)) for key in (*FUND, *ACCOUNT)]
    credentials, used = _credentials(InsuranceLaws(book, division), on)
    parts = [credentials]
    parts += [part for key, listed in told if (part := _part(key, listed)) is not None]
    used += [listed.policy for _, listed in told if listed.policy is not None]
    for key, one in (
        ("fund_advances", found.fund_advances),
        ("account_while_stopped", found.account_while_stopped),
    ):
        if one.yes is not None:
            parts.append(_yes_or_no(key, one))
            used += [] if one.policy is None else [one.policy]
    return Result(
        headline=phrase("guide_headline"),
        parts=tuple(parts),
        notes=tuple(_years(found)),
        unknown=titles(book, found.unknown),
        laws=laws_used(book, [*used, *_of_years(found)], now),
    )


def _credentials(laws: InsuranceLaws, on: date) -> tuple[Part, list[PolicyUsed]]:
    """What each credential may be used for, and the values of the law that say so."""
    lines: list[tuple[Both, Both]] = []
    used: list[PolicyUsed] = []
    for credential in lists().members("credential"):
        found = laws.found("credential.accepted", on, credential=credential)
        uses = phrase("guide_credential_unknown")
        if found is not None:
            uses = joined(word("uses", one) for one in found.value)
            used.append(found.used)
        name = word("credentials", credential)
        lines.append((NOTHING, phrase("guide_credential", credential=name, uses=uses)))
    return Part(title=phrase("guide_credentials"), tone="yes", facts=tuple(lines)), used


def _part(key: str, listed: Listed) -> Part | None:
    """A list of the law; None where the region has none."""
    if listed.items is None:
        return None
    facts = tuple((NOTHING, Both(one.zh, one.en)) for one in listed.items)
    return Part(title=phrase(f"guide_{key}"), tone=TONES.get(key, "yes"), facts=facts)


def _yes_or_no(key: str, told: Told) -> Part:
    tone, word = ("yes", "guide_yes") if told.yes else ("no", "guide_no")
    return Part(title=phrase(f"guide_{key}"), tone=tone, tag=phrase(word))


def _years(found: Scope) -> list[Both]:
    return [
        phrase(
            "guide_year",
            scheme=phrase(f"guide_scheme_{year.scheme}"),
            starts=year.starts_on.isoformat(),
            ends=year.ends_on.isoformat(),
        )
        for year in found.years
    ]


def _of_years(found: Scope) -> list[PolicyUsed]:
    return [one for year in found.years for one in year.policy]
