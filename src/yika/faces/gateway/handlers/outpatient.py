"""Outpatient visits: registration, diagnoses, fee lines, and undoing them (门诊).

2203 and 2203A are the same to us. Of a prescription that a pharmacy sends with 2203A only who
prescribed is kept: the tier of that institution, by which the pool pays where the law says so.
"""

from collections.abc import Mapping
from datetime import date
from typing import Final

from yika.faces.gateway.asked import Answer, Asked, Handling
from yika.faces.gateway.clocks import require_come, warned
from yika.faces.gateway.handlers.fee_lines import charge_of, result_of, upload
from yika.faces.gateway.numbering import psn_no
from yika.faces.gateway.plain import (
    identity_matching,
    instant,
    operator_of,
    person_locked,
    place_of,
    require_shown,
    said,
)
from yika.faces.gateway.warning import of_care
from yika.ground.days import beijing_day
from yika.ground.errors import refuse_all
from yika.institutions import service as institutions
from yika.institutions.service import NoSuchInstitution
from yika.interface.records import t2201, t2202, t2203, t2203a, t2204, t2205
from yika.settlement.till.places import not_given
from yika.settlement.visits import fees, noting, visits
from yika.settlement.visits.noting import note_visit
from yika.settlement.visits.visit_rules import PRESCRIBER, NumberDiffers, require_open
from yika.settlement.visits.visits import Registration
from yika.store.db import Conn

# Of a registration, what has a column of its own or says who the person is.
KNOWN: Final = (
    *("psn_no", "insutype", "begntime", "ipt_otp_no", "mdtrt_cert_no", "card_sn"),
    *("psn_cert_type", "certno", "psn_name"),
)
NOT_PRESCRIBED: Final = "处方医药机构{code}当天不是定点医疗机构，这次按没有处方结算。"


async def register(conn: Conn, asked: Asked) -> Answer:
    """2201: register a visit; the same number again is the same visit."""
    given: t2201.InFields = asked.input.data
    begins_at = instant(given.begntime)
    warning = require_come(asked, "begntime", [begins_at])
    institutions.require_in_force(asked.institution, beijing_day(asked.at))
    person = await person_locked(conn, asked, given.psn_no)
    shown = await require_shown(conn, asked, person, given.mdtrt_cert_type, given.mdtrt_cert_no)
    await identity_matching(conn, asked, person, given.certno, given.psn_name)
    registration = Registration(
        person=person,
        place=place_of(asked),
        visit_id=asked.message_id,
        kind="outpatient",
        insutype=given.insutype,
        number=given.ipt_otp_no,
        begins_at=begins_at,
        said={**said(given, KNOWN), **operator_of(asked)},
        shown=shown,
    )
    visit = await visits.register(conn, asked.house.database.keys, registration)
    await note_visit(conn, asked.actor, visit, noting.REGISTERED, asked.at)
    told = t2201.OutFields(
        mdtrt_id=str(visit.visit_id), psn_no=psn_no(person), ipt_otp_no=visit.number
    )
    return Answer(output=t2201.Output(data=told), warning=warning)


async def cancel(conn: Conn, asked: Asked) -> None:
    """2202: cancel a registration without lines and settlements."""
    given: t2202.InFields = asked.input.data
    person = await person_locked(conn, asked, given.psn_no)
    visit = await visits.find(conn, person, place_of(asked), given.mdtrt_id)
    if visit.number != given.ipt_otp_no:
        raise NumberDiffers(visit_id=visit.visit_id, number=visit.number)
    require_open(visit, "outpatient")
    await visits.cancel(conn, visit, asked.at)
    await note_visit(conn, asked.actor, visit, noting.CANCELLED, asked.at)


async def describe(conn: Conn, asked: Asked) -> Answer:
    """2203 and 2203A: the care category and the diagnoses of a visit.

    Told are a prescriber who cannot prescribe, and care that will not be settled.
    """
    given: t2203.Input | t2203a.Input = asked.input
    about = given.mdtrtinfo
    person = await person_locked(conn, asked, about.psn_no)
    visit = await visits.find(conn, person, place_of(asked), about.mdtrt_id)
    refuse_all(not_given(asked.institution, about.med_type, visit.kind))
    diagnoses = [said(one) for one in given.diseinfo or ()]
    known = ("mdtrt_id", "psn_no", "med_type", "begntime")
    keys, told, warning = asked.house.database.keys, said(about, known), None
    prescribing = (getattr(about, "rxfixmedins_code", None) or "").strip()
    if prescribing:
        told[PRESCRIBER] = await _prescriber(conn, prescribing, beijing_day(asked.at))
        if not told[PRESCRIBER]:
            warning = NOT_PRESCRIBED.format(code=prescribing)
    await visits.describe(conn, keys, visit, about.med_type, told, diagnoses)
    await note_visit(conn, asked.actor, visit, noting.DESCRIBED, asked.at)
    return warned(Answer(output=None, warning=warning), of_care(about.med_type, visit.kind))


async def _prescriber(conn: Conn, code: str, on: date) -> str:
    """The tier of the hospital that prescribed; empty where it is none designated that day."""
    try:
        place = await institutions.by_code(conn, code)
    except NoSuchInstitution:
        return ""
    return place.tier if place.in_force(on) and not place.is_pharmacy else ""


async def upload_lines(conn: Conn, asked: Asked) -> Answer:
    """2204: fee lines, each answered with its split, in order."""
    given: t2204.Input = asked.input
    charges = [charge_of(one, one.chrg_bchno, None) for one in given.feedetail]
    warning = require_come(asked, "fee_ocur_time", [one.charged_at for one in charges])
    lines = await upload(conn, asked, given.feedetail, charges, "outpatient")
    output = t2204.Output(result=[t2204.OutResult(**result_of(one)) for one in lines])
    return Answer(output=output, warning=warning)


async def delete_lines(conn: Conn, asked: Asked) -> None:
    """2205: delete the lines of a batch, or with 0000 all that are not settled."""
    given: t2205.InFields = asked.input.data
    person = await person_locked(conn, asked, given.psn_no)
    visit = await visits.find(conn, person, place_of(asked), given.mdtrt_id)
    require_open(visit, "outpatient")
    deleted = await fees.delete_batch(conn, visit, given.chrg_bchno)
    if deleted:
        await note_visit(conn, asked.actor, visit, noting.LINES_DELETED, asked.at, deleted)


HANDLERS: Final[Mapping[str, Handling]] = {
    "2201": Handling(register, changes=True),
    "2202": Handling(cancel, changes=True),
    "2203": Handling(describe, changes=True),
    "2203A": Handling(describe, changes=True),
    "2204": Handling(upload_lines, changes=True),
    "2205": Handling(delete_lines, changes=True),
}
