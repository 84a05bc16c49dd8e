"""What an institution may settle (受理范围): by its agreement, what it takes and the care it gives.

Pure, from the institution's own record.
"""

from datetime import date
from typing import Final

from yika.ground.errors import YikaError
from yika.institutions.model import Institution
from yika.settlement.model import Kind
from yika.settlement.till.bills import INPATIENT, Wanted
from yika.settlement.till.circumstances import KINDS
from yika.settlement.till.refusals import CareNotGivenHere, NotDesignated, NotTakenHere

OFF_SITE: Final = "off_site"
SOLD: Final = frozenset({Kind.PHARMACY, Kind.CHRONIC, Kind.TWO_DISEASES})  # care that is medicines
SOLD_AS: Final = tuple(code for code, kind in KINDS.items() if kind in SOLD)


def of_institution(wanted: Wanted, on: date, region: int) -> list[YikaError]:
    """What speaks against this institution: no agreement, or something it does not take."""
    institution = wanted.institution
    found: list[YikaError] = []
    if not institution.in_force(on):
        known = institution.agreement(on)
        found.append(
            NotDesignated(
                starts_on=None if known is None else known.starts_on,
                ends_on=None if known is None else known.ends_on,
            )
        )
    found += not_taken(institution, wanted.credential)
    if institution.region != region:
        found += not_taken(institution, OFF_SITE)
    return found


def not_taken(institution: Institution, what: str) -> list[YikaError]:
    """That an institution does not take a credential, or people from elsewhere, if so."""
    accepts = institution.accepts
    return [] if what in accepts else [NotTakenHere(what=what, accepts=sorted(accepts))]


def not_given(institution: Institution, med_type: str, kind: str) -> list[YikaError]:
    """That an institution does not give such care in a visit of that kind, if so.

    A pharmacy sells medicines. Of a category that is settled nowhere the caller tells.
    """
    if not institution.is_pharmacy:
        return []
    care = KINDS.get(med_type)
    if kind != INPATIENT and (care is None or care in SOLD):
        return []
    return [CareNotGivenHere(med_type=med_type, kind=kind, gives=list(SOLD_AS))]
