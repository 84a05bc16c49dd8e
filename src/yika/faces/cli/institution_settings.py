"""``yika institution settings CODE``: how one institution's messages are taken, shown and set."""

from typing import Annotated, Any

import msgspec
import typer

from yika.faces.cli.contribution import AsJson
from yika.faces.cli.edge import OFFICER, out, print_json, with_house
from yika.house import House
from yika.institutions import service
from yika.institutions.model import Settings

Code = Annotated[str, typer.Argument(metavar="CODE", help="机构编码 / its code")]
Pages = Annotated[
    str | None, typer.Option("--pages", help="object|array: 目录查询的 data / data of pages")
]
Results = Annotated[
    str | None, typer.Option("--results", help="two|four|zeros: 对账结果 / stmt_rslt")
]
SignIn = Annotated[
    bool | None,
    typer.Option("--sign-in-first/--no-sign-in", help="要先签到 / a sign_no is asked for"),
]
Reversible = Annotated[
    bool | None,
    typer.Option(
        "--cancels-reversible/--cancels-final", help="2601 冲正撤销 / 2601 undoes cancels too"
    ),
]
Ways = Annotated[
    list[str] | None,
    typer.Option("--way", help="csb|tif|x_ca|apikey: 只认这些签名 / only these signatures"),
]
Unsigned = Annotated[
    bool | None,
    typer.Option("--unsigned/--signed", help="可不签名,只在沙盒 / unsigned, in the sandbox only"),
]


def settings(
    code: Code,
    pages: Pages = None,
    results: Results = None,
    sign_in_first: SignIn = None,
    cancels_reversible: Reversible = None,
    ways: Ways = None,
    unsigned: Unsigned = None,
    as_json: AsJson = False,
) -> None:
    """一家机构的接口设置;带选项就改。/ Its settings; what is named is changed."""
    told = {
        "pages": pages,
        "results": results,
        "sign_in_first": sign_in_first,
        "cancels_reversible": cancels_reversible,
        "ways": tuple(ways) if ways else None,
        "unsigned": unsigned,
    }
    wanted = {name: value for name, value in told.items() if value is not None}

    async def do(house: House) -> Settings:
        async with house.database.transaction() as conn:
            here = await service.by_code(conn, code)
            if not wanted:
                return here.settings
            now = await house.now(conn)
            changed = msgspec.structs.replace(here.settings, **wanted)
            return (await service.set_settings(conn, OFFICER, here, changed, now)).settings

    found: dict[str, Any] = msgspec.structs.asdict(with_house(do))
    if as_json:
        print_json(found)
        return
    for name, value in found.items():
        out.print(f"{name}: {_plain(value)}")


def _plain(value: object) -> str:
    match value:
        case bool():
            return "是 yes" if value else "否 no"
        case tuple():
            return " ".join(map(str, value)) or "-"  # pyright: ignore[reportUnknownArgumentType]
        case _:
            return str(value)
