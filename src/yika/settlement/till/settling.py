"""Judging one bill after another (结算): pure, from facts that are locked and the law of the day.

What the message asks for and nothing stops is settled; it is refused only where nothing of it is
possible. Each bill leaves the facts as the next one of the same people must find them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import msgspec

from yika.accounts.spending import ANYWHERE
from yika.cards.model import Card
from yika.ground.days import beijing_day
from yika.ground.errors import YikaError, reasons_of, refuse_all
from yika.institutions.catalogue import Catalogue
from yika.people.model import Identity
from yika.people.service import NoSuchPerson, opened_identity
from yika.settlement.model import Circumstances, Priced, Shares, Split
from yika.settlement.pricing.benefit import price
from yika.settlement.pricing.limits import limits
from yika.settlement.pricing.terms import Terms
from yika.settlement.till import circumstances as case
from yika.settlement.till.billing import (
    Bill,
    filed_for,
    of_institution,
    of_insurance,
    prescribed,
    purchase,
    visited,
)
from yika.settlement.till.bills import (
    INPATIENT,
    NOT_USED,
    PHARMACY,
    RELATIVES,
    Settled,
    Taken,
    VisitNow,
    Wanted,
)
from yika.settlement.till.circumstances import INSUTYPES, Insured, Place
from yika.settlement.till.facts import Known, Purse
from yika.settlement.till.showing import shown
from yika.settlement.till.stopping import PAY, Stopped, stopped_uses, terms_of
from yika.settlement.till.till import Day, TillLaws
from yika.settlement.till.wallets import bound, own, shared, spendable
from yika.standing.model import Credential
from yika.standing.usable import usable_by
from yika.store.keys import Keys

ID_NUMBER: Final = Credential.ID_NUMBER.value
NOT_TAKEN: Final = frozenset({"not_accepted", "acceptance_unknown"})  # of the identity card itself


@dataclass(frozen=True, slots=True)
class Till:
    """What bills of one region are judged with."""

    keys: Keys
    laws: TillLaws
    catalogue: Catalogue
    at: datetime  # the domain's clock
    wall: datetime  # the machine's, for what a telephone shows


def settled(till: Till, known: Known, wanted: Wanted, visit: VisitNow | None) -> Settled:
    """One bill judged against what is known. Fails with every reason of a refusal."""
    purse = known.people.get(wanted.person.person_id)
    if purse is None:
        raise NoSuchPerson(kind="person")
    laws, day = till.laws, till.laws.day(beijing_day(till.at))
    insured = laws.insurances.of(purse.facts.cover, purse.facts.insurance, day.on)
    identity, card, bill = _agreed(till, day, wanted, purse, insured, visit)
    told = prescribed(laws, _case(day, wanted, bill, purse, insured, identity.id_number, visit))
    stopped = stopped_uses(laws, day, purse, wanted, till.at)
    terms = terms_of(laws, wanted, told, stopped)
    wallets = dict(purse.wallets)
    back = _deposit_back(wanted, visit, wallets)
    priced, taken = _shared(till, known, wanted, bill.split, told, terms, stopped, wallets)
    pays = PAY not in stopped and wanted.account_use not in (NOT_USED, RELATIVES)
    asked = priced.shares.person_fen if pays else 0
    return Settled(
        wanted=wanted,
        at=till.at,
        visit_id=bill.visit_id,
        identity=identity,
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
        balance_fen=sum(wallets.values()) - _own_of(taken),
        card_id=None if card is None else card.card_id,
        stopped=stopped,
        unknown=priced.unknown,
        deposit_back=back,
        account_bound=bound(day, wanted, purse.spent_fen, asked, wallets),
        limits={} if terms is None else limits(terms, purse.so_far[insured.scheme]),
        policy=laws.policy,
    )


def _agreed(
    till: Till,
    day: Day,
    wanted: Wanted,
    purse: Purse,
    insured: Insured,
    visit: VisitNow | None,
) -> tuple[Identity, Card | None, Bill]:
    """Who it is, which card is shown and the bill. Fails with everything that is wrong at once.

    Nothing of the person is told to who does not show a credential of theirs.
    """
    identity = opened_identity(till.keys, wanted.person, purse.identity_sealed)
    card, reasons = shown(till.keys, purse, identity, wanted, till.wall)
    if not reasons:
        reasons += of_insurance(wanted, insured)
    reasons += of_institution(wanted, day.on, wanted.person.region)
    bill: Bill | None = None
    try:
        bill = _bill(till, day, wanted, visit)
    except YikaError as error:
        reasons += reasons_of(error)
    refuse_all(reasons)
    assert bill is not None, "without a bill there is a reason"
    return identity, card, bill


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
    if limit is not None and limit.at in (ANYWHERE, wanted.kind):
        purse.spent_fen += _own_of(done.taken)
    if done.card_id is not None:
        used = [
            _used(till, one) if one.card_id == done.card_id else one for one in purse.facts.cards
        ]
        purse.facts = msgspec.structs.replace(purse.facts, cards=tuple(used))


def _bill(till: Till, day: Day, wanted: Wanted, visit: VisitNow | None) -> Bill:
    if wanted.kind == PHARMACY:
        return purchase(wanted, till.catalogue, day)
    return visited(wanted, visit, till.keys, day, till.at)


def _case(
    day: Day,
    wanted: Wanted,
    bill: Bill,
    purse: Purse,
    insured: Insured,
    id_number: str,
    visit: VisitNow | None,
) -> Circumstances:
    institution = wanted.institution
    place = Place(institution.region, institution.institution_id, institution.tier)
    care = filed_for(bill.care, purse.filed, place, day.on)
    return case.of(
        insured,
        id_number,
        purse.specials,
        purse.filed,
        place,
        care,
        day.on,
        wanted.person.region,
        day.diseases,
        is_prescribed=wanted.is_prescribed,
        stay_met_fen=None if visit is None else visit.stay_met_fen,
    )


def _shared(
    till: Till,
    known: Known,
    wanted: Wanted,
    split: Split,
    told: Circumstances,
    terms: Terms | None,
    stopped: Stopped,
    wallets: Mapping[str, int],
) -> tuple[Priced, tuple[Taken, ...]]:
    """What the funds and the accounts pay."""
    day = till.laws.day(told.on)
    purse = known.people[wanted.person.person_id]
    so_far = purse.so_far[told.scheme]
    pays = PAY not in stopped and wanted.account_use != NOT_USED
    prepays = () if terms is None or wanted.account_use == RELATIVES else terms.prepays
    if terms is None:
        shares = Shares(split=split, person_fen=split.total_fen)
        priced = Priced(shares=shares, change={}, after=so_far)
    else:
        held = sum(wallets[one] for one in prepays) if pays else 0
        first = spendable(day, wanted, purse.spent_fen, held) if held else 0
        priced = price(terms, told, split, so_far, first)
    if not pays:
        return priced, ()
    left = priced.shares.person_fen
    if wanted.account_use == RELATIVES:
        barred = _barred(till, known, purse)
        taken = shared(purse.lent, known.people, barred, day, wanted, left, till.at)
    else:
        amount = spendable(day, wanted, purse.spent_fen, left)
        first = priced.shares.prepaid_fen
        taken = own(wanted.person.person_id, wallets, day.order, amount, prepays, first)
    return priced, tuple(taken)


def _barred(till: Till, known: Known, purse: Purse) -> frozenset[int]:
    """Relatives whose accounts may not pay now, for causes that lie on the person."""
    owners = {one.owner.person_id for one in purse.lent} & known.people.keys()
    laws = till.laws.standing
    return frozenset(
        owner
        for owner in owners
        if set(usable_by(known.people[owner].facts, laws, till.at, ID_NUMBER)[PAY]) - NOT_TAKEN
    )


def _deposit_back(
    wanted: Wanted, visit: VisitNow | None, wallets: dict[str, int]
) -> Mapping[str, int]:
    """The deposit of a stay, given back before its last bill is paid."""
    if visit is None or wanted.kind != INPATIENT or wanted.is_interim:
        return {}
    for wallet, amount in visit.deposited.items():
        wallets[wallet] += amount
    return visit.deposited


def _own_of(taken: Sequence[Taken]) -> int:
    return sum([one.amount_fen for one in taken if one.share_id is None])


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
