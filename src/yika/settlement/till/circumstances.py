"""A person's circumstances (待遇情形): what of who, where and when benefit policies may ask.

Pure: from how somebody is insured, who they are, what was filed, and the institution. Many people
are insured alike, so what follows from that is kept for a day.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final, NamedTuple

import msgspec

from yika.ground.ids import birth_date
from yika.insurance.entitled.ceiling import continuous_months, paid_months, retired_on
from yika.insurance.entitled.entitlement_laws import EntitlementLaws
from yika.insurance.entitled.months import number
from yika.insurance.model import Cover, Enrolment, Scheme
from yika.settlement.model import Circumstances, Kind

KEPT_MAX: Final = 50_000  # different ways of being insured; then it begins anew
EMPLOYEE: Final = "employee"
RESIDENT: Final = "resident"
INSUTYPES: Final = {EMPLOYEE: "310", RESIDENT: "390"}  # national codes
REFERRAL: Final = "referral"
EMERGENCY: Final = "emergency"
UNREGISTERED: Final = "unregistered"

# Kinds of care by the national kind of care (med_type). What is none of them cannot be priced:
# births, screening and accidents are paid for by rules of their own.
KINDS: Final[Mapping[str, Kind]] = {
    **dict.fromkeys(("11", "12", "13", "1301"), Kind.OUTPATIENT),
    **dict.fromkeys(("14", "1401", "1402", "1403"), Kind.CHRONIC),
    **dict.fromkeys(("9901",), Kind.TWO_DISEASES),
    **dict.fromkeys(("21", "2101", "2102", "2105", "21303", "210303", "2111"), Kind.INPATIENT),
    **dict.fromkeys(("23", "24", "26", "28"), Kind.INPATIENT),
    **dict.fromkeys(("41",), Kind.PHARMACY),
}
EMERGENCIES: Final = frozenset({"13", "1301", "24"})
# Whom medical assistance is for, in the order in which one of several counts.
GROUPS: Final = (
    "special_hardship",
    "orphan",
    "minimum_living",
    "low_income_margin",
    "returned_poverty",
    "poverty_risk",
    "illness_poverty",
    "severely_disabled",
    "entitled_veteran",
)
# The same by the national kind of identity (psn_idet_type).
ASSISTED: Final[Mapping[str, str]] = {
    **dict.fromkeys(("2304", "2301", "2307"), "special_hardship"),
    "2303": "minimum_living",
    "2305": "low_income_margin",
    "2302": "poverty_risk",
    "2306": "illness_poverty",
    "2308": "severely_disabled",
    **dict.fromkeys(("21", "2101", "2102", "2103", "2104", "2105", "2160"), "entitled_veteran"),
}
CIVIL_SERVANT: Final = "civil_servant"


class SpecialIdentity(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What somebody counts as beside being insured (特殊身份), both days included."""

    kind: str  # a national code, or a word of ``assistance_groups``, or CIVIL_SERVANT
    starts_on: date
    ends_on: date | None = None

    def in_force(self, on: date) -> bool:
        """Whether it counts on a day."""
        return self.starts_on <= on and (self.ends_on is None or on <= self.ends_on)


class FiledFor(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A filing that was approved (备案), both days included; where none is named it is for any."""

    kind: str  # transfer | chronic | designated | off_site
    institution_region: int | None
    institution_id: int | None
    starts_on: date
    ends_on: date | None
    what: str

    def in_force(self, on: date) -> bool:
        """Whether it counts on a day."""
        return self.starts_on <= on and (self.ends_on is None or on <= self.ends_on)

    def is_for(self, place: "Place") -> bool:
        """Whether it names that institution, or none."""
        named = self.institution_region, self.institution_id
        return named in ((None, None), (place.region, place.institution_id))


class Place(NamedTuple):
    """Where care is given, as pricing sees it."""

    region: int
    institution_id: int
    tier: str


class Care(NamedTuple):
    """What care it is: its national kind, the disease it is for, how long a stay was.

    Of a purchase told as a visit also who prescribed it, by the tier of that institution.
    """

    med_type: str
    kind: Kind
    disease: str | None = None  # a national code
    stay_days: int | None = None
    prescriber: str | None = None


class Insured(NamedTuple):
    """What follows from how somebody is insured, on a day."""

    scheme: str  # employee | resident
    retired: bool
    retired_on: date | None
    group: str | None
    tier: str | None
    months: int | None


class Insurances:
    """What follows from covers under the law of one region, kept for the day asked last."""

    def __init__(self, laws: EntitlementLaws) -> None:
        self._laws = laws
        self._on = date.min
        self._kept: dict[int, tuple[Cover, Insured]] = {}  # by the object, which is kept with it

    def of(self, cover: Cover, insurance: str, on: date) -> Insured:
        """How somebody is insured; `insurance` is what is written where no enrolment counts."""
        if on != self._on or len(self._kept) >= KEPT_MAX:
            self._on = on
            self._kept.clear()
        kept = self._kept.get(id(cover))
        if kept is None:
            if not cover.enrolments:
                return self._insured(cover, insurance, on)
            kept = self._kept[id(cover)] = cover, self._insured(cover, insurance, on)
        return kept[1]

    def _insured(self, cover: Cover, insurance: str, on: date) -> Insured:
        there = enrolment_on(cover, on)
        known = there.scheme if there is not None else insurance
        scheme = RESIDENT if known == Scheme.RESIDENT else EMPLOYEE
        since = retired_on(cover, on)
        tier = there.options.get("tier") if there is not None else None
        return Insured(
            scheme=scheme,
            retired=since is not None,
            retired_on=since,
            group=there.group if there is not None else None,
            tier=None if tier is None else str(tier),
            months=None if since is not None else self._months(cover, known, on),
        )

    def _months(self, cover: Cover, scheme: str, on: date) -> int | None:
        """Months paid in a row; None where nobody says how a hole between them counts."""
        paid = paid_months(cover, scheme)
        tolerated = self._laws.rule("entitlement.ceiling_gap", on)
        if not isinstance(tolerated, int):
            if paid and max(paid) - min(paid) + 1 != len(paid):
                return None
            tolerated = 0
        # A month is paid when it is over: the one under way breaks nothing.
        today = number(on)
        until = today if today in paid else today - 1
        return continuous_months(paid, tolerated, until)


def enrolment_on(cover: Cover, on: date) -> Enrolment | None:
    """The enrolment of a day: the one begun last; of somebody who left, the last there was."""
    begun = [one for one in cover.enrolments if one.starts_on <= on]
    there = [one for one in begun if one.ends_on is None or on <= one.ends_on]
    return (there or begun or list(cover.enrolments) or [None])[-1]


def of(
    insured: Insured,
    id_number: str,
    specials: Iterable[SpecialIdentity],
    filed: Iterable[FiledFor],  # approved
    place: Place,
    care: Care,
    on: date,
    region: int,
    diseases: Mapping[str, str],
    *,
    is_prescribed: bool = False,
    stay_met_fen: int | None = None,
) -> Circumstances:
    """The circumstances of a bill on a day; `diseases` are the region's words by national code."""
    counting = [one for one in filed if one.in_force(on)]
    kinds = {one.kind for one in specials if one.in_force(on)}
    return Circumstances(
        scheme=insured.scheme,
        kind=care.kind,
        on=on,
        level=place.tier,
        retired=insured.retired,
        age=age_on(id_number, on),
        group=insured.group,
        tier=insured.tier,
        retired_on=insured.retired_on,
        months=insured.months,
        off_site=_off_site(counting, place, care, region),
        signed=any(one.kind == "designated" and one.is_for(place) for one in counting),
        disease=diseases.get(care.disease) if care.disease is not None else None,
        assistance=_assistance(kinds) if kinds else None,
        civil_servant=CIVIL_SERVANT in kinds,
        stay_days=care.stay_days,
        stay_met_fen=stay_met_fen,
        is_prescribed=is_prescribed or care.prescriber is not None,
        prescriber_level=care.prescriber,
    )


def age_on(id_number: str, on: date) -> int:
    """Whole years on a day.

    >>> age_on("999900199003070014", date(2026, 3, 6))
    35
    """
    born = birth_date(id_number)
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _assistance(kinds: set[str]) -> str | None:
    """For whom medical assistance is: the first group of somebody's."""
    groups = {ASSISTED.get(kind, kind) for kind in kinds}
    return next((word for word in GROUPS if word in groups), None)


def _off_site(filed: Iterable[FiledFor], place: Place, care: Care, region: int) -> str | None:
    """How care elsewhere came about; None for care at home."""
    if place.region == region:
        return None
    for one in filed:
        if one.kind == "off_site":
            return one.what
        if one.kind == "transfer" and one.is_for(place):
            return REFERRAL
    return EMERGENCY if care.med_type in EMERGENCIES else UNREGISTERED


def is_settled_as(med_type: str, *, in_hospital: bool) -> bool:
    """Whether care of that category is settled here, in a stay or in a visit."""
    kind = KINDS.get(med_type)
    return kind is not None and (kind is Kind.INPATIENT) == in_hospital
