"""The matters in the groups people look for them in, and where another page does one already."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from yika.faces.portal.matters.ways import ONLINE, facts_in_short
from yika.faces.portal.phrases import phrase, word
from yika.faces.portal.views import to_do
from yika.guide.telling import Both
from yika.matters.cases.model import Preflight
from yika.matters.cases.preflight import definition
from yika.policy.load import Book

GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "card": (
        *("card_apply", "card_progress", "card_collect", "card_activate", "card_replace"),
        *("loss_report", "loss_withdraw", "card_rewrite", "temporary_card", "card_cancel"),
        "state_query",
    ),
    "password": (
        *("password_change", "password_reset", "password_unlock", "e_credential_activate"),
    ),
    "cover": (
        *("enrol", "contribution_pay", "contribution_query", "contribution_repair"),
        *("contribution_correct", "employer_settle", "cover_proof", "transfer_in"),
        *("transfer_out", "data_change", "identity_correct", "balance_query"),
        *("transaction_record", "statement_print", "account_reactivate"),
        *("balance_clear_out", "account_withdraw"),
    ),
    "filings": (
        *("off_site_file", "off_site_end", "chronic_recognise", "institution_choose"),
        *("family_doctor_sign", "family_doctor_end"),
    ),
    "claims": (
        *("reimbursement", "maternity_claim", "assistance_apply", "premium_aid_apply"),
        "confirmation",
    ),
    "family": (
        *("mandate_grant", "mandate_revoke", "family_share", "family_share_revoke"),
        "premium_for_relative",
    ),
    "reviews": ("grievance", "review_cooperate", "suspension_hearing", "suspension_appeal"),
}
# What is done on another page: a password is typed there and kept nowhere, or it is only looked up.
ELSEWHERE: Final = {
    **dict.fromkeys(
        ("password_change", "password_reset", "e_credential_activate", "card_progress"), "/my-card"
    ),
    **dict.fromkeys(("contribution_query", "employer_settle", "contribution_correct"), "/my-cover"),
    **dict.fromkeys(("balance_query", "transaction_record"), "/my-account"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A matter in the list: what it is called, and what is to be known before one opens it."""

    matter: str
    do: Both
    called: Both
    online: bool
    facts: Both


@dataclass(frozen=True, slots=True)
class Group:
    """Matters of one kind."""

    key: str
    title: Both
    lines: tuple[Line, ...]


def groups(
    book: Book, division: str, at: datetime, allowed: Collection[str] | None = None
) -> list[Group]:
    """All matters of a region; `allowed` are those an agent may do, None where all."""
    found = (
        Group(
            key,
            phrase(f"mt_group_{key}"),
            tuple(
                _line(definition(book, division, one, at))
                for one in matters
                if allowed is None or one in allowed
            ),
        )
        for key, matters in GROUPS.items()
    )
    return [group for group in found if group.lines]


def _line(found: Preflight) -> Line:
    online = [way for way in found.ways if way.channel in ONLINE]
    best = next(iter(online or found.ways), None)
    if f"matter.{found.matter}" in found.unknown:
        facts = phrase("mt_unknown_here")
    else:
        facts = phrase("mt_not_offered") if best is None else facts_in_short(best, found)
    name = word("matters", found.matter)
    return Line(found.matter, to_do(found.matter), name, bool(online), facts)
