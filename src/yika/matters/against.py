"""What stands against an act by the facts alone: told when it is asked for, and again when done.

A case that waits for a decision is not even taken where an objection is known. Most acts leave this
to their effect, which is asked at once.
"""

from functools import singledispatch

from yika.ground.errors import YikaError
from yika.matters.model import Act
from yika.matters.work import Work


@singledispatch
async def against(act: Act, work: Work) -> list[YikaError]:
    """Every reason against the act that is known before anybody decides."""
    del act, work
    return []
