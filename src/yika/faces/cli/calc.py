"""``yika calc``: tier, credit, pension, years short, premium, bases compared, an article checked.

Every result shows its sum, the policy values in it, and where they are from.
"""

import sys
from fractions import Fraction
from pathlib import Path
from typing import Annotated

import typer

from yika.faces.cli import contribution_views as views
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
from yika.faces.cli.incentive import incentive
from yika.ground.errors import Refused
from yika.insurance.amounts.bases_compared import compare as compare_bases
from yika.insurance.amounts.contribution import contribution
from yika.insurance.amounts.credit import credit as credit_of
from yika.insurance.amounts.pension import estimate
from yika.insurance.amounts.tiers import tier as tier_of
from yika.insurance.articles.article import check

app = typer.Typer(
    help="计算器:每一步都写出来 · calculators that show their sum", no_args_is_help=True
)
app.command()(incentive)
_MOST_BYTES = 1_000_000  # of a file: far more than an article may have


class ArticleUnreadable(Refused):
    """The article cannot be read, or is no text. Facts: file."""

    code = "article_unreadable"


IndexedWage = Annotated[
    str | None, typer.Option("--indexed-wage", help="本人指数化月平均缴费工资 · own wage")
]
AverageWage = Annotated[
    str | None, typer.Option("--average-wage", help="上年度社平工资 · average wage")
]
CalculationBase = Annotated[
    str | None, typer.Option("--calculation-base", help="计发基数 · calculation base")
]
Balance = Annotated[str | None, typer.Option("--balance", help="养老个人账户余额 · balance")]
RetirementAge = Annotated[str, typer.Option("--retirement-age", help="age_50 | age_55 | age_60")]
Base = Annotated[str, typer.Option("--base", metavar="B", help="月缴费基数(元) · yuan a month")]


@app.command()
def tier(
    region: Region, base: Base, on: Day = None, policy: Folder = None, *, as_json: AsJson = False
) -> None:
    """基数属于第几档 · which tier a base belongs to, by every source."""
    asked = division_of(region), base, day_of(on)
    found = telling(lambda: tier_of(book_of(policy), *asked))
    if as_json:
        print_json(found)
    else:
        out.print(views.tier_for_people(found))


@app.command()
def credit(
    region: Region,
    status: Annotated[
        str, typer.Option("--status", help="active | flexible | retired | flexible_retired")
    ] = "active",
    base: Annotated[str | None, typer.Option("--base", help="月缴费基数 · base")] = None,
    age: Annotated[int | None, typer.Option("--age", min=0, max=150, help="年龄 · age")] = None,
    pension: Annotated[str | None, typer.Option("--pension", help="月养老金 · pension")] = None,
    on: Day = None,
    policy: Folder = None,
    *,
    as_json: AsJson = False,
) -> None:
    """个人账户计入多少 · what is credited to the personal account."""
    asked = division_of(region), status, day_of(on)
    found = telling(lambda: credit_of(book_of(policy), *asked, base=base, age=age, pension=pension))
    if as_json:
        print_json(found)
    else:
        out.print(views.credit_for_people(found))


@app.command()
def pension(
    region: Region,
    years: Annotated[float, typer.Option("--years", min=0, max=70, help="缴费年限 · years paid")],
    indexed_wage: IndexedWage = None,
    average_wage: AverageWage = None,
    calculation_base: CalculationBase = None,
    balance: Balance = None,
    retirement_age: RetirementAge = "age_60",
    on: Day = None,
    policy: Folder = None,
    *,
    as_json: AsJson = False,
) -> None:
    """养老金估算 · a pension, as an estimate."""
    terms = {
        "indexed_wage": indexed_wage,
        "average_wage": average_wage,
        "calculation_base": calculation_base,
    }
    region, day, paid = division_of(region), day_of(on), Fraction(str(years))
    found = telling(
        lambda: estimate(
            book_of(policy),
            region,
            day,
            years=paid,
            terms=terms,
            balance=balance,
            retirement_age=retirement_age,
        )
    )
    if as_json:
        print_json(found)
    else:
        out.print(views.pension_for_people(found))


@app.command("top-up")
def top_up(
    region: Region,
    months: Annotated[
        int, typer.Option("--months", min=1, max=480, help="差几个月 · months short")
    ],
    how: Annotated[str, typer.Option("--how", help="monthly | once")] = "monthly",
    base: Annotated[str | None, typer.Option("--base", help="月缴费基数 · base")] = None,
    on: Day = None,
    option: OptionsTold = None,
    policy: Folder = None,
    *,
    as_json: AsJson = False,
) -> None:
    """退休时年限不足要补多少 · what the months missing at retirement cost."""
    options = {**options_of(option), "top_up": how, "months": str(months)}
    asked = division_of(region), "flexible", base, day_of(on), options
    found = telling(lambda: contribution(book_of(policy), *asked))
    if as_json:
        print_json(found)
    else:
        out.print(views.contribution_for_people(found))


@app.command()
def premium(
    region: Region,
    on: Day = None,
    option: OptionsTold = None,
    policy: Folder = None,
    *,
    as_json: AsJson = False,
) -> None:
    """居民医保一年缴多少 · what a resident pays for a year."""
    asked = division_of(region), "resident", None, day_of(on), options_of(option)
    found = telling(lambda: contribution(book_of(policy), *asked))
    if as_json:
        print_json(found)
    else:
        out.print(views.contribution_for_people(found))


@app.command()
def compare(
    region: Region,
    base: Annotated[list[str], typer.Option("--base", metavar="B", help="可多次 · repeatable")],
    scheme: SchemeTold = "employee",
    on: Day = None,
    option: OptionsTold = None,
    policy: Folder = None,
    *,
    as_json: AsJson = False,
) -> None:
    """高基数与低基数:缴多少、得多少 · bases side by side: what they cost and bring."""
    asked = division_of(region), scheme, base, day_of(on), options_of(option)
    found = telling(lambda: compare_bases(book_of(policy), *asked))
    if as_json:
        print_json(found)
    else:
        out.print(views.compared_for_people(found))


@app.command()
def article(
    file: Annotated[str, typer.Argument(metavar="FILE", help="文件,或 - 读标准输入 · or -")],
    region: Region,
    on: Day = None,
    policy: Folder = None,
    *,
    as_json: AsJson = False,
) -> None:
    """文章里的数字对不对 · which figures of an article do not add up."""
    region, day = division_of(region), day_of(on)
    found = telling(lambda: check(_text(file), book_of(policy), region, day))
    if as_json:
        print_json({"region": region, "on": day, "claims": found})
    else:
        out.print(views.claims_for_people(found))


def _text(file: str) -> str:
    try:
        with sys.stdin.buffer if file == "-" else Path(file).open("rb") as stream:
            return stream.read(_MOST_BYTES).decode()
    except (OSError, UnicodeDecodeError):
        raise ArticleUnreadable(file=file) from None
