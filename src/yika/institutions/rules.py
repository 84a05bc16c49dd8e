"""What an application to be registered must say. Pure."""

import re
from collections.abc import Iterable
from typing import Final

import msgspec
from stdnum.cn import uscc
from stdnum.exceptions import ValidationError

from yika.ground.errors import Refused, YikaError, refuse_all
from yika.institutions.model import (
    ACCEPTED,
    KINDS,
    PAGES,
    RESULTS,
    TIERS,
    WAYS,
    Hours,
    Settings,
)

NAME_MAX: Final = 200  # characters
CODE: Final = re.compile(r"[HP][0-9A-Z]{11,29}")
GRADE_MAX: Final = 14  # hosp_lv of the interface


class Application(msgspec.Struct, frozen=True, kw_only=True):
    """What an institution says of itself when it is registered."""

    code: str
    name: str
    kind: str
    tier: str
    grade: str
    uscc: str
    district: str
    address: str
    phone: str | None = None
    hours: Hours = Hours()
    accepts: frozenset[str] = frozenset({"card", "e_credential", "id_number"})
    settings: Settings = Settings()


class WrongInstitutionCode(Refused):
    """No institution code: H or P, then 11 to 29 digits or capitals. Facts: given."""

    code = "wrong_institution_code"


class WrongInstitutionField(Refused):
    """Something an institution says of itself is not among what is known. Facts: field, allowed."""

    code = "wrong_institution_field"


class WrongSigningWay(Refused):
    """There is no such way to sign messages. Facts: given, allowed."""

    code = "wrong_signing_way"


def check_application(wanted: Application) -> None:
    """Pass what can be registered; otherwise every reason at once."""
    reasons: list[YikaError] = []
    if not CODE.fullmatch(wanted.code):
        reasons.append(WrongInstitutionCode(given=wanted.code[:30]))
    for field, given, allowed in (
        ("kind", wanted.kind, KINDS),
        ("tier", wanted.tier, TIERS),
        ("grade", wanted.grade, [str(number) for number in range(1, GRADE_MAX + 1)]),
        *(("accepts", one, ACCEPTED) for one in sorted(wanted.accepts)),
    ):
        if given not in allowed:
            reasons.append(WrongInstitutionField(field=field, allowed=list(allowed)))
    for field in ("name", "district", "address"):
        text = getattr(wanted, field)
        if not 1 <= len(text.strip()) <= NAME_MAX or "\0" in text:
            reasons.append(WrongInstitutionField(field=field, allowed=[f"1-{NAME_MAX}"]))
    try:
        uscc.validate(wanted.uscc)
    except ValidationError:
        reasons.append(WrongInstitutionField(field="uscc", allowed=["GB 32100"]))
    refuse_all(reasons)


def check_settings(settings: Settings) -> None:
    """Pass settings that are known. Fails with WrongSigningWay or WrongInstitutionField."""
    check_ways(settings.ways)
    for field, allowed in (("pages", PAGES), ("results", RESULTS)):
        if getattr(settings, field) not in allowed:
            raise WrongInstitutionField(field=field, allowed=list(allowed))


def check_ways(ways: Iterable[str]) -> None:
    """Pass ways to sign that are known. Fails with WrongSigningWay."""
    for way in ways:
        if way not in WAYS:
            raise WrongSigningWay(given=way[:20], allowed=list(WAYS))
