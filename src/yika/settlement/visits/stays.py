"""Stays in hospital (住院): admission, changes, discharge, and undoing each of them.

Every function expects the person's anchor locked.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from yika.settlement.visits import visit_rules as rules
from yika.settlement.visits import visits
from yika.settlement.visits.visit_rules import (
    CareFixed,
    Details,
    EndsBeforeBegin,
    NotDischarged,
    RegistrationDiffers,
    StayOpen,
    StillSettled,
    Visit,
)
from yika.settlement.visits.visits import QUERIES, Registration
from yika.store.db import Conn
from yika.store.keys import Keys


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What is told of a stay after the admission; `said` is the rest by its national names."""

    med_type: str
    number: str
    begins_at: datetime
    said: dict[str, Any] = {}
    diagnoses: tuple[dict[str, Any], ...] = ()


async def admit(conn: Conn, keys: Keys, asked: Registration) -> Visit:
    """Admit somebody; the same number again is the same stay.

    Fails with NoMainDiagnosis, with DiagnosisNumberRepeated, with RegistrationDiffers, or with
    StayOpen: one stay at a time.
    """
    rules.require_main(asked.diagnoses)
    known = await visits.known_as(conn, asked.person, asked.place, asked.kind, asked.number)
    if known is not None:
        fields = rules.differing(known, asked.insutype, asked.begins_at)
        fields += ["med_type"] if known.med_type != asked.med_type else []
        if fields:
            raise RegistrationDiffers(number=asked.number, visit_id=known.visit_id, fields=fields)
        return await visits.told_again(conn, known, asked.shown)
    values = {
        "region": asked.person.region,
        "person_id": asked.person.person_id,
        "institution_region": asked.place.region,
        "institution_id": asked.place.institution_id,
    }
    row = await (await conn.execute(QUERIES["open_stay"], values)).fetchone()
    if row is not None:
        raise StayOpen(visit_id=row[0], number=row[1], since=row[2])
    diagnoses = rules.merged((), asked.diagnoses, rules.ON_ADMISSION)
    return await visits.add(conn, keys, msgspec.structs.replace(asked, diagnoses=diagnoses))


async def alter(conn: Conn, keys: Keys, visit: Visit, told: Change) -> Visit:
    """Change what was said on admission; diagnoses by their number, new ones are added.

    Fails with Discharged, with CareFixed where an interim settlement stands under another category,
    with RegistrationDiffers where the new number is that of another stay.
    """
    rules.require_in_hospital(visit)
    settled = await visits.settlements_of(conn, visit)
    if settled and visit.med_type != told.med_type:
        raise CareFixed(med_type=visit.med_type, settlements=settled)
    other = await visits.known_as(conn, visit.person, visit.place, "inpatient", told.number)
    if other is not None and other.visit_id != visit.visit_id:
        raise RegistrationDiffers(number=told.number, visit_id=other.visit_id, fields=["ipt_no"])
    known = visits.details_of(keys, visit)
    diagnoses = rules.merged(known.diagnoses, told.diagnoses, rules.ON_ADMISSION)
    rules.require_main(diagnoses)
    details = Details({**known.said, **told.said}, diagnoses)
    changed = msgspec.structs.replace(
        visit,
        med_type=told.med_type,
        number=told.number,
        begins_at=told.begins_at,
        details_sealed=visits.sealed_details(keys, visit.person, details),
    )
    await visits.change(conn, changed)
    return changed


async def discharge(
    conn: Conn,
    keys: Keys,
    visit: Visit,
    ends_at: datetime,
    said: Mapping[str, Any],
    diagnoses: Sequence[Mapping[str, Any]],
) -> Visit:
    """End a stay. Fails with Discharged when it has ended, with EndsBeforeBegin."""
    rules.require_in_hospital(visit)
    if ends_at < visit.begins_at:
        raise EndsBeforeBegin(begins_at=visit.begins_at, ends_at=ends_at)
    known = visits.details_of(keys, visit)
    details = Details(
        {**known.said, **said}, rules.merged(known.diagnoses, diagnoses, rules.ON_DISCHARGE)
    )
    changed = msgspec.structs.replace(
        visit,
        ends_at=ends_at,
        discharged_at=ends_at,
        details_sealed=visits.sealed_details(keys, visit.person, details),
    )
    await visits.change(conn, changed)
    return changed


async def undo_discharge(conn: Conn, visit: Visit) -> Visit:
    """Open an ended stay again, as long as its final bill is not settled.

    Fails with NotDischarged, with StillSettled, or with StayOpen where another stay began since.
    """
    rules.require_open(visit, "inpatient")
    if visit.discharged_at is None:
        raise NotDischarged(visit_id=visit.visit_id)
    settled = await visits.settlements_of(conn, visit, interim=False)
    if settled:
        raise StillSettled(settlements=settled)
    values = {
        "region": visit.person.region,
        "person_id": visit.person.person_id,
        "institution_region": visit.place.region,
        "institution_id": visit.place.institution_id,
    }
    row = await (await conn.execute(QUERIES["open_stay"], values)).fetchone()
    if row is not None:
        raise StayOpen(visit_id=row[0], number=row[1], since=row[2])
    changed = msgspec.structs.replace(visit, ends_at=None, discharged_at=None)
    await visits.change(conn, changed)
    return changed
