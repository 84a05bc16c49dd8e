"""What follows when somebody takes their insurance elsewhere, told before they apply.

Only what the records and the policies of both regions say; what a region has not published is said
to be unknown. No amount is told: an agent may ask as well.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final, cast

import msgspec

from yika.accounts import service as accounts
from yika.ground.days import beijing_day
from yika.insurance.books.enrolment import current, enrolments
from yika.insurance.books.enrolment_rules import NotEnrolled
from yika.insurance.books.settling import Payer, open_bills
from yika.insurance.entitled.entitlement_laws import EntitlementLaws
from yika.people.model import PersonKey
from yika.policy.load import Book
from yika.policy.tree import is_list
from yika.policy.words import lists
from yika.standing.laws import Laws
from yika.standing.service import laws_of
from yika.store.db import Conn

LEAVES: Final = "transfer_out"
GAP: Final = "entitlement.after_gap"
UNITS: Final = {"months": ("个月", "months"), "days": ("天", "days")}


class FollowsTold(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that follows from doing the matter."""

    code: str
    zh: str
    en: str


async def leaving_told(
    conn: Conn, book: Book, person: PersonKey, to: str | None, at: datetime
) -> tuple[FollowsTold, ...]:
    """What follows if the person's insurance leaves today for a region, where that is known."""
    today = beijing_day(at)
    try:
        _, enrolled = current(await enrolments(conn, person), today)
    except NotEnrolled:
        return ()
    bills = await open_bills(conn, Payer(region=person.region, person=person))
    balances = await accounts.balances_of(conn, person)
    laws = laws_of(book, person.division)
    found = [_ends(today), _waits(book, to, enrolled.scheme, today)]
    if bills:
        found.append(_owes(len(bills)))
    if balances.usable or balances.clearing:
        found.append(_account(laws, at))
    return (*found, _proof())


def _ends(today: date) -> FollowsTold:
    return FollowsTold(
        code="cover_ends_here",
        zh=f"办成当天本地参保关系终止（今天办成即 {today}），此后的费用本地不再报销。",
        en=f"Cover here ends on the day it is done ({today} if today); later care is not paid.",
    )


def _waits(book: Book, to: str | None, scheme: str, today: date) -> FollowsTold:
    """What a gap between the two regions leads to, by the law of the next one."""
    if to is None:
        return FollowsTold(
            code="gap_waits",
            zh="两地之间断缴的，转入地可能要等待；写明转到哪里（place）可以查到转入地的等待期。",
            en="A gap between the two may mean waiting there; say where to (place) to be told.",
        )
    name = lists().division_name(to)
    rule = EntitlementLaws(book, to).rule(GAP, today, scheme)
    steps = list(_steps(rule)) if is_list(rule) else []
    if not steps:
        return FollowsTold(
            code="gap_waits_unknown",
            zh=f"{name.zh}没有公布断缴后的等待期；请先向转入地询问，尽量不断缴。",
            en=f"{name.en} has not published the wait after a gap: ask there first, leave no gap.",
        )
    zh, en = zip(*steps, strict=True)
    return FollowsTold(
        code="gap_waits",
        zh=f"在{name.zh}断缴后未补缴的：{'；'.join(zh)}。不断缴就不用等。",
        en=f"After an unpaid gap, in {name.en}: {'; '.join(en)}. Without a gap there is no wait.",
    )


def _steps(rule: Sequence[Any]) -> Iterator[tuple[str, str]]:
    """Each step of the rule: a gap of so long, and the wait it leads to."""
    steps = cast("Sequence[Mapping[str, Any]]", rule)
    for step in steps:
        most, begins = step.get("gap_up_to"), step.get("begins")
        zh, en = f"{most} 个月以内", f"up to {most} months"
        if most is None:
            zh, en = ("更长的", "a longer one") if len(steps) > 1 else ("无论多久", "any gap")
        if not isinstance(begins, Mapping):
            yield f"{zh}不用等待", f"{en} waits for nothing"
            continue
        wait = cast("Mapping[str, Any]", begins)
        count, unit = wait.get("count"), UNITS.get(str(wait.get("unit")))
        if isinstance(count, int) and unit is not None:
            yield f"{zh}等待 {count} {unit[0]}", f"{en} waits {count} {unit[1]}"


def _owes(bills: int) -> FollowsTold:
    return FollowsTold(
        code="bills_open",
        zh=f"还有 {bills} 笔没有缴清；转出不免除，未缴的月份转入地看作断缴。",
        en=f"{bills} bills are still open: leaving does not settle them, and they count as a gap.",
    )


def _account(laws: Laws, at: datetime) -> FollowsTold:
    """What becomes of the balance, as far as the region says when one is paid out."""
    paid_out: Sequence[str] | None = laws.value("account.withdrawal", at)
    if paid_out is not None and "moved_region" in paid_out:
        return FollowsTold(
            code="account_moves",
            zh="个人账户里还有钱：转入地接收的随关系转移，不接收的可以在本地申请一次性支取。",
            en="There is money in the account: it moves along, or where not taken is paid out.",
        )
    return FollowsTold(
        code="account_stays",
        zh="个人账户里还有钱：转出当时仍留在本地账户，不会因为转出而支取；怎样转移请先向两地经办机构问清。",
        en="There is money in the account: it stays here and is not paid out; ask both"
        " agencies how it is moved.",
    )


def _proof() -> FollowsTold:
    return FollowsTold(
        code="years_go_along",
        zh="缴费年限不会丢：办成时同时开具参保凭证，转入地凭它接续年限。",
        en="No year is lost: a proof of cover is issued with it for the next region to count by.",
    )
