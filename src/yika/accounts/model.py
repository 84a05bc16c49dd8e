"""Accounts and transfers as the ledger sees them. Money is whole fen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from typing import Final, Literal, NamedTuple
from uuid import UUID

import msgspec
import yaml

REGION: Final = 0  # the owner of the region's own accounts

CURRENT: Final = "current"
CARRIED: Final = "carried"
CLEARING: Final = "clearing"
DEPOSIT: Final = "deposit"
PAYABLE: Final = "payable"
OWED: Final = "owed"


class Kind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of account (科目), from ``chart.yaml``."""

    zh: str
    en: str
    holder: Literal["person", "region", "institution"]
    guard: Literal["none", "not_below_zero", "not_above_zero"]


class Reason(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why money moved (摘要), as a statement tells it."""

    zh: str
    en: str


class Chart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The chart of accounts (会计科目表) and the reasons for transfers."""

    kinds: Mapping[str, Kind]
    reasons: Mapping[str, Reason]


@lru_cache(maxsize=1)
def chart() -> Chart:
    """The chart as shipped, read once."""
    text = (files("yika.accounts") / "chart.yaml").read_text("utf-8")
    return msgspec.convert(yaml.load(text, yaml.CSafeLoader), Chart)


class Account(NamedTuple):
    """An account (账户): whose, and which kind.

    The owner is a person's number, REGION for the region's own, or an institution's number below 0.
    """

    owner: int
    kind: str


@dataclass(frozen=True, slots=True)
class Transfer:
    """A transfer (划转): `amount_fen` leaves `debit` and enters `credit`, under the caller's id.

    `corrects` names the transfer that this one takes back or puts right.
    """

    transfer_id: UUID
    debit: Account
    credit: Account
    amount_fen: int
    reason: str
    happened_at: datetime
    corrects: UUID | None = None


@dataclass(frozen=True, slots=True)
class Balances:
    """What a person has and owes (个人账户余额), in fen; the debt `owed` as a positive number."""

    current: int = 0
    carried: int = 0
    clearing: int = 0
    owed: int = 0
    deposit: int = 0  # for a stay, until it is settled

    @property
    def usable(self) -> int:
        """What can be spent."""
        return self.current + self.carried
