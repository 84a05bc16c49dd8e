"""Answers of calculators as every face gives them: times without entitlement told by name."""

from typing import Any

import msgspec

from yika.insurance.entitled.entitlement import Entitlement
from yika.insurance.entitled.plan import Plan
from yika.insurance.model import Gap


def entitlement_told(found: Entitlement) -> dict[str, Any]:
    """An entitlement with its gaps as tables."""
    told = msgspec.structs.asdict(found)
    return {**told, "ahead": _gaps(found.ahead)}


def plan_told(found: Plan) -> dict[str, Any]:
    """A plan with its gaps as tables and its months as months."""
    told = msgspec.structs.asdict(found)
    ways = [{**msgspec.structs.asdict(way), "gaps": _gaps(way.gaps)} for way in found.ways]
    months = {"stop": f"{found.stop:%Y-%m}", "restart": f"{found.restart:%Y-%m}"}
    return {**told, **months, "ways": ways}


def _gaps(gaps: tuple[Gap, ...]) -> list[dict[str, Any]]:
    return [gap._asdict() for gap in gaps]
