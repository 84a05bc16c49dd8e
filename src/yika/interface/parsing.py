"""Messages as typed records: `read` the envelope, then `input_of` it.

Most messages take the fast way: one typed decoding, a check of digits and codes. Whatever does not
pass it is gone through field by field in `lenient`, which knows the habits of senders and tells
everything that is wrong at once. Nothing that somebody sends raises anything but `BadMessage` and
`UnknownTransaction`.
"""

import importlib
import re
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Final, cast

import msgspec
import yaml

from yika.interface import quick
from yika.interface.envelope import Envelope
from yika.interface.generate import module
from yika.interface.lenient import LOOSE, Plain, normal
from yika.interface.problems import BadField, BadMessage, UnknownTransaction
from yika.interface.spec import Node, numbers, spoken
from yika.interface.values import EARLIEST_YEAR

# Empty text and the text null, where a value stands: after a colon no other quotes can follow so.
NOTHING: Final = re.compile(rb':\s*"(?:|null|NULL)"(?=\s*[,}\]])')
EMPTY: Final = b':""'
PLACE: Final = re.compile(r"\(byte \d+\)")  # of what a decoder tells
BOM: Final = b"\xef\xbb\xbf"
UNREADABLE: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ValueError)
ENVELOPE: Final = msgspec.json.Decoder(Envelope, strict=False)
RAW: Final = msgspec.json.Decoder(dict[str, msgspec.Raw])


def read(body: bytes) -> Envelope:
    """The envelope of a message; its input is left as it came, but for empty values."""
    cleaned = _without_empties(body.removeprefix(BOM))
    try:
        envelope = ENVELOPE.decode(cleaned)
    except UNREADABLE:
        return _envelope_read_with_care(cleaned, body)
    odd = b"\\u0000" in cleaned or envelope.inf_time.year < EARLIEST_YEAR
    return _envelope_read_with_care(cleaned, body) if odd else envelope


def input_of(envelope: Envelope) -> msgspec.Struct:
    """The transaction's own `Input` record out of an envelope."""
    return input_from(envelope.infno, bytes(envelope.input))


def input_from(infno: str, raw: bytes) -> msgspec.Struct:
    """The `Input` record of a transaction out of JSON, or out of JSON text in a JSON text."""
    entry = _entry(infno)
    raw = _unpacked(raw) if raw[:1] == b'"' else _without_empties(raw)
    if not any(spelling in raw for spelling in entry.spellings):
        try:
            record = entry.decoder.decode(raw)
            if entry.fine(record):
                return record
        except UNREADABLE:
            pass
    return read_with_care(infno, raw)


def output_from(infno: str, raw: bytes) -> object:
    """The `Output` record of a transaction's reply; members that are null count as left out."""
    output = getattr(_module(infno), "Output", None)
    if output is None or raw in (b"null", b"", b"{}"):
        return None
    found = LOOSE.decode(raw)
    return msgspec.convert(_without_nulls(found), output, strict=False)


class _Entry:
    """What is needed to read one transaction, made once."""

    def __init__(self, infno: str) -> None:
        nodes = spoken(infno).input
        self.record = cast("type[msgspec.Struct]", _module(infno).Input)
        self.decoder = msgspec.json.Decoder(self.record, strict=False)
        self.fine = quick.check(infno)
        spellings = {name for node in nodes for name in _spellings(node)}
        self.spellings = (*(f'"{name}"'.encode() for name in sorted(spellings)), b"\\u0000")


def _spellings(node: Node) -> list[str]:
    """Other spellings of a node's names, and of its own."""
    inner = [name for field in node.fields for name in field.variants]
    return [*node.variants, *inner]


@lru_cache(maxsize=256)
def _entry(infno: str) -> _Entry:
    if infno not in _numbers():
        raise UnknownTransaction(infno[:6])
    return _Entry(infno)


def warm() -> None:
    """Read all specifications now rather than with the first message of each transaction."""
    for infno in _numbers():
        _entry(infno)


@lru_cache(maxsize=1)
def _numbers() -> frozenset[str]:
    return frozenset(numbers())


def _module(infno: str) -> ModuleType:
    name = spoken(infno).same_as or infno
    return importlib.import_module(f"yika.interface.records.{module(name)}")


def _without_empties(body: bytes) -> bytes:
    """The body with null for empty text and the text null; exact, since those follow a colon."""
    if b'""' in body:
        body = body.replace(EMPTY, b":null")  # Most senders leave no blank before it.
    if b'""' in body or b'"null"' in body or b'"NULL"' in body:
        return NOTHING.sub(b":null", body)
    return body


def _unpacked(raw: bytes) -> bytes:
    """The JSON that stands in a JSON text."""
    try:
        return _without_empties(msgspec.json.decode(raw, type=str).strip().encode()) or b"{}"
    except UNREADABLE as error:
        raise BadMessage([BadField(field="input", zh="交易输入", problem="not_json")]) from error


def _loosely(raw: bytes, where: str, zh: str) -> object:
    """Any JSON, with numbers exact; raises `BadMessage`."""
    try:
        return LOOSE.decode(raw)
    except RecursionError as error:
        raise BadMessage([BadField(field=where, zh=zh, problem="too_deep")]) from error
    except (*UNREADABLE, ArithmeticError) as error:
        problem = "not_json" if _is_utf8(raw) else "not_utf8"
        raise BadMessage([BadField(field=where, zh=zh, problem=problem)]) from error


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


def read_with_care(infno: str, raw: bytes) -> msgspec.Struct:
    """The `Input` record by the careful way alone; raises `BadMessage` with every fault."""
    plain = _loosely(raw if raw != b"null" else b"{}", "input", "交易输入")
    found, bad = normal(spoken(infno).input, plain)
    if bad:
        raise BadMessage(bad)
    return msgspec.convert(found, _entry(infno).record, strict=False)


@lru_cache(maxsize=1)
def _envelope() -> tuple[Node, ...]:
    text = Path(__file__).with_name("envelope.yaml").read_bytes()
    return (msgspec.convert(yaml.load(text, yaml.CSafeLoader), Node),)


def _envelope_read_with_care(cleaned: bytes, body: bytes) -> Envelope:
    try:
        members = RAW.decode(cleaned.rstrip(b"\0"))  # Some send the end of their text with it.
    except RecursionError as error:
        raise BadMessage([BadField(field="message", zh="报文", problem="too_deep")]) from error
    except msgspec.ValidationError as error:
        bad = BadField(field="message", zh="报文", problem="not_an_object")
        raise BadMessage([bad]) from error
    except UNREADABLE as error:
        bad = BadField(field="message", zh="报文", problem="not_json", expected=_broken_at(body))
        raise BadMessage([bad]) from error
    raw = members.pop("input", msgspec.Raw(b"{}"))
    plain: Plain = {name: _loosely(bytes(value), name, "") for name, value in members.items()}
    found, bad = normal(_envelope(), plain)
    if bad:
        raise BadMessage(bad)
    return msgspec.convert({**found, "input": msgspec.Raw(bytes(raw))}, Envelope, strict=False)


def _broken_at(body: bytes) -> str:
    """Where the JSON of a message breaks off, as far as that can be told."""
    try:
        RAW.decode(body.removeprefix(BOM).rstrip(b"\0"))
    except UNREADABLE as error:
        found = PLACE.search(str(error))
        return "" if found is None else f" {found[0]}"
    return ""


def _without_nulls(value: object) -> object:
    if isinstance(value, dict):
        members = cast("dict[str, object]", value)
        return {name: _without_nulls(v) for name, v in members.items() if v is not None}
    if isinstance(value, list):
        return [_without_nulls(inner) for inner in cast("list[object]", value)]
    return value
