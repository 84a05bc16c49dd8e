"""Filings of people: transfers, chronic and special diseases, chosen institutions (备案)."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from typing import Any, Final

import msgspec

from yika.faces.gateway.asked import Asked, Handling
from yika.faces.gateway.numbering import number_of, psn_no
from yika.faces.gateway.plain import (
    ID_CARD,
    NO,
    YES,
    instant,
    person_locked,
    person_named,
    place_of,
    said,
    told_day,
)
from yika.ground.days import beijing_day
from yika.institutions import service as institutions
from yika.institutions.service import NoSuchInstitution
from yika.interface.records import t2501, t2502, t2503, t2505, t5301, t5302, t5304
from yika.people import service as people
from yika.people.model import PersonKey
from yika.settlement.till.circumstances import INSUTYPES
from yika.settlement.till.participation import gend
from yika.settlement.till.till import till_laws
from yika.settlement.visits import acquaintance, filings
from yika.settlement.visits.filings import (
    CHRONIC,
    DESIGNATED,
    TRANSFER,
    DiseaseNotListed,
    Filing,
    NotAgreed,
)
from yika.settlement.visits.looking import note
from yika.settlement.visits.visit_rules import Place
from yika.store.db import Conn

BY_INSTITUTION: Final = "01"  # dcla_souc


async def file_transfer(conn: Conn, asked: Asked) -> t2501.Output:
    """2501: a transfer to another institution, here or elsewhere; it holds at once."""
    given: t2501.InRefmedin = asked.input.refmedin
    person = await _known_here(conn, asked, given.psn_no)
    if given.hosp_agre_refl_flag == NO:
        raise NotAgreed
    to = await _place(conn, given.reflin_medins_no, must_be_known=False)
    starts_on = given.begndate or given.refl_date
    what = given.reflin_medins_no
    filed = await _file(conn, asked, person, TRANSFER, what, to, (starts_on, given.enddate), given)
    return t2501.Output(result=t2501.OutResult(trt_dcla_detl_sn=filed))


async def file_disease(conn: Conn, asked: Asked) -> t2503.Output:
    """2503: a chronic or special disease; it holds once the agency has approved."""
    given: t2503.InFields = asked.input.data
    person = await _known_here(conn, asked, given.psn_no)
    diseases = till_laws(asked.house.book, person.division).day(beijing_day(asked.at)).diseases
    if given.opsp_dise_code not in diseases:
        raise DiseaseNotListed(given=given.opsp_dise_code)
    what, days = given.opsp_dise_code, (given.begndate, given.enddate)
    filed = await _file(conn, asked, person, CHRONIC, what, None, days, given)
    return t2503.Output(result=t2503.OutResult(trt_dcla_detl_sn=filed))


async def file_choice(conn: Conn, asked: Asked) -> t2505.Output:
    """2505: the institution chosen for a kind of care; it holds once the agency has approved."""
    given: t2505.InFields = asked.input.data
    person = await _known_here(conn, asked, given.psn_no)
    chosen = await _place(conn, given.fixmedins_code, must_be_known=True)
    what, days = given.biz_appy_type, (given.begndate, given.enddate)
    filed = await _file(conn, asked, person, DESIGNATED, what, chosen, days, given)
    return t2505.Output(result=t2505.OutResult(trt_dcla_detl_sn=filed))


async def _known_here(conn: Conn, asked: Asked, number: str) -> PersonKey:
    """Whom a filing is about, with the anchor locked. Fails with NoSuchPerson or NotSeenHere."""
    person = await person_locked(conn, asked, number)
    await acquaintance.require(conn, person, place_of(asked), asked.actor, asked.at)
    return person


async def _file(
    conn: Conn,
    asked: Asked,
    person: PersonKey,
    kind: str,
    what: str,
    place: Place | None,
    days: tuple[date, date | None],
    given: msgspec.Struct,
) -> str:
    """Write a filing; its number."""
    filing = Filing(
        person=person,
        filing_id=asked.message_id,
        kind=kind,
        place=place,
        starts_on=days[0],
        ends_on=days[1],
        what=what,
        filed_at=asked.at,
        said=said(given, ("psn_no",)),
    )
    await filings.file(conn, asked.house.database.keys, filing)
    await note(conn, asked.actor, [person], "filing.made", asked.at)
    return str(filing.filing_id)


async def _place(conn: Conn, code: str, *, must_be_known: bool) -> Place | None:
    """The institution of a code; None for one elsewhere that nobody here knows."""
    try:
        found = await institutions.by_code(conn, code)
    except NoSuchInstitution:
        if must_be_known:
            raise
        return None
    return Place(found.region, found.institution_id)


def _withdrawing(kind: str) -> Callable[[Conn, Asked], Awaitable[None]]:
    """The handler that takes filings of a kind back (2502, 2504, 2506)."""

    async def withdraw(conn: Conn, asked: Asked) -> None:
        given: t2502.InFields = asked.input.data
        person = await _known_here(conn, asked, given.psn_no)
        filing_id = number_of(given.trt_dcla_detl_sn, "trt_dcla_detl_sn")
        keys = asked.house.database.keys
        await filings.withdraw(conn, keys, person, kind, filing_id, asked.at)
        await note(conn, asked.actor, [person], "filing.withdrawn", asked.at)

    return withdraw


async def diseases_filed(conn: Conn, asked: Asked) -> t5301.Output:
    """5301: the chronic and special diseases that are approved."""
    person, found = await _filed(conn, asked, asked.input.data.psn_no, CHRONIC)
    rows = [
        t5301.OutFeedetail(
            opsp_dise_code=one.what,
            opsp_dise_name=one.said.get("opsp_dise_name", one.what),
            begndate=one.starts_on.isoformat(),
            enddate=told_day(one.ends_on),
        )
        for one in filings.approved(found)
    ]
    await note(conn, asked.actor, [person], "filing.read", asked.at)
    return t5301.Output(feedetail=rows)


async def choices_filed(conn: Conn, asked: Asked) -> t5302.Output:
    """5302: the institutions somebody chose for a kind of care, those not approved yet told so."""
    given: t5302.InFields = asked.input.data
    person, found = await _filed(conn, asked, given.psn_no, DESIGNATED)
    rows = [
        t5302.OutPsnfixmedin(
            psn_no=psn_no(person),
            fix_srt_no=one.said.get("fix_srt_no", "1"),
            fixmedins_code=one.said.get("fixmedins_code", ""),
            fixmedins_name=one.said.get("fixmedins_name", ""),
            begndate=one.starts_on.isoformat(),
            enddate=told_day(one.ends_on),
            memo=None if one.is_approved else WAITING[one.is_approved],
        )
        for one in found
        if one.what == given.biz_appy_type
    ]
    await note(conn, asked.actor, [person], "filing.read", asked.at)
    return t5302.Output(psnfixmedin=rows)


async def transfers_filed(conn: Conn, asked: Asked) -> t5304.Output:
    """5304: transfers that hold on some day of a time."""
    given: t5304.InFields = asked.input.data
    person, found = await _filed(conn, asked, given.psn_no, TRANSFER)
    since = beijing_day(instant(given.begntime))
    until = beijing_day(instant(given.endtime)) if given.endtime is not None else None
    facts = await _facts_of(conn, asked, person)
    rows = [_transfer(one, facts) for one in found if one.touches(since, until)]
    await note(conn, asked.actor, [person], "filing.read", asked.at)
    return t5304.Output(refmedin=rows)


async def _filed(
    conn: Conn, asked: Asked, number: str, kind: str
) -> tuple[PersonKey, list[Filing]]:
    person = person_named(asked, number)
    await acquaintance.require(conn, person, place_of(asked), asked.actor, asked.at)
    return person, await filings.of_person(conn, asked.house.database.keys, person, kind)


async def _facts_of(conn: Conn, asked: Asked, person: PersonKey) -> dict[str, Any]:
    """Who the person is, by national names."""
    identity = await people.identity_of(conn, asked.house.database.keys, person)
    number = identity.id_number
    return {
        "psn_no": psn_no(person),
        "psn_cert_type": ID_CARD,
        "certno": number,
        "psn_name": identity.name,
        "gend": gend(number),
        "brdy": f"{number[6:10]}-{number[10:12]}-{number[12:14]}",
        "insu_optins": person.division,
    }


TOLD: Final = (
    *("tel", "addr", "diag_code", "diag_name", "dise_cond_dscr", "reflin_medins_no"),
    *("reflin_medins_name", "refl_date", "refl_rea"),
)
WAITING: Final[Mapping[bool | None, str]] = {None: "待经办机构审核", False: "经办机构未通过"}


def _transfer(one: Filing, facts: Mapping[str, Any]) -> t5304.OutRefmedin:
    here = one.place is not None and one.place.region == one.person.region
    told = {name: one.said[name] for name in TOLD if name in one.said}
    return t5304.OutRefmedin(
        **facts,
        **told,
        insutype=one.said.get("insutype", INSUTYPES["employee"]),
        dcla_souc=BY_INSTITUTION,
        out_flag=NO if here else YES,
        begndate=one.starts_on.isoformat(),
        enddate=told_day(one.ends_on),
        hosp_agre_refl_flag=one.said.get("hosp_agre_refl_flag", YES),
    )


HANDLERS: Final[Mapping[str, Handling]] = {
    **dict.fromkeys(("2501", "2501A"), Handling(file_transfer, changes=True)),
    "2502": Handling(_withdrawing(TRANSFER), changes=True),
    "2503": Handling(file_disease, changes=True),
    "2504": Handling(_withdrawing(CHRONIC), changes=True),
    "2505": Handling(file_choice, changes=True),
    "2506": Handling(_withdrawing(DESIGNATED), changes=True),
    "5301": Handling(diseases_filed),
    "5302": Handling(choices_filed),
    "5304": Handling(transfers_filed),
}
