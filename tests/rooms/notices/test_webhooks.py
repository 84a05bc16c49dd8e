"""Webhooks: signed, sent again with growing waits, resent, replayed, rotated; ids only."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from tests.builders import CITY
from tests.rooms.notices.conftest import Desk
from tests.rooms.notices.receiver import a_closed_port
from yika.ground.errors import Refusals
from yika.notices import delivery, signing, webhooks
from yika.notices.addresses import WebhookAddress
from yika.notices.delivery import deliver
from yika.notices.model import Progress, Webhook
from yika.notices.webhooks import (
    NoSuchDelivery,
    NoSuchWebhook,
    TooManyWebhooks,
    UnknownEvents,
    UnknownOwner,
    WebhookEnded,
)

NAME = "王小明"


async def test_an_event_comes_signed_with_ids_and_nothing_else(desk: Desk):
    hook, secret = await desk.subscribe()
    notice = await desk.tell()
    await desk.deliver()
    (came,) = desk.receiver.got
    assert came.headers["webhook-id"] == f"msg_{notice.hex}"
    assert int(came.headers["webhook-timestamp"]) == int(desk.now.timestamp())
    assert came.is_signed_by(secret)
    assert not came.is_signed_by(signing.new_secret())
    person = desk.who.person
    assert came.json == {
        "type": "case.refused",
        "timestamp": "2026-03-16T01:00:00Z",
        "data": {
            "region": "999900",
            "person": f"999900-{person.person_id}",
            "case_id": "c-1",
            "number": "999900-260316-000001-7",
            "matter": "card_replace",
        },
    }
    text = came.body.decode()
    for personal in (NAME, desk.who.id_number, "13900001234", "证件不符"):
        assert personal not in text
    (sent,) = await desk.sent(hook)
    assert (sent.progress, sent.attempts, sent.kind) == (Progress.DELIVERED, 1, "case.refused")


async def test_only_what_was_asked_for_and_concerns_the_owner_is_sent(desk: Desk):
    partner, _ = await desk.subscribe("case.refused", "case.done")
    employer, _ = await desk.subscribe("case.refused", owner="employer:7")
    other, _ = await desk.subscribe("case.refused", owner="employer:8")
    await desk.tell("case.accepted")
    await desk.tell("case.refused", audience=("employer:7",))
    await desk.deliver()
    counts = [len(await desk.sent(one)) for one in (partner, employer, other)]
    assert counts == [1, 1, 0]


async def test_a_failure_is_tried_again_with_growing_waits_and_then_given_up(desk: Desk):
    hook, _ = await desk.subscribe()
    await desk.tell()
    for status, wait in ((500, 5), (302, 300)):
        desk.receiver.will(status, location="http://127.0.0.1:1/")
        assert (await desk.deliver())[Progress.WAITING] == 1
        (sent,) = await desk.sent(hook)
        assert wait <= (sent.due_at - desk.now).total_seconds() <= wait * 1.1
        assert await desk.deliver() == {}
        desk.later(seconds=wait * 1.1)
    desk.receiver.will(404)
    assert await desk.deliver() == {Progress.DEAD: 1}
    (sent,) = await desk.sent(hook)
    assert (sent.progress, sent.why, sent.attempts) == (Progress.DEAD, "given_up", 3)
    async with desk.database.transaction() as conn:
        tries = await webhooks.attempts_of(conn, sent)
    assert [(one.attempt, one.status) for one in tries] == [(1, 500), (2, 302), (3, 404)]
    ids = {one.headers["webhook-id"] for one in desk.receiver.got}
    stamps = [int(one.headers["webhook-timestamp"]) for one in desk.receiver.got]
    assert len(ids) == 1
    assert stamps == sorted(set(stamps)), "each try is signed at its own moment"


async def test_a_receiver_that_is_away_is_tried_again_and_gets_it_when_it_is_back(desk: Desk):
    gone, _ = await desk.subscribe(url=f"http://127.0.0.1:{a_closed_port()}/x")
    silent, _ = await desk.subscribe()
    desk.receiver.silent = True
    await desk.tell()
    assert (await desk.deliver())[Progress.WAITING] == 2
    async with desk.database.transaction() as conn:
        problems = [
            (await webhooks.attempts_of(conn, (await webhooks.deliveries_of(conn, one))[0]))[0]
            for one in (gone, silent)
        ]
    assert [(one.status, one.problem) for one in problems] == [
        (None, "ConnectError"),
        (None, "RemoteProtocolError"),
    ]
    desk.receiver.silent = False
    desk.later(seconds=6)
    assert (await desk.deliver())[Progress.DELIVERED] == 1
    assert (await desk.sent(silent))[0].attempts == 2


async def test_a_receiver_that_asks_for_peace_gets_it_and_one_that_is_gone_is_ended(desk: Desk):
    hook, _ = await desk.subscribe()
    await desk.tell()
    desk.receiver.will(429, retry_after="3600")
    await desk.deliver()
    assert (await desk.sent(hook))[0].due_at == desk.now + timedelta(hours=1)
    desk.later(hours=2)
    desk.receiver.will(410)
    assert (await desk.deliver())[Progress.DEAD] == 1
    async with desk.database.transaction() as conn:
        found = await webhooks.find(conn, CITY, hook.webhook_id)
        assert (found.is_open, found.ended_because) == (False, "gone")
        with pytest.raises(WebhookEnded):
            await webhooks.replay(conn, found, desk.now, desk.now)
    await desk.tell()
    assert Progress.DELIVERED not in await desk.deliver()


async def test_what_waits_for_a_webhook_that_ended_is_dropped(desk: Desk):
    hook, _ = await desk.subscribe()
    await desk.tell()
    async with desk.database.transaction() as conn:
        await webhooks.end(conn, hook, desk.now)
        await webhooks.end(conn, hook, desk.now + timedelta(days=1))
    await desk.deliver()
    assert (await desk.sent(hook))[0].why == "ended"
    assert not desk.receiver.got


async def test_after_a_rotation_both_secrets_sign_for_a_day_and_then_the_new_one(desk: Desk):
    hook, old = await desk.subscribe()
    async with desk.database.transaction() as conn:
        hook, new = await webhooks.rotate(conn, desk.database.keys, hook, desk.now)
    await desk.tell()
    await desk.deliver()
    desk.later(hours=23)
    await desk.tell()
    await desk.deliver()
    desk.later(hours=2)
    await desk.tell()
    await desk.deliver()
    assert [one.is_signed_by(new) for one in desk.receiver.got] == [True, True, True]
    assert [one.is_signed_by(old) for one in desk.receiver.got] == [True, True, False]
    assert old != new


async def test_one_delivery_is_sent_again_under_the_same_id(desk: Desk):
    hook, _ = await desk.subscribe()
    await desk.tell()
    await desk.tell()
    await desk.deliver()
    sent = (await desk.sent(hook))[0]
    async with desk.database.transaction() as conn:
        again = await webhooks.resend(conn, hook, sent.delivery_id, desk.now)
        assert again.progress is Progress.WAITING
        with pytest.raises(NoSuchDelivery):
            await webhooks.resend(conn, hook, uuid4(), desk.now)
    assert await desk.deliver() == {Progress.DELIVERED: 1}
    assert len(desk.receiver.got) == 3
    ids = [one.headers["webhook-id"] for one in desk.receiver.got]
    assert ids[2] == f"msg_{sent.notice_id.hex}"
    assert len(set(ids)) == 2


async def test_a_resent_delivery_has_all_its_tries_anew(desk: Desk):
    desk.set(attempts=1)
    hook, _ = await desk.subscribe()
    await desk.tell()
    for _ in range(2):
        desk.receiver.will(500)
        assert (await desk.deliver())[Progress.DEAD] == 1
        sent = (await desk.sent(hook))[0]
        async with desk.database.transaction() as conn:
            await webhooks.resend(conn, hook, sent.delivery_id, desk.now)
    assert await desk.deliver() == {Progress.DELIVERED: 1}
    assert (await desk.sent(hook))[0].attempts == 3


async def test_a_replay_sends_what_was_missed_since_then_and_nothing_twice(desk: Desk):
    await desk.tell()  # Before anybody listened.
    async with desk.database.transaction() as conn:
        row = await (await conn.execute("SELECT max(told_at) FROM notices")).fetchone()
    assert row is not None
    hook, _ = await desk.subscribe()
    await desk.tell()
    await desk.deliver()
    desk.set(attempts=1)
    await desk.tell()
    desk.receiver.will(500)
    await desk.deliver()
    assert len(desk.receiver.got) == 2
    async with desk.database.transaction() as conn:
        assert await webhooks.replay(conn, hook, row[0] + timedelta(microseconds=1), desk.now) == 1
    assert await desk.deliver() == {Progress.DELIVERED: 1}
    async with desk.database.transaction() as conn:
        assert await webhooks.replay(conn, hook, row[0], desk.now) == 1
        assert await webhooks.replay(conn, hook, row[0], desk.now) == 1
    assert (await desk.deliver())[Progress.DELIVERED] == 1
    async with desk.database.transaction() as conn:
        assert await webhooks.replay(conn, hook, row[0], desk.now) == 0
    assert len({one.headers["webhook-id"] for one in desk.receiver.got}) == 3


async def test_two_workers_never_send_the_same_delivery(desk: Desk):
    await desk.subscribe()
    for _ in range(12):
        await desk.tell("case.refused")
    found = await asyncio.gather(*(deliver(desk.post, 4) for _ in range(6)))
    assert sum(one.get(Progress.DELIVERED, 0) for one in found) == 12
    ids = [one.headers["webhook-id"] for one in desk.receiver.got]
    assert len(ids) == len(set(ids)) == 12


async def test_what_a_worker_died_with_is_taken_up_after_its_lease(desk: Desk):
    hook, _ = await desk.subscribe()
    await desk.tell()
    claimed = await delivery.claim(desk.post)
    assert len(claimed) == 2  # The text message and the webhook.
    assert await desk.deliver() == {}
    desk.later(minutes=3)
    await desk.deliver()
    (sent,) = await desk.sent(hook)
    assert (sent.progress, sent.attempts) == (Progress.DELIVERED, 2)


async def test_a_test_is_sent_at_once_and_told(desk: Desk):
    hook, secret = await desk.subscribe()
    tried = await delivery.try_out(desk.post, hook)
    assert (tried.status, tried.problem) == (204, None)
    (came,) = desk.receiver.got
    assert came.json["type"] == "webhook.tested"
    assert came.is_signed_by(secret)
    assert await desk.sent(hook) == []


async def test_a_webhook_of_another_region_or_number_is_none(desk: Desk):
    hook, _ = await desk.subscribe()
    async with desk.database.transaction() as conn:
        for place in ((CITY + 1, hook.webhook_id), (CITY, hook.webhook_id + 1)):
            with pytest.raises(NoSuchWebhook):
                await webhooks.find(conn, *place)


async def test_every_reason_against_a_webhook_is_told_at_once(desk: Desk):
    with pytest.raises(Refusals) as all_of_them:
        await desk.subscribe("card.eaten", owner="me", url="ftp://x")
    kinds = [type(one) for one in all_of_them.value.reasons]
    assert kinds == [UnknownOwner, UnknownEvents, WebhookAddress]
    for _ in range(webhooks.OPEN_MAX):
        await desk.subscribe()
    with pytest.raises(TooManyWebhooks):
        await desk.subscribe()


async def test_the_address_is_looked_at_again_before_each_delivery(desk: Desk):
    hook, _ = await desk.subscribe()  # In the sandbox, where it may lead to this machine.
    await desk.tell()
    desk.post = replace(desk.post, config=replace(desk.post.config, sandbox=False))
    await desk.deliver()
    sent: Webhook = hook
    (found,) = await desk.sent(sent)
    async with desk.database.transaction() as conn:
        (tried,) = await webhooks.attempts_of(conn, found)
    assert (tried.status, tried.problem) == (None, "address scheme")
    assert not desk.receiver.got


async def test_a_serving_program_sends_by_itself(desk: Desk):
    await desk.subscribe()
    await desk.tell()
    sending = asyncio.create_task(delivery.deliver_on(desk.database, desk.post.config))
    async with asyncio.timeout(20):
        await desk.receiver.came.wait()
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending
    assert len(desk.receiver.got) == 1
