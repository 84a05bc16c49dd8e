"""Refusals that belong to no room: an address where nothing is, a mistake of ours."""

import secrets
from traceback import extract_tb

import structlog

from yika.ground.errors import Missing, Unavailable

LOG = structlog.get_logger()
FRAMES = 8  # the last places on the way to a mistake that the log gets


class NoSuchPage(Missing):
    """There is nothing at this address. Facts: none."""

    code = "no_such_page"


class Mistake(Unavailable):
    """A mistake of ours. Facts: number, under which the log has it."""

    code = "mistake"


def mistake(error: Exception) -> Mistake:
    """What the caller is told of our mistake: a number to quote; the log gets where it happened.

    The error's message is left out of both: it may repeat what was sent.
    """
    number = secrets.token_hex(4)
    where = [f"{frame.filename}:{frame.lineno}" for frame in extract_tb(error.__traceback__)]
    LOG.error("mistake", number=number, kind=type(error).__name__, where=where[-FRAMES:])
    return Mistake(number=number)
