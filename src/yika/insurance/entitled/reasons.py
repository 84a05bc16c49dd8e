"""Why the pooled fund pays or not, in sentences, each with the rules and sources it rests on."""

from datetime import date
from typing import Final

import msgspec

from yika.insurance.entitled.ceiling import retired_on
from yika.insurance.entitled.entitlement_laws import Asking, EntitlementLaws
from yika.insurance.entitled.residents import START, VARIABLE
from yika.insurance.model import Cover, Gap, PolicyUsed, Scheme
from yika.policy.load import Book
from yika.policy.model import Names
from yika.policy.tree import is_table
from yika.policy.words import lists

BENEFIT_YEAR: Final = "entitlement.benefit_year"

_SENTENCES: Final = {
    "not_enrolled": (
        "{days}没有参保缴费{periods},统筹基金不支付。",
        "{Days}: not enrolled or not paid{periods}; the pooled fund does not pay.",
    ),
    "arrears_employer": (
        "单位没有按时缴纳{periods},{days}统筹基金不支付。",
        "The employer did not pay{periods} in time; the pooled fund does not pay: {days}.",
    ),
    "arrears_own": (
        "本人没有按时缴纳{periods},{days}统筹基金不支付。",
        "You did not pay{periods} in time; the pooled fund does not pay: {days}.",
    ),
    "unbilled": (
        "{days}没有缴费记录,统筹基金不支付。",
        "{Days}: no payment is on record; the pooled fund does not pay.",
    ),
    "waiting": (
        "待遇等待期:{days}{periods}{count}{share}。",
        "Waiting period: {days}{periods}{count}{share}.",
    ),
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
    periods_zh, periods_en = _periods(scheme, gap)
    share_zh = f",期间按正常待遇的{gap.share}支付" if gap.share else ""
    share_en = f", meanwhile {gap.share} of normal benefit is paid" if gap.share else ""
    policy = used(laws, scheme, gap.policy, _decided_on(laws, scheme, gap))
    count_zh, count_en = _counted(laws, gap, policy)
    nobody_billed = gap.cause.startswith("arrears") and not gap.periods
    zh, en = _SENTENCES["unbilled" if nobody_billed else gap.cause]
    days = {"days": days_en, "Days": days_en[:1].upper() + days_en[1:]}
    return Because(
        zh=zh.format(days=days_zh, periods=periods_zh, share=share_zh, count=count_zh),
        en=en.format(**days, periods=periods_en, share=share_en, count=count_en),
        policy=policy,
    )


def _periods(scheme: str, gap: Gap) -> tuple[str, str]:
    """The months or years not paid, as words that fit the sentence of the gap."""
    if not gap.periods:
        return "", ""
    if scheme != Scheme.RESIDENT:
        months = [f"{one:%Y-%m}" for one in gap.periods]
        zh, en = "、".join(months), ", ".join(months)
        if gap.cause == "waiting":
            return f",因{zh}没有按时缴费", f", because {en} had not been paid in time"
        return zh, f" {en}"
    years = [f"{one:%Y}" for one in gap.periods]
    zh, en = "、".join(years), ", ".join(years)
    if gap.cause == "waiting":
        return f",因{zh}年度断保", f", because of the lapse in {en}"
    return f"({zh}年度)", f" for {en}"


def _counted(laws: EntitlementLaws, gap: Gap, policy: tuple[PolicyUsed, ...]) -> tuple[str, str]:
    """How the wait of a law is counted; nothing where there is none, or steps."""
    there = next((one for one in policy if is_table(one.value) and "from" in one.value), None)
    if gap.cause != "waiting" or there is None:
        return "", ""
    word = there.value["from"]
    if word == "cover_start" and gap.since and gap.since > _opens(laws, gap.until or gap.since):
        word = "next_month"  # Paid late, once the cover year had begun.
    start = lists().words["wait_starts"][word]
    count, is_days = there.value["count"], there.value["unit"] == "days"
    more = VARIABLE in gap.policy
    zh = f",{count}{'天' if is_days else '个月'},{start.zh}"
    en = f": {count} {'days' if is_days else 'months'} {start.en}"
    return zh + ",另加变动等待期" * more, en + ", and the variable part" * more


def _opens(laws: EntitlementLaws, day: date) -> date:
    """The first day of the cover year a day lies in."""
    asking = Asking(laws)
    return asking.cover_start(asking.cover_year(day))


def _decided_on(laws: EntitlementLaws, scheme: str, gap: Gap) -> date | None:
    """The day whose law made the gap: the month not paid, the payment, or the cover year."""
    if scheme != Scheme.RESIDENT:
        return gap.periods[0] if gap.cause.startswith("arrears") and gap.periods else gap.since
    opens = gap.until if START in gap.policy or gap.cause == "not_enrolled" else gap.since
    day = opens or gap.since or gap.until
    return None if day is None else _opens(laws, day)


def because_entitled(
    laws: EntitlementLaws, scheme: str, cover: Cover, begins: date | None, on: date,
    *, waited: bool = False,
) -> Because:  # fmt: skip
    """Why the pooled fund pays on a day. `waited`: whether a wait ended when benefit began."""
    retired = retired_on(cover, on)
    if retired is not None:
        begins = max(begins or retired, retired)
    since_zh = f"自{begins}起" if begins else ""
    since_en = f" since {begins}" if begins else ""
    why_zh, why_en = "费用已缴,没有等待期", "paid, and no wait is running"
    if waited:
        why_zh, why_en = "费用已缴,等待期已满", "paid, and the wait is over"
    if retired is not None:
        why_zh, why_en = "已退休并缴满年限,不再缴费", "retired with the years needed"
    return Because(
        zh=f"{why_zh},{since_zh}统筹基金支付。",
        en=f"The pooled fund pays{since_en}: {why_en}.",
        policy=used(laws, scheme, (BENEFIT_YEAR,), on),
    )


def because_first(year: int) -> Because:
    """Nothing earlier was told, so that no lapsed year was counted."""
    return Because(
        zh=f"没有写{year}年度以前的参保,按首次参保计算,不计断保年度;断过几年可用 lapsed 说明。",
        en=f"Nothing before {year} is told: counted as a first enrolment, without lapsed years; "
        "lapsed years can be told with the option lapsed.",
    )


def because_blank(division: str) -> Because:
    """No policy of this place is there at all, so that nothing could be concluded."""
    return Because(
        zh=f"没有收录{division}的政策,没有据此推断等待或中断。",
        en=f"No policy of {division} is held here; no wait or gap was inferred.",
    )


def because_unknown(book: Book, unknown: tuple[str, ...]) -> Because:
    """What this place does not publish, so that nothing was concluded from it."""
    titles = [title_of(book, policy) for policy in unknown]
    zh, en = "、".join(one.zh for one in titles), ", ".join(one.en for one in titles)
    return Because(
        zh=f"本地没有公布:{zh};没有据此推断等待或中断。",
        en=f"Not published here: {en}; no wait or gap was inferred from it.",
    )


def title_of(book: Book, policy: str) -> Names:
    """What people call a policy; its id where nobody named it."""
    form = book.form(policy)
    return Names(policy, policy) if form is None else form.title


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
