"""Verification codes (核验码) of documents: 15 characters nobody guesses, one that tells slips.

The alphabet has no I, L, O or U, which are read as other characters.
"""

from typing import Final
from uuid import UUID

from stdnum import luhn

from yika.ground.errors import Refused
from yika.people.model import PersonKey
from yika.store.keys import Keys
from yika.store.sealing import blind

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
READ_AS: Final = str.maketrans({"I": "1", "L": "1", "O": "0", "-": None, " ": None})
LENGTH: Final = 16
GROUP: Final = 4


class MistypedCode(Refused):
    """A verification code that none of ours reads like. Facts: none."""

    code = "mistyped_code"


def code_of(keys: Keys, person: PersonKey, document_id: UUID) -> str:
    """The code of a document: always the same, and only the keys tell it."""
    place = f"{person.region}\0{person.person_id}\0{document_id}"
    number = int.from_bytes(blind(keys, "document", place), "big")
    plain = ""
    for _ in range(LENGTH - 1):
        number, letter = divmod(number, len(ALPHABET))
        plain += ALPHABET[letter]
    return plain + luhn.calc_check_digit(plain, ALPHABET)


def read_code(text: str) -> str:
    """A code as somebody typed it, with or without hyphens. Fails with MistypedCode."""
    plain = text[: LENGTH * 2].upper().translate(READ_AS)
    if len(plain) != LENGTH or set(plain) - set(ALPHABET):
        raise MistypedCode
    if not luhn.is_valid(plain, ALPHABET):
        raise MistypedCode
    return plain


def grouped(code: str) -> str:
    """A code as it is printed and read aloud.

    >>> grouped("0123456789ABCDEF")
    '0123-4567-89AB-CDEF'
    """
    return "-".join(code[at : at + GROUP] for at in range(0, LENGTH, GROUP))
