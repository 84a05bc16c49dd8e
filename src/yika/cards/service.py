"""What can be done with a card.

Every function expects the person's anchor locked and the facts read after. Nothing is edited: an
act adds an event. The caller journals.
"""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from stdnum import luhn

from yika.cards import rules
from yika.cards.laws import CardLaws
from yika.cards.model import Card, Form, Stage
from yika.cards.rules import (
    DAMAGES,
    AlreadyDamaged,
    AlreadyReplaced,
    AlreadyReportedLost,
    CannotRewrite,
    CardEnded,
    LossIsFinal,
    NotDamaged,
    NotReportedLost,
    WrongStage,
)
from yika.ground.days import beijing_day
from yika.ground.errors import Missing
from yika.people import service as people
from yika.people.model import PersonKey
from yika.store.db import Conn
from yika.store.keys import Keys
from yika.store.sealing import seal, unseal
from yika.store.sql import queries

QUERIES = queries(__package__)


class NoSuchCard(Missing):
    """The person has no card of that number or form. Facts: none."""

    code = "no_such_card"


async def of_person(conn: Conn, person: PersonKey) -> list[Card]:
    """A person's cards and e-credentials, oldest first, without their numbers."""
    values = {"region": person.region, "person_id": person.person_id}
    cursor = await conn.execute(QUERIES["of_person"], values)
    return [msgspec.json.decode(row[1], type=Card) for row in await cursor.fetchall()]


async def unactivated(conn: Conn, region: int, person_ids: Sequence[int]) -> set[int]:
    """Who of some people of a region has a card, but none in use."""
    values = {"region": region, "person_ids": list(person_ids)}
    cursor = await conn.execute(QUERIES["unactivated"], values)
    return {row[0] for row in await cursor.fetchall()}


def opened_number(keys: Keys, person: PersonKey, sealed: bytes) -> str:
    """The card number behind what the database keeps."""
    return unseal(keys, "cards", "number_sealed", person.region, person.person_id, sealed).decode()


def number_of(region: int, card_id: int) -> str:
    """A card number: region, serial, and a check digit (Luhn), 17 digits."""
    serial = f"{region:06}{card_id:010}"
    return serial + luhn.calc_check_digit(serial)


async def order(
    conn: Conn,
    keys: Keys,
    laws: CardLaws,
    person: PersonKey,
    *,
    form: Form,
    generation: str,
    issuer: str,
    bank: str | None,
    reason: str,
    replaces: int | None,
    at: datetime,
) -> int:
    """Order a card, the first or in place of another; its id. The chain stays one line."""
    row = await (await conn.execute(QUERIES["new_card_id"])).fetchone()
    assert row is not None
    card_id = row[0]
    number = number_of(person.region, card_id)
    sealed = seal(keys, "cards", "number_sealed", person.region, person.person_id, number.encode())
    expires_on = laws.expires_on(generation, beijing_day(at)) if form is Form.PHYSICAL else None
    values = {
        "region": person.region,
        "person_id": person.person_id,
        "card_id": card_id,
        "form": form,
        "number_sealed": sealed,
        "generation": generation,
        "issuer": issuer,
        "bank": bank,
        "reason": reason,
        "replaces": replaces,
        "expires_on": expires_on,
    }
    await conn.execute(QUERIES["add_card"], values)
    await people.add_identifier(conn, keys, person, "card_number", number)
    await _event(conn, person, card_id, "ordered", at)
    return card_id


async def advance(conn: Conn, person: PersonKey, card: Card, to: Stage, at: datetime) -> None:
    """Bring the card to its next stage. Fails with WrongStage where that is not a legal move."""
    if to not in rules.moves(card):
        raise WrongStage(stage=rules.stage(card), wanted=to)
    await _event(conn, person, card.card_id, to, at)


async def report_lost(
    conn: Conn, laws: CardLaws, person: PersonKey, card: Card, kind: str, at: datetime
) -> None:
    """Report a card lost: `loss_temporary`, or `loss_formal`, which also confirms the former.

    Fails with CardEnded, WrongStage or AlreadyReportedLost.
    """
    _not_ended(card)
    if rules.stage(card) not in (Stage.COLLECTED, Stage.ACTIVATED):
        raise WrongStage(stage=rules.stage(card), wanted=Stage.COLLECTED)
    for span in rules.loss_spans(card, laws.loss_lapses_at):
        if span.covers(at) and (span.kind == kind or span.kind == "loss_formal"):
            raise AlreadyReportedLost(kind=span.kind, since=span.since)
    await _event(conn, person, card.card_id, kind, at)


async def withdraw_loss(
    conn: Conn, laws: CardLaws, person: PersonKey, card: Card, at: datetime
) -> None:
    """The card was found. Fails with NotReportedLost or, where the place says so, LossIsFinal."""
    span = next((s for s in rules.loss_spans(card, laws.loss_lapses_at) if s.covers(at)), None)
    if span is None:
        raise NotReportedLost
    if not laws.loss_can_be_withdrawn(span.kind, span.since):
        raise LossIsFinal(kind=span.kind, since=span.since)
    await _event(conn, person, card.card_id, "found", at)


async def report_damaged(
    conn: Conn, person: PersonKey, card: Card, part: str, at: datetime
) -> None:
    """Record damage: `stripe_damaged`, `chip_damaged` or `body_damaged`."""
    assert part in DAMAGES
    _not_ended(card)
    for span in rules.damage_spans(card):
        if span.kind == part and span.covers(at):
            raise AlreadyDamaged(part=part, since=span.since)
    await _event(conn, person, card.card_id, part, at)


async def rewrite(conn: Conn, laws: CardLaws, person: PersonKey, card: Card, at: datetime) -> None:
    """Write a demagnetised stripe again (补磁). Fails with CannotRewrite or NotDamaged."""
    _not_ended(card)
    if not laws.rewritable(card.generation, at):
        raise CannotRewrite(generation=card.generation)
    if not any(s.kind == "stripe_damaged" and s.covers(at) for s in rules.damage_spans(card)):
        raise NotDamaged(part="stripe")
    await _event(conn, person, card.card_id, "rewritten", at)


def replaceable(cards: list[Card], card: Card) -> None:
    """Whether a successor may be ordered. Fails with CardEnded or AlreadyReplaced."""
    _not_ended(card)
    found = next((other for other in cards if other.replaces == card.card_id), None)
    if found is not None:
        raise AlreadyReplaced(stage=rules.stage(found))


async def note(conn: Conn, person: PersonKey, card: Card, kind: str, at: datetime) -> None:
    """Add an event that asks for no more: a statement, a reactivation, a step of a letter."""
    _not_ended(card)
    await _event(conn, person, card.card_id, kind, at)


async def has_event(conn: Conn, person: PersonKey, card_id: int, seq: int) -> bool:
    """Whether something happened to a card of the person under that number."""
    values = {"region": person.region, "person_id": person.person_id}
    values |= {"card_id": card_id, "seq": seq}
    return await (await conn.execute(QUERIES["has_event"], values)).fetchone() is not None


def _not_ended(card: Card) -> None:
    if rules.stage(card) is Stage.CANCELLED:
        raise CardEnded(stage=Stage.CANCELLED)


async def _event(conn: Conn, person: PersonKey, card_id: int, kind: str, at: datetime) -> None:
    values = {
        "region": person.region,
        "person_id": person.person_id,
        "card_id": card_id,
        "kind": kind,
        "happened_at": at,
    }
    await conn.execute(QUERIES["add_event"], values)
