"""The batch lane: settlements of one region that arrive together go through one transaction.

A few workers take what waits, so a batch is what came while the ones before were at work. One bad
bill harms no other: what is refused is refused alone, a batch that waits for somebody's lock is
left to itself, and one that the database did not take is done again one by one. A reply goes out
when it is committed, or was found to be.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeAlias

import msgspec

from yika.faces.gateway.asked import Asked, Handed
from yika.faces.gateway.handlers import pharmacy, settling
from yika.faces.gateway.lanes import GatewayBusy, Work, alone
from yika.faces.gateway.looks import Judged, Refusal, with_standings
from yika.ground.days import wall_clock
from yika.ground.errors import YikaError
from yika.house import House
from yika.people.model import PersonKey
from yika.settlement.messages import Answered, Claimed, Repeated, answer_many, claim_many
from yika.settlement.till.batch import settle_many
from yika.settlement.till.bills import Settled, Wanted
from yika.settlement.till.till import till_laws
from yika.store.db import Conn, DatabaseBusy, DatabaseLost, DatabaseUnreachable

BATCH_MAX: Final = 128
WORKERS: Final = 3
WORKERS_BESIDE: Final = 1  # in each of several processes; the others are at work meanwhile
ALONE_MAX: Final = 4  # of a batch that did not go together, at once
PATIENCE_SECONDS: Final = 0.25  # then a batch waits for a lock, and the next is begun
SLOW_MAX: Final = 3  # batches that wait for locks, beside those of the workers
WAITING_MAX: Final = 4096
GATHER_SECONDS: Final = 0.0005  # what comes so soon after the first goes with it

Place: TypeAlias = tuple[int, int]  # the insured region and that of the institution
Outcome: TypeAlias = bytes | YikaError


@dataclass(frozen=True, slots=True)
class Way:
    """How a transaction is read as a bill and told when it is settled."""

    wanted: Callable[[Asked], Wanted]
    told: Callable[[Settled], Handed]


WAYS: Final[Mapping[str, Way]] = {
    "2102": Way(pharmacy.wanted, pharmacy.bought),
    "2207": Way(settling.wanted, settling.settled),
    "2207A": Way(settling.wanted, settling.settled),
}


class _Waiting(msgspec.Struct, frozen=True, eq=False):
    """A settlement and whoever waits for its reply."""

    work: Work
    about: PersonKey
    reply: asyncio.Future[bytes]

    def over(self, outcome: bytes | BaseException) -> None:
        """Tell what came of it, unless nobody waits any more."""
        if self.reply.done():
            return
        if isinstance(outcome, bytes):
            self.reply.set_result(outcome)
        else:
            self.reply.set_exception(outcome)


class BatchLane:
    """The lane of one open house; its workers run while something waits."""

    def __init__(
        self, house: House, waiting_max: int = WAITING_MAX, workers_max: int = WORKERS
    ) -> None:
        self.house = house
        self.waiting_max = waiting_max
        self.workers_max = workers_max
        self._waiting: dict[Place, deque[_Waiting]] = {}
        self._count = 0
        self._busy = 0
        self._workers: set[asyncio.Task[None]] = set()
        self._slow: set[asyncio.Task[None]] = set()

    async def __call__(self, work: Work) -> bytes:
        """Settle with others; the reply, or that of the first time. Fails with GatewayBusy."""
        if work.about is None or work.message.infno not in WAYS:
            return await alone(work)
        if self._count >= self.waiting_max:
            raise GatewayBusy
        reply: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        place = work.about.region, work.message.region
        self._waiting.setdefault(place, deque()).append(_Waiting(work, work.about, reply))
        self._count += 1
        if len(self._workers) < self.workers_max:
            self._workers.add(asyncio.create_task(self._work()))
        return await reply

    async def _work(self) -> None:
        """Take batches until nothing waits."""
        me = asyncio.current_task()
        assert me is not None, "a worker is a task"
        try:
            while self._count:
                if self._count < BATCH_MAX:
                    await asyncio.sleep(GATHER_SECONDS)
                batch = self._taken()
                if batch:
                    self._busy += 1
                    try:
                        await self._begun(batch)
                    finally:
                        self._busy -= 1
        finally:
            # At once, not by a callback: what came in between would count on a worker that is gone.
            self._workers.discard(me)

    async def _begun(self, batch: Sequence[_Waiting]) -> None:
        """Settle a batch; of one that takes long, go on when others need not wait for it."""
        doing = asyncio.create_task(self._done(batch))
        self._slow.add(doing)
        doing.add_done_callback(self._slow.discard)
        crowded = len(self._slow) > SLOW_MAX
        await asyncio.wait({doing}, timeout=None if crowded else PATIENCE_SECONDS)

    def _taken(self) -> list[_Waiting]:
        """The next batch: of the place that waits longest, no message and no visit twice.

        A worker leaves the others that are free their part, so that one computes while the
        database works for another.
        """
        place = next(iter(self._waiting), None)
        if place is None:
            return []
        queue = self._waiting.pop(place)
        batch: list[_Waiting] = []
        later: deque[_Waiting] = deque()
        taken: set[Hashable] = set()
        most = min(BATCH_MAX, -(-len(queue) // (self.workers_max - self._busy)))
        while queue and len(batch) < most:
            one = queue.popleft()
            marks = _marks(one)
            (later if taken & marks else batch).append(one)
            taken |= marks
        later.extend(queue)
        if later:
            self._waiting[place] = later
        self._count -= len(batch)
        return batch

    async def _done(self, batch: Sequence[_Waiting]) -> None:
        """Settle a batch and tell everybody; one by one where it does not go together."""
        works = [one.work for one in batch]
        (found,) = await asyncio.gather(self._together(works), return_exceptions=True)
        if isinstance(found, DatabaseLost):
            found = await self._found_or(works, found)
        if isinstance(found, list):
            for one, outcome in zip(batch, found, strict=True):
                one.over(outcome)
        elif isinstance(found, DatabaseLost | DatabaseUnreachable):
            for one in batch:
                one.over(found)
        else:
            some = asyncio.Semaphore(ALONE_MAX)
            await asyncio.gather(*(_alone(one, some) for one in batch))

    async def _found_or(
        self, works: Sequence[Work], lost: DatabaseLost
    ) -> list[Outcome] | BaseException:
        """A batch once more whose commit is not certain: claims wait for it and find its replies.

        Where that cannot be told now either, nobody is told that nothing was done.
        """
        (found,) = await asyncio.gather(self._together(works), return_exceptions=True)
        return lost if isinstance(found, DatabaseBusy | DatabaseUnreachable) else found

    async def _together(self, works: Sequence[Work]) -> list[Outcome]:
        """Everything of a batch in one transaction; what came of each, in order."""
        keys = self.house.database.keys
        async with self.house.database.transaction() as conn:
            claims = await claim_many(conn, keys, [work.message for work in works])
            outcomes: list[Outcome | Refusal | None] = []
            claimed: list[tuple[int, Work, int]] = []
            for place, (work, claim) in enumerate(zip(works, claims, strict=True)):
                if isinstance(claim, Claimed):
                    claimed.append((place, work, claim.message_id))
                outcomes.append(_known(claim))
            for place, outcome in await self._settled(conn, claimed):
                outcomes[place] = outcome
        return [_certain(*one) for one in zip(works, outcomes, strict=True)]

    async def _settled(
        self, conn: Conn, claimed: Sequence[tuple[int, Work, int]]
    ) -> list[tuple[int, Outcome | Refusal]]:
        """What came of claimed messages, with replies kept."""
        if not claimed:
            return []
        at = await self.house.now(conn)
        found: list[tuple[int, Outcome | Refusal]] = []
        read: list[tuple[int, Work, Wanted]] = []
        for place, work, message_id in claimed:
            try:
                wanted = WAYS[work.message.infno].wanted(work.asked(at, message_id))
            except YikaError as refusal:
                found.append((place, refusal))
            else:
                read.append((place, work, wanted))
        done = await self._judged(conn, [wanted for _, _, wanted in read], at)
        answered: list[Answered] = []
        for (place, work, wanted), outcome in zip(read, done, strict=True):
            if isinstance(outcome, Settled):
                reply = work.reply(WAYS[work.message.infno].told(outcome))
                answered.append(Answered(work.message, wanted.message_id, reply, wanted.person))
                found.append((place, reply))
            else:
                found.append((place, outcome))
        if answered:
            await answer_many(conn, self.house.database.keys, answered)
        return found

    async def _judged(self, conn: Conn, wanted: Sequence[Wanted], at: datetime) -> list[Judged]:
        if not wanted:
            return []
        region, place = wanted[0].person.region, wanted[0].institution.region
        laws = till_laws(self.house.book, f"{region:06}")
        keys = self.house.database.keys
        settling = settle_many(conn, keys, laws, region, place, wanted, at, wall_clock())
        outcomes, known = await settling
        return await with_standings(conn, keys, laws, wanted, outcomes, known, at)


async def _alone(one: _Waiting, some: asyncio.Semaphore) -> None:
    """Settle one of a batch by itself; who waits for a lock does not keep the others waiting."""
    async with some:
        (found,) = await asyncio.gather(alone(one.work), return_exceptions=True)
        one.over(found)


def _marks(one: _Waiting) -> set[Hashable]:
    """What may be in a batch only once: a message, a visit."""
    visit = getattr(getattr(one.work.input, "data", None), "mdtrt_id", None)
    marks: set[Hashable] = {one.work.message.key}
    return marks if visit is None else {*marks, (one.about, visit)}


def _known(claim: Claimed | Repeated | YikaError) -> Outcome | None:
    """What is known of a message before it is settled; None: nothing yet."""
    match claim:
        case Claimed():
            return None
        case Repeated(reply=reply):
            return reply
        case _:
            return claim


def _certain(work: Work, outcome: Outcome | Refusal | None) -> Outcome:
    """What is told after the commit; a look that was not noted would not count."""
    assert outcome is not None, "every message has an outcome"
    if not isinstance(outcome, Refusal):
        return outcome
    if outcome.standing is not None:
        work.standings.append(outcome.standing)
    return outcome.error
