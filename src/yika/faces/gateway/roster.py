"""Institutions by code, with what signs their messages, kept a few seconds in this process.

A message names its institution by a code; asking the database for each would double its work. Who
is not known is remembered for the same while, so that made-up codes do not reach it either.
When that is over one message reads again, and the others wait for what it finds.
"""

import asyncio
import time
from dataclasses import dataclass, field
from typing import Final

from yika.institutions.model import Institution, Signing
from yika.institutions.service import NoSuchInstitution, by_code, signing_of
from yika.store.db import Database

KEPT_SECONDS: Final = 5.0
KEPT_MAX: Final = 20_000


@dataclass(frozen=True, slots=True)
class Known:
    """An institution with its keys, or that there is none, as of a moment."""

    institution: Institution | None
    signing: Signing
    until: float


@dataclass(slots=True)
class Roster:
    """The institutions met lately."""

    database: Database
    _known: dict[str, Known] = field(default_factory=dict[str, Known])
    _reading: dict[str, asyncio.Task[Known]] = field(default_factory=dict)

    async def find(self, code: str) -> tuple[Institution, Signing]:
        """The institution of a code and its keys. Fails with NoSuchInstitution."""
        known = self._known.get(code)
        if known is None or known.until < time.monotonic():
            known = await asyncio.shield(self._read_once(code))
        if known.institution is None:
            raise NoSuchInstitution(given=code[:30])
        return known.institution, known.signing

    def _read_once(self, code: str) -> asyncio.Task[Known]:
        reading = self._reading.get(code)
        if reading is None:
            reading = self._reading[code] = asyncio.create_task(self._read(code))
            reading.add_done_callback(lambda _: self._reading.pop(code))
        return reading

    async def _read(self, code: str) -> Known:
        try:
            async with self.database.transaction() as conn:
                institution = await by_code(conn, code)
                signing = await signing_of(conn, self.database.keys, institution)
        except NoSuchInstitution:
            institution, signing = None, Signing()
        if len(self._known) >= KEPT_MAX:
            self._known.clear()
        known = Known(institution, signing, time.monotonic() + KEPT_SECONDS)
        self._known[code] = known
        return known
