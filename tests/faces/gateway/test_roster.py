"""Institutions met lately: many who ask at once read once, and nobody spoils it for the others."""

import asyncio
from typing import Any

import pytest

from yika.faces.gateway import roster as rosters
from yika.faces.gateway.roster import Roster
from yika.institutions.service import NoSuchInstitution
from yika.store.db import Database, DatabaseLost


class Reading:
    """How often a code was looked up, and what comes of it once it may go on."""

    def __init__(self, error: Exception) -> None:
        self.times, self.error = 0, error
        self.is_begun, self.may_go_on = asyncio.Event(), asyncio.Event()

    async def __call__(self, _conn: Any, _code: str) -> Any:
        self.times += 1
        self.is_begun.set()
        await self.may_go_on.wait()
        raise self.error


def asked(database: Database, reading: Reading, monkeypatch: pytest.MonkeyPatch) -> Roster:
    monkeypatch.setattr(rosters, "by_code", reading)
    return Roster(database)


async def outcomes(roster: Roster, reading: Reading, *, cancelled: bool = False) -> list[object]:
    """What ten get who ask at once, where the first of them may have hung up."""
    asking = [asyncio.create_task(roster.find("H0")) for _ in range(10)]
    await reading.is_begun.wait()
    if cancelled:
        asking[0].cancel()
    reading.may_go_on.set()
    return list(await asyncio.gather(*asking, return_exceptions=True))


async def test_many_read_once_and_what_is_not_there_is_remembered(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading = Reading(NoSuchInstitution(given="H0"))
    roster = asked(database, reading, monkeypatch)
    found = await outcomes(roster, reading, cancelled=True)
    assert isinstance(found[0], asyncio.CancelledError)
    assert all(isinstance(one, NoSuchInstitution) for one in found[1:])
    with pytest.raises(NoSuchInstitution):
        await roster.find("H0")
    assert reading.times == 1


async def test_a_reading_that_failed_is_told_to_all_and_tried_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading = Reading(DatabaseLost())
    roster = asked(database, reading, monkeypatch)
    assert {type(one) for one in await outcomes(roster, reading)} == {DatabaseLost}
    with pytest.raises(DatabaseLost):
        await roster.find("H0")
    assert reading.times == 2
