"""Reconciling with an institution: totals (3201), then line by line through files (3202)."""

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Final

from yika.faces.gateway.asked import Asked, Handling
from yika.faces.gateway.numbering import psn_no
from yika.faces.gateway.plain import YES, fen_of, place_of, told_time, yuan
from yika.ground.errors import Refused
from yika.institutions import files
from yika.institutions.parcels import opened, packed, rows
from yika.interface.records import t3201, t3202
from yika.people.model import PersonKey
from yika.settlement.visits import reconciling
from yika.settlement.visits.reconciling import BALANCED, Compared, Period, Row, Totals
from yika.store.db import Conn

UNBALANCED: Final = "1"
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


async def totals(conn: Conn, asked: Asked) -> t3201.Output:
    """3201: whether both sides have the same; if not, in which fields, and what we have."""
    given: t3201.InFields = asked.input.data
    ours = await reconciling.totals(
        conn,
        Period(
            place=place_of(asked),
            begins_on=given.stmt_begndate,
            ends_on=given.stmt_enddate,
            clr_type=given.clr_type,
            insutype=given.insutype,
            refunds=_only_refunds(given.refd_setl_flag),
        ),
    )
    theirs = Totals(
        int(given.fixmedins_setl_cnt),
        fen_of(given.medfee_sumamt),
        fen_of(given.fund_pay_sumamt),
        fen_of(given.acct_pay),
    )
    fields = reconciling.differing(ours, theirs)
    info = t3201.OutStmtinfo(
        setl_optins=given.setl_optins,
        stmt_rslt=UNBALANCED if fields else BALANCED,
        stmt_rslt_dscr=_described(fields, ours, theirs),
    )
    return t3201.Output(stmtinfo=info)


def _only_refunds(flag: str | None) -> bool | None:
    """Refunds only where they are asked for; otherwise everything, refunds below zero."""
    return True if flag == YES else None


def _described(fields: Iterable[str], ours: Totals, theirs: Totals) -> str:
    told = [
        f"{FIELDS[name]}：中心{_amount(name, ours)}，机构{_amount(name, theirs)}" for name in fields
    ]
    return "；".join(told) or "对账一致"


def _amount(name: str, of: Totals) -> str:
    value: int = getattr(of, name)
    return str(value) if name == "count" else f"{yuan(value):.2f}"


async def lines(conn: Conn, asked: Asked) -> t3202.Output:
    """3202: compare the lines of a file with ours; the number of the file with the answer."""
    given: t3202.InFields = asked.input.data
    keys, here = asked.house.database.keys, asked.institution
    sent = await files.fetch(conn, keys, here, given.file_qury_no, asked.at)
    theirs = [one for text in opened(sent.content).values() for one in _rows(text)]
    period = Period(
        place=place_of(asked),
        begins_on=given.stmt_begndate,
        ends_on=given.stmt_enddate,
        clr_type=given.clr_type or None,
        refunds=_only_refunds(given.refd_setl_flag),
    )
    ours = [
        row._replace(person=psn_no(PersonKey(*key)))
        for key, row in await reconciling.rows(conn, period)
    ]
    told = [_told(one) for one in reconciling.compared(ours, theirs)]
    name = f"stmt_{given.stmt_begndate:%Y%m%d}_{given.stmt_enddate:%Y%m%d}"
    content = packed(f"{name}.txt", told)
    parcel = await files.keep(conn, keys, here, f"{name}.zip", content, asked.at)
    info = t3202.OutFileinfo(
        file_qury_no=files.told(parcel.file_id),
        filename=parcel.name,
        dld_endtime=told_time(parcel.kept_until),
    )
    return t3202.Output(fileinfo=info)


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


def _told(one: Compared) -> tuple[object, ...]:
    row = one.row
    memo = MEMOS[one.result]
    if one.fields:
        memo += f"：{'、'.join(FIELDS[name] for name in one.fields)}"
    return (
        row.person,
        row.visit_id,
        row.settlement_id,
        row.msgid,
        one.result,
        "1" if row.is_refund else "0",
        memo,
        yuan(row.total_fen),
        yuan(row.fund_fen),
        yuan(row.account_fen),
    )


HANDLERS: Final[Mapping[str, Handling]] = {
    "3201": Handling(totals),
    "3202": Handling(lines, changes=True),
}
