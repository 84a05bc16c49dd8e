"""The last messages of each institution, for the people who connect its system.

In the memory of this process only, a few of each; what names a person is shown masked.
"""

from collections import OrderedDict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, cast

import msgspec

from yika.ground.ids import mask_name, mask_number

EACH_MAX: Final = 20
INSTITUTIONS_MAX: Final = 500
KEPT_BYTES: Final = 65_536  # of one message; a longer one is noted without its content
NAMES: Final = frozenset({"psn_name", "coner_name", "agnter_name", "patn_name", "userName"})
NUMBERS: Final = frozenset(
    {
        *("certno", "mdtrt_cert_no", "card_sn", "tel", "addr", "cardno", "ecToken", "ecQrCode"),
        *("agnter_certno", "agnter_tel", "agnter_addr", "idNo", "hcard_basinfo", "hcard_chkinfo"),
    }
)
SECRETS: Final = frozenset({"cainfo", "in", "password", "inputPassword", "oldPassword"})


class Met(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One message as it came and what it came to."""

    at: datetime  # by the machine's clock
    asked_at: datetime | None = None  # by the domain's; None where it was refused before that
    infno: str
    msgid: str
    took_ms: float
    refused_by: tuple[str, ...] = ()  # the codes of every reason; empty when it went through
    told: str | None = None  # err_msg
    request: bytes = b""
    reply: bytes = b""

    def __repr__(self) -> str:
        """Which message it is, and nothing of what it says."""
        return f"Met({self.infno} {self.msgid!r})"

    def shown(self) -> tuple[object, object]:
        """Message and reply, masked."""
        return masked(self.request), masked(self.reply)


@dataclass(slots=True)
class Lately:
    """The last messages of all institutions; those longest silent go first."""

    _met: OrderedDict[str, deque[Met]] = field(default_factory=OrderedDict[str, deque[Met]])

    def note(self, code: str, met: Met) -> None:
        """Remember a message of an institution."""
        if len(met.request) > KEPT_BYTES or len(met.reply) > KEPT_BYTES:
            met = msgspec.structs.replace(met, request=b"", reply=b"")
        kept = self._met.get(code)
        if kept is None:
            kept = self._met[code] = deque(maxlen=EACH_MAX)
            if len(self._met) > INSTITUTIONS_MAX:
                self._met.popitem(last=False)
        else:
            self._met.move_to_end(code)
        kept.append(met)

    def heard(self) -> Sequence[str]:
        """The institutions heard from lately, newest first."""
        return tuple(reversed(self._met))

    def of(self, code: str) -> Sequence[Met]:
        """The last messages of an institution, newest first."""
        return tuple(reversed(self._met.get(code, ())))


def masked(text: bytes) -> object:
    """JSON with everything masked that names a person; None where there is none to show."""
    try:
        return _masked(msgspec.json.decode(text))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _masked(value: object, name: str = "") -> object:
    if isinstance(value, dict):
        members = cast("dict[str, object]", value)
        return {key: _masked(inner, key) for key, inner in members.items()}
    if isinstance(value, list):
        return [_masked(inner, name) for inner in cast("list[object]", value)]
    if not isinstance(value, str) or not value:
        return None if name in SECRETS and value is not None else value
    if name in SECRETS:
        return "***"
    if name in NAMES:
        return mask_name(value)
    return mask_number(value) if name in NUMBERS else value
