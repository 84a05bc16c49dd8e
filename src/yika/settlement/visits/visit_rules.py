"""What may follow what on a visit (就诊流程): pure rules and their refusals.

Undoing goes in reverse: settlements, then discharge, then lines, then the registration. Each
refusal says what has to be done first.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

import msgspec

from yika.ground.days import beijing_day
from yika.ground.errors import Conflict, Missing, Refused
from yika.people.model import PersonKey

MAIN: Final = "1"  # maindiag_flag of the main diagnosis
VOID: Final = "0"  # vali_flag of a diagnosis taken back
ON_ADMISSION, ON_DISCHARGE = "1", "2"  # inout_diag_type
PRESCRIBER: Final = "prescriber_level"  # said of a visit: tier of the hospital that prescribed
SEEN: Final = "seen"  # instead of the kind of credential: one was shown earlier that day


class NoSuchVisit(Missing):
    """The institution has no visit of that number for that person. Facts: visit_id."""

    code = "no_such_visit"


class VisitCancelled(Conflict):
    """The registration was cancelled; nothing more happens on it. Facts: visit_id, since."""

    code = "visit_cancelled"


class WrongVisitKind(Refused):
    """The transaction is for another kind of care. Facts: kind, wanted."""

    code = "wrong_visit_kind"


class RegistrationDiffers(Conflict):
    """The number was registered already, with other content. Facts: number, visit_id, fields."""

    code = "registration_differs"


class CareNotTold(Refused):
    """Lines came before the care category and diagnoses. Facts: visit_id."""

    code = "care_not_told"


class CareFixed(Conflict):
    """Something is settled under another care category. Facts: med_type, settlements."""

    code = "care_fixed"


class LinesLeft(Conflict):
    """Lines that are not settled hang on the visit. Facts: lines."""

    code = "lines_left"


class StillSettled(Conflict):
    """Settlements of the visit stand. Facts: settlements."""

    code = "still_settled"


class StayOpen(Conflict):
    """The person is in this hospital already. Facts: visit_id, number, since."""

    code = "stay_open"


class Discharged(Conflict):
    """The stay has ended. Facts: visit_id, since."""

    code = "discharged"


class NotDischarged(Conflict):
    """The stay has not ended. Facts: visit_id."""

    code = "not_discharged"


class NoMainDiagnosis(Refused):
    """No diagnosis is marked as the main one. Facts: none."""

    code = "no_main_diagnosis"


class NumberDiffers(Refused):
    """The visit was registered under another number of the institution's. Facts: visit_id, number.

    Told to the institution itself, which gave both.
    """

    code = "number_differs"


class DiagnosisNumberRepeated(Refused):
    """Diagnoses of one kind have the same number in one message. Facts: numbers."""

    code = "diagnosis_number_repeated"


class EndsBeforeBegin(Refused):
    """It would end before it began. Facts: begins_at, ends_at."""

    code = "ends_before_begin"


class Place(NamedTuple):
    """At which institution something happens: its region and number there."""

    region: int
    institution_id: int


class Details(msgspec.Struct, frozen=True):
    """What is sealed of a visit: what was said by national names, and the diagnoses."""

    said: dict[str, Any] = {}
    diagnoses: tuple[dict[str, Any], ...] = ()


class Visit(msgspec.Struct, frozen=True, kw_only=True):
    """A registration, a stay, or a purchase at a pharmacy (就诊)."""

    person: PersonKey
    visit_id: int
    place: Place
    kind: str  # outpatient | inpatient | pharmacy
    med_type: str  # empty until told
    insutype: str
    number: str
    begins_at: datetime
    ends_at: datetime | None = None
    discharged_at: datetime | None = None
    cancelled_at: datetime | None = None
    details_sealed: bytes | None = None
    shown: str | None = None  # the credential compared at registering, or SEEN


def require_open(visit: Visit, *kinds: str) -> None:
    """Let only a visit of these kinds pass that was not cancelled."""
    if visit.cancelled_at is not None:
        raise VisitCancelled(visit_id=visit.visit_id, since=visit.cancelled_at)
    if kinds and visit.kind not in kinds:
        raise WrongVisitKind(kind=visit.kind, wanted=list(kinds))


def require_in_hospital(visit: Visit) -> None:
    """Let only a stay pass that has not ended."""
    require_open(visit, "inpatient")
    if visit.discharged_at is not None:
        raise Discharged(visit_id=visit.visit_id, since=visit.discharged_at)


def stay_days(begins_at: datetime, ends_at: datetime) -> int:
    """The days of a stay, as calendars count them; at least one."""
    return max((beijing_day(ends_at) - beijing_day(begins_at)).days, 1)


def differing(visit: Visit, insutype: str, begins_at: datetime) -> list[str]:
    """What a repeated registration says otherwise, by national names; the same day is the same."""
    fields: list[str] = []
    if visit.insutype != insutype:
        fields.append("insutype")
    if beijing_day(visit.begins_at) != beijing_day(begins_at):
        fields.append("begntime")
    return fields


def require_main(diagnoses: Sequence[Mapping[str, Any]]) -> None:
    """Let only diagnoses pass of which one is the main one."""
    if not any(one.get("maindiag_flag") == MAIN for one in diagnoses):
        raise NoMainDiagnosis


def merged(
    known: Sequence[Mapping[str, Any]], told: Sequence[Mapping[str, Any]], stage: str
) -> tuple[dict[str, Any], ...]:
    """The diagnoses after some were told: a known number changes, a new one is added.

    `stage` is admission or discharge, which have numbers of their own; so have the kinds of
    diagnosis where several of one message share a number. A diagnosis told as void goes. In the
    order of their numbers. Fails with DiagnosisNumberRepeated.
    """
    said = [_place_of(one, stage) for one in told if one.get("vali_flag") != VOID]
    twice = [place[1] for place, times in Counter(said).items() if times > 1]
    if twice:
        raise DiagnosisNumberRepeated(numbers=twice)
    numbers = Counter(one["diag_srt_no"] for one in told)
    found = {_place_of(one, one["inout_diag_type"]): dict(one) for one in known}
    for one in told:
        place = _place_of(one, stage)
        same = [other for other in found if other[:2] == place[:2]]
        renamed = place not in found and len(same) == 1 and numbers[one["diag_srt_no"]] == 1
        before = found.pop(same[0] if renamed else place, {})
        if one.get("vali_flag") != VOID:
            found[place] = {**before, **one, "inout_diag_type": stage}
    return tuple(found[place] for place in sorted(found))


def _place_of(diagnosis: Mapping[str, Any], stage: str) -> tuple[str, Any, str]:
    return stage, diagnosis["diag_srt_no"], diagnosis.get("diag_type") or ""
