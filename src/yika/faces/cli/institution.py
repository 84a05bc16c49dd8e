"""``yika institution …``: designated hospitals and pharmacies, their agreements and keys.

A secret is shown once, when it is made; afterwards only which ways of signing there are.
"""

import secrets
from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import Annotated, TypeVar

import msgspec
import typer
from rich import box
from rich.markup import escape
from rich.table import Table

from yika.faces.cli.contribution import AsJson, Day, Region, division_of
from yika.faces.cli.edge import OFFICER, out, print_json, with_house
from yika.faces.cli.institution_settings import settings
from yika.ground.days import beijing_day
from yika.guide.places_told import FoundTold, InstitutionTold, found_told, listed_told
from yika.house import House
from yika.institutions import service
from yika.institutions.directory import Search, directory
from yika.institutions.model import Agreement, Institution, KeyPair, Listed
from yika.institutions.rules import Application
from yika.store.db import Conn

T = TypeVar("T")
KEY_BYTES = 24
HEADINGS = ("编码 code", "名称 name", "类型 kind", "等级 grade", "区县 district", "地址 address")
app = typer.Typer(no_args_is_help=True, help="定点医药机构 / designated institutions")
agreement = typer.Typer(no_args_is_help=True, help="服务协议 / agreements")
keys = typer.Typer(no_args_is_help=True, help="接口密钥 / keys of the interface")
app.add_typer(agreement, name="agreement")
app.add_typer(keys, name="keys")
app.command("settings")(settings)

Code = Annotated[str, typer.Argument(metavar="CODE", help="机构编码 / its code")]
Needed = Annotated[datetime, typer.Option("--on", formats=["%Y-%m-%d"], help="哪一天 / which day")]


class KeysTold(msgspec.Struct, frozen=True, kw_only=True):
    """Which ways of signing an institution has; a secret only where it was just made."""

    code: str
    ways: dict[str, str]  # the public name of each way
    secret: str | None = None


@app.command("list")
def listed(
    region: Region = "999900",
    district: Annotated[str | None, typer.Option("--district", help="区县 / district")] = None,
    department: Annotated[
        str | None, typer.Option("--department", help="科室 / department")
    ] = None,
    complaint: Annotated[
        str | None, typer.Option("--complaint", help="哪里不舒服 / what hurts")
    ] = None,
    kind: Annotated[str | None, typer.Option("--kind", help="类型 / kind")] = None,
    on: Day = None,
    as_json: AsJson = False,
) -> None:
    """按区县、科室、不适找定点机构。/ The directory of designated places."""
    division = int(division_of(region))
    search = Search(district=district, department=department, complaint=complaint, kind=kind)

    async def ask(house: House) -> FoundTold:
        async with house.database.transaction() as conn:
            day = on.date() if on is not None else beijing_day(await house.now(conn))
            return found_told(await directory(conn, division, day, search), division, day)

    found = with_house(ask)
    if as_json:
        print_json(found)
        return
    _show_found(found)


@app.command("show")
def show(code: Code, as_json: AsJson = False) -> None:
    """一家机构:协议、科室、时间。/ One institution."""
    _show(_with(code, _told), as_json)


@app.command("register")
def register(
    code: Code,
    name: Annotated[str, typer.Option("--name", help="名称 / its name")],
    kind: Annotated[str, typer.Option("--kind", help="hospital|community|clinic|pharmacy")],
    tier: Annotated[str, typer.Option("--tier", help="primary|level_1|level_2|level_3|provincial")],
    uscc: Annotated[str, typer.Option("--uscc", help="统一社会信用代码 / credit code")],
    district: Annotated[str, typer.Option("--district", help="区县 / district")],
    address: Annotated[str, typer.Option("--address", help="地址 / address")],
    grade: Annotated[str, typer.Option("--grade", help="hosp_lv, 11 = 无等级 none")] = "11",
    phone: Annotated[str | None, typer.Option("--phone", help="电话 / telephone")] = None,
    region: Region = "999900",
    as_json: AsJson = False,
) -> None:
    """登记一家机构(还没有协议)。/ Register an institution, without an agreement yet."""
    wanted = Application(
        code=code,
        name=name,
        kind=kind,
        tier=tier,
        grade=grade,
        uscc=uscc,
        district=district,
        address=address,
        phone=phone,
    )
    division = int(division_of(region))

    async def do(house: House) -> InstitutionTold:
        async with house.database.transaction() as conn:
            now = await house.now(conn)
            made = await service.register(conn, OFFICER, division, wanted, now)
            return await _told(house, conn, made, now)

    _show(with_house(do), as_json)


@agreement.command("begin")
def begin(
    code: Code,
    on: Needed,
    until: Annotated[
        datetime | None, typer.Option("--until", formats=["%Y-%m-%d"], help="最后一天 / last day")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """从某天起签约。/ Designate it from a day on."""
    wanted = Agreement(on.date(), None if until is None else until.date())

    async def do(house: House, conn: Conn, here: Institution, now: datetime) -> InstitutionTold:
        made = await service.agree(conn, OFFICER, here, wanted, now)
        return await _told(house, conn, made, now)

    _show(_with(code, do), as_json)


@agreement.command("end")
def end(
    code: Code,
    on: Needed,
    reason: Annotated[str, typer.Option("--reason", help="原因 / why")],
    as_json: AsJson = False,
) -> None:
    """某天为协议最后一天。/ Let its agreement end with a day."""
    last: date = on.date()

    async def do(house: House, conn: Conn, here: Institution, now: datetime) -> InstitutionTold:
        made = await service.end_agreement(conn, OFFICER, here, last, reason, now)
        return await _told(house, conn, made, now)

    _show(_with(code, do), as_json)


@keys.command("make")
def make(
    code: Code,
    way: Annotated[str, typer.Option("--way", help="csb|tif|x_ca|apikey")] = "csb",
    as_json: AsJson = False,
) -> None:
    """生成新密钥,只显示这一次。/ Make new keys; the secret is shown this once."""
    pair = KeyPair(f"AK{secrets.token_hex(8)}", secrets.token_urlsafe(KEY_BYTES))

    async def do(house: House, conn: Conn, here: Institution, now: datetime) -> KeysTold:
        to = conn, house.database.keys, OFFICER, here
        signing = await service.set_keys(*to, {way: pair}, now)
        ways = {name: one.key for name, one in signing.ways.items()}
        return KeysTold(code=here.code, ways=ways, secret=pair.secret)

    _show_keys(_with(code, do), as_json)


@keys.command("list")
def ways(code: Code, as_json: AsJson = False) -> None:
    """有哪些签名方式,不显示密钥。/ Which ways of signing there are, without secrets."""

    async def ask(house: House, conn: Conn, here: Institution, _: datetime) -> KeysTold:
        signing = await service.signing_of(conn, house.database.keys, here)
        known = {name: one.key for name, one in signing.ways.items() if name != "apikey"}
        hidden = {"apikey": "…"} if signing.of("apikey") else {}
        return KeysTold(code=here.code, ways={**known, **hidden})

    _show_keys(_with(code, ask), as_json)


def _with(code: str, work: Callable[[House, Conn, Institution, datetime], Awaitable[T]]) -> T:
    """Do something with an institution, in one transaction."""

    async def do(house: House) -> T:
        async with house.database.transaction() as conn:
            here = await service.by_code(conn, code)
            return await work(house, conn, here, await house.now(conn))

    return with_house(do)


async def _told(_: House, conn: Conn, here: Institution, now: datetime) -> InstitutionTold:
    on, ids = beijing_day(now), [here.institution_id]
    departments = await service.departments_of(conn, here.region, ids)
    doctors = await service.doctors_of(conn, here.region, ids, on)
    place = Listed(
        institution=here,
        departments=departments.get(here.institution_id, []),
        doctors=doctors.get(here.institution_id, 0),
    )
    return listed_told(place, on)


def _show_found(found: FoundTold) -> None:
    for notice in found.notices:
        out.print(f"[yellow]·[/] {notice.zh}\n  [dim]{notice.en}[/]")
    table = Table(box=box.SIMPLE_HEAD)
    for heading in (
        "编码 code",
        "名称 name",
        "类型 kind",
        "等级 grade",
        "区县 district",
        "地址 address",
    ):
        table.add_column(heading, overflow="fold")
    for one in found.institutions:
        grade = "-" if one.grade_called is None else one.grade_called.zh
        told = one.name, one.kind_called.zh, grade, one.district, one.address
        table.add_row(one.code, *map(escape, told))
    out.print(table)


def _show(found: InstitutionTold, as_json: bool) -> None:
    if as_json:
        print_json(found)
        return
    mark = "[green]✓ 定点 designated[/]" if found.designated else "[red]✗ 非定点 not designated[/]"
    until = "" if found.designated_until is None else f" → {found.designated_until}"
    out.print(f"[bold]{escape(found.name)}[/] {found.code} · {mark}{until}")
    out.print(f"{found.kind_called.zh} {found.kind_called.en} · {escape(found.address)}")
    for line in found.hours:
        out.print(f"{line.zh} · {line.en}")
    if found.departments:
        out.print("、".join(escape(one.name) for one in found.departments))


def _show_keys(found: KeysTold, as_json: bool) -> None:
    if as_json:
        print_json(found)
        return
    for way, key in found.ways.items():
        out.print(f"{way}: {key}")
    if found.secret:
        out.print(f"[bold]secret: {found.secret}[/]")
        out.print("请现在抄下,以后不再显示。/ Write it down now, it is not shown again.")
