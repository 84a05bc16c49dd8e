"""What an officer may read about a person, by their duty, and how much of a case.

Whether the person is theirs at all is asked before (`access.require`). An officer without a code
has every duty; whoever is no officer is not held back here.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import msgspec

from yika.access.model import Actor, Duty, Role
from yika.access.service import DutyNeeded
from yika.matters.cases.model import CaseTold

STAFF: Final = (Duty.HANDLE, Duty.CHECK, Duty.INVESTIGATE)
DESKS: Final = (*STAFF, Duty.HOTLINE, Duty.BANK, Duty.HOSPITAL)
# What is read: under which matter it is asked for, and by officers of which duties.
READERS: Final[Mapping[str, tuple[str, tuple[Duty, ...]]]] = MappingProxyType(
    {
        "standing": ("state_query", DESKS),
        "cases": ("state_query", DESKS),
        "cover": ("contribution_query", (*STAFF, Duty.HOTLINE, Duty.BANK)),
        "account": ("balance_query", DESKS),
        "statement": ("transaction_record", (*STAFF, Duty.BANK)),
        "clear_out": ("card_replace", (*STAFF, Duty.BANK)),
        "bills": ("transaction_record", STAFF),
        "quote": ("reimbursement", STAFF),
        "records": ("state_query", (*STAFF, Duty.HOTLINE, Duty.HOSPITAL)),
        "said": ("review_answer", STAFF),
        "files": ("state_query", STAFF),
        "documents": ("state_query", STAFF),
        "document": ("state_query", (*STAFF, Duty.BANK, Duty.HOSPITAL)),
        "notices": ("state_query", STAFF),
        "channels": ("data_change", (*STAFF, Duty.HOTLINE)),
        "looks": ("state_query", STAFF),
    }
)


def reads(actor: Actor, what: str) -> bool:
    """Whether an officer's duty lets them read this; whoever is no officer asked elsewhere."""
    return actor.role is not Role.OFFICER or actor.has(*READERS[what][1])


def require_reader(actor: Actor, what: str) -> None:
    """Let only officers pass whose duty it is. Fails with DutyNeeded."""
    if not reads(actor, what):
        matter, duties = READERS[what]
        raise DutyNeeded(duties=sorted(duties), matter=matter)


def as_seen(case: CaseTold, actor: Actor) -> CaseTold:
    """A case as whoever asks sees it: the hotline only how far it is, unless it began there."""
    if actor.role is not Role.OFFICER or actor.has(*STAFF) or case.channel == actor.channel:
        return case
    decided = case.decision
    return msgspec.structs.replace(
        case,
        act=None,
        concerns=None,
        place=None,
        decision=None if decided is None else {one: decided[one] for one in ("outcome", "at")},
        papers=tuple(msgspec.structs.replace(one, file=None) for one in case.papers),
        steps=tuple(msgspec.structs.replace(one, text=None, facts={}) for one in case.steps),
    )
