"""What people find in their inbox as their case goes on."""

from uuid import UUID

from tests.builders import AT, Somebody, somebody
from tests.rooms.accounts.purse import Purse
from tests.rooms.matters.deciding import HANDLER, decided, step
from yika.matters import cover
from yika.matters.cases import service
from yika.matters.cases.steps import AskPapers, NewCase, Withdraw
from yika.matters.model import Act
from yika.matters.record_acts import QueryState
from yika.notices import service as notices
from yika.notices.model import Notice
from yika.store.db import Database

ABROAD = cover.WithdrawAccount(occasion="settled_abroad")


async def inbox(who: Somebody) -> list[Notice]:
    """What somebody was told, oldest first."""
    async with who.database.transaction() as conn:
        return (await notices.inbox(conn, who.database.keys, who.person))[::-1]


async def opened(
    who: Somebody, act: Act, *, draft: bool = False, papers: dict[str, UUID | None] | None = None
) -> str:
    """The number of a new case."""
    new = NewCase(act=act, draft=draft, papers=papers or {})
    async with who.database.transaction() as conn:
        to = conn, who.database.keys, who.book, HANDLER, who.person
        case, _ = await service.open_case(*to, new, "k", AT)
    return case.number


async def test_each_place_a_case_comes_to_is_told_once(database: Database) -> None:
    owner = await somebody(database)
    await Purse(database, owner).gets(12_345)
    await decided(owner, ABROAD)
    kinds = [one.kind for one in await inbox(owner)]
    told = ["case.submitted", "case.accepted", "case.proposed", "case.done"]
    assert [kind for kind in kinds if kind.startswith("case.")] == told


async def test_a_refusal_is_told_with_its_reasons(database: Database) -> None:
    owner = await somebody(database)
    await Purse(database, owner).gets(12_345)
    await decided(owner, ABROAD, outcome="refuse")
    last = (await inbox(owner))[-1]
    assert last.kind == "case.refused"
    assert "理由" in last.text.zh


async def test_what_is_missing_is_named_with_the_day(database: Database) -> None:
    owner = await somebody(database)
    await Purse(database, owner).gets(12_345)
    number = await opened(owner, ABROAD)
    await step(owner, number, AskPapers(text="缺身份证"), HANDLER)
    last = (await inbox(owner))[-1]
    assert last.kind == "case.papers_asked"
    assert "一次交齐" in last.text.zh
    assert "缺身份证" in last.text.zh


async def test_what_is_done_at_once_is_told_once_and_a_draft_not_at_all(database: Database) -> None:
    owner = await somebody(database)
    await Purse(database, owner).gets(12_345)
    await opened(owner, QueryState(), papers={"id_card": None})
    assert [one.kind for one in await inbox(owner)] == ["case.done"]
    async with owner.database.transaction() as conn:
        to = conn, owner.database.keys, owner.book, HANDLER, owner.person
        draft, _ = await service.open_case(*to, NewCase(act=ABROAD, draft=True), "d", AT)
    assert draft.submitted_at is None
    await step(owner, draft.number, Withdraw(), HANDLER)
    assert len(await inbox(owner)) == 1
