"""What was signed lately: a repeat is welcome, another message under the same mark is not.

In memory that the serving processes share with nobody else, and bounded: two generations of marks,
each twice as long as the longest window (a signed time may be ahead of ours as well), or shorter
when so much comes that it is full. No database is asked, since every message passes here. What is
kept are hashes under a key of its own, nothing of a message.
"""

import hashlib
import mmap
import os
from contextlib import AbstractContextManager, nullcontext
from struct import Struct
from typing import Final, TypeAlias

from yika.config import PROCESSES_MAX
from yika.faces.gateway.signatures import Signed
from yika.ground.errors import Conflict

REMEMBERED_MAX = 200_000  # marks of a generation
CROWDED_SECONDS = 2.0  # so long after messages of an institution met, it sends several at once
QUEUED_SECONDS = 30.0  # so long may one of several then have waited for a connection
NOBODY_ELSE: Final = nullcontext()
Seen: TypeAlias = int  # where the traffic of the institution is noted

HEAD: Final = Struct("=16sdii")  # the hashes' key; since when, which and how full the generation is
# When two messages last met, and how many are at work now in each process. In the machine's own
# form, so that a number is read and written whole: each process counts its own without the lock.
TRAFFIC: Final = Struct(f"d{PROCESSES_MAX}i")
MET: Final = Struct("d")
COUNT: Final = Struct("i")
MARK: Final = Struct("=QQd")  # hashes of mark and message, when it was first seen
INSTITUTIONS: Final = 1 << 16  # Two on one place are taken for one that sends more.
PLACES: Final = 1 << 18  # for marks, more than are remembered
FIRST_TRAFFIC: Final = 64
assert FIRST_TRAFFIC % MET.size == TRAFFIC.size % MET.size == 0, "no number lies across two words"
FIRST_MARK: Final = FIRST_TRAFFIC + INSTITUTIONS * TRAFFIC.size
GENERATION: Final = PLACES * MARK.size
SIZE: Final = FIRST_MARK + 2 * GENERATION


class SignatureReused(Conflict):
    """A signature that was sent before came with another message. Facts: way."""

    code = "signature_reused"


class Memory:
    """The marks of all institutions; `span` is the longest window in seconds.

    Without a file it is this process's alone. One of SIZE bytes is shared by all that are handed it
    with a lock for it, each with a place of its own.
    """

    def __init__(
        self,
        span: float,
        file: int | None = None,
        place: int = 0,
        lock: AbstractContextManager[object] = NOBODY_ELSE,
        most: int = REMEMBERED_MAX,
    ) -> None:
        self.span, self.place, self.most = span, place, most
        self._lock = lock
        self._map = mmap.mmap(-1 if file is None else file, SIZE)
        with self._lock:
            key, since, young, held = HEAD.unpack_from(self._map)
            if not any(key):
                key = os.urandom(16)
                HEAD.pack_into(self._map, 0, key, since, young, held)
            elif file is not None:
                self._forget_who_was_here()
        self._key: bytes = key

    def begin(self, institution_id: int, signed: Signed, body: bytes, now: float) -> Seen:
        """Let a signed message pass; whoever has answered it ends what is returned.

        Fails with SignatureReused. Two terminals may sign in the same millisecond: what comes while
        the institution has others at work is a twin, and so is what comes soon after from one that
        sends several at once, since it may have waited for a connection. What else comes after the
        first was answered is a copied signature.
        """
        mark = self._hash(f"{institution_id}\0{signed.mark}".encode())
        message = self._hash(body)
        traffic = FIRST_TRAFFIC + institution_id % INSTITUTIONS * TRAFFIC.size
        with self._lock:
            _, first, first_at = MARK.unpack_from(self._map, self._place_of(mark, message, now))
            met_at, *working = TRAFFIC.unpack_from(self._map, traffic)
            meets = any(working)
            crowded = meets or (met_at > 0 and now - met_at <= CROWDED_SECONDS)
            if message != first and not _is_twin(signed, now - first_at, crowded=crowded):
                raise SignatureReused(way=signed.way)
            if meets:
                MET.pack_into(self._map, traffic, now)
            self._count(traffic, 1)
        return traffic

    def end(self, seen: Seen) -> None:
        """A message that passed was answered."""
        self._count(seen, -1)

    def _count(self, traffic: Seen, more: int) -> None:
        """So many more are at work in this process; nobody else writes that number."""
        at = self._mine(traffic)
        COUNT.pack_into(self._map, at, COUNT.unpack_from(self._map, at)[0] + more)

    def _mine(self, traffic: Seen) -> int:
        return traffic + MET.size + self.place * COUNT.size

    def _place_of(self, mark: int, message: int, now: float) -> int:
        """Where a mark is noted, in either generation; in the young one if it is new."""
        key, since, young, held = HEAD.unpack_from(self._map)
        if now - since > 2 * self.span or held >= self.most:
            young, since, held = 1 - young, now, 0
            first = FIRST_MARK + young * GENERATION
            self._map[first : first + GENERATION] = bytes(GENERATION)
            HEAD.pack_into(self._map, 0, key, since, young, held)
        at = self._look(mark, young)
        if MARK.unpack_from(self._map, at)[0]:
            return at
        before = self._look(mark, 1 - young)
        if MARK.unpack_from(self._map, before)[0]:
            return before
        MARK.pack_into(self._map, at, mark, message, now)
        HEAD.pack_into(self._map, 0, key, since, young, held + 1)
        return at

    def _look(self, mark: int, generation: int) -> int:
        """Where a mark is in a generation, or the free place where it would be."""
        first, number = FIRST_MARK + generation * GENERATION, mark % PLACES
        while True:
            at = first + number * MARK.size
            if MARK.unpack_from(self._map, at)[0] in (0, mark):
                return at
            number = (number + 1) % PLACES

    def _hash(self, text: bytes) -> int:
        digest = hashlib.blake2b(text, digest_size=8, key=self._key).digest()
        return int.from_bytes(digest) or 1

    def _forget_who_was_here(self) -> None:
        """Whatever a process was at work on that was killed in our place is over."""
        for traffic in range(FIRST_TRAFFIC, FIRST_MARK, TRAFFIC.size):
            COUNT.pack_into(self._map, self._mine(traffic), 0)


def _is_twin(signed: Signed, since: float, *, crowded: bool) -> bool:
    """Whether another message may come under the mark of the first, so many seconds after it."""
    shared = QUEUED_SECONDS if crowded else signed.twins_seconds
    return signed.way == "csb" and since <= shared
