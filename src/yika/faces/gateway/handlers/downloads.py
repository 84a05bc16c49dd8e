"""The 1301 family: whatever of a catalogue is newer than the version somebody holds, as a file.

A file is a ZIP of one TXT, TAB between cells, no header, ``null`` where there is nothing. Asked
again for the same, the same file is there. Catalogues that are not kept here come empty.
"""

import asyncio
import re
from collections.abc import Mapping
from datetime import date, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Final
from uuid import NAMESPACE_OID, uuid5

import msgspec
import yaml

from yika.faces.gateway.asked import Asked, Handling
from yika.ground.days import BEIJING, beijing_day
from yika.institutions import files
from yika.institutions.catalogue import catalogue
from yika.institutions.model import Item
from yika.institutions.parcels import packed
from yika.interface.records import t1301
from yika.interface.writing import day_text, time_text
from yika.policy.lookup import Known, look_up
from yika.store.db import Conn

LAYOUTS: Final = Path(__file__).parent / "downloads.yaml"
NUMBERS: Final = (
    *("1301", "1302", "1303", "1305", "1306", "1306A", "1307", "1308", "1309", "1310", "1311"),
    *("1313", "1314", "1315", "1320", "1321", "1322", "1323", "1324", "1325", "1326", "1327"),
)
DISEASES: Final = "1309"  # which the policy data lists, not the catalogue
# The last number in what somebody holds; a longer one was never told here, so it counts as none.
VERSION: Final = re.compile(r"(?<!\d)(\d{1,9})(?!\d)(?!.*\d)")
LEVELS: Final[Mapping[str, str]] = {"A": "01", "B": "02", "C": "03"}  # chrgitm_lv


class Layout(msgspec.Struct, frozen=True):
    """The columns of one kind of file: how many, and which holds what."""

    columns: int
    places: dict[int, str]


@lru_cache(maxsize=1)
def layouts() -> Mapping[str, Layout]:
    """The layouts of the catalogues that are kept here."""
    return msgspec.convert(
        yaml.load(LAYOUTS.read_text("utf-8"), yaml.CSafeLoader), dict[str, Layout]
    )


async def download(conn: Conn, asked: Asked) -> t1301.Output:
    """The file of everything newer than what is held; the file itself comes with 9102."""
    given: t1301.Input = asked.input
    infno, place = asked.envelope.infno, asked.institution
    held = held_version(given.data.ver)
    on = beijing_day(asked.at)
    if infno == DISEASES:
        version, rows = _diseases(asked, held)
        count = len(rows)
    else:
        known = await catalogue(conn, place.region)
        newer = [one for one in known.every_row() if one.kind == infno and one.version > held]
        version, count = known.version, len(newer)
        rows = (row_of(cells(one, on), layouts()[infno]) for one in newer)
    name = f"{infno}_{told_version(version)}"
    mark = f"{place.region}/{place.institution_id}/{infno}/{held}/{version}/{on}"
    content = await asyncio.to_thread(packed, f"{name}.txt", rows)
    keys, number = asked.house.database.keys, uuid5(NAMESPACE_OID, mark)
    kept = await files.keep(conn, keys, place, f"{name}.zip", content, asked.at, number)
    return t1301.Output(
        file_qury_no=files.told(kept.file_id),
        filename=kept.name,
        dld_end_time=day_text(beijing_day(kept.kept_until)),
        data_cnt=count,
    )


def held_version(text: str) -> int:
    """The version that somebody holds, however they write it.

    >>> held_version("v0000"), held_version("v0012"), held_version("F001_20000101000000_A")
    (0, 12, 0)
    """
    match = VERSION.search(text)
    return int(match[1]) if match else 0


def told_version(version: int) -> str:
    """A version as it is told: v0012."""
    return f"v{version:04}"


def row_of(known: Mapping[str, str | None], layout: Layout) -> list[str | None]:
    """The cells of a row in the order of a file."""
    return [known.get(layout.places.get(place, "")) for place in range(1, layout.columns + 1)]


def _diseases(asked: Asked, held: int) -> tuple[int, list[list[str | None]]]:
    """The chronic and special diseases of the region; the day a list holds from is its version."""
    region = f"{asked.institution.region:06}"
    found = look_up(asked.house.book, "chronic.diseases", region, beijing_day(asked.at))
    since = (found.entry.since or found.entry.attested_on) if isinstance(found, Known) else None
    if since is None or not isinstance(found, Known):
        return 0, []
    version = int(f"{since:%Y%m%d}")
    fixed = {
        "division": region,
        "valid": flag(value=True),
        "changed_at": time_text(datetime.combine(since, time.min)),
        "version": told_version(version),
        "version_name": told_version(version),
    }
    listed = [
        {
            **fixed,
            "code": one["code"],
            "name": one["name"]["zh"],
            "rid": uuid5(NAMESPACE_OID, f"{DISEASES}/{region}/{one['code']}/{since}").hex,
        }
        for one in found.value["codes"]
    ]
    newer = listed if version > held else []
    return version, [row_of(one, layouts()[DISEASES]) for one in newer]


def cells(item: Item, on: date) -> dict[str, str | None]:
    """What there is to say of an item, by name."""
    said = item.details
    changed = None if item.changed_at is None else time_text(item.changed_at.astimezone(BEIJING))
    return {
        "code": item.code,
        "name": item.name,
        "generic": said.generic or item.name,
        "form": said.form,
        "spec": said.spec,
        "package": said.package,
        "unit": item.unit,
        "maker": said.maker,
        "approval": said.approval,
        "pinyin": said.pinyin,
        "restriction": said.restriction,
        "restricted": flag(item.restricted),
        "note": said.note,
        "class": item.class_,
        "valid": flag(item.in_force(on)),
        "rid": rid(item),
        "changed_at": changed,
        "version": told_version(item.version),
        "version_name": told_version(item.version),
        "starts_on": day_text(item.starts_on),
        "ends_on": None if item.ends_on is None else day_text(item.ends_on),
    }


def rid(item: Item) -> str:
    """The number of a row, the same each time."""
    return uuid5(NAMESPACE_OID, f"{item.code}/{item.starts_on}").hex


def flag(value: bool) -> str:
    """A yes or no as the interface writes it."""
    return "1" if value else "0"


# Nothing is claimed: a repeat finds the file of the first one.
HANDLERS: Final[Mapping[str, Handling]] = {number: Handling(download) for number in NUMBERS}
