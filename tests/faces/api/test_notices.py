"""Inbox, channels and webhooks through the API: who may, and a webhook that really receives."""

from collections.abc import AsyncGenerator
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.builders import AT, CITY, EMPLOYER, Somebody, somebody
from tests.faces.api.conftest import SignIn
from tests.rooms.notices.receiver import Receiver, receiving
from yika.access import service as access
from yika.access.officers import employer_actor
from yika.config import Config
from yika.ground.days import wall_clock
from yika.notices import delivery, sending, service
from yika.notices.delivery import Post
from yika.people import service as people
from yika.people.model import Mandate
from yika.store import journal
from yika.store.db import Database

MINE = "/api/v1/people/me/notices"
HOOKS = "/api/v1/webhooks"


@pytest.fixture
async def receiver() -> AsyncGenerator[Receiver]:
    """A program on this machine that receives."""
    async with receiving() as found:
        yield found


@pytest.fixture
async def officer(client: httpx.AsyncClient) -> dict[str, str]:
    """The headers of an officer."""
    reply = await client.post("/api/v1/sessions", json={"role": "officer"})
    return {"Authorization": f"Bearer {reply.json()['token']}"}


async def tell(who: Somebody, *audience: str) -> str:
    async with who.database.transaction() as conn:
        facts = {"number": "1", "matter": "card_replace"}
        to = conn, who.database.keys, who.person, "case.done", facts, AT
        return str(await service.tell(*to, audience=audience))


async def deliver(database: Database, config: Config) -> None:
    async with sending.client(5) as using:
        await delivery.deliver_all(Post(database, config, using))


async def an_agent(who: Somebody, *matters: str) -> Somebody:
    agent = await somebody(who.database)
    async with who.database.transaction() as conn:
        mandate = Mandate(
            mandate_id=uuid4(),
            person=who.person,
            agent=agent.person,
            basis="mandate",
            matters=frozenset(matters),
            starts_at=AT,
        )
        await people.give_mandate(conn, mandate)
    return agent


def address(who: Somebody, what: str) -> str:
    return f"/api/v1/people/{who.person.division}-{who.person.person_id}/{what}"


async def test_a_person_reads_their_inbox_and_the_count_goes_down(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    who = await somebody(database)
    first, second = await tell(who), await tell(who)
    headers = await sign_in(who)
    found = (await client.get(MINE, headers=headers)).json()
    assert found["unread"] == 2
    assert [one["notice_id"] for one in found["notices"]] == [second, first]
    assert found["notices"][0]["title"]["zh"].startswith("已办结")
    left = await client.post(f"{MINE}/reads", json={"notices": [first]}, headers=headers)
    assert left.json() == {"unread": 1}
    unread = (await client.get(f"{MINE}?unread=true", headers=headers)).json()["notices"]
    assert [one["notice_id"] for one in unread] == [second]
    assert (await client.post(f"{MINE}/reads", json={}, headers=headers)).json() == {"unread": 0}
    many = [str(uuid4())] * 501
    refused = await client.post(f"{MINE}/reads", json={"notices": many}, headers=headers)
    assert refused.json()["code"] == "too_many"


async def test_others_look_only_with_a_mandate_and_never_read_for_the_person(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn, officer: dict[str, str]
) -> None:
    who = await somebody(database)
    await tell(who)
    place = address(who, "notices")
    agent, stranger = await sign_in(await an_agent(who, "ask")), await somebody(database)
    assert (await client.get(place, headers=agent)).json()["unread"] == 1
    assert (await client.get(place, headers=officer)).json()["unread"] == 1
    for headers in (agent, officer):
        reply = await client.post(f"{place}/reads", json={}, headers=headers)
        assert (reply.status_code, reply.json()["code"]) == (404, "no_mandate")
    for what in ("notices", "channels"):
        reply = await client.get(address(who, what), headers=await sign_in(stranger))
        assert (reply.status_code, reply.json()["code"]) == (404, "no_mandate")
    async with database.transaction() as conn:
        place_of = who.person.region, who.person.person_id
        looks = [one.what for one in await journal.entries_about(conn, *place_of)]
    assert looks.count("notices.read") == 2


async def test_a_channel_is_switched_by_the_person_or_who_may_change_their_details(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    who = await somebody(database)
    mine, place = await sign_in(who), address(who, "channels")
    assert (await client.get(place, headers=mine)).json() == {"sms": "on"}
    for state in ("lost", "off", "on"):
        assert (await client.put(place, json={"sms": state}, headers=mine)).json() == {"sms": state}
    looker = await sign_in(await an_agent(who, "ask"))
    changer = await sign_in(await an_agent(who, "ask", "data_change"))
    no = await client.put(place, json={"sms": "off"}, headers=looker)
    assert (no.status_code, no.json()["code"]) == (404, "no_mandate")
    assert (await client.put(place, json={"sms": "off"}, headers=changer)).is_success
    assert (await client.put(place, json={"sms": "dead"}, headers=mine)).status_code == 400


async def subscribed(
    client: httpx.AsyncClient, officer: dict[str, str], receiver: Receiver
) -> dict[str, Any]:
    asked = {
        "region": f"{CITY}",
        "owner": "partner:bank",
        "url": receiver.address(),
        "events": ["case.done"],
    }
    reply = await client.post(HOOKS, json=asked, headers=officer)
    assert reply.status_code == 201
    return reply.json()


async def test_what_was_sent_is_listed_sent_again_and_signed_by_both_secrets(
    client: httpx.AsyncClient,
    database: Database,
    config: Config,
    officer: dict[str, str],
    receiver: Receiver,
) -> None:
    who, made = await somebody(database), await subscribed(client, officer, receiver)
    place = f"{HOOKS}/{made['webhook']}/deliveries"
    receiver.will(500)
    since = wall_clock().isoformat()
    await tell(who)
    await deliver(database, config)
    (sent,) = (await client.get(place, headers=officer)).json()
    assert (sent["state"], sent["attempts"]) == ("waiting", 1)
    assert (await client.get(f"{place}?progress=dead", headers=officer)).json() == []
    again = await client.post(f"{place}/{sent['delivery_id']}/resends", headers=officer)
    assert again.status_code == 201
    rotated = await client.post(f"{HOOKS}/{made['webhook']}/secrets", headers=officer)
    await deliver(database, config)
    one = (await client.get(f"{place}/{sent['delivery_id']}", headers=officer)).json()
    assert [tried["status"] for tried in one["tries"]] == [500, 204]
    last = receiver.got[-1]
    assert last.is_signed_by(made["secret"])
    assert last.is_signed_by(rotated.json()["secret"])
    assert last.headers["webhook-id"] == sent["message"]
    replays = f"{HOOKS}/{made['webhook']}/replays"
    replayed = await client.post(replays, json={"since": since}, headers=officer)
    assert replayed.json() == {"deliveries": 0}


async def test_a_webhook_is_tried_changed_and_ended(
    client: httpx.AsyncClient,
    database: Database,
    config: Config,
    officer: dict[str, str],
    receiver: Receiver,
) -> None:
    who, made = await somebody(database), await subscribed(client, officer, receiver)
    place = f"{HOOKS}/{made['webhook']}"
    assert made["secret"].startswith("whsec_")
    (listed,) = (await client.get(f"{HOOKS}?region={CITY}", headers=officer)).json()
    assert listed["secret"] is None
    tried = await client.post(f"{place}/tests", headers=officer)
    assert tried.json()["status"] == 204
    changed = await client.patch(place, json={"events": ["case.refused"]}, headers=officer)
    assert changed.json()["events"] == ["case.refused"]
    ended = (await client.delete(place, headers=officer)).json()
    assert ended["ended_because"] == "asked"
    reply = await client.post(f"{place}/secrets", headers=officer)
    assert (reply.status_code, reply.json()["code"]) == (409, "webhook_ended")
    await tell(who)
    await deliver(database, config)
    assert [one.json["type"] for one in receiver.got] == ["webhook.tested"]


async def test_an_employer_sees_to_its_own_webhooks_only(
    client: httpx.AsyncClient, database: Database, receiver: Receiver, officer: dict[str, str]
) -> None:
    await somebody(database)
    async with database.transaction() as conn:
        token = await access.sign_in(conn, employer_actor(CITY, EMPLOYER), wall_clock())
    mine = {"Authorization": f"Bearer {token}"}
    new = {"region": f"{CITY}", "url": receiver.address(), "events": ["case.done"]}
    made = (await client.post(HOOKS, json=new, headers=mine)).json()
    assert made["owner"] == f"employer:{EMPLOYER}"
    theirs = await client.post(HOOKS, json={**new, "owner": "partner:bank"}, headers=officer)
    other = f"{HOOKS}/{theirs.json()['webhook']}"
    as_other = await client.post(HOOKS, json={**new, "owner": "partner:bank"}, headers=mine)
    assert (as_other.status_code, as_other.json()["code"]) == (403, "officers_only")
    assert (await client.get(f"{other}/deliveries", headers=mine)).status_code == 404
    listed = (await client.get(f"{HOOKS}?region={CITY}", headers=mine)).json()
    assert [one["webhook"] for one in listed] == [made["webhook"]]


async def test_a_person_has_nothing_to_do_with_webhooks(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn, officer: dict[str, str]
) -> None:
    headers = await sign_in(await somebody(database))
    new = {"region": f"{CITY}", "url": "http://127.0.0.1:1/", "events": ["case.done"]}
    assert (await client.post(HOOKS, json=new, headers=headers)).status_code == 403
    assert (await client.get(f"{HOOKS}?region={CITY}", headers=headers)).status_code == 403
    unowned = await client.post(HOOKS, json=new, headers=officer)
    assert (unowned.status_code, unowned.json()["code"]) == (422, "unknown_owner")
    for name in ("999900-1", "x", "999900-9" + "9" * 30):
        reply = await client.get(f"{HOOKS}/{name}/deliveries", headers=officer)
        assert (reply.status_code, reply.json()["code"]) == (404, "no_such_webhook")
    bad = await client.post(
        f"{HOOKS}/999900-1/replays", json={"since": "2026-01-01T00:00:00"}, headers=officer
    )
    assert bad.status_code == 400
