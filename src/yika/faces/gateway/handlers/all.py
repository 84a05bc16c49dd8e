"""Every transaction by its number."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from yika.faces.gateway.asked import Handling
from yika.faces.gateway.handlers import (
    benefits,
    catalogue,
    downloads,
    files,
    filings,
    inpatient,
    lists_seen,
    looking,
    outpatient,
    persons,
    pharmacy,
    places,
    reconciling,
    reversal,
    settling,
    signing,
    stays_settling,
    undoing,
)

TOPICS: Final = (
    benefits,
    catalogue,
    downloads,
    files,
    filings,
    inpatient,
    lists_seen,
    looking,
    outpatient,
    persons,
    pharmacy,
    places,
    reconciling,
    reversal,
    settling,
    signing,
    stays_settling,
    undoing,
)


def handlings() -> Mapping[str, Handling]:
    """How each transaction is handled."""
    found: dict[str, Handling] = {}
    for topic in TOPICS:
        assert not found.keys() & topic.HANDLERS.keys(), "one handler a number"
        found |= topic.HANDLERS
    return MappingProxyType(found)
