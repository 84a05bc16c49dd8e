"""Whether there is a card to be replaced, and why: told before anybody applies, and again then."""

from collections.abc import Sequence
from typing import Final

from yika.cards import rules
from yika.cards.model import Card, Form, Stage
from yika.cards.service import NoSuchCard
from yika.ground.errors import YikaError
from yika.matters.against import against
from yika.matters.effects import AlreadyHasCard
from yika.matters.model import ReplaceCard
from yika.matters.work import Work

FIRST: Final = "first"


def about_reason(held: Sequence[Card], reason: str | None) -> list[YikaError]:
    """What stands against replacing a card for a reason, where one is told, by the cards held."""
    line = rules.chain(held, Form.PHYSICAL)
    if not line:
        return [NoSuchCard()]
    if rules.stage(line[-1]) is Stage.CANCELLED:
        return [rules.CardEnded(stage=Stage.CANCELLED)]
    return [AlreadyHasCard(stage=rules.stage(line[-1]))] if reason == FIRST else []


@against.register
async def _(act: ReplaceCard, work: Work) -> list[YikaError]:
    return about_reason(work.cards, act.reason)
