"""What an institution asks, as messages, and what it gets back; nothing here opens a connection.

An `Ask` is a transaction with its input and the type of its output, an `Answer` what came back. A
`Station` is who asks: the institution, its operator, its running number of messages.
"""

import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from itertools import count
from typing import Any, Generic, TypeVar, cast

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

    def __init__(
        self, infno: str, msgid: str, code: int, message: str, yika: dict[str, Any]
    ) -> None:
        super().__init__(f"{infno}: {message}")
        self.infno = infno
        self.msgid = msgid
        self.code = code
        self.message = message
        self.yika = yika


class NoAnswer(Exception):
    """Nothing came back, half of it, or no reply of the interface; the message may yet be done.

    Send the same again under the same `msgid`, or reverse it. What came instead, if anything, is in
    `text`; it is not in the exception's words, since it may tell of a person.
    """

    def __init__(
        self, infno: str, msgid: str, why: str, *, status: int | None = None, text: str = ""
    ) -> None:
        super().__init__(
            f"{infno} {msgid}: {why} · 用同一 msgid 重发,或冲正 (2601)"
            " / send it again under the same msgid, or reverse it"
        )
        self.infno = infno
        self.msgid = msgid
        self.status = status
        self.text = text


@dataclass(frozen=True)  # Without slots: with them ``Ask[None](…)`` fails in Python 3.11.
class Ask(Generic[Output]):
    """A transaction with its input, and what its output is."""

    infno: str
    given: msgspec.Struct
    output: type[Output] | None = None


@dataclass(frozen=True, kw_only=True)
class Answer(Generic[Output]):
    """What came back for a message that was done: its output, and what was said beside it."""

    output: Output
    warning: str = ""  # warn_msg, such as why the fund did not pay
    yika: dict[str, Any] = field(default_factory=dict[str, Any])  # stopped, unknown, deposit …
    msgid: str  # it was sent under, for reversing it


class Members(msgspec.Struct):
    """The members of a reply that a caller needs."""

    infcode: int
    err_msg: str | None = None
    warn_msg: str | None = None
    output: msgspec.Raw = msgspec.Raw(b"null")
    yika: dict[str, Any] | None = None


class GatewayError(msgspec.Struct):
    """How a gateway says that it did not even read a message."""

    code: int
    message: str


MEMBERS = msgspec.json.Decoder(Members, strict=False)
GATEWAY_ERROR = msgspec.json.Decoder(GatewayError, strict=False)
UNREADABLE = (ValueError, ArithmeticError, RecursionError)  # msgspec's errors are ValueErrors


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
        at = self._at()
        return Envelope(
            infno=ask.infno,
            msgid=msgid or self._numbered(at),
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

    def new_msgid(self) -> str:
        """One for a program that writes it down before it sends, and so has it after a crash."""
        return self._numbered(self._at())

    def _at(self) -> datetime:
        return self.now().astimezone(BEIJING).replace(tzinfo=None, microsecond=0)

    def _numbered(self, at: datetime) -> str:
        number = next(self.numbers) % (SEQUENCE_MAX + 1)
        return f"{self.code[:12]:0<12}{at:%Y%m%d%H%M%S}{number:04}"


def answered(ask: Ask[Output], msgid: str, status: int, kind: str, body: bytes) -> Answer[Output]:
    """What a reply says; a file's output is its bytes. Raises `Rejected` or `NoAnswer`."""
    if status == HTTPStatus.OK and kind.startswith("application/octet-stream"):
        return Answer(output=cast("Output", body), msgid=msgid)
    try:
        reply = MEMBERS.decode(body)
        if reply.infcode != 0:
            said = reply.err_msg or ""
            raise Rejected(ask.infno, msgid, reply.infcode, said, reply.yika or {})
        output = output_from(ask.infno, bytes(reply.output))
    except UNREADABLE as error:
        raise _no_reply(ask.infno, msgid, status, body) from error
    if ask.output is not None and not isinstance(output, ask.output):
        raise _no_reply(ask.infno, msgid, status, body)
    return Answer(
        output=cast("Output", output),
        warning=reply.warn_msg or "",
        yika=reply.yika or {},
        msgid=msgid,
    )


def _no_reply(infno: str, msgid: str, status: int, body: bytes) -> NoAnswer:
    """What came is no reply, or no whole one; the words of a gateway that refused are told."""
    why = f"HTTP {status}"
    if status >= HTTPStatus.BAD_REQUEST:
        with suppress(*UNREADABLE):
            why = f"{why} {GATEWAY_ERROR.decode(body).message[:100]}"
    return NoAnswer(infno, msgid, why, status=status, text=body.decode("utf-8", "replace"))
