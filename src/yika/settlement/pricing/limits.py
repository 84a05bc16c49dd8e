"""What a layer may still pay in a benefit year (本次可支付限额). Pure, in whole fen."""

from collections.abc import Mapping

from yika.settlement.model import CRITICAL, SoFar
from yika.settlement.pricing.raising import ceiling_of, raised
from yika.settlement.pricing.sharing import left_of
from yika.settlement.pricing.terms import Ceiling, Layer, Terms


def limits(terms: Terms, so_far: SoFar, bonus_fen: int = 0) -> Mapping[str, int]:
    """What is left by layer before a bill; a layer without a ceiling is left out.

    `bonus_fen` is what the years add to the ceiling of critical illness.
    """
    basic = () if terms.basic is None else (terms.basic,)
    layers = (*basic, *(one for one in terms.layers if isinstance(one, Layer)))
    found = {one.name: _left(one.ceiling, so_far) for one in layers if one.ceiling is not None}
    ceiling = ceiling_of(terms) if bonus_fen else None
    if ceiling is not None:
        found[CRITICAL] = _left(raised(ceiling, bonus_fen), so_far)
    return found


def _left(ceiling: Ceiling, so_far: SoFar) -> int:
    return left_of(ceiling, so_far.pools)[0]
