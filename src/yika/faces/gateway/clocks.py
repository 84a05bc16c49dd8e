"""Times that an institution tells against our own clock.

A clock that runs fast, or a year mistyped, is refused; no law says from when on. The sandbox's
clock stands still or lags behind, while systems that try it send their own wall clock: there such a
time is taken as it is, and the reply names both clocks.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

import msgspec

from yika.faces.gateway.asked import Answer, Asked
from yika.faces.gateway.plain import told_time
from yika.ground.errors import Refused

AHEAD_MOST: Final = timedelta(days=1)
TWO_CLOCKS: Final = "报文的{field}是{told}，沙箱时钟是{now}：沙箱按自己的时钟办理，报文的时间照收。"


class TimeAhead(Refused):
    """A time told lies more than a day ahead of our clock. Facts: field, told, now."""

    code = "time_ahead"


def require_come(asked: Asked, field: str, told: Iterable[datetime]) -> str | None:
    """Let only times pass that are not far ahead; in the sandbox a sentence. Or TimeAhead."""
    latest = max(told, default=asked.at)
    warning = two_clocks(asked.at, field, latest)
    if warning is not None and not asked.house.config.sandbox:
        raise TimeAhead(field=field, told=latest, now=asked.at)
    return warning


def two_clocks(at: datetime, field: str, told: datetime) -> str | None:
    """A sentence that names both clocks, where a time told is far ahead of the sandbox's."""
    if told <= at + AHEAD_MOST:
        return None
    return TWO_CLOCKS.format(field=field, told=told_time(told), now=told_time(at))


def warned(answer: Answer, warning: str | None) -> Answer:
    """The answer with one more sentence, if there is one."""
    if warning is None:
        return answer
    return msgspec.structs.replace(answer, warning=(answer.warning or "") + warning)
