"""``yika filing …``: what people filed, and what is decided on it."""

from collections.abc import Callable
from typing import Any

from tests.faces.cli.conftest import Typed, of

Told = Callable[..., Any]


def test_filings_are_listed_and_a_missing_one_is_not_decided(yika: Typed, told: Told) -> None:
    assert told("filing", "list", *of("healthy")) == []
    refused = yika("filing", "decide", "4711", *of("healthy"), "--approve")
    assert refused.exit_code == 1
    assert "no_such_filing" in refused.stderr
