"""What somebody is entitled to, fund by fund, and what their year has come to: 2001 and 5206."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

import msgspec

from yika.faces.gateway.asked import Asked, Handling
from yika.faces.gateway.known import Known, known_of
from yika.faces.gateway.numbering import psn_no
from yika.faces.gateway.plain import (
    NO,
    YES,
    instant,
    person_named,
    place_of,
    told_day,
    yuan,
)
from yika.ground.days import add_months, beijing_day
from yika.ground.errors import YikaError
from yika.guide.holds_told import brief
from yika.guide.telling import tell
from yika.institutions import service as institutions
from yika.interface.records import t2001, t5206
from yika.settlement.model import ASSISTANCE, BASIC, CIVIL, Pool, SoFar
from yika.settlement.pricing.found import BenefitUnknown
from yika.settlement.pricing.national import ACCOUNT_FUND, fund_of
from yika.settlement.pricing.sharing import left_of
from yika.settlement.pricing.terms import Layer, Terms
from yika.settlement.till import circumstances
from yika.settlement.till.billing import filed_for
from yika.settlement.till.circumstances import INSUTYPES, KINDS, Care, Place
from yika.settlement.till.refusals import CareNotPriced, DiseaseNotFiled, WrongInsurance
from yika.settlement.visits import acquaintance
from yika.settlement.visits.cumulations import cumulated
from yika.settlement.visits.looking import note, years_of
from yika.standing.model import Standing, Use
from yika.standing.service import why
from yika.store.db import Conn

FUND_ITEM: Final = "01"  # trt_chk_type
YEAR_MONTHS: Final = 12
ENCODE: Final = msgspec.json.Encoder(decimal_format="number").encode
RESULT_MAX: Final = 500  # characters of trt_chk_rslt
ENOUGH: Final = "本年度支付限额已用完。"
NO_POOL: Final = "该类就诊不由统筹基金支付。"


class Answered(NamedTuple):
    """One fund: which, why not if not, and what the year leaves of it."""

    fund: str
    reason: str | None
    left: Mapping[str, Any]


async def entitled(conn: Conn, asked: Asked) -> t2001.Output:
    """2001: a row a fund; why not, where one is not entitled."""
    given: t2001.InFields = asked.input.data
    person = person_named(asked, given.psn_no)
    await acquaintance.require(conn, person, place_of(asked), asked.actor, asked.at)
    at = min(instant(given.begntime), asked.at)
    keys, book = asked.house.database.keys, asked.house.book
    standing = await why(conn, keys, book, person, at, asked.actor, asked.at)
    known = await known_of(conn, asked, person, at)
    place = await _place(conn, asked, given.fixmedins_code)
    try:
        _require_insured(known, given.insutype)
        terms, refused = _terms(known, place, given.med_type, given.dise_codg), None
    except (CareNotPriced, DiseaseNotFiled, WrongInsurance, BenefitUnknown) as error:
        terms, refused = None, _told(error)
    begins = beijing_day(instant(given.begntime))
    rows = [
        t2001.OutTrtinfo(
            psn_no=psn_no(person),
            trt_chk_type=FUND_ITEM,
            fund_pay_type=one.fund,
            trt_enjymnt_flag=YES if one.reason is None else NO,
            begndate=begins.isoformat(),
            enddate=told_day(_year_ends(terms)),
            trt_chk_rslt=None if one.reason is None else one.reason[:RESULT_MAX],
            exp_content=ENCODE(one.left).decode() if one.left else None,
        )
        for one in _funds(known, standing, terms, refused)
    ]
    return t2001.Output(trtinfo=rows)


async def _place(conn: Conn, asked: Asked, code: str) -> Place:
    """Where care is to be given: here, or at the institution named. Or NoSuchInstitution."""
    found = asked.institution
    if code != found.code:
        found = await institutions.by_code(conn, code)
    return Place(found.region, found.institution_id, found.tier)


def _require_insured(known: Known, insutype: str) -> None:
    """Let only a scheme pass that somebody is in. Fails with WrongInsurance."""
    if insutype not in (known.insutype, *_beside(known)):
        raise WrongInsurance(insutype=insutype, insured=known.insutype)


def _beside(known: Known) -> tuple[str, ...]:
    """Insurance types that come with the basic one."""
    return ("320", "330", "510") if known.insutype == INSUTYPES["employee"] else ("392",)


def _terms(known: Known, place: Place, med_type: str, disease: str | None) -> Terms:
    """The terms of such care. Fails with CareNotPriced, DiseaseNotFiled or BenefitUnknown."""
    kind = KINDS.get(med_type)
    if kind is None:
        raise CareNotPriced(med_type=med_type, kind=None)
    purse, day = known.purse, known.laws.day(known.on)
    care = filed_for(Care(med_type, kind, disease or None), purse.filed, place, known.on)
    told = circumstances.of(
        known.insured,
        known.identity.id_number,
        purse.specials,
        purse.filed,
        place,
        care,
        known.on,
        known.person.region,
        day.diseases,
        is_prescribed=True,
    )
    return known.laws.benefit.terms(told)


def _funds(
    known: Known, standing: Standing, terms: Terms | None, refused: str | None
) -> Iterable[Answered]:
    """Each fund somebody may draw on."""
    scheme = known.insured.scheme
    stopped = _stopped(standing, Use.CLAIM)
    so_far = known.purse.so_far.get(scheme, SoFar())
    basic = terms.basic if terms is not None else None
    reason = stopped or refused or (NO_POOL if basic is None else None)
    left = {} if basic is None else _left(basic, so_far)
    yield Answered(fund_of(scheme, BASIC), reason or _used_up(left), left)
    layers = terms.layers if terms is not None else ()
    for layer in layers:
        if isinstance(layer, Layer) and _is_for(layer.name, known):
            above = _left(layer, so_far)
            yield Answered(fund_of(scheme, layer.name), stopped or _used_up(above), above)
    if scheme == circumstances.EMPLOYEE:
        balance = {"balance": yuan(sum(known.purse.wallets.values()))}
        yield Answered(ACCOUNT_FUND, _stopped(standing, Use.PAY), balance)


def _is_for(layer: str, known: Known) -> bool:
    return {CIVIL: known.is_civil_servant, ASSISTANCE: known.is_assisted}.get(layer, True)


def _stopped(standing: Standing, use: Use) -> str | None:
    """Why a use is open by nothing the person holds; None where something opens it."""
    states = [uses[use] for uses in standing.uses.values()]
    if any(state.open for state in states):
        return None
    causes = {cause for state in states for cause in state.holds}
    holds = [hold for hold in standing.holds if hold.cause in causes]
    lines = brief([hold for hold in holds if hold.subject == "person"] or holds)
    return "".join(f"{line.zh}。" for line in lines)


def _left(layer: Layer, so_far: SoFar) -> dict[str, Any]:
    """What the year has come to in a layer and what is left below its ceiling, in yuan."""
    told: dict[str, Any] = {}
    if layer.deductible is not None:
        met = sum(_pool(so_far, name).deductible_fen for name in layer.deductible.over)
        told |= {
            "deductible_per": layer.deductible.per,
            "deductible": yuan(layer.deductible.amount_fen),
            "deductible_met": yuan(met),
        }
    if layer.ceiling is not None:
        pools = [_pool(so_far, name) for name in layer.ceiling.over]
        used = sum(one.cost_fen if layer.ceiling.is_on_cost else one.paid_fen for one in pools)
        told |= {
            "ceiling": yuan(layer.ceiling.amount_fen),
            "used": yuan(used),
            "left": yuan(left_of(layer.ceiling, so_far.pools)[0]),
        }
    return told


def _used_up(left: Mapping[str, Any]) -> str | None:
    return ENOUGH if left.get("left") == 0 else None


def _pool(so_far: SoFar, name: str) -> Pool:
    return so_far.pools.get(name) or Pool()


def _year_ends(terms: Terms | None) -> date | None:
    if terms is None:
        return None
    return add_months(terms.begins_on, YEAR_MONTHS) - timedelta(days=1)


def _told(error: YikaError) -> str:
    told = tell(error)
    return told.zh + told.next.zh


async def cumulations(conn: Conn, asked: Asked) -> t5206.Output:
    """5206: what the benefit year of a month has come to, by our own codes."""
    given: t5206.InFields = asked.input.data
    person = person_named(asked, given.psn_no)
    await acquaintance.require(conn, person, place_of(asked), asked.actor, asked.at)
    known = await known_of(conn, asked, person, asked.at)
    today = beijing_day(asked.at)
    month = _month(given.cum_ym) or today.replace(day=1)
    rows: list[t5206.OutCuminfo] = []
    of_today = {known.insured.scheme: known.laws.day(today).year(known.insured.scheme)}
    years = {(one.scheme, one.benefit_year): one.so_far for one in await years_of(conn, person)}
    for scheme, begins in of_today.items():
        years.setdefault((scheme, begins), SoFar())
    last = add_months(month, 1) - timedelta(days=1)
    for (scheme, begins), so_far in sorted(years.items(), key=lambda item: item[0]):
        if begins <= last and month < add_months(begins, YEAR_MONTHS):
            rows += [
                t5206.OutCuminfo(
                    insutype=INSUTYPES[scheme],
                    year=f"{begins.year}",
                    cum_ym=f"{month:%Y%m}",
                    cum_type_code=code,
                    cum=value,
                )
                for code, value in cumulated(so_far)
            ]
    await note(conn, asked.actor, [person], "cumulation.read", asked.at)
    return t5206.Output(cuminfo=rows)


def _month(text: str | None) -> date | None:
    """The first day of a month as yyyyMM; None where it is none."""
    plain = (text or "").strip()
    if not (plain.isascii() and plain.isdecimal() and len(plain) == len("yyyymm")):
        return None
    year, month = int(plain[:4]), int(plain[4:])
    return date(year, month, 1) if year and 1 <= month <= YEAR_MONTHS else None


HANDLERS: Final[Mapping[str, Handling]] = {
    "2001": Handling(entitled),
    "5206": Handling(cumulations),
}
