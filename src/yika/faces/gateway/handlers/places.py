"""Institutions, who is in them and what they call things: 1201, 5101, 5102, 1317, 3301, 3302."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any, Final
from uuid import NAMESPACE_OID, uuid5

from yika.faces.gateway.asked import Asked, Handling
from yika.faces.gateway.handlers.downloads import flag
from yika.faces.gateway.handlers.paging import page
from yika.ground.days import BEIJING, beijing_day
from yika.ground.errors import Refused
from yika.institutions import mappings, service
from yika.institutions.mappings import Mapping as OwnMapping
from yika.institutions.model import DOCTOR, Department, Institution, Mapped, Practitioner
from yika.institutions.navigation import branches
from yika.interface.records import t1201, t1317, t3301, t3302, t5101, t5102
from yika.interface.writing import day_text, time_text
from yika.store.db import Conn

HOSPITAL, PHARMACY = "1", "2"  # fixmedins_type
OTHER_DOCUMENT: Final = "99"  # psn_cert_type: their numbers are not kept here
STAFF: Final = ("1", "2", "3", "4")  # medins_psn_type: doctor, nurse, pharmacist, technician
DETAILS: Final = (
    *("aprvno", "dosform", "exct_cont", "item_cont"),
    *("prcunt", "spec", "pacspec", "memo", "prdr_name"),
)


class InstitutionNotNamed(Refused):
    """1201 was asked without a name and without a code. Facts: none."""

    code = "institution_not_named"


async def institutions(conn: Conn, asked: Asked) -> t1201.Output:
    """1201: designated institutions of the region by code or name. Or InstitutionNotNamed."""
    want: t1201.InMedinsinfo = asked.input.medinsinfo
    code, name = (want.fixmedins_code or "").strip(), (want.fixmedins_name or "").strip()
    if not code and not name:
        raise InstitutionNotNamed
    on = beijing_day(asked.at)
    found = [
        t1201.OutMedinsinfo(
            fixmedins_code=one.code,
            fixmedins_name=one.name,
            uscc=one.uscc,
            fixmedins_type=_type(one),
            hosp_lv=one.grade,
        )
        for one in await service.all_of(conn, asked.institution.region)
        if one.in_force(on) and _type(one) == want.fixmedins_type
        if code in ("", one.code) and name in one.name
    ]
    return t1201.Output(medinsinfo=found)


async def departments(conn: Conn, asked: Asked) -> t5101.Output:
    """5101: the departments of the institution that asks."""
    place = asked.institution
    found = await service.departments_of(conn, place.region, [place.institution_id])
    staff = await service.practitioners_of(conn, place)
    here = found.get(place.institution_id, [])
    return t5101.Output(feedetail=[_department(one, place, staff) for one in here])


async def practitioners(conn: Conn, asked: Asked) -> t5102.Output:
    """5102: doctors, nurses or pharmacists of the institution that asks.

    ID numbers of staff are not kept here, so asking by one finds nobody.
    """
    want: t5102.InFields = asked.input.data
    found = [
        t5102.OutFeedetail(
            psn_cert_type=OTHER_DOCUMENT,
            certno="",
            prac_psn_no=one.code,
            prac_psn_code=one.code,
            prac_psn_name=one.name,
            prac_psn_type=one.kind,
            hi_dr_flag=flag(one.kind == DOCTOR),
            begntime=_midnight(one.starts_on),
            endtime=None if one.ends_on is None else _midnight(one.ends_on),
        )
        for one in await service.practitioners_of(conn, asked.institution)
        if not want.certno and one.kind == want.prac_psn_type
        if (want.prac_psn_name or "") in one.name
        if want.prac_psn_code in (None, "", one.code)
    ]
    return t5102.Output(feedetail=found)


async def own_items(conn: Conn, asked: Asked) -> Any:  # noqa: ANN401
    """1317: the mappings of the institution that asks; another's are not shown."""
    want: t1317.InFields = asked.input.data
    place = asked.institution
    mine = want.fixmedins_code in (None, "", place.code)
    known = await mappings.of_institution(conn, place) if mine else []
    today = beijing_day(asked.at)
    found = [one for one in known if _fits(one, want, today)]
    told = want.page_num, want.page_size
    return page(asked, t1317.Output, found, *told, row=lambda one: _mapped(one, asked))


async def map_items(conn: Conn, asked: Asked) -> None:
    """3301: what own items are in the catalogue, all or none. Fails as `mappings.put` does."""
    given: t3301.Input = asked.input
    wanted = [
        OwnMapping(
            own_code=one.fixmedins_hilist_id,
            code=one.med_list_codg,
            kind=one.list_type,
            starts_on=one.begndate,
            ends_on=one.enddate,
            details={"name": one.fixmedins_hilist_name}
            | {name: text for name in DETAILS if (text := getattr(one, name, None))},
        )
        for one in given.data
    ]
    await mappings.put(conn, asked.actor, asked.institution, wanted, asked.at)


async def unmap_items(conn: Conn, asked: Asked) -> None:
    """3302: take mappings back. Fails with NoSuchMapping."""
    given: t3302.Input = asked.input
    for one in given.data:
        what = one.fixmedins_hilist_id, one.med_list_codg, one.list_type
        await mappings.remove(conn, asked.actor, asked.institution, *what, asked.at)


def _type(one: Institution) -> str:
    return PHARMACY if one.is_pharmacy else HOSPITAL


def _department(
    one: Department, place: Institution, staff: list[Practitioner]
) -> t5101.OutFeedetail:
    here = [who for who in staff if who.department == one.code]
    counts = Counter(who.kind for who in here)
    heads = (who.name for who in here if who.kind == DOCTOR)
    doctors, nurses, pharmacists, technicians = (counts[kind] for kind in STAFF)
    return t5101.OutFeedetail(
        hosp_dept_codg=one.code,
        hosp_dept_name=one.name,
        begntime=_midnight(one.starts_on),
        endtime=None if one.ends_on is None else _midnight(one.ends_on),
        dept_resper_name=next(heads, ""),
        dept_resper_tel=place.phone or "",
        caty=branches()[one.category].caty,
        aprv_bed_cnt=one.beds,
        hi_crtf_bed_cnt=one.beds,
        poolarea_no=place.division,
        dr_psncnt=doctors,
        phar_psncnt=pharmacists,
        nurs_psncnt=nurses,
        tecn_psncnt=technicians,
    )


def _fits(one: Mapped, want: t1317.InFields, today: date) -> bool:
    on = want.query_date
    return (
        want.medins_list_codg in (None, "", one.own_code)
        and (want.medins_list_name or "") in one.details.get("name", "")
        and want.list_type in (None, "", one.kind)
        and want.med_list_codg in (None, "", one.code)
        and (want.begndate is None or one.starts_on >= want.begndate)
        and (on is None or _holds(one, on))
        and want.vali_flag in (None, "", flag(_holds(one, on or today)))
    )


def _mapped(one: Mapped, asked: Asked) -> t1317.OutFields:
    place = asked.institution
    # The sandbox's clock may lag behind the database's.
    recorded = day_text(min(beijing_day(one.recorded_at), beijing_day(asked.at)))
    mark = f"{place.code}/{one.own_code}/{one.code}/{one.starts_on}"
    return t1317.OutFields(
        fixmedins_code=place.code,
        medins_list_codg=one.own_code,
        medins_list_name=one.details.get("name"),
        insu_admdvs=place.division,
        list_type=one.kind,
        med_list_codg=one.code,
        begndate=day_text(one.starts_on),
        enddate=None if one.ends_on is None else day_text(one.ends_on),
        vali_flag=flag(_holds(one, beijing_day(asked.at))),
        rid=uuid5(NAMESPACE_OID, mark).hex,
        updt_time=recorded,
        crte_time=recorded,
        poolarea_no=place.division,
        **{name: one.details[name] for name in DETAILS[:-1] if name in one.details},
    )


def _holds(one: Mapped, on: date) -> bool:
    return one.starts_on <= on and (one.ends_on is None or on <= one.ends_on)


def _midnight(day: date) -> str:
    return time_text(datetime.combine(day, time(), BEIJING))


HANDLERS: Final[Mapping[str, Handling]] = {
    "1201": Handling(institutions),
    "1317": Handling(own_items),
    "3301": Handling(map_items, changes=True),
    "3302": Handling(unmap_items, changes=True),
    "5101": Handling(departments),
    "5102": Handling(practitioners),
}
