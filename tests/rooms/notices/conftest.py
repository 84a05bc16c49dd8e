"""Notices over a real database, a real receiver, and a clock that is moved by hand."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.builders import AT, CITY, Somebody, somebody
from tests.rooms.notices.receiver import Receiver, receiving
from yika.config import Config, NoticeSettings
from yika.notices import delivery, sending, service, webhooks
from yika.notices.delivery import Post
from yika.notices.model import Delivery, Progress, Webhook
from yika.store.db import Database

FACTS: dict[str, object] = {
    "case_id": "c-1",
    "number": "999900-260316-000001-7",
    "matter": "card_replace",
    "reasons": "证件不符",
}


@dataclass
class Desk:
    """Whoever tells people and sends: with the machine's clock in hand."""

    database: Database
    post: Post
    receiver: Receiver
    who: Somebody
    wall: list[datetime] = field(default_factory=list[datetime])

    @property
    def now(self) -> datetime:
        return self.wall[0]

    def later(self, **span: float) -> None:
        self.wall[0] += timedelta(**span)

    async def tell(
        self, kind: str = "case.refused", audience: tuple[str, ...] = (), **facts: object
    ) -> Any:
        async with self.database.transaction() as conn:
            to = conn, self.database.keys, self.who.person, kind, {**FACTS, **facts}, AT
            return await service.tell(*to, audience=audience)

    async def deliver(self) -> dict[Progress, int]:
        return await delivery.deliver_all(self.post)

    async def subscribe(
        self,
        *events: str,
        owner: str = "partner:bank",
        url: str | None = None,
    ) -> tuple[Webhook, str]:
        async with self.database.transaction() as conn:
            to = conn, self.database.keys, CITY, owner, url or self.receiver.address()
            wanted = events or ("case.refused",)
            return await webhooks.add(*to, wanted, self.now, sandbox=True)

    async def sent(self, hook: Webhook) -> list[Delivery]:
        async with self.database.transaction() as conn:
            return await webhooks.deliveries_of(conn, hook)

    def set(self, **changes: Any) -> None:
        notices = replace(self.post.config.notices, **changes)
        self.post = replace(self.post, config=replace(self.post.config, notices=notices))


@pytest.fixture
async def desk(database: Database) -> AsyncGenerator[Desk]:
    """Somebody to tell, a receiver, and nothing told yet. No text messages go out."""
    async with receiving() as receiver, sending.client(5) as using:
        wall = [datetime.now(AT.tzinfo) + timedelta(minutes=1)]
        config = Config(sandbox=True, notices=NoticeSettings(attempts=3, timeout=5))
        post = Post(database, config, using, lambda: wall[0])
        yield Desk(database, post, receiver, await somebody(database), wall)
