"""A matter and a case as a program is told them: limits, options, days, lines objected to."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

import yika
from tests.builders import AT, BOOK, CITY, Somebody, somebody, with_card
from tests.faces.api.conftest import SignIn
from tests.rooms.accounts.purse import Purse
from yika.demo.offices import OFFICERS, load_officers
from yika.guide.options_told import OPTIONS
from yika.notices.kinds import kinds, text_message
from yika.notices.model import Both
from yika.policy.tree import is_list, is_table
from yika.policy.words import lists
from yika.standing.service import laws_of
from yika.store import journal
from yika.store.db import Database

NAMES = "/api/v1/matters"
ABROAD = {"act": "withdraw_account", "occasion": "settled_abroad"}


def of(person: Somebody) -> str:
    return f"{person.person.region}-{person.person.person_id}"


@pytest.fixture
async def clerk(client: httpx.AsyncClient, database: Database) -> dict[str, str]:
    async with database.transaction() as conn:
        await load_officers(conn)
    reply = await client.post("/api/v1/sessions", json={"officer": OFFICERS[0].full_code})
    return {"Authorization": f"Bearer {reply.json()['token']}"}


async def opened(client: httpx.AsyncClient, headers: dict[str, str], **told: Any) -> dict[str, Any]:
    keyed = headers | {"Idempotency-Key": "k", "Yika-Channel": "website"}
    reply = await client.post("/api/v1/people/me/cases", json=told, headers=keyed)
    assert reply.status_code == 201, reply.text
    return reply.json()


async def step(
    client: httpx.AsyncClient, headers: dict[str, str], case: dict[str, Any], **told: Any
) -> dict[str, Any]:
    number = case["number"].replace(" ", "")
    reply = await client.post(f"/api/v1/cases/{number}/steps", json=told, headers=headers)
    assert reply.status_code == 201, reply.text
    return reply.json()


async def test_each_way_says_for_whom_it_holds_and_the_matter_which_options_it_has(
    client: httpx.AsyncClient,
) -> None:
    reply = await client.get(f"{NAMES}/loss_report", params={"region": "999900"})
    told = reply.json()
    limited = [way for way in told["ways"] if way["when"]]
    assert limited
    for way in limited:
        assert "挂失种类" in way["only_for"]["zh"]
        assert "loss report" in way["only_for"]["en"]
    options = {
        one["option"]: {value["value"] for value in one["values"]} for one in told["options"]
    }
    assert set(options["loss_kind"]) == {"temporary", "formal"}
    narrowed = await client.get(
        f"{NAMES}/loss_report", params={"region": "999900", "option": "loss_kind=formal"}
    )
    assert 0 < len(narrowed.json()["ways"]) < len(told["ways"])


def test_every_limit_in_the_data_has_a_name_and_a_list() -> None:
    for division in BOOK.divisions():
        for policy, rule in BOOK.rules(division).items():
            if not policy.startswith("matter."):
                continue
            for entry in rule.values:
                for offer in entry.value if is_list(entry.value) else ():
                    when = offer.get("when") if is_table(offer) else None
                    for name, members in (when if is_table(when) else {}).items():
                        known = lists().words[OPTIONS[name][1]]
                        assert set(members if is_list(members) else ()) <= known.keys()


@pytest.mark.parametrize(
    ("option", "codes"),
    [
        (["colour=red"], ["no_such_option"]),
        (["loss_kind=sudden"], ["no_such_option_value"]),
        (["colour=red", "loss_kind=sudden"], ["no_such_option", "no_such_option_value"]),
    ],
)
async def test_an_option_that_is_not_there_is_refused_with_those_that_are(
    client: httpx.AsyncClient, option: list[str], codes: list[str]
) -> None:
    reply = await client.get(f"{NAMES}/loss_report", params={"region": "999900", "option": option})
    assert reply.status_code == 422
    assert [one["code"] for one in reply.json()["reasons"]] == codes
    assert "loss_kind" in reply.json()["reasons"][0]["zh"]


async def test_leaving_is_warned_of_what_follows(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    person = await somebody(database)
    await Purse(database, person).gets(12_345)
    headers = await sign_in(person)
    asked = {"person": "me", "option": "place=110000"}
    told = (await client.get(f"{NAMES}/transfer_out", params=asked, headers=headers)).json()
    follows = {one["code"]: one for one in told["follows"]}
    assert follows.keys() == {
        "cover_ends_here",
        "gap_waits",
        "account_stays",
        "years_go_along",
    }
    assert "2026-03-16" in follows["cover_ends_here"]["zh"]
    assert "123" not in str(follows["account_stays"])
    assert "北京市" in follows["gap_waits"]["zh"]
    asked = {"person": "me", "option": "place=430100"}
    told = (await client.get(f"{NAMES}/transfer_out", params=asked, headers=headers)).json()
    assert "gap_waits_unknown" in {one["code"] for one in told["follows"]}
    wrong = {"person": "me", "option": "place=000001"}
    reply = await client.get(f"{NAMES}/transfer_out", params=wrong, headers=headers)
    assert reply.json()["code"] == "no_such_option_value"


async def test_the_days_begin_when_the_papers_are_complete(
    client: httpx.AsyncClient,
    database: Database,
    sign_in: SignIn,
    clerk: dict[str, str],
) -> None:
    person = await somebody(database)
    await Purse(database, person).gets(12_345)
    headers = await sign_in(person)
    case = await opened(client, headers, act=ABROAD)
    assert case["due_on"] is None
    days, today = case["days_once_complete"], case["due_if_complete_today"]
    assert days > 0
    receipt = await client.get("/api/v1/people/me/notices", headers=headers)
    notice = receipt.json()["notices"][0]["text"]["zh"]
    assert f"{days} 个工作日" in notice
    assert today in notice
    assert await title(client, headers, case) == "receipt_of_papers"
    later = {"to": (AT + timedelta(days=1)).isoformat()}
    await client.post("/api/v1/clock", json=later)
    for paper in case["papers"]:
        case = await step(client, clerk, case, step="give_paper", paper=paper["paper"])
    assert case["days_once_complete"] is None
    assert case["due_on"] > today
    assert await title(client, headers, case) == "receipt_of_papers"
    case = await step(client, clerk, case, step="accept")
    assert await title(client, headers, case) == "receipt"


async def title(client: httpx.AsyncClient, headers: dict[str, str], case: dict[str, Any]) -> str:
    """What the receipt of a case is, as it stands."""
    to = f"/api/v1/cases/{case['number'].replace(' ', '')}/documents"
    reply = await client.post(to, json={"kind": "receipt"}, headers=headers)
    assert reply.status_code == 201, reply.text
    return reply.json()["kind"]


async def test_a_grievance_says_what_it_objects_to_in_words(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    person = await with_card(database)
    moved = await Purse(database, person).gets(12_345)
    headers = await sign_in(person)
    await client.get("/api/v1/people/me/account", headers=headers)
    looks = (await client.get("/api/v1/people/me/looks", headers=headers)).json()
    lines = {
        "transfer": (str(moved.transfer_id), "123.45 元"),
        "card_event": ("1/1", "申领"),
        "journal": (looks[0]["entry_id"], "查看"),
    }
    for about, (reference, word) in lines.items():
        act = {"act": "complain", "about": about, "reference": reference, "text": "不对"}
        keyed = headers | {"Idempotency-Key": about, "Yika-Channel": "app"}
        told = await client.post("/api/v1/people/me/cases", json={"act": act}, headers=keyed)
        assert told.status_code == 201, told.text
        assert word in told.json()["concerns"]["zh"]
        assert told.json()["concerns"]["en"]


async def test_a_look_says_what_the_officer_said_they_looked_for(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    person = await somebody(database)
    entry = journal.Entry(
        region=person.person.region,
        person_id=person.person.person_id,
        what="person.found",
        actor="999900-C1",
        role="officer",
        channel="counter",
        happened_at=AT,
        facts={"purpose": "inquiry"},
    )
    async with database.transaction() as conn:
        await journal.record(conn, [entry])
    told = await client.get("/api/v1/people/me/looks", headers=await sign_in(person))
    found = next(one for one in told.json() if one["what"] == "person.found")
    assert found["purpose"] == "inquiry"
    assert found["purpose_told"] == {"zh": "调查核实", "en": "an inquiry"}


async def test_a_notice_names_the_hotline_of_the_region_or_none(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    person = await somebody(database)
    headers = await sign_in(person) | {"Idempotency-Key": "k"}
    act = {"act": "change_data", "phone": "13900005678", "identity": "face"}
    reply = await client.post("/api/v1/people/me/acts", json=act, headers=headers)
    assert reply.status_code == 201, reply.text
    notices = (await client.get("/api/v1/people/me/notices", headers=headers)).json()["notices"]
    told = next(one for one in notices if one["kind"] == "data.changed")
    value: Any = laws_of(BOOK, f"{CITY:06}").value("hotline.number", AT, topic="account")
    assert f"热线：{value[0]['number']}。" in told["text"]["zh"]
    kind = kinds()["card.lost"]
    assert "热线" not in text_message(kind, {})
    assert "热线 12。" in text_message(kind, {"hotline": Both("12", "12")})


def test_no_text_of_ours_names_a_hotline_by_itself() -> None:
    source = Path(yika.__file__).parent
    texts = [source / "notices" / "kinds.yaml", *(source / "guide").rglob("*.yaml")]
    for path in (*texts, *(source / "papers").rglob("*.yaml")):
        assert not re.search(r"12393|12333|96102", path.read_text("utf-8")), path
