"""What an installation sets: environment variables first, then `yika.toml`, then defaults.

The file is named by `YIKA_CONFIG`, or is `yika.toml` in the working folder if there is one.
Everything wrong is told at once, by the name of the setting. No secret belongs in the file but the
database addresses.
"""

import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar, cast

from yika.ground.errors import Refused, YikaError, refuse_all

Value = TypeVar("Value")

TABLES = {
    "": {"home", "keys", "sandbox", "policy"},
    "http": {"host", "port", "public", "processes"},
    "database": {"url", "owner_url", "port", "server"},
    "gateway": {"csb_window", "tif_window", "reversible", "unknown_reversed", "message_days"},
    "papers": {"file_megabytes"},
    "sms": {"url"},
    "notices": {"attempts", "timeout"},
}
WEB = ("http://", "https://")
FILE_MEGABYTES_MAX = 50
PROCESSES_MAX = 8
ADDRESSES = ("postgresql://", "postgres://", "host=", "service=")


class WrongSetting(Refused):
    """A setting cannot be used. Facts: setting, value, needs. Never the value of an address."""

    code = "wrong_setting"


class UnknownSetting(Refused):
    """`yika.toml` has a key nobody reads. Facts: setting, file."""

    code = "unknown_setting"


class UnreadableConfig(Refused):
    """The configuration file is not there or is not TOML. Facts: file, reason."""

    code = "unreadable_config"


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewaySettings:
    """How the national interface is spoken where places differ."""

    csb_window: int = 1800  # seconds a CSB signature is good for
    tif_window: int = 300  # seconds a TIF or x-ca signature is good for
    reversible: tuple[str, ...] = ("2102", "2207", "2207A", "2304", "2304A", "2401")  # by 2601
    unknown_reversed: bool = True  # whether 2601 succeeds for what never came
    message_days: int = 90  # for which a message that changed something is kept with its reply

    @property
    def longest_window(self) -> float:
        """Seconds after which no signature is good any more."""
        return float(max(self.csb_window, self.tif_window))


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeSettings:
    """How notices leave the house; without an address no text messages are sent."""

    sms_url: str | None = field(default=None, repr=False)  # the gateway that takes a POST
    sms_key: str | None = field(default=None, repr=False)  # its bearer token; environment only
    attempts: int = 10  # then a delivery is given up
    timeout: int = 10  # seconds for a receiver to answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """One installation's settings, checked."""

    home: Path = Path(".yika")
    keys: Path = Path(".yika/keys.toml")
    sandbox: bool = False  # the domain's clock lives in the database and can be set
    policy_dir: Path | None = None  # None: the policy that yika ships
    http_host: str = "127.0.0.1"
    http_port: int = 8000
    http_public: str | None = None  # as people reach it, for what is printed; None: host and port
    http_processes: int | None = None  # that serve; None: as many as fit the machine
    file_megabytes: int = 5  # of a file that somebody hands in
    notices: NoticeSettings = NoticeSettings()
    database_url: str | None = field(default=None, repr=False)  # None: the embedded server
    database_owner_url: str | None = field(default=None, repr=False)
    database_port: int | None = None  # the embedded server's; None takes a free one at each start
    database_server: Mapping[str, str] = field(
        default_factory=dict[str, str]
    )  # over its own settings
    settings: Mapping[str, object] = field(
        default_factory=dict[str, object]
    )  # policy values by policy id
    gateway: GatewaySettings = GatewaySettings()

    @property
    def public_address(self) -> str:
        """Where people reach the faces, without a slash at the end."""
        return (self.http_public or f"http://{self.http_host}:{self.http_port}").rstrip("/")


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads settings by name and gathers what is wrong with them."""

    environ: Mapping[str, str]
    table: Mapping[str, object]
    wrong: list[YikaError]

    def read(
        self, variable: str, key: str, needs: str, convert: Callable[[str], Value], default: Value
    ) -> Value:
        """The setting's value from wherever it is set; the default where it is not, or is wrong."""
        raw = self.environ.get(variable) or self._in_file(key)
        if raw is None:
            return default
        try:
            return convert(str(raw))
        except ValueError:
            secret = key.endswith("url")
            setting = variable if self.environ.get(variable) else key
            self.wrong.append(
                WrongSetting(setting=setting, value="***" if secret else str(raw), needs=needs)
            )
            return default

    def mapping(self, key: str) -> dict[str, object]:
        """A whole table of the file."""
        found = self._in_file(key)
        if found is None:
            return {}
        if not isinstance(found, dict):
            self.wrong.append(WrongSetting(setting=key, value=str(found), needs="table"))
            return {}
        return cast("dict[str, object]", found)

    def _in_file(self, key: str) -> object | None:
        found: object = self.table
        for part in key.split("."):
            found = _child(found, part)
        return found


def load_config(environ: Mapping[str, str] | None = None, folder: Path | None = None) -> Config:
    """The settings of this installation. Fails with everything that is wrong at once."""
    environ = os.environ if environ is None else environ
    folder = Path.cwd() if folder is None else folder
    table = _file(environ, folder)
    wrong = _unknown(table)
    reader = _Reader(environ, table, wrong)

    def path(text: str) -> Path:
        return (folder / Path(text).expanduser()).resolve()

    home = reader.read("YIKA_HOME", "home", "path", path, path(".yika"))
    url = reader.read("YIKA_DATABASE_URL", "database.url", "address", _address, None)
    owner = reader.read("YIKA_DATABASE_OWNER_URL", "database.owner_url", "address", _address, None)
    if owner is not None and url is None:
        wrong.append(WrongSetting(setting="YIKA_DATABASE_URL", value="", needs="both_addresses"))
    config = Config(
        home=home,
        keys=reader.read("YIKA_KEYS", "keys", "path", path, home / "keys.toml"),
        sandbox=reader.read("YIKA_SANDBOX", "sandbox", "yes_or_no", _yes, default=False),
        policy_dir=reader.read("YIKA_POLICY", "policy", "path", path, None),
        http_host=reader.read("YIKA_HTTP_HOST", "http.host", "host", str, "127.0.0.1"),
        http_port=reader.read("YIKA_HTTP_PORT", "http.port", "port", _port, 8000),
        http_public=reader.read("YIKA_HTTP_PUBLIC", "http.public", "web_address", _web, None),
        http_processes=reader.read(
            "YIKA_HTTP_PROCESSES", "http.processes", "processes", _processes, None
        ),
        file_megabytes=reader.read("", "papers.file_megabytes", "megabytes", _megabytes, 5),
        notices=_notices(reader),
        database_url=url,
        database_owner_url=owner,
        database_port=reader.read("YIKA_DATABASE_PORT", "database.port", "port", _port, None),
        database_server={
            key: str(value) for key, value in reader.mapping("database.server").items()
        },
        settings=reader.mapping("settings"),
        gateway=_gateway(reader),
    )
    refuse_all(wrong)
    return config


def _gateway(reader: _Reader) -> GatewaySettings:
    """What `[gateway]` of the file sets; no environment variable does."""
    usual = GatewaySettings()
    seconds = "seconds"
    return GatewaySettings(
        csb_window=reader.read("", "gateway.csb_window", seconds, _seconds, usual.csb_window),
        tif_window=reader.read("", "gateway.tif_window", seconds, _seconds, usual.tif_window),
        reversible=reader.read(
            "", "gateway.reversible", "transactions", _transactions, usual.reversible
        ),
        unknown_reversed=reader.read(
            "", "gateway.unknown_reversed", "yes_or_no", _yes, usual.unknown_reversed
        ),
        message_days=reader.read("", "gateway.message_days", "days", _days, usual.message_days),
    )


def _notices(reader: _Reader) -> NoticeSettings:
    """What `[sms]` and `[notices]` of the file set; the gateway's token never stands in it."""
    usual = NoticeSettings()
    return NoticeSettings(
        sms_url=reader.read("YIKA_SMS_URL", "sms.url", "web_address", _web, None),
        sms_key=reader.environ.get("YIKA_SMS_KEY") or None,
        attempts=reader.read("", "notices.attempts", "attempts", _attempts, usual.attempts),
        timeout=reader.read("", "notices.timeout", "seconds", _seconds, usual.timeout),
    )


def _file(environ: Mapping[str, str], folder: Path) -> Mapping[str, object]:
    """The file's tables; empty where none is named and none lies in the folder."""
    named = environ.get("YIKA_CONFIG")
    path = folder / (named or "yika.toml")
    if not named and not path.exists():
        return {}
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UnreadableConfig(file=str(path), reason=str(error)) from error


def _unknown(table: Mapping[str, object]) -> list[YikaError]:
    """The keys of the file that mean nothing, mostly slips of the pen."""
    top = TABLES[""] | TABLES.keys() - {""} | {"settings"}
    found = [key for key in table if key not in top]
    for name in TABLES.keys() - {""}:
        inner = table.get(name)
        if isinstance(inner, dict):
            found += [
                f"{name}.{key}"
                for key in cast("dict[str, object]", inner)
                if key not in TABLES[name]
            ]
        elif inner is not None:
            found.append(name)
    return [UnknownSetting(setting=key, file="yika.toml") for key in found]


def _child(found: object, key: str) -> object | None:
    return cast("dict[str, object]", found).get(key) if isinstance(found, dict) else None


def _address(text: str) -> str:
    if not text.startswith(ADDRESSES):
        raise ValueError
    return text


def _yes(text: str) -> bool:
    words = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
    if text.lower() not in words:
        raise ValueError
    return words[text.lower()]


def _web(text: str) -> str:
    if not text.startswith(WEB) or any(char.isspace() for char in text):
        raise ValueError
    return text


def _transactions(text: str) -> tuple[str, ...]:
    """Numbers of transactions between commas."""
    found = tuple(part.strip() for part in text.split(",") if part.strip())
    if not all(part[:4].isdigit() and len(part) <= 6 for part in found):
        raise ValueError
    return found


def _between(least: int, most: int) -> Callable[[str], int]:
    """Whole numbers from one to another."""

    def convert(text: str) -> int:
        number = int(text)
        if not least <= number <= most:
            raise ValueError
        return number

    return convert


_seconds = _between(1, 86_400)
_megabytes = _between(1, FILE_MEGABYTES_MAX)
_attempts = _between(1, 100)
_days = _between(1, 3_650)
_processes = _between(1, PROCESSES_MAX)
_port = _between(1, 65_535)
