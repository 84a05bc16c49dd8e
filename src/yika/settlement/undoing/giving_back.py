"""What is moved back when a settlement is cancelled (退回). Pure, whole fen.

Everything goes back to where it came from. Two things may have happened meanwhile: the money of
that year became carried-over money, and then it comes back as such; and a deposit that had come
back was spent, and then only what is left of it is held again.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from yika.accounts.model import CARRIED, CURRENT, REGION, Account, Balances, Transfer
from yika.people.model import PersonKey
from yika.settlement.till.booking import DEPOSITS_BACK
from yika.settlement.till.ids import message_uuid

MOST_TRANSFERS: Final = DEPOSITS_BACK + 16
BACK: Final = {
    "claim": "claim_reversed",
    "spend": "spend_reversed",
    "deposit_back": "deposit",
    "claim_reversed": "claim",
    "spend_reversed": "spend",
    "deposit": "deposit_back",
}


class Back(NamedTuple):
    """The transfers that take others back, and what could not go the way it had come."""

    transfers: list[Transfer]
    carried_fen: int  # came back as carried-over money
    deposit_missing_fen: int  # of a deposit, not there any more

    @property
    def held(self) -> Mapping[str, int]:
        """What is held as a deposit again, by the wallet it came from."""
        found: dict[str, int] = {}
        for one in self.transfers:
            if one.reason == "deposit":
                found[one.debit.kind] = found.get(one.debit.kind, 0) + one.amount_fen
        return found


def backward(
    moved: Sequence[Transfer],
    person: PersonKey,
    number: int,
    held: Mapping[int, Balances],
    turned: int,
    at: datetime,
) -> Back:
    """What takes some transfers back, under the number of a message.

    `held` are balances by owner; people up to the number `turned` were carried over since.
    """
    found: list[Transfer] = []
    carried = missing = 0
    purse: dict[Account, int] = {}
    for which, one in sorted(enumerate(moved), key=lambda two: two[1].reason == "deposit_back"):
        debit, credit = _now(one.credit, turned), _now(one.debit, turned)
        amount = one.amount_fen
        if one.reason == "deposit_back":
            there = purse.get(debit, 0) + _held(held, debit)
            amount = max(min(amount, there), 0)
            missing += one.amount_fen - amount
            purse[debit] = purse.get(debit, 0) - amount
        elif credit.owner > REGION:
            purse[credit] = purse.get(credit, 0) + amount
            carried += amount if credit != one.debit else 0
        if amount:
            id_ = message_uuid(number, which, person.region, person.person_id)
            reason = BACK[one.reason]
            found.append(Transfer(id_, debit, credit, amount, reason, at, one.transfer_id))
    return Back(found, carried, missing)


def _now(account: Account, turned: int) -> Account:
    """Where money of that account is now: what was this year's then may be carried over since."""
    is_carried = account.kind == CURRENT and REGION < account.owner <= turned
    return Account(account.owner, CARRIED) if is_carried else account


def _held(held: Mapping[int, Balances], account: Account) -> int:
    return getattr(held.get(account.owner, Balances()), account.kind)
