"""Codes that a holder shows on a telephone (医保码), and the tokens read out of them.

A code names the person and the e-credential it was made for and ends after a short while; it is
signed, so it cannot be made up or drawn out. Whoever scans it gets a token of 40 characters at
most, as the national interface has room for. Both run on the wall clock.
"""

import base64
import binascii
import hashlib
import hmac
from datetime import datetime, timedelta
from typing import Final

from yika.ground.errors import Refused
from yika.people.model import PersonKey
from yika.store.keys import Keys

SHOWN_MAX: Final = timedelta(minutes=5)
TOKEN_MAX: Final = timedelta(hours=24)  # a visit may be settled later on the day
MARK: Final = "YK"  # the first characters of every code of ours
PAD: Final = "="  # what base64 ends with at our length; left out
_PARTS_BYTES: Final = (4, 6, 4)  # bytes of region, person, and end
_SEAL_BYTES: Final = 12
_LENGTH_BYTES: Final = sum(_PARTS_BYTES) + _SEAL_BYTES


class WrongCode(Refused):
    """What was scanned is no code of ours. Facts: none."""

    code = "wrong_code"


class CodeOver(Refused):
    """A code or token that was good once. Facts: until."""

    code = "code_over"


def code_for(keys: Keys, person: PersonKey, wall: datetime) -> str:
    """The text behind the square that the person shows."""
    return MARK + _signed(keys, "code", person, wall + SHOWN_MAX)


def read_code(keys: Keys, text: str, wall: datetime) -> PersonKey:
    """Whose code it is. Fails with WrongCode or CodeOver."""
    plain = text.strip()
    if not plain.startswith(MARK):
        raise WrongCode
    return _read(keys, "code", plain.removeprefix(MARK), wall)


def token_for(keys: Keys, person: PersonKey, wall: datetime) -> str:
    """The token (ecToken) that stands for the e-credential for the rest of the visit."""
    return _signed(keys, "token", person, wall + TOKEN_MAX)


def read_token(keys: Keys, text: str, wall: datetime) -> PersonKey:
    """Whose token it is. Fails with WrongCode or CodeOver."""
    return _read(keys, "token", text.strip(), wall)


def _signed(keys: Keys, what: str, person: PersonKey, until: datetime) -> str:
    numbers = (person.region, person.person_id, int(until.timestamp()))
    pairs = zip(numbers, _PARTS_BYTES, strict=True)
    text = b"".join(number.to_bytes(size, "big") for number, size in pairs)
    return _written(text + _seal(keys, what, text))


def _written(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().removesuffix(PAD)


def _read(keys: Keys, what: str, text: str, wall: datetime) -> PersonKey:
    try:
        raw = base64.b64decode(text + PAD, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise WrongCode from None
    if text != _written(raw):  # Another last letter can stand for the same bytes.
        raise WrongCode
    signed, seal = raw[:-_SEAL_BYTES], raw[-_SEAL_BYTES:]
    if len(raw) != _LENGTH_BYTES or not hmac.compare_digest(seal, _seal(keys, what, signed)):
        raise WrongCode
    region, person_id, until = (
        int.from_bytes(part, "big")
        for part in (
            signed[: _PARTS_BYTES[0]],
            signed[_PARTS_BYTES[0] : -_PARTS_BYTES[2]],
            signed[-_PARTS_BYTES[2] :],
        )
    )
    end = datetime.fromtimestamp(until, wall.tzinfo)
    if wall >= end:
        raise CodeOver(until=end)
    return PersonKey(region, person_id)


def _seal(keys: Keys, what: str, text: bytes) -> bytes:
    key = hmac.digest(keys.session, b"yika e-credential", hashlib.sha256)
    return hmac.digest(key, what.encode() + b"\0" + text, hashlib.sha256)[:_SEAL_BYTES]
