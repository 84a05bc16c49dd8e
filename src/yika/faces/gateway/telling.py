"""A "no" as the interface carries it: 200 characters of err_msg, and everything in ``yika``."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from yika.ground.errors import YikaError, reasons_of
from yika.guide.holds_told import brief
from yika.guide.telling import Told, tell
from yika.standing.model import Standing

CHARACTERS_MAX: Final = 200
SEPARATOR: Final = "；"  # between the members of a list in a sentence
SHOWN: Final = ("at", "verdict", "uses", "holds", "works_today", "ahead", "policy_version")
BY_STANDING: Final = frozenset({"use_stopped", "credential_stopped"})


def is_by_standing(error: YikaError) -> bool:
    """Whether somebody's standing is why, which is found only once their credential was."""
    return any(reason.code in BY_STANDING for reason in reasons_of(error))


def told(error: YikaError) -> list[Told]:
    """Every reason in words."""
    return [tell(reason) for reason in reasons_of(error)]


def err_msg(reasons: Sequence[Told], standing: Standing | None = None) -> str:
    """All reasons, what to do next, then the person's holds, as far as there is room.

    Whole sentences only. What to do about the first reason is always there; what did not fit is
    said to be in ``yika``.
    """
    said = list(dict.fromkeys(reason.zh for reason in reasons))
    steps = list(dict.fromkeys(reason.next.zh for reason in reasons))
    holds = [] if standing is None else [f"{line.zh}。" for line in brief(standing.holds)]
    whole = "".join(dict.fromkeys((*said, *steps, *holds)))
    if len(whole) <= CHARACTERS_MAX:
        return whole
    told_first = (*said, steps[0])
    if len("".join((*told_first, _more(len(holds))))) <= CHARACTERS_MAX:
        return shortened(list(dict.fromkeys((*told_first, *holds))))
    return shortened(list(dict.fromkeys((*said, *holds))), steps[0])


def shortened(sentences: Sequence[str], last: str = "") -> str:
    """The sentences that fit, in order, and the last one; how many things were left out between.

    Of a first sentence that is too long by itself whole members of its list are kept.

    >>> shortened(["甲" * 180 + "。", "乙" * 20 + "。"])[-13:]
    '甲。另有1项，见yika。'
    >>> shortened(["丙；" * 110 + "丁。"], "请改正。")[-18:]
    '丙…另有19项，见yika。请改正。'
    """
    if len("".join(sentences)) + len(last) <= CHARACTERS_MAX:
        return "".join(sentences) + last
    room = CHARACTERS_MAX - len(last)
    for kept in range(len(sentences) - 1, 0, -1):
        text = "".join(sentences[:kept]) + _more(len(sentences) - kept)
        if len(text) <= room:
            return text + last
    return _members(sentences[0], len(sentences) - 1, room) + last


def _members(sentence: str, others: int, room: int) -> str:
    """The members of a list in a sentence that fit, and how many did not; at least its start."""
    members = sentence.split(SEPARATOR)
    for kept in range(len(members) - 1, 0, -1):
        text = f"{SEPARATOR.join(members[:kept])}…{_more(len(members) - kept + others)}"
        if len(text) <= room:
            return text
    more = _more(len(members) - 1 + others)
    return f"{sentence[: room - 1 - len(more)]}…{more}"


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
    return {name: msgspec.to_builtins(getattr(standing, name)) for name in SHOWN}


def _more(count: int) -> str:
    return f"另有{count}项，见yika。" if count else ""
