"""Canaries: known passwords and numbers go through every face and are searched for afterwards.

Passwords may be nowhere at all. Names, ID, telephone and card numbers may be nowhere in the clear:
not in a table, the journal, a log or an error; answers show masks. Searched are all replies with
their headers, what commands print, captured logs, the server's log and a dump of every table, for
the text itself and for what hex, base64, addresses and JSON make of it.
"""

import base64
import json
import logging
import subprocess
import sys
from collections.abc import AsyncGenerator
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import httpx
import pytest

from tests.builders import AT, BOOK, CITY, Somebody, an_id_number, hours, ready
from tests.canaries_of_cover import cover_commands, through_insurance_and_account
from tests.conftest import Server
from tests.overhearing import Overheard, dumped, environ_of
from yika.app import create_app
from yika.cards.service import number_of
from yika.config import Config
from yika.house import House
from yika.matters import model as acts
from yika.people import service as people
from yika.people.model import Identity, Mandate
from yika.store import clock
from yika.store.db import Database
from yika.store.place import find_place

RIGHT, WRONG, NEW, ELECTRONIC = "270519", "836152", "405917", "Qx7weasel"
MALFORMED = ["93'1quokka", '93"1numbat', "93\\1wombat", "密码袋鼠九三一", "9\x0031dingo"]
ELSEWHERE = ["618254", "echidna931"]  # given where no password belongs
PASSWORDS = [RIGHT, WRONG, NEW, ELECTRONIC, *MALFORMED, *ELSEWHERE]
NAMES = ["司徒静安", "欧阳朔方", "司徒静岸"]
NOBODY, MISTYPED = an_id_number(987), "999900197001019875"
PHONES = ["10098765432", "10012345678"]


@pytest.fixture
def overheard() -> Overheard:
    return Overheard([])


@pytest.fixture
async def client(
    config: Config, database: Database, overheard: Overheard
) -> AsyncGenerator[httpx.AsyncClient]:
    """A caller of the API and the pages who hears every reply out, headers too."""
    async with database.transaction() as conn:
        await clock.start(conn, AT)
    app = create_app(House(config, database, BOOK))

    async def hear(reply: httpx.Response) -> None:
        await reply.aread()
        where = f"{reply.request.method} {reply.request.url.path} {reply.status_code}"
        overheard.hear(where, f"{reply.headers}\n{reply.text}")
        for cookie in reply.headers.get_list("set-cookie"):
            overheard.hear(f"cookie of {where}", _decoded(cookie))

    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)  # pyright: ignore[reportArgumentType]
    hooks = {"response": [hear]}
    async with httpx.AsyncClient(
        transport=transport, base_url="http://yika", event_hooks=hooks
    ) as caller:
        yield caller


def _decoded(cookie: str) -> str:
    value = cookie.partition("=")[2].partition(";")[0].strip('"')
    try:
        return base64.urlsafe_b64decode(value).decode("utf-8", "replace")
    except ValueError:
        return value


@pytest.fixture
async def canary(database: Database) -> Somebody:
    """Somebody with a card in use, all of whose numbers are searched for."""
    person = await _registered(database, 0)
    await ready(person, RIGHT)
    return person


async def _registered(database: Database, number: int) -> Somebody:
    who = Identity(name=NAMES[number], id_number=an_id_number(), phone=PHONES[number])
    async with database.transaction() as conn:
        person = await people.register(conn, database.keys, CITY, who, "employee")
    return Somebody(database, person, who.id_number)


ACTS: list[dict[str, Any]] = [
    {"act": "enter_password", "password": WRONG},
    {"act": "enter_password", "password": RIGHT},
    {"act": "change_password", "old": WRONG, "new": NEW},
    {"act": "change_password", "old": RIGHT, "new": RIGHT},
    {"act": "change_password", "old": RIGHT, "new": NEW},
    {"act": "reset_password", "identity": "face", "new": NEW},
    {"act": "reset_password", "identity": "id_card", "new": RIGHT},
    {"act": "activate_e_credential", "identity": "face", "password": ELECTRONIC},
    {"act": "enter_password", "kind": "e_credential", "password": ELECTRONIC},
    {"act": "correct_identity", "name": NAMES[2]},
    *({"act": "change_password", "old": NEW, "new": bad} for bad in MALFORMED),
    *({"act": "enter_password", "password": bad} for bad in MALFORMED),
    *({"act": "report_loss", "kind": bad} for bad in PASSWORDS),
    *({"act": bad, "password": WRONG} for bad in PASSWORDS),
    *({"act": "enter_password", "password": WRONG, bad: bad} for bad in PASSWORDS),
    {"act": "enter_password", "password": [RIGHT]},
    {"act": "enter_password", "password": {RIGHT: WRONG}},
    {"act": "enter_password", "card_id": ELSEWHERE[0], "password": RIGHT},
    {"act": "replace_card", "reason": ELSEWHERE[1], "bank": ELSEWHERE[1]},
]


async def _through_the_api(
    client: httpx.AsyncClient, canary: Somebody, other: Somebody, card_number: str
) -> None:
    """Ask and act, right and wrong, also with secrets where they do not belong."""
    reply = await client.post("/api/v1/sessions", json={"id_number": canary.id_number})
    headers = {"Authorization": f"Bearer {reply.json()['token']}"}
    for body in ACTS:
        key = {"Idempotency-Key": str(uuid4())}
        await client.post("/api/v1/people/me/acts", json=body, headers=headers | key)
    again = {"Idempotency-Key": "again"}
    for password in (WRONG, WRONG, RIGHT):
        body = {"act": "enter_password", "password": password}
        await client.post("/api/v1/people/me/acts", json=body, headers=headers | again)
    cut = f'{{"act": "enter_password", "password": "{RIGHT}", "x'.encode()
    for content in (cut, RIGHT.encode(), cut + b"\xff", b"\xff" + WRONG.encode()):
        await client.post("/api/v1/people/me/acts", content=content, headers=headers | again)
    numbers = [canary.id_number, other.id_number, NOBODY, MISTYPED, card_number, *PHONES]
    for number in numbers:
        asked = {"id_numbers": [number]}
        await client.post("/api/v1/standings", json=asked, headers=headers)
        await client.post("/api/v1/standings", json={"people": [number]}, headers=headers)
        await client.post("/api/v1/standings", json={"at": number}, headers=headers)
        await client.post("/api/v1/sessions", json={"id_number": number, "role": number})
        await client.post("/api/v1/sessions", json={"id_number": number})
        await client.post("/api/v1/clock", json={"to": number})
    for path in ("/api/v1/people/me/looks", "/api/v1/clock"):
        await client.get(path, headers=headers)


async def _through_the_pages(client: httpx.AsyncClient, canary: Somebody, other: Somebody) -> None:
    """The same through forms, as the person in the browser."""
    reply = await client.post("/api/v1/sessions", json={"id_number": canary.id_number})
    client.cookies.set("yika_session", reply.json()["token"])
    origin = {"Origin": "http://yika"}
    forms = [
        *({name: value for name, value in body.items() if isinstance(value, str)} for body in ACTS),
        {"act": "change_password", "old": NEW, "new": NEW, "again": WRONG},
        {"act": "change_password", "old": "", "new": NEW, "again": ""},
        {"act": "enter_password", "password": RIGHT * 40},
        {"act": "enter_password", "password": RIGHT, "channel": ELSEWHERE[0]},
        {"act": "unlock_password", "way": f"counter {ELSEWHERE[1]}"},
    ]
    for form in forms:
        given = {"channel": "app", "key": str(uuid4())} | form
        given |= {"again": given["new"]} if "new" in given and "again" not in given else {}
        if given.get("act") == "correct_identity" or "name" in given:
            given["channel"] = "counter"
        await client.post("/my-card/acts", data=given, headers=origin)
        await client.get("/my-card", params={"lang": "en"})
    for number in (canary.id_number, other.id_number, NOBODY, MISTYPED):
        await client.post("/sign-in", data={"character": number}, headers=origin)
        await client.post("/my-card/acts", data={"act": "x", "person": number}, headers=origin)
        await client.post("/clock", data={"to": number, "back": number}, headers=origin)
    for path in ("/", "/my-card/looks"):
        await client.get(path)
    await client.post("/sign-out", headers=origin)


def _through_commands(
    config: Config, overheard: Overheard, canary: Somebody, card_number: str
) -> None:
    """The same through programs of their own; passwords by standard input only."""
    payroll = config.home / "payroll.csv"
    payroll.write_text(f"姓名,身份证号,申报基数\n{NAMES[1]},{canary.id_number},1\n", "utf-8")
    for arguments, typed in _commands(canary.id_number, card_number):
        program = [sys.executable, "-c", "from yika.faces.cli.main import main; main()"]
        done = subprocess.run(
            [*program, *arguments],
            input=typed,
            capture_output=True,
            text=True,
            check=False,
            env=environ_of(config),
            cwd=config.home,
        )
        overheard.hear(f"yika {' '.join(arguments[:2])}", done.stdout + done.stderr)


def _commands(id_number: str, card_number: str) -> list[tuple[tuple[str, ...], str]]:
    """Commands, and what is typed after them."""
    me = ("--id-number", id_number)
    return [
        (("why", *me), ""),
        (("why", *me, "--json"), ""),
        (("why", "--card-number", card_number), ""),
        (("why", "--id-number", NOBODY), ""),
        (("why", "--id-number", MISTYPED, "--json"), ""),
        (("card", "unlock-password", *me, "--identity", "id_card"), ""),
        (("card", "enter-password", *me), f"{WRONG}\n"),
        (("card", "enter-password", *me, "--json"), f"{MALFORMED[0]}\n"),
        (("card", "enter-password", *me, "--kind", "no-such-kind"), f"{WRONG}\n"),
        (("card", "change-password", *me), f"{WRONG}\n{NEW}\n"),
        (("card", "reset-password", *me, "--identity", "id_card"), f"{MALFORMED[3]}\n"),
        (("card", "reset-password", *me, "--identity", "id_card", "--json"), f"{NEW}\n"),
        (("card", "correct-identity", *me, "--name", NAMES[2]), ""),
        (("card", "enter-password", "--id-number", MISTYPED), f"{RIGHT}\n"),
        (("card", "place-hold", *me, "--cause", "review", "--basis", "audit 7"), ""),
        *((words, "") for words in cover_commands(id_number, NOBODY, NAMES[1])),
    ]


# That something was said at all, masked: where it came from, and what it holds.
SEEN = (
    ("/my-card 200", "999900********"),
    ("yika why", "999900********"),
    ("yika card enter-password", "wrong"),
    ("yika cover show", "999900********"),
    ("yika payroll preview", "999900********"),
    ("/account/statement.pdf 200", "%PDF"),
)


async def test_no_password_and_no_number_is_found_in_the_clear_anywhere(
    server: Server,
    config: Config,
    database: Database,
    client: httpx.AsyncClient,
    canary: Somebody,
    overheard: Overheard,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    other = await _registered(database, 1)
    [card] = (await canary.standing()).cards
    card_number = number_of(CITY, int(card.card_id))
    async with database.transaction() as conn:
        await people.give_mandate(conn, _mandate(other, canary))
    await canary.act(acts.PlaceHold(cause="identity_mismatch", basis="register check"))
    await _through_the_api(client, canary, other, card_number)
    numbers = [canary.id_number, other.id_number, NOBODY, MISTYPED, card_number]
    await through_insurance_and_account(client, canary, numbers, NAMES)
    await _through_the_pages(client, canary, other)
    _through_commands(config, overheard, canary, card_number)

    log = find_place(server.home).log.read_text("utf-8")
    assert "database system is ready" in log
    overheard.hear("server log", log)
    overheard.hear("logs", caplog.text)
    overheard.hear("output", "".join(capfd.readouterr()))
    tables = dumped(server, config)
    for name, text in tables.items():
        overheard.hear(name, text)
    for name in ("persons", "identifiers", "passwords", "journal", "acts", "sessions"):
        assert len(tables[f"public.{name}"].splitlines()) > 2, f"{name} holds what was done"

    for where, said in SEEN:
        assert overheard.texts(where, said), where
    assert overheard.leaks(PASSWORDS) == []
    assert overheard.leaks([*numbers, *NAMES, *PHONES]) == []


def _mandate(person: Somebody, agent: Somebody) -> Mandate:
    return Mandate(
        mandate_id=uuid4(),
        person=person.person,
        agent=agent.person,
        basis="mandate",
        matters=frozenset({"ask"}),
        starts_at=AT - hours(1),
    )


@pytest.mark.parametrize("secret", [*PASSWORDS, *NAMES, NOBODY])
def test_what_is_searched_for_would_be_found(secret: str) -> None:
    raw = secret.encode()
    for text in (
        f"wrong entry {secret}!",
        f"\\\\x00{raw.hex()}ff",
        f"to=/why?n={quote(secret)}",
        json.dumps({"told": secret}),
        base64.b64encode(b"told: " + raw + b" and more").decode(),
        base64.urlsafe_b64encode(b"told " + raw + b" and more").decode(),
    ):
        heard = Overheard([("here", text)])
        assert heard.leaks([secret]) == [("here", secret)]
