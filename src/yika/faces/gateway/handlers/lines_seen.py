"""Settled lines as they are told again (5204, 5205), with what the catalogue said of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

from yika.faces.gateway.handlers.fee_lines import LEVELS, NO_CEILING
from yika.faces.gateway.numbering import psn_no
from yika.faces.gateway.plain import NO, YES, told_time, yuan
from yika.ground.days import beijing_day
from yika.institutions import service as institutions
from yika.institutions.catalogue import Catalogue, catalogue
from yika.institutions.model import LIST_TYPES, Institution, Item
from yika.interface.records import t5204, t5205
from yika.people.model import PersonKey
from yika.settlement.visits.looking import LineSeen
from yika.settlement.visits.visit_rules import Place
from yika.store.db import Conn

RATIO: Final = Decimal("0.0001")
WESTERN: Final = "101"  # list_type where the item is no longer listed
OTHER: Final = "14"  # med_chrgitm_type where it is no longer listed
ROW_FIELDS: Final = frozenset(t5204.OutRow.__struct_fields__)
DRUG_FIELDS: Final = frozenset(t5205.OutFeedetail.__struct_fields__)


async def catalogues_of(conn: Conn, lines: Iterable[LineSeen]) -> dict[int, Catalogue]:
    """The catalogues of where lines were charged, by region."""
    regions = {line.place.region for line in lines}
    return {region: await catalogue(conn, region) for region in sorted(regions)}


async def institutions_of(conn: Conn, lines: Iterable[LineSeen]) -> dict[Place, Institution]:
    """Where lines were charged, read a region at once."""
    places: dict[int, set[int]] = defaultdict(set)
    for line in lines:
        places[line.place.region].add(line.place.institution_id)
    found: dict[Place, Institution] = {}
    for region, ids in places.items():
        for one in await institutions.some_of(conn, region, sorted(ids)):
            found[Place(region, one.institution_id)] = one
    return found


def row_of(catalogues: Mapping[int, Catalogue], line: LineSeen) -> t5204.OutRow:
    """A row of 5204."""
    fields = _fields(line, _item(catalogues, line))
    fields |= {
        "mdtrt_id": str(line.visit_id),
        "setl_id": str(line.settlement_id),
        "det_item_fee_sumamt": yuan(line.total_fen),
        "pric_uplmt_amt": NO_CEILING if line.ceiling is None else line.ceiling,
        "selfpay_prop": line.first_share.quantize(RATIO),
        "fulamt_ownpay_amt": yuan(line.self_funded_fen),
        "overlmt_amt": yuan(line.over_ceiling_fen),
        "preselfpay_amt": yuan(line.first_share_fen),
        "inscp_scp_amt": yuan(line.in_scope_fen),
    }
    return t5204.OutRow(**{name: value for name, value in fields.items() if name in ROW_FIELDS})


def drug_of(
    catalogues: Mapping[int, Catalogue],
    places: Mapping[Place, Institution],
    person: PersonKey,
    line: LineSeen,
) -> t5205.OutFeedetail:
    """A row of 5205, with where it was charged."""
    fields = _fields(line, _item(catalogues, line))
    where = places.get(line.place)
    fields |= {
        "psn_no": psn_no(person),
        "fixmedins_code": where.code if where is not None else None,
        "fixmedins_name": where.name if where is not None else "",
    }
    told = {name: value for name, value in fields.items() if name in DRUG_FIELDS}
    return t5205.OutFeedetail(**told)


def _fields(line: LineSeen, item: Item | None) -> dict[str, Any]:
    said = line.details
    name = item.name if item is not None else said.get("medins_list_name", line.item)
    return {
        **said,
        "feedetl_sn": line.line_no,
        "rx_drord_no": said.get("rxno") or said.get("drord_no"),
        "med_type": line.med_type,
        "fee_ocur_time": told_time(line.charged_at),
        "cnt": line.quantity,
        "pric": line.price,
        "prd_days": Decimal(str(said["prd_days"])) if "prd_days" in said else None,
        "chrgitm_lv": LEVELS[line.class_],
        "hilist_code": line.item,
        "hilist_name": name,
        "list_type": WESTERN if item is None else LIST_TYPES.get(item.kind, WESTERN),
        "med_list_codg": line.item,
        "medins_list_codg": line.own_item,
        "medins_list_name": said.get("medins_list_name", name),
        "med_chrgitm_type": OTHER if item is None else item.charge_type,
        "spec": (item.details.spec if item is not None else None) or "",
        "dosform_name": (item.details.form if item is not None else None) or "",
        "lmt_used_flag": YES if item is not None and item.restricted else NO,
    }


def _item(catalogues: Mapping[int, Catalogue], line: LineSeen) -> Item | None:
    """What the catalogue of where it was charged says of it on the day."""
    return catalogues[line.place.region].item(line.item, beijing_day(line.charged_at))
