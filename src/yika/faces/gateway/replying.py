"""Replies in the interface's envelope."""

from dataclasses import dataclass
from datetime import datetime

from msgspec import UNSET

from yika.faces.gateway.asked import Answer, Handed
from yika.faces.gateway.telling import err_msg, extension, told
from yika.ground.days import wall_clock
from yika.ground.errors import YikaError
from yika.interface.envelope import Reply
from yika.interface.writing import write
from yika.standing.model import Standing

SEQUENCE = 10**10
SECOND = 14  # digits of an instant down to the second


@dataclass(slots=True)
class Receipt:
    """That a message came: when, as which, and, once known, to which region."""

    at: datetime  # by the machine's clock
    number: int
    region: int = 0
    err_msg: str | None = None  # once it was refused

    def reply(self, handed: Handed) -> bytes:
        """The whole reply to a message that was handled."""
        if isinstance(handed, Answer):
            yika = UNSET if handed.yika is None else handed.yika
            return self._written(output=handed.output, warn_msg=handed.warning, yika=yika)
        return self._written(output=handed)

    def refusal(self, error: YikaError, standing: Standing | None) -> bytes:
        """The whole reply to a message that was refused, with every reason."""
        reasons = told(error)
        self.err_msg = err_msg(reasons, standing)
        return self._written(
            infcode=-1, err_msg=self.err_msg, yika=extension(reasons, standing), output=None
        )

    def _written(self, **members: object) -> bytes:
        came, went = _digits(self.at), _digits(wall_clock())
        return write(
            Reply(
                inf_refmsgid=f"{self.region:06}{came[:SECOND]}{self.number % SEQUENCE:010}",
                refmsg_time=came,
                respond_time=went,
                **members,  # pyright: ignore[reportArgumentType]
            )
        )


def _digits(at: datetime) -> str:
    """``20261122014336512``; `strftime` takes twice as long, twice for each message."""
    told = at.isoformat(" ", "milliseconds")
    return told[:4] + told[5:7] + told[8:10] + told[11:13] + told[14:16] + told[17:19] + told[20:23]
