"""The four families of "no". An error carries facts, never sentences and no HTTP status.

The words people read are in ``guide/words/errors.yaml``, keyed by `code`; a test demands words for
every class. Only these are caught, and only at a face. Facts hold no personal data in the clear.
"""

from collections.abc import Iterable
from typing import ClassVar


class YikaError(Exception):
    """A "no" with a stable code and the facts behind it."""

    code: ClassVar[str] = "error"

    def __init__(self, **facts: object) -> None:
        super().__init__(self.code)
        self.facts = facts

    def __str__(self) -> str:
        told = ", ".join(f"{name}={value}" for name, value in self.facts.items())
        return f"{self.code}({told})"


class Refused(YikaError):
    """The rules say no."""

    code = "refused"


class Missing(YikaError):
    """Not there, or not yours to see."""

    code = "missing"


class Conflict(YikaError):
    """It changed meanwhile, was done already, or the same key came with other content."""

    code = "conflict"


class Unavailable(YikaError):
    """Something outside did not answer."""

    code = "unavailable"


class Refusals(YikaError):
    """Several reasons at once; never raised with fewer than one."""

    code = "refusals"

    def __init__(self, reasons: Iterable[YikaError]) -> None:
        super().__init__()
        self.reasons = list(reasons)
        assert self.reasons, "a refusal names at least one reason"

    def __str__(self) -> str:
        return "; ".join(str(reason) for reason in self.reasons)


def reasons_of(error: YikaError) -> list[YikaError]:
    """The single reasons of any error, so that faces treat one and many alike."""
    return error.reasons if isinstance(error, Refusals) else [error]


def refuse_all(reasons: list[YikaError]) -> None:
    """Raise what was found, if anything: one reason as itself, several together."""
    if len(reasons) == 1:
        raise reasons[0]
    if reasons:
        raise Refusals(reasons)
