"""A claim of an article about figures, and what became of it when it was worked out again."""

from enum import StrEnum

import msgspec

from yika.insurance.model import PolicyUsed
from yika.policy.model import Names


class Verdict(StrEnum):
    """What a recomputation says of a claim."""

    RIGHT = "right"
    WRONG = "wrong"
    DOUBTFUL = "doubtful"  # sources disagree, or the sum is right and the conclusion is not
    OUTSIDE = "outside"  # no social insurance


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """One claim: `quoted` as it stands in the article, `should_be` where it is not right."""

    quoted: str
    kind: str  # sum | double_count | rate | amount | total | range | tier | title | tax | …
    verdict: Verdict
    should_be: str | None
    why: Names
    policy: tuple[PolicyUsed, ...] = ()
    at: int = 0  # where it begins, in characters of the article as cleaned
