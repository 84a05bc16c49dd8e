"""What to bring, as a document (材料清单): for one way of a matter and for whoever comes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from yika.access.model import Actor
from yika.ground.days import beijing_day
from yika.ground.errors import Missing
from yika.guide.case_papers import NO_DAY
from yika.insurance.books.noting import note
from yika.matters.cases.model import Preflight, Way
from yika.papers import documents
from yika.papers.model import Document
from yika.people import service as people
from yika.people.model import PersonKey
from yika.policy.load import Book
from yika.store.db import Conn
from yika.store.keys import Keys

KIND: Final = "materials_list"
COMES: Final = {"self": ("self", "agent"), "agent": ("agent", "self")}  # others come themselves
AT_ONCE: Final = "材料齐全的当场办结"


class NothingToBring(Missing):
    """There is no such way for that person, or its papers are not published. Facts: none."""

    code = "nothing_to_bring"


def comers(found: Preflight, way: Way) -> tuple[str, ...]:
    """Who may come on a way for whoever asks: they themselves, or somebody they send."""
    if found.applicant is None or way.papers is None or not way.is_open:
        return ()
    may = COMES.get(found.applicant, (found.applicant,))
    return tuple(one for one in may if one in way.applicants)


def papers_of(way: Way, who: str | None) -> tuple[str, ...]:
    """Every paper of a way for somebody who comes as this."""
    return tuple(dict.fromkeys((*(way.papers or ()), *way.extra_papers.get(who or "", ()))))


async def issued(
    conn: Conn,
    keys: Keys,
    book: Book,
    actor: Actor,
    person: PersonKey,
    found: Preflight,
    way: Way,
    who: str,
    now: datetime,
) -> Document:
    """The list for one way, once a day. Fails with NothingToBring.

    Whoever asks was let see `found`.
    """
    if who not in comers(found, way):
        raise NothingToBring
    facts = _facts(found, way, who)
    place = f"yika:{KIND}:{person.region}:{person.person_id}:{beijing_day(now)}:{facts}"
    await people.lock(conn, [person])
    to = conn, keys, person, KIND, facts, now
    document = await documents.issue(*to, document_id=uuid5(NAMESPACE_URL, place))
    told = {"document_id": document.document_id, "kind": KIND, "matter": found.matter}
    await note(conn, actor, person, "document.issued", now, told, book)
    return document


def _facts(found: Preflight, way: Way, who: str) -> Mapping[str, object]:
    papers = papers_of(way, who)
    return {
        "matter": found.matter,
        "channel": way.channel,
        "comes": who,
        "place": list(way.places) or None,
        "identity": list(way.identity or ()) or None,
        "papers": list(papers),
        "nothing": None if papers else "不用材料",
        "waived": [one for one in way.may_commit if one in papers],
        "fee": way.fee,
        "due_note": _due(found, way),
    }


def _due(found: Preflight, way: Way) -> str:
    """How long it takes from when everything is there."""
    promised = found.limit_days if found.promised_days is None else found.promised_days
    days = way.days if way.days is not None else promised
    if days is None:
        return NO_DAY
    return f"材料齐全后 {days} 个工作日内办结" if days else AT_ONCE
