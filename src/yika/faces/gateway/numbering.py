"""Numbers as institutions see them: decimal text of at most 30 characters.

A person number (人员编号) is the region's six digits and the number within it; a visit's and a
settlement's are the number of the message that made them.
"""

from yika.ground.errors import Missing
from yika.people.model import PersonKey

PERSON_DIGITS = 10
HIGHEST = 2**63 - 1


class NoSuchNumber(Missing):
    """A number this side never gave out. Facts: field."""

    code = "no_such_number"


def psn_no(person: PersonKey) -> str:
    """The person number of somebody.

    >>> psn_no(PersonKey(999900, 17))
    '9999000000000017'
    """
    return f"{person.region:06}{person.person_id:0{PERSON_DIGITS}}"


def person_of(text: str) -> PersonKey:
    """Whose person number it is. Fails with NoSuchNumber where it has not the form.

    Some fill a field of fixed width; everybody reads the number here, so it names one person.
    """
    told = text.strip()
    if not (told.isascii() and told.isdigit() and 6 + PERSON_DIGITS <= len(told) <= 24):
        raise NoSuchNumber(field="psn_no")
    return PersonKey(int(told[:6]), int(told[6:]))


def visit_named(text: str | None) -> int | None:
    """The visit a message names; None where the reply that told it was lost. Or NoSuchNumber.

    >>> visit_named(" 0"), visit_named("44")
    (None, 44)
    """
    given = (text or "").strip()
    return None if given in ("", "0") else number_of(given, "mdtrt_id")


def number_of(text: str, field: str) -> int:
    """The number of a visit (mdtrt_id), a settlement (setl_id) … Fails with NoSuchNumber."""
    if not (text.isascii() and text.isdigit()) or len(text) > 19 or int(text) > HIGHEST:
        raise NoSuchNumber(field=field)
    return int(text)
