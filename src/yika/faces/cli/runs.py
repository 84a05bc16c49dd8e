"""``yika run …``: what is done for a whole region at once: bills, credits, interest, carry-over.

A run goes a batch of people a transaction and keeps how far it came. Cut short in whatever way, the
same command goes on where it stopped; after the end it does nothing.
"""

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import Annotated, TypeVar

import msgspec
import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from yika.accounts import interest as yearly
from yika.accounts.laws import AccountLaws
from yika.accounts.runs import Run, Told
from yika.faces.cli.contribution import AsJson, Region, division_of
from yika.faces.cli.edge import OFFICER, err, out, print_json, with_house
from yika.faces.cli.payroll import Period, month_of
from yika.ground.days import BEIJING, EARLIEST, LATEST
from yika.house import House
from yika.insurance.books import bills, crediting, held, payments
from yika.people import service as people
from yika.policy import service as policies
from yika.settlement import forgetting

T = TypeVar("T")
INTERRUPTED = 130  # as shells tell it of a program that Ctrl+C ended
app = typer.Typer(
    no_args_is_help=True, help="全地区批处理,可中断续办 / runs over a region; cut short, they go on"
)
Year = Annotated[
    int, typer.Option("--year", min=EARLIEST.year, max=LATEST.year - 1, help="年度 / the year")
]
NAMES = {
    "bills": "月账单 bills of the month",
    "year_bills": "年账单 bills of the year",
    "credits": "个人账户计入 credits",
    "interest": "计息 interest",
    "carry_over": "年度结转 carry-over",
    "forget": "过保存期的报文 messages past their retention",
}


class RunTold(msgspec.Struct, frozen=True, kw_only=True):
    """A run that is over: for how many people, and whether it was over before."""

    run: str
    region: str
    period: date
    people: int
    policy: str
    started_at: datetime
    finished_at: datetime | None
    did_nothing: bool = False  # it was finished before
    unknown: list[str] = []  # what the region has not published; nobody got anything by it


class Reconciled(msgspec.Struct, frozen=True):
    """Held money that was let go, and payers whose credit was looked at."""

    released: int
    payers: int


class Forgotten(msgspec.Struct, frozen=True):
    """Messages from before an instant, of which nothing is kept any more but that they came.

    And files of institutions that are gone, since they were kept long enough.
    """

    before: datetime
    messages: int
    files: int


@app.command("bills")
def bill(region: Region, period: Period, as_json: AsJson = False) -> None:
    """生成某月账单。/ Make the bills of a month."""
    month = month_of(period)

    async def work(house: House, code: int, now: datetime, told: Told) -> RunTold:
        to = house.database, house.book, code, month
        return _told(await bills.bill_month(*to, now, told))

    _run(region, "bills", work, as_json)


@app.command("year-bills")
def bill_year(region: Region, year: Year, as_json: AsJson = False) -> None:
    """生成居民某年度账单。/ Make the bills of a cover year of residents."""

    async def work(house: House, code: int, now: datetime, told: Told) -> RunTold:
        to = house.database, house.book, code, year
        return _told(await bills.bill_year(*to, now, told))

    _run(region, "year_bills", work, as_json)


@app.command("credits")
def credit(region: Region, period: Period, as_json: AsJson = False) -> None:
    """某月个人账户计入。/ Credit the personal accounts for a month."""
    month = month_of(period)

    async def work(house: House, code: int, now: datetime, told: Told) -> RunTold:
        to = house.database, house.book, code, month
        done = await crediting.credit_accounts(*to, now, told)
        unknown = sorted({f"account.credit {status}" for status, _ in done.unknown})
        return msgspec.structs.replace(_told(done.run), unknown=unknown)

    _run(region, "credits", work, as_json)


@app.command("interest")
def interest(region: Region, year: Year, as_json: AsJson = False) -> None:
    """某年度计息。/ Credit the interest of a year that is over."""

    async def work(house: House, code: int, now: datetime, told: Told) -> RunTold:
        laws = AccountLaws(house.book, f"{code:06}")
        since = _day_in(laws, year)
        return _told(await yearly.pay_interest(house.database, laws, code, since, now, told))

    _run(region, "interest", work, as_json)


@app.command("carry-over")
def carry_over(region: Region, year: Year, as_json: AsJson = False) -> None:
    """年度结转:当年账户转入历年账户。/ This year's money becomes carried-over money."""

    async def work(house: House, code: int, now: datetime, told: Told) -> RunTold:
        laws = AccountLaws(house.book, f"{code:06}")
        day = _day_in(laws, year)
        return _told(await yearly.carry_over(house.database, laws, code, day, now, told))

    _run(region, "carry_over", work, as_json)


@app.command("reconcile")
def reconcile(region: Region, as_json: AsJson = False) -> None:
    """核对待处理款项和余款,能入账的入账。/ Place money that waits or is left over."""
    division = division_of(region)

    async def work(house: House) -> Reconciled:
        code = int(policies.known(house.book, division))
        async with house.database.transaction() as conn:
            now = await house.now(conn)
        to = house.database, house.book, OFFICER, code, now
        return Reconciled(await held.reconcile(*to), await payments.use_credits(*to))

    done = _going_on(lambda: with_house(work))
    if as_json:
        print_json(done)
        return
    told = f"放行 released {done.released} · 有余款的缴费方 payers with credit {done.payers}"
    out.print(f"[green]✓ 已核对 / reconciled[/] {told}")


@app.command("forget")
def forget(as_json: AsJson = False) -> None:
    """清除过保存期的报文内容和文件,各地区一起。/ Messages and files past their retention go."""

    async def work(house: House) -> Forgotten:
        before = forgetting.kept_since(house.config)
        with _Bar(NAMES["forget"], 0) as bar:
            files = await forgetting.remove_files(house.database, house.config)
            gone = await forgetting.forget_all(house.database, before, told=bar.told)
            bar.fill()
        return Forgotten(before.astimezone(BEIJING), gone, files)

    done = _going_on(lambda: with_house(work))
    if as_json:
        print_json(done)
        return
    told = f"{done.before:%Y-%m-%d %H:%M} 以前 before: {done.messages:,} 条 messages"
    out.print(f"[green]✓ 已清除 / gone[/] {told} · {done.files:,} 个文件 files")


def _run(
    region: str,
    what: str,
    work: Callable[[House, int, datetime, Told], Awaitable[RunTold]],
    as_json: bool,
) -> None:
    """Do a run with a bar on standard error; tell what it came to."""
    division = division_of(region)

    async def do(house: House) -> RunTold:
        code = int(policies.known(house.book, division))
        async with house.database.transaction() as conn:
            now, everybody = await house.now(conn), await people.count(conn, code)
        with _Bar(NAMES[what], everybody) as bar:
            done = await work(house, code, now, bar.told)
            bar.fill()
        nothing = done.people > 0 and bar.done is None
        return msgspec.structs.replace(done, did_nothing=nothing)

    done = _going_on(lambda: with_house(do))
    if as_json:
        print_json(done)
        return
    mark = "[yellow]– 先前已完成 / was done before[/]" if done.did_nothing else "[green]✓[/]"
    out.print(f"{mark} {NAMES[what]} {done.region} {done.period}: {done.people:,} 人 people")
    for one in done.unknown:
        out.print(f"  [dim]本地未公布,未办 / not published here, nothing done by it: {one}[/]")


def _going_on(work: Callable[[], T]) -> T:
    """Tell somebody who pressed Ctrl+C that nothing is lost."""
    try:
        return work()
    except KeyboardInterrupt:
        err.print("[yellow]已中断;再运行同一条命令会接着办。[/]")
        err.print("[yellow]Interrupted; the same command goes on where it stopped.[/]")
        raise typer.Exit(INTERRUPTED) from None


class _Bar(Progress):
    """A progress bar on standard error."""

    def __init__(self, name: str, everybody: int) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        super().__init__(*columns, TimeElapsedColumn(), console=err)
        self._of = self.add_task(name, total=everybody)
        self.done: int | None = None  # people done; None while it has not moved

    def told(self, done: int, of: int | None = None) -> None:
        """So many people are done, or pages of so many."""
        self.done = done
        self.update(self._of, completed=done, total=of)

    def fill(self) -> None:
        """It is over, also if not everybody was concerned."""
        self.update(self._of, total=self.done or 1, completed=self.done or 1)


def _day_in(laws: AccountLaws, year: int) -> date:
    """The region's day of that year on which accounts begin anew."""
    wanted = laws.carry_over(date(year, 1, 1))
    return date(year, wanted.month, wanted.day)


def _told(run: Run) -> RunTold:
    return RunTold(
        run=run.what,
        region=f"{run.region:06}",
        period=run.period,
        people=run.done,
        policy=run.policy,
        started_at=run.started_at,
        finished_at=run.finished_at,
    )
