"""Temporary certificates (临时就医凭证): for whom, until when, and when they end early."""

from datetime import datetime, timedelta
from typing import Final

from yika.cards import rules
from yika.cards.laws import SettingNeeded
from yika.cards.model import Card, Form, Stage
from yika.ground.days import add_months, beijing_day, start_of
from yika.matters.work import Work
from yika.papers import documents
from yika.papers.model import Document, State

CERTIFICATE: Final = "temporary_certificate"
TERM: Final = "temporary_card.validity"
UNDER_WAY: Final = frozenset({Stage.ORDERED, Stage.MADE, Stage.SHIPPED, Stage.READY})


async def hand_back(work: Work, card: Card) -> None:
    """The temporary certificate for a card ends when the card is collected."""
    for one in await certificates(work, card):
        if one.state(work.at) is State.GENUINE:
            await documents.withdraw(work.conn, work.person, one.document_id, work.at)


def awaited(work: Work) -> Card | None:
    """The card that is being made or waits to be collected."""
    line = rules.chain(work.cards, Form.PHYSICAL)
    return line[-1] if line and rules.stage(line[-1]) in UNDER_WAY else None


async def certificates(work: Work, card: Card) -> list[Document]:
    """The certificates issued while that card is waited for."""
    held = await documents.of_person(work.conn, work.keys, work.person)
    return [
        one
        for one in held
        if one.kind == CERTIFICATE and one.content.facts.get("card_id") == card.card_id
    ]


def valid_until(work: Work, held: list[Document]) -> datetime:
    """The instant a certificate issued now ends: after so many days, within so many months in all.

    Fails with SettingNeeded where the region does not say for how long.
    """
    term = work.laws.needed(TERM, work.at)
    if not isinstance(term["days"], int):
        raise SettingNeeded(id=TERM, division=work.person.division)
    today = beijing_day(work.at)
    last = today + timedelta(days=term["days"])
    first = min((beijing_day(one.issued_at) for one in held), default=today)
    if "most_months" in term:
        last = min(last, add_months(first, term["most_months"]))
    return start_of(last)
