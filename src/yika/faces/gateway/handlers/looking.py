"""What an institution may look up: visits, diagnoses, settlements, lines (5201 to 5204).

Names of 5203 differ from those of a settlement: `psn_pay`, `cash_payamt`.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

import msgspec

from yika.faces.gateway.asked import Asked, Handling
from yika.faces.gateway.handlers.lines_seen import catalogues_of, row_of
from yika.faces.gateway.known import Known, identity_fields, insured_fields, known_of
from yika.faces.gateway.numbering import number_of, psn_no, visit_named
from yika.faces.gateway.plain import (
    NO,
    YES,
    instant,
    person_named,
    place_of,
    told_start,
    told_time,
    until_of,
    yuan,
)
from yika.interface.codes import meaning
from yika.interface.records import t5201, t5202, t5203, t5204
from yika.people.model import PersonKey
from yika.settlement import messages
from yika.settlement.model import LAYERS
from yika.settlement.pricing.national import ACCOUNT_FUND, fields_of, fund_of
from yika.settlement.visits import looking, visits
from yika.settlement.visits.looking import Settlement
from yika.settlement.visits.visit_rules import Visit, stay_days
from yika.store.db import Conn

SHOWN: Final[Mapping[str, str]] = {"e_credential": "01", "id_number": "02", "card": "03"}
AT_INSTITUTION, ELSEWHERE = "2", "4"  # pay_loc
BY_ITEM: Final = "1"  # clr_way
AMOUNTS: Final = frozenset(t5203.OutSetlinfo.__struct_fields__) - {"oth_pay"}
# What a visit is told of by the names under which it was told; texts only.
TOLD: Final = frozenset(t5201.OutMdtrtinfo.__struct_fields__) - {
    *("mdtrt_id", "psn_no", "insutype", "begntime", "endtime", "med_type", "ipt_otp_no"),
    *("opt_time", "ipt_days", "psn_type", "certno", "psn_name", "psn_cert_type"),
}


async def visits_seen(conn: Conn, asked: Asked) -> t5201.Output:
    """5201: a person's visits here in a time."""
    given: t5201.InFields = asked.input.data
    person = person_named(asked, given.psn_no)
    known = await known_of(conn, asked, person, asked.at)
    found = await looking.visits_of(
        conn,
        person,
        place_of(asked),
        instant(given.begntime),
        until_of(given.endtime),
        given.med_type or None,
        number_of(given.mdtrt_id, "mdtrt_id") if given.mdtrt_id else None,
    )
    await looking.note(conn, asked.actor, [person], "visit.read", asked.at)
    return t5201.Output(mdtrtinfo=[_visit(asked, known, one) for one in found])


def _visit(asked: Asked, known: Known, visit: Visit) -> t5201.OutMdtrtinfo:
    told = visits.details_of(asked.house.database.keys, visit).said
    ends_at = visit.ends_at or asked.at
    fields = {**identity_fields(known), **insured_fields(known)}
    fields |= {name: value for name, value in told.items() if name in TOLD}
    fields |= {
        "mdtrt_id": str(visit.visit_id),
        "insutype": visit.insutype,
        "maf_psn_flag": YES if known.is_assisted else NO,
        "begntime": told_time(visit.begins_at),
        "endtime": told_time(ends_at),
        "med_type": visit.med_type,
        "ipt_otp_no": visit.number,
        "otp_diag_info": told.get("main_cond_dscr") if visit.kind == "outpatient" else None,
    }
    if visit.kind == "inpatient":
        fields["inhosp_stas"] = NO if visit.discharged_at is not None else YES
        fields["ipt_days"] = stay_days(visit.begins_at, ends_at)
    return t5201.OutMdtrtinfo(**fields)


async def diagnoses_seen(conn: Conn, asked: Asked) -> t5202.Output:
    """5202: the diagnoses of a visit."""
    given: t5202.InFields = asked.input.data
    person = person_named(asked, given.psn_no)
    visit = await visits.find(conn, person, place_of(asked), given.mdtrt_id)
    details = visits.details_of(asked.house.database.keys, visit)
    names = frozenset(t5202.OutDiseinfo.__struct_fields__)
    rows: list[t5202.OutDiseinfo] = []
    for place, one in enumerate(details.diagnoses, start=1):
        told: dict[str, Any] = {name: value for name, value in one.items() if name in names}
        told |= {"mdtrt_id": str(visit.visit_id), "psn_no": psn_no(person)}
        told |= {"diag_info_id": f"{visit.visit_id}{place:03}"}
        told.setdefault("maindiag_flag", YES if place == 1 else NO)
        rows.append(t5202.OutDiseinfo(**told))
    await looking.note(conn, asked.actor, [person], "visit.read", asked.at)
    return t5202.Output(diseinfo=rows)


async def settlement_seen(conn: Conn, asked: Asked) -> t5203.Output:
    """5203: a settlement as it is kept; also by the message that made it, or the visit's latest."""
    given: t5203.InFields = asked.input.data
    person = person_named(asked, given.psn_no)
    known = await known_of(conn, asked, person, asked.at)
    found = await _settlement(conn, asked, person, given.setl_id, given.mdtrt_id)
    visit = await visits.find(conn, person, place_of(asked), found.visit_id)
    await looking.note(conn, asked.actor, [person], "settlement.read", asked.at)
    paid = await answered(conn, asked, found) or list(_details(found))
    return t5203.Output(setlinfo=_settled(asked, known, found, visit), setldetail=paid)


async def _settlement(
    conn: Conn, asked: Asked, person: PersonKey, setl_id: str | None, mdtrt_id: str | None
) -> Settlement:
    visit_id = visit_named(mdtrt_id)
    return await looking.settlement(conn, person, place_of(asked), setl_id, visit_id)


def _settled(asked: Asked, known: Known, found: Settlement, visit: Visit) -> t5203.OutSetlinfo:
    shares = fields_of(found.circumstances.scheme, found.shares)
    amounts: dict[str, Any] = {
        name: yuan(amount) for name, amount in shares.items() if name in AMOUNTS
    }
    told = visits.details_of(asked.house.database.keys, visit).said
    return t5203.OutSetlinfo(
        **identity_fields(known),
        **insured_fields(known),
        **amounts,
        oth_pay=yuan(shares["oth_pay"] + shares["hifdm_pay"]),
        setl_id=str(found.settlement_id),
        mdtrt_id=str(found.visit_id),
        insutype=found.insutype,
        **_where(asked, known),
        begndate=told_start(visit.begins_at),
        enddate=told_start(visit.ends_at or found.settled_at),
        setl_time=told_time(found.settled_at),
        mdtrt_cert_type=SHOWN.get(found.credential),
        med_type=found.med_type,
        clr_type=found.clr_type,
        clr_way=BY_ITEM,
        clr_optins=known.person.division,
        pool_prop_selfpay=Decimal(found.shares.pool_share),
        psn_pay=yuan(found.account_fen + found.cash_fen),
        acct_pay=yuan(found.account_fen),
        cash_payamt=yuan(found.cash_fen),
        balc=yuan(found.balance_fen),
        acct_mulaid_pay=yuan(found.shared_account_fen),
        medins_setl_id=found.msgid,
        refd_setl_flag=YES if found.cancels is not None or found.cancelled_by is not None else NO,
        year=f"{found.benefit_year.year}",
        dise_codg=told.get("dise_codg"),
        dise_name=told.get("dise_name"),
        opter_id=told.get("opter_id"),
        opter_name=told.get("opter_name"),
        opt_time=told_time(found.settled_at),
    )


def _where(asked: Asked, known: Known) -> dict[str, Any]:
    here = asked.institution
    return {
        "pay_loc": AT_INSTITUTION if here.region == known.person.region else ELSEWHERE,
        "fixmedins_code": here.code,
        "fixmedins_name": here.name,
        "hosp_lv": here.grade,
        "fixmedins_poolarea": here.division,
    }


class _Numbered(msgspec.Struct):
    """Of the fields of a settlement, its number."""

    setl_id: str = ""


class _Told(msgspec.Struct):
    """Of the output of a settlement, what 5203 tells again."""

    setlinfo: _Numbered | None = None
    setldetail: list[t5203.OutSetldetail] = []


class _Reply(msgspec.Struct):
    """A reply to a settlement as it was sent."""

    output: _Told | None = None


async def answered(conn: Conn, asked: Asked, found: Settlement) -> list[t5203.OutSetldetail] | None:
    """The rows of the funds as they were answered, while that reply is kept; a limit among them."""
    here = place_of(asked)
    key = here.region, here.institution_id, found.infno, found.msgid
    kept = (await messages.kept_of(conn, [key])).get(key)
    reply = None if kept is None else messages.stored_reply(asked.house.database.keys, key, kept)
    told = None if reply is None else msgspec.json.decode(reply, type=_Reply).output
    if told is None or told.setlinfo is None:
        return None
    return told.setldetail if told.setlinfo.setl_id == str(found.settlement_id) else None


def _details(found: Settlement) -> Iterable[t5203.OutSetldetail]:
    """A row for each fund that paid, and for the account, as far as the settlement itself tells."""
    scope, scheme = yuan(found.shares.split.in_scope_fen), found.circumstances.scheme
    funds = {
        fund_of(scheme, layer): found.shares.layers[layer]
        for layer in LAYERS
        if layer in found.shares.layers
    }
    if found.account_fen:
        funds[ACCOUNT_FUND] = found.account_fen
    for fund, amount in funds.items():
        name = meaning("fund_pay_type", fund)
        yield t5203.OutSetldetail(
            fund_pay_type=fund,
            inscp_scp_amt=scope,
            crt_payb_lmt_amt=yuan(abs(amount)),  # so much there was at least
            fund_payamt=yuan(amount),
            fund_pay_type_name=None if name is None else name.zh,
        )


async def lines_seen(conn: Conn, asked: Asked) -> list[t5204.OutRow]:
    """5204: the lines of a settlement; with no number, of the visit's latest."""
    given: t5204.InFields = asked.input.data
    person = person_named(asked, given.psn_no)
    found = await _settlement(conn, asked, person, given.setl_id, given.mdtrt_id)
    settlement_id = found.cancels or found.settlement_id
    lines = await looking.lines_of(conn, person, found.visit_id, settlement_id)
    await looking.note(conn, asked.actor, [person], "settlement.read", asked.at)
    catalogues = await catalogues_of(conn, lines)
    return [row_of(catalogues, one) for one in lines]


HANDLERS: Final[Mapping[str, Handling]] = {
    "5201": Handling(visits_seen),
    "5202": Handling(diagnoses_seen),
    "5203": Handling(settlement_seen),
    "5204": Handling(lines_seen),
}
