"""Everything that comes out of a program, and whether a secret is to be read in it."""

import base64
import json
import os
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, quote_plus

from psycopg.conninfo import conninfo_to_dict

from tests.conftest import Server
from yika.config import Config
from yika.store.place import find_place


@dataclass
class Overheard:
    """Everything that came out, by where it came from."""

    found: list[tuple[str, str]]

    def hear(self, where: str, text: str) -> None:
        self.found.append((where, text))

    def texts(self, where: str, holding: str) -> list[str]:
        """What came from somewhere and holds a text."""
        return [text for place, text in self.found if where in place and holding in text]

    def leaks(self, secrets: Sequence[str]) -> list[tuple[str, str]]:
        """Where which secret is to be read."""
        patterns = {secret: shapes_of(secret) for secret in secrets}
        return [
            (where, secret)
            for where, text in self.found
            for secret, pattern in patterns.items()
            if pattern.search(text)
        ]


def shapes_of(secret: str) -> re.Pattern[str]:
    """The secret as it is, and as hex, base64, an address or JSON would write it.

    Six digits turn up in long numbers, hashes and fractions of a second by chance, so there they do
    not count.
    """
    raw = secret.encode()
    shapes = {raw.hex(), quote(secret), quote_plus(secret), json.dumps(secret)[1:-1]}
    for before in range(3):
        text = base64.urlsafe_b64encode(b"\0" * before + raw).decode().rstrip("=")
        middle = text[(before * 4 + 2) // 3 : -1]
        shapes |= {middle, middle.replace("-", "+").replace("_", "/")}
    long = "|".join(re.escape(shape) for shape in shapes if shape != secret)
    alone = re.escape(secret)
    if re.fullmatch(r"[0-9A-Fa-f]{1,8}", secret):
        alone = rf"(?<![0-9A-Fa-f.]){alone}(?![0-9A-Fa-f])"
    return re.compile(f"{alone}|{long}", re.IGNORECASE)


def environ_of(config: Config) -> dict[str, str]:
    """The environment of a program that works on the same installation."""
    assert config.database_url is not None
    assert config.database_owner_url is not None
    others = {name: text for name, text in os.environ.items() if not name.startswith("YIKA_")}
    return others | {
        "YIKA_HOME": str(config.home),
        "YIKA_DATABASE_URL": _url(config.database_url),
        "YIKA_DATABASE_OWNER_URL": _url(config.database_owner_url),
        "PYTHONUTF8": "1",
        "COLUMNS": "400",
    }


def _url(address: str) -> str:
    """An address as settings take it."""
    parts = conninfo_to_dict(address)
    place = f"{parts['host']}:{parts['port']}/{parts['dbname']}"
    return f"postgresql://{parts['user']}:{quote(str(parts['password']))}@{place}?sslmode=disable"


def dumped(server: Server, config: Config) -> dict[str, str]:
    """Everything in the database, table by table, bytes as hex."""
    assert config.database_owner_url is not None
    tool = find_place(server.home).binaries / "pg_dump"
    words = [str(tool), "--data-only", f"--dbname={config.database_owner_url}"]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    parts = re.split(r"^COPY (\S+) ", done.stdout, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))
