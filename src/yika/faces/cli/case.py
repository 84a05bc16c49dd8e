"""``yika case …``: applications and their steps, as an officer at this machine.

Whoever runs commands has the machine; ``--officer`` says as whom they act, since two decide about
money and sanctions.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Annotated, Any, TypeVar
from uuid import UUID, uuid4

import msgspec
import typer

from yika.access import officers
from yika.access.model import Actor
from yika.faces.cli.acts import FIELD, AsJson, IdNumber, Key
from yika.faces.cli.case_views import case_for_people, preflight_for_people, queue_for_people
from yika.faces.cli.contribution import Region, division_of
from yika.faces.cli.edge import OFFICER, out, print_json, with_house
from yika.ground.days import beijing_day
from yika.guide.cases_told import case_told
from yika.guide.comes_to import CaseForOfficers
from yika.guide.matters_told import GuideTold, matter_told_to
from yika.house import House
from yika.matters.cases import lapsing, looking, service
from yika.matters.cases.model import State
from yika.matters.cases.steps import NewCase, Step
from yika.matters.model import Act
from yika.people import service as people
from yika.store.db import Conn

app = typer.Typer(no_args_is_help=True, help="办件 / applications and their steps")
T = TypeVar("T")
Number = Annotated[str, typer.Argument(help="办件号 / the number of the case")]
Officer = Annotated[
    str | None, typer.Option("--officer", metavar="CODE", help="以谁的身份，如 999900-C1 / as whom")
]
With = Annotated[
    list[str] | None,
    typer.Option(
        "--with", metavar="FIELD=VALUE", help="内容；复杂的写 JSON / fields; JSON where a list"
    ),
]
Option = Annotated[
    list[str] | None,
    typer.Option("--option", metavar="K=V", help="如 reason=lost / as reason=lost"),
]
MatterName = Annotated[str, typer.Argument(help="事项 / the matter, as card_replace")]


@app.command("open")
def open_case(
    act: Annotated[str, typer.Argument(help="办什么 / the act, as withdraw_account")],
    id_number: IdNumber,
    with_: With = None,
    paper: Annotated[
        list[str] | None, typer.Option("--paper", help="已见原件的材料 / papers seen")
    ] = None,
    applicant: Annotated[
        str | None, typer.Option("--applicant", help="替谁申请:self、agent、heir… / whom you serve")
    ] = None,
    officer: Officer = None,
    key: Key = None,
    *,
    draft: Annotated[bool, typer.Option("--draft", help="只存草稿 / keep a draft")] = False,
    as_json: AsJson = False,
) -> None:
    """申请办理，或存草稿。/ Open a case."""
    asked = _converted({"act": act, **_fields(with_)}, Act)
    seen: dict[str, UUID | None] = dict.fromkeys(paper or ())
    told = {"act": asked, "draft": draft, "applicant": applicant, "papers": seen}
    new = _converted(told, NewCase)

    async def work(house: House, conn: Conn, actor: Actor, now: datetime) -> CaseForOfficers:
        keys = house.database.keys
        person = await people.find(conn, keys, "id_number", id_number)
        to = conn, keys, house.book, actor, person
        case, replayed = await service.open_case(*to, new, key or str(uuid4()), now)
        return await case_told(
            conn, house.database.keys, house.book, actor, case, now, replayed=replayed
        )

    _show(_asked(work, officer), as_json)


@app.command("show")
def show(number: Number, officer: Officer = None, as_json: AsJson = False) -> None:
    """凭办件号查进度。/ A case by its number."""

    async def work(house: House, conn: Conn, actor: Actor, now: datetime) -> CaseForOfficers:
        to = conn, house.database.keys, house.book, actor
        case = await looking.by_number(*to, number, now)
        return await case_told(conn, house.database.keys, house.book, actor, case, now)

    _show(_asked(work, officer), as_json)


@app.command("list")
def show_all(id_number: IdNumber, officer: Officer = None, as_json: AsJson = False) -> None:
    """某人的办件。/ The cases of a person."""

    async def work(house: House, conn: Conn, actor: Actor, now: datetime) -> list[CaseForOfficers]:
        keys = house.database.keys
        person = await people.find(conn, keys, "id_number", id_number)
        found = await looking.of_person(conn, keys, actor, person, now)
        return [
            await case_told(conn, house.database.keys, house.book, actor, one, now) for one in found
        ]

    cases = _asked(work, officer)
    if as_json:
        print_json(cases)
        return
    for case in cases:
        out.print(case_for_people(case))


@app.command("step")
def take(
    number: Number,
    step: Annotated[str, typer.Argument(help="哪一步 / as accept, decide, propose, confirm")],
    with_: With = None,
    officer: Officer = None,
    as_json: AsJson = False,
) -> None:
    """办件的一步。/ Take a step in a case."""
    asked = _converted({"step": step, **_fields(with_)}, Step)

    async def work(house: House, conn: Conn, actor: Actor, now: datetime) -> CaseForOfficers:
        to = conn, house.database.keys, house.book, actor
        case = await service.take(*to, number, asked, now)
        return await case_told(conn, house.database.keys, house.book, actor, case, now)

    _show(_asked(work, officer), as_json)


@app.command("queue")
def queue(
    region: Region,
    matter: Annotated[str | None, typer.Option("--matter", help="事项 / the matter")] = None,
    state: Annotated[State | None, typer.Option("--state", help="进度 / how far")] = None,
    officer: Officer = None,
    *,
    late: Annotated[bool, typer.Option("--late", help="只看超期 / only what is late")] = False,
    mine: Annotated[bool, typer.Option("--mine", help="只看我经手的 / only mine")] = False,
    as_json: AsJson = False,
) -> None:
    """待办件，最急的在前。/ What lies on the desk, most urgent first."""
    wanted = looking.Wanted(matter=matter, state=state, late=late, mine=mine)

    async def work(_: House, conn: Conn, actor: Actor, now: datetime) -> list[looking.Queued]:
        return await looking.queue(conn, actor, int(division_of(region)), now, wanted)

    found = _asked(work, officer)
    if as_json:
        print_json(found)
    else:
        out.print(queue_for_people(found))


@app.command("preflight")
def before(
    matter: MatterName,
    id_number: IdNumber,
    option: Option = None,
    officer: Officer = None,
    as_json: AsJson = False,
) -> None:
    """办之前要带什么、去哪里、几天。/ What somebody needs before they apply."""
    case = pairs(option)

    async def work(house: House, conn: Conn, actor: Actor, now: datetime) -> GuideTold:
        keys = house.database.keys
        person = await people.find(conn, keys, "id_number", id_number)
        to = conn, keys, house.book, actor, person
        return await matter_told_to(*to, matter, now, case)

    found = _asked(work, officer)
    if as_json:
        print_json(found)
    else:
        out.print(preflight_for_people(found))


@app.command("lapse")
def lapse(as_json: AsJson = False) -> None:
    """每日一次：草稿和补正过期的办件失效。/ The day's run: close what waited too long."""

    async def work(house: House) -> list[str]:
        lapsed: list[str] = []
        async with house.database.transaction() as conn:
            now = await house.now(conn)
            regions = await lapsing.regions(conn, now)
        for region in regions:
            while batch := await _lapse_some(house, region, now):
                lapsed += batch
        return lapsed

    found = with_house(work)
    if as_json:
        print_json({"lapsed": found})
    else:
        out.print(f"[green]✓[/] 失效 / lapsed: {len(found)}")


async def _lapse_some(house: House, region: int, now: datetime) -> list[str]:
    """A batch of one region, in a transaction of its own."""
    async with house.database.transaction() as conn:
        return await lapsing.lapse(conn, house.database.keys, house.book, OFFICER, region, now)


def _asked(work: Callable[[House, Conn, Actor, datetime], Awaitable[T]], officer: str | None) -> T:
    """Do the work in one transaction, as the officer named."""

    async def run(house: House) -> T:
        async with house.database.transaction() as conn:
            now, actor = await house.now(conn), OFFICER
            if officer is not None:
                found = await officers.by_code(conn, officer, beijing_day(now))
                actor = officers.officer_actor(found.region, found.code, found.duties)
            return await work(house, conn, actor, now)

    return with_house(run)


def _show(case: CaseForOfficers, as_json: bool) -> None:
    if as_json:
        print_json(case)
    else:
        out.print(case_for_people(case))


def pairs(told: Sequence[str] | None) -> dict[str, str]:
    """Choices written name=value."""
    parted = [one.partition("=") for one in told or ()]
    if any(not name or not value for name, _, value in parted):
        raise typer.BadParameter("写成 名称=值 / write name=value")
    return {name: value for name, _, value in parted}


def _fields(told: Sequence[str] | None) -> dict[str, Any]:
    """Fields as typed; what begins like JSON is read as JSON."""
    return {name: _value(value) for name, value in pairs(told).items()}


def _value(text: str) -> object:
    if text[0] not in "[{":
        return text
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError:
        raise typer.BadParameter("JSON 有误 / not JSON") from None


def _converted(given: dict[str, Any], kind: Any) -> Any:  # noqa: ANN401 -- A union of structs.
    """What was typed, in its form. What is wrong is told by its field, never by its value."""
    try:
        return msgspec.convert(given, kind, strict=False)
    except msgspec.ValidationError as error:
        named = FIELD.search(str(error))
        where = "" if named is None else f": {named[1]}"
        problem = f"没有这种内容或写法不对 / not one of the choices, or not well written{where}"
        raise typer.BadParameter(problem) from None
