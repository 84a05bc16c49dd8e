"""From a submitted form to an act: what the form says, all that is wrong with it at once.

Passwords pass through into the act and nowhere else: no error holds one, nothing sent back does.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, get_args

import msgspec

from yika.access.model import Role
from yika.faces.portal.phrases import has_phrase, phrase
from yika.ground.days import BEIJING
from yika.ground.errors import Refused, YikaError, refuse_all
from yika.matters.cover import TransferIn, WithdrawAccount
from yika.matters.model import Act, CancelCard
from yika.policy.words import lists

SECRET: Final = frozenset({"password", "old", "new", "again"})
CONTROL: Final = frozenset({"form", "key", "person", "channel", "role", "way", "again", "confirm"})
ACTS: Final = {str(act.__struct_config__.tag): act for act in get_args(Act)}
TOLD: Final = {
    "password": "密码 / password",
    "old": "原密码 / old password",
    "new": "新密码 / new password",
    "confirm": "打勾确认 / that you are sure",
}
LONGEST: Final = 200
# What cannot be undone: a mark says that one knows.
FINAL: Final = (CancelCard, TransferIn, WithdrawAccount)
# What people type freely besides names and passwords, with an example of how.
TYPED: Final = {
    **dict.fromkeys(("amount", "base", "yearly_max"), "1200.50"),
    **dict.fromkeys(("month", "first_month", "last_month"), "2026-02"),
    "until": "2026-12-31",
    "year": "2025",
}
WHERE: Final = re.compile(r"`\$\.(\w+)`")


class FieldsMissing(Refused):
    """Something a form needs is not filled in. Facts: fields."""

    code = "fields_missing"


class PasswordsDiffer(Refused):
    """The new password was not the same both times. Facts: none."""

    code = "passwords_differ"


class WrongChoice(Refused):
    """What was sent is not one of the choices. Facts: none; it may hold a password."""

    code = "wrong_choice"


class FieldUnreadable(Refused):
    """Something typed cannot be read as what the field asks for. Facts: fields, example."""

    code = "field_unreadable"


class WrongTime(Refused):
    """A time that cannot be read. Facts: none."""

    code = "wrong_time"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An act that a form asks for."""

    act: Act
    channel: str
    role: Role
    key: str


def read(given: Mapping[str, str]) -> Asked:
    """The act a form asks for. Fails with everything that is wrong with the form."""
    kind = ACTS.get(given.get("act", ""))
    if kind is None:
        raise WrongChoice
    channel, _, proof = given.get("way", given.get("channel", "")).partition(" ")
    plain = {name: text for name, text in given.items() if name not in CONTROL and text}
    if proof:
        plain["identity"] = proof
    refuse_all(_objections(kind, given, plain, channel))
    try:
        act = msgspec.convert(plain, kind, strict=False)
    except msgspec.ValidationError as error:
        raise _unreadable(str(error)) from None
    role = Role.OFFICER if given.get("role") == Role.OFFICER else Role.HOLDER
    return Asked(act=act, channel=channel, role=role, key=given["key"])


def kept(given: Mapping[str, str]) -> dict[str, str]:
    """What a form is filled with again after a refusal: everything but passwords."""
    return {name: text for name, text in given.items() if name not in SECRET}


def instant(text: str) -> datetime:
    """An instant of a form, in Beijing time. Fails with WrongTime."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        raise WrongTime from None
    return found.replace(tzinfo=BEIJING) if found.tzinfo is None else found


def _unreadable(problem: str) -> YikaError:
    """Which field was typed in a way that cannot be read; else that it was no choice."""
    where = WHERE.search(problem)
    if where is None or where[1] not in TYPED:
        return WrongChoice()
    return FieldUnreadable(fields=[_named(where[1])], example=TYPED[where[1]])


def _named(field: str) -> str:
    """What the form calls a field, in both languages."""
    if field in TOLD or not has_phrase(f"f_{field}"):
        return TOLD.get(field, field)
    label = phrase(f"f_{field}")
    return f"{label.zh} / {label.en}"


def _objections(
    kind: type[msgspec.Struct], given: Mapping[str, str], plain: Mapping[str, str], channel: str
) -> list[YikaError]:
    """Everything wrong with a form that can be seen before it is an act."""
    found: list[YikaError] = []
    needed = {field.name for field in msgspec.structs.fields(kind) if field.required}
    # Without a new password the act hands out an initial one; the form asks for a new one.
    needed |= {"new"} if "new" in given else set()
    missing = sorted(name for name in needed if name not in plain)
    missing += ["confirm"] if kind in FINAL and given.get("confirm") != "yes" else []
    if missing:
        found.append(FieldsMissing(fields=[_named(name) for name in missing]))
    if "again" in given and given["again"] != given.get("new", given.get("password", "")):
        found.append(PasswordsDiffer())
    wrong_channel = channel not in lists().words["channels"]
    if wrong_channel or not given.get("key") or any(len(text) > LONGEST for text in given.values()):
        found.append(WrongChoice())
    return found
