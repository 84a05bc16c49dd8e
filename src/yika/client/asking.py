"""What an institution asks, as messages, and what it gets back; nothing here opens a connection.

An `Ask` is a transaction with its input and the type of its output. A `Station` is who asks: the
institution, its operator, its running number of messages.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Generic, TypeVar, cast

import msgspec

from yika.ground.days import BEIJING
from yika.interface.envelope import Envelope
from yika.interface.parsing import output_from
from yika.interface.writing import write_record

Output = TypeVar("Output")
SEQUENCE_MAX = 9999


def somewhere() -> "count[int]":
    """Running numbers from any one on.

    A msgid has no more than the second and such a number: two tills that both began at 0, or one
    started again, would call two messages alike.
    """
    return count(secrets.randbelow(SEQUENCE_MAX + 1))


class Rejected(Exception):
    """The platform said no: its code, its text, and yika's own answer where there is one."""

    def __init__(self, infno: str, code: int, message: str, yika: object = None) -> None:
        super().__init__(f"{infno}: {message}")
        self.infno = infno
        self.code = code
        self.message = message
        self.yika = yika


class NoAnswer(Exception):
    """What came back is no reply of the interface: another gateway's error, or nothing at all."""

    def __init__(self, infno: str, status: int, text: str) -> None:
        super().__init__(f"{infno}: HTTP {status}: {text[:200]}")
        self.infno = infno
        self.status = status
        self.text = text


@dataclass(frozen=True)  # Without slots: with them ``Ask[None](…)`` fails in Python 3.11.
class Ask(Generic[Output]):
    """A transaction with its input, and what its output is."""

    infno: str
    given: msgspec.Struct
    output: type[Output] | None = None


class Answer(msgspec.Struct):
    """The members of a reply that a caller needs."""

    infcode: int
    inf_refmsgid: str | None = None
    err_msg: str | None = None
    warn_msg: str | None = None
    output: msgspec.Raw = msgspec.Raw(b"null")
    yika: object = None


ANSWER = msgspec.json.Decoder(Answer, strict=False)


@dataclass(slots=True, kw_only=True)
class Station:
    """Who asks: an institution with its place, and the operator at work."""

    code: str
    region: int
    name: str = ""
    operator: str = "1"
    operator_name: str = "1"
    operator_kind: str = "1"
    system: str = "MBS_LOCAL"
    sign_no: str | None = None
    now: Callable[[], datetime] = lambda: datetime.now(BEIJING)
    numbers: "count[int]" = field(default_factory=somewhere)

    def message(self, ask: Ask[Output], msgid: str = "", insured_in: int | None = None) -> Envelope:
        """The whole message; without a `msgid` of the caller's under a new one."""
        at = self.now().astimezone(BEIJING).replace(tzinfo=None, microsecond=0)
        return Envelope(
            infno=ask.infno,
            msgid=msgid or self._next(at),
            mdtrtarea_admvs=f"{self.region:06}",
            insuplc_admdvs=f"{insured_in or self.region:06}",
            recer_sys_code=self.system,
            infver="V1.0",
            opter_type=self.operator_kind,
            opter=self.operator,
            opter_name=self.operator_name,
            inf_time=at,
            fixmedins_code=self.code,
            fixmedins_name=self.name,
            sign_no=self.sign_no,
            input=msgspec.Raw(write_record(ask.given)),
        )

    def _next(self, at: datetime) -> str:
        number = next(self.numbers) % (SEQUENCE_MAX + 1)
        return f"{self.code[:12]:0<12}{at:%Y%m%d%H%M%S}{number:04}"


def answered(ask: Ask[Output], status: int, kind: str, body: bytes) -> Output:
    """The output of a reply; a file is its bytes. Raises `Rejected` or `NoAnswer`."""
    if kind.startswith("application/octet-stream"):
        return cast("Output", body)
    try:
        reply = ANSWER.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise NoAnswer(ask.infno, status, body.decode("utf-8", "replace")) from error
    if reply.infcode != 0:
        raise Rejected(ask.infno, reply.infcode, reply.err_msg or "", reply.yika)
    return cast("Output", output_from(ask.infno, bytes(reply.output)))
