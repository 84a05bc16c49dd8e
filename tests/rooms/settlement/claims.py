"""Claims with receipts in a real database, decided as by two officers."""

from datetime import date, datetime
from itertools import count
from typing import Any
from uuid import uuid4

from tests.builders import AT, OFFICER, Somebody
from tests.rooms.settlement.tills import POOLED
from yika.ground.money import yuan
from yika.matters import claim_acts as acts
from yika.matters.cases.model import CaseRef
from yika.matters.model import Act, Done
from yika.matters.service import submit

DAY = date(2026, 3, 10)  # of care
HOSPITAL = "H99990000001"
BANK = acts.Account(bank="演示银行", number="6222000011112222")
_receipts = count(1)


def a_claim(fen: int = 100_000, **changes: Any) -> acts.Reimburse:
    """A bill of class A of the first hospital, in fen, with a receipt of its own."""
    given: dict[str, Any] = {
        "care": "outpatient",
        "institution": "演示市第一人民医院",
        "institution_code": HOSPITAL,
        "division": "999900",
        "begins_on": DAY,
        "receipt": f"0601{next(_receipts):010}",
        "total": yuan(fen),
        "lines": (acts.CostLine(item_class="A", amount=yuan(fen)),),
        "account": BANK,
    }
    return acts.Reimburse(**(given | changes))


async def decided(
    who: Somebody,
    act: Act,
    at: datetime = AT,
    amount: str | None = None,
    key: str | None = None,
) -> Done:
    """The act of a case that two officers approved, with the amount they entered."""
    decision = {} if amount is None else {"approved_amount": amount}
    case = CaseRef(case_id=uuid4(), number="1", applicant="self", decision=decision)
    keys = who.database.keys
    async with who.database.transaction() as conn:
        return await submit(
            conn, keys, who.book, OFFICER, who.person, act, key or str(uuid4()), at, case
        )


def at_pharmacy(yuan: int, **changes: Any) -> acts.Reimburse:
    """The same purchase that `Tills.purchase` makes, paid in cash."""
    given: dict[str, Any] = {"care": "pharmacy", "institution_code": POOLED, "begins_on": AT.date()}
    return a_claim(yuan * 100, **(given | changes))
