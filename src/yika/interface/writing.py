"""Records as the bytes that go over the wire: numbers as numbers, times with a blank between."""

from datetime import date, datetime
from decimal import Decimal
from typing import Final, cast

import msgspec

from yika.interface.envelope import Envelope, Reply

ENCODER: Final = msgspec.json.Encoder(decimal_format="number")


def write(reply: Reply) -> bytes:
    """A reply as bytes."""
    return ENCODER.encode(reply)


def write_record(record: msgspec.Struct) -> bytes:
    """A record of input as a client sends it, days and times as the interface has them."""
    plain = msgspec.to_builtins(record, builtin_types=(datetime, date, Decimal))
    return ENCODER.encode(_spelled(plain))


def write_message(envelope: Envelope) -> bytes:
    """A whole message as bytes; what is None goes as empty text."""
    members = {name: getattr(envelope, name) for name in envelope.__struct_fields__}
    return ENCODER.encode(
        {name: "" if value is None else _spelled(value) for name, value in members.items()}
    )


def day_text(day: date) -> str:
    """``2026-11-22``."""
    return day.isoformat()


def time_text(at: datetime) -> str:
    """``2026-11-22 01:43:36``, in whatever zone the instant is told."""
    return at.replace(tzinfo=None).isoformat(" ", "seconds")


def _spelled(value: object) -> object:
    match value:
        case dict():
            members = cast("dict[str, object]", value)
            return {name: _spelled(inner) for name, inner in members.items() if inner is not None}
        case list():
            return [_spelled(inner) for inner in cast("list[object]", value)]
        case datetime():
            return time_text(value)
        case date():
            return day_text(value)
        case _:
            return value
