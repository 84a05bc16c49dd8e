"""Papers of a case: which are needed, which came, for which a commitment stands."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec

from yika.access.model import Role
from yika.cards import service as cards
from yika.ground.errors import Refused, YikaError, refuse_all
from yika.matters.allowing import case_of
from yika.matters.cases.doing import Doing
from yika.matters.cases.model import Case, Paper, PaperState
from yika.matters.cases.rules import NoCommitment, paper_of
from yika.matters.cases.steps import NewCase
from yika.matters.model import Act
from yika.matters.ways import may_ask, papers_for, ways_of
from yika.papers import files
from yika.standing.laws import Laws
from yika.store.db import Conn


class FileNeeded(Refused):
    """Only an officer sees a paper itself; from others it comes as a file. Facts: paper."""

    code = "file_needed"


class Through(NamedTuple):
    """The employer whose batch a case is one of, and papers that are kept with the batch."""

    employer_id: int
    papers: tuple[str, ...] = ()


async def papers_needed(
    conn: Conn, laws: Laws, case: Case, act: Act, at: datetime
) -> tuple[Paper, ...]:
    """The papers of a case on its channel, none of them given yet."""
    held = await cards.of_person(conn, case.person)
    ways = [way for way, _ in ways_of(laws, case.matter, at, case_of(held, act))]
    whose = "self" if case.applicant == Role.OFFICER else case.applicant
    fitting = [way for way in ways if way.channel == case.channel and whose in may_ask(way)]
    way = next(iter(fitting), None)
    if way is None:
        return ()
    return tuple(
        Paper(paper=paper, state=PaperState.NEEDED, may_commit=paper in way.commitment)
        for paper in papers_for(way, whose)
    )


def kept_papers(
    needed: Sequence[Paper], given: Sequence[Paper], *, is_waived_for_good: bool = False
) -> tuple[Paper, ...]:
    """What is needed now, with what was given already; what is not needed any more is waived.

    What was waived comes back where it is needed again, unless the case was taken on without it.
    """
    known = {one.paper: one for one in given}
    counts = {
        name: one
        for name, one in known.items()
        if is_waived_for_good or one.state != PaperState.WAIVED
    }
    now = [counts.get(one.paper, one) for one in needed]
    for one in needed:
        known.pop(one.paper, None)
    over = (
        msgspec.structs.replace(one, state=PaperState.WAIVED, file=None, given_at=None)
        for one in known.values()
    )
    return (*now, *over)


async def given_with(
    doing: Doing, new: NewCase, through: Through | None = None
) -> tuple[Paper, ...]:
    """The papers of a new case with those that came with it. Fails with every one that cannot."""
    by_paper = {one.paper: one for one in doing.case.papers}
    for name in () if through is None else through.papers:
        given = {"state": PaperState.GIVEN, "given_at": doing.at}
        by_paper[name] = msgspec.structs.replace(paper_of(doing.case, name), **given)
    reasons: list[YikaError] = []
    for name, file in new.papers.items():
        try:
            by_paper[name] = await came(doing, name, file)
        except YikaError as error:
            reasons.append(error)
    for name in new.committed:
        try:
            by_paper[name] = committed(doing.case, name, doing.at)
        except YikaError as error:
            reasons.append(error)
    refuse_all(reasons)
    return tuple(by_paper.values())


async def came(doing: Doing, name: str, file: UUID | None) -> Paper:
    """A paper that came: a file of this person's, or one an officer saw.

    Fails with PaperNotOfCase, NoSuchUpload or FileNeeded.
    """
    paper = paper_of(doing.case, name)
    if file is not None:
        await files.require(doing.conn, doing.person, file)
    elif doing.actor.role is not Role.OFFICER:
        raise FileNeeded(paper=name)
    kept = None if file is None else str(file)
    return msgspec.structs.replace(paper, state=PaperState.GIVEN, file=kept, given_at=doing.at)


def committed(case: Case, name: str, at: datetime) -> Paper:
    """A paper for which a commitment stands. Fails with PaperNotOfCase or NoCommitment."""
    paper = paper_of(case, name)
    if not paper.may_commit:
        allowed = [one.paper for one in case.papers if one.may_commit]
        raise NoCommitment(paper=name, allowed=allowed)
    return msgspec.structs.replace(paper, state=PaperState.COMMITTED, file=None, given_at=at)
