"""What an installation sets: environment variables first, then `yika.toml`, then defaults.

The file is named by `YIKA_CONFIG`, or is `yika.toml` in the working folder if there is one.
Everything wrong is told at once, by the name of the setting and where it stands. No secret belongs
in the file but the database addresses.
"""

import os
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, cast

from yika.ground.errors import Refused, YikaError, refuse_all
from yika.setting import (
    DATABASE,
    HOST,
    SECRET_WEB_ADDRESS,
    TABLE,
    TRANSACTIONS,
    WEB_ADDRESS,
    YES_OR_NO,
    Reader,
    WrongSetting,
    path_from,
    shown,
    whole,
)

TABLES: Final = {
    "": {"home", "keys", "sandbox", "policy"},
    "http": {"host", "port", "public", "processes"},
    "database": {"url", "owner_url", "port", "server"},
    "gateway": {"csb_window", "tif_window", "reversible", "unknown_reversed", "message_days"},
    "papers": {"file_megabytes"},
    "sms": {"url"},
    "notices": {"attempts", "timeout"},
}
FILE_MEGABYTES_MAX: Final = 50
PROCESSES_MAX: Final = 8
PROCESSES_USUAL: Final = 4  # at most, unless more are asked for
PORT: Final = whole(1, 65_535)
PROCESSES: Final = whole(1, PROCESSES_MAX)
MEGABYTES: Final = whole(1, FILE_MEGABYTES_MAX)
ATTEMPTS: Final = whole(1, 100)
SECONDS: Final = whole(1, 86_400)
DAYS: Final = whole(1, 3_650)


class UnknownSetting(Refused):
    """The configuration file has a key nobody reads. Facts: setting, file."""

    code = "unknown_setting"


class UnreadableConfig(Refused):
    """The configuration file is not there or is not TOML. Facts: file, reason."""

    code = "unreadable_config"


class OwnerAddressAlone(Refused):
    """The database owner's address is set and the application's is not. Facts: setting."""

    code = "owner_address_alone"


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
    http_processes: int | None = None  # as set; `processes` is how many serve
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
    def address(self) -> str:
        """Where the faces listen, without a slash at the end."""
        host = f"[{self.http_host}]" if ":" in self.http_host else self.http_host
        return f"http://{host}:{self.http_port}"

    @property
    def public_address(self) -> str:
        """Where people reach the faces, without a slash at the end."""
        return (self.http_public or self.address).rstrip("/")

    @property
    def processes(self) -> int:
        """How many serve: as set, else one in a sandbox, elsewhere as many as fit the machine.

        Only Linux spreads connections over processes; on others one serves whatever is set.
        """
        if sys.platform != "linux":
            return 1
        return self.http_processes or (1 if self.sandbox else fitting_processes())


def fitting_processes() -> int:
    """One process a processor, up to what is usual."""
    return min(os.cpu_count() or 1, PROCESSES_USUAL)


def load_config(environ: Mapping[str, str] | None = None, folder: Path | None = None) -> Config:
    """The settings of this installation. Fails with everything that is wrong at once."""
    environ = os.environ if environ is None else environ
    folder = Path.cwd() if folder is None else folder
    reader = _reader(environ, folder)
    path = path_from(folder)
    home = reader.read("YIKA_HOME", "home", path, path.convert(".yika"))
    url = reader.read("YIKA_DATABASE_URL", "database.url", DATABASE, None)
    owner = reader.read("YIKA_DATABASE_OWNER_URL", "database.owner_url", DATABASE, None)
    if owner is not None and not reader.is_set("YIKA_DATABASE_URL", "database.url"):
        reader.wrong.append(OwnerAddressAlone(setting="YIKA_DATABASE_URL"))
    config = Config(
        home=home,
        keys=reader.read("YIKA_KEYS", "keys", path, home / "keys.toml"),
        sandbox=reader.read("YIKA_SANDBOX", "sandbox", YES_OR_NO, default=False),
        policy_dir=reader.read("YIKA_POLICY", "policy", path, None),
        http_host=reader.read("YIKA_HTTP_HOST", "http.host", HOST, "127.0.0.1"),
        http_port=reader.read("YIKA_HTTP_PORT", "http.port", PORT, 8000),
        http_public=reader.read("YIKA_HTTP_PUBLIC", "http.public", WEB_ADDRESS, None),
        http_processes=reader.read("YIKA_HTTP_PROCESSES", "http.processes", PROCESSES, None),
        file_megabytes=reader.read("", "papers.file_megabytes", MEGABYTES, 5),
        notices=_notices(reader),
        database_url=url,
        database_owner_url=owner,
        database_port=reader.read("YIKA_DATABASE_PORT", "database.port", PORT, None),
        database_server=reader.texts("database.server"),
        settings=reader.mapping("settings"),
        gateway=_gateway(reader),
    )
    refuse_all(reader.wrong)
    return config


def _gateway(reader: Reader) -> GatewaySettings:
    """What `[gateway]` of the file sets; no environment variable does."""
    usual = GatewaySettings()
    return GatewaySettings(
        csb_window=reader.read("", "gateway.csb_window", SECONDS, usual.csb_window),
        tif_window=reader.read("", "gateway.tif_window", SECONDS, usual.tif_window),
        reversible=reader.read("", "gateway.reversible", TRANSACTIONS, usual.reversible),
        unknown_reversed=reader.read(
            "", "gateway.unknown_reversed", YES_OR_NO, usual.unknown_reversed
        ),
        message_days=reader.read("", "gateway.message_days", DAYS, usual.message_days),
    )


def _notices(reader: Reader) -> NoticeSettings:
    """What `[sms]` and `[notices]` of the file set; the gateway's token never stands in it."""
    usual = NoticeSettings()
    return NoticeSettings(
        sms_url=reader.read("YIKA_SMS_URL", "sms.url", SECRET_WEB_ADDRESS, None),
        sms_key=reader.environ.get("YIKA_SMS_KEY") or None,
        attempts=reader.read("", "notices.attempts", ATTEMPTS, usual.attempts),
        timeout=reader.read("", "notices.timeout", SECONDS, usual.timeout),
    )


def _reader(environ: Mapping[str, str], folder: Path) -> Reader:
    """A reader of environment and file; a file nobody can read sets nothing, and is told of."""
    named = environ.get("YIKA_CONFIG")
    path = folder / (named or "yika.toml")
    if not named and not path.exists():
        return Reader(environ, {}, str(path))
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        unreadable: list[YikaError] = [UnreadableConfig(file=str(path), reason=str(error))]
        return Reader(environ, {}, str(path), unreadable)
    return Reader(environ, table, str(path), _misplaced(table, str(path)))


def _misplaced(table: Mapping[str, object], file: str) -> list[YikaError]:
    """The keys of the file that mean nothing, mostly slips of the pen, and tables that are none."""
    top = TABLES[""] | TABLES.keys() - {""} | {"settings"}
    unknown = [key for key in table if key not in top]
    wrong: list[YikaError] = []
    for name in TABLES.keys() - {""}:
        inner = table.get(name)
        if isinstance(inner, dict):
            keys = cast("dict[str, object]", inner)
            unknown += [f"{name}.{key}" for key in keys if key not in TABLES[name]]
        elif inner is not None:
            wrong.append(WrongSetting(setting=name, source=file, value=shown(inner), needs=TABLE))
    return [*(UnknownSetting(setting=key, file=file) for key in unknown), *wrong]
