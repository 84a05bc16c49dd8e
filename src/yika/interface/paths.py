"""The shapes of address under which institutions reach the gateway.

The transaction is always the one the message names; an address only has to be one of ours.
"""

import re
from functools import lru_cache
from pathlib import Path
from typing import Final

import yaml

FILE: Final = Path(__file__).with_name("paths.yaml")
PATH_MAX: Final = 512  # characters; what institutions use has less than 200
SINGLE: Final = "/fsi/api/rsfComIfsService/callService"
NUMBER: Final = r"\d{4}(?:\d{2}|[A-Za-z])?"
BEFORE: Final = r"(?:/[\w.-]+)*"  # of whatever gateway stands in front, such as /ebus/<app>
CENTRE: Final = "/hsecfc/localQrCodeQuery"  # the e-credential centre, which takes messages its own
SLASHES: Final = re.compile(r"//+")  # of an address and a path put together
SHAPES: Final = (
    re.compile(rf"{BEFORE}{SINGLE}(?:/(?P<infno>{NUMBER}))?"),  # one address for all
    re.compile(rf"{BEFORE}/powercsb/(?P<infno>{NUMBER})"),
    re.compile(rf"{BEFORE}/hsa/hgs/(?P<infno>{NUMBER})"),  # Guangdong
    re.compile(rf"{BEFORE}/poc-hsa-hgs-(?P<infno>{NUMBER})"),
    re.compile(rf"{BEFORE}/CSB"),  # Jiangsu, routed by a header
    re.compile(rf"{BEFORE}/uif-hsaf-med-api/api/medical/service"),  # Inner Mongolia
    re.compile(rf"{BEFORE}{CENTRE}"),
)
SERVICE: Final = re.compile(rf"{BEFORE}/fsi/api/(?P<service>\w+/\w+)")


@lru_cache(maxsize=1)
def services() -> dict[str, str]:
    """Service and method, as Hebei and Zhejiang have them, to the transaction."""
    table: dict[str, list[str]] = yaml.load(FILE.read_text("utf-8"), yaml.CSafeLoader)
    return {path: infno for infno, paths in table.items() for path in paths}


def known(path: str) -> bool:
    """Whether a path is one of the addresses of the gateway."""
    return transaction(path) is not None


def transaction(path: str) -> str | None:
    """The transaction an address names; empty where it names none, None where it is not ours."""
    return _transaction(path) if len(path) <= PATH_MAX else None


@lru_cache(maxsize=1024)
def _transaction(path: str) -> str | None:
    path = SLASHES.sub("/", path).rstrip("/")
    for shape in SHAPES:
        match = shape.fullmatch(path)
        if match:
            return (match.groupdict().get("infno") or "").upper()
    match = SERVICE.fullmatch(path)
    return services().get(match["service"]) if match else None
