"""What a layer may still pay in a benefit year (本次可支付限额). Pure, in whole fen."""

from collections.abc import Mapping

from yika.settlement.model import Pool, SoFar
from yika.settlement.pricing.terms import Ceiling, Layer, Terms

NOTHING = Pool()


def limits(terms: Terms, so_far: SoFar) -> Mapping[str, int]:
    """What is left by layer before a bill; a layer without a ceiling is left out."""
    basic = () if terms.basic is None else (terms.basic,)
    layers = (*basic, *(one for one in terms.layers if isinstance(one, Layer)))
    return {
        one.name: max(one.ceiling.amount_fen - _come_to(one.ceiling, so_far.pools), 0)
        for one in layers
        if one.ceiling is not None
    }


def _come_to(ceiling: Ceiling, pools: Mapping[str, Pool]) -> int:
    counted = [pools.get(name, NOTHING) for name in ceiling.over]
    return sum([one.cost_fen if ceiling.is_on_cost else one.paid_fen for one in counted])
