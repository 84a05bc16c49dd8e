"""What somebody needs before they apply: who may, where, which papers, at what fee, until when.

The same definition that the case is opened by, so nobody goes twice. What a region has not
published is said to be unknown.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from yika.access.model import Actor, Role
from yika.cards import service as cards
from yika.ground.errors import Missing, YikaError, reasons_of
from yika.matters.allowing import about_applicant, case_of
from yika.matters.applicants import Applicant, applicant_of
from yika.matters.cases import numbers, rows, rules
from yika.matters.cases.doing import terms_of
from yika.matters.cases.model import Preflight, Way
from yika.matters.definitions import ACTS, tags_of
from yika.matters.model import ReplaceCard
from yika.matters.replacing import about_reason
from yika.matters.ways import may_ask, ways_of
from yika.people.model import PersonKey
from yika.policy.load import Book
from yika.policy.words import lists
from yika.standing.laws import Laws
from yika.standing.model import Remedy
from yika.standing.offers import Offer
from yika.standing.service import laws_of
from yika.store.db import Conn
from yika.store.keys import Keys

POLICIES = ("handling.limit", "handling.promised", "handling.code", "handling.then")


class NoSuchMatter(Missing):
    """The list of matters has none of that name. Facts: matter."""

    code = "no_such_matter"


def definition(
    book: Book, division: str, matter: str, at: datetime, case: Mapping[str, str] | None = None
) -> Preflight:
    """A matter as a region has it, for anybody. Fails with NoSuchMatter."""
    if matter not in lists().words["matters"]:
        raise NoSuchMatter(matter=matter)
    laws = laws_of(book, division)
    terms = terms_of(laws, matter, at)
    due_on, provisional = rules.due(terms, at)
    then = laws.value("handling.then", at, matter=matter)
    silent = [one for one in POLICIES if laws.value(one, at, matter=matter) is None]
    ways = ways_of(laws, matter, at, case or {})
    if laws.value(f"matter.{matter}", at) is None:
        silent.insert(0, f"matter.{matter}")
    decisions = {act.decision for act in ACTS.get(matter, ())}
    return Preflight(
        matter=matter,
        region=division,
        person=None,
        applicant=None,
        decision_by=decisions.pop() if len(decisions) == 1 else None,
        acts=tags_of(matter),
        ways=tuple(_way(way, remedy) for way, remedy in ways),
        code=_code(laws, matter, at),
        limit_days=terms.limit,
        promised_days=terms.promised,
        due_on=due_on,
        due_provisional=provisional,
        then=None if then is None else tuple(then),
        unknown=tuple(silent),
    )


async def preflight(
    conn: Conn,
    keys: Keys,
    book: Book,
    actor: Actor,
    person: PersonKey,
    matter: str,
    at: datetime,
    case: Mapping[str, str] | None = None,
) -> Preflight:
    """A matter for one person: which ways are open to whoever asks, and what is under way already.

    `case` says more of what ways may be limited to, as the reason. Fails with NoSuchMatter or
    NoMandate.
    """
    laws = laws_of(book, person.division)
    found = definition(book, person.division, matter, at)
    applicant, stands = await _asks(conn, keys, laws, actor, person, matter, at)
    held = await cards.of_person(conn, person)
    if matter == ReplaceCard.matter:
        stands = [*stands, *about_reason(held, (case or {}).get("reason"))]
    ways = ways_of(laws, matter, at, {**case_of(held, None), **(case or {})})
    known = await rows.of_person(conn, keys, person)
    return msgspec.structs.replace(
        found,
        person=f"{person.division}-{person.person_id}",
        applicant=applicant,
        ways=tuple(
            _judged(_way(way, remedy), _against(way, matter, actor, applicant, stands))
            for way, remedy in ways
        ),
        open_cases=tuple(
            numbers.quoted(one.number) for one in known if one.is_open and one.matter == matter
        ),
    )


async def _asks(
    conn: Conn,
    keys: Keys,
    laws: Laws,
    actor: Actor,
    person: PersonKey,
    matter: str,
    at: datetime,
) -> tuple[Applicant | None, list[YikaError]]:
    """As whom the actor would apply, or what stands against it. Fails with NoMandate."""
    under = laws.value("applicant.minor_under", at)
    try:
        return await applicant_of(conn, keys, actor, person, matter, at, under), []
    except Missing:
        raise
    except YikaError as error:
        return None, reasons_of(error)


def _against(
    way: Offer,
    matter: str,
    actor: Actor,
    applicant: Applicant | None,
    stands: Sequence[YikaError],
) -> list[YikaError]:
    """What stands against whoever asks taking this way."""
    if applicant is None or actor.role is Role.OFFICER:
        return list(stands)
    return [*stands, *about_applicant(applicant, matter, [way])]


def _judged(way: Way, against: Sequence[YikaError]) -> Way:
    codes = tuple(one.code for one in against)
    return msgspec.structs.replace(way, is_open=not codes, because=codes)


def _way(way: Offer, remedy: Remedy) -> Way:
    return Way(
        channel=way.channel,
        applicants=may_ask(way),
        places=remedy.places,
        papers=remedy.papers,
        extra_papers=way.extra_papers,
        may_commit=way.commitment,
        identity=remedy.identity,
        fee=remedy.fee,
        trips=remedy.trips,
        days=remedy.days,
        note=way.note,
        when=way.when,
    )


def _code(laws: Laws, matter: str, at: datetime) -> str | None:
    """The official code of the matter; several are told with a comma."""
    found: Sequence[str] | None = laws.value("handling.code", at, matter=matter)
    return None if found is None else ", ".join(found)
