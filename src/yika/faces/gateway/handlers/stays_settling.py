"""Bills of stays in hospital (住院结算): tried, settled in the interim and at the end."""

from typing import Final

from yika.faces.gateway.asked import Answer, Asked, Handling
from yika.faces.gateway.plain import YES
from yika.faces.gateway.settling_one import settled_alone
from yika.faces.gateway.till import answered, bill_of_visit, setldetail, setlinfo
from yika.interface.records import t2303, t2304
from yika.settlement.till.bills import INPATIENT, Wanted
from yika.store.db import Conn


def wanted(asked: Asked) -> Wanted:
    """The bill that 2303 or 2304 asks for: all lines of the stay that are not settled yet."""
    given: t2303.InFields | t2304.InFields = asked.input.data
    return Wanted(
        **bill_of_visit(asked, given),
        kind=INPATIENT,
        med_type="",
        is_interim=given.mid_setl_flag == YES,
        is_trial=isinstance(given, t2303.InFields),
    )


async def trial(conn: Conn, asked: Asked) -> Answer:
    """2303: what the bill of a stay would come to; only that it was tried is kept."""
    done = await settled_alone(conn, asked, wanted(asked))
    output = t2303.Output(
        setlinfo=t2303.OutSetlinfo(**setlinfo(done)),
        setldetail=[t2303.OutSetldetail(**row) for row in setldetail(done)],
    )
    return answered(done, output)


async def settle(conn: Conn, asked: Asked) -> Answer:
    """2304: the bill of a stay settled; at the end the deposit comes back first."""
    done = await settled_alone(conn, asked, wanted(asked))
    output = t2304.Output(
        setlinfo=t2304.OutSetlinfo(setl_id=str(done.wanted.message_id), **setlinfo(done)),
        setldetail=[t2304.OutSetldetail(**row) for row in setldetail(done)],
    )
    return answered(done, output)


_TRIAL: Final = Handling(trial)
_SETTLE: Final = Handling(settle, changes=True)
HANDLERS: Final = {"2303": _TRIAL, "2303A": _TRIAL, "2304": _SETTLE, "2304A": _SETTLE}
