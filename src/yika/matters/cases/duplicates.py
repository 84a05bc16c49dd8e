"""The same thing is applied for once at a time: what tells two applications of a person apart."""

from collections.abc import Mapping
from typing import Final

from yika.ground.errors import Conflict, YikaError
from yika.matters import claim_acts, cover, filing_acts, record_acts
from yika.matters.cases import numbers, rows, rules
from yika.matters.cases.doing import Doing, act_of
from yika.matters.cases.model import Case, State
from yika.matters.model import Act
from yika.settlement.by_hand.keeping import receipt_key

# Which fields name the subject; of an act that is not here a person has one case at a time.
SUBJECTS: Final[Mapping[type[Act], tuple[str, ...]]] = {
    claim_acts.Reimburse: ("receipt",),
    claim_acts.UndoReimbursement: ("settlement_id",),
    claim_acts.ClaimMaternity: ("on",),
    claim_acts.AskAssistance: ("group",),
    claim_acts.AskPremiumAid: ("year",),
    filing_acts.RecogniseChronic: ("disease",),
    cover.WithdrawAccount: ("occasion",),
    record_acts.Complain: ("about", "reference"),
}


class CaseOpenAlready(Conflict):
    """A case about the same thing is under way. Facts: number, matter."""

    code = "case_open_already"


async def about_open(doing: Doing) -> list[YikaError]:
    """Whether another case of the person about the same thing was handed in and is open."""
    wanted = subject(doing.act)
    for one in await rows.of_person(doing.conn, doing.keys, doing.person):
        if _waits(one, doing) and subject(act_of(one)) == wanted:
            return [CaseOpenAlready(number=numbers.quoted(one.number), matter=one.matter)]
    return []


def subject(act: Act) -> tuple[str, ...]:
    """What an application is about, as it is compared.

    >>> subject(filing_acts.RecogniseChronic(disease="M03900 "))
    ('recognise_chronic', 'M03900')
    """
    told = (str(getattr(act, name)).strip() for name in SUBJECTS.get(type(act), ()))
    plain = receipt_key if isinstance(act, claim_acts.Reimburse) else str
    return (str(act.__struct_config__.tag), *(plain(one) for one in told))


def _waits(one: Case, doing: Doing) -> bool:
    """Whether it is another case, with somebody who may still decide on it."""
    if one.case_id == doing.case.case_id or one.state is State.DRAFT:
        return False
    return one.is_open and not rules.has_lapsed(one, doing.today)
