"""The law of a settlement's moment, by the hash it was kept under (当时政策)."""

from typing import Final

from yika.policy import service as policies
from yika.policy.load import Book
from yika.settlement.pricing.laws import BenefitLaws
from yika.settlement.till.till import till_laws
from yika.store.db import Conn

MOST_KEPT: Final = 64
_kept: dict[str, BenefitLaws] = {}


async def kept_laws(conn: Conn, book: Book, division: str, policy: str) -> BenefitLaws:
    """The law that `policy` (division@hash) names: today's where that is the same.

    Fails with UnknownPolicyVersion.
    """
    today = till_laws(book, division)
    if policy == today.policy:
        return today.benefit
    found = _kept.get(policy)
    if found is None:
        of, _, content_hash = policy.partition("@")
        found = BenefitLaws(await policies.book_of(conn, of, content_hash), division)
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        _kept[policy] = found
    return found
