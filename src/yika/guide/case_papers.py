"""The papers of a case: the receipt as it stands, and the letter of decision.

Whoever asks was let see the case. A paper of the same case at the same step is the one there is.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from yika.access.model import Actor
from yika.ground.days import beijing_day
from yika.insurance.books.noting import note
from yika.matters.cases import numbers, rules
from yika.matters.cases.model import Case, PaperState, State
from yika.papers import documents
from yika.papers.documents import NoSuchDocument
from yika.papers.model import Document
from yika.people import service as people
from yika.policy.load import Book
from yika.standing.service import laws_of
from yika.store.db import Conn
from yika.store.keys import Keys

KINDS: Final = ("receipt", "decision")
RECEIVED: Final = "receipt_of_papers"
DECIDED: Final = {"approved": "准予办理", "refused": "不予办理"}
NO_DAY: Final = "此地未公布办结期限，不作承诺"
PROVISIONAL: Final = "该年节假日安排尚未公布，日期暂定"
UNITS: Final = {"days": "日", "months": "个月"}


async def issued(
    conn: Conn, keys: Keys, book: Book, actor: Actor, case: Case, kind: str, now: datetime
) -> Document:
    """The receipt or the decision of a case. Fails with NoSuchDocument where there is none yet."""
    facts = _receipt(case, now) if kind == "receipt" else _decision(case, book, now)
    issued_as = _title(case) if kind == "receipt" else kind
    place = f"yika:case:{case.case_id}:{kind}:{len(case.steps) if kind == 'receipt' else ''}"
    await people.lock(conn, [case.person])
    number = uuid5(NAMESPACE_URL, place)
    to = conn, keys, case.person, issued_as, facts, now
    found = await documents.issue(*to, document_id=number)
    told = {"document_id": found.document_id, "kind": issued_as, "number": case.number}
    await note(conn, actor, case.person, "document.issued", now, told, book)
    return found


def _title(case: Case) -> str:
    """收件回执 until the case was taken on (受理); what is done at once is taken on at once."""
    taken_on = case.last("accepted", "approved", "done")
    return RECEIVED if taken_on is None else "receipt"


def _receipt(case: Case, now: datetime) -> Mapping[str, object]:
    """What a receipt says. Fails with NoSuchDocument before a case was handed in."""
    if case.submitted_at is None:
        raise NoSuchDocument
    asked, taken_on = case.last("papers_asked"), case.last("accepted")
    waits = case.state is State.PAPERS_ASKED
    lacks = rules.waits_for_papers(case, beijing_day(now))
    is_open = case.is_open and not waits
    return {
        "number": numbers.quoted(case.number),
        "matter": case.matter,
        "received_at": case.submitted_at,
        "accepted_at": None if taken_on is None else taken_on.at,
        "channel": case.channel,
        "given": case.in_state(PaperState.GIVEN),
        "waived": case.in_state(PaperState.COMMITTED),
        "missing": case.in_state(PaperState.NEEDED),
        "papers_until": case.due_on if waits and asked is not None else None,
        "due_on": case.due_on if is_open and not lacks else None,
        "due_note": (_once_complete(case, now) if lacks else _note(case)) if is_open else None,
    }


def _once_complete(case: Case, now: datetime) -> str:
    """From when the days of the agency count, while papers are missing."""
    days = rules.days_told(case)
    day, _ = rules.counted(days, now)
    if day is None:
        return NO_DAY
    return f"材料交齐之日起 {days} 个工作日内办结；今天交齐的，{day} 前"


def _note(case: Case) -> str | None:
    if case.due_on is None:
        return NO_DAY
    return PROVISIONAL if case.due_provisional else None


def _decision(case: Case, book: Book, now: datetime) -> Mapping[str, object]:
    """What a letter of decision says. Fails with NoSuchDocument before it is decided."""
    decided = case.last("approved", "refused")
    if decided is None or case.state not in (State.DONE, State.REFUSED):
        raise NoSuchDocument
    ways: Any = None
    if case.state is State.REFUSED:
        laws = laws_of(book, case.person.division)
        ways = laws.value("handling.appeal", now, matter=case.matter)
    return {
        "number": numbers.quoted(case.number),
        "matter": case.matter,
        "decision": DECIDED[decided.step],
        "decided_on": beijing_day(decided.at),
        "reasons": decided.text,
        "amount": decided.facts.get("approved_amount"),
        "appeal": [_appeal(one) for one in ways or ()],
    }


def _appeal(one: Mapping[str, Any]) -> str:
    """A way against a decision with the time for it."""
    for unit, called in UNITS.items():
        if isinstance(one.get(unit), int):
            return f"{one['name']['zh']}（{one[unit]} {called}内）"
    return one["name"]["zh"]
