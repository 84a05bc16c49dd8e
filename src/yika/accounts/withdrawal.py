"""Paying the balance out at once (一次性支取): only on the occasions the law names.

There is no cash and no transfer to another account otherwise. What is owed is set off first.
"""

from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from yika.accounts import clear_out
from yika.accounts.laws import AccountLaws
from yika.accounts.model import CARRIED, CURRENT, OWED, REGION, Account, Balances, Transfer
from yika.accounts.service import balances_of, transfer, written_under
from yika.ground.errors import Conflict, Refused, YikaError, refuse_all
from yika.people.model import PersonKey
from yika.store.db import Conn

CASH: Final = "cash"
YES: Final = "yes"


class WithdrawalNotAllowed(Refused):
    """The balance is not paid out for that. Facts: occasion, allowed."""

    code = "withdrawal_not_allowed"


class NothingToWithdraw(Refused):
    """There is nothing left after what is owed. Facts: owed_fen."""

    code = "nothing_to_withdraw"


class MoneyOnItsWay(Conflict):
    """A clear-out is not over; the money can be paid out once it has arrived. Facts: none."""

    code = "money_on_its_way"


def check(laws: AccountLaws, occasion: str, at: datetime) -> None:
    """Refuse what the law does not name. Fails with WithdrawalNotAllowed, AccountRuleUnknown."""
    if occasion == CASH:
        if laws.needed("account.cash", at) != YES:
            named = laws.value("account.withdrawal", at)
            raise WithdrawalNotAllowed(occasion=occasion, allowed=named)
        return
    allowed = laws.withdrawal(at)
    if occasion not in allowed:
        raise WithdrawalNotAllowed(occasion=occasion, allowed=list(allowed))


async def withdraw(
    conn: Conn,
    laws: AccountLaws,
    person: PersonKey,
    occasion: str,
    withdrawal_id: UUID,
    at: datetime,
) -> int:
    """Pay out everything a person has, less what is owed; how much, in fen.

    `occasion` is a word of ``withdrawal_occasions``, or ``cash``; whoever handles the matter has
    seen the papers and knows the heirs. The anchor is locked; the same id again pays nothing more.
    """
    made = [uuid5(withdrawal_id, f"out:{kind}") for kind in (CURRENT, CARRIED)]
    before = await written_under(conn, person.region, made)
    if before:
        return sum(one.amount_fen for one in before)
    check(laws, occasion, at)
    held = await balances_of(conn, person)
    reasons: list[YikaError] = []
    if held.clearing or await clear_out.open_of(conn, person) is not None:
        reasons.append(MoneyOnItsWay())
    if held.usable <= held.owed:
        reasons.append(NothingToWithdraw(owed_fen=held.owed))
    refuse_all(reasons)
    await transfer(conn, person.region, _moves(person.person_id, held, withdrawal_id, at))
    return held.usable - held.owed


def _moves(person_id: int, held: Balances, withdrawal_id: UUID, at: datetime) -> list[Transfer]:
    """Set off what is owed, this year's money first, and pay out the rest of each wallet."""
    moves: list[Transfer] = []
    debt = held.owed
    for kind, fen in ((CURRENT, held.current), (CARRIED, held.carried)):
        back = min(debt, fen)
        debt -= back
        ways = (
            ("owed", Account(person_id, OWED), back, "owed_paid"),
            ("out", Account(REGION, "outside"), fen - back, "withdrawal"),
        )
        moves += [
            Transfer(
                transfer_id=uuid5(withdrawal_id, f"{way}:{kind}"),
                debit=Account(person_id, kind),
                credit=to,
                amount_fen=part,
                reason=reason,
                happened_at=at,
            )
            for way, to, part, reason in ways
            if part
        ]
    return moves
