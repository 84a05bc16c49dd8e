"""What is known of somebody on the day of care: cover, filings, the year so far (待遇事实)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

import msgspec

from yika.ground.days import beijing_day, start_of
from yika.ground.errors import YikaError, reasons_of, refuse_all
from yika.institutions import service as institutions
from yika.institutions.model import Institution
from yika.institutions.service import NoSuchInstitution
from yika.insurance.model import Cover
from yika.people import service as people
from yika.people.model import PersonKey
from yika.settlement.by_hand import rules
from yika.settlement.by_hand.keeping import BILL, QUERIES, key_of, paid_before, receipt_key
from yika.settlement.by_hand.model import HandBill
from yika.settlement.by_hand.refusals import NotEntitled, ReceiptUsed, SettledAtTill
from yika.settlement.model import Circumstances, SoFar
from yika.settlement.till import circumstances as case
from yika.settlement.till.billing import filed_for
from yika.settlement.till.circumstances import FiledFor, Insured, SpecialIdentity
from yika.settlement.till.till import TillLaws
from yika.settlement.visits import filings
from yika.standing.model import Credential, Facts, Use
from yika.standing.service import facts_of
from yika.standing.usable import usable_by
from yika.store.db import Conn
from yika.store.keys import Keys

ONE_DAY: Final = timedelta(days=1)
FILED: Final = (filings.TRANSFER, filings.CHRONIC, filings.DESIGNATED, filings.OFF_SITE)
NOT_TAKEN: Final = frozenset({"not_accepted", "acceptance_unknown"})  # of the identity card itself
_so_far = msgspec.json.Decoder(SoFar).decode


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of somebody on the day of care."""

    insured: Insured
    circumstances: Circumstances
    cover: Cover
    med_type: str
    year: date
    so_far: SoFar


async def institution_of(conn: Conn, bill: HandBill) -> tuple[Institution | None, list[YikaError]]:
    """The designated institution that a bill names, if it does."""
    if bill.code is None:
        return None, []
    try:
        return await institutions.by_code(conn, bill.code), []
    except NoSuchInstitution as missing:
        return None, [missing]


async def claimed_before(
    conn: Conn, keys: Keys, person: PersonKey, bill: HandBill, known: Institution | None
) -> list[YikaError]:
    """Whether the bill was paid for before: by its receipt, or at a till."""
    found: list[YikaError] = []
    before = await paid_before(conn, keys, person, BILL, receipt_key(bill.receipt))
    if before is not None:
        found.append(ReceiptUsed(paid_on=beijing_day(before[0]), is_own=before[1]))
    if known is not None:
        values = {
            **key_of(person),
            "total_fen": bill.total_fen,
            "institution_region": known.region,
            "institution_id": known.institution_id,
            "since": start_of(bill.begins_on),
            "until": start_of(bill.on) + ONE_DAY,
        }
        row = await (await conn.execute(QUERIES["settled_already"], values)).fetchone()
        if row is not None:
            found.append(SettledAtTill(settlement_id=str(row[0])))
    return found


async def read(
    conn: Conn,
    keys: Keys,
    laws: TillLaws,
    person: PersonKey,
    bill: HandBill,
    known: Institution | None,
) -> Known:
    """What is known of somebody on the day. Fails with NotEntitled and DiseaseNotFiled at once."""
    facts, reasons = await entitled(conn, laws, person, bill.on)
    day = laws.day(bill.on)
    insured = laws.insurances.of(facts.cover, facts.insurance, bill.on)
    filed = await _filed(conn, keys, person)
    place, care = rules.place_of(bill, known, person.region), rules.care_of(bill)
    try:
        care = filed_for(care, filed, place, bill.on)
    except YikaError as error:
        reasons += reasons_of(error)
    refuse_all(reasons)
    specials = await people.special_identities(conn, person)
    told = case.of(
        insured,
        (await people.identity_of(conn, keys, person)).id_number,
        [SpecialIdentity(one.kind, one.starts_on, one.ends_on) for one in specials],
        filed,
        place,
        care,
        bill.on,
        person.region,
        day.diseases,
        is_prescribed=bill.is_prescribed,
    )
    year = day.year(insured.scheme)
    so_far = await year_of(conn, person, insured.scheme, year)
    return Known(insured, told, facts.cover, care.med_type, year, so_far)


async def entitled(
    conn: Conn, laws: TillLaws, person: PersonKey, on: date
) -> tuple[Facts, list[YikaError]]:
    """The facts of a day, and why the fund did not pay on any part of it, whatever was shown."""
    begins = start_of(on)
    ends = begins + ONE_DAY - timedelta.resolution
    (late,) = await facts_of(conn, laws.standing, [person], ends)
    (facts,) = await facts_of(conn, laws.standing, [person], begins)
    then = _stopping(laws, late, ends)
    all_day = [one for one in _stopping(laws, facts, begins) if one in then]
    return facts, [NotEntitled(on=on, causes=all_day)] if all_day else []


async def year_of(conn: Conn, person: PersonKey, scheme: str, year: date) -> SoFar:
    """What a benefit year has come to by now."""
    values = {**key_of(person), "scheme": scheme, "benefit_year": year}
    row = await (await conn.execute(QUERIES["state"], values)).fetchone()
    return SoFar() if row is None else _so_far(row[0])


def _stopping(laws: TillLaws, facts: Facts, at: datetime) -> list[str]:
    by = usable_by(facts, laws.standing, at, Credential.ID_NUMBER.value)
    return [cause for cause in by[Use.CLAIM.value] if cause not in NOT_TAKEN]


async def _filed(conn: Conn, keys: Keys, person: PersonKey) -> tuple[FiledFor, ...]:
    found = filings.approved(await filings.of_person(conn, keys, person, *FILED))
    return tuple(
        FiledFor(
            one.kind,
            None if one.place is None else one.place.region,
            None if one.place is None else one.place.institution_id,
            one.starts_on,
            one.ends_on,
            one.what,
        )
        for one in found
    )
