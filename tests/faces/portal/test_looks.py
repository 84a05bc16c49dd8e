"""Who looked: the institution by its name, how in Chinese, day by day."""

from tests.builders import AT, CITY
from tests.faces.portal.reading import Visitor
from tests.faces.portal.test_bills import somebody
from tests.rooms.settlement.tills import POOLED, Tills
from yika.access.model import Role
from yika.store import journal
from yika.store.db import Database


async def test_an_institution_is_named_and_looks_stand_by_day(visitor: Visitor, database: Database):
    who = await somebody(database, "healthy")
    place = await Tills(database).at(POOLED)
    read = journal.Entry(
        region=CITY,
        person_id=who.person.person_id,
        what="identity.read",
        actor=place.code,
        role=Role.INSTITUTION,
        channel="pos_pad",
        happened_at=AT,
    )
    async with database.transaction() as conn:
        await journal.record(conn, [read, read])
    await visitor.sign_in("healthy")
    await visitor.open("/my-card/looks")
    assert f"2 次 扫医保码核对身份 {place.name} · 收费系统" in visitor.says
    assert "gateway" not in visitor.says
    assert "密码键盘" not in visitor.says.partition("扫医保码核对身份")[2].partition("·")[2][:10]
    assert visitor.page.count("<h2>") >= 1
