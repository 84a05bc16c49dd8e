"""What signing and ending contracts with family doctors does (家庭医生签约)."""

from typing import Final

from yika.ground.days import beijing_day
from yika.ground.errors import Missing, Refused, YikaError
from yika.ground.ids import birth_date
from yika.institutions import family_doctors
from yika.institutions import service as institutions
from yika.institutions.model import Contract
from yika.matters import filing_acts as acts
from yika.matters.against import against
from yika.matters.effects import effect
from yika.matters.model import Done
from yika.matters.work import Work
from yika.settlement.visits import filings
from yika.settlement.visits.filings import CHRONIC

TERMS: Final = "family_doctor.terms"
EVERYBODY: Final = "everybody"


class TermNotOffered(Refused):
    """Nobody signs for so many years here. Facts: years, offered."""

    code = "term_not_offered"


class RenewalNotOffered(Refused):
    """Contracts of this person do not renew themselves here. Facts: groups."""

    code = "renewal_not_offered"


class NoSuchDoctor(Missing):
    """The institution has no practitioner of that code. Facts: institution."""

    code = "no_such_doctor"


@against.register
async def _(act: acts.SignFamilyDoctor, work: Work) -> list[YikaError]:
    terms = work.laws.needed(TERMS, work.at)
    found: list[YikaError] = []
    if act.years not in terms["years"]:
        found.append(TermNotOffered(years=act.years, offered=terms["years"]))
    groups: list[str] = terms["renews_itself"]
    if act.renews and not set(groups) & await _groups(work):
        found.append(RenewalNotOffered(groups=groups))
    return found


@effect.register
async def _(act: acts.SignFamilyDoctor, work: Work) -> Done:
    institution = await institutions.by_code(work.conn, act.institution)
    today = beijing_day(work.at)
    if act.doctor is not None:
        there = await institutions.practitioners_of(work.conn, institution)
        if all(one.code != act.doctor for one in there):
            raise NoSuchDoctor(institution=act.institution)
    wanted = Contract(
        contract_id=work.id_for("contract"),
        institution_id=institution.institution_id,
        doctor=act.doctor,
        package=act.package,
        starts_on=today,
        years=act.years,
        renews=act.renews,
    )
    signed = await family_doctors.sign(work.conn, work.person, institution, wanted, work.at)
    term = signed.term(signed.starts_on)
    assert term is not None, "a contract holds on its first day"
    return work.done(
        act,
        contract_id=str(signed.contract_id),
        starts_on=signed.starts_on,
        until=term[1],
        renews=signed.renews,
        is_renewal=signed.starts_on > today,
    )


@effect.register
async def _(act: acts.EndFamilyDoctor, work: Work) -> Done:
    today = beijing_day(work.at)
    ended = await family_doctors.end(work.conn, work.person, today, act.contract_id)
    return work.done(act, contract_id=str(ended.contract_id), ends_on=today)


async def _groups(work: Work) -> set[str]:
    """The groups of ``renewal_groups`` somebody is in, as far as the region says what they are."""
    found = {EVERYBODY}
    elderly_from = work.laws.value("family_doctor.elderly_from", work.at)
    if elderly_from is not None:
        born, today = birth_date(work.identity.id_number), beijing_day(work.at)
        age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
        found |= {"elderly"} if age >= elderly_from else set()
    held = await filings.of_person(work.conn, work.keys, work.person, CHRONIC)
    today = beijing_day(work.at)
    if any(one.touches(today, today) for one in filings.approved(held)):
        found.add("chronic")
    return found
