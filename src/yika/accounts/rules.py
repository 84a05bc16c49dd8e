"""What may move and how: pure functions over accounts and transfers, in whole fen."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from yika.accounts.model import REGION, Account, Balances, Transfer, chart
from yika.ground.errors import Conflict, Refused, refuse_all


class TransferReused(Conflict):
    """The same id came with other content. Facts: transfer_id, fields."""

    code = "transfer_reused"


class Short(Refused):
    """An account would be overdrawn, or more paid back than is owed. Facts: account, missing_fen.

    `account` is the kind; whose it is stays out.
    """

    code = "account_short"


class AlreadyCorrected(Conflict):
    """More would come back than a transfer had moved. Facts: left_fen."""

    code = "already_corrected"


def checked(transfers: Sequence[Transfer]) -> dict[UUID, Transfer]:
    """The transfers by id, the same one twice counted once. Fails with TransferReused."""
    found: dict[UUID, Transfer] = {}
    refused: list[TransferReused] = []
    for one in transfers:
        _assert_fit(one)
        before = found.setdefault(one.transfer_id, one)
        if fields := differing(before, one):
            refused.append(TransferReused(transfer_id=one.transfer_id, fields=fields))
    refuse_all([*refused])
    return found


def _assert_fit(one: Transfer) -> None:
    """Amounts, kinds and owners that cannot be are mistakes of ours, not refusals."""
    assert one.amount_fen > 0, "a transfer moves something"
    assert one.debit != one.credit, "a transfer moves between two accounts"
    assert one.happened_at.tzinfo is not None, "instants carry a zone"
    for account in (one.debit, one.credit):
        holder = chart().kinds[account.kind].holder
        assert holder == holder_of(account.owner), f"{account.kind}: wrong owner"


def holder_of(owner: int) -> str:
    """Who holds an account by the number of its owner."""
    if owner == REGION:
        return "region"
    return "person" if owner > REGION else "institution"


def differing(before: Transfer, now: Transfer) -> list[str]:
    """The names of the fields in which two transfers of one id differ."""
    names = ("debit", "credit", "amount_fen", "reason", "happened_at", "corrects")
    return [name for name in names if getattr(before, name) != getattr(now, name)]


def folded(transfers: Sequence[Transfer]) -> dict[Account, int]:
    """What each account gains or loses, of those whose balance is kept."""
    changes: dict[Account, int] = {}
    for one in transfers:
        for account, change in ((one.debit, -one.amount_fen), (one.credit, one.amount_fen)):
            if chart().kinds[account.kind].guard != "none":
                changes[account] = changes.get(account, 0) + change
    return changes


def missing(kind: str, balance_fen: int) -> int:
    """By how much a balance has passed zero on the side where its guard stands; 0 if it has not."""
    match chart().kinds[kind].guard:
        case "not_below_zero":
            return max(-balance_fen, 0)
        case "not_above_zero":
            return max(balance_fen, 0)
        case _:
            return 0


def correction(
    original: Transfer,
    transfer_id: UUID,
    at: datetime,
    amount_fen: int | None,
    corrected_fen: int,
) -> Transfer:
    """The transfer that takes back all that is left of another, or so much. Or AlreadyCorrected."""
    left = original.amount_fen - corrected_fen
    amount = left if amount_fen is None else amount_fen
    if not 0 < amount <= left:
        raise AlreadyCorrected(left_fen=left)
    return Transfer(
        transfer_id=transfer_id,
        debit=original.credit,
        credit=original.debit,
        amount_fen=amount,
        reason="correction",
        happened_at=at,
        corrects=original.transfer_id,
    )


def taken_back(balances: Balances, amount_fen: int) -> dict[str, int]:
    """How much a claw-back takes from `current`, then `carried`; the rest becomes `owed`."""
    current = min(balances.current, amount_fen)
    carried = min(balances.carried, amount_fen - current)
    parts = {"current": current, "carried": carried, "owed": amount_fen - current - carried}
    return {kind: part for kind, part in parts.items() if part}


class ClawedBackBefore(Conflict):
    """The same claw-back was made with another amount. Facts: reference, amount_fen."""

    code = "clawed_back_before"


def check_claw_back(back: Sequence[Transfer], amount_fen: int, reference: UUID) -> None:
    """Refuse a claw-back whose parts are not its amount. Fails with ClawedBackBefore."""
    made = sum(one.amount_fen for one in back)
    if made != amount_fen:
        raise ClawedBackBefore(reference=reference, amount_fen=made)
