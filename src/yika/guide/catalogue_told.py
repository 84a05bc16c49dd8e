"""Catalogues as every face tells them: what a file came to, and what one code is from when."""

from functools import lru_cache
from pathlib import Path
from typing import Final

import msgspec
import yaml

from yika.guide.telling import Both
from yika.institutions.catalogue_files import HEADINGS, NEEDED
from yika.institutions.catalogue_rules import Problem
from yika.institutions.importing import Import
from yika.institutions.model import Item

WORDS: Final = Path(__file__).parent / "words" / "catalogue.yaml"


class RowProblemTold(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong with a row, in words."""

    row: int
    column: str
    code: str
    zh: str
    en: str


class ImportTold(msgspec.Struct, frozen=True, kw_only=True):
    """What a file came to, or would."""

    region: str
    sha256: str
    rows: int
    added: int
    ended: int
    unchanged: int
    version: int
    problems: tuple[RowProblemTold, ...]


class HeadingTold(msgspec.Struct, frozen=True, kw_only=True):
    """A column of the file: its names, and whether it has to be there."""

    name: str
    also: tuple[str, ...]
    needed: bool


class ItemTold(msgspec.Struct, frozen=True, kw_only=True, rename={"class_": "class"}):
    """One row of the catalogue. Prices are yuan a unit; shares are parts of one."""

    code: str
    kind: str
    name: str
    class_: str
    first_share: str | None
    ceiling: str | None
    ceilings: dict[str, str]
    restriction: str | None
    charge_type: str
    unit: str | None
    starts_on: str
    ends_on: str | None


def import_told(found: Import) -> ImportTold:
    """What a file came to, every problem in words."""
    plain = {name: getattr(found, name) for name in ("sha256", "rows", "added", "ended")}
    return ImportTold(
        region=f"{found.region:06}",
        unchanged=found.unchanged,
        version=found.version,
        problems=tuple(_problem(one) for one in found.problems),
        **plain,
    )


def item_told(item: Item) -> ItemTold:
    """One row in plain text."""
    return ItemTold(
        code=item.code,
        kind=item.kind,
        name=item.name,
        class_=item.class_,
        first_share=None if item.first_share is None else f"{item.first_share.normalize():f}",
        ceiling=None if item.ceiling is None else f"{item.ceiling.normalize():f}",
        ceilings=dict(item.details.ceilings),
        restriction=item.details.restriction,
        charge_type=item.charge_type,
        unit=item.unit,
        starts_on=item.starts_on.isoformat(),
        ends_on=None if item.ends_on is None else item.ends_on.isoformat(),
    )


def headings() -> list[HeadingTold]:
    """The columns that a file may have."""
    return [
        HeadingTold(name=name, also=also, needed=name in NEEDED) for name, also in HEADINGS.items()
    ]


def _problem(one: Problem) -> RowProblemTold:
    found = words()[one.code]
    column = HEADINGS[one.column][0]
    return RowProblemTold(
        row=one.row,
        column=one.column,
        code=one.code,
        zh=f"{column}{found.zh.format(given=one.given)}",
        en=f"{one.column}: {found.en.format(given=one.given)}",
    )


@lru_cache(maxsize=1)
def words() -> dict[str, Both]:
    """The words for each problem, read once."""
    return msgspec.convert(yaml.load(WORDS.read_text("utf-8"), yaml.CSafeLoader), dict[str, Both])
