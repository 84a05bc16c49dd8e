"""9001 and 9002: the working period of an operator (签到, 签退)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from yika.faces.gateway.asked import Asked, Handling
from yika.ground.days import BEIJING
from yika.institutions import sign_ins
from yika.interface.records import t9001, t9002
from yika.interface.writing import time_text
from yika.store.db import Conn


async def sign_in(conn: Conn, asked: Asked) -> t9001.Output:
    """The operator's number for the day: the same on every terminal."""
    given: t9001.Input = asked.input
    found = await sign_ins.sign_in(conn, asked.institution, given.sign_in.opter_no, asked.at)
    signed_at = _beijing(found.signed_in_at)
    return t9001.Output(signinoutb=t9001.OutSigninoutb(sign_time=signed_at, sign_no=found.sign_no))


async def sign_out(conn: Conn, asked: Asked) -> t9002.Output:
    """The period ends, on every terminal of the operator."""
    given: t9002.Input = asked.input
    found = await sign_ins.sign_out(conn, asked.institution, given.sign_out.sign_no, asked.at)
    signed_at = _beijing(found.signed_out_at or asked.at)
    return t9002.Output(signoutoutb=t9002.OutSignoutoutb(sign_time=signed_at))


def _beijing(at: datetime) -> str:
    return time_text(at.astimezone(BEIJING))


# A repeat of either finds what the first one did, so neither needs to be claimed.
HANDLERS: Final[Mapping[str, Handling]] = {"9001": Handling(sign_in), "9002": Handling(sign_out)}
