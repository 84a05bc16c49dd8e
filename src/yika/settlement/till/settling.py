"""Judging one bill after another (结算): pure, from facts that are locked and the law of the day.

What the message asks for and nothing stops is settled; it is refused only where nothing of it is
possible. Each bill leaves the facts as the next one of the same people must find them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import NamedTuple

import msgspec

from yika.accounts.spending import ANYWHERE
from yika.cards.model import Card
from yika.ground.days import beijing_day
from yika.ground.errors import YikaError, reasons_of, refuse_all
from yika.institutions.catalogue import Catalogue
from yika.people.model import Identity
from yika.people.service import NoSuchPerson, opened_identity
from yika.settlement.model import Circumstances, Priced
from yika.settlement.pricing.limits import limits
from yika.settlement.pricing.terms import Terms
from yika.settlement.till import circumstances as case
from yika.settlement.till.billing import (
    Bill,
    care_of,
    filed_for,
    is_before_discharge,
    is_theirs,
    of_insurance,
    prescribed,
    purchase,
    shown_by,
    visited,
)
from yika.settlement.till.bills import (
    NOT_USED,
    PHARMACY,
    RELATIVES,
    Bound,
    Settled,
    Taken,
    VisitNow,
    Wanted,
)
from yika.settlement.till.circumstances import INSUTYPES, Care, Insured, Place
from yika.settlement.till.facts import Known, Purse
from yika.settlement.till.paying import deposit_back, own_of, paid, paid_by_years
from yika.settlement.till.places import of_institution
from yika.settlement.till.refusals import DiseaseNotFiled, NotShown
from yika.settlement.till.showing import shown
from yika.settlement.till.stopping import (
    PAY,
    Stopped,
    charges_pool,
    nothing_left,
    stopped_uses,
    terms_of,
)
from yika.settlement.till.till import Day, TillLaws
from yika.settlement.till.wallets import bound
from yika.store.keys import Keys


@dataclass(frozen=True, slots=True)
class Till:
    """What bills of one region are judged with."""

    keys: Keys
    laws: TillLaws
    catalogue: Catalogue
    at: datetime  # the domain's clock
    wall: datetime  # the machine's, for what a telephone shows


class _Asked(NamedTuple):
    """A bill that is asked for, and what is known of whose it is."""

    till: Till
    day: Day
    wanted: Wanted
    visit: VisitNow | None
    purse: Purse
    insured: Insured
    identity: Identity
    is_shown: bool  # a credential was


def settled(till: Till, known: Known, wanted: Wanted, visit: VisitNow | None) -> Settled:
    """One bill judged against what is known. Fails with every reason of a refusal."""
    one = _asked(till, known, wanted, visit)
    wanted, laws, day, insured = one.wanted, till.laws, one.day, one.insured
    card, bill = _agreed(one)
    told, stopped, terms = _of_care(one, bill.care)
    wallets = dict(one.purse.wallets)
    back = deposit_back(wanted, visit, wallets)
    pay = partial(paid, laws, known, wanted, bill.split, terms, stopped, wallets, till.at)
    paying = paid_by_years(laws, terms, one.purse.years, told, pay)
    told, priced, taken, awaits_years = paying
    return Settled(
        wanted=wanted,
        at=till.at,
        visit_id=bill.visit_id,
        identity=one.identity,
        insured=insured,
        circumstances=told,
        med_type=bill.care.med_type,
        insutype=INSUTYPES[insured.scheme],
        benefit_year=day.year(insured.scheme),
        shares=priced.shares,
        taken=taken,
        lines=bill.lines,
        change=priced.change,
        after=priced.after,
        balance_fen=sum(wallets.values()) - own_of(taken),
        card_id=None if card is None else card.card_id,
        stopped=stopped,
        unknown=priced.unknown,
        deposit_back=back,
        account_bound=_bound(one, priced, stopped, wallets),
        limits={} if terms is None else _limits(one, told, terms),
        policy=laws.policy,
        is_estimate=is_before_discharge(wanted, visit),
        awaits_years=awaits_years,
    )


def _asked(till: Till, known: Known, wanted: Wanted, visit: VisitNow | None) -> _Asked:
    """A bill with whose it is, by the credential that was shown. Fails with NoSuchPerson."""
    purse = known.people.get(wanted.person.person_id)
    if purse is None:
        raise NoSuchPerson(kind="person")
    day = till.laws.day(beijing_day(till.at))
    insured = till.laws.insurances.of(purse.facts.cover, purse.facts.insurance, day.on)
    identity = opened_identity(till.keys, wanted.person, purse.identity_sealed)
    credential = shown_by(wanted, visit)
    if credential not in (None, wanted.credential):
        wanted = msgspec.structs.replace(wanted, credential=credential)
    return _Asked(till, day, wanted, visit, purse, insured, identity, credential is not None)


def _bound(
    one: _Asked, priced: Priced, stopped: Stopped, wallets: Mapping[str, int]
) -> Bound | None:
    """Why the person's own account pays less than it has."""
    pays = PAY not in stopped and one.wanted.account_use not in (NOT_USED, RELATIVES)
    asked = priced.shares.person_fen if pays else 0
    return bound(one.day, one.wanted, one.purse.spent_fen, asked, wallets)


def _limits(one: _Asked, told: Circumstances, terms: Terms) -> Mapping[str, int]:
    """What is left before the bill, by layer."""
    return limits(terms, one.purse.so_far[one.insured.scheme], told.bonus_fen)


def _agreed(one: _Asked) -> tuple[Card | None, Bill]:
    """Which card is shown and the bill. Fails with everything that is wrong at once.

    Nothing of the person is told to who does not show a credential of theirs.
    """
    till, wanted = one.till, one.wanted
    card, reasons = shown(till.keys, one.purse, one.identity, wanted, till.wall)
    may_be_told = not reasons and one.is_shown
    if may_be_told:
        reasons += of_insurance(wanted, one.insured)
    elif not reasons and is_theirs(wanted, one.visit):
        reasons.append(NotShown())
    reasons += of_institution(wanted, one.day.on, wanted.person.region)
    bill: Bill | None = None
    try:
        bill = _bill(till, one.day, wanted, one.visit)
    except YikaError as error:
        reasons += reasons_of(error)
    if reasons and may_be_told:
        reasons += _besides(one)
    refuse_all(reasons)
    assert bill is not None, "without a bill there is a reason"
    return card, bill


def _besides(one: _Asked) -> list[YikaError]:
    """What stands against the care of a bill that is refused already, as far as it can be told."""
    care = care_of(one.wanted, one.visit, one.till.keys, one.till.at)
    if care is None:
        return nothing_left(one.wanted, _stopped(one), charged=charges_pool(one.wanted, None))
    try:
        _of_care(one, care)
    except YikaError as error:
        return reasons_of(error)
    return []


def _of_care(one: _Asked, care: Care) -> tuple[Circumstances, Stopped, Terms | None]:
    """The circumstances of the care, what is stopped, and the terms under which a fund pays.

    Fails with DiseaseNotFiled and as `terms_of` does, or with both at once.
    """
    stopped, laws = _stopped(one), one.till.laws
    try:
        told = prescribed(laws, _case(one, care))
    except DiseaseNotFiled as error:
        more = nothing_left(one.wanted, stopped, charged=charges_pool(one.wanted, care.kind))
        refuse_all([error, *more])
        raise
    return told, stopped, terms_of(laws, one.wanted, told, stopped)


def _stopped(one: _Asked) -> Stopped:
    return stopped_uses(one.till.laws, one.day, one.purse, one.wanted, one.till.at)


def leave(till: Till, known: Known, done: Settled) -> None:
    """Leave the facts as the next bill of the same people must find them."""
    wanted, day = done.wanted, till.laws.day(beijing_day(till.at))
    purse = known.people[wanted.person.person_id]
    for wallet, amount in done.deposit_back.items():
        purse.wallets[wallet] += amount
    for one in done.taken:
        known.people[one.owner].wallets[one.wallet] -= one.amount_fen
    if done.shared_fen:
        _use_up(purse, done.taken)
    if done.change:
        purse.so_far[done.insured.scheme] = done.after
    limit = day.limit
    if limit is not None and limit.at in (ANYWHERE, wanted.counts_as):
        purse.spent_fen += own_of(done.taken)
    if done.card_id is not None:
        used = [
            _used(till, one) if one.card_id == done.card_id else one for one in purse.facts.cards
        ]
        purse.facts = msgspec.structs.replace(purse.facts, cards=tuple(used))


def _bill(till: Till, day: Day, wanted: Wanted, visit: VisitNow | None) -> Bill:
    if wanted.kind == PHARMACY:
        return purchase(wanted, till.catalogue, day)
    return visited(wanted, visit, till.keys, day, till.at)


def _case(one: _Asked, care: Care) -> Circumstances:
    institution, on = one.wanted.institution, one.day.on
    place = Place(institution.region, institution.institution_id, institution.tier)
    return case.of(
        one.insured,
        one.identity.id_number,
        one.purse.specials,
        one.purse.filed,
        place,
        filed_for(care, one.purse.filed, place, on),
        on,
        one.wanted.person.region,
        one.day.diseases,
        is_prescribed=one.wanted.is_prescribed,
        stay_met_fen=None if one.visit is None else one.visit.stay_met_fen,
    )


def _use_up(purse: Purse, taken: Iterable[Taken]) -> None:
    """Count what was used of relatives' shares."""
    used: dict[object, int] = {}
    for one in taken:
        used[one.share_id] = used.get(one.share_id, 0) + one.amount_fen
    purse.lent = tuple(
        msgspec.structs.replace(one, used_fen=one.used_fen + used.get(one.share_id, 0))
        for one in purse.lent
    )


def _used(till: Till, card: Card) -> Card:
    """A card after one more use."""
    count = card.uses_since_statement + 1
    is_reached = count == till.laws.standing.statement_required_after(till.at)
    return msgspec.structs.replace(
        card,
        uses_since_statement=count,
        counted_out_at=till.at if is_reached else card.counted_out_at,
        last_used_at=till.at,
    )
