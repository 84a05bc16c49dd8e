"""What a bill to settle is before it is priced: its lines, its care, and what speaks against it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final, NamedTuple

import msgspec

from yika.ground.days import beijing_day
from yika.ground.errors import YikaError, reasons_of, refuse_all
from yika.institutions.catalogue import Catalogue
from yika.settlement.model import Circumstances, Kind, Split
from yika.settlement.pricing.found import BenefitUnknown
from yika.settlement.pricing.lines import added, falls_below_zero
from yika.settlement.till.bills import INPATIENT, PARTS, PHARMACY, VisitNow, Wanted
from yika.settlement.till.circumstances import (
    INSUTYPES,
    KINDS,
    Care,
    FiledFor,
    Insured,
    Place,
    is_settled_as,
)
from yika.settlement.till.places import not_given
from yika.settlement.till.refusals import (
    CareDiffers,
    CareNotGivenHere,
    CareNotPriced,
    DiseaseNotFiled,
    InsuranceNotOffered,
    InterimAfterDischarge,
    NotDischargedYet,
    NothingLeftOfStay,
    NothingToSettle,
    PartsDiffer,
    ReturnsOutweigh,
    TotalDiffers,
    TrialOutdated,
    WrongInsurance,
)
from yika.settlement.till.till import Day, TillLaws
from yika.settlement.visits import fee_rules, visit_rules
from yika.settlement.visits.fee_rules import Divided
from yika.settlement.visits.visit_rules import (
    CareNotTold,
    Details,
    NoSuchVisit,
    VisitCancelled,
    WrongVisitKind,
)
from yika.store.keys import Keys
from yika.store.sealing import unseal

CHRONIC: Final = "chronic"
PRESCRIBER_LEVEL: Final = "prescriber_level"  # the fact a price may need
FILED_KINDS: Final = frozenset({Kind.CHRONIC, Kind.TWO_DISEASES})
SCHEME_OF: Final = {code: scheme for scheme, code in INSUTYPES.items()}


class Bill(NamedTuple):
    """A bill before it is priced."""

    visit_id: int
    split: Split
    lines: tuple[Divided, ...]
    care: Care


def shown_by(wanted: Wanted, visit: VisitNow | None) -> str | None:
    """The credential a bill goes by: what comes with it, or came at registering; None: none did.

    Some systems do not send the number again.
    """
    if wanted.number.strip() or wanted.is_seen:
        return wanted.credential
    if visit is None or not is_theirs(wanted, visit):
        return None
    return wanted.credential if visit.shown == visit_rules.SEEN else visit.shown


def is_theirs(wanted: Wanted, visit: VisitNow | None) -> bool:
    """Whether the institution that sends the bill made the visit."""
    if visit is None:
        return False
    place = wanted.institution.region, wanted.institution.institution_id
    return (visit.institution_region, visit.institution_id) == place


def is_before_discharge(wanted: Wanted, visit: VisitNow | None) -> bool:
    """Whether it is the last bill of a stay that has not ended: a trial then only estimates."""
    if visit is None or visit.kind != INPATIENT or wanted.is_interim:
        return False
    return visit.discharged_at is None


def of_insurance(wanted: Wanted, insured: Insured) -> list[YikaError]:
    """Whether the scheme named is the person's, and one that is settled here."""
    ours = INSUTYPES[insured.scheme]
    if wanted.insutype in ("", ours):
        return []
    if wanted.insutype not in SCHEME_OF:
        return [InsuranceNotOffered(insutype=wanted.insutype, offered=list(SCHEME_OF))]
    return [WrongInsurance(insutype=wanted.insutype, insured=ours)]


def purchase(wanted: Wanted, catalogue: Catalogue, day: Day) -> Bill:
    """A purchase with its lines split. Fails with everything that is wrong at once."""
    items = fee_rules.items_on(wanted.charges, catalogue.item)
    reasons: list[YikaError] = []
    try:
        fee_rules.judged(wanted.charges, items, {}, (), ())
    except YikaError as error:
        reasons += reasons_of(error)
    total = sum([one.total_fen for one in wanted.charges])
    if wanted.total_fen != total:
        reasons.append(TotalDiffers(sent_fen=wanted.total_fen, lines_fen=total))
    care = _bought(wanted)
    unfit = not_given(wanted.institution, wanted.med_type, PHARMACY)
    if care is None and not unfit:
        unfit.append(CareNotPriced(med_type=wanted.med_type, kind=PHARMACY))
    reasons += unfit
    refuse_all(reasons)
    assert care is not None, "what is not known is refused"
    tier = wanted.institution.tier
    lines = tuple(
        [
            fee_rules.divided(one, items[one.line_no], tier, day.first_shares, None)
            for one in wanted.charges
        ]
    )
    split = added([one.split for one in lines])
    return Bill(wanted.message_id, split, lines, care)


def prescribed(laws: TillLaws, told: Circumstances) -> Circumstances:
    """The same where the pool pays as at the hospital that prescribed, and nobody names it.

    The message of a purchase has no place for it; such a prescription counts as none.
    """
    if not told.is_prescribed or told.prescriber_level is not None:
        return told
    try:
        laws.benefit.terms(told)
    except BenefitUnknown as unknown:
        if unknown.facts.get("needs") == PRESCRIBER_LEVEL:
            return msgspec.structs.replace(told, is_prescribed=False)
    return told


def visited(wanted: Wanted, visit: VisitNow | None, keys: Keys, day: Day, at: datetime) -> Bill:
    """A visit's unsettled lines as a bill. Fails with everything that is wrong at once.

    Of a visit that is not there, or on which nothing more happens, nothing else is said.
    """
    visit = _open(wanted, visit)
    reasons = _too_early(wanted, visit, day.on)
    if visit.lines:
        reasons += _disagreeing(wanted, visit)
    care: Care | None = None
    try:
        care = _care(wanted, visit, keys, at)
    except (CareDiffers, CareNotGivenHere, CareNotPriced) as error:
        reasons.append(error)
    refuse_all(reasons)
    assert care is not None, "care that is not priced is refused"
    return Bill(visit.visit_id, visit.split, (), care)


def care_of(wanted: Wanted, visit: VisitNow | None, keys: Keys, at: datetime) -> Care | None:
    """The care of a bill, whatever else is wrong with it; None where that cannot be told."""
    if wanted.kind == PHARMACY:
        return _bought(wanted)
    try:
        return _care(wanted, _open(wanted, visit), keys, at)
    except YikaError:
        return None


def filed_for(care: Care, filed: tuple[FiledFor, ...], place: Place, on: date) -> Care:
    """The care with the disease it is for; chronic care needs one that was approved."""
    if care.kind not in FILED_KINDS:
        return care
    known = [
        one.what for one in filed if one.kind == CHRONIC and one.in_force(on) and one.is_for(place)
    ]
    if care.disease is None and len(known) == 1:
        return care._replace(disease=known[0])
    if care.disease not in known:
        raise DiseaseNotFiled(disease=care.disease, filed=known or None)
    return care


def _open(wanted: Wanted, visit: VisitNow | None) -> VisitNow:
    """The visit, if it is this institution's and something may be settled on it."""
    if visit is None or not is_theirs(wanted, visit):
        raise NoSuchVisit(visit_id=wanted.visit_id)
    if visit.cancelled_at is not None:
        raise VisitCancelled(visit_id=visit.visit_id, since=visit.cancelled_at)
    if visit.kind != wanted.kind:
        raise WrongVisitKind(kind=visit.kind, wanted=[wanted.kind])
    if not (visit.med_type or wanted.med_type):
        raise CareNotTold(visit_id=visit.visit_id)
    if visit.kind == INPATIENT and visit.is_final:
        raise NothingLeftOfStay(visit_id=visit.visit_id)
    return visit


def _too_early(wanted: Wanted, visit: VisitNow, today: date) -> list[YikaError]:
    """What has to come before the bill, or after it: discharge, lines, a trial of the day."""
    found: list[YikaError] = []
    if is_before_discharge(wanted, visit) and not wanted.is_trial:
        found.append(NotDischargedYet(visit_id=visit.visit_id))
    if wanted.is_interim and visit.discharged_at is not None:
        found.append(InterimAfterDischarge(visit_id=visit.visit_id, since=visit.discharged_at))
    if visit.lines == 0:
        is_stay = visit.kind == INPATIENT
        nothing = NothingToSettle(visit_id=visit.visit_id, batch=wanted.batch)
        found.append(NothingLeftOfStay(visit_id=visit.visit_id) if is_stay else nothing)
    elif visit.tried_at is not None and not wanted.is_trial:
        tried_on = beijing_day(visit.tried_at)
        if tried_on != today:
            found.append(TrialOutdated(tried_on=tried_on, today=today))
    return found


def _disagreeing(wanted: Wanted, visit: VisitNow) -> list[YikaError]:
    """Totals that are not those of the lines (identities 16 and 17), or fall below zero."""
    found: list[YikaError] = []
    split = visit.split
    if falls_below_zero(split):
        found.append(ReturnsOutweigh(visit_id=visit.visit_id))
    if wanted.total_fen != split.total_fen:
        found.append(TotalDiffers(sent_fen=wanted.total_fen, lines_fen=split.total_fen))
    differing = [
        name for name, amount in wanted.sent.items() if amount != getattr(split, PARTS[name])
    ]
    if differing:
        found.append(PartsDiffer(fields=differing))
    return found


def _bought(wanted: Wanted) -> Care | None:
    """What a purchase is for; None for what pharmacies do not settle."""
    kind = KINDS.get(wanted.med_type)
    if kind is None or kind is Kind.INPATIENT:
        return None
    return Care(wanted.med_type, kind, wanted.disease)


def _care(wanted: Wanted, visit: VisitNow, keys: Keys, at: datetime) -> Care:
    if visit.med_type and wanted.med_type not in ("", visit.med_type):
        raise CareDiffers(visit_id=visit.visit_id, med_type=wanted.med_type, told=visit.med_type)
    med_type = wanted.med_type or visit.med_type
    refuse_all(not_given(wanted.institution, med_type, visit.kind))
    if not is_settled_as(med_type, in_hospital=visit.kind == INPATIENT):
        raise CareNotPriced(med_type=med_type, kind=visit.kind)
    kind = KINDS[med_type]
    disease = wanted.disease or visit.disease
    prescriber = None
    if disease is None and kind in FILED_KINDS and visit.details_sealed is not None:
        disease = _said(wanted, visit.details_sealed, keys).get("dise_codg") or None
    elif kind is Kind.PHARMACY and visit.details_sealed is not None:
        prescriber = _said(wanted, visit.details_sealed, keys).get(visit_rules.PRESCRIBER) or None
    days = None
    if visit.kind == INPATIENT:
        days = visit_rules.stay_days(visit.begins_at, visit.ends_at or at)
    return Care(med_type, kind, disease, days, prescriber)


def _said(wanted: Wanted, sealed: bytes, keys: Keys) -> Mapping[str, Any]:
    """What was said of a visit by national names."""
    person = wanted.person
    text = unseal(keys, "visits", "details_sealed", person.region, person.person_id, sealed)
    return msgspec.json.decode(text, type=Details).said
