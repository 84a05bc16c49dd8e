"""Why a bill paid by oneself is not reimbursed (不予报销的原因)."""

from yika.ground.errors import Conflict, Missing, Refused


class ReceiptUsed(Conflict):
    """The receipt was reimbursed before. Facts: paid_on, is_own."""

    code = "receipt_used"


class SettledAtTill(Conflict):
    """The institution settled the same bill over the network. Facts: settlement_id."""

    code = "settled_at_till"


class NotEntitled(Refused):
    """The fund did not pay for the person on that day. Facts: on, causes."""

    code = "not_entitled"


class FundNeverPays(Refused):
    """Somebody else has to bear such costs. Facts: causes."""

    code = "fund_never_pays"


class ServedAhead(Refused):
    """The care is later than today. Facts: on, today."""

    code = "served_ahead"


class ClaimTooLate(Refused):
    """The time to bring receipts is over. Facts: on, months, last_on."""

    code = "claim_too_late"


class LevelNeeded(Refused):
    """Without a code of the directory the level of the institution is needed. Facts: none."""

    code = "level_needed"


class DirectoryDiffers(Refused):
    """The directory says otherwise of the institution. Facts: fields."""

    code = "directory_differs"


class StayEndNeeded(Refused):
    """A stay is claimed after discharge, with its day. Facts: none."""

    code = "stay_end_needed"


class NoFundForCare(Refused):
    """No fund pays of such care here. Facts: care."""

    code = "no_fund_for_care"


class NoSuchClaim(Missing):
    """Nothing of that number was reimbursed to the person. Facts: settlement_id."""

    code = "no_such_claim"


class ClaimUndone(Conflict):
    """The reimbursement was taken back before. Facts: settlement_id, undone_on."""

    code = "claim_undone"


class AmountChanged(Conflict):
    """It comes to another amount than what was approved. Facts: approved_fen, amount_fen."""

    code = "amount_changed"


class AmountNeeded(Refused):
    """Nobody has published what it comes to: two officers enter it. Facts: ids, division."""

    code = "amount_needed"


class NotInsuredForBirths(Refused):
    """Only whom an employer insured on that day gets the allowance. Facts: on, scheme."""

    code = "not_insured_for_births"


class AllowancePaid(Conflict):
    """The allowance of that birth was paid before. Facts: paid_on."""

    code = "allowance_paid"
