"""What an institution asks to be settled, and what came of it (结算). Money is whole fen."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final
from uuid import UUID

import msgspec

from yika.accounts.laws import SpendLimit
from yika.institutions.model import Institution
from yika.people.model import Identity, PersonKey
from yika.settlement.model import Circumstances, Pool, Shares, SoFar, Split
from yika.settlement.till.circumstances import Insured
from yika.settlement.visits.fee_rules import Charge, Divided

NOT_USED, OWN, RELATIVES = "0", "1", "2"  # acct_used_flag
OUTPATIENT, INPATIENT, PHARMACY = "outpatient", "inpatient", "pharmacy"  # kinds of visit
# The parts of a bill that an institution sends back, and which of ours they are.
PARTS: Final = {
    "fulamt_ownpay_amt": "self_funded_fen",
    "overlmt_selfpay": "over_ceiling_fen",
    "preselfpay_amt": "first_share_fen",
    "inscp_scp_amt": "in_scope_fen",
}
BOUGHT: Final = "41"  # med_type of what is bought at a pharmacy, whatever messages tell it
CLEARED_AS: Final = {OUTPATIENT: "11", INPATIENT: "21", PHARMACY: "41"}  # clr_type


class Wanted(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One bill to settle, or to try."""

    institution: Institution
    person: PersonKey
    infno: str
    msgid: str
    kind: str  # of visit
    credential: str  # card | e_credential | id_number
    number: str  # of the credential
    certno: str = ""
    med_type: str
    insutype: str
    account_use: str
    total_fen: int
    begins_at: datetime
    message_id: int = 0  # the number it takes; 0: a trial
    charges: tuple[Charge, ...] = ()  # of a purchase; a visit has them already
    visit_id: int | None = None
    batch: str | None = None
    sent: Mapping[str, int] = {}  # parts of the bill, by PARTS
    disease: str | None = None  # a national code
    is_interim: bool = False
    is_trial: bool = False
    is_prescribed: bool = False
    is_seen: bool = False  # the institution saw a credential of theirs earlier that day

    @property
    def counts_as(self) -> str:
        """The kind of visit by whose rules an account pays and that it is cleared as.

        What is bought at a pharmacy counts as a purchase, also when it is told as a visit.
        """
        is_bought = self.med_type == BOUGHT or self.institution.is_pharmacy
        return PHARMACY if is_bought else self.kind

    def __repr__(self) -> str:
        """Which message it is, and nothing of whom it is about."""
        return f"Wanted({self.infno} {self.msgid!r})"


class VisitNow(msgspec.Struct, frozen=True, gc=False):
    """A visit as it is when its bill is settled, with the sums of its unsettled lines."""

    visit_id: int
    institution_region: int
    institution_id: int
    kind: str
    med_type: str
    insutype: str
    begins_at: datetime
    ends_at: datetime | None
    discharged_at: datetime | None
    cancelled_at: datetime | None
    details_sealed: bytes | None
    shown: str | None  # the credential compared at registering, or SEEN
    tried_at: datetime | None  # the last trial of the bill as it is, by our clock
    lines: int
    split: Split
    stay_met_fen: int | None  # the deductible that interim bills of the stay met
    is_final: bool  # its last bill is settled
    deposited: Mapping[str, int]  # of a stay: the deposit still held, by the wallet it came from
    disease: str | None = None  # a national code, from the lines of the batch


class Lent(msgspec.Struct, frozen=True, gc=False):
    """A relative's account that may be used (共济), and what was used of it this year."""

    owner: PersonKey
    share_id: UUID
    relation: str
    starts_at: datetime
    ends_at: datetime | None
    yearly_max_fen: int | None
    used_fen: int


class Taken(msgspec.Struct, frozen=True, gc=False):
    """What a wallet pays of a bill; `share_id` where it is a relative's."""

    owner: int
    wallet: str
    amount_fen: int
    share_id: UUID | None = None


class Bound(msgspec.Struct, frozen=True, gc=False):
    """What kept an account from paying: the region's limit, or that such care is outside of it."""

    limit: SpendLimit | None


class Settled(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A bill settled, or tried: who pays what, and all that has to be written."""

    wanted: Wanted
    at: datetime
    visit_id: int
    identity: Identity
    insured: Insured
    circumstances: Circumstances
    med_type: str
    insutype: str
    benefit_year: date
    shares: Shares
    taken: tuple[Taken, ...]
    lines: tuple[Divided, ...]
    change: Mapping[str, Pool]
    after: SoFar
    balance_fen: int  # of the person's own account afterwards
    card_id: int | None  # the card that was used
    stopped: Mapping[str, tuple[str, ...]]  # uses that a hold stops, with the causes
    unknown: tuple[str, ...]  # layers the region has not published that might have paid
    deposit_back: Mapping[str, int] = {}
    account_bound: Bound | None = None  # why the account paid less than it has
    limits: Mapping[str, int] = {}  # left before, by layer
    policy: str = ""
    is_estimate: bool = False  # tried before the stay ended
    awaits_years: bool = False  # judged without the years that may raise the ceiling it comes to

    def __repr__(self) -> str:
        """Which bill it is, and nothing of whose."""
        return f"Settled({self.wanted!r})"

    @property
    def account_fen(self) -> int:
        """What accounts pay, relatives' ones included."""
        return sum([one.amount_fen for one in self.taken])

    @property
    def shared_fen(self) -> int:
        """What relatives' accounts pay."""
        return sum([one.amount_fen for one in self.taken if one.share_id is not None])

    @property
    def cash_fen(self) -> int:
        """What the person pays otherwise."""
        return self.shares.person_fen - self.account_fen
