"""Calculators that show their sum: public, with every value of the law, its source and its date.

They give the same as the commands of the same names; nothing asked is kept.
"""

import re
from asyncio import to_thread
from datetime import date
from fractions import Fraction
from functools import partial
from typing import Annotated, Any

import msgspec
from litestar import get, post
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromQuery, JSONBody, QueryParameter

from yika.faces.api.asking import (
    NOS,
    Day,
    Housed,
    Region,
    day_of,
    options_of,
    region_of,
    short,
)
from yika.faces.api.malformed import wrong
from yika.guide.quote_told import quote_told
from yika.guide.telling import Both
from yika.insurance.amounts.bases_compared import Compared, compare
from yika.insurance.amounts.contribution import Contribution, contribution
from yika.insurance.amounts.credit import Credit, credit
from yika.insurance.amounts.pension import Pension, estimate
from yika.insurance.amounts.tiers import Tier, tier
from yika.insurance.articles.article import check as check_article
from yika.insurance.articles.model import Claim
from yika.insurance.entitled.scope import ADULT, Scope, scope
from yika.settlement.aid import Aid, aid
from yika.settlement.pricing.claims import read_claim
from yika.settlement.pricing.laws import BenefitLaws
from yika.settlement.pricing.quoting import quote

BASES_MAX = 10
YEARS = re.compile(r"[0-9]{1,2}(\.[0-9]{1,2})?")
ASKED: dict[int, ResponseSpec] = {
    status: spec for status, spec in NOS.items() if status not in (401, 403, 409)
}
TAGS = ["calculations"]
SCHEME = "险种 / employee | flexible | resident"

Scheme = Annotated[str, QueryParameter(description=SCHEME)]
Base = Annotated[
    str | None, QueryParameter(description="月缴费基数(元) / yuan a month, as 6821.00")
]
Options = Annotated[
    list[str] | None, QueryParameter(description="选项，可多次 / name=value, repeatable")
]


class Article(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An article with figures, and the region and day whose law it is held against."""

    text: str
    region: str
    on: date | None = None


class Checked(msgspec.Struct, frozen=True):
    """Each claim of an article that could be worked out again."""

    region: str
    on: date
    claims: list[Claim]


@get(
    "/calculations/contribution",
    tags=TAGS,
    summary="每项社会保险由谁缴多少 / who pays how much",
    responses=ASKED,
)
async def contribution_of(
    house: Housed,
    region: Region,
    scheme: Scheme,
    base: Base = None,
    on: Day = None,
    option: Options = None,
) -> Contribution:
    """Every line with its sum: insurance, payer, base, rate, amount, policy and source.

    A resident's premium takes ``option=group=…``; years short at retirement, ``option=top_up=…``.
    """
    short(scheme=scheme, base=base)
    asked = region_of(region, house), scheme, base, await day_of(on, house), options_of(option)
    return await to_thread(lambda: contribution(house.book, *asked))


@get(
    "/calculations/tier", tags=TAGS, summary="基数属于第几档 / the tier of a base", responses=ASKED
)
async def tier_of(house: Housed, region: Region, base: FromQuery[str], on: Day = None) -> Tier:
    """The tier by what is published and by every disagreeing source."""
    asked = region_of(region, house), base, await day_of(on, house)
    return await to_thread(lambda: tier(house.book, *asked))


@get(
    "/calculations/credit",
    tags=TAGS,
    summary="个人账户计入多少 / what the account is credited",
    responses=ASKED,
)
async def credit_of(
    house: Housed,
    region: Region,
    status: FromQuery[str] = "active",
    base: Base = None,
    age: Annotated[int | None, QueryParameter(ge=0, le=150)] = None,
    pension: FromQuery[str | None] = None,
    on: Day = None,
) -> Credit:
    """The credit by status (active, flexible, retired, flexible_retired), with its sum."""
    asked = region_of(region, house), status, await day_of(on, house)
    return await to_thread(lambda: credit(house.book, *asked, base=base, age=age, pension=pension))


@get(
    "/calculations/pension",
    tags=TAGS,
    summary="养老金估算 / a pension, as an estimate",
    responses=ASKED,
)
async def pension_of(
    house: Housed,
    region: Region,
    paid_years: Annotated[str, QueryParameter(name="years", description="as 30 or 27.5")],
    indexed_wage: FromQuery[str | None] = None,
    average_wage: FromQuery[str | None] = None,
    calculation_base: FromQuery[str | None] = None,
    balance: FromQuery[str | None] = None,
    retirement_age: FromQuery[str] = "age_60",
    on: Day = None,
) -> Pension:
    """The estimate with every step: basic part, account part, total."""
    if not YEARS.fullmatch(paid_years):
        raise wrong("years", Both("数，如 30 或 27.5", "a number, as 30 or 27.5"))
    terms = {
        "indexed_wage": indexed_wage,
        "average_wage": average_wage,
        "calculation_base": calculation_base,
    }
    to = house.book, region_of(region, house), await day_of(on, house)
    work = partial(estimate, *to, years=Fraction(paid_years), terms=terms, balance=balance)
    return await to_thread(partial(work, retirement_age=retirement_age))


@get(
    "/calculations/bases",
    tags=TAGS,
    summary="高基数与低基数 / bases side by side",
    responses=ASKED,
)
async def bases_compared(
    house: Housed,
    region: Region,
    base: FromQuery[list[str]],
    scheme: Scheme = "employee",
    on: Day = None,
    option: Options = None,
) -> Compared:
    """What each base costs every payer a month, and what it brings."""
    if len(base) > BASES_MAX:
        raise wrong("base", Both(f"最多 {BASES_MAX} 个", f"at most {BASES_MAX} of them"))
    asked = region_of(region, house), scheme, base, await day_of(on, house), options_of(option)
    return await to_thread(lambda: compare(house.book, *asked))


@get(
    "/calculations/scope",
    tags=TAGS,
    summary="基金和账户能付什么、谁有资助 / what the insurance is for",
    responses=ASKED,
)
async def scope_of(
    house: Housed, region: Region, group: FromQuery[str] = ADULT, on: Day = None
) -> Scope:
    """What the fund pays and never pays, what the account buys, who is given aid and how much."""
    asked = region_of(region, house), await day_of(on, house), group
    return await to_thread(lambda: scope(house.book, *asked))


@post(
    "/calculations/article",
    tags=TAGS,
    summary="文章里的数字对不对 / which figures of an article do not add up",
    status_code=200,
    responses=ASKED,
)
async def article_checked(data: JSONBody[Article], house: Housed) -> Checked:
    """Each claim that could be worked out again: right, wrong (and what it should be), doubtful."""
    division, day = region_of(data.region, house), await day_of(data.on, house)
    found = await to_thread(lambda: check_article(data.text, house.book, division, day))
    return Checked(division, day, found)


@get(
    "/calculations/aid",
    tags=TAGS,
    summary="医疗救助：对象、流程、比例、异地 / medical assistance told whole",
    responses=ASKED,
)
async def aid_of(house: Housed, region: Region, on: Day = None) -> Aid:
    """For whom, how to ask, after what it pays, how much by group, and care elsewhere."""
    asked = region_of(region, house), await day_of(on, house)
    return await to_thread(lambda: aid(house.book, *asked))


@post(
    "/calculations/quote",
    tags=TAGS,
    summary="一张单据各方付多少 / what a bill costs whom",
    status_code=200,
    responses=ASKED,
)
async def quote_of(data: JSONBody[dict[str, Any]], house: Housed) -> dict[str, Any]:
    """A bill priced without writing anything: national field names, and every step.

    The body is a claim as `yika quote` reads it: region, scheme, status, age, on, kind, level,
    off_site, account, so_far, and lines or totals.
    """
    claim = read_claim(data)
    day = claim.on or await day_of(None, house)
    laws = BenefitLaws(house.book, claim.region)
    return quote_told(await to_thread(lambda: quote(laws, claim, day)))


HANDLERS = [
    contribution_of,
    tier_of,
    credit_of,
    pension_of,
    bases_compared,
    scope_of,
    aid_of,
    article_checked,
    quote_of,
]
