"""Lists that may be too long: drugs for chronic diseases (5205), who is in hospital (5303).

Where one is cut, the reply says so.
"""

from collections.abc import Mapping
from typing import Final

from yika.faces.gateway.asked import Answer, Asked, Handling
from yika.faces.gateway.handlers.lines_seen import catalogues_of, drug_of, institutions_of
from yika.faces.gateway.known import identities, identity_told
from yika.faces.gateway.plain import (
    NO,
    YES,
    instant,
    person_named,
    place_of,
    told_start,
    until_of,
)
from yika.ground.days import beijing_day
from yika.interface.records import t5205, t5303
from yika.people.model import Identity
from yika.settlement.visits import acquaintance, looking
from yika.settlement.visits.visit_rules import Visit
from yika.store.db import Conn

CUT: Final = "只列出{most}条，请缩短时间。Only {most} are listed; ask about a shorter time."


async def drugs_seen(conn: Conn, asked: Asked) -> Answer:
    """5205: what a person got for chronic or special diseases, here and elsewhere."""
    given: t5205.InFields = asked.input.data
    person = person_named(asked, given.psn_no)
    await acquaintance.require(conn, person, place_of(asked), asked.actor, asked.at)
    until = asked.at if given.endtime is None else until_of(given.endtime)
    lines, is_cut = await looking.chronic_lines(conn, person, instant(given.begntime), until)
    await looking.note(conn, asked.actor, [person], "settlement.read", asked.at)
    catalogues, places = await catalogues_of(conn, lines), await institutions_of(conn, lines)
    drugs = [drug_of(catalogues, places, person, one) for one in lines]
    return Answer(output=t5205.Output(feedetail=drugs), warning=_cut(is_cut))


async def stays_seen(conn: Conn, asked: Asked) -> Answer:
    """5303: who is in this hospital, one person or all."""
    given: t5303.InFields = asked.input.data
    person = person_named(asked, given.psn_no) if given.psn_no else None
    since, until = instant(given.begntime), until_of(given.endtime)
    found, is_cut = await looking.open_stays(conn, place_of(asked), since, until, person)
    who = await identities(conn, asked, (one.person for one in found))
    rows = [_open_stay(asked, who[one.person], one) for one in found]
    await looking.note(conn, asked.actor, [one.person for one in found], "visit.read", asked.at)
    return Answer(output=t5303.Output(data=rows), warning=_cut(is_cut))


def _cut(is_cut: bool) -> str | None:
    return CUT.format(most=looking.ROWS_MAX) if is_cut else None


def _open_stay(asked: Asked, identity: Identity, stay: Visit) -> t5303.OutFields:
    return t5303.OutFields(
        **identity_told(stay.person, identity, beijing_day(asked.at)),
        mdtrt_id=str(stay.visit_id),
        insutype=stay.insutype,
        begndate=told_start(stay.begins_at),
        med_type=stay.med_type,
        ipt_otp_no=stay.number,
        out_flag=NO if stay.person.region == stay.place.region else YES,
    )


HANDLERS: Final[Mapping[str, Handling]] = {
    "5205": Handling(drugs_seen),
    "5303": Handling(stays_seen),
}
