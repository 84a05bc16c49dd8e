"""Who pays a bill (谁付多少): the funds by their terms, then accounts, the rest in cash. Pure."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from yika.insurance.entitled.bonus_years import KnownYears
from yika.settlement.model import Circumstances, Priced, Shares, Split
from yika.settlement.pricing.benefit import price
from yika.settlement.pricing.terms import Terms
from yika.settlement.till import years
from yika.settlement.till.bills import INPATIENT, NOT_USED, RELATIVES, Taken, VisitNow, Wanted
from yika.settlement.till.facts import Known, Purse
from yika.settlement.till.stopping import PAY, Stopped
from yika.settlement.till.till import TillLaws
from yika.settlement.till.wallets import own, shared, spendable
from yika.standing.model import Credential
from yika.standing.usable import usable_by

ID_NUMBER: Final = Credential.ID_NUMBER.value
NOT_TAKEN: Final = frozenset({"not_accepted", "acceptance_unknown"})  # of the identity card itself


class Paid(NamedTuple):
    """What the funds and the accounts pay, in which circumstances."""

    told: Circumstances
    priced: Priced
    taken: tuple[Taken, ...]
    awaits_years: bool = False


def paid_by_years(
    laws: TillLaws,
    terms: Terms | None,
    on_record: KnownYears | None,
    told: Circumstances,
    pay: Callable[[Circumstances], tuple[Priced, tuple[Taken, ...]]],
) -> Paid:
    """What `pay` makes of a bill, with what the years add to the ceiling where it comes to it.

    Where nobody read the years yet, it is judged without and says so.
    """
    found = Paid(told, *pay(told))
    if terms is None or not years.count(laws, terms, told, found.priced):
        return found
    if on_record is None:
        return found._replace(awaits_years=True)
    price = found.priced
    more = years.told_with(laws, terms, told, on_record, price, lambda one: pay(one)[0])
    return found if more == told else Paid(more, *pay(more))


def paid(
    laws: TillLaws,
    known: Known,
    wanted: Wanted,
    split: Split,
    terms: Terms | None,
    stopped: Stopped,
    wallets: Mapping[str, int],
    at: datetime,
    told: Circumstances,
) -> tuple[Priced, tuple[Taken, ...]]:
    """What the funds and the accounts pay."""
    day = laws.day(told.on)
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
        barred = _barred(laws, known, purse, at)
        taken = shared(purse.lent, known.people, barred, day, wanted, left, at)
    else:
        amount = spendable(day, wanted, purse.spent_fen, left)
        first = priced.shares.prepaid_fen
        taken = own(wanted.person.person_id, wallets, day.order, amount, prepays, first)
    return priced, tuple(taken)


def deposit_back(
    wanted: Wanted, visit: VisitNow | None, wallets: dict[str, int]
) -> Mapping[str, int]:
    """The deposit of a stay, given back before its last bill is paid."""
    if visit is None or wanted.kind != INPATIENT or wanted.is_interim:
        return {}
    for wallet, amount in visit.deposited.items():
        wallets[wallet] += amount
    return visit.deposited


def own_of(taken: Sequence[Taken]) -> int:
    """What the person's own account pays."""
    return sum([one.amount_fen for one in taken if one.share_id is None])


def _barred(laws: TillLaws, known: Known, purse: Purse, at: datetime) -> frozenset[int]:
    """Relatives whose accounts may not pay now, for causes that lie on the person."""
    owners = {one.owner.person_id for one in purse.lent} & known.people.keys()
    return frozenset(
        owner
        for owner in owners
        if set(usable_by(known.people[owner].facts, laws.standing, at, ID_NUMBER)[PAY]) - NOT_TAKEN
    )
