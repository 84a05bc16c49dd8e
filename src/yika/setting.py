"""One setting: where it stands, what it may be, and how it is told when it is wrong.

The environment goes before the file. Nobody is stopped at the first mistake: a reader gathers all.
"""

import ipaddress
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Generic, TypeVar, cast

from yika.ground.errors import Refused, YikaError

Value = TypeVar("Value")
Value_co = TypeVar("Value_co", covariant=True)

ENVIRONMENT: Final = "the_environment"  # words that people read, as those of the kinds are
TABLE: Final = "a_table"
PLAIN: Final = "a_plain_value"
HIDDEN: Final = "***"
SHOWN_MAX: Final = 80  # characters of a wrong value
ADDRESSES: Final = ("postgresql://", "postgres://", "host=", "service=")
WEB: Final = ("http://", "https://")
YES: Final = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}


class WrongSetting(Refused):
    """A setting cannot be used. Facts: setting, source, value (never of an address), needs."""

    code = "wrong_setting"


class WrongSettingNumber(Refused):
    """A setting is no number, or out of bounds. Facts: setting, source, value, least, most."""

    code = "wrong_setting_number"


@dataclass(frozen=True, slots=True)
class Kind(Generic[Value_co]):
    """What a setting may be."""

    needs: str
    convert: Callable[[str], Value_co]  # fails with ValueError
    types: tuple[type, ...] = (str,)  # as it may stand in the file
    is_secret: bool = False
    least: int | None = None  # of a number
    most: int | None = None

    def wrong(self, setting: str, source: str, raw: object) -> YikaError:
        """How somebody is told that this is none."""
        value = HIDDEN if self.is_secret else shown(raw)
        if self.least is None:
            return WrongSetting(setting=setting, source=source, value=value, needs=self.needs)
        return WrongSettingNumber(
            setting=setting, source=source, value=value, least=self.least, most=self.most
        )


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads settings by name and gathers what is wrong with them."""

    environ: Mapping[str, str]
    table: Mapping[str, object]
    file: str
    wrong: list[YikaError] = field(default_factory=list[YikaError])

    def read(self, variable: str, key: str, kind: Kind[Value], default: Value) -> Value:
        """The setting's value from wherever it is set; the default where it is not, or is wrong."""
        text = self.environ.get(variable)
        raw = text or self._in_file(key)
        if raw is None:
            return default
        try:
            if isinstance(raw, kind.types):
                return kind.convert(str(raw))
        except ValueError:
            pass
        setting, source = (variable, ENVIRONMENT) if text else (key, self.file)
        self.wrong.append(kind.wrong(setting, source, raw))
        return default

    def is_set(self, variable: str, key: str) -> bool:
        """Whether anything is given, right or wrong."""
        return bool(self.environ.get(variable)) or self._in_file(key) is not None

    def mapping(self, key: str) -> dict[str, object]:
        """A whole table of the file."""
        found = self._in_file(key)
        if found is None:
            return {}
        if not isinstance(found, dict):
            self._wrong_in_file(key, found, TABLE)
            return {}
        return cast("dict[str, object]", found)

    def texts(self, key: str) -> dict[str, str]:
        """A whole table of the file whose values are texts, numbers, true or false."""
        found: dict[str, str] = {}
        for name, value in self.mapping(key).items():
            if isinstance(value, str | int | float):
                found[name] = str(value)
            else:
                self._wrong_in_file(f"{key}.{name}", value, PLAIN)
        return found

    def _wrong_in_file(self, key: str, value: object, needs: str) -> None:
        told = WrongSetting(setting=key, source=self.file, value=shown(value), needs=needs)
        self.wrong.append(told)

    def _in_file(self, key: str) -> object | None:
        found: object = self.table
        for part in key.split("."):
            found = _child(found, part)
        return found


def shown(raw: object) -> str:
    """A value as it is written in the file, not at any length."""
    text = json.dumps(raw, ensure_ascii=False, default=str)
    return text if len(text) <= SHOWN_MAX else f"{text[:SHOWN_MAX]}…"


def whole(least: int, most: int) -> Kind[int]:
    """Whole numbers from one to another."""

    def convert(text: str) -> int:
        number = int(text)
        if not least <= number <= most:
            raise ValueError
        return number

    return Kind("a_number", convert, (int, str), least=least, most=most)


def path_from(folder: Path) -> Kind[Path]:
    """Paths, seen from a folder."""

    def convert(text: str) -> Path:
        try:
            return (folder / Path(text).expanduser()).resolve()
        except (OSError, RuntimeError) as error:  # Nobody has that home; links go in a circle.
            raise ValueError from error

    return Kind("a_path", convert)


def _child(found: object, key: str) -> object | None:
    return cast("dict[str, object]", found).get(key) if isinstance(found, dict) else None


def _address(text: str) -> str:
    if not text.startswith(ADDRESSES):
        raise ValueError
    return text


def _host(text: str) -> str:
    """A name or an address of a machine; one of IPv6 may stand in brackets."""
    host = text.removeprefix("[").removesuffix("]")
    if ":" in host:
        ipaddress.IPv6Address(host)
    elif not host.encode("idna") or any(char.isspace() or char in "/@" for char in host):
        raise ValueError
    return host


def _web(text: str) -> str:
    if not text.startswith(WEB) or any(char.isspace() for char in text):
        raise ValueError
    return text


def _yes(text: str) -> bool:
    if text.lower() not in YES:
        raise ValueError
    return YES[text.lower()]


def _transactions(text: str) -> tuple[str, ...]:
    """Numbers of transactions between commas."""
    found = tuple(part.strip() for part in text.split(",") if part.strip())
    if not all(part[:4].isdigit() and len(part) <= 6 for part in found):
        raise ValueError
    return found


DATABASE: Final = Kind("a_database_address", _address, is_secret=True)
HOST: Final = Kind("a_host", _host)
WEB_ADDRESS: Final = Kind("a_web_address", _web)
SECRET_WEB_ADDRESS: Final = Kind("a_web_address", _web, is_secret=True)  # It may hold a password.
YES_OR_NO: Final = Kind("yes_or_no", _yes, (bool, int, str))
TRANSACTIONS: Final = Kind("transaction_numbers", _transactions)
