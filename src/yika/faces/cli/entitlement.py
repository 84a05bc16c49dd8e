"""``yika entitlement``, ``yika plan``, ``yika years``: from when the pooled fund pays, and why.

JSON goes to standard output alone. The day is Beijing's; where none is given it is today's by the
machine's clock, read here and nowhere below.
"""

from datetime import date
from typing import Annotated, Final

import typer

from yika.faces.cli import entitlement_views as views
from yika.faces.cli.contribution import (
    AsJson,
    Day,
    Folder,
    OptionsTold,
    Region,
    SchemeTold,
    book_of,
    day_of,
    division_of,
    options_of,
)
from yika.faces.cli.edge import out, print_json, telling
from yika.ground.errors import Refusals, YikaError, refuse_all
from yika.guide.calculated import entitlement_told, plan_told
from yika.insurance.entitled import years as counting
from yika.insurance.entitled.entitlement import Entitlement
from yika.insurance.entitled.entitlement import entitlement as work_out
from yika.insurance.entitled.entitlement_laws import EntitlementLaws
from yika.insurance.entitled.known_cover import check
from yika.insurance.entitled.plan import Plan
from yika.insurance.entitled.plan import plan as planned
from yika.insurance.entitled.spans import month, spans
from yika.insurance.model import PaidSpan
from yika.policy.load import Book

EXAMPLE: Final = "2024-01..2024-12,2026-05@2026-05-20"

PaidTold = Annotated[
    str,
    typer.Option("--paid", metavar="SPANS", help=f"已缴月份 months paid: {EXAMPLE}; 2024"),
]


def entitlement(
    region: Region,
    scheme: SchemeTold,
    paid: PaidTold,
    on: Day = None,
    repaired: Annotated[
        int,
        typer.Option(
            "--repaired", metavar="N", min=0, max=100, help="已修复的年数 · years repaired"
        ),
    ] = 0,
    option: OptionsTold = None,
    policy: Folder = None,
    *,
    as_json: AsJson = False,
) -> None:
    """哪天起享受待遇、为什么、怎样更早 · when the pooled fund pays, why, what makes it earlier."""
    division, day, options = division_of(region), day_of(on), options_of(option)

    def work() -> Entitlement:
        months = _read(scheme, options, paid)
        laws = EntitlementLaws(book_of(policy), division)
        return work_out(laws, scheme, months, day, repaired, options)

    found = telling(work)
    if as_json:
        print_json(entitlement_told(found))
    else:
        out.print(views.entitlement_for_people(found))


def plan(
    region: Region,
    scheme: SchemeTold,
    stop: Annotated[str, typer.Option("--stop", metavar="MONTH", help="从哪月起不缴 · 2026-05")],
    restart: Annotated[
        str, typer.Option("--restart", metavar="MONTH", help="从哪月起再缴 · 2026-08")
    ],
    paid: PaidTold = "",
    base: Annotated[
        str | None, typer.Option("--base", metavar="B", help="月缴费基数(元) · yuan a month")
    ] = None,
    move_to: Annotated[
        str | None, typer.Option("--move-to", metavar="CODE", help="转到哪个地区 · moving to")
    ] = None,
    option: OptionsTold = None,
    policy: Folder = None,
    *,
    as_json: AsJson = False,
) -> None:
    """如果断缴或转走:空档、等待、花费、最省的办法 · what if I stop or move."""
    division, options = division_of(region), options_of(option)
    goes_to = None if move_to is None else division_of(move_to)
    months = _month("--stop", stop), _month("--restart", restart)

    def work() -> tuple[Plan, Book]:
        told = _read(scheme, options, paid)
        book = book_of(policy)
        laws = EntitlementLaws(book, division)
        there = EntitlementLaws(book, goes_to) if goes_to else None
        return planned(laws, scheme, told, *months, base, options, there), book

    found, book = telling(work)
    if as_json:
        print_json(plan_told(found))
    else:
        out.print(views.plan_for_people(found, book))


def years(
    region: Region,
    paid: PaidTold,
    scheme: SchemeTold = "employee",
    on: Day = None,
    sex: Annotated[str | None, typer.Option("--sex", help="male | female")] = None,
    policy: Folder = None,
    *,
    as_json: AsJson = False,
) -> None:
    """已缴年限、还差多少 · the years counted, and how many are still needed for lifelong cover."""
    division, day = division_of(region), day_of(on)

    def work() -> counting.YearsCounted:
        told = _read(scheme, {"sex": sex} if sex else {}, paid)
        laws = EntitlementLaws(book_of(policy), division)
        return counting.years(told, laws, sex, day)

    found = telling(work)
    if as_json:
        print_json(found)
    else:
        out.print(views.years_for_people(found))


def _read(scheme: str, options: dict[str, str], paid: str) -> tuple[PaidSpan, ...]:
    """The months paid; what is wrong with them and with the choices is told together."""
    reasons: list[YikaError] = []
    read: tuple[PaidSpan, ...] = ()
    try:
        check(scheme, options)
    except Refusals as several:
        reasons += several.reasons
    except YikaError as one:
        reasons.append(one)
    try:
        read = spans(paid, scheme)
    except YikaError as one:
        reasons.append(one)
    refuse_all(reasons)
    return read


def _month(name: str, text: str) -> date:
    found = month(text)
    if found is None:
        raise typer.BadParameter(f"{name} 应写成 2026-05 · write a month: {text[:20]}")
    return found
