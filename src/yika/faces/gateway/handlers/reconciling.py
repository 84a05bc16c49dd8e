"""Reconciling with an institution: totals (3201), then line by line through files (3202).

A file may hold a year of a hospital: it is read, compared and packed in a thread, one file at a
time, before the transaction of the message begins. Tills go on, and have all connections.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal, InvalidOperation
from typing import Any, Final, NamedTuple

from yika.faces.gateway.asked import Answer, Asked, Handling
from yika.faces.gateway.numbering import psn_no
from yika.faces.gateway.plain import YES, fen_of, place_of, told_time, yuan
from yika.faces.gateway.telling import SEPARATOR, shortened
from yika.ground.errors import Refused
from yika.institutions import files
from yika.institutions.parcels import opened, packed, rows
from yika.interface.problems import BadField, BadMessage
from yika.interface.records import t3201, t3202
from yika.settlement.till.bills import CLEARED_AS
from yika.settlement.visits import reconciling
from yika.settlement.visits.reconciling import BALANCED, Compared, Period, Row, Totals
from yika.store.db import Conn

UNBALANCED: Final = "1"
ZEROS: Final = "000000"  # balanced, to an institution set so
READER: Final = ThreadPoolExecutor(1, "statements")
DIVISION: Final = 6  # digits
UNUSED: Final = (
    "清算类别{clr_type}下没有结算：这里只按11(门诊)、21(住院)、41(药店)清算，见结算回复的clr_type。"
)
ELSEWHERE: Final = (
    "没有一笔是在{office}清算的：结算经办机构(setl_optins)应为结算回复的clr_optins，即参保地；"
    "合计未按它区分。"
)
COLUMNS: Final = 7  # of a line of the file that comes
LINES_MAX: Final = 20  # wrong lines told at once
FIELDS: Final[Mapping[str, str]] = {
    "count": "fixmedins_setl_cnt",
    "total_fen": "medfee_sumamt",
    "fund_fen": "fund_pay_sumamt",
    "account_fen": "acct_pay",
    "cash_fen": "cash_payamt",
}
MEMOS: Final[Mapping[str, str]] = {
    reconciling.BALANCED: "一致",
    reconciling.CENTRE_MORE: "中心有，机构没有",
    reconciling.INSTITUTION_MORE: "机构有，中心没有",
    reconciling.DIFFERENT: "金额不一致",
}


class WrongStatement(Refused):
    """Lines of a statement file cannot be read. Facts: lines, columns."""

    code = "wrong_statement"


class Statement(NamedTuple):
    """A file that was compared: what its own lines come to, and the file of the answer."""

    sums: Totals
    name: str  # of the answer, without what it ends in
    content: bytes


async def totals(conn: Conn, asked: Asked) -> Answer:
    """3201: whether both sides have the same; if not, in which fields, and what we have."""
    given: t3201.InFields = asked.input.data
    office = _office(given.setl_optins)
    period = Period(
        place=place_of(asked),
        begins_on=given.stmt_begndate,
        ends_on=given.stmt_enddate,
        clr_type=given.clr_type,
        insutype=given.insutype,
        only_refunds=given.refd_setl_flag == YES,
    )
    ours = await reconciling.totals(conn, period)
    theirs = Totals(
        int(given.fixmedins_setl_cnt),
        fen_of(given.medfee_sumamt),
        fen_of(given.fund_pay_sumamt),
        fen_of(given.acct_pay),
    )
    fields = reconciling.differing(ours, theirs)
    info = t3201.OutStmtinfo(
        setl_optins=given.setl_optins,
        stmt_rslt=_result(_verdict(fields, ours, theirs, asked), asked),
        stmt_rslt_dscr=_described(fields, ours, theirs),
    )
    there = await reconciling.is_cleared_in(conn, period, office)
    if not there and not ours.count:
        there = office == period.place.region  # nothing to clear, at their own office
    told = _unusual(given.clr_type) + ([] if there else [ELSEWHERE.format(office=f"{office:06}")])
    return Answer(output=t3201.Output(stmtinfo=info), warning=shortened(told) if told else None)


def _office(told: str) -> int:
    """The office that is named, which is a division. Fails with BadMessage."""
    digits = told.strip()
    if len(digits) == DIVISION and digits.isascii() and digits.isdigit():
        return int(digits)
    field = BadField(field="data.setl_optins", zh="结算经办机构", problem="not_a_division")
    raise BadMessage([field])


def _unusual(clr_type: str) -> list[str]:
    """That nothing is ever cleared as that, where it is so."""
    return [] if clr_type in CLEARED_AS.values() else [UNUSED.format(clr_type=clr_type)]


def _verdict(fields: Sequence[str], ours: Totals, theirs: Totals, asked: Asked) -> str:
    """Whether totals are balanced; who has more settlements, where an institution is told that."""
    if not fields:
        return BALANCED
    if asked.institution.settings.results != "four":
        return UNBALANCED
    if ours.count == theirs.count:
        return reconciling.DIFFERENT
    more = ours.count > theirs.count
    return reconciling.CENTRE_MORE if more else reconciling.INSTITUTION_MORE


def _result(result: str, asked: Asked) -> str:
    """A result as the institution is told it."""
    zeros = asked.institution.settings.results == "zeros" and result == BALANCED
    return ZEROS if zeros else result


def _described(fields: Iterable[str], ours: Totals, theirs: Totals) -> str:
    told = [
        f"{FIELDS[name]}：中心{_amount(name, ours)}，机构{_amount(name, theirs)}" for name in fields
    ]
    return "；".join(told) or "对账一致"


def _amount(name: str, of: Totals) -> str:
    value: int = getattr(of, name)
    return str(value) if name == "count" else f"{yuan(value):.2f}"


async def compared(asked: Asked) -> Statement:
    """What 3202 keeps, worked out before its transaction. Or NoSuchFile, or WrongStatement."""
    given: t3202.InFields = asked.input.data
    _office(given.setl_optins)
    database = asked.house.database
    period = Period(
        place=place_of(asked),
        begins_on=given.stmt_begndate,
        ends_on=given.stmt_enddate,
        clr_type=given.clr_type or None,
        only_refunds=given.refd_setl_flag == YES,
    )
    async with database.transaction() as conn:
        keys, here = database.keys, asked.institution
        sent = await files.fetch(conn, keys, here, given.file_qury_no, asked.at)
        kept = await reconciling.rows(conn, period)
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(READER, _statement, asked, sent.content, kept)


def _statement(asked: Asked, sent: bytes, kept: Iterable[tuple[Any, ...]]) -> Statement:
    """A file and what we have, line by line."""
    given: t3202.InFields = asked.input.data
    theirs = [one for text in opened(sent).values() for one in _rows(text)]
    ours: list[Row] = []
    for one in kept:
        person, row = reconciling.row_of(one)
        ours.append(row._replace(person=psn_no(person)))
    told = [_told(one, asked) for one in reconciling.compared(ours, theirs)]
    name = f"stmt_{given.stmt_begndate:%Y%m%d}_{given.stmt_enddate:%Y%m%d}"
    return Statement(reconciling.summed(theirs), name, packed(f"{name}.txt", told))


async def lines(conn: Conn, asked: Asked) -> Answer:
    """3202: the number of the file with what came of comparing; a warning if sums differ."""
    found: Statement = asked.prepared
    keys, here = asked.house.database.keys, asked.institution
    parcel = await files.keep(conn, keys, here, f"{found.name}.zip", found.content, asked.at)
    info = t3202.OutFileinfo(
        file_qury_no=files.told(parcel.file_id),
        filename=parcel.name,
        dld_endtime=told_time(parcel.kept_until),
    )
    differing = _differing(found.sums, asked.input.data)
    return Answer(
        output=t3202.Output(fileinfo=info),
        yika={"sums_differ": differing} if differing else None,
        warning=_warning(differing) if differing else None,
    )


def _differing(sums: Totals, given: t3202.InFields) -> dict[str, dict[str, str]]:
    """In which sums the lines of a file differ from what the message says of them, and how."""
    said = Totals(
        int(given.fixmedins_setl_cnt),
        fen_of(given.medfee_sumamt),
        fen_of(given.fund_pay_sumamt),
        None,
        fen_of(given.cash_payamt),
    )
    return {
        FIELDS[name]: {"file": _amount(name, sums), "message": _amount(name, said)}
        for name in reconciling.differing(sums, said)
    }


def _warning(differing: Mapping[str, Mapping[str, str]]) -> str:
    told = [f"{name} {one['file']} / {one['message']}" for name, one in differing.items()]
    return shortened(
        [
            f"文件各行合计与报文不同(file / message)：{SEPARATOR.join(told)}。",
            "请核对是否漏传。",
            "The lines do not add up to the message.",
        ]
    )


def _rows(text: str) -> Iterable[Row]:
    """The lines of a file as they came. Fails with WrongStatement, naming the lines."""
    found: list[Row] = []
    wrong: list[int] = []
    for place, cells in enumerate(rows(text), start=1):
        row = _row(cells)
        if row is None:
            wrong.append(place)
        else:
            found.append(row)
    if wrong:
        raise WrongStatement(lines=wrong[:LINES_MAX], columns=COLUMNS)
    return found


def _row(cells: list[str | None]) -> Row | None:
    """One line; None where it is none."""
    if len(cells) < COLUMNS:
        return None
    try:
        total, fund, account = (fen_of(Decimal(cell or "0")) for cell in cells[3:6])
    except InvalidOperation:
        return None
    setl_id, mdtrt_id, number = (cell or "" for cell in cells[:3])
    return Row(setl_id, mdtrt_id, number, total, fund, account, cells[6] == YES)


def _told(one: Compared, asked: Asked) -> tuple[object, ...]:
    row = one.row
    memo = MEMOS[one.result]
    if one.fields:
        memo += f"：{'、'.join(FIELDS[name] for name in one.fields)}"
    return (
        row.person,
        row.visit_id,
        row.settlement_id,
        row.msgid,
        _result(one.result, asked),
        "1" if row.is_refund else "0",
        memo,
        yuan(row.total_fen),
        yuan(row.fund_fen),
        yuan(row.account_fen),
    )


HANDLERS: Final[Mapping[str, Handling]] = {
    "3201": Handling(totals),
    "3202": Handling(lines, changes=True, before=compared),
}
