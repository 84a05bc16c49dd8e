"""What a bill would come to by hand, told before anybody decides (报销测算), with every step."""

from datetime import date, datetime
from typing import Final

import msgspec

from yika.access import service as access
from yika.access.model import Actor
from yika.ground.money import yuan
from yika.guide.quote_told import StepTold, layer_name, step_told, worth_telling
from yika.guide.year_told import AmountTold, amount
from yika.matters.claim_acts import Reimburse
from yika.matters.claim_effects import hand_bill
from yika.people.model import PersonKey
from yika.policy.load import Book
from yika.settlement.by_hand.model import HandPrice
from yika.settlement.by_hand.service import quoted
from yika.settlement.visits import looking
from yika.store.db import Conn
from yika.store.keys import Keys

QUOTED: Final = "claim.quoted"


class ClaimTold(msgspec.Struct, frozen=True, kw_only=True):
    """What would be paid out of a bill; `paid_by` and `own` add up to the total. In yuan."""

    total: str
    amount: str
    own: str
    paid_by: tuple[AmountTold, ...]
    off_site: str | None  # how care elsewhere counts; None: at home
    benefit_year: date
    steps: tuple[StepTold, ...]
    unknown: tuple[str, ...]  # layers that might pay, had the region published how
    policy_version: str


async def claim_told(
    conn: Conn,
    keys: Keys,
    book: Book,
    actor: Actor,
    person: PersonKey,
    claim: Reimburse,
    now: datetime,
) -> ClaimTold:
    """What a claim would come to now, nothing written but that somebody looked.

    Fails with NoMandate, or with everything that speaks against the claim at once.
    """
    await access.require(conn, actor, person, str(claim.matter), now)
    found = await quoted(conn, keys, book, person, hand_bill(claim), now)
    await looking.note(conn, actor, [person], QUOTED, now)
    return price_told(found)


def price_told(found: HandPrice) -> ClaimTold:
    """What a bill comes to, with every step in words."""
    shares, steps = found.priced.shares, found.priced.steps
    return ClaimTold(
        total=yuan(shares.split.total_fen),
        amount=yuan(found.paid_fen),
        own=yuan(shares.person_fen),
        paid_by=tuple(amount(one, fen, layer_name(one)) for one, fen in shares.layers.items()),
        off_site=found.circumstances.off_site,
        benefit_year=found.benefit_year,
        steps=tuple(step_told(one) for one in steps if worth_telling(one)),
        unknown=found.priced.unknown,
        policy_version=found.policy,
    )
