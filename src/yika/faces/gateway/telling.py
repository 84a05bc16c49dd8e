"""A "no" as the interface carries it: 200 characters of err_msg, and everything in ``yika``."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from yika.ground.errors import YikaError, reasons_of
from yika.guide.holds_told import brief
from yika.guide.telling import Told, tell
from yika.standing.model import Standing

CHARACTERS_MAX: Final = 200
SHOWN: Final = ("at", "verdict", "uses", "holds", "works_today", "ahead", "policy_version")


def told(error: YikaError) -> list[Told]:
    """Every reason in words."""
    return [tell(reason) for reason in reasons_of(error)]


def err_msg(reasons: Sequence[Told], standing: Standing | None = None) -> str:
    """All reasons, then what to do next, then the person's holds, as far as there is room.

    Whole sentences only; what did not fit is said to be in ``yika``.
    """
    sentences = [reason.zh for reason in reasons]
    if len(reasons) == 1:
        sentences.append(reasons[0].next.zh)
    if standing is not None:
        sentences += [f"{line.zh}。" for line in brief(standing.holds)]
    return shortened(list(dict.fromkeys(sentences)))


def shortened(sentences: Sequence[str]) -> str:
    """The sentences that fit, in order; if not all do, how many more there are.

    >>> shortened(["甲" * 190 + "。", "乙" * 20 + "。"])[-12:]
    '甲。另有1项，见yika。'
    """
    whole = "".join(sentences)
    if len(whole) <= CHARACTERS_MAX:
        return whole
    kept = 0
    for count in range(1, len(sentences) + 1):
        if len("".join(sentences[:count])) + len(_more(len(sentences) - count)) > CHARACTERS_MAX:
            break
        kept = count
    more = _more(len(sentences) - kept)
    if kept == 0:
        more = _more(len(sentences) - 1)
        head = sentences[0][: CHARACTERS_MAX - 1 - len(more)]
        part = head.rfind("；")  # A list is cut after a whole member.
        return f"{head[:part] if part > 0 else head}…{more}"
    return "".join(sentences[:kept]) + more


def extension(reasons: Sequence[Told], standing: Standing | None = None) -> dict[str, Any]:
    """What clients that know yika read: every reason with its facts, and the whole standing."""
    found: dict[str, Any] = {
        "code": reasons[0].code,
        "reasons": [msgspec.to_builtins(reason) for reason in reasons],
    }
    if standing is not None:
        found["standing"] = standing_told(standing)
    return found


def standing_told(standing: Standing) -> dict[str, Any]:
    """A standing for an institution: what works, what does not, why, until when; no identity."""
    whole = msgspec.to_builtins(standing)
    return {name: whole[name] for name in SHOWN}


def _more(count: int) -> str:
    return f"另有{count}项，见yika。" if count else ""
