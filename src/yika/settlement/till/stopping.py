"""What a till may charge although something is stopped (凭证、待遇停用时的结算). Pure.

A credential that is out of use is refused, since another may work. Missing cover is no fault of the
credential: the bill is then settled without the fund, and the reply says why.
"""

from datetime import datetime
from typing import Final

from yika.ground.errors import YikaError, refuse_all
from yika.settlement.model import Circumstances
from yika.settlement.pricing.found import BenefitUnknown
from yika.settlement.pricing.terms import Terms
from yika.settlement.till.bills import NOT_USED, PHARMACY, Wanted
from yika.settlement.till.facts import Purse
from yika.settlement.till.refusals import UseStopped
from yika.settlement.till.till import Day, TillLaws
from yika.standing.model import Use
from yika.standing.usable import usable_by

PAY, CLAIM = Use.PAY.value, Use.CLAIM.value
POOL: Final = "pool"
UNPAID: Final = frozenset({"arrears_employer", "arrears_own", "not_enrolled"})
UNCOVERED: Final = UNPAID | {"waiting", "moved_away"}  # causes of the cover, by any credential
Stopped = dict[str, tuple[str, ...]]


def stopped_uses(laws: TillLaws, day: Day, purse: Purse, wanted: Wanted, at: datetime) -> Stopped:
    """The uses that a hold stops by the credential that is shown, with the causes."""
    by = usable_by(purse.facts, laws.standing, at, wanted.credential)
    stopped = {use: by[use] for use in (PAY, CLAIM) if by[use]}
    unpaid = tuple(cause for cause in stopped.get(CLAIM, ()) if cause in UNPAID)
    if unpaid and PAY not in stopped and not day.works_when_stopped:
        stopped[PAY] = unpaid  # Where the account is frozen while contributions are missing.
    return stopped


def charges_pool(wanted: Wanted, kind: str | None) -> bool:
    """Whether the institution charges the pool for such care; None: nobody knows which it is."""
    return PHARMACY not in (wanted.counts_as, kind) or POOL in wanted.institution.accepts


def terms_of(laws: TillLaws, wanted: Wanted, told: Circumstances, stopped: Stopped) -> Terms | None:
    """The terms under which a fund pays; None where none does.

    Fails with UseStopped where everything that was asked for is stopped, unless it is for want of
    cover alone.
    """
    terms: Terms | None = None
    charged = charges_pool(wanted, told.kind)
    if charged:
        try:
            terms = laws.benefit.terms(told)
        except BenefitUnknown:
            if CLAIM not in stopped:
                raise
        else:
            charged = terms.kind is not None
    if stopped:
        refuse_all(nothing_left(wanted, stopped, charged=charged))
    return terms if charged and CLAIM not in stopped else None


def nothing_left(wanted: Wanted, stopped: Stopped, *, charged: bool) -> list[YikaError]:
    """That everything asked for is stopped, if so; want of cover alone does not count.

    `charged`: the pool is asked to pay.
    """
    asked = [
        use
        for use, is_asked in ((PAY, wanted.account_use != NOT_USED), (CLAIM, charged))
        if is_asked
    ]
    if not asked or not all(use in stopped for use in asked):
        return []
    causes = list(dict.fromkeys(cause for use in asked for cause in stopped[use]))
    if UNCOVERED.issuperset(causes):
        return []
    return [UseStopped(credential=wanted.credential, uses=asked, causes=causes)]
