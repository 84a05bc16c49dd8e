"""``yika notice …`` and ``yika webhook …``, with a program that really receives."""

import asyncio
import json
import threading
from collections.abc import Callable, Generator
from contextlib import ExitStack
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from tests.builders import AT
from tests.faces.cli.conftest import Typed, of
from yika.config import Config
from yika.demo.cast import BY_KEY
from yika.notices import service
from yika.people import service as people
from yika.store.db import Database
from yika.store.keys import Keys

Told = Callable[..., Any]


@dataclass
class Listening:
    """A program that receives while commands run, and what it got."""

    url: str
    got: list[Any]


@pytest.fixture
def listening() -> Generator[Listening]:
    """A receiver in a thread of its own: commands have a loop of their own."""
    got: list[Any] = []

    class Takes(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(500 if len(got) == 1 else 204)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    with ExitStack() as stack:
        server = stack.enter_context(HTTPServer(("127.0.0.1", 0), Takes))
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        stack.callback(serving.join)
        stack.callback(server.shutdown)
        yield Listening(f"http://127.0.0.1:{server.server_port}/hook", got)


def tell(config: Config, keys: Keys) -> None:
    """Tell a character that a case is done."""

    async def work() -> None:
        assert config.database_url is not None
        async with Database(config.database_url, keys) as database, database.transaction() as conn:
            person = await people.find(conn, keys, "id_number", BY_KEY["healthy"].id_number)
            facts = {"number": "1", "matter": "card_replace"}
            await service.tell(conn, keys, person, "case.done", facts, AT)

    asyncio.run(work())


def test_a_webhook_is_added_told_and_sent_again(
    yika: Typed, told: Told, cast_config: Config, keys: Keys, listening: Listening
) -> None:
    place = ("--region", "999900")
    words = ("--owner", "partner:bank", "--url", listening.url, "--event", "case.done")
    made = told("webhook", "add", *place, *words)
    assert made["secret"].startswith("whsec_")
    assert "whsec_" not in yika("webhook", "list", *place).stdout
    tell(cast_config, keys)
    assert told("notice", "deliver")["waiting"] == 1
    (sent,) = told("webhook", "sent", made["webhook"])
    assert (sent["state"], sent["attempts"]) == ("waiting", 1)
    again = made["webhook"], sent["delivery_id"]
    assert yika("webhook", "resend", *again).exit_code == 0
    assert told("notice", "deliver")["delivered"] == 1
    assert "没有到期的" in yika("notice", "deliver").stdout
    assert [one["type"] for one in listening.got] == ["case.done"] * 2
    shown = yika("webhook", "attempts", *again).stdout
    assert "HTTP 500" in shown
    assert "HTTP 204" in shown
    since = ("--since", "2026-01-01")
    assert told("webhook", "replay", made["webhook"], *since) == {"deliveries": 0}
    assert told("webhook", "test", made["webhook"])["status"] == 204
    new = told("webhook", "rotate", made["webhook"])
    assert new["secret"] != made["secret"]
    assert yika("webhook", "end", made["webhook"]).exit_code == 0
    ended = yika("webhook", "rotate", made["webhook"])
    assert (ended.exit_code, "(webhook_ended)" in ended.stderr) == (1, True)


def test_an_inbox_is_shown_and_a_channel_switched(
    yika: Typed, told: Told, cast_config: Config, keys: Keys
) -> None:
    tell(cast_config, keys)
    found = told("notice", "list", *of("healthy"))
    assert found["unread"] == len(found["notices"]) == 1
    assert "已办结" in yika("notice", "list", *of("healthy"), "--unread").stdout
    assert told("notice", "channel", *of("healthy")) == {"sms": "on"}
    assert told("notice", "channel", *of("healthy"), "--sms", "lost") == {"sms": "lost"}
    assert "lost" in yika("notice", "channel", *of("healthy")).stdout
    assert told("notice", "deliver")["dropped"] == 1


def test_a_no_has_a_code(yika: Typed) -> None:
    add = ("add", "--region", "999900", "--url", "ftp://x", "--owner", "me")
    for words, code in (
        (add, "webhook_address"),
        (add, "unknown_owner"),
        (("sent", "999900-7"), "no_such_webhook"),
    ):
        done = yika("webhook", *words)
        assert done.exit_code == 1
        assert f"({code})" in done.stderr
