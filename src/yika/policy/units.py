"""What a value of each unit of ``units.yaml`` looks like."""

from typing import Final

from yika.policy.shapes import Shape
from yika.policy.shapes_of_benefit import BENEFIT_SHAPES
from yika.policy.shapes_of_cards import CARD_SHAPES
from yika.policy.shapes_of_cover import COVER_SHAPES
from yika.policy.shapes_of_matters import MATTER_SHAPES

SHAPES: Final[dict[str, Shape]] = {
    **CARD_SHAPES,
    **MATTER_SHAPES,
    **COVER_SHAPES,
    **BENEFIT_SHAPES,
}
