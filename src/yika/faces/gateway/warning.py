"""What is to be known of a bill that was priced, in a sentence each (warn_msg).

Why the fund or the account paid nothing of it, and that the stay has not ended yet.
"""

from collections.abc import Sequence
from typing import Final

from yika.faces.gateway.plain import yuan
from yika.faces.gateway.telling import shortened
from yika.guide.telling import name, tell
from yika.settlement.model import BASIC
from yika.settlement.till.bills import INPATIENT, NOT_USED, PHARMACY, RELATIVES, Settled
from yika.settlement.till.circumstances import EMPLOYEE, is_settled_as
from yika.settlement.till.refusals import CareNotPriced
from yika.settlement.till.stopping import CLAIM, PAY, UNCOVERED, charges_pool

NO_LEVEL: Final = "报文里没有开方机构的级别，只能按没有处方结算；可用2203A写明(rxfixmedinsCode)"
NOT_POOLED: Final = "没有定点医疗机构的处方，或当地药店不纳入统筹"
NOT_FOR_POOL: Final = "本店不是门诊统筹药店，只能用个人账户或现金；要统筹支付，请到门诊统筹药店"
NOT_A_PURCHASE: Final = (
    "医院按购药(2101、2102或med_type 41)报的不由统筹基金支付；门诊请走2201到2207，按就诊类别报"
)
BONUS_OPEN: Final = (
    "已到年度限额；有的年度在本地没有完整记录，激励额度可能还应更高，"
    "可凭原参保地的参保、报销证明对这次结算提出异议"
)
PER: Final = {"day": "每日", "half_month": "每半月", "month": "每月", "year": "每年"}
# What to do about missing cover; the day it is back, and where to go, are told by 1101.
MENDED: Final = {
    "arrears_employer": "单位补缴后恢复",
    "arrears_own": "本人补缴后恢复",
    "not_enrolled": "请先办理参保",
    "waiting": "等待期满自动恢复，其间的费用自付",
    "moved_away": "请到转入地结算",
}
ESTIMATE: Final = "还没有办理出院，这是按现有费用的试算；结算(2304)前请先办理出院(2402)。"
ANOTHER: Final = "可改用其他凭证，办法见1101"


def warning(done: Settled) -> str | None:
    """What pays nothing although it was asked, and why; None where nothing is to be told."""
    found = [
        f"{who}：{why}。"
        for who, why in (
            ("基金未支付", _no_fund(done)),
            ("大病保险", BONUS_OPEN if done.circumstances.is_bonus_least else None),
            ("个人账户", _no_account(done)),
        )
        if why is not None
    ]
    if done.is_estimate:
        found.insert(0, ESTIMATE)
    return shortened(found) if found else None


def of_care(med_type: str, kind: str) -> str | None:
    """A sentence where care of that category is not settled in such a visit, told early."""
    if is_settled_as(med_type, in_hospital=kind == INPATIENT):
        return None
    told = tell(CareNotPriced(med_type=med_type, kind=kind))
    return f"{told.zh}{told.next.zh}"


def _no_fund(done: Settled) -> str | None:
    """Why no fund pays."""
    if done.shares.fund_fen:
        return None
    if not charges_pool(done.wanted, done.circumstances.kind):
        return _not_charged(done)
    if CLAIM in done.stopped:
        return _stopped(done.stopped[CLAIM])
    if not done.change:
        return _unpooled(done)
    scope = done.shares.split.in_scope_fen
    if not scope:
        return "本次费用都不在医保支付范围内"
    if done.limits.get(BASIC) == 0:
        return "本年度支付限额已用完"
    if done.shares.deductible_fen + done.shares.prepaid_fen >= scope:
        return f"政策范围内费用{yuan(scope)}元还在起付线内"
    return None


def _not_charged(done: Settled) -> str | None:
    """Why the institution charges no fund; a pharmacy is told where somebody pays in cash."""
    if not done.wanted.institution.is_pharmacy:
        return NOT_A_PURCHASE
    return NOT_FOR_POOL if done.cash_fen else None


def _unpooled(done: Settled) -> str:
    """Why care is not paid by the pool."""
    if PHARMACY not in (done.wanted.counts_as, done.circumstances.kind):
        return "这类就诊不由统筹基金支付"
    told, counted = done.wanted.is_prescribed, done.circumstances.is_prescribed
    return NO_LEVEL if told and not counted else NOT_POOLED


def _no_account(done: Settled) -> str | None:
    """Why the account that was to pay pays nothing, or less than it has."""
    wanted, bound = done.wanted, done.account_bound
    if wanted.account_use == NOT_USED or not done.shares.person_fen:
        return None
    if PAY in done.stopped:
        return f"未支付，{_stopped(done.stopped[PAY])}"
    if wanted.account_use == RELATIVES:
        return None if done.account_fen else "未支付，没有可用的共济授权或余额"
    if bound is not None:
        if bound.limit is None:
            return "未支付，当地个人账户不能用于这类就诊"
        limit = f"当地{PER[bound.limit.per]}限额{yuan(bound.limit.amount_fen)}元"
        if not done.account_fen:
            return f"未支付，{limit}已用完"
        return f"只支付{yuan(done.account_fen)}元，已到{limit}"
    if done.account_fen or done.insured.scheme != EMPLOYEE:
        return None
    return "未支付，余额为0"


def _stopped(causes: Sequence[str]) -> str:
    """Causes by name, and what to do."""
    named = "、".join(name(cause, "zh", "causes") for cause in causes)
    steps = [MENDED[cause] for cause in causes if cause in UNCOVERED]
    if len(steps) < len(causes):
        steps.append(ANOTHER)
    return f"{named}，{'；'.join(steps)}"
