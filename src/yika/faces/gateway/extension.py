"""What institutions say beside the fields of the interface (``exp_content``): JSON text.

What is no JSON object is somebody else's extension and is left alone.
"""

from decimal import Decimal, InvalidOperation
from typing import Any, Final, cast

import msgspec

from yika.faces.gateway.asked import Asked
from yika.faces.gateway.plain import fen_of
from yika.ground.days import beijing_day
from yika.ground.errors import Refused
from yika.people.model import PersonKey
from yika.policy.lookup import Known, look_up

DEPOSIT: Final = "YIKA_DEPOSIT"
TRAUMA, THIRD_PARTY = "TRUM_FLAG", "REL_TTP_FLAG"
NEVER_PAID, BY_THIRD_PARTY = "entitlement.fund_never_pays", "third_party"
FLAGS: Final = ("0", "1")
YES: Final = "1"
MOST_YUAN: Final = Decimal(1_000_000)
PLACES: Final = 2  # decimal places of an amount


class ExtensionWrong(Refused):
    """What exp_content says of trauma is missing or not as it has to be. Facts: field, wanted."""

    code = "extension_wrong"


class DepositWrong(Refused):
    """The deposit that is asked for is no amount. Facts: field, wanted."""

    code = "deposit_wrong"


class DepositUnshown(Refused):
    """A deposit was asked for, and no credential's number came with it. Facts: none."""

    code = "deposit_unshown"


class ThirdPartyPays(Refused):
    """A third party has to bear what trauma costs; no fund settles it. Facts: none."""

    code = "third_party_pays"


def extension(text: str | None) -> dict[str, Any]:
    """The members of an extension; none where it is no JSON object."""
    try:
        found: object = msgspec.json.decode(text or "{}")
    except msgspec.DecodeError:
        return {}
    return cast("dict[str, Any]", found) if isinstance(found, dict) else {}


def deposit_fen(text: str | None) -> int | None:
    """The deposit asked for with an admission; None where none is. Fails with DepositWrong."""
    told = extension(text).get(DEPOSIT)
    if told is None or told == "":
        return None
    try:
        amount = Decimal(str(told))
    except InvalidOperation:
        amount = Decimal(-1)
    is_money = amount.is_finite() and 0 < amount <= MOST_YUAN
    if isinstance(told, bool) or not is_money or amount != round(amount, PLACES):
        raise DepositWrong(field=DEPOSIT, wanted="0.01–1000000.00")
    return fen_of(amount)


def require_no_third_party(asked: Asked, person: PersonKey, text: str | None) -> None:
    """Judge what is said of trauma: whether a third party is involved has to be told with it.

    Fails with ExtensionWrong, or with ThirdPartyPays where one is and the law of where the person
    is insured leaves it to them.
    """
    told = extension(text)
    for name in (TRAUMA, THIRD_PARTY):
        if str(told.get(name) or "0") not in FLAGS:
            raise ExtensionWrong(field=name, wanted="0, 1")
    if str(told.get(TRAUMA) or "0") == YES and told.get(THIRD_PARTY) in (None, ""):
        raise ExtensionWrong(field=THIRD_PARTY, wanted="0, 1")
    if str(told.get(THIRD_PARTY) or "0") == YES:
        law = look_up(asked.house.book, NEVER_PAID, person.division, beijing_day(asked.at))
        if isinstance(law, Known) and BY_THIRD_PARTY in law.value:
            raise ThirdPartyPays
