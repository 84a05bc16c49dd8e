"""A company and a school of the made-up city, their people, and the files they send."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tests.builders import (
    AT,
    BOOK,
    CHOSEN,
    CITY,
    EMPLOYER,
    OFFICER,
    Somebody,
    somebody,
    with_card,
)
from yika.access.model import Actor
from yika.access.officers import employer_actor
from yika.ground.days import beijing_day
from yika.insurance.books import employers
from yika.insurance.books.employers import Employer
from yika.insurance.books.enrolment import Enrol, enrol
from yika.matters import model as acts
from yika.matters.batches import service, working
from yika.matters.batches.model import Asking, Batch, Preview
from yika.people import service as people
from yika.store.db import Database

NAME = "王小明"  # of everybody made here
SCHOOL = EMPLOYER + 7
WRONG = "864208"
OWN = ("employer_id", "id_copy", "old_card", "photo_1inch")


def a_file(*rows: Sequence[str], columns: Sequence[str] = ()) -> bytes:
    """A file as a program writes it."""
    lines = [("姓名", "身份证号", *columns), *rows]
    return "\n".join(",".join(line) for line in lines).encode()


def of(*people: Somebody, **cells: str) -> bytes:
    """A file of these people, with the same in the other columns of each."""
    told = [(NAME, one.id_number, *cells.values()) for one in people]
    return a_file(*told, columns=tuple(cells))


def asked(matter: str, actor: Actor | None, more: Mapping[str, Any]) -> Asking:
    """What a batch asks for; every paper but the list is committed to, unless it is said."""
    own = () if matter == "maternity_claim" else OWN
    told: dict[str, Any] = {"committed": own} if actor is None else {"seen": own}
    if matter in ("password_unlock", "confirmation"):
        told["common"] = {"identity": "id_card"}  # which the employer answers for
    return Asking(matter=matter, **(told | dict(more)))


@dataclass
class Office:
    """An employer or a school that sends batches."""

    database: Database
    employer: Employer

    @property
    def actor(self) -> Actor:
        """Itself."""
        return employer_actor(CITY, self.employer.employer_id)

    async def preview(
        self, matter: str, content: bytes, actor: Actor | None = None, **asking: Any
    ) -> Preview:
        """What a file would come to."""
        async with self.database.transaction() as conn:
            to = conn, self.database.keys, BOOK, actor or self.actor, self.employer
            return await service.preview(*to, asked(matter, actor, asking), content, AT)

    async def send(
        self,
        matter: str,
        content: bytes,
        key: str = "k",
        actor: Actor | None = None,
        *,
        skip_errors: bool = False,
        at: datetime = AT,
        **asking: Any,
    ) -> tuple[Batch, bool]:
        """Send a file; nothing of it is done yet."""
        async with self.database.transaction() as conn:
            to = conn, self.database.keys, BOOK, actor or self.actor, self.employer
            wanted = asked(matter, actor, asking)
            sent = await service.send(*to, wanted, content, key, at, skip_errors=skip_errors)
        return service.accepted(sent)

    async def done(self, matter: str, content: bytes, key: str = "k", **more: Any) -> Batch:
        """Send a file and have all of it done; the batch with its lines."""
        batch, _ = await self.send(matter, content, key, **more)
        await self.work(batch)
        return await self.shown(batch)

    async def work(self, batch: Batch, most: int | None = None) -> int:
        """Go on with a batch."""
        to = self.database, BOOK, batch.region, batch.batch_id, AT
        return await working.work(*to, most=most)

    async def shown(self, batch: Batch, actor: Actor | None = None) -> Batch:
        """A batch with its lines, as they stand now."""
        async with self.database.transaction() as conn:
            to = conn, actor or self.actor, self.employer
            return await service.by_number(*to, batch.number, AT)


async def company(database: Database) -> Office:
    """The employer of everybody whom the builders insure."""
    await somebody(database)  # The first brings the employer with them.
    async with database.transaction() as conn:
        return Office(database, await employers.by_id(conn, CITY, EMPLOYER))


async def school(database: Database) -> Office:
    """A school without pupils."""
    async with database.transaction() as conn:
        await conn.execute(
            "INSERT INTO employers (region, employer_id, code, name)"
            " VALUES (%s, %s, '91999900MA0000002X', '演示小学')",
            (CITY, SCHOOL),
        )
        return Office(database, await employers.by_id(conn, CITY, SCHOOL))


async def locked(database: Database) -> Somebody:
    """Somebody who entered a wrong password too often."""
    person = await with_card(database)
    for _ in range(20):
        done = await person.act(acts.EnterPassword(password=WRONG))
        if done.result == "locked":
            break
    assert "password_locked" in await person.causes()
    return person


async def may_enter(person: Somebody, password: str = CHOSEN) -> str:
    """What comes of entering the password that was there before."""
    return (await person.act(acts.EnterPassword(password=password))).result


def codes(preview: Preview) -> Mapping[int, set[str]]:
    """What is wrong, by line."""
    found: dict[int, set[str]] = {}
    for one in preview.errors:
        found.setdefault(one.line, set()).add(one.code)
    return found


async def pupil(database: Database, at_school: int = SCHOOL) -> Somebody:
    """A resident whom a school has in its books, and who owes this year's premium."""
    child = await somebody(database, insured=False)
    asked = Enrol(
        scheme="resident",
        starts_on=beijing_day(AT),
        group="pupil",
        options={"school": str(at_school)},
    )
    async with database.transaction() as conn:
        await people.lock(conn, [child.person])
        await enrol(conn, BOOK, OFFICER, child.person, asked, AT)
    return child
