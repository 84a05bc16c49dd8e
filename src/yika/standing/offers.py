"""The ways a matter can be had in a region, as its policy offers them, made into remedies.

What a source is silent on is *unknown here*: None, never zero and never "nothing".
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

import msgspec

from yika.cards.laws import CardLaws
from yika.ground.money import fen
from yika.standing.model import Remedy

UNKNOWN = "unknown"


class Offer(msgspec.Struct, frozen=True):
    """One way of a matter, as ``matter.…`` of the policy data says it."""

    channel: str
    working_days: int | Literal["unknown", "making_time"] = UNKNOWN
    trips: int | Literal["unknown"] = UNKNOWN
    fee: str = UNKNOWN  # yuan, unknown, or card.fee
    papers: tuple[str, ...] | Literal["unknown"] = ()
    identity: tuple[str, ...] | Literal["unknown"] = ()
    agent: str = UNKNOWN
    point: str | None = None  # for making times and fees; the channel where there is none
    when: dict[str, tuple[str, ...]] = {}
    note: dict[str, str] | None = None
    applicants: tuple[str, ...] = ()  # who may ask; by `agent` where it is not said
    extra_papers: dict[str, tuple[str, ...]] = {}  # by applicant, besides `papers`
    commitment: tuple[str, ...] = ()  # papers that a signed commitment (告知承诺) replaces

    def who(self) -> tuple[str, ...]:
        """Who may ask: as it is said, or the person, a guardian, and an agent where one may."""
        if self.applicants:
            return self.applicants
        return ("self", "guardian", "agent") if self.agent == "yes" else ("self", "guardian")

    def is_for(self, case: Mapping[str, str]) -> bool:
        """Whether somebody in this case may take it, as far as the case is told."""
        limits = ((case.get(axis), allowed) for axis, allowed in self.when.items())
        return all(told is None or told in allowed for told, allowed in limits)


def offered(laws: CardLaws, matter: str, at: datetime, case: Mapping[str, str]) -> list[Remedy]:
    """The ways open to somebody in this case, in the order of the data, without dates."""
    offers = msgspec.convert(laws.value(f"matter.{matter}", at) or (), tuple[Offer, ...])
    places = laws.value("handling.place", at, matter=matter)
    found = (_remedy(laws, matter, offer, at, case) for offer in offers if offer.is_for(case))
    return [msgspec.structs.replace(remedy, places=tuple(places or ())) for remedy in found]


def shortest_first(remedy: Remedy) -> tuple[bool, int, bool, int, bool, int]:
    """Fewest working days, then fewest trips, then the smaller fee; what is unknown comes last."""
    return (
        remedy.days is None,
        remedy.days or 0,
        remedy.trips is None,
        remedy.trips or 0,
        remedy.fee is None,
        fen(remedy.fee or "0"),
    )


def _remedy(
    laws: CardLaws, matter: str, offer: Offer, at: datetime, case: Mapping[str, str]
) -> Remedy:
    """One offer, with its making time and fee looked up where they are policies of their own."""
    axes = {"reason": case.get("reason", "lost"), "point": offer.point or offer.channel}
    days, fee = offer.working_days, offer.fee
    rests = [f"matter.{matter}"]
    if days == "making_time":
        making = laws.value("card.making_time", at, **axes)
        days = UNKNOWN if making is None else making["max"]
        rests.append("card.making_time")
    if fee == "card.fee":
        fee = laws.value("card.fee", at, **axes) or UNKNOWN
        rests.append("card.fee")
    return Remedy(
        matter=matter,
        channel=offer.channel,
        days=days if isinstance(days, int) else None,
        trips=offer.trips if isinstance(offer.trips, int) else None,
        fee=None if fee == UNKNOWN else fee,
        papers=None if offer.papers == UNKNOWN else tuple(offer.papers),
        identity=None if offer.identity == UNKNOWN else tuple(offer.identity),
        agent=offer.agent,
        applicants=offer.who(),
        point=axes["point"],
        note=offer.note,
        policy=tuple(rests),
    )
