"""Fee lines as they come and as they are answered: the same for visits and stays."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, Protocol

from yika.faces.gateway.asked import Asked
from yika.faces.gateway.plain import NO, YES, fen_of, instant, person_locked, place_of, said, yuan
from yika.ground.days import beijing_day
from yika.institutions.catalogue import catalogue
from yika.interface.records import t2101, t2102
from yika.interface.records.t2204 import InFeedetail as VisitLine
from yika.interface.records.t2301 import InFeedetail as StayLine
from yika.settlement.till.till import till_laws
from yika.settlement.visits import fees, noting, visits
from yika.settlement.visits.fee_rules import Charge, Divided, SeveralVisits
from yika.settlement.visits.noting import note_visit
from yika.settlement.visits.visit_rules import require_open
from yika.store.db import Conn

NO_CEILING: Final = Decimal(999999)
LEVELS: Final[Mapping[str, str]] = {"A": "01", "B": "02", "C": "03"}  # chrgitm_lv
FLAGS: Final = ("bas_medn_flag", "hi_nego_drug_flag", "chld_medc_flag", "list_sp_item_flag")
# What has a column of its own.
KNOWN: Final = (
    *("feedetl_sn", "init_feedetl_sn", "mdtrt_id", "psn_no", "chrg_bchno", "fee_ocur_time"),
    *("med_list_codg", "medins_list_codg", "det_item_fee_sumamt", "cnt", "pric"),
    "hosp_appr_flag",
)


class About(Protocol):
    """A line that says whose it is."""

    mdtrt_id: str
    psn_no: str


def charge_of(line: VisitLine | StayLine, batch: str, returns: str | None) -> Charge:
    """A line of a visit or a stay as we keep it."""
    return charge(line, batch, said(line, KNOWN), line.hosp_appr_flag, returns)


def charge(
    line: VisitLine | StayLine | t2101.InDrugdetail | t2102.InDrugdetail,
    batch: str,
    details: dict[str, Any],
    approval: str | None = None,
    returns: str | None = None,
) -> Charge:
    """Any line as we keep it, with those of its fields that have no column of their own."""
    return Charge(
        line_no=line.feedetl_sn,
        batch=batch,
        item=line.med_list_codg.strip(),
        own_item=line.medins_list_codg,
        quantity=line.cnt,
        price=line.pric,
        total_fen=fen_of(line.det_item_fee_sumamt),
        charged_at=instant(line.fee_ocur_time),
        approval=approval,
        returns=returns,
        details=details,
    )


async def upload(
    conn: Conn, asked: Asked, lines: Sequence[About], charges: Sequence[Charge], kind: str
) -> list[Divided]:
    """Keep the lines of one visit of a kind; each with its split. Fails with SeveralVisits."""
    visits_named = list(dict.fromkeys((one.psn_no, one.mdtrt_id) for one in lines))
    if len(visits_named) != 1:
        raise SeveralVisits(visits=[visit for _, visit in visits_named][:20])
    person = await person_locked(conn, asked, lines[0].psn_no)
    visit = await visits.find(conn, person, place_of(asked), lines[0].mdtrt_id)
    require_open(visit, kind)
    laws = till_laws(asked.house.book, person.division)
    listed = await catalogue(conn, asked.institution.region)
    shares = laws.benefit.first_shares(beijing_day(asked.at))
    kept = await fees.upload(conn, visit, charges, listed, asked.institution.tier, shares)
    await note_visit(conn, asked.actor, visit, noting.LINES_ADDED, asked.at, len(kept))
    return kept


def result_of(line: Divided) -> dict[str, Any]:
    """The answer to a line, by its national names."""
    charge, item, parts = line.charge, line.item, line.split
    said_of = {name: charge.details[name] for name in FLAGS if name in charge.details}
    return {
        "feedetl_sn": charge.line_no,
        "det_item_fee_sumamt": yuan(charge.total_fen),
        "cnt": charge.quantity,
        "pric": charge.price,
        "pric_uplmt_amt": NO_CEILING if line.ceiling is None else line.ceiling,
        "selfpay_prop": line.first_share.quantize(Decimal("0.0001")),
        "fulamt_ownpay_amt": yuan(parts.self_funded_fen),
        "overlmt_amt": yuan(parts.over_ceiling_fen),
        "preselfpay_amt": yuan(parts.first_share_fen),
        "inscp_scp_amt": yuan(parts.in_scope_fen),
        "chrgitm_lv": LEVELS[line.class_],
        "med_chrgitm_type": item.charge_type,
        "lmt_used_flag": YES if item.restricted else NO,
        "drt_reim_flag": NO,
        **said_of,
        "memo": item.details.restriction if item.restricted else None,
    }
