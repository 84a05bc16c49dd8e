"""Places with the waiting conventions of the published examples, and people to try them with."""

from datetime import date
from typing import Any

from tests.policy.builders import HERE, a_book, a_rule, an_entry
from yika.insurance.entitled.entitlement_laws import EntitlementLaws
from yika.insurance.entitled.spans import spans
from yika.insurance.model import Cover, Enrolment, Owed, PaidSpan
from yika.policy.model import Rule

BY = {
    "entitlement.stop": "work_scheme",
    "entitlement.first": "work_scheme",
    "entitlement.after_gap": "work_scheme",
    "entitlement.after_repayment": "work_scheme",
    "entitlement.switch": "switch",
    "entitlement.ceiling": "scheme",
    "entitlement.min_years": "sex",
    "entitlement.benefit_year": "scheme",
    "resident.premium": "resident_group",
    "contribution.due": "work_scheme",
}


def wait(count: int, unit: str, start: str, **more: str) -> dict[str, Any]:
    return {"count": count, "unit": unit, "from": start, **more}


def both(value: Any) -> dict[str, Any]:
    return {"employee": value, "flexible": value}


def laws(**values: Any) -> EntitlementLaws:
    """The law of a made-up place: ``stop=…`` is entitlement.stop, ``resident__late`` the other."""
    rules: list[Rule] = []
    for name, value in values.items():
        policy = name.replace("__", ".") if "__" in name else f"entitlement.{name}"
        by = (BY[policy],) if policy in BY else ()
        rules.append(a_rule(an_entry(value), policy_id=policy, unit="wait", by=by))
    return EntitlementLaws(a_book(*rules), HERE)


NEXT_MONTH_OF_STOP = both(wait(1, "months", "unpaid_month"))
WINDOW_2026 = {"opens": date(2025, 9, 1), "closes": date(2026, 2, 28)}
VARIABLE = {
    "per_year": 1,
    "free_years": 1,
    "years_from": 2025,
    "repaired_by_year": 1,
    "floor": {"lapse_years": 4, "months": 6},
}
START = {"before_cover": "cover_start", "within_cover": "arrival"}
FUJIAN = laws(
    stop=NEXT_MONTH_OF_STOP,
    after_repayment=both(
        [
            {"gap_up_to": 3, "begins": "none", "retroactive": "yes"},
            {
                "begins": wait(3, "months", "payment_month"),
                "retroactive": "no",
                "share": "50%",
            },
        ]
    ),
    after_gap=both(
        [
            {"gap_up_to": 3, "begins": "none", "retroactive": "no"},
            {
                "begins": wait(6, "months", "payment_month"),
                "retroactive": "no",
                "share": "50%",
            },
        ]
    ),
)
QINGDAO = laws(
    resident_wait=wait(3, "months", "cover_start"), resident_variable=VARIABLE, resident_start=START
)


def somebody(
    text: str, scheme: str = "employee", owed: tuple[Owed, ...] = (), **enrolment: Any
) -> Cover:
    """Somebody enrolled since the first month paid."""
    paid: tuple[PaidSpan, ...] = spans(text, scheme)
    told: dict[str, Any] = {"scheme": scheme, "starts_on": paid[0].from_month, **enrolment}
    return Cover(enrolments=(Enrolment(**told),), paid=paid, owed=owed)


def bill(month: date, payer: str = "employer", scheme: str = "employee") -> Owed:
    due = month.replace(day=28)
    return Owed(scheme, month, "month", payer, due, 50_000)
