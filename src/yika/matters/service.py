"""Having something done: who may, where it is offered, the effect, the journal, repeats."""

from datetime import datetime

import msgspec

from yika.access import service as access
from yika.access.model import Actor, Role
from yika.cards import service as cards
from yika.ground.errors import Conflict, Refused, YikaError, refuse_all
from yika.matters import (
    account_effects,
    anchors,
    claim_amounts,
    claim_effects,
    contract_effects,
    cover_effects,
    filing_effects,
    mandate_effects,
    proofs,
    record_effects,
    replacing,
    sanction_effects,
)
from yika.matters.against import against
from yika.matters.allowing import Asked, about_new, objections
from yika.matters.applicants import Applicant, applicant_of
from yika.matters.cases.model import CaseRef
from yika.matters.effects import effect
from yika.matters.model import Act, Done
from yika.matters.work import Work
from yika.people import service as people
from yika.people.model import PersonKey
from yika.policy.load import Book
from yika.standing.laws import Laws
from yika.standing.service import laws_of
from yika.store import journal
from yika.store.db import Conn
from yika.store.keys import Keys
from yika.store.sealing import blind
from yika.store.sql import queries

QUERIES = queries(__package__)
EFFECTS = (  # imported so that they are registered
    *(cover_effects, account_effects, record_effects, mandate_effects),
    *(filing_effects, contract_effects, sanction_effects, proofs),
    claim_effects,
    claim_amounts,
    replacing,
)
FOR_ANOTHER = frozenset(Applicant) - {Applicant.SELF, Applicant.OFFICER}
KEY_MAX = 200  # characters; as the table has it


class KeyForm(Refused):
    """A caller's key is empty or too long. Facts: max (characters)."""

    code = "key_form"


class KeyReused(Conflict):
    """The same key came with other content. Facts: fields that differ."""

    code = "key_reused"


class NeedsCase(Refused):
    """Officers decide on this matter, so it is applied for and not done at once. Facts: matter."""

    code = "needs_case"


async def submit(
    conn: Conn,
    keys: Keys,
    book: Book,
    actor: Actor,
    person: PersonKey,
    act: Act,
    key: str,
    at: datetime,
    case: CaseRef | None = None,
) -> Done:
    """Do an act for a person, once for each key. The face opened the transaction and commits it.

    Fails with NoMandate, KeyReused, or every reason why the act may not be done at once; a wrong
    password is no failure but a `result`. An act that officers decide on comes from a `case`.
    """
    if not 1 <= len(key) <= KEY_MAX:
        raise KeyForm(max=KEY_MAX)
    laws = laws_of(book, person.division)
    asking = conn, keys, laws, actor, person, act, at
    applicant = await asked_as(*asking)
    relative = await anchors.relative_of(conn, keys, act)
    await anchors.lock(conn, person, relative, act)
    if applicant in FOR_ANOTHER:  # A mandate may have ended while we waited.
        applicant = await asked_as(*asking)
    prints = fingerprints(keys, person, key, act)
    first = await _first_answer(conn, person, key, prints)
    if first is not None:
        return first
    held = await cards.of_person(conn, person)
    identity = await people.identity_of(conn, keys, person)
    work = Work(conn, keys, laws, person, held, identity, actor, at, key, relative, case)
    asked = Asked(laws=laws, actor=actor, applicant=applicant, act=act, cards=held, at=at)
    reasons = _about_case(asked, case)
    refuse_all([*reasons, *about_new(laws, actor, identity, act, at), *await against(act, work)])
    done = await effect(act, work)
    await journal.record(conn, [_entry(work, act, done)])
    await _keep(work, key, prints, done)
    return done


async def about_facts(
    conn: Conn, keys: Keys, laws: Laws, actor: Actor, person: PersonKey, act: Act, at: datetime
) -> list[YikaError]:
    """What stands against an act by the facts, before anybody decides. The anchor is locked."""
    return await against(act, await work_on(conn, keys, laws, actor, person, act, at))


async def work_on(
    conn: Conn, keys: Keys, laws: Laws, actor: Actor, person: PersonKey, act: Act, at: datetime
) -> Work:
    """What an act would work with now, before it is done."""
    relative = await anchors.relative_of(conn, keys, act)
    held = await cards.of_person(conn, person)
    identity = await people.identity_of(conn, keys, person)
    return Work(conn, keys, laws, person, held, identity, actor, at, "", relative)


async def asked_as(
    conn: Conn, keys: Keys, laws: Laws, actor: Actor, person: PersonKey, act: Act, at: datetime
) -> Applicant:
    """As whom somebody asks for an act. Fails with NoMandate, GuardianNeeded or DeathRecorded."""
    matter = act.matter or str(act.__struct_config__.tag)
    if act.matter is None:  # A fact that is told, no matter: whoever may ask may tell it.
        await access.require(conn, actor, person, matter, at)
        return Applicant.OFFICER if actor.role is Role.OFFICER else Applicant.SELF
    under = laws.value("applicant.minor_under", at)
    return await applicant_of(conn, keys, actor, person, matter, at, under)


def _about_case(asked: Asked, case: CaseRef | None) -> list[YikaError]:
    """What stands against an act; an officer's decision in a case was allowed there."""
    if case is not None and asked.actor.role is Role.OFFICER:
        return []
    if asked.act.decision != "none" and case is None:
        return [NeedsCase(matter=asked.act.matter)]
    return objections(asked)


def fingerprints(keys: Keys, person: PersonKey, key: str, asked: msgspec.Struct) -> dict[str, str]:
    """A keyed hash of each field: enough to name one that differs, not to learn what it held.

    Bound to the person and the key, so that the same password elsewhere has another hash.
    """
    fields = msgspec.to_builtins(asked)
    place = f"{person.region}\0{person.person_id}\0{key}"
    return {name: blind(keys, "act", f"{place}\0{name}={fields[name]!r}").hex() for name in fields}


async def _first_answer(
    conn: Conn, person: PersonKey, key: str, fingerprints: dict[str, str]
) -> Done | None:
    """The answer given the first time this key came, if it did. Fails with KeyReused."""
    values = {"region": person.region, "person_id": person.person_id, "act_key": key}
    row = await (await conn.execute(QUERIES["act"], values)).fetchone()
    if row is None:
        return None
    names = sorted(row[0].keys() | fingerprints.keys())
    differing = [name for name in names if row[0].get(name) != fingerprints.get(name)]
    if differing:
        raise KeyReused(fields=differing)
    return msgspec.structs.replace(msgspec.convert(row[1], Done, strict=False), replayed=True)


async def _keep(work: Work, key: str, fingerprints: dict[str, str], done: Done) -> None:
    """Keep the answer for whoever asks again with the same key."""
    values = {
        "region": work.person.region,
        "person_id": work.person.person_id,
        "act_key": key,
        "fingerprints": msgspec.json.encode(fingerprints).decode(),
        "reply": msgspec.json.encode(done).decode(),
        "happened_at": work.at,
    }
    await work.conn.execute(QUERIES["keep_act"], values)


def _entry(work: Work, act: Act, done: Done) -> journal.Entry:
    told = {"result": done.result, "card_id": done.card_id, **done.facts}
    came = done.result in ("done", "right")
    return journal.Entry(
        region=work.person.region,
        person_id=work.person.person_id,
        what=act.event if came else "password.entered",
        actor=work.actor.name,
        role=work.actor.role,
        channel=work.actor.channel,
        happened_at=work.at,
        on_behalf_of=work.person.person_id
        if work.actor.person not in (None, work.person)
        else None,
        policy=work.laws.version,
        facts={name: value for name, value in told.items() if value is not None},
    )
