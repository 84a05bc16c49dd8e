"""Purchases at pharmacies (药店购药): tried, and settled in one call."""

from collections.abc import Sequence
from typing import Any, Final

from yika.faces.gateway.asked import Answer, Asked, Handling
from yika.faces.gateway.clocks import require_come, two_clocks, warned
from yika.faces.gateway.handlers.fee_lines import charge, result_of
from yika.faces.gateway.plain import instant
from yika.faces.gateway.settling_one import settled_alone
from yika.faces.gateway.till import answered, bill, setldetail, setlinfo
from yika.interface.records import t2101, t2102
from yika.settlement.till.bills import PHARMACY, Settled, Wanted
from yika.settlement.visits.fee_rules import Charge
from yika.store.db import Conn

# What lines of purchases say that has no column of its own and names nobody.
TOLD: Final = (
    *("rxno", "rx_circ_flag", "sin_dos_dscr", "used_frqu_dscr", "medc_way_dscr"),
    *("bilg_dr_codg", "tcmdrug_used_way"),
)
PRESCRIBED: Final = "1"  # rx_circ_flag


def wanted(asked: Asked) -> Wanted:
    """The purchase that 2101 or 2102 asks for."""
    given: t2102.InDruginfo | t2101.InDruginfo = asked.input.druginfo
    lines: Sequence[t2102.InDrugdetail | t2101.InDrugdetail] = asked.input.drugdetail
    begins_at = instant(given.begntime)
    charges = tuple([_charge(line, asked.envelope.msgid) for line in lines])
    require_come(asked, "begntime", [begins_at])
    require_come(asked, "fee_ocur_time", [one.charged_at for one in charges])
    return Wanted(
        **bill(asked, given),
        kind=PHARMACY,
        med_type=given.med_type,
        begins_at=begins_at,
        charges=charges,
        disease=given.dise_codg or None,
        is_prescribed=all(line.rxno or line.rx_circ_flag == PRESCRIBED for line in lines),
        is_trial=isinstance(given, t2101.InDruginfo),
    )


def _charge(line: t2102.InDrugdetail | t2101.InDrugdetail, batch: str) -> Charge:
    told = {name: value for name in TOLD if (value := getattr(line, name))}
    return charge(line, batch, told)


def bought(done: Settled) -> Answer:
    """The reply to a purchase."""
    output = t2102.Output(
        setlinfo=t2102.OutSetlinfo(setl_id=str(done.wanted.message_id), **setlinfo(done)),
        setldetail=[t2102.OutSetldetail(**row) for row in setldetail(done)],
        detlcutinfo=[t2102.OutDetlcutinfo(**row) for row in _lines(done)],
    )
    return warned(answered(done, output), _clocks(done))


def tried(done: Settled) -> Answer:
    """The reply to a trial."""
    output = t2101.Output(
        setlinfo=t2101.OutSetlinfo(**setlinfo(done)),
        setldetail=[t2101.OutSetldetail(**row) for row in setldetail(done)],
        detlcutinfo=[t2101.OutDetlcutinfo(**row) for row in _lines(done)],
    )
    return warned(answered(done, output), _clocks(done))


def _clocks(done: Settled) -> str | None:
    """A sentence where a time told is far ahead of the sandbox's clock."""
    wanted = done.wanted
    latest = max(one.charged_at for one in wanted.charges)
    warning = two_clocks(done.at, "fee_ocur_time", latest)
    return warning or two_clocks(done.at, "begntime", wanted.begins_at)


def _lines(done: Settled) -> list[dict[str, Any]]:
    rows = [result_of(line) for line in done.lines]
    for row in rows:
        row.pop("lmt_used_flag", None)
    return rows


async def trial(conn: Conn, asked: Asked) -> Answer:
    """2101: what a purchase would come to; nothing is booked."""
    return tried(await settled_alone(conn, asked, wanted(asked)))


async def settle(conn: Conn, asked: Asked) -> Answer:
    """2102: a purchase settled, alone in its transaction."""
    return bought(await settled_alone(conn, asked, wanted(asked)))


HANDLERS: Final = {
    "2101": Handling(trial),
    "2102": Handling(settle, changes=True, lane="batch"),
}
