"""National identity numbers (居民身份证号码) and masks.

Form, birth date and check digit are checked (GB 11643); the division is not, since divisions change
and made-up people begin with 9999. What is shown of a person is masked unless role and purpose need
it.
"""

import re
from datetime import date

from stdnum.cn import ric

from yika.ground.errors import Refused

_FORM = re.compile(r"[0-9]{17}[0-9X]")


class WrongIdNumber(Refused):
    """Facts: problem (form | birth_date | check_digit). Never the number itself."""

    code = "wrong_id_number"


def check_id_number(text: str) -> str:
    """The number in its plain form (no spaces, capital X), or WrongIdNumber.

    >>> check_id_number(" 99990019900307001x ")
    Traceback (most recent call last):
    yika.ground.ids.WrongIdNumber: wrong_id_number(problem=check_digit)
    """
    number = re.sub(r"[\s-]", "", text).upper()
    if not _FORM.fullmatch(number):
        raise WrongIdNumber(problem="form")
    try:
        birth_date(number)
    except ValueError:
        raise WrongIdNumber(problem="birth_date") from None
    if ric.calc_check_digit(number) != number[17]:
        raise WrongIdNumber(problem="check_digit")
    return number


def is_id_number(text: str) -> bool:
    """Whether a text is an ID number, check digit and all.

    >>> is_id_number("99990019900307001x")
    False
    """
    try:
        check_id_number(text)
    except WrongIdNumber:
        return False
    return True


def birth_date(number: str) -> date:
    """The date of birth in a checked identity number."""
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def mask_id_number(number: str) -> str:
    """The number as it may be shown: ``999900********0011``."""
    return f"{number[:6]}{'*' * (len(number) - 10)}{number[-4:]}"


def mask_number(number: str) -> str:
    """A card or telephone number as it may be shown: all but the last four hidden."""
    return f"{'*' * max(len(number) - 4, 4)}{number[-4:]}"


def mask_name(name: str) -> str:
    """A name as it may be shown: the family name stays, the rest is hidden.

    >>> mask_name("王小明")
    '王**'
    """
    return f"{name[:1]}{'*' * max(len(name) - 1, 1)}"
