"""Everything that comes out of a program, and whether a secret is to be read in it."""

import base64
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, quote_plus


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
