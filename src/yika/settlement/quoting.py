"""A bill priced without writing anything: every amount under its national name, every step.

What the year has come to is taken as told; what follows from it (the deductible met, what was
paid oneself) is worked out where it is not told.
"""

from collections.abc import Mapping
from datetime import date
from typing import Final

import msgspec
from msgspec import structs

from yika.accounts.laws import AccountLaws
from yika.accounts.spending import allowed
from yika.ground.money import fen, yuan
from yika.settlement.benefit import price
from yika.settlement.claims import Account, Claim
from yika.settlement.found import BenefitNeeds
from yika.settlement.laws import BenefitLaws
from yika.settlement.lines import added, split
from yika.settlement.model import Circumstances, Pool, Priced, SoFar, Split, Step
from yika.settlement.national import ACCOUNT_FUND, fields_of, fund_of
from yika.settlement.terms import Layer, Terms

_SCOPE: Final = "account.scope"
_LIMIT: Final = "account.spend_limit"
# What is assumed where a rule asks and a claim is silent: the first tier, a disease like others,
# retired lately (see `_assuming`), and of residents the group that goes with the age, up to it.
_ORDINARY: Final = {"tier": "1", "disease": "other"}
_GROUPS: Final = ((6, "child"), (17, "pupil"), (59, "adult"), (999, "elderly"))
_PHARMACY: Final = "pharmacy"  # a kind of care, a use of the account, and a place
_OWN_SHARE: Final = "own_share"


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
    """What a bill costs whom. Fails with BenefitUnknown and BenefitNeeds.

    A fact that a rule asks for and that has an ordinary answer is assumed, and said to be.
    """
    on = claim.on or today
    while True:
        try:
            return _quoted(laws, claim, on)
        except BenefitNeeds as needed:
            claim = _assuming(claim, needed, on)


def _assuming(claim: Claim, needed: BenefitNeeds, on: date) -> Claim:
    """The claim with the ordinary answer to what is needed; BenefitNeeds where there is none."""
    fact = str(needed.facts["needs"])
    answer: str | date | None = on if fact == "retired_on" else _ORDINARY.get(fact)
    if fact == "group":
        answer = _group_of(claim.facts.get("age"))
    if answer is None:
        raise needed
    return structs.replace(
        claim,
        facts={**claim.facts, fact: answer},
        assumed={**claim.assumed, fact: str(answer)},
    )


def _group_of(age: int | None) -> str | None:
    """The group of residents that people of an age mostly belong to."""
    return None if age is None else next(group for until, group in _GROUPS if age <= until)


def _quoted(laws: BenefitLaws, claim: Claim, on: date) -> Quoted:
    circumstances = Circumstances(scheme=claim.scheme, kind=claim.kind, on=on, **claim.facts)
    terms = laws.terms(circumstances)
    firsts = laws.first_shares(on)
    lines = tuple(split(line, firsts) for line in claim.lines)
    bill = claim.totals or added(lines)
    so_far = _so_far(claim, terms)
    first = _prepaying(claim.account, terms)
    priced = price(terms, circumstances, bill, so_far, first, told=True)
    paid = _by_account(laws, claim, priced, on)
    amounts = _amounts(claim, priced, paid)
    return Quoted(
        claim=claim,
        on=on,
        policy=laws.policy,
        amounts=amounts,
        setldetail=_details(claim.scheme, priced, paid),
        lines=lines,
        begins_on=terms.begins_on,
        after=priced.after.pools,
        unknown=(*priced.unknown, *((_SCOPE,) if paid.is_unknown else ())),
        steps=(*priced.steps, *_last(laws, paid, amounts, on)),
    )


def _so_far(claim: Claim, terms: Terms) -> SoFar:
    """What the year has come to, as told; the rest follows."""
    told = dict(claim.so_far)
    kind = terms.kind or claim.kind
    if "" in told:
        told[kind] = {**told.pop(""), **told.get(kind, {})}
    pools = {name: Pool(**one) for name, one in told.items()}
    basic = terms.basic
    if basic is None or kind not in pools:
        return SoFar(pools)
    own = pools[kind]
    rule = basic.deductible
    if rule is not None and rule.per == "year" and "deductible_fen" not in told[kind]:
        own = structs.replace(own, deductible_fen=min(rule.amount_fen, own.cost_fen))
    if "self_paid_fen" not in told[kind]:
        own = structs.replace(own, self_paid_fen=max(own.cost_fen - own.paid_fen, 0))
    pools[kind] = own
    if rule is not None and rule.level_pool is not None and rule.level_pool not in pools:
        pools[rule.level_pool] = Pool(count=own.count)
    for layer in terms.layers:
        if isinstance(layer, Layer) and layer.base == "self_paid" and layer.name not in pools:
            met = layer.deductible.amount_fen if layer.deductible else 0
            paid_self = own.self_paid_fen
            pools[layer.name] = Pool(paid_self, min(met, paid_self))
    return SoFar(pools)


def _prepaying(account: Account, terms: Terms) -> int:
    if account.use == "0":
        return 0
    wallets = {"current": account.current_fen, "carried": account.carried_fen}
    return sum(wallets[one] for one in terms.prepays)


def _by_account(laws: BenefitLaws, claim: Claim, priced: Priced, on: date) -> Paid:
    """What the account pays: as far as it goes, of what the region lets it buy."""
    account = claim.account
    balance = account.current_fen + account.carried_fen
    if account.use == "0":
        return Paid(left_fen=balance)
    scope = laws.account_scope(on)
    if scope is None:
        return Paid(left_fen=balance, is_unknown=True)
    wanted = _PHARMACY if claim.kind == _PHARMACY else _OWN_SHARE
    left = priced.shares.person_fen if wanted in scope else 0
    limit = AccountLaws(laws.book, laws.division).spend_limit(on)
    most = allowed(limit, _PHARMACY if claim.kind == _PHARMACY else "", on, {}, left)
    own = min(most, balance)
    shared = min(left - own, account.shared_fen) if account.use == "2" else 0
    is_limited = most < min(left, balance)
    return Paid(own_fen=own, shared_fen=shared, left_fen=balance - own, is_limited=is_limited)


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
