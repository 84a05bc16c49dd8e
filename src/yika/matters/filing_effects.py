"""What the acts about filings do: care elsewhere, diseases, chosen institutions."""

from datetime import date, timedelta
from typing import Any, Final

from yika.ground.days import add_months, beijing_day
from yika.ground.errors import Refused, YikaError
from yika.institutions import service as institutions
from yika.institutions.model import Institution
from yika.matters import filing_acts as acts
from yika.matters.against import against
from yika.matters.allowing import case_of
from yika.matters.cover_effects import PlaceIsHere
from yika.matters.effects import effect
from yika.matters.model import Act, Done
from yika.matters.work import Work
from yika.settlement.visits import filings
from yika.settlement.visits.filings import (
    CHRONIC,
    DESIGNATED,
    OFF_SITE,
    DiseaseNotListed,
    FiledAlready,
    Filing,
)
from yika.settlement.visits.visit_rules import Place

DAY: Final = timedelta(days=1)
NEVER: Final = "never"
# By which row of the benefit a filing of that kind is paid. Who is elsewhere for a time, neither
# referred nor in an emergency, is filed all the same and paid as without.
PAID_AS: Final = {
    "settled_retiree": "long_term",
    "long_term": "long_term",
    "stationed": "long_term",
    "referral": "referral",
    "emergency": "emergency",
    "temporary": "unregistered",
}


class NotFiledAfterwards(Refused):
    """The region takes no such filing once care has begun, or does not say that it does.

    Facts: kind, is_known (whether the region says no).
    """

    code = "not_filed_afterwards"


class FilingOverAlready(Refused):
    """Begun on that day, the filing would be over by now. Facts: starts_on, months."""

    code = "filing_over_already"


class ChosenEnough(Refused):
    """No more institutions can be chosen at a time. Facts: most, chosen."""

    code = "chosen_enough"


class ElsewhereChosen(Refused):
    """One chooses among the institutions of one's own region. Facts: institution."""

    code = "elsewhere_chosen"


@against.register
async def _(act: acts.FileOffSite, work: Work) -> list[YikaError]:
    found: list[YikaError] = []
    if act.place == work.person.division:
        found.append(PlaceIsHere(place=act.place))
    today = beijing_day(work.at)
    if act.starts_on is not None and act.starts_on < today:
        late = work.laws.value("off_site.late", work.at, off_site_kind=act.off_site_kind)
        if late != "yes":
            found.append(NotFiledAfterwards(kind=act.off_site_kind, is_known=late is not None))
        last = _last_day(act, work)
        if last is not None and last < today:
            months = work.laws.value("off_site.lasts", work.at, off_site_kind=act.off_site_kind)
            found.append(FilingOverAlready(starts_on=act.starts_on, months=months))
    return found


@effect.register
async def _(act: acts.FileOffSite, work: Work) -> Done:
    starts_on = act.starts_on or beijing_day(work.at)
    said = {"kind": act.off_site_kind, "place": act.place}
    days = starts_on, _last_day(act, work)
    at_once = work.laws.value("off_site.at_once", work.at, off_site_kind=act.off_site_kind)
    what = PAID_AS[act.off_site_kind]
    filed = await _file(work, OFF_SITE, what, days, None, said, approved=at_once == "yes")
    known = work.laws.value("off_site.lasts", work.at, off_site_kind=act.off_site_kind)
    return work.done(
        act,
        **_told(filed),
        paid_as=filed.what,
        was_late=starts_on < beijing_day(work.at),
        term_known=known is not None,
    )


@effect.register
async def _(act: acts.EndFiling, work: Work) -> Done:
    number, today = int(act.filing_id), beijing_day(work.at)
    ended = await filings.end(work.conn, work.keys, work.person, OFF_SITE, number, today, work.at)
    return work.done(act, filing_id=act.filing_id, ends_on=ended.ends_on)


@effect.register
async def _(act: acts.DecideFiling, work: Work) -> Done:
    number = int(act.filing_id)
    await filings.decide(work.conn, work.keys, work.person, number, work.at, approved=act.approved)
    return work.done(act, filing_id=act.filing_id, approved=act.approved)


@against.register
async def _(act: acts.RecogniseChronic, work: Work) -> list[YikaError]:
    listed = work.laws.needed("chronic.diseases", work.at)
    if all(one["code"] != act.disease for one in listed["codes"]):
        return [DiseaseNotListed(given=act.disease)]
    held = await _holding(work, CHRONIC)
    same = next((one for one in held if one.what == act.disease and one.is_approved), None)
    if same is None:
        return []
    return [FiledAlready(filing_id=same.filing_id, since=same.starts_on, until=same.ends_on)]


@effect.register
async def _(act: acts.RecogniseChronic, work: Work) -> Done:
    waiting = [
        one
        for one in await _holding(work, CHRONIC)
        if one.what == act.disease and one.is_approved is None
    ]
    if waiting:  # A hospital handed it in already: that one is approved.
        number = waiting[0].filing_id
        await filings.decide(work.conn, work.keys, work.person, number, work.at, approved=True)
        return work.done(act, filing_id=str(number), starts_on=waiting[0].starts_on, approved=True)
    place = await _treated_at(act, work)
    starts_on = beijing_day(work.at)
    months = work.laws.value("chronic.term", work.at)
    ends_on = add_months(starts_on, months) - DAY if isinstance(months, int) else None
    said: dict[str, Any] = {"opsp_dise_code": act.disease}
    days = starts_on, ends_on
    filed = await _file(work, CHRONIC, act.disease, days, place, said, approved=True)
    return work.done(act, **_told(filed), term_known=months is not None)


async def _treated_at(act: acts.RecogniseChronic, work: Work) -> Institution | None:
    """The institution a disease is treated at, where one is named. Fails with NoAgreement."""
    if act.institution is None:
        return None
    found = await institutions.by_code(work.conn, act.institution)
    institutions.require_in_force(found, beijing_day(work.at))
    return found


@against.register
async def _(act: acts.ChooseInstitution, work: Work) -> list[YikaError]:
    most = work.laws.value("institution.most", work.at)
    chosen = [
        one
        for one in await _holding(work, DESIGNATED)
        if one.is_approved is not False and str(one.filing_id) != act.instead_of
    ]
    if isinstance(most, int) and len(chosen) >= most:
        return [ChosenEnough(most=most, chosen=len(chosen))]
    return []


@effect.register
async def _(act: acts.ChooseInstitution, work: Work) -> Done:
    today = beijing_day(work.at)
    chosen = await institutions.by_code(work.conn, act.institution)
    if chosen.region != work.person.region:
        raise ElsewhereChosen(institution=act.institution)
    institutions.require_in_force(chosen, today)
    if act.instead_of is not None:
        number = int(act.instead_of)
        await filings.end(work.conn, work.keys, work.person, DESIGNATED, number, today, work.at)
    said = {
        "fix_srt_no": "1",
        "fixmedins_code": chosen.code,
        "fixmedins_name": chosen.name,
        "biz_appy_type": act.purpose,
    }
    days, at_once = (today, None), _at_once(act, work)
    filed = await _file(work, DESIGNATED, act.purpose, days, chosen, said, approved=at_once)
    return work.done(act, **_told(filed), institution=chosen.code)


async def _holding(work: Work, kind: str) -> list[Filing]:
    """Filings of a kind that hold today or later, decided or not."""
    today = beijing_day(work.at)
    held = await filings.of_person(work.conn, work.keys, work.person, kind)
    return [one for one in held if one.touches(today, None)]


def _last_day(act: acts.FileOffSite, work: Work) -> date | None:
    """The last day of a filing; None where it holds on, or nobody says how long."""
    months = work.laws.value("off_site.lasts", work.at, off_site_kind=act.off_site_kind)
    if not isinstance(months, int):
        return None
    return add_months(act.starts_on or beijing_day(work.at), months) - DAY


async def _file(
    work: Work,
    kind: str,
    what: str,
    days: tuple[date, date | None],
    place: Institution | None,
    said: dict[str, Any],
    *,
    approved: bool,
) -> Filing:
    """Write a filing; one that is not approved waits for the agency."""
    filing = Filing(
        person=work.person,
        filing_id=await filings.new_number(work.conn),
        kind=kind,
        place=None if place is None else Place(place.region, place.institution_id),
        starts_on=days[0],
        ends_on=days[1],
        what=what,
        filed_at=work.at,
        decided_at=work.at if approved else None,
        is_approved=True if approved else None,
        said=said,
    )
    return await filings.file(work.conn, work.keys, filing)


def _at_once(act: Act, work: Work) -> bool:
    """Whether the region says that the way taken needs no working day; else the agency decides."""
    assert act.matter is not None
    case = case_of(work.cards, act)
    ways = work.laws.offers(act.matter, work.at, case)
    return any(way.channel == work.actor.channel and way.days == 0 for way in ways)


def _told(filed: Filing) -> dict[str, Any]:
    return {
        "filing_id": str(filed.filing_id),
        "starts_on": filed.starts_on,
        "ends_on": filed.ends_on,
        "approved": filed.is_approved,
    }
