"""Bills of outpatient visits (门诊结算): tried, and settled."""

from typing import Final

from yika.faces.gateway.asked import Answer, Asked, Handling
from yika.faces.gateway.extension import require_no_third_party
from yika.faces.gateway.plain import person_named
from yika.faces.gateway.settling_one import settled_alone
from yika.faces.gateway.till import answered, bill_of_visit, setldetail, setlinfo
from yika.interface.records import t2206, t2207
from yika.settlement.till.bills import OUTPATIENT, Settled, Wanted
from yika.store.db import Conn


def wanted(asked: Asked) -> Wanted:
    """The bill that 2206 or 2207 asks for."""
    given: t2206.InFields | t2207.InFields = asked.input.data
    require_no_third_party(asked, person_named(asked, given.psn_no), given.exp_content)
    return Wanted(
        **bill_of_visit(asked, given),
        kind=OUTPATIENT,
        med_type=given.med_type,
        batch=given.chrg_bchno,
        is_trial=isinstance(given, t2206.InFields),
    )


def settled(done: Settled) -> Answer:
    """The reply to a settlement."""
    output = t2207.Output(
        setlinfo=t2207.OutSetlinfo(setl_id=str(done.wanted.message_id), **setlinfo(done)),
        setldetail=[t2207.OutSetldetail(**row) for row in setldetail(done)],
    )
    return answered(done, output)


async def trial(conn: Conn, asked: Asked) -> Answer:
    """2206: what the bill of a visit would come to; only that it was tried is kept."""
    done = await settled_alone(conn, asked, wanted(asked))
    output = t2206.Output(
        setlinfo=t2206.OutSetlinfo(**setlinfo(done)),
        setldetail=[t2206.OutSetldetail(**row) for row in setldetail(done)],
    )
    return answered(done, output)


async def settle(conn: Conn, asked: Asked) -> Answer:
    """2207: the bill of a visit settled, alone in its transaction."""
    return settled(await settled_alone(conn, asked, wanted(asked)))


_TRIAL: Final = Handling(trial)
_SETTLE: Final = Handling(settle, changes=True, lane="batch")
HANDLERS: Final = {"2206": _TRIAL, "2206A": _TRIAL, "2207": _SETTLE, "2207A": _SETTLE}
