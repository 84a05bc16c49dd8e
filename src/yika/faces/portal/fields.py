"""What a form asks for: fields with their choices and hints. Pure.

A password field never has a value. The hint tells the form a new password has on the channel.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from yika.faces.portal.phrases import NOTHING, phrase, value, word
from yika.guide.telling import Both
from yika.policy.words import lists
from yika.standing.laws import Laws
from yika.standing.model import Remedy

HERE = "app"
IN_PERSON = frozenset(
    {"counter", "bank_counter", "hospital_window", "instant_point", "kiosk", "atm"}
)
PARTS = ("stripe", "chip", "body")
BANKS = ("中国银行", "中国工商银行", "中国农业银行", "中国建设银行", "交通银行", "中国邮政储蓄银行")


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a list."""

    value: str
    label: Both


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One thing a form asks for."""

    name: str
    kind: str  # password | text | select | check
    label: Both
    hint: Both = NOTHING
    numeric: bool = False
    required: bool = True
    at_times: bool = False  # not always required: what is worked out says when it is missing
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Asker:
    """Knows what acts ask for, under one region's law at one instant."""

    laws: Laws
    at: datetime
    initial: Both | None = None  # what the password in use is, where it is an initial one

    def fields(self, hidden: dict[str, str], channels: Sequence[str]) -> list[Field]:
        """What a form has to ask for, beyond what is sent with it unasked."""
        act = hidden["act"]
        electronic = act == "activate_e_credential"
        kind = hidden.get("kind", "e_credential" if electronic else "social_security")
        match act:
            case "enter_password":
                return [_secret("password", "f_password", numeric=kind == "social_security")]
            case "change_password":
                numeric = kind == "social_security"
                hint = self._initial_hint() if numeric else NOTHING
                old = _secret("old", "f_old", numeric=numeric, hint=hint)
                return [old, *self._new("new", kind, channels)]
            case "reset_password":
                return self._new("new", kind, channels)
            case "activate_e_credential":
                return self._new("password", kind, channels)
            case "replace_card":
                reasons = [_asked("reason", _words("reasons", "first"))]
                return [*([] if "reason" in hidden else reasons), _banks(optional=True)]
            case "order_card":
                return [_banks(optional=False)]
            case "report_damage":
                return [_asked("part", [Option(part, phrase(f"part_{part}")) for part in PARTS])]
            case "cancel_card":
                return [Field(name="confirm", kind="check", label=phrase("f_confirm"))]
            case "correct_identity":
                return [Field(name="name", kind="text", label=phrase("f_name"), required=False)]
            case _:
                return []

    def _initial_hint(self) -> Both:
        if self.initial is None:
            return NOTHING
        return phrase("hint_initial", what=self.initial)

    def _new(self, name: str, kind: str, channels: Sequence[str]) -> list[Field]:
        """A new password, twice, with the form the place wants."""
        form = self._form_of(kind, channels)
        hint = NOTHING if form is None else value(form, "")
        numeric = form is not None and form["alphabet"] == "digits"
        return [
            _secret(name, "f_new", numeric=numeric, hint=hint),
            _secret("again", "f_again", numeric=numeric),
        ]

    def _form_of(self, kind: str, channels: Sequence[str]) -> dict[str, Any] | None:
        """The form of a new password on the first channel of which the policy tells it."""
        known = lists().members("channel")
        for channel in channels:
            if channel in known:
                found = self.laws.value(
                    "password.format", self.at, password_kind=kind, channel=channel
                )
                if found is not None:
                    return found
        return None


def proof(remedy: Remedy) -> Field:
    """How identity is proved on a way."""
    return _select(
        "identity", [Option(means, word("identity", means)) for means in _proofs(remedy)]
    )


def ways(offers: Iterable[Remedy], *, proved: bool) -> Field:
    """Where it can be done, what is simulated last, with the proof of identity if one is needed."""
    options: dict[str, Both] = {}
    for offer in sorted(offers, key=lambda offer: offer.channel != HERE):
        channel = word("channels", offer.channel)
        for means in _proofs(offer) if proved else ("",):
            told = channel
            if means:
                told = phrase("way_proof", channel=channel, identity=word("identity", means))
            if offer.channel != HERE:
                told = phrase("way_simulated", way=told)
            options.setdefault(f"{offer.channel} {means}".strip(), told)
    return _select("way", [Option(way, told) for way, told in options.items()])


def _proofs(remedy: Remedy) -> tuple[str, ...]:
    """How identity can be proved on a way; the usual means where the region names none."""
    return remedy.identity or (("id_card",) if remedy.channel in IN_PERSON else ("real_name",))


def _banks(*, optional: bool) -> Field:
    same = [Option("", phrase("f_bank_same"))] if optional else []
    options = (*same, *(Option(bank, Both(bank, bank)) for bank in BANKS))
    label = phrase("f_bank")
    return Field(name="bank", kind="select", label=label, options=options, required=not optional)


def _words(kind: str, *without: str) -> list[Option]:
    return [Option(name, word(kind, name)) for name in lists().words[kind] if name not in without]


def _select(name: str, options: Sequence[Option]) -> Field:
    return Field(name=name, kind="select", label=phrase(f"f_{name}"), options=tuple(options))


def _asked(name: str, options: Sequence[Option]) -> Field:
    """A choice that says something about the person: nothing is chosen that nobody chose."""
    return _select(name, [Option("", phrase("mt_choose_one")), *options])


def _secret(name: str, label: str, *, numeric: bool, hint: Both = NOTHING) -> Field:
    return Field(name=name, kind="password", label=phrase(label), numeric=numeric, hint=hint)
