"""Designated institutions (定点医药机构), who and what is in them, and what may be charged.

Days are whole days of Beijing, both included; `ends_on` None is open. A price is yuan with up to
six places, as catalogues give it; a share is part of one.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

import msgspec

from yika.ground.days import add_months

KINDS: Final = ("hospital", "community", "clinic", "pharmacy")
TIERS: Final = ("primary", "level_1", "level_2", "level_3", "provincial")
ACCEPTED: Final = ("card", "e_credential", "id_number", "off_site", "chronic", "pool")
WAYS: Final = ("csb", "tif", "x_ca", "apikey")  # how a message may be signed
PAGES: Final = ("object", "array")  # what `data` of a page of the catalogue is
# How the result of a reconciliation is told: 3201 with 0 and 1, or with 0 to 3 as 3202 always is;
# or, for either, balanced as 000000.
RESULTS: Final = ("two", "four", "zeros")
CLASSES: Final = ("A", "B", "C")
# What a catalogue item is: the number of its download, and its `list_type` of the interface.
LIST_TYPES: Final[Mapping[str, str]] = {
    "1301": "101",
    "1302": "102",
    "1303": "103",
    "1305": "201",
    "1306": "301",
}
DOCTOR: Final = "1"  # medins_psn_type of the interface: 1 doctor, 2 nurse, 3 pharmacist


class Agreement(msgspec.Struct, frozen=True, gc=False):
    """From when until when an institution is designated (服务协议)."""

    starts_on: date
    ends_on: date | None = None
    end_reason: str | None = None

    def in_force(self, on: date) -> bool:
        """Whether it holds on a day."""
        return self.starts_on <= on and (self.ends_on is None or on <= self.ends_on)


class Span(msgspec.Struct, frozen=True):
    """Opening hours of some days of the week; Monday is 1."""

    days: tuple[int, ...]
    opens: str  # as 08:00
    closes: str  # 24:00 is the end of the day


class Hours(msgspec.Struct, frozen=True, omit_defaults=True):
    """When an institution is open, and whether emergencies are seen around the clock."""

    spans: tuple[Span, ...] = ()
    emergency: bool = False


class Settings(msgspec.Struct, frozen=True, omit_defaults=True):
    """How one institution's messages are taken, where the interface leaves a choice."""

    unsigned: bool = False  # may send without a signature; in the sandbox only
    ways: tuple[str, ...] = ()  # of WAYS; none named: all it has keys for
    sign_in_first: bool = False  # whether a sign_no of an open sign-in is asked for
    pages: str = "object"  # of 1312, 1316 to 1319, one of PAGES
    cancels_reversible: bool = False  # whether 2601 also undoes cancels
    results: str = "two"  # stmt_rslt of 3201 and 3202, one of RESULTS


class Institution(msgspec.Struct, frozen=True, kw_only=True):
    """A hospital, community centre, clinic or pharmacy of a region."""

    region: int
    institution_id: int
    code: str
    name: str
    kind: str
    tier: str
    grade: str  # hosp_lv of the interface; 11: none
    uscc: str
    district: str
    address: str
    phone: str | None
    hours: Hours
    accepts: frozenset[str]
    settings: Settings
    agreements: tuple[Agreement, ...]

    def in_force(self, on: date) -> bool:
        """Whether it is designated on a day."""
        return any(one.in_force(on) for one in self.agreements)

    def agreement(self, on: date) -> Agreement | None:
        """The agreement of a day; otherwise the latest that began before it."""
        begun = [one for one in self.agreements if one.starts_on <= on]
        holding = (one for one in begun if one.in_force(on))
        return next(holding, max(begun, key=lambda one: one.starts_on, default=None))

    @property
    def division(self) -> str:
        """The division code of its region."""
        return f"{self.region:06}"

    @property
    def is_pharmacy(self) -> bool:
        """Whether it is a retail pharmacy (定点零售药店)."""
        return self.kind == "pharmacy"


class KeyPair(msgspec.Struct, frozen=True):
    """A public name and the secret behind it, of one way of signing."""

    key: str
    secret: str

    def __repr__(self) -> str:
        return f"KeyPair({self.key!r}, …)"


class Signing(msgspec.Struct, frozen=True):
    """What signs an institution's messages: a pair of keys a way. Sealed in the database."""

    ways: Mapping[str, KeyPair] = {}

    def of(self, way: str) -> KeyPair | None:
        """The keys of a way, if it has some."""
        return self.ways.get(way)


class Department(msgspec.Struct, frozen=True, kw_only=True):
    """A department (科室) of an institution."""

    code: str
    name: str
    category: str  # a word of the navigation
    starts_on: date
    ends_on: date | None = None
    beds: int = 0


class Practitioner(msgspec.Struct, frozen=True, kw_only=True):
    """A doctor, nurse, pharmacist or technician (医执人员) who may act for an institution."""

    code: str
    name: str
    kind: str  # medins_psn_type of the interface
    department: str | None
    starts_on: date
    ends_on: date | None = None


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """One institution as the directory shows it: facts only, no scores."""

    institution: Institution
    departments: Sequence[Department]
    doctors: int


class ItemDetails(msgspec.Struct, frozen=True, omit_defaults=True):
    """The rest of what a catalogue says of an item."""

    ceilings: Mapping[str, str] = {}  # yuan by tier, before the item's own ceiling
    pinyin: str | None = None
    generic: str | None = None
    form: str | None = None
    spec: str | None = None
    package: str | None = None
    maker: str | None = None
    approval: str | None = None
    restriction: str | None = None
    note: str | None = None


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """What may be charged, with its class, first share and ceiling, from a day until a day."""

    code: str
    starts_on: date
    ends_on: date | None
    kind: str  # of LIST_TYPES
    name: str
    class_: str  # of CLASSES
    first_share: Decimal | None  # None: that of its class in the region
    ceiling: Decimal | None  # None: none
    restricted: bool
    charge_type: str  # med_chrgitm_type of the interface
    unit: str | None
    details: ItemDetails
    version: int  # of the catalogue, when the row came or was ended
    changed_at: datetime | None = None  # by the domain's clock; None: not in the catalogue yet

    def in_force(self, on: date) -> bool:
        """Whether the row holds on a day."""
        return self.starts_on <= on and (self.ends_on is None or on <= self.ends_on)

    def ceiling_at(self, tier: str) -> Decimal | None:
        """The ceiling of a unit at institutions of a tier; None: none."""
        here = self.details.ceilings.get(tier)
        return self.ceiling if here is None else Decimal(here)


class Mapped(msgspec.Struct, frozen=True, kw_only=True):
    """An institution's own item and what it is in the catalogue (目录对照)."""

    own_code: str
    code: str
    kind: str  # list_type of the interface
    starts_on: date
    ends_on: date | None
    details: Mapping[str, str]
    recorded_at: datetime


class Parcel(msgspec.Struct, frozen=True, kw_only=True):
    """A file an institution put up or may fetch."""

    file_id: UUID
    name: str
    content: bytes
    kept_until: datetime


class Contract(msgspec.Struct, frozen=True, kw_only=True):
    """A contract with a family doctor (家庭医生签约): a term of years, renewing itself or not."""

    contract_id: UUID
    institution_id: int
    doctor: str | None  # code of the practitioner
    package: str | None  # what is agreed besides the basic services (服务包)
    starts_on: date
    years: int  # of one term
    renews: bool  # term follows term without anybody asking (自动续签)
    ended_on: date | None = None  # the first day on which it holds no more, where it was ended

    def term(self, on: date) -> tuple[date, date] | None:
        """First and last day of the term that a day lies in; None where the contract is over.

        Terms that follow one another are derived, so that no renewal can be forgotten.
        """
        begins, months = self.starts_on, self.years * 12
        if on < begins or (self.ended_on is not None and self.ended_on <= on):
            return None
        number = (on.year - begins.year) // self.years
        while add_months(begins, number * months) > on:
            number -= 1
        if number and not self.renews:
            return None
        last = add_months(begins, (number + 1) * months) - timedelta(days=1)
        return add_months(begins, number * months), last
