"""``yika demo till``: what each of the cast can show at a till, and what the till answers.

The answers come from this installation's own gateway, by the transaction that tries a purchase and
books nothing (2101). `docs/cast-at-the-till.md` is this text; a test keeps it so.
"""

import logging
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Final, cast

import httpx
import msgspec
import typer

from yika.access.service import NotSignedIn
from yika.cards import qr, rules
from yika.cards import service as cards
from yika.cards.model import Form
from yika.cards.showing import e_credential_number
from yika.client.asking import Ask, Station
from yika.client.calls import AsyncClient, Sending
from yika.demo.cast import BY_KEY, CAST
from yika.demo.model import MADE_UP_CITY, Character
from yika.faces.cli.edge import out, print_json, with_house
from yika.faces.cli.till_model import KINDS, Answer, Credentials, Reply, Shown
from yika.faces.cli.till_page import lines_of, page
from yika.ground.days import BEIJING, wall_clock
from yika.house import House
from yika.interface.records import t1101, t2101
from yika.people import service as people

PHARMACY: Final = "P99990000002"
DRUG: Final = "XA02BAD004A004010110112"
PRICE, BOXES = Decimal("24.60"), 20
EMPLOYEES, RESIDENTS = "310", "390"  # insutype of the basic schemes


def till(
    key: Annotated[str | None, typer.Argument(help="人物 / a character; 不写: 全部 / all")] = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="docs/cast-at-the-till.md")] = False,
    json: Annotated[bool, typer.Option("--json", help="JSON")] = False,
) -> None:
    """各人物的凭证,以及在药店刷每种凭证会得到什么。/ Credentials, and what a till answers."""
    if key is not None and key not in BY_KEY:
        raise typer.BadParameter(", ".join(BY_KEY))
    wanted = CAST if key is None else (BY_KEY[key],)

    async def work(house: House) -> list[Shown]:
        return await everybody(house, wanted)

    rows = with_house(work)
    if markdown:
        typer.echo(page(rows), nl=False)
    elif json:
        print_json(rows[0] if key else rows)
    else:
        for row in rows:
            for line in lines_of(row):
                out.print(line, highlight=False, soft_wrap=True, markup=False)


async def everybody(house: House, characters: Sequence[Character]) -> list[Shown]:
    """Some of the cast at a till. Sandbox only."""
    if not house.config.sandbox:
        raise NotSignedIn
    async with at_a_till(house) as (client, now):
        return [await shown(house, client, now, one) for one in characters]


@asynccontextmanager
async def at_a_till(house: House) -> AsyncGenerator[tuple[AsyncClient, datetime]]:
    """A pharmacy's client of the gateway in this process, and the sandbox's time."""
    from yika.app import create_server  # noqa: PLC0415  # The web takes a while to import.

    logging.getLogger("httpx").setLevel(logging.WARNING)
    async with house.database.transaction() as conn:
        now = await house.now(conn)
    transport = httpx.ASGITransport(app=cast("Any", create_server(house)))
    station = Station(code=PHARMACY, region=MADE_UP_CITY, name="演示药店", now=lambda: now)
    async with httpx.AsyncClient(transport=transport, base_url="http://yika") as http:
        yield AsyncClient(http, Sending(station=station)), now


async def shown(house: House, client: AsyncClient, now: datetime, who: Character) -> Shown:
    """One character with every credential they have."""
    found = await credentials_of(house, who)
    told = (await client.person(who.id_number)).output
    answers: dict[str, Answer] = {}
    for kind in KINDS:
        number = cast("str | None", getattr(found, kind))
        if number is not None:
            bill = a_purchase(told, kind, number, found.card_sn, now)
            answers[kind] = await answered(client, bill, who.region)
    return Shown(
        key=who.key,
        name=who.name,
        psn_no=told.baseinfo.psn_no,
        region=f"{who.region:06}",
        credentials=found,
        answers=answers,
    )


async def credentials_of(house: House, who: Character) -> Credentials:
    """What somebody of the cast has in hand."""
    keys = house.database.keys
    async with house.database.transaction() as conn:
        person = await people.find(conn, keys, "id_number", who.id_number)
        card = rules.current(await cards.of_person(conn, person), Form.PHYSICAL)
        electronic = await e_credential_number(conn, keys, person)
    return Credentials(
        id_number=who.id_number,
        card=None if card is None else cards.number_of(person.region, card.card_id),
        card_sn=None if card is None else "1",
        e_credential=electronic,
        token=None if electronic is None else qr.token_for(keys, person, wall_clock()),
    )


def a_purchase(
    told: t1101.Output, kind: str, number: str, card_sn: str | None, now: datetime
) -> t2101.Input:
    """Some boxes on a prescription, to be tried: account and fund as far as they go."""
    at = now.astimezone(BEIJING).replace(tzinfo=None, microsecond=0)
    base = told.baseinfo
    main = next(row for row in told.insuinfo if row.insutype in (EMPLOYEES, RESIDENTS))
    head = t2101.InDruginfo(
        psn_no=base.psn_no,
        mdtrt_cert_type=KINDS[kind],
        mdtrt_cert_no=number,
        card_sn=card_sn if kind == "card" else None,
        psn_cert_type="01",
        certno=base.certno,
        psn_type=main.psn_type,
        psn_name=base.psn_name,
        begntime=at,
        medfee_sumamt=PRICE * BOXES,
        insutype=main.insutype,
        acct_used_flag="1",
        med_type="41",
    )
    line = t2101.InDrugdetail(
        feedetl_sn="1",
        rxno="RX1" if main.insutype == EMPLOYEES else None,
        rx_circ_flag="0",
        fee_ocur_time=at,
        med_list_codg=DRUG,
        medins_list_codg="own-1",
        det_item_fee_sumamt=PRICE * BOXES,
        cnt=Decimal(BOXES),
        pric=PRICE,
    )
    return t2101.Input(druginfo=head, drugdetail=[line])


async def answered(client: AsyncClient, bill: t2101.Input, insured_in: int) -> Answer:
    """What the till says to it."""
    ask = Ask("2101", bill, t2101.Output)
    message = client.sending.station.message(ask, insured_in=insured_in)
    body, headers = client.sending.request(message)
    reply = await client.http.post(client.sending.path, content=body, headers=headers)
    told = msgspec.json.decode(reply.content, type=Reply)
    reasons = told.yika.reasons
    causes = [cause for reason in reasons for cause in reason.facts.get("causes", ())]
    return Answer(
        paid=None if told.output is None else told.output.setlinfo,
        codes=tuple(reason.code for reason in reasons),
        causes=tuple(dict.fromkeys(causes)),
        stopped=told.yika.stopped,
        unknown=told.yika.unknown,
        err_msg=told.err_msg or "",
    )
