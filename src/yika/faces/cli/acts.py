"""Acts as commands, as an officer at this machine.

One command an act, made from the act's own definition: its fields are the options. Passwords are
asked for at the prompt, or read from standard input, and never given on the command line, where
others could see them.
"""

import inspect
import re
import sys
from collections.abc import Callable, Iterable
from datetime import date
from typing import Annotated, Any, Literal, cast, get_args, get_origin, get_type_hints
from uuid import uuid4

import msgspec
import typer
from msgspec.inspect import StructType, type_info

from yika.faces.cli.edge import OFFICER, out, print_json, with_house
from yika.guide.telling import name
from yika.house import House
from yika.matters import service as matters
from yika.matters.model import Act, Done
from yika.people import service as people

FIELD = re.compile(r"`\$\.(\w+)`")  # where the decoder says a value is wrong
SECRETS = frozenset({"password", "old", "new"})
PROMPTS = {
    "password": "密码 / password",
    "old": "原密码 / old password",
    "new": "新密码 / new password",
}
RESULTS = {
    "done": "[green]✓ 已办理 / done[/]",
    "right": "[green]✓ 密码正确 / right[/]",
    "wrong": "[yellow]✗ 密码错误 / wrong[/]",
    "locked": "[red]✗ 密码已锁定 / locked[/]",
    "unset": "[yellow]✗ 尚未设置密码 / no password yet[/]",
}
IdNumber = Annotated[str, typer.Option(help="居民身份证号码 / the resident ID number")]
Key = Annotated[
    str | None, typer.Option(help="办理编号,重复提交用同一个 / the key; the same for a repeat")
]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON / print JSON")]


def add_acts(app: typer.Typer, acts: Iterable[type[Any]]) -> None:
    """Add a command for each act, named as the act."""
    for act in acts:
        app.command(str(act.__struct_config__.tag).replace("_", "-"))(_command(act))


def _command(act: type[Any]) -> Callable[..., None]:
    """A command for an act: its fields become options, secrets become prompts."""

    def run(id_number: str, key: str | None, as_json: bool, **fields: object) -> None:
        given = {field: value for field, value in fields.items() if value is not None}
        given |= {
            field: _secret(field) for field in _secrets(act, bool(given.pop("initial", False)))
        }
        made = _made(act, given)
        done = with_house(lambda house: _submit(house, id_number, made, key or str(uuid4())))
        if as_json:
            print_json(done)
        else:
            _show(done)

    run.__doc__ = inspect.getdoc(act)
    run.__signature__ = inspect.Signature(_parameters(act))  # type: ignore[attr-defined]
    return run


def _made(act: type[Any], given: dict[str, object]) -> Act:
    """The act. What is wrong is told by its option, never by its value: it may be a password."""
    records = {
        name
        for name, hint in get_type_hints(act).items()
        if get_origin(hint) is tuple and _is_record(get_args(hint)[0])
    }
    try:
        read = {
            name: [msgspec.json.decode(one) for one in cast("list[str]", value)]
            if name in records
            else value
            for name, value in given.items()
        }
        return msgspec.convert({"act": act.__struct_config__.tag, **read}, act)
    except msgspec.DecodeError as error:
        named = FIELD.search(str(error))
        option = "" if named is None else f" --{named[1].replace('_', '-')}"
        problem = f"不在可选范围内或写法不对 / not one of the choices, or not well written:{option}"
        raise typer.BadParameter(problem) from None


def _parameters(act: type[Any]) -> list[inspect.Parameter]:
    """The options of a command."""
    kind = inspect.Parameter.KEYWORD_ONLY
    found = [inspect.Parameter("id_number", kind, annotation=IdNumber)]
    info = type_info(act)
    assert isinstance(info, StructType)
    hints = get_type_hints(act)
    for field in info.fields:
        if field.name in SECRETS:
            continue
        default = inspect.Parameter.empty if field.required else field.default
        if isinstance(default, tuple):
            default = list(cast("tuple[object, ...]", default))
        found.append(
            inspect.Parameter(
                field.name, kind, default=default, annotation=_plain(hints[field.name])
            )
        )
    if act.__name__ == "ResetPassword":
        found.append(inspect.Parameter("initial", kind, default=False, annotation=_Initial))
    found.append(inspect.Parameter("key", kind, default=None, annotation=Key))
    found.append(inspect.Parameter("as_json", kind, default=False, annotation=AsJson))
    return found


_Initial = Annotated[
    bool, typer.Option("--initial", help="发初始密码 / hand out the initial password")
]


def _plain(hint: object) -> object:
    """What a command line can take: closed choices and days as text, the rest as it is."""
    if get_origin(hint) is Literal:
        return Annotated[str, typer.Option(help=" | ".join(get_args(hint)))]
    if get_origin(hint) is tuple:
        told = "可重复 / may be repeated" + ("; JSON" if _is_record(get_args(hint)[0]) else "")
        return Annotated[list[str], typer.Option(help=told)]
    if date in (hint, *get_args(hint)):
        return Annotated[str | None, typer.Option(metavar="DAY", help="2026-12-31")]
    return Annotated[hint, typer.Option()]


def _is_record(member: object) -> bool:
    """Whether a member of a list is written as JSON."""
    return isinstance(member, type) and issubclass(member, msgspec.Struct)


def _secrets(act: type[Any], initial: bool) -> list[str]:
    if initial:
        return []
    info = type_info(act)
    assert isinstance(info, StructType)
    return [field.name for field in info.fields if field.name in SECRETS]


def _secret(field: str) -> str:
    """A password from the prompt, unseen, or a line of standard input where no person sits."""
    if sys.stdin.isatty():
        return typer.prompt(PROMPTS[field], hide_input=True)
    return sys.stdin.readline().rstrip("\n")


async def _submit(house: House, id_number: str, act: Act, key: str) -> Done:
    keys = house.database.keys
    async with house.database.transaction() as conn:
        person = await people.find(conn, keys, "id_number", id_number)
        return await matters.submit(
            conn, keys, house.book, OFFICER, person, act, key, await house.now(conn)
        )


def _show(done: Done) -> None:
    out.print(RESULTS[done.result])
    if done.tries_left is not None:
        out.print(f"  还可以试 {done.tries_left} 次 / {done.tries_left} tries left")
    if done.unlocks_at is not None:
        out.print(f"  {done.unlocks_at:%Y-%m-%d %H:%M} 自动解锁 / opens by itself")
    for fact, value in done.facts.items():
        if value is not None:
            among = ("password_kinds", "loss_kinds") if fact == "kind" else ()
            zh, en = (name(str(value), language, *among) for language in ("zh", "en"))
            out.print(f"  {fact}: {zh} / {en}", highlight=False)
