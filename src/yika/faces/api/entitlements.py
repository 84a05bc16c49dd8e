"""Calculators of time: from when the pooled fund pays, what stopping costs, years still needed.

Public, as those of `calculations`.
"""

from asyncio import to_thread
from typing import Annotated, Any

from litestar import get
from litestar.params import FromQuery, QueryParameter

from yika.faces.api.asking import (
    Day,
    Housed,
    Month,
    Region,
    day_of,
    month_of,
    options_of,
    region_of,
    short,
)
from yika.faces.api.calculations import ASKED, TAGS, Base, Options, Scheme
from yika.faces.api.malformed import wrong
from yika.guide.calculated import entitlement_told, plan_told
from yika.guide.telling import Both
from yika.insurance.entitled.entitlement import entitlement
from yika.insurance.entitled.entitlement_laws import EntitlementLaws
from yika.insurance.entitled.known_cover import check
from yika.insurance.entitled.months import number
from yika.insurance.entitled.plan import plan
from yika.insurance.entitled.spans import spans
from yika.insurance.entitled.years import YearsCounted, years

REPAIRED_MAX = 100  # years
PLAN_MAX = 240  # months between stopping and starting again
LATER = Both(f"stop 之后最多 {PLAN_MAX} 个月", f"at most {PLAN_MAX} months after stop")
PAID = "已缴月份 / months paid, as 2024-01..2024-12,2026-05@2026-05-20"

Paid = Annotated[str, QueryParameter(description=PAID)]


@get(
    "/calculations/entitlement",
    tags=TAGS,
    summary="哪天起享受待遇、为什么、怎样更早 / from when the pooled fund pays, and why",
    responses=ASKED,
)
async def entitlement_on(
    house: Housed,
    region: Region,
    scheme: Scheme,
    paid: Paid = "",
    on: Day = None,
    repaired: Annotated[int, QueryParameter(ge=0, le=REPAIRED_MAX)] = 0,
    option: Options = None,
) -> dict[str, Any]:
    """`entitled`, `begins_on`, `ends_on`, `because`, `earlier_if`, `unknown`, `ahead`."""
    short(scheme=scheme, paid=paid)
    division, day, options = region_of(region, house), await day_of(on, house), options_of(option)

    def work() -> dict[str, Any]:
        check(scheme, options)
        laws = EntitlementLaws(house.book, division)
        told = entitlement(laws, scheme, spans(paid, scheme), day, repaired, options)
        return entitlement_told(told)

    return await to_thread(work)


@get(
    "/calculations/plan",
    tags=TAGS,
    summary="如果断缴或转走 / what if I stop or move",
    responses=ASKED,
)
async def plan_for(
    house: Housed,
    region: Region,
    scheme: Scheme,
    stop: Month,
    restart: Month,
    paid: Paid = "",
    base: Base = None,
    move_to: FromQuery[str | None] = None,
    option: Options = None,
) -> dict[str, Any]:
    """Every lawful way: its gap, wait, cost and ceiling; which is the cheapest."""
    short(scheme=scheme, paid=paid, base=base)
    division, options = region_of(region, house), options_of(option)
    goes_to = None if move_to is None else region_of(move_to, house, "move_to")
    months = month_of("stop", stop), month_of("restart", restart)
    if number(months[1]) - number(months[0]) > PLAN_MAX:
        raise wrong("restart", LATER)

    def work() -> dict[str, Any]:
        check(scheme, options)
        laws = EntitlementLaws(house.book, division)
        there = EntitlementLaws(house.book, goes_to) if goes_to else None
        asked = spans(paid, scheme), *months, base, options, there
        return plan_told(plan(laws, scheme, *asked))

    return await to_thread(work)


@get(
    "/calculations/years",
    tags=TAGS,
    summary="已缴年限、还差多少 / years counted and still needed",
    responses=ASKED,
)
async def years_of(
    house: Housed,
    region: Region,
    paid: Paid,
    scheme: Scheme = "employee",
    on: Day = None,
    sex: FromQuery[str | None] = None,
) -> YearsCounted:
    """Months counted in all, here and by place; what lifelong cover needs and what is missing."""
    short(scheme=scheme, paid=paid, sex=sex)
    division, day = region_of(region, house), await day_of(on, house)

    def work() -> YearsCounted:
        check(scheme, {} if sex is None else {"sex": sex})
        return years(spans(paid, scheme), EntitlementLaws(house.book, division), sex, day)

    return await to_thread(work)


HANDLERS = [entitlement_on, plan_for, years_of]
