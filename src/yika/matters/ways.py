"""The ways of a matter with who may take them and what they bring, as the region offers them."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from yika.standing.laws import Laws
from yika.standing.model import Remedy
from yika.standing.offers import UNKNOWN, Offer

THROUGH = ("employer", "school")  # who asks on their own channel


def may_ask(way: Offer) -> tuple[str, ...]:
    """Who may take a way. An agent is refused only where the region says no, not where unknown."""
    if way.applicants:
        return way.applicants
    agent = ("agent",) if way.agent == UNKNOWN else ()
    return (*way.who(), *agent, *(THROUGH if way.channel == "employer" else ()))


def papers_for(way: Offer, applicant: str) -> tuple[str, ...]:
    """Every paper somebody brings who asks as this; none where they are unknown."""
    own = () if way.papers == UNKNOWN else tuple(way.papers)
    return tuple(dict.fromkeys((*own, *way.extra_papers.get(applicant, ()))))


def ways_of(
    laws: Laws, matter: str, at: datetime, case: Mapping[str, str]
) -> list[tuple[Offer, Remedy]]:
    """The ways open to somebody in this case, each with its fee and days looked up."""
    told = msgspec.convert(laws.value(f"matter.{matter}", at) or (), tuple[Offer, ...])
    mine = (way for way in told if way.is_for(case))
    return list(zip(mine, laws.offers(matter, at, case), strict=True))
