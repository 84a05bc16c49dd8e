"""Having something done: who may, where it is offered, the effect, the journal, repeats."""

from datetime import datetime

import msgspec

from yika.access import service as access
from yika.access.model import Actor, Role
from yika.access.service import OfficersOnly
from yika.cards import rules
from yika.cards import service as cards
from yika.cards.model import Card, Form, PasswordKind
from yika.cards.passwords import new_password_reasons
from yika.ground.errors import Conflict, Refused, YikaError, refuse_all
from yika.matters import account_effects, anchors, cover_effects
from yika.matters.effects import effect
from yika.matters.model import Act, ActivateECredential, ChangePassword, Done, ResetPassword
from yika.matters.work import Work
from yika.people import service as people
from yika.people.model import PersonKey
from yika.policy.load import Book
from yika.standing.service import laws_of
from yika.store import journal
from yika.store.db import Conn
from yika.store.keys import Keys
from yika.store.sealing import blind
from yika.store.sql import queries

QUERIES = queries(__package__)
EFFECTS = (cover_effects, account_effects)  # imported so that they are registered
KEY_MAX = 200  # characters; as the table has it


class KeyForm(Refused):
    """A caller's key is empty or too long. Facts: max (characters)."""

    code = "key_form"


class KeyReused(Conflict):
    """The same key came with other content. Facts: fields that differ."""

    code = "key_reused"


class NotOfferedHere(Refused):
    """The region does not offer the matter on this channel, as far as is known.

    Facts: matter, channel, offered.
    """

    code = "not_offered_here"


class HolderInPerson(Refused):
    """Only the holder may have this done on this channel. Facts: matter, channel."""

    code = "holder_in_person"


class ProofNotAccepted(Refused):
    """Identity cannot be proved that way on this channel. Facts: given, accepted."""

    code = "proof_not_accepted"


async def submit(
    conn: Conn,
    keys: Keys,
    book: Book,
    actor: Actor,
    person: PersonKey,
    act: Act,
    key: str,
    at: datetime,
) -> Done:
    """Do an act for a person, once for each key. The face opened the transaction and commits it.

    Fails with NoMandate, KeyReused, or every reason why the act may not be done at once; a wrong
    password is no failure but a `result`.
    """
    if not 1 <= len(key) <= KEY_MAX:
        raise KeyForm(max=KEY_MAX)
    tag = str(act.__struct_config__.tag)
    await access.require(conn, actor, person, act.matter or tag, at)
    relative = await anchors.relative_of(conn, keys, act)
    await anchors.lock(conn, person, relative, act)
    fingerprints = _fingerprints(keys, person, key, act)
    first = await _first_answer(conn, person, key, fingerprints)
    if first is not None:
        return first
    laws = laws_of(book, person.division)
    held = await cards.of_person(conn, person)
    identity = await people.identity_of(conn, keys, person)
    work = Work(conn, keys, laws, person, held, identity, actor, at, key, relative)
    refuse_all([*_objections(work, act), *_about_new(work, act)])
    done = await effect(act, work)
    await journal.record(conn, [_entry(work, act, done)])
    await _keep(work, key, fingerprints, done)
    return done


def _case(held: list[Card], act: Act | None) -> dict[str, str]:
    """What offers may be limited to, as far as the cards and the act tell."""
    case: dict[str, str] = {}
    card = rules.current(held, Form.PHYSICAL)
    if card is not None:
        case = {"issuer": card.issuer, "generation": card.generation}
    kind = getattr(act, "kind", None)
    if kind in ("social_security", "e_credential"):
        case["password_kind"] = kind
    elif kind in ("temporary", "formal"):
        case["loss_kind"] = kind
    reason = getattr(act, "reason", None)
    return case | ({"reason": reason} if reason else {})


def _objections(work: Work, act: Act) -> list[YikaError]:
    """Every reason why this actor may not have this act done on this channel."""
    actor = work.actor
    if actor.role is Role.OFFICER:
        return []
    if act.officers_only:
        return [OfficersOnly(matter=str(act.__struct_config__.tag))]
    if act.matter is None:
        return []
    found: list[YikaError] = []
    ways = work.laws.offers(act.matter, work.at, _case(work.cards, act))
    here = [way for way in ways if way.channel == actor.channel]
    if not here:
        offered = sorted({way.channel for way in ways})
        return [NotOfferedHere(matter=act.matter, channel=actor.channel, offered=offered)]
    if actor.person != work.person and all(way.agent == "no" for way in here):
        found.append(HolderInPerson(matter=act.matter, channel=actor.channel))
    proof = getattr(act, "identity", None)
    accepted = sorted({means for way in here for means in way.identity or ()})
    if proof is not None and accepted and proof not in accepted:
        found.append(ProofNotAccepted(given=proof, accepted=accepted))
    return found


def _about_new(work: Work, act: Act) -> list[YikaError]:
    """What is wrong with a new password, told with whatever else stands against the act."""
    match act:
        case ChangePassword(kind=kind, new=new) | ResetPassword(kind=kind, new=new):
            pass
        case ActivateECredential(password=new):
            kind = PasswordKind.E_CREDENTIAL
        case _:
            return []
    axes = {"password_kind": kind, "channel": work.actor.channel}
    form = work.laws.value("password.format", work.at, **axes)
    if new is None or form is None:
        return []
    refused = work.laws.passwords_refused(work.at)
    return new_password_reasons(new, form, refused, work.identity)


def _fingerprints(keys: Keys, person: PersonKey, key: str, act: Act) -> dict[str, str]:
    """A keyed hash of each field: enough to name one that differs, not to learn what it held.

    Bound to the person and the key, so that the same password elsewhere has another hash.
    """
    fields = msgspec.to_builtins(act)
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
