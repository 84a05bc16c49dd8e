"""Numbers of cases, that people quote: region, day, running number, check digit."""

import re
from datetime import date
from typing import Final
from uuid import UUID

from stdnum import luhn

from yika.ground.errors import Missing

NUMBER = re.compile(r"([0-9]{6})([0-9]{6})([0-9]{7})")  # region, day, running number and check
NO_DAY: Final = "000000"


class NoSuchCase(Missing):
    """No case has that number, or it is not yours to see. Facts: none."""

    code = "no_such_case"


def number_of(region: int, on: date, running: int) -> str:
    """The number of a case: region, day, running number, and a check digit.

    >>> number_of(999900, date(2026, 3, 16), 17)
    '9999002603160000173'
    """
    digits = f"{region:06}{on:%y%m%d}{running:06}"
    return digits + luhn.calc_check_digit(digits)


def tried(region: int, case_id: UUID) -> str:
    """A number for a case that does not stay: of no day, so that none of a day's is used up.

    >>> tried(999900, UUID(int=17))
    '9999000000000000178'
    """
    running = f"{case_id.int:06}"[-len(NO_DAY) :]
    digits = f"{region:06}{NO_DAY}{running}"
    return digits + luhn.calc_check_digit(digits)


def quoted(number: str) -> str:
    """The number as it is written and read out: 999900 260316 0000173."""
    return NUMBER.sub(r"\1 \2 \3", number)


def plain(number: str) -> str:
    """The digits of a number as somebody wrote it. Fails with NoSuchCase."""
    digits = "".join(number.replace("-", " ").split())
    if NUMBER.fullmatch(digits) is None or not luhn.is_valid(digits):
        raise NoSuchCase
    return digits


def region_of(number: str) -> int:
    """The region in the digits of a number."""
    found = NUMBER.fullmatch(number)
    assert found is not None, "a number of a case"
    return int(found[1])
