"""Care right now: what somebody can lawfully use today while things are being mended. Pure.

A credential that is open; the e-credential, where only its activation is missing; a temporary
certificate while a card is made; paying first and claiming later; emergencies. Whoever is not
entitled now is told what is left to them, the personal account, and nothing that would be refused.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from yika.standing.laws import Laws
from yika.standing.model import Care, Credential, Facts, Hold, PolicyRef, Use, UseState
from yika.standing.offers import shortest_first

Uses = Mapping[str, Mapping[str, UseState]]

SPENDING: Final = (Use.PAY.value, Use.CLAIM.value)
UNDER_WAY: Final = frozenset({"being_made", "awaiting_collection"})
# Holds during which the fund owes nothing, now or later.
NOT_ENTITLED: Final = frozenset(
    {"not_enrolled", "arrears_employer", "arrears_own", "waiting", "moved_away"}
)
# Holds of the agency: what is paid meanwhile, and the law behind it.
PREPAID: Final = {
    "review": (("prepaid_in_full", "after_the_review"), "sanction.inquiry"),
    "suspension": (("prepaid_in_full",), "sanction.suspension"),
}
FUND, EMERGENCY = "entitlement.fund_pays", "emergency_rescue"


def care_now(
    uses: Uses, holds: Sequence[Hold], laws: Laws, facts: Facts, at: datetime
) -> tuple[Care, ...]:
    """What can be used for care today, the nearest first; nothing where the card does it all."""
    card = uses[Credential.CARD]
    if card[Use.PAY].open and card[Use.CLAIM].open:
        return ()
    opened = tuple([uses[c][use].open for c in Credential for use in SPENDING])
    causes = tuple(
        [(one.cause, one.subject, one.share is None, one.expected_on is None) for one in holds]
    )
    key = "care", facts.insurance, opened, causes
    kept = laws.plans(at)
    found: tuple[Care, ...] | None = kept.get(key)
    if found is None:
        found = kept[key] = tuple(_found(uses, holds, laws, facts.insurance, at))
    return found


def _found(
    uses: Uses, holds: Sequence[Hold], laws: Laws, insurance: str, at: datetime
) -> Iterator[Care]:
    """What is open, and what there is besides the card where that is stopped."""
    yield from _open(uses, laws, at)
    yield from _e_credential(uses, holds, laws, at)
    if any(hold.cause in UNDER_WAY or hold.expected_on is not None for hold in holds):
        yield from _temporary(uses, holds, laws, insurance, at)
    entitled = not any(hold.cause in NOT_ENTITLED and hold.share is None for hold in holds)
    if entitled and not any(states[Use.CLAIM].open for states in uses.values()):
        yield from _paid_first(holds, laws, insurance, at)
        fund = laws.ref(FUND, at)
        if fund is not None and EMERGENCY in fund.value:
            limits = ("in_scope", "keep_receipts")
            yield Care(kind="emergency", uses=(Use.CLAIM,), limits=limits, policy=(fund,))


def _open(uses: Uses, laws: Laws, at: datetime) -> Iterator[Care]:
    """The credentials that are open for paying or claiming."""
    for credential, states in uses.items():
        some = tuple([use for use in SPENDING if states[use].open])
        if some:
            yield Care(
                kind="credential",
                credential=credential,
                uses=some,
                limits=() if len(some) == len(SPENDING) else (LIMIT_OF[some[0]],),
                policy=_refs(laws.ref("credential.accepted", at, credential=credential)),
            )


LIMIT_OF: Final = {Use.PAY.value: "account_only", Use.CLAIM.value: "fund_only"}


def _electronic(holds: Sequence[Hold]) -> Hold | None:
    """The hold that only waits for the e-credential to be activated."""
    return next((hold for hold in holds if hold.cause == "no_e_credential"), None)


def _e_credential(uses: Uses, holds: Sequence[Hold], laws: Laws, at: datetime) -> Iterator[Care]:
    """The e-credential where nothing but its activation is missing."""
    hold, states = _electronic(holds), uses[Credential.E_CREDENTIAL]
    if hold is None or not hold.remedies:
        return
    some = tuple(use for use in SPENDING if states[use].holds == (hold.cause,))
    if some:
        limits = () if len(some) == len(SPENDING) else (LIMIT_OF[some[0]],)
        yield Care(
            kind="e_credential",
            credential=Credential.E_CREDENTIAL,
            uses=some,
            limits=("needs_activation", *limits),
            ways=hold.remedies,
            policy=_refs(laws.ref("credential.accepted", at, credential=Credential.E_CREDENTIAL)),
        )


def _temporary(
    uses: Uses, holds: Sequence[Hold], laws: Laws, insurance: str, at: datetime
) -> Iterator[Care]:
    """A temporary certificate, for what only the missing card stops."""
    stopped = {
        use
        for hold in holds
        if hold.subject != "card"
        for use in hold.credentials.get(Credential.CARD, ())
    }
    shut = tuple(u for u in SPENDING if not uses[Credential.CARD][u].open and u not in stopped)
    ways = laws.offers("temporary_card", at, {"insurance": insurance})
    if shut and ways:
        yield Care(
            kind="temporary_card",
            uses=shut,
            limits=("while_made",),
            ways=tuple(sorted(ways, key=shortest_first)),
            policy=_refs(laws.ref("temporary_card.validity", at)),
        )


def _paid_first(holds: Sequence[Hold], laws: Laws, insurance: str, at: datetime) -> Iterator[Care]:
    """Paying first and claiming with the receipts."""
    told = [PREPAID[hold.cause] for hold in holds if hold.cause in PREPAID]
    within = laws.ref("reimbursement.within", at)
    ways = laws.offers("reimbursement", at, {"insurance": insurance})
    limits = dict.fromkeys(limit for some, _ in told for limit in some)
    last = ("claim_within",) if within is not None else ()
    yield Care(
        kind="pay_and_claim",
        uses=(Use.CLAIM,),
        limits=(*limits, "in_scope", "keep_receipts", *last),
        ways=tuple(sorted(ways, key=shortest_first)),
        policy=_refs(laws.ref(FUND, at), within, *(laws.ref(policy, at) for _, policy in told)),
    )


def _refs(*found: PolicyRef | None) -> tuple[PolicyRef, ...]:
    return tuple([ref for ref in found if ref is not None])
