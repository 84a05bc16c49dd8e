"""Queries into the catalogue: 1304, 1312, 1316, 1318, 1319; the code tables: 1901.

The catalogue is that of the place where care is given. National and insurance codes are the same
here, so that 1316 maps each code to itself.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from yika.faces.gateway.asked import Asked, Handling
from yika.faces.gateway.handlers.downloads import LEVELS, flag, rid
from yika.faces.gateway.handlers.paging import page
from yika.ground.days import BEIJING, beijing_day, start_of
from yika.ground.errors import Missing
from yika.institutions.catalogue import catalogue
from yika.institutions.model import LIST_TYPES, Item
from yika.interface.codes import tables
from yika.interface.records import t1304, t1312, t1316, t1318, t1319, t1901
from yika.interface.writing import day_text
from yika.settlement.pricing.laws import BenefitLaws
from yika.store.db import Conn

CATALOGUE: Final = "catalogue_items"  # tabname
# hilist_lmtpric_type: 1 primary and level one, 2 level two, 3 level three; the first that is there.
CEILINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "1": ("level_1", "primary"),
    "2": ("level_2",),
    "3": ("level_3",),
}
OVER_CEILING: Final = "1"  # overlmt_dspo_way: the person pays what is above
PEOPLE: Final = ("310", "390")  # selfpay_prop_psn_type: employees, residents
FIRST_SHARE: Final = "10"  # selfpay_prop_type


class NoSuchDictionary(Missing):
    """The interface has no code table of that name. Facts: given."""

    code = "no_such_dictionary"


async def insurance_items(conn: Conn, asked: Asked) -> Any:  # noqa: ANN401
    """1312: rows of the catalogue."""
    want: t1312.InFields = asked.input.data
    pinyin = (want.pinyin or "").upper()
    found = [
        one
        for one in await _rows(conn, asked)
        if (want.hilist_name or "") in one.name
        and pinyin in (one.details.pinyin or "")
        and want.med_chrgitm_type in (None, "", one.charge_type)
        and want.chrgitm_lv in (None, "", LEVELS[one.class_])
        and want.lmt_used_flag in (None, "", flag(one.restricted))
    ]
    told = want.page_num, want.page_size
    return page(asked, t1312.Output, found, *told, row=lambda one: _insurance_item(one, asked))


async def national_items(conn: Conn, asked: Asked) -> Any:  # noqa: ANN401
    """1316: which national code is which insurance code."""
    want: t1316.InFields = asked.input.data
    found = [one for one in await _rows(conn, asked) if want.med_list_codg in (None, "", one.code)]
    told = want.page_num, want.page_size
    return page(asked, t1316.Output, found, *told, row=lambda one: _national_item(one, asked))


async def ceilings(conn: Conn, asked: Asked) -> Any:  # noqa: ANN401
    """1318: the price above which the person pays, by level of the hospital."""
    want: t1318.InFields = asked.input.data
    found = [
        (one, level, amount)
        for one in await _rows(conn, asked)
        for level, amount in _ceilings(one)
        if want.hilist_lmtpric_type in (None, "", level)
    ]
    told = want.page_num, want.page_size
    return page(asked, t1318.Output, found, *told, row=lambda one: _ceiling(*one, asked))


async def first_shares(conn: Conn, asked: Asked) -> Any:  # noqa: ANN401
    """1319: what the person pays first; where the region does not publish it, nothing is said."""
    want: t1319.InFields = asked.input.data
    on = want.query_date or beijing_day(asked.at)
    usual = BenefitLaws(asked.house.book, asked.institution.division).first_shares(on)
    found = [
        (one, people, share)
        for one in await _rows(conn, asked)
        if (share := _share(one, usual)) is not None
        for people in PEOPLE
        if want.selfpay_prop_psn_type in (None, "", people)
        and want.selfpay_prop_type in (None, "", FIRST_SHARE)
    ]
    told = want.page_num, want.page_size
    return page(asked, t1319.Output, found, *told, row=lambda one: _first_share(*one, asked))


async def ethnic_drugs(_: Conn, asked: Asked) -> Any:  # noqa: ANN401
    """1304: ethnic drugs; the catalogue holds none."""
    want: t1304.InFields = asked.input.data
    none: list[t1304.OutFields] = []
    return page(asked, t1304.Output, none, want.page_num, want.page_size, row=lambda one: one)


async def dictionary(_: Conn, asked: Asked) -> t1901.Output:
    """1901: the values of one code table. Fails with NoSuchDictionary."""
    want: t1901.InFields = asked.input.data
    named = {name.casefold(): name for name in tables()}
    name = named.get(want.type_.strip().casefold())
    if name is None:
        raise NoSuchDictionary(given=want.type_[:30])
    values = {} if want.vali_flag == "0" else tables()[name].values
    return t1901.Output(
        list_=[
            t1901.OutList(
                type_=name,
                label=meaning.zh,
                value=code,
                parent_value=want.parent_value or "",
                sort=place,
                vali_flag="1",
                create_user="yika",
                create_date=day_text(want.date),
                version=1,
            )
            for place, (code, meaning) in enumerate(values.items(), 1)
        ]
    )


async def _rows(conn: Conn, asked: Asked) -> list[Item]:
    """The rows that fit what all these queries ask alike."""
    want: Any = asked.input.data
    known = await catalogue(conn, asked.institution.region)
    code = getattr(want, "hilist_code", None)
    rows = known.rows(code) if code else known.every_row()
    today = beijing_day(asked.at)
    since = None if want.updt_time is None else start_of(want.updt_time)
    return [one for one in rows if _fits(one, want, today) and _changed_since(one, since)]


def _fits(one: Item, want: Any, today: date) -> bool:  # noqa: ANN401
    on: date | None = want.query_date
    return (
        (on is None or one.in_force(on))
        and (want.begndate is None or one.starts_on >= want.begndate)
        and want.vali_flag in (None, "", flag(one.in_force(on or today)))
        and getattr(want, "list_type", None) in (None, "", _list_type(one))
    )


def _changed_since(one: Item, since: datetime | None) -> bool:
    return since is None or one.changed_at is None or one.changed_at >= since


def _insurance_item(one: Item, asked: Asked) -> t1312.OutFields:
    return t1312.OutFields(
        hilist_code=one.code,
        hilist_name=one.name,
        med_chrgitm_type=one.charge_type,
        chrgitm_lv=LEVELS[one.class_],
        lmt_used_flag=flag(one.restricted),
        list_type=_list_type(one),
        med_use_flag="1",
        matn_used_flag="0",
        hilist_use_type="1",
        lmt_cpnd_type="1",
        pinyin=one.details.pinyin,
        **_kept(one, asked),
    )


def _national_item(one: Item, asked: Asked) -> t1316.OutFields:
    return t1316.OutFields(
        med_list_codg=one.code,
        hilist_code=one.code,
        list_type=_list_type(one),
        **_kept(one, asked),
    )


def _ceiling(one: Item, level: str, amount: Decimal, asked: Asked) -> t1318.OutFields:
    return t1318.OutFields(
        hilist_code=one.code,
        hilist_lmtpric_type=level,
        overlmt_dspo_way=OVER_CEILING,
        hilist_pric_uplmt_amt=amount,
        tabname=CATALOGUE,
        **_kept(one, asked, memo=False),
    )


def _first_share(one: Item, people: str, share: Decimal, asked: Asked) -> t1319.OutFields:
    return t1319.OutFields(
        hilist_code=one.code,
        selfpay_prop_psn_type=people,
        selfpay_prop_type=FIRST_SHARE,
        selfpay_prop=share,
        tabname=CATALOGUE,
        **_kept(one, asked, memo=False),
    )


def _kept(one: Item, asked: Asked, *, memo: bool = True) -> dict[str, Any]:
    """What every reply says of a row: since when, until when, of which region."""
    changed = asked.at if one.changed_at is None else one.changed_at
    day = day_text(changed.astimezone(BEIJING).date())
    said = one.details.restriction or one.details.note
    return {
        "insu_admdvs": asked.institution.division,
        "poolarea_no": asked.institution.division,
        "begndate": day_text(one.starts_on),
        "enddate": None if one.ends_on is None else day_text(one.ends_on),
        "vali_flag": flag(one.in_force(beijing_day(asked.at))),
        "rid": rid(one),
        "updt_time": day,
        "crte_time": day,
        **({"memo": said} if memo else {}),
    }


def _ceilings(one: Item) -> Iterator[tuple[str, Decimal]]:
    for level, tiers in CEILINGS.items():
        own = next((tier for tier in tiers if tier in one.details.ceilings), tiers[0])
        amount = one.ceiling_at(own)
        if amount is not None:
            yield level, amount


def _share(one: Item, usual: Mapping[str, Decimal]) -> Decimal | None:
    """What is paid first; all of what the insurance does not cover."""
    if one.class_ == "C":
        return Decimal(1)
    return usual.get(one.class_) if one.first_share is None else one.first_share


def _list_type(one: Item) -> str:
    return LIST_TYPES[one.kind]


HANDLERS: Final[Mapping[str, Handling]] = {
    "1304": Handling(ethnic_drugs),
    "1312": Handling(insurance_items),
    "1316": Handling(national_items),
    "1318": Handling(ceilings),
    "1319": Handling(first_shares),
    "1901": Handling(dictionary),
}
