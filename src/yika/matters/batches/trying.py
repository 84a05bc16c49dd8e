"""One person of a batch: what stands against the act, found by rehearsing it, and doing it.

The rehearsal does the act inside a savepoint that is always undone, each line by itself, without
what lines before it will have done. Neither lets anybody do more than the sender could for one
person.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, NamedTuple
from uuid import UUID, uuid4

from yika.access.model import Actor, Role
from yika.access.officers import employer_actor
from yika.cards import service as cards
from yika.ground.errors import YikaError, reasons_of, refuse_all
from yika.matters import service as matters
from yika.matters.allowing import Asked, objections
from yika.matters.applicants import Applicant
from yika.matters.batches import papers
from yika.matters.batches.rows import CHANNEL
from yika.matters.cases import rules
from yika.matters.cases import service as cases
from yika.matters.cases.handing import FileNeeded, Through
from yika.matters.cases.model import Case
from yika.matters.cases.rules import NoCommitment, PaperNotOfCase, PapersMissing
from yika.matters.cases.steps import NewCase
from yika.matters.model import Act
from yika.matters.ways import may_ask, papers_for
from yika.people import service as people
from yika.people.model import PersonKey
from yika.policy.load import Book
from yika.standing.laws import Laws
from yika.standing.offers import Offer
from yika.standing.service import laws_of
from yika.store.db import Conn, DatabaseBusy, DatabaseLost, DatabaseUnreachable
from yika.store.keys import Keys

LIST: Final = "name_list"  # the file itself
# What only means later; every other "no" stands against the line, a rule nobody knows as well.
LATER: Final = (DatabaseBusy, DatabaseLost, DatabaseUnreachable)


class Stands(NamedTuple):
    """What stands against an act, and what to know of it."""

    errors: list[YikaError]
    warnings: list[YikaError]


class _Route(NamedTuple):
    """As whom the employer asks for a person, and on which way."""

    applicant: Applicant
    way: Offer

    @property
    def papers(self) -> tuple[str, ...]:
        return papers_for(self.way, self.applicant)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """With what and for whom the acts of a batch are done."""

    conn: Conn
    keys: Keys
    book: Book
    actor: Actor  # who sent it
    region: int
    employer_id: int
    committed: tuple[str, ...]
    papers: Mapping[str, UUID]
    seen: tuple[str, ...]
    at: datetime

    @property
    def laws(self) -> Laws:
        """The law of the region."""
        return laws_of(self.book, f"{self.region:06}")


async def rehearse(lot: Lot, person: PersonKey, act: Act) -> Stands:
    """What stands against an act now, and papers that would still be missing. Writes nothing."""
    try:
        async with lot.conn.transaction(force_rollback=True):
            if act.decision != "none":
                case = await do(lot, person, act, _rehearsal(), is_tried=True)
                missing = rules.missing(case)
                return Stands([], [PapersMissing(papers=missing)] if missing else [])
            # The same without a case, whose number would be gone.
            through = await _through(lot, person, act)
            refuse_all(_about_papers(lot, through))
            to = lot.conn, lot.keys, lot.book, lot.actor, person
            await matters.submit(*to, act, _rehearsal(), lot.at)
    except LATER:
        raise
    except YikaError as error:
        return Stands(reasons_of(error), [])
    return Stands([], [])


async def do(lot: Lot, person: PersonKey, act: Act, key: str, *, is_tried: bool = False) -> Case:
    """Open the case of one person: done at once, or handed in to be decided.

    Fails with whatever stands against it.
    """
    through = await _through(lot, person, act)
    refuse_all(_about_use(lot, through))
    own = [paper for paper in lot.papers if paper in through.papers]
    files: dict[str, UUID | None] = {paper: None for paper in lot.seen if paper in through.papers}
    kept = [LIST] if LIST in through.papers else []
    if act.decision == "none":
        kept += own  # There is no case that an officer looks at.
    else:
        await people.lock(lot.conn, [person])
        files |= {paper: await _handed_in(lot, person, act, lot.papers[paper]) for paper in own}
    new = NewCase(
        act=act,
        applicant=_served(through.applicant) if lot.actor.role is Role.OFFICER else None,
        papers=files,
        committed=tuple(paper for paper in lot.committed if paper in through.papers),
    )
    to = lot.conn, lot.keys, lot.book, lot.actor, person
    batch = Through(lot.employer_id, tuple(kept))
    case, _ = await cases.open_case(*to, new, key, lot.at, through=batch, is_tried=is_tried)
    return case


async def _through(lot: Lot, person: PersonKey, act: Act) -> _Route:
    """As whom the employer asks, and its way. Fails with NoMandate or what stands against it."""
    office = employer_actor(lot.region, lot.employer_id)
    to = lot.conn, lot.keys, lot.laws, office, person
    applicant = await matters.asked_as(*to, act, lot.at)
    held = await cards.of_person(lot.conn, person)
    asked = Asked(laws=lot.laws, actor=office, applicant=applicant, act=act, cards=held, at=lot.at)
    refuse_all(objections(asked))
    mine = (way for way in asked.ways() if way.channel == CHANNEL and applicant in may_ask(way))
    return _Route(applicant, next(mine))


async def _handed_in(lot: Lot, person: PersonKey, act: Act, file: UUID) -> UUID:
    """The employer's paper among what was handed in for this person."""
    assert act.matter is not None
    about = lot.conn, lot.keys, lot.region, lot.employer_id
    content = await papers.content(*about, file)
    return await papers.hand_in(lot.conn, lot.keys, person, content, act.matter, lot.actor, lot.at)


def _about_papers(lot: Lot, through: _Route) -> list[YikaError]:
    """What stands against what is done at once: papers that cannot be used, or are missing."""
    brought = {LIST, *lot.committed, *lot.papers, *lot.seen}
    missing = [paper for paper in through.papers if paper not in brought]
    found = _about_use(lot, through)
    return [*found, PapersMissing(papers=missing)] if missing else found


def _about_use(lot: Lot, through: _Route) -> list[YikaError]:
    """Papers of this way that cannot be given so: one of the employer's own is never a person's."""
    allowed, own = through.way.commitment, through.way.extra_papers.get(through.applicant, ())
    found: list[YikaError] = [
        NoCommitment(paper=paper, allowed=list(allowed))
        for paper in lot.committed
        if paper in through.papers and paper not in allowed
    ]
    found += [
        PaperNotOfCase(paper=paper, papers=list(own)) for paper in lot.papers if paper not in own
    ]
    if lot.actor.role is not Role.OFFICER:
        found += [FileNeeded(paper=paper) for paper in lot.seen]
    return found


def _rehearsal() -> str:
    return f"rehearsal:{uuid4()}"


def _served(applicant: Applicant) -> Literal["employer", "school"]:
    return "school" if applicant is Applicant.SCHOOL else "employer"
