"""Single values as they are sent, made into what a field holds, or the problem with them."""

import base64
import binascii
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Final, cast

import msgspec

from yika.interface.codes import tables
from yika.interface.problems import BadField
from yika.interface.spec import Field

EMPTY: Final = (None, "", "null", "NULL")
BEIJING: Final = timezone(timedelta(hours=8))
PLAIN: Final = msgspec.json.Encoder(decimal_format="number")
EXTENSIONS: Final = ("exp_content", "rxExpContent")  # fields that may hold an object
NOISE: Final = Decimal("1e-12")  # of a number: more than binary sums of a bill are ever off
FAR_BELOW: Final = Decimal("0.001")  # of the last place a field has
MOST_DIGITS: Final = 18
EARLIEST_YEAR: Final = 1900  # before it nothing happened that is told here
SHOWN_MAX: Final = 12  # codes told to somebody who sent a wrong one
NUMBER: Final = re.compile(r"[+-]?(\d{1,40}(\.\d{0,40})?|\.\d{1,40})([eE][+-]?\d{1,2})?", re.ASCII)
TIME: Final = re.compile(
    r"(\d{4})([-/.]?)(\d{1,2})\2(\d{1,2})"
    r"(?:[T ]*(\d{1,2}):?(\d{2})(?::?(\d{2})(\.\d{1,9})?)?\s*(Z|[+-]\d\d:?\d\d)?)?",
    re.ASCII,
)


class Wrong(Exception):
    """A value that does not fit; never leaves this package."""

    def __init__(self, problem: str, expected: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.expected = expected


def empty(value: object) -> bool:
    """Whether nothing was sent: null, an empty text, or the text null."""
    return value is None or (isinstance(value, str) and value in EMPTY)


def fitted(field: Field, value: object) -> object:
    """The value as the field holds it; raises `Wrong`."""
    return READERS[field.type](field, value)


def problem(field: Field, where: str, wrong: Wrong) -> BadField:
    """What to tell about a value that does not fit."""
    return BadField(
        field=f"{where}{field.name}", zh=field.zh, problem=wrong.problem, expected=wrong.expected
    )


def text(field: Field, value: object) -> str:
    """Text; a number stands for its digits, an object in an extension for its JSON."""
    if isinstance(value, dict | list) and field.name in EXTENSIONS:
        found = PLAIN.encode(value).decode()
    elif isinstance(value, int | Decimal) and not isinstance(value, bool):
        found = format(value, "f") if isinstance(value, Decimal) else str(value)
    elif isinstance(value, str):
        found = value
    else:
        raise Wrong("not_text")
    if "\0" in found:
        raise Wrong("not_text")
    if field.length and len(found) > int(field.length):
        raise Wrong("too_long", str(field.length))
    return _coded(field, found) if field.table else found


def _coded(field: Field, code: str) -> str:
    table = tables()[field.table or ""]
    found = table.canonical(code)
    if found is None:
        found = table.canonical(code.strip())  # Some fill a field of fixed width.
    if found is None:
        codes = list(table.values)
        more = " …" if len(codes) > SHOWN_MAX else ""
        raise Wrong("not_in_table", " ".join(codes[:SHOWN_MAX]) + more)
    return found


def number(field: Field, value: object) -> Decimal | int:
    """A number within the digits of its field."""
    if isinstance(value, str):
        if not NUMBER.fullmatch(value.strip()):
            raise Wrong("not_a_number")
        value = Decimal(value.strip())
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise Wrong("not_a_number")
    found = Decimal(value)
    if not fits(found, field.digits, field.places):
        found = without_noise(found, field.digits, field.places)
    if not fits(found, field.digits, field.places):
        raise Wrong("too_large", f"{field.digits},{field.places}")
    return found if field.places else int(found)


def fits(value: Decimal, digits: int, places: int) -> bool:
    """Whether a number has at most so many digits, and so many of them after the point."""
    if not value.is_finite():
        return False
    if not value:
        return True
    if value.adjusted() > digits or value.adjusted() < -places:
        return False
    scaled = value.scaleb(places)
    return scaled == scaled.to_integral_value() and abs(scaled) < 10 ** (digits or 40)


def without_noise(value: Decimal, digits: int, places: int) -> Decimal:
    """The number without what binary arithmetic left of a sum, as 49.20000000000001 for 49.2.

    A digit that somebody wrote is no such noise.

    >>> without_noise(Decimal("0.30000000000000004"), 16, 2)
    Decimal('0.30')
    >>> without_noise(Decimal("49.205"), 16, 2)
    Decimal('49.205')
    """
    if not (value.is_finite() and abs(value) < 10 ** min(digits or MOST_DIGITS, MOST_DIGITS)):
        return value
    whole = round(value, places)
    noise = abs(value - whole)
    small = noise <= abs(value) * NOISE and noise.scaleb(places) < FAR_BELOW
    return whole if small else value


def day(_field: Field, value: object) -> date:
    """A day; of a date and time the day."""
    return _instant(value, "not_a_day", "yyyy-MM-dd")[0].date()


def time(field: Field, value: object) -> datetime:
    """A date and time; a bare day is its beginning, or its end where a span ends."""
    found, bare = _instant(value, "not_a_time", "yyyy-MM-dd HH:mm:ss")
    if bare and field.name.startswith("end"):
        return found.replace(hour=23, minute=59, second=59)
    return found


def _instant(value: object, what: str, expected: str) -> tuple[datetime, bool]:
    """The time in Beijing, and whether only a day was sent."""
    told = str(value).strip() if isinstance(value, str | int) else ""
    match = TIME.fullmatch(told)
    if not match:
        raise Wrong(what, expected)
    year, _, month, of_month, hour, minute, second, part, zone = match.groups()
    of_day = f"{hour or '0':0>2}:{minute or '00'}:{second or '00'}{part or ''}"
    try:
        found = datetime.fromisoformat(f"{year}-{month:0>2}-{of_month:0>2} {of_day}")
    except ValueError as error:
        raise Wrong(what, expected) from error
    found = _in_beijing(found, zone) if zone else found
    if found.year < EARLIEST_YEAR:
        raise Wrong(what, expected)
    return found, hour is None


def _in_beijing(found: datetime, zone: str) -> datetime:
    if zone == "Z":
        offset = timedelta()
    else:
        sign = -1 if zone[0] == "-" else 1
        offset = sign * timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
    try:
        there = found.replace(tzinfo=UTC) - offset
        return there.astimezone(BEIJING).replace(tzinfo=None)
    except OverflowError as error:
        raise Wrong("not_a_time", "yyyy-MM-dd HH:mm:ss") from error


def octets(_field: Field, value: object) -> bytes:
    """Bytes: base64 text, in lines or not, or an array of numbers from -128 to 255."""
    if isinstance(value, str):
        try:
            return base64.b64decode("".join(value.split()), validate=True)
        except (binascii.Error, ValueError) as error:
            raise Wrong("not_bytes") from error
    if isinstance(value, list):
        numbers = cast("list[object]", value)
        if all(type(part) is int and -128 <= part <= 255 for part in numbers):
            return bytes(cast("int", part) % 256 for part in numbers)
    raise Wrong("not_bytes")


def flag(_field: Field, value: object) -> bool:
    """True or false."""
    if isinstance(value, bool):
        return value
    raise Wrong("not_text")


READERS: Final[dict[str, Callable[[Field, object], object]]] = {
    "S": text,
    "N": number,
    "D": day,
    "DT": time,
    "B": octets,
    "flag": flag,
}
