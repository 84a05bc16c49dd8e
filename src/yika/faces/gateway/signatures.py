"""Whether a message comes from the institution it names: the four ways gateways in use sign it.

Names of headers are lower case here, as HTTP servers hand them over. Instants are Unix seconds of
the machine's clock. Nothing here reads a clock, a database or a secret of anybody else.
"""

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

import msgspec
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.hmac import HMAC

from yika.ground.errors import Refused
from yika.institutions.model import KeyPair, Signing

CSB_FIELDS: Final = (b"_api_access_key", b"_api_name", b"_api_timestamp", b"_api_version")
CSB_SIGNED: Final = b"&".join(name + b"=%b" for name in CSB_FIELDS)  # they are in order
CSB_FORM: Final = b"&jsonStr="  # the text part of a form, the last by name
CSB_SIGNATURE: Final = b"_api_signature"
TIF_FIELDS: Final = (b"x-tif-paasid", b"x-tif-timestamp", b"x-tif-nonce")
TIF_SIGNATURE: Final = b"x-tif-signature"
CA_SIGNATURE: Final = b"x-ca-signature"
API_KEY: Final = b"apikey"
SIGNED_BY: Final = {
    CSB_SIGNATURE: "csb",
    TIF_SIGNATURE: "tif",
    CA_SIGNATURE: "x_ca",
    API_KEY: "apikey",
}
MILLISECONDS: Final = 100_000_000_000  # Seconds reach so far in the year 5138.
DIGITS_MAX: Final = 16  # of a time that is read
SECOND_TWINS: Final = 2.0  # seconds: many messages carry the same whole second


class SignatureMissing(Refused):
    """A message came without the headers that sign it. Facts: ways."""

    code = "signature_missing"


class SignatureStale(Refused):
    """The time that was signed is too far from ours. Facts: window_seconds."""

    code = "signature_stale"


class SignatureTimeWrong(Refused):
    """The time that was signed is no number of that unit since 1970. Facts: header, unit."""

    code = "signature_time_wrong"


class SignerUnknown(Refused):
    """The key named is not the institution's. Facts: way."""

    code = "signer_unknown"


class SignatureWrong(Refused):
    """The signature is not what the secret makes of the message. Facts: way."""

    code = "signature_wrong"


class Windows(msgspec.Struct, frozen=True):
    """How far the time that was signed may be from ours, in seconds."""

    csb: int = 1800
    tif: int = 300


class Signed(msgspec.Struct, frozen=True):
    """A signature that is right: how to know it again."""

    way: str
    mark: str  # of two messages with the same mark, one is a repeat
    twins_seconds: float = 0.0  # so long after the first, another message may carry the same mark


class Sent(NamedTuple):
    """A message as far as signatures go over it."""

    headers: Mapping[bytes, bytes]
    body: bytes
    form: bytes | None  # the text part of a form, which some sign as a parameter
    code: str  # of the institution


Checking = Callable[[Sent, KeyPair, Windows, float], Signed | None]


def check(
    sent: Sent, signing: Signing, ways: Sequence[str], windows: Windows, now: float
) -> Signed | None:
    """The right signature of a message; None for a constant key, which has nothing to remember.

    Fails with SignatureMissing, SignerUnknown, SignatureTimeWrong, SignatureStale or
    SignatureWrong, in this order.
    """
    for header, way in SIGNED_BY.items():
        if header in sent.headers and way in ways:
            keys = signing.of(way)
            if keys is None:
                raise SignerUnknown(way=way)
            return CHECKS[way](sent, keys, windows, now)
    raise SignatureMissing(ways=list(ways))


def is_signed(headers: Mapping[bytes, bytes]) -> bool:
    """Whether any way of signing was tried."""
    return any(header in headers for header in SIGNED_BY)


def csb_signature(secret: str, fields: Mapping[str, str]) -> bytes:
    """What a CSB gateway expects: Base64 of HMAC-SHA1 over ``name=value&…`` by name.

    >>> csb_signature("SK", {"_api_access_key": "AK", "_api_name": "1101",
    ...     "_api_version": "1.0.0", "_api_timestamp": "1700000000"})
    b'XU5hxEx0flnxDVSjOCDL3fnsjVA='
    """
    text = "&".join(f"{name}={fields[name]}" for name in sorted(fields))
    return _csb_signature(secret, text.encode())


def _csb_signature(secret: str, text: bytes) -> bytes:
    return base64.b64encode(hmac.digest(secret.encode(), text, hashlib.sha1))


def tif_signature(secret: str, timestamp: str, nonce: str) -> str:
    """What a TIF gateway expects: hex of SHA-256 over timestamp, secret, nonce, timestamp."""
    text = f"{timestamp}{secret}{nonce}{timestamp}"
    return hashlib.sha256(text.encode()).hexdigest()


def ca_signature(secret: str, timestamp: str, body: bytes) -> str:
    """What a ``x-ca`` gateway expects: upper-case hex of HMAC-SM3 over seconds, newline, body."""
    found = HMAC(secret.encode(), hashes.SM3())
    found.update(timestamp.encode() + b"\n" + body)
    return found.finalize().hex().upper()


def _csb(sent: Sent, keys: KeyPair, windows: Windows, now: float) -> Signed:
    headers, form = sent.headers, sent.form
    values = tuple([headers.get(name, b"") for name in CSB_FIELDS])
    if not all(values):
        raise SignatureMissing(ways=["csb"])
    access_key, _, timestamp, _ = values
    if access_key != keys.key.encode():
        raise SignerUnknown(way="csb")
    signed_at = _number(timestamp, "_api_timestamp", "ms")
    whole = signed_at < MILLISECONDS
    _fresh(signed_at if whole else signed_at / 1000, windows.csb, now)
    given = headers[CSB_SIGNATURE]
    text = CSB_SIGNED % values
    if not hmac.compare_digest(_csb_signature(keys.secret, text), given):
        with_form = None if form is None else _csb_signature(keys.secret, text + CSB_FORM + form)
        if with_form is None or not hmac.compare_digest(with_form, given):
            raise SignatureWrong(way="csb")
    return Signed("csb", _text(given), SECOND_TWINS if whole else 0.0)


def _tif(sent: Sent, keys: KeyPair, windows: Windows, now: float) -> Signed:
    if any(not sent.headers.get(name) for name in TIF_FIELDS):
        raise SignatureMissing(ways=["tif"])
    app, timestamp, nonce = (_text(sent.headers[name]) for name in TIF_FIELDS)
    if app != keys.key:
        raise SignerUnknown(way="tif")
    signed_at = _seconds(sent.headers[b"x-tif-timestamp"], "x-tif-timestamp")
    _fresh(signed_at, windows.tif, now)
    expected = tif_signature(keys.secret, timestamp, nonce).encode()
    if not hmac.compare_digest(expected, sent.headers[TIF_SIGNATURE].lower()):
        raise SignatureWrong(way="tif")
    return Signed("tif", f"{timestamp}:{nonce}")


def _ca(sent: Sent, keys: KeyPair, windows: Windows, now: float) -> Signed:
    if _text(sent.headers.get(b"x-ca-key", b"")) not in (keys.key, sent.code):
        raise SignerUnknown(way="x_ca")
    timestamp, _, given = sent.headers[CA_SIGNATURE].upper().partition(b":")
    signed_at = _text(timestamp)
    _fresh(_seconds(timestamp, "x-ca-signature"), windows.tif, now)
    if not any(
        hmac.compare_digest(ca_signature(keys.secret, signed_at, text).encode(), given)
        for text in (sent.body, _gb2312(sent.body))
    ):
        raise SignatureWrong(way="x_ca")
    return Signed("x_ca", _text(given))


def _apikey(sent: Sent, keys: KeyPair, _: Windows, __: float) -> None:
    if not hmac.compare_digest(keys.secret.encode(), sent.headers[API_KEY]):
        raise SignerUnknown(way="apikey")


CHECKS: Final[Mapping[str, Checking]] = {"csb": _csb, "tif": _tif, "x_ca": _ca, "apikey": _apikey}


def _fresh(signed_at: float, window: int, now: float) -> None:
    if not abs(now - signed_at) <= window:
        raise SignatureStale(window_seconds=window)


def _number(told: bytes, header: str, unit: str) -> int:
    """The time that was signed. Fails with SignatureTimeWrong where it is none."""
    if told.isdigit() and len(told) <= DIGITS_MAX:
        return int(told)
    raise SignatureTimeWrong(header=header, unit=unit)


def _seconds(told: bytes, header: str) -> int:
    """The same where only whole seconds are signed."""
    found = _number(told, header, "s")
    if found >= MILLISECONDS:
        raise SignatureTimeWrong(header=header, unit="s")
    return found


def _text(value: bytes) -> str:
    return value.decode("utf-8", "replace")


def _gb2312(body: bytes) -> bytes:
    """The body as some vendors' libraries are handed it before they hash it."""
    return body.decode("utf-8", "replace").encode("gb18030", "replace")
