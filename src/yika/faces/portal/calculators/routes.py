"""The pages of the calculators. Anybody may ask; nothing asked is kept or written down."""

from collections.abc import Mapping
from typing import Annotated, Any, Final

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath

from yika.faces.portal.calculators import account, article, asking, bill, contribution, waiting
from yika.faces.portal.calculators.own import filled_in
from yika.faces.portal.calculators.shown import Calculator
from yika.faces.portal.pages import Asking, render
from yika.faces.portal.replies import page_not_found, reasons, status_of
from yika.ground.errors import YikaError
from yika.guide.telling import Told
from yika.house import House

Housed = NamedDependency[House]
Given = Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)]

ALL: Final = (
    Calculator(key="contribution", fields=contribution.fields, work=contribution.work),
    Calculator(key="waiting", fields=waiting.fields, work=waiting.work),
    Calculator(key="plan", fields=waiting.plan_fields, work=waiting.plan_work),
    Calculator(key="years", fields=waiting.years_fields, work=waiting.years_work),
    Calculator(key="bill", fields=bill.fields, work=bill.work, owns=True),
    Calculator(key="credit", fields=account.credit_fields, work=account.credit_work),
    Calculator(key="tier", fields=contribution.tier_fields, work=contribution.tier_work),
    Calculator(key="pension", fields=account.pension_fields, work=account.pension_work),
    Calculator(key="article", fields=article.fields, work=article.work, posts=True),
)
SETTINGS: Final = frozenset({"lang", "type"})
BY_KEY: Final = {one.key: one for one in ALL}


@get("/calculators")
async def calculators(request: Asking, house: Housed) -> Response[str]:
    """All calculators."""
    async with house.database.transaction() as conn:
        now = await house.now(conn)
    return render(
        request, "calculators.html", sandbox=house.config.sandbox, now=now, calculators=ALL
    )


@get("/calculators/{key:str}")
async def calculator(request: Asking, house: Housed, key: FromPath[str]) -> Response[Any]:
    """One calculator: its form and, once it was asked, the result beneath."""
    found = BY_KEY.get(key)
    if found is None:
        return page_not_found(request)
    given = dict(request.query_params.items())
    if found.owns and not given.keys() - SETTINGS:
        async with house.database.transaction() as conn:
            own = await filled_in(conn, house, request)
        return await _shown(request, house, found, own, asks=False)
    return await _shown(request, house, found, given, asks="go" in given and not found.posts)


@post("/calculators/{key:str}", status_code=200)
async def calculated(
    request: Asking, house: Housed, key: FromPath[str], data: Given
) -> Response[Any]:
    """A calculator whose question comes in the body, as an article does. Nothing of it is kept."""
    found = BY_KEY.get(key)
    if found is None or not found.posts:
        return page_not_found(request)
    return await _shown(request, house, found, data, asks=True)


async def _shown(
    request: Asking, house: House, found: Calculator, given: Mapping[str, str], *, asks: bool
) -> Response[Any]:
    async with house.database.transaction() as conn:
        now = await house.now(conn)
    sandbox = house.config.sandbox
    asked = asking.defaults(house.book, now, sandbox=sandbox)
    result, refused, status = None, [], 200
    try:
        asked = asking.asked(house.book, given, now, sandbox=sandbox)
        if asks:
            asking.check_filled(asked, found.fields(asked))
            result = found.work(asked)
    except YikaError as error:
        refused, status = reasons(error), status_of(error)
        status = 200 if status == 404 else status  # That a region publishes nothing is an answer.
    return render(
        request,
        "calculator.html",
        status,
        sandbox=sandbox,
        now=now,
        calculator=found,
        fields=found.fields(asked),
        given={"region": asked.division, "on": asked.on.isoformat(), **asked.given},
        result=result,
        refused=refused,
        wrong=_wrong(refused),
        own=found.owns and "bill_age" in given and not asks,
    )


def _wrong(refused: list[Told]) -> dict[str, Told]:
    """Reasons by the field that they are about."""
    named = (
        (one.facts.get("name") or bill.field_of(one.facts.get("needs", "")), one) for one in refused
    )
    return {str(name): one for name, one in named if name}
