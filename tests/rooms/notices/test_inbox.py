"""The inbox: sealed facts told in two languages, unread counts, and what is never sent."""

from datetime import date, timedelta
from string import Formatter

import pytest

from tests.builders import AT, somebody
from tests.rooms.notices.conftest import Desk
from yika.notices import channels, service
from yika.notices.kinds import events, ids_of, kinds, text_message, title, told
from yika.notices.kinds import text as text_of
from yika.notices.model import Both, Channel, ChannelState, Notice, Progress
from yika.people import service as people
from yika.policy.words import lists

SMS = Channel.SMS


async def inbox(desk: Desk, *, unread: bool = False) -> list[Notice]:
    async with desk.database.transaction() as conn:
        return await service.inbox(conn, desk.database.keys, desk.who.person, unread=unread)


async def switched(desk: Desk, state: ChannelState) -> None:
    async with desk.database.transaction() as conn:
        to = conn, desk.database.keys, desk.who.person, SMS, state, AT
        await channels.set_state(*to)


async def new_phone(desk: Desk, number: str) -> None:
    async with desk.database.transaction() as conn:
        await people.lock(conn, [desk.who.person])
        await people.change_phone(conn, desk.database.keys, desk.who.person, number)


async def why_dropped(desk: Desk) -> list[str | None]:
    async with desk.database.transaction() as conn:
        rows = await conn.execute("SELECT why FROM deliveries WHERE state = 'dropped'")
        return [row[0] for row in await rows.fetchall()]


@pytest.mark.parametrize("event", sorted(kinds()))
def test_every_kind_has_words_of_known_lists_and_no_line_wants_a_fact_in_one_language_only(
    event: str,
):
    kind = kinds()[event]
    assert set(kind.words.values()) <= lists().words.keys()
    for both in (kind.title, *kind.lines):
        zh, en = (
            {slot for _, slot, _, _ in Formatter().parse(one) if slot} for one in (both.zh, both.en)
        )
        assert zh == en
        assert both.zh
        assert both.en


def test_words_lists_and_days_are_told_in_each_language():
    kind = kinds()["case.papers_asked"]
    facts = told(
        kind,
        {
            "matter": "card_replace",
            "number": "7",
            "missing": ["id_card", "photo_1inch"],
            "papers_until": date(2026, 3, 25),
            "text": None,
        },
    )
    assert title(kind, facts) == Both(
        "请补材料：补领、换领社会保障卡", "Papers are missing: replace the card"
    ) or (title(kind, facts).zh.startswith("请补材料："))
    found = text_of(kind, facts)
    assert "居民身份证原件、近期一寸免冠照片" in found.zh
    assert "ID card, recent 1-inch photo" in found.en
    assert "2026-03-25" in found.zh
    assert title(kinds()["document.issued"], {}) == Both("已出具：", "Issued: ")


async def test_a_notice_is_read_once_and_counted_until_then(desk: Desk):
    first, second = await desk.tell(), await desk.tell("case.done", amount="12.50")
    assert [one.notice_id for one in await inbox(desk)] == [second, first]
    newest = (await inbox(desk))[0]
    assert newest.title.zh.startswith("已办结：")
    assert "12.50 元" in newest.text.zh
    person = desk.who.person
    async with desk.database.transaction() as conn:
        assert await service.unread(conn, person) == 2
        assert await service.read(conn, person, AT, [first]) == 1
        assert await service.read(conn, person, AT + timedelta(days=1), [first]) == 0
        assert await service.unread(conn, person) == 1
    assert [one.notice_id for one in await inbox(desk, unread=True)] == [second]
    async with desk.database.transaction() as conn:
        assert await service.read(conn, person, AT) == 1
    assert [one.read_at for one in await inbox(desk)] == [AT, AT]


async def test_what_a_notice_says_lies_sealed_and_only_ids_lie_open(desk: Desk):
    await desk.tell()
    async with desk.database.transaction() as conn:
        row = await (await conn.execute("SELECT n::text, facts_sealed FROM notices n")).fetchone()
    assert row is not None
    assert "证件不符" not in row[0]
    assert "证件不符".encode() not in bytes(row[1])
    assert "999900-260316-000001-7" in row[0]
    (told,) = await inbox(desk)
    assert told.text.zh.startswith("办件编号 999900-260316-000001-7 未予办理。理由：证件不符")


async def test_a_text_message_goes_to_the_telephone_without_name_or_reason(desk: Desk):
    desk.set(sms_url=desk.receiver.address("/sms"), sms_key="k-1")
    await desk.tell()
    assert await desk.deliver() == {Progress.DELIVERED: 1}
    (came,) = desk.receiver.got
    assert came.path == "/sms"
    assert came.headers["authorization"] == "Bearer k-1"
    assert came.json["phone"] == "13900001234"
    assert came.headers["idempotency-key"] == came.json["id"]
    assert came.json["text"] == "您的医保办件 999900-260316-000001-7 已有结果，请登录查看。"
    assert await desk.deliver() == {}


@pytest.mark.parametrize("state", [ChannelState.OFF, ChannelState.LOST])
async def test_nothing_is_sent_to_a_channel_that_is_off_or_lost(desk: Desk, state: ChannelState):
    desk.set(sms_url=desk.receiver.address("/sms"))
    await desk.tell()
    await switched(desk, state)  # While the message waits already.
    await desk.tell()
    assert await desk.deliver() == {Progress.DROPPED: 1}
    assert await why_dropped(desk) == [state]
    assert not desk.receiver.got
    assert len(await inbox(desk)) == 2
    await switched(desk, ChannelState.ON)
    await desk.tell()
    assert await desk.deliver() == {Progress.DELIVERED: 1}


async def test_another_number_is_another_telephone_but_off_stays_off(desk: Desk):
    desk.set(sms_url=desk.receiver.address("/sms"))
    await switched(desk, ChannelState.LOST)
    await new_phone(desk, "13900005678")
    await desk.tell()
    assert await desk.deliver() == {Progress.DELIVERED: 1}
    assert desk.receiver.got[0].json["phone"] == "13900005678"
    await new_phone(desk, "13900001234")
    await desk.tell()
    assert await desk.deliver() == {}
    await switched(desk, ChannelState.OFF)
    await new_phone(desk, "13900009999")
    await desk.tell()
    assert await desk.deliver() == {}
    assert len(desk.receiver.got) == 1


async def test_without_a_gateway_text_messages_are_dropped_and_never_sent_stale(desk: Desk):
    await desk.tell()
    assert await desk.deliver() == {Progress.DROPPED: 1}
    assert await why_dropped(desk) == ["no_gateway"]
    desk.set(sms_url=desk.receiver.address("/sms"))
    assert await desk.deliver() == {}


async def test_nothing_is_told_of_what_was_undone(desk: Desk):
    async def undone() -> None:
        async with desk.database.transaction() as conn:
            to = conn, desk.database.keys, desk.who.person, "case.done", {"number": "1"}, AT
            await service.tell(*to)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await undone()
    assert await inbox(desk) == []
    assert await desk.deliver() == {}


async def test_the_inbox_of_another_is_another(desk: Desk):
    await desk.tell()
    other = await somebody(desk.database)
    async with desk.database.transaction() as conn:
        assert await service.inbox(conn, desk.database.keys, other.person) == []
        assert await service.unread(conn, other.person) == 0


def test_ids_are_only_those_of_the_kind():
    facts: dict[str, object] = {"case_id": 7, "number": "1", "name": "王小明", "reasons": "x"}
    assert ids_of(kinds()["case.done"], facts) == {"case_id": 7, "number": "1"}
    assert text_message(kinds()["mandate.revoked"], {}) == ""
    assert "webhook.tested" not in events()
