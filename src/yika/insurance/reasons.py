"""Why the pooled fund pays or not, in sentences, each with the rules and sources it rests on."""

from datetime import date
from typing import Final

import msgspec

from yika.insurance.entitlement_laws import EntitlementLaws
from yika.insurance.model import Cover, Gap, PolicyUsed, Scheme

BENEFIT_YEAR: Final = "entitlement.benefit_year"

_SENTENCES: Final = {
    "not_enrolled": (
        "{days}没有参保缴费{periods},统筹基金不支付。",
        "{Days}: not enrolled or not paid for{periods}; the pooled fund does not pay.",
    ),
    "arrears_employer": (
        "单位没有按时缴纳{periods},{days}统筹基金不支付。",
        "The employer did not pay{periods} in time; the pooled fund does not pay: {days}.",
    ),
    "arrears_own": (
        "本人没有按时缴纳{periods},{days}统筹基金不支付。",
        "You did not pay{periods} in time; the pooled fund does not pay: {days}.",
    ),
    "waiting": ("待遇等待期:{days}{share}{periods}。", "Waiting period: {days}{share}{periods}."),
    "moved_away": (
        "已转到其他地区参保,{days}本地统筹基金不支付。",
        "Insured in another region; the fund here does not pay: {days}.",
    ),
}


class Because(msgspec.Struct, frozen=True, kw_only=True):
    """One reason, in both languages, and the values of the law behind it."""

    zh: str
    en: str
    policy: tuple[PolicyUsed, ...] = ()


def because_of(laws: EntitlementLaws, scheme: str, gap: Gap) -> Because:
    """Why a gap is there."""
    days_zh, days_en = _days(gap)
    months = [f"{one:%Y-%m}" if scheme != Scheme.RESIDENT else f"{one:%Y}" for one in gap.periods]
    listed = "、".join(months), ", ".join(months)
    kind = gap.cause == "waiting"
    periods_zh = f",因{listed[0]}没有按时缴费" if kind and months else listed[0]
    periods_en = f", because of {listed[1]}" if kind and months else f" {listed[1]}" * bool(months)
    share_zh = f",期间按正常待遇的{gap.share}支付" if gap.share else ""
    share_en = f", meanwhile {gap.share} of normal benefit is paid" if gap.share else ""
    zh, en = _SENTENCES[gap.cause]
    return Because(
        zh=zh.format(days=days_zh, periods=periods_zh, share=share_zh),
        en=en.format(
            days=days_en, Days=days_en[:1].upper() + days_en[1:], periods=periods_en, share=share_en
        ),
        policy=used(laws, scheme, gap.policy, gap.since or gap.until),
    )


def because_entitled(
    laws: EntitlementLaws, scheme: str, cover: Cover, begins: date | None, on: date
) -> Because:
    """Why the pooled fund pays on a day."""
    since_zh = f"自{begins}起" if begins else ""
    since_en = f" since {begins}" if begins else ""
    retired = any(
        one.is_retired and one.starts_on <= on and (one.ends_on is None or one.ends_on >= on)
        for one in cover.enrolments
    )
    why_zh = "已退休并缴满年限,不再缴费" if retired else "费用已缴,没有等待期"
    why_en = "retired with the years needed" if retired else "paid, and no wait is running"
    return Because(
        zh=f"{why_zh},{since_zh}统筹基金支付。",
        en=f"The pooled fund pays{since_en}: {why_en}.",
        policy=used(laws, scheme, (BENEFIT_YEAR,), on),
    )


def because_unknown(unknown: tuple[str, ...]) -> Because:
    """What this place does not publish, so that nothing was concluded from it."""
    return Because(
        zh=f"本地没有公布:{'、'.join(unknown)};没有据此推断等待或中断。",
        en=f"Not published here: {', '.join(unknown)}; no wait or gap was inferred from it.",
    )


def used(
    laws: EntitlementLaws, scheme: str, policies: tuple[str, ...], day: date | None
) -> tuple[PolicyUsed, ...]:
    """The values behind policy ids on a day, for a scheme; those not told are left out."""
    if day is None:
        return ()
    switch = "employee_to_resident" if scheme == Scheme.RESIDENT else "resident_to_employee"
    found = [
        laws.told(policy, day, switch if policy == "entitlement.switch" else scheme)
        for policy in policies
    ]
    return tuple(one for one in found if one is not None)


def _days(gap: Gap) -> tuple[str, str]:
    if gap.since is None and gap.until is None:
        return "一直", "always"
    if gap.since is None:
        return f"{gap.until}以前", f"before {gap.until}"
    if gap.until is None:
        return f"自{gap.since}起", f"from {gap.since} on"
    return f"自{gap.since}起、{gap.until}以前", f"from {gap.since} until before {gap.until}"
