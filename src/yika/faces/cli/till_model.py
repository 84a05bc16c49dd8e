"""What somebody has in hand at a till, and what the till answers."""

from typing import Any, Final

import msgspec

KINDS: Final = {"card": "03", "e_credential": "01", "id_number": "02"}  # mdtrt_cert_type


class Credentials(msgspec.Struct, frozen=True, kw_only=True):
    """The numbers somebody can show."""

    id_number: str
    card: str | None
    card_sn: str | None
    e_credential: str | None
    token: str | None  # of the e-credential; good for a day of real time


class Paid(msgspec.Struct, frozen=True):
    """Who would pay what, in yuan, by national names."""

    fund_pay_sumamt: float
    acct_pay: float
    psn_cash_pay: float


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a till answers to one credential."""

    paid: Paid | None  # where it goes through
    codes: tuple[str, ...] = ()  # of a refusal
    causes: tuple[str, ...] = ()
    stopped: dict[str, tuple[str, ...]] = {}  # uses that are stopped, where others go through
    unknown: tuple[str, ...] = ()  # policy that the place has not published
    err_msg: str = ""


class Reason(msgspec.Struct, frozen=True):
    """One reason of a refusal."""

    code: str
    facts: dict[str, Any]


class Extension(msgspec.Struct, frozen=True):
    """What yika says beside the interface's own reply."""

    reasons: tuple[Reason, ...] = ()
    stopped: dict[str, tuple[str, ...]] = {}
    unknown: tuple[str, ...] = ()


class Output(msgspec.Struct, frozen=True):
    """The output of a trial."""

    setlinfo: Paid


class Reply(msgspec.Struct, frozen=True):
    """The members of a reply that are told."""

    err_msg: str | None
    output: Output | None
    yika: Extension = Extension()


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody at the till: what is in hand, what each of it does."""

    key: str
    name: str
    psn_no: str
    region: str
    credentials: Credentials
    answers: dict[str, Answer]
