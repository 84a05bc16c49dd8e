"""Batches as every face tells them: what is wrong in a file, what came of each line, in words.

People are masked. An employer reads of a line what the person themselves would be told.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import msgspec

from yika.ground.ids import mask_id_number, mask_name
from yika.guide.telling import Both, name, told
from yika.insurance.books import employers
from yika.matters.batches.kinds import kind_of
from yika.matters.batches.model import Batch, Line, LineState, Preview, Problem
from yika.matters.batches.rows import MARK
from yika.matters.cases.numbers import quoted
from yika.people import service as people
from yika.people.model import Identity
from yika.store.db import Conn
from yika.store.keys import Keys

STATES: Final[Mapping[str, Both]] = {
    "waiting": Both("等待办理", "waiting"),
    "done": Both("已办好", "done"),
    "open": Both("办理中，由经办人员审核", "with an officer"),
    "refused": Both("没有办成", "not done"),
    "left": Both("已不通过本单位参保，不再显示", "no longer insured through you"),
    "sent": Both("正在逐人办理", "under way, person by person"),
}


class ProblemTold(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong with a line, or what to know of it, and what to do next."""

    line: int  # as the sender sees it; 0 for the file as a whole
    code: str
    is_error: bool
    name: str
    id_number: str
    zh: str
    en: str
    next: Both


class BatchPreviewTold(msgspec.Struct, frozen=True, kw_only=True):
    """What a file would come to; nothing was done."""

    employer: str
    matter: str
    title: Both
    sha256: str
    lines: int
    good_lines: int
    errors: tuple[ProblemTold, ...]
    warnings: tuple[ProblemTold, ...]
    decision_by: str  # none: done at once; one, two: how many officers decide


class LineTold(msgspec.Struct, frozen=True, kw_only=True):
    """One person of a batch, and what came of it."""

    line: int
    person: str | None  # within the region; None where the line was left out, or they left
    name: str  # masked
    id_number: str  # masked
    state: str  # waiting, done, open, refused, left; skipped where the line was left out
    state_name: Both
    case: str | None  # the number, as it is quoted
    reasons: tuple[ProblemTold, ...]
    worked_at: datetime | None


class BatchTold(msgspec.Struct, frozen=True, kw_only=True):
    """A batch and how far it is; `lines` where one batch is asked for."""

    number: str  # as it is quoted
    region: str
    employer: str
    matter: str
    title: Both
    state: str  # sent, done
    state_name: Both
    rows: int  # of the file
    sent: int
    skipped: int
    waiting: int
    opened_at: datetime
    ended_at: datetime | None
    sha256: str
    counts: dict[str, int] = {}  # lines by state, where one batch is asked for
    lines: tuple[LineTold, ...] = ()
    replayed: bool = False  # the answer to a key that came before


def preview_told(found: Preview) -> BatchPreviewTold:
    """A file's errors and warnings in words."""
    return BatchPreviewTold(
        employer=found.employer,
        matter=found.matter,
        title=_title(found.matter),
        sha256=found.sha256,
        lines=found.lines,
        good_lines=found.good_lines,
        errors=tuple(map(problem_told, found.errors)),
        warnings=tuple(map(problem_told, found.warnings)),
        decision_by=found.decision_by,
    )


async def batch_told(conn: Conn, keys: Keys, batch: Batch, *, replayed: bool = False) -> BatchTold:
    """A batch with its lines, where it has been read with them, each person masked.

    The caller has journalled the look.
    """
    ids = [one.person.person_id for one in batch.lines if one.state is not LineState.LEFT]
    known = await people.identities_of(conn, keys, batch.region, ids) if ids else {}
    lines = [*_lines(batch, known), *(_skipped(batch) if batch.lines else ())]
    employer = await employers.by_id(conn, batch.region, batch.employer_id)
    left_out = len({one.line for one in batch.skipped})
    return BatchTold(
        number=numbered(batch.number),
        region=f"{batch.region:06}",
        employer=employer.code,
        matter=batch.matter,
        title=_title(batch.matter),
        state=batch.state,
        state_name=STATES[batch.state],
        rows=batch.rows,
        sent=batch.rows - left_out,
        skipped=left_out,
        waiting=batch.waiting,
        opened_at=batch.opened_at,
        ended_at=batch.ended_at,
        sha256=batch.sha256.hex(),
        counts=_counts(batch),
        lines=tuple(sorted(lines, key=lambda one: one.line)),
        replayed=replayed,
    )


def problem_told(one: Problem) -> ProblemTold:
    """What stands against a line, in the words of that "no"."""
    words = told(one.code, {fact: _lived(value) for fact, value in one.facts.items()})
    return ProblemTold(
        line=one.line,
        code=one.code,
        is_error=one.is_error,
        name=one.name,
        id_number=one.id_number,
        zh=words.zh,
        en=words.en,
        next=words.next,
    )


def numbered(number: str) -> str:
    """The number of a batch as it is written and read out: B999900 260316 0000017."""
    return MARK + quoted(number.removeprefix(MARK))


def _title(matter: str) -> Both:
    kind_of(matter)
    return Both(name(matter, "zh", "matters"), name(matter, "en", "matters"))


def _counts(batch: Batch) -> dict[str, int]:
    if not batch.lines:
        return {}
    return {state: sum(one.state is state for one in batch.lines) for state in LineState}


def _lines(batch: Batch, known: Mapping[int, Identity]) -> list[LineTold]:
    return [_line(one, known.get(one.person.person_id)) for one in batch.lines]


def _line(one: Line, who: Identity | None) -> LineTold:
    """A line of its person, or of nobody where they left the employer that asks."""
    return LineTold(
        line=one.line,
        person=None if who is None else f"{one.person.region:06}-{one.person.person_id}",
        name="" if who is None else mask_name(who.name),
        id_number="" if who is None else mask_id_number(who.id_number),
        state=one.state,
        state_name=STATES[one.state],
        case=None if one.case_number is None else quoted(one.case_number),
        reasons=tuple(map(problem_told, one.reasons)),
        worked_at=one.worked_at,
    )


def _skipped(batch: Batch) -> list[LineTold]:
    """The rows that were left out when it was sent, with what was wrong."""
    return [
        LineTold(
            line=line,
            person=None,
            name="",
            id_number="",
            state="skipped",
            state_name=Both("有错，没有送办", "wrong, left out"),
            case=None,
            reasons=tuple(problem_told(one) for one in batch.skipped if one.line == line),
            worked_at=None,
        )
        for line in sorted({one.line for one in batch.skipped})
    ]


def _lived(value: Any) -> Any:  # noqa: ANN401 -- A fact of a "no", whichever.
    """A fact as it was before it was kept: instants are instants again."""
    if isinstance(value, str) and "T" in value:
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            return value
    return value
