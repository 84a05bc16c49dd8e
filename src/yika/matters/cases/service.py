"""Opening a case and taking its steps: who may, what stands against it, what comes of it.

The face opened the transaction and commits it. The person's anchor is locked before the case is
read, so that two steps of one case never cross.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

import msgspec

from yika.access.model import Actor, Role
from yika.access.service import NoMandate
from yika.ground.days import beijing_day
from yika.ground.errors import Conflict, Refused, refuse_all
from yika.matters import anchors
from yika.matters import service as matters
from yika.matters.applicants import Applicant, applicant_of
from yika.matters.cases import numbers, rows, rules
from yika.matters.cases.content import about_applicant
from yika.matters.cases.doing import Doing, act_of, terms_of
from yika.matters.cases.handing import Through, given_with, papers_needed
from yika.matters.cases.model import Case, State
from yika.matters.cases.numbers import NoSuchCase
from yika.matters.cases.steps import NewCase, Step
from yika.matters.cases.taking import about_step, hand_in, taken
from yika.matters.model import Act
from yika.matters.service import KEY_MAX, KeyForm, KeyReused
from yika.people.model import PersonKey
from yika.policy.load import Book
from yika.standing.laws import Laws
from yika.standing.service import laws_of
from yika.store.db import Conn
from yika.store.keys import Keys

SECRETS = frozenset({"password", "old", "new"})  # fields of acts that are never kept


class NotByCase(Refused):
    """There are no cases for this: it is done at once. Facts: act."""

    code = "not_by_case"


class NumbersUsedUp(Conflict):
    """A region has opened more cases in a day than there are numbers. Facts: none."""

    code = "numbers_used_up"


async def open_case(
    conn: Conn,
    keys: Keys,
    book: Book,
    actor: Actor,
    person: PersonKey,
    new: NewCase,
    key: str,
    at: datetime,
    *,
    through: Through | None = None,
    is_tried: bool = False,
) -> tuple[Case, bool]:
    """Open a case for a person, once for each key: a draft, or handed in; and whether it was there.

    What no officer decides on is done at once; `through` is its batch; `is_tried`: to be undone.
    Fails with NoMandate, KeyReused, or every reason why it may not be asked for at once.
    """
    if not 1 <= len(key) <= KEY_MAX:
        raise KeyForm(max=KEY_MAX)
    if new.act.matter is None or SECRETS & set(new.act.__struct_fields__):
        raise NotByCase(act=str(new.act.__struct_config__.tag))
    laws = laws_of(book, person.division)
    applicant = await matters.asked_as(conn, keys, laws, actor, person, new.act, at)
    await _lock(conn, keys, person, [new.act])
    prints = matters.fingerprints(keys, person, key, new)
    first = await _first(conn, keys, person, key, prints)
    if first is not None:
        return first, True
    case = await _drafted(conn, laws, actor, person, new, applicant, through, at, is_tried)
    doing = Doing(
        conn=conn, keys=keys, book=book, laws=laws, actor=actor, case=case, act=new.act, at=at
    )
    refuse_all(await about_applicant(doing, applicant))
    doing.case = case = replace(case, papers=await given_with(doing, new, through))
    await rows.add(conn, keys, case, key, prints)
    await doing.note("opened", applicant=case.applicant, act=str(new.act.__struct_config__.tag))
    if not new.draft:
        await hand_in(doing)
    return doing.case, False


async def rehearse(
    conn: Conn, keys: Keys, book: Book, actor: Actor, person: PersonKey, new: NewCase, at: datetime
) -> Case:
    """The case as it would be opened now, by the same code; nothing of it stays.

    Fails as `open_case` does.
    """
    key = str(uuid4())
    async with conn.transaction(force_rollback=True):
        case, _ = await open_case(conn, keys, book, actor, person, new, key, at, is_tried=True)
    return case


async def take(
    conn: Conn, keys: Keys, book: Book, actor: Actor, number: str, step: Step, at: datetime
) -> Case:
    """Take a step in a case. Fails with NoSuchCase, or with every reason against the step."""
    person, case_id = await find(conn, number)
    await may_see(conn, keys, book, actor, person, case_id, at)
    case = await rows.one(conn, keys, person, case_id)
    wanted: Act | None = getattr(step, "act", None)
    await _lock(conn, keys, person, [act_of(case), *([] if wanted is None else [wanted])])
    case = await rows.one(conn, keys, person, case_id)
    laws = laws_of(book, person.division)
    act = wanted or act_of(case)
    doing = Doing(
        conn=conn, keys=keys, book=book, laws=laws, actor=actor, case=case, act=act, at=at
    )
    refuse_all(await about_step(doing, step))
    await taken(step, doing)
    return doing.case


async def find(conn: Conn, number: str) -> tuple[PersonKey, UUID]:
    """Whose case a number quotes. Fails with NoSuchCase."""
    digits = numbers.plain(number)
    found = await rows.find(conn, numbers.region_of(digits), digits)
    if found is None:
        raise NoSuchCase
    return found


async def may_see(
    conn: Conn,
    keys: Keys,
    book: Book,
    actor: Actor,
    person: PersonKey,
    case_id: UUID,
    at: datetime,
) -> Case:
    """The case, for whoever may see it: an officer there, the person, or who may act for them.

    A bank and a hospital see what was applied for with them.

    Fails with NoSuchCase for everybody else, whether there is one or not.
    """
    case = await rows.one(conn, keys, person, case_id)
    if actor.person is not None and actor.person == person:
        return case
    if actor.role is Role.EMPLOYER and case.employer_id != actor.employer:
        raise NoSuchCase
    if not actor.sees(case.channel):
        raise NoSuchCase
    under = laws_of(book, person.division).value("applicant.minor_under", at)
    try:
        await applicant_of(conn, keys, actor, person, case.matter, at, under)
    except NoMandate:
        raise NoSuchCase from None
    return case


async def _lock(conn: Conn, keys: Keys, person: PersonKey, acts: Sequence[Act]) -> None:
    """Lock everybody that the acts would touch, at once, as each act itself does."""
    named = [(await anchors.relative_of(conn, keys, act), act) for act in acts]
    await anchors.lock_all(conn, person, named)


async def _first(
    conn: Conn, keys: Keys, person: PersonKey, key: str, prints: dict[str, str]
) -> Case | None:
    """The case that was opened the first time this key came. Fails with KeyReused."""
    found = await rows.by_key(conn, person, key)
    if found is None:
        return None
    case_id, before = found
    names = sorted(before.keys() | prints.keys())
    differing = [name for name in names if before.get(name) != prints.get(name)]
    if differing:
        raise KeyReused(fields=differing)
    return await rows.one(conn, keys, person, case_id)


async def _number(conn: Conn, region: int, at: datetime, *, is_tried: bool) -> str:
    """A number nobody has. Fails with NumbersUsedUp."""
    if is_tried:
        return numbers.tried(region, uuid4())
    number = numbers.number_of(region, beijing_day(at), await rows.next_number(conn))
    if await rows.find(conn, region, number) is not None:
        raise NumbersUsedUp
    return number


async def _drafted(
    conn: Conn,
    laws: Laws,
    actor: Actor,
    person: PersonKey,
    new: NewCase,
    applicant: Applicant,
    through: Through | None,
    at: datetime,
    is_tried: bool,
) -> Case:
    """A case nobody has written down yet, with what it needs."""
    assert new.act.matter is not None
    terms = terms_of(laws, new.act.matter, at)
    today = beijing_day(at)
    served = new.applicant if applicant is Applicant.OFFICER else None
    due_on, provisional = rules.draft_until(terms, today)
    case = Case(
        person=person,
        case_id=uuid4(),
        number=await _number(conn, person.region, at, is_tried=is_tried),
        matter=new.act.matter,
        act=msgspec.json.encode(new.act),
        applicant=served or applicant,
        who=actor.person,
        employer_id=actor.employer if through is None else through.employer_id,
        channel=actor.channel,
        place=new.place,
        state=State.DRAFT,
        opened_at=at,
        submitted_at=None,
        due_on=due_on,
        due_provisional=provisional,
        closed_at=None,
    )
    return replace(case, papers=await papers_needed(conn, laws, case, new.act, at))
