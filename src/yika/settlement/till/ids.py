"""Ids of what a message makes: the same for the same message, in order, hashed from nothing.

A UUID of version 8 (RFC 9562), apart from those of runs by its highest bit.

     1 bit   set
    47 bits  number of the message
     4 bits  version 8
    12 bits  which one of the message
     2 bits  variant
    20 bits  region
    42 bits  person
"""

from uuid import UUID

_TOP = 1 << 47


def message_uuid(message_id: int, which: int, region: int, person_id: int) -> UUID:
    """The id of the which-th thing that a message makes for a person."""
    assert message_id < _TOP, "forty-seven bits hold a message's number"
    assert which < 1 << 12, "twelve bits say which"
    assert region < 1 << 20, "a region has six digits"
    assert person_id < 1 << 42, "forty-two bits hold a person's number"
    first = ((_TOP | message_id) << 16) | (8 << 12) | which
    return UUID(int=(first << 64) | (2 << 62) | (region << 42) | person_id)
