"""A bill priced without writing anything: every amount under its national name, every step.

What the year has come to is taken as told; what follows from it (the deductible met, what was
paid oneself) is worked out where it is not told.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

import msgspec
from msgspec import structs

from yika.accounts.laws import AccountLaws
from yika.accounts.spending import allowed
from yika.ground.errors import refuse_all
from yika.ground.money import fen, yuan
from yika.policy.model import Value
from yika.settlement.model import Circumstances, Pool, Priced, Split, Step
from yika.settlement.pricing.benefit import price
from yika.settlement.pricing.came_before import came_before
from yika.settlement.pricing.claims import Claim
from yika.settlement.pricing.found import BenefitNeeds, BenefitUnknown, NoPolicyHere
from yika.settlement.pricing.laws import FIRST_SHARE, BenefitLaws
from yika.settlement.pricing.lines import added, split
from yika.settlement.pricing.national import ACCOUNT_FUND, fields_of, fund_of
from yika.settlement.pricing.ordinary import group_of, ordinary
from yika.settlement.pricing.raising import with_source
from yika.settlement.pricing.terms import Terms

_SCOPE: Final = "account.scope"
_LIMIT: Final = "account.spend_limit"
_PHARMACY: Final = "pharmacy"  # a kind of care, a use of the account, and a place
_OWN_SHARE: Final = "own_share"
_OWN: Final = "1"  # one's own account is to pay


class Paid(msgspec.Struct, frozen=True, kw_only=True):
    """What the account pays of what is the person's, in fen."""

    own_fen: int = 0
    shared_fen: int = 0
    left_fen: int = 0  # one's own balance after it
    is_limited: bool = False  # the region lets no more be spent
    is_unknown: bool = False  # nobody has published what the account may pay


class Quoted(msgspec.Struct, frozen=True, kw_only=True):
    """A priced claim. `amounts` are yuan by their national names."""

    claim: Claim
    on: date
    policy: str  # division@hash
    amounts: dict[str, str]
    setldetail: tuple[dict[str, str], ...]
    lines: tuple[Split, ...]
    begins_on: date  # the first day of the benefit year
    after: Mapping[str, Pool]
    unknown: tuple[str, ...]  # ids of layers that were left out: nobody has published them
    steps: tuple[Step, ...]


def quote(laws: BenefitLaws, claim: Claim, today: date) -> Quoted:
    """What a bill costs whom. Fails with NoPolicyHere, and with every BenefitUnknown, BenefitNeeds.

    A fact that a rule asks for and that has an ordinary answer is assumed, and said to be.
    """
    on = claim.on or today
    if not laws.book.rules(laws.division):
        others = laws.book.divisions() or ["–"]
        raise NoPolicyHere(division=laws.division, divisions=others)
    while True:
        try:
            return _quoted(laws, claim, on)
        except BenefitUnknown as unknown:
            more = _assuming(claim, unknown, on)
            if more is None:
                refuse_all([*_lacking(laws, claim, on, unknown)])
                raise
            claim = more


def _lacking(
    laws: BenefitLaws, claim: Claim, on: date, first: BenefitUnknown
) -> list[BenefitUnknown]:
    """All that is in the way of a price, as far as can be seen before working one out."""
    found = laws.lacking(_circumstances(claim, on))
    for one in found:
        more = _assuming(claim, one, on)
        if more is not None:
            return _lacking(laws, more, on, first)
    firsts = laws.first_shares(on)
    for line in claim.lines:
        try:
            split(line, firsts)
        except BenefitUnknown as unknown:
            found.append(unknown)
            break
    # Of several rules that ask for the same, one; an unpublished rule by its id.
    told = {one.facts.get("needs") or one.facts["id"]: one for one in [first, *found][::-1]}
    return list(told.values())[::-1]


def _assuming(claim: Claim, needed: BenefitUnknown, on: date) -> Claim | None:
    """The claim with the ordinary answer to what is needed; None where there is none."""
    if not isinstance(needed, BenefitNeeds):
        return None
    fact = str(needed.facts["needs"])
    answer: str | date | None = on if fact == "retired_on" else ordinary().facts.get(fact)
    if fact == "group":
        answer = group_of(claim.facts.get("age"))
    if answer is None or fact in claim.assumed:
        return None
    return structs.replace(
        claim,
        facts={**claim.facts, fact: answer},
        assumed={**claim.assumed, fact: str(answer)},
    )


def _quoted(laws: BenefitLaws, claim: Claim, on: date) -> Quoted:
    circumstances = _circumstances(claim, on)
    terms = laws.terms(circumstances)
    firsts = laws.first_shares(on)
    lines = tuple(split(line, firsts) for line in claim.lines)
    bill = claim.totals or added(lines)
    so_far, assumed = came_before(claim.so_far, claim.kind, terms)
    assumed = {**assumed, **_silent(claim, terms)}
    first = _prepaying(laws, claim, terms, on)
    priced = price(terms, circumstances, bill, so_far, first, told=True)
    paid = _by_account(laws, claim, priced, on)
    amounts = _amounts(claim, priced, paid)
    return Quoted(
        claim=structs.replace(claim, assumed={**claim.assumed, **assumed}),
        on=on,
        policy=laws.policy,
        amounts=amounts,
        setldetail=_details(claim.scheme, priced, paid),
        lines=lines,
        begins_on=terms.begins_on,
        after=priced.after.pools,
        unknown=(*priced.unknown, *((_SCOPE,) if paid.is_unknown else ())),
        steps=(
            *with_source(laws, terms, _with_first_share(laws, claim, priced, on)),
            *_last(laws, paid, amounts, on),
        ),
    )


def _silent(claim: Claim, terms: Terms) -> dict[str, str]:
    """What a claim did not say and would have changed the price, as it was taken."""
    found: dict[str, str] = {}
    rule = terms.basic.deductible if terms.basic is not None else None
    if rule is not None and rule.every_days and "stay_days" not in claim.facts:
        found["stay_days"] = f"1–{rule.every_days}"
    routed: Value = terms.routed_by.value if terms.routed_by is not None else {}
    if terms.kind is None and "needs" in routed and "is_prescribed" not in claim.facts:
        found["prescribed"] = "no"
    return found


def _circumstances(claim: Claim, on: date) -> Circumstances:
    return Circumstances(scheme=claim.scheme, kind=claim.kind, on=on, **claim.facts)


def _prepaying(laws: BenefitLaws, claim: Claim, terms: Terms, on: date) -> int:
    """What the account pays before the deductible, where the region has it so."""
    if claim.account.use != _OWN:
        return 0
    wallets = {"current": claim.account.current_fen, "carried": claim.account.carried_fen}
    held = sum(wallets[one] for one in terms.prepays)
    return _spendable(laws, claim, on, held) or 0


def _spendable(laws: BenefitLaws, claim: Claim, on: date, amount_fen: int) -> int | None:
    """How much of an amount the account may pay at all; None where nobody has published it."""
    scope = laws.account_scope(on)
    if scope is None:
        return None
    is_pharmacy = claim.kind == _PHARMACY
    if (_PHARMACY if is_pharmacy else _OWN_SHARE) not in scope:
        return 0
    limit = AccountLaws(laws.book, laws.division).spend_limit(on)
    return allowed(limit, _PHARMACY if is_pharmacy else "", on, {}, amount_fen)


def _with_first_share(laws: BenefitLaws, claim: Claim, priced: Priced, on: date) -> Iterable[Step]:
    """The steps; that of the first share with its source, where a line did not say its own."""
    is_usual = any(one.first_share is None for one in claim.lines)
    ref = laws.ref(FIRST_SHARE, on) if is_usual else None
    for step in priced.steps:
        yield structs.replace(step, policy=ref) if step.what == "first_share" else step


def _by_account(laws: BenefitLaws, claim: Claim, priced: Priced, on: date) -> Paid:
    """What the account pays: as far as it goes, of what the region lets it buy."""
    account, left = claim.account, priced.shares.person_fen
    balance = account.current_fen + account.carried_fen
    if account.use == "0":
        return Paid(left_fen=balance)
    most = _spendable(laws, claim, on, left)
    if most is None:
        return Paid(left_fen=balance, is_unknown=True)
    if account.use != _OWN:  # A relative's account pays instead of one's own.
        shared = min(most, account.shared_fen)
        is_limited = most < min(left, account.shared_fen)
        return Paid(shared_fen=shared, left_fen=balance, is_limited=is_limited)
    own = min(most, balance)
    is_limited = most < min(left, balance)
    return Paid(own_fen=own, left_fen=balance - own, is_limited=is_limited)


def _amounts(claim: Claim, priced: Priced, paid: Paid) -> dict[str, str]:
    fields = fields_of(claim.scheme, priced.shares)
    by_account = paid.own_fen + paid.shared_fen
    every = {
        **fields,
        "acct_pay": by_account,
        "acct_mulaid_pay": paid.shared_fen,
        "psn_cash_pay": priced.shares.person_fen - by_account,
        "balc": paid.left_fen,
    }
    told = {name: yuan(amount) for name, amount in every.items()}
    return {**told, "pool_prop_selfpay": priced.shares.pool_share}


def _details(scheme: str, priced: Priced, paid: Paid) -> tuple[dict[str, str], ...]:
    """A row a fund, and one of the account."""
    shares = priced.shares
    funds: dict[str, int] = {}
    for layer, amount in shares.layers.items():
        fund = fund_of(scheme, layer)
        funds[fund] = funds.get(fund, 0) + amount
    by_account = paid.own_fen + paid.shared_fen
    if by_account:
        funds[ACCOUNT_FUND] = by_account
    scope = yuan(shares.split.in_scope_fen)
    return tuple(
        {"fund_pay_type": fund, "inscp_scp_amt": scope, "fund_payamt": yuan(amount)}
        for fund, amount in funds.items()
    )


def _last(laws: BenefitLaws, paid: Paid, amounts: Mapping[str, str], on: date) -> list[Step]:
    """What the account pays and what is left to pay in cash."""
    steps: list[Step] = []
    by_account = paid.own_fen + paid.shared_fen
    if by_account:
        what, policy = ("account_limit", _LIMIT) if paid.is_limited else ("account", _SCOPE)
        steps.append(Step(what=what, amount_fen=by_account, policy=laws.ref(policy, on)))
    return [*steps, Step(what="cash", amount_fen=fen(amounts["psn_cash_pay"]))]
