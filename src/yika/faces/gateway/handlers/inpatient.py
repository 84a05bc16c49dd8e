"""Stays in hospital: admission, lines, changes, discharge, and undoing each (住院)."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from yika.faces.gateway.asked import Answer, Asked, Handling
from yika.faces.gateway.clocks import require_come, warned
from yika.faces.gateway.extension import DepositUnshown, deposit_fen, require_no_third_party
from yika.faces.gateway.handlers.fee_lines import charge_of, result_of, upload
from yika.faces.gateway.plain import (
    CREDENTIALS,
    identity_matching,
    instant,
    operator_of,
    person_locked,
    person_named,
    place_of,
    require_shown,
    said,
    yuan,
)
from yika.faces.gateway.warning import of_care
from yika.ground.days import beijing_day
from yika.ground.errors import refuse_all
from yika.institutions import service as institutions
from yika.interface.records import t2301, t2302, t2401, t2402, t2403, t2404, t2405
from yika.settlement.till import deposits
from yika.settlement.till.bills import INPATIENT
from yika.settlement.till.places import not_given
from yika.settlement.visits import fees, noting, stays, visits
from yika.settlement.visits.fee_rules import SeveralVisits
from yika.settlement.visits.noting import note_visit
from yika.settlement.visits.visit_rules import Visit, require_open
from yika.settlement.visits.visits import Registration
from yika.store.db import Conn

NO_BATCH: Final = "0"  # lines of a stay come in no batches
# Of an admission, what has a column of its own or says who the person is.
KNOWN: Final = (
    *("psn_no", "mdtrt_id", "insutype", "begntime", "endtime", "mdtrt_cert_no", "card_sn"),
    *("cert_type", "psn_cert_type", "certno", "psn_name", "med_type", "ipt_no", "ipt_otp_no"),
    *("insuplc_admdvs", "mdtrtarea_admvs"),
)

HELD_ONCE: Final = (
    "这次住院已登记，没有再押预交金。(The stay was registered before; no deposit was held again.)"
)


async def admit(conn: Conn, asked: Asked) -> Answer:
    """2401: admit somebody, perhaps with a deposit; the same number again is the same stay."""
    given: t2401.InMdtrtinfo = asked.input.mdtrtinfo
    deposit = deposit_fen(given.exp_content)
    if deposit is not None and not (given.mdtrt_cert_no or "").strip():
        raise DepositUnshown
    begins_at = instant(given.begntime)
    warning = require_come(asked, "begntime", [begins_at])
    require_no_third_party(asked, person_named(asked, given.psn_no), given.exp_content)
    institutions.require_in_force(asked.institution, beijing_day(asked.at))
    refuse_all(not_given(asked.institution, given.med_type, INPATIENT))
    person = await person_locked(conn, asked, given.psn_no)
    shown = await require_shown(conn, asked, person, given.mdtrt_cert_type, given.mdtrt_cert_no)
    await identity_matching(conn, asked, person, given.certno, given.psn_name)
    admission = Registration(
        person=person,
        place=place_of(asked),
        visit_id=asked.message_id,
        kind="inpatient",
        insutype=given.insutype,
        number=given.ipt_no,
        begins_at=begins_at,
        med_type=given.med_type,
        said={**said(given, KNOWN), **operator_of(asked)},
        shown=shown,
        diagnoses=_diagnoses(asked.input.diseinfo),
    )
    stay = await stays.admit(conn, asked.house.database.keys, admission)
    await note_visit(conn, asked.actor, stay, noting.REGISTERED, asked.at)
    output = t2401.Output(result=t2401.OutResult(mdtrt_id=str(stay.visit_id)))
    answer = warned(Answer(output=output, warning=warning), of_care(stay.med_type, stay.kind))
    if deposit is None:
        return answer
    return await _holding(conn, asked, answer, stay, deposit)


async def _holding(conn: Conn, asked: Asked, answer: Answer, stay: Visit, deposit: int) -> Answer:
    """The answer to an admission, with its deposit held; of one told again, what is held."""
    if stay.visit_id != asked.message_id:
        known = await deposits.held_for(conn, stay.person, stay.visit_id)
        told = {"deposit": str(yuan(sum(known.values())))}
        return msgspec.structs.replace(warned(answer, HELD_ONCE), yika=told)
    book, credential = asked.house.book, CREDENTIALS[asked.input.mdtrtinfo.mdtrt_cert_type]
    held = await deposits.hold(conn, book, stay, deposit, credential, asked.at)
    told = {"deposit": str(yuan(held.deposit_fen)), "balance": str(yuan(held.balance_fen))}
    return msgspec.structs.replace(answer, yika=told)


async def discharge(conn: Conn, asked: Asked) -> Answer:
    """2402: end a stay; where no bill is left to settle, its deposit comes back now."""
    given: t2402.InDscginfo = asked.input.dscginfo
    stay = await _stay(conn, asked, given.psn_no, given.mdtrt_id)
    diagnoses = _diagnoses(asked.input.diseinfo)
    ends_at, told = instant(given.endtime), said(given, KNOWN)
    warning = require_come(asked, "endtime", [ends_at])
    keys = asked.house.database.keys
    await stays.discharge(conn, keys, stay, ends_at, told, diagnoses)
    await note_visit(conn, asked.actor, stay, noting.DISCHARGED, asked.at)
    answer = Answer(output=None, warning=warning)
    if await visits.unsettled_lines(conn, stay):
        return answer
    return _with_deposit(answer, await deposits.give_back(conn, stay, asked.message_id, asked.at))


async def alter(conn: Conn, asked: Asked) -> Answer:
    """2403: change what was said on admission."""
    given: t2403.InAdminfo = asked.input.adminfo
    begins_at = instant(given.begntime)
    warning = require_come(asked, "begntime", [begins_at])
    require_no_third_party(asked, person_named(asked, given.psn_no), given.exp_content)
    stay = await _stay(conn, asked, given.psn_no, given.mdtrt_id)
    told = stays.Change(
        med_type=given.med_type,
        number=given.ipt_otp_no,
        begins_at=begins_at,
        said=said(given, KNOWN),
        diagnoses=_diagnoses(asked.input.diseinfo),
    )
    changed = await stays.alter(conn, asked.house.database.keys, stay, told)
    await note_visit(conn, asked.actor, stay, noting.CHANGED, asked.at)
    answer = Answer(output=None, warning=warning)
    return warned(answer, of_care(changed.med_type, changed.kind))


async def cancel(conn: Conn, asked: Asked) -> Answer:
    """2404: cancel an admission without lines and settlements; its deposit comes back."""
    given: t2404.InFields = asked.input.data
    stay = await _stay(conn, asked, given.psn_no, given.mdtrt_id)
    await visits.cancel(conn, stay, asked.at)
    back = await deposits.give_back(conn, stay, asked.message_id, asked.at)
    await note_visit(conn, asked.actor, stay, noting.CANCELLED, asked.at)
    return _with_deposit(Answer(output=None), back)


async def undo_discharge(conn: Conn, asked: Asked) -> None:
    """2405: open an ended stay again."""
    given: t2405.InFields = asked.input.data
    stay = await _stay(conn, asked, given.psn_no, given.mdtrt_id)
    await stays.undo_discharge(conn, stay)
    await note_visit(conn, asked.actor, stay, noting.REOPENED, asked.at)


async def upload_lines(conn: Conn, asked: Asked) -> Answer:
    """2301: fee lines of a stay, returns among them, each answered with its split, in order."""
    given: t2301.Input = asked.input
    charges = [charge_of(one, NO_BATCH, one.init_feedetl_sn or None) for one in given.feedetail]
    warning = require_come(asked, "fee_ocur_time", [one.charged_at for one in charges])
    lines = await upload(conn, asked, given.feedetail, charges, "inpatient")
    output = t2301.Output(result=[t2301.OutResult(**result_of(one)) for one in lines])
    return Answer(output=output, warning=warning)


async def delete_lines(conn: Conn, asked: Asked) -> None:
    """2302: delete lines by number, or with 0000 all that are not settled."""
    given: list[t2302.InFields] = asked.input.data
    named = {(one.psn_no, one.mdtrt_id) for one in given}
    if len(named) != 1:
        raise SeveralVisits(visits=sorted(visit for _, visit in named)[:20])
    stay = await _stay(conn, asked, given[0].psn_no, given[0].mdtrt_id)
    deleted = await fees.delete_lines(conn, stay, [one.feedetl_sn for one in given])
    if deleted:
        await note_visit(conn, asked.actor, stay, noting.LINES_DELETED, asked.at, deleted)


def _with_deposit(answer: Answer, back_fen: int) -> Answer:
    """The answer, and what of a deposit came back."""
    if not back_fen:
        return answer
    return msgspec.structs.replace(answer, yika={"deposit_back": str(yuan(back_fen))})


async def _stay(conn: Conn, asked: Asked, psn_no: str, visit_id: str) -> Visit:
    person = await person_locked(conn, asked, psn_no)
    stay = await visits.find(conn, person, place_of(asked), visit_id)
    require_open(stay, "inpatient")
    return stay


def _diagnoses(told: list[Any] | None) -> tuple[dict[str, Any], ...]:
    nodes: list[msgspec.Struct] = told or []
    return tuple(said(one, ("psn_no", "mdtrt_id")) for one in nodes)


HANDLERS: Final[Mapping[str, Handling]] = {
    "2301": Handling(upload_lines, changes=True),
    "2302": Handling(delete_lines, changes=True),
    "2401": Handling(admit, changes=True),
    "2402": Handling(discharge, changes=True),
    "2403": Handling(alter, changes=True),
    "2404": Handling(cancel, changes=True),
    "2405": Handling(undo_discharge, changes=True),
}
