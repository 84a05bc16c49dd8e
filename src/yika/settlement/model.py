"""What a bill is made of and what it is shared into. Money is whole fen; shares are parts of one.

A bill is priced from three things: its lines, its circumstances, and what the benefit year has come
to before it. Nothing else goes into a price but the law.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Final

import msgspec

from yika.standing.model import PolicyRef

BASIC: Final = "basic"  # 基本医疗统筹
LARGE_SUM: Final = "large_sum"  # 大额补助
CRITICAL: Final = "critical_illness"  # 大病保险
CIVIL: Final = "civil_servant"  # 公务员补助
ASSISTANCE: Final = "assistance"  # 医疗救助
LAYERS: Final = (BASIC, LARGE_SUM, CRITICAL, CIVIL, ASSISTANCE)  # in the order they pay


class Kind(StrEnum):
    """What kind of care a bill is for, as benefit policies distinguish it (待遇类别)."""

    OUTPATIENT = "outpatient"  # 普通门诊
    INPATIENT = "inpatient"  # 住院
    CHRONIC = "chronic"  # 门诊慢特病
    TWO_DISEASES = "two_diseases"  # 门诊两病
    PHARMACY = "pharmacy"  # 药店购药


class Circumstances(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """Whose bill it is, where and when: all that a row of a benefit policy may ask (待遇情形).

    None is not known; a policy that asks for it then answers *unknown here*.
    """

    scheme: str  # employee | resident
    kind: str
    on: date  # the day whose law holds
    level: str | None = None  # tier of the institution
    retired: bool = False
    age: int | None = None
    group: str | None = None  # of residents: adult, student, minor …
    tier: str | None = None  # of insurance, where a region has several
    retired_on: date | None = None
    months: int | None = None  # paid without a break until now
    off_site: str | None = None  # None: at home; long_term | referral | emergency | unregistered
    signed: bool = False  # with the community centre where the visit began (签约首诊)
    disease: str | None = None  # of a chronic or special disease
    assistance: str | None = None  # 特困, 低保 …: a word of ``assistance_groups``
    civil_servant: bool = False
    stay_days: int | None = None  # of a stay, admission to discharge
    stay_met_fen: int | None = None  # the deductible that earlier bills of the same stay met
    is_prescribed: bool = False  # at a pharmacy: by a prescription of a designated institution
    prescriber_level: str | None = None  # tier of that institution
    bonus_fen: int = 0  # on the ceiling of critical illness, for years unbroken or claim-free
    is_bonus_least: bool = False  # and years that are not on record here may add more


class Split(msgspec.Struct, frozen=True, gc=False):
    """A bill, or one line of it, before anything is paid (费用分割). Its parts add up."""

    total_fen: int
    self_funded_fen: int = 0  # 全自费: class C, or not approved
    over_ceiling_fen: int = 0  # 超限价
    first_share_fen: int = 0  # 先行自付
    in_scope_fen: int = 0  # 符合政策范围
    full_fen: int = 0  # of what is in scope: paid whole, without deductible or share


class Pool(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """What one kind of care, or one layer, has come to in a benefit year (累计)."""

    cost_fen: int = 0  # in scope; of a layer, what it pays of
    deductible_fen: int = 0
    paid_fen: int = 0
    self_paid_fen: int = 0  # in scope and paid by nobody but the person, after the layers before
    count: int = 0  # admissions or visits


class SoFar(msgspec.Struct, frozen=True, gc=False):
    """What a person's benefit year has come to: a `Pool` for each kind of care and each layer."""

    pools: Mapping[str, Pool] = {}


class Step(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One step of a price, as it is told: what, how much, by which value of the law."""

    what: str  # a word of ``steps`` in guide/words
    amount_fen: int
    layer: str | None = None  # of LAYERS, where one of them does it
    of_fen: int | None = None  # what a share was taken of; of a deductible, ceiling: all of it
    share: str | None = None  # as "85%"
    policy: PolicyRef | None = None
    note: str | None = None


class Shares(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """Who pays what of a bill (费用分担). `total` = funds + `person_fen`."""

    split: Split
    deductible_fen: int = 0
    prepaid_fen: int = 0  # of this year's account first, where the region has it so
    layers: Mapping[str, int] = {}  # of LAYERS, those that pay
    pool_share: str = "0.0000"  # what the basic layer paid of what was above the deductible
    person_fen: int = 0  # what is left for the account and the person's own money

    @property
    def fund_fen(self) -> int:
        """What all funds pay together."""
        return sum(self.layers.values())


class Priced(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The answer of pricing: the shares, what the year then comes to, and every step."""

    shares: Shares
    change: Mapping[str, Pool]  # what is added to each pool
    after: SoFar
    unknown: tuple[str, ...] = ()  # ids of layers that would have paid, had the region said how
    steps: tuple[Step, ...] = ()
