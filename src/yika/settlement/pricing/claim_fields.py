"""Fields of a claim, read leniently: each reading that fails is noted, and all are told at once."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import Any, Final

from yika.ground.days import EARLIEST, LATEST
from yika.ground.errors import Refused, YikaError
from yika.insurance.amounts.sums import money
from yika.policy.load import is_division
from yika.policy.model import Value
from yika.policy.tree import is_table

_SHOWN: Final = 40  # characters of what was given
_NAMED: Final = 2  # characters of a Chinese name that say which it is, where only one begins so
_NOT_GIVEN: Final = "–"
_NOTHING: Final = ("", "null", "~")
_SHARE: Final = re.compile(r"[0-9]{1,3}(\.[0-9]{1,6})?%?")
_NUMBER: Final = re.compile(r"[0-9]{1,12}(\.[0-9]{1,6})?")
_YES: Final = {
    **dict.fromkeys(("yes", "true", "y", "1", "是", "有"), True),
    **dict.fromkeys(("no", "false", "n", "0", "否", "无", "没有"), False),
}


class ClaimField(Refused):
    """A field of a claim cannot be read. Facts: name, given, expected."""

    code = "claim_field"


class Fields:
    """The fields of one table of a claim."""

    def __init__(
        self, told: Mapping[str, Any], prefix: str = "", problems: list[YikaError] | None = None
    ) -> None:
        self._told = {str(name).strip(): value for name, value in told.items()}
        self._prefix = prefix
        self._taken: set[str] = set()
        self.problems: list[YikaError] = [] if problems is None else problems

    def add(self, name: str, given: object, expected: str) -> None:
        """Note what cannot be read, and what would be right."""
        text = "…" if isinstance(given, dict | list) else str(given)[:_SHOWN]
        shown = _NOT_GIVEN if given is None else f"“{text}”"
        name = self._prefix + name
        self.problems.append(ClaimField(name=name, given=shown, expected=expected))

    def has(self, *names: str) -> bool:
        """Whether any of these is there."""
        return any(name in self._told for name in names)

    def names(self) -> list[str]:
        """The names of all that was given."""
        return list(self._told)

    def take(self, name: str) -> Value:
        """What was given, as it is; None where nothing was."""
        self._taken.add(name)
        value = self._told.get(name)
        return None if isinstance(value, str) and value.strip() in _NOTHING else value

    def is_table(self, name: str) -> bool:
        """Whether a field has fields of its own."""
        return is_table(self._told.get(name))

    def within(self, name: str) -> "Fields | None":
        """The fields of a field."""
        value = self.take(name)
        if value is None:
            return None
        if not is_table(value):
            self.add(name, value, "{…}")
            return None
        return Fields(value, f"{self._prefix}{name}.", self.problems)

    def text(self, name: str) -> str | None:
        """Text as given; numbers as their text."""
        value = self.take(name)
        if value is None:
            return None
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, dict | list):
            self.add(name, "…", "text")
            return None
        return str(value).strip()

    def word(self, name: str, words: Mapping[str, str], *, needed: bool = False) -> str | None:
        """A word, however it is spelt."""
        text = self.text(name)
        found = None if text is None else words.get(_plain(text)) or _begun(text, words)
        if (text is not None and found is None) or (needed and text is None):
            self.add(name, text, " | ".join(dict.fromkeys(words.values())))
        return found

    def yes(self, name: str) -> bool | None:
        """Yes or no."""
        text = self.text(name)
        found = None if text is None else _YES.get(_plain(text))
        if text is not None and found is None:
            self.add(name, text, "yes | no")
        return found

    def amount(self, name: str) -> int | None:
        """Fen of an amount in yuan."""
        text = self.text(name)
        if text is None:
            return None
        found = money(_unfloated(text))
        if found is None:
            self.add(name, text, "1280.50")
        return found

    def first_amount(self, *names: str) -> int | None:
        """Fen of an amount that goes by several names."""
        told = {name: self.amount(name) for name in names}
        found = {name: one for name, one in told.items() if one is not None}
        if len(set(found.values())) > 1:
            self.add(next(iter(found)), "…", " = ".join(found))
        return next(iter(found.values()), None)

    def number(self, name: str) -> Decimal | None:
        """A number not below zero, with at most six decimals."""
        text = self.text(name)
        if text is None:
            return None
        if not _NUMBER.fullmatch(text):
            self.add(name, text, "12.5")
            return None
        return Decimal(text)

    def share(self, name: str) -> Decimal | None:
        """A part of one: ``10%`` or ``0.1``."""
        text = self.text(name)
        if text is None:
            return None
        found = Decimal(text.removesuffix("%")) if _SHARE.fullmatch(text) else None
        if found is not None and text.endswith("%"):
            found /= 100
        if found is None or found > 1:
            self.add(name, text, "10% | 0.1")
            return None
        return found

    def whole(self, name: str, most: int) -> int | None:
        """A whole number."""
        text = self.text(name)
        if text is None:
            return None
        if not (text.isascii() and text.isdigit() and int(text[:10]) <= most):
            self.add(name, text, f"0–{most}")
            return None
        return int(text)

    def day(self, name: str) -> date | None:
        """A day."""
        value = self.take(name)
        if value is None:
            return None
        try:
            if isinstance(value, datetime):
                value = value.date()
            found = value if isinstance(value, date) else date.fromisoformat(str(value).strip())
        except ValueError:
            self.add(name, value, "2026-03-16")
            return None
        if not EARLIEST <= found <= LATEST:
            self.add(name, found, f"{EARLIEST} – {LATEST}")
            return None
        return found

    def region(self, name: str, otherwise: str | None) -> str | None:
        """The code of a division."""
        text = self.text(name) or otherwise
        if text is None or not is_division(text):
            self.add(name, text, "110000")
        return text

    def rest(self, remarks: Iterable[str] = ()) -> None:
        """Refuse every field that nobody took; remarks may be there."""
        for name in self._told:
            if name not in self._taken and name not in remarks:
                near = get_close_matches(name, self._taken, n=1)
                meant = [f"{near[0]}?"] if near else sorted(self._taken)
                self.add(name, None, " | ".join(meant))


def _begun(text: str, words: Mapping[str, str]) -> str | None:
    """The one word whose Chinese name begins so: 恶性肿瘤 for 恶性肿瘤门诊治疗."""
    if len(text) < _NAMED or text.isascii():
        return None
    meant = {word for name, word in words.items() if name.startswith(text)}
    return meant.pop() if len(meant) == 1 else None


def _plain(text: str) -> str:
    return text.strip().lower().replace("-", "_").replace(" ", "_")


def _unfloated(text: str) -> str:
    """An amount that a program wrote with more zeros than two, without them."""
    try:
        exact = Decimal(text)
    except InvalidOperation:
        return text
    if not exact.is_finite() or abs(exact) >= 10**12 or exact != round(exact, 2):
        return text
    return f"{exact:.2f}"
