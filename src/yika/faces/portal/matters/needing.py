"""What somebody needs for a matter in their situation: which is asked first, and what follows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from yika.faces.portal.fields import Field, Option
from yika.faces.portal.matters import fields, ways
from yika.faces.portal.matters.fields import Given
from yika.faces.portal.matters.situations import situations
from yika.faces.portal.people import Visit
from yika.faces.portal.phrases import has_phrase, phrase
from yika.house import House
from yika.matters.act import AnyAct
from yika.matters.allowing import AXES
from yika.matters.cases import preflight
from yika.matters.cases.model import Preflight, Way
from yika.matters.ways import ways_of
from yika.standing.laws import Laws
from yika.standing.service import laws_of
from yika.store.db import Conn

KINDS: Final = {"report_loss": "loss_kind", "unlock_password": "password_kind"}
NOT_ONE: Final = "none"  # none of these situations is theirs


@dataclass(frozen=True, slots=True, kw_only=True)
class Needed:
    """A matter for one person, once they said which situation is theirs."""

    situation: Sequence[Field]
    told: Mapping[str, str]  # what they said, by field
    found: Preflight

    @property
    def is_told(self) -> bool:
        """Whether everything that papers and ways depend on is said."""
        return len(self.told) == len(self.situation)

    def way(self, channel: str, *, sandbox: bool) -> Way | None:
        """The way asked for, else the first that can be taken from here."""
        can = ways.takeable(self.found, sandbox=sandbox) if self.is_told else []
        return next((one for one in can if one.channel == channel), next(iter(can), None))


async def needed(
    conn: Conn, house: House, visit: Visit, matter: str, kind: type[AnyAct] | None, given: Given
) -> Needed:
    """What is asked first, what was said of it, and the ways there are then."""
    asked, tag = list[Field](), ""
    if kind is not None:
        tag = str(kind.__struct_config__.tag)
        laws, own = laws_of(house.book, visit.person.division), await situations(conn, visit, kind)
        asked = _situation(laws, matter, kind, own, visit.now)
    chosen = {field.name: _chosen(field, given) for field in asked}
    told = {name: one for name, one in chosen.items() if one}
    case = {
        KINDS.get(tag, name) if name == "kind" else name: one
        for name, one in told.items()
        if one != NOT_ONE
    }
    to = conn, house.database.keys, house.book, visit.actor, visit.person
    found = await preflight.preflight(*to, matter, visit.now, case)
    return Needed(situation=asked, told=told, found=found)


def _situation(
    laws: Laws,
    matter: str,
    kind: type[AnyAct],
    own: Mapping[str, Sequence[Option]],
    at: datetime,
) -> list[Field]:
    """What papers and ways depend on: fields of the act that offers are limited to."""
    tag = str(kind.__struct_config__.tag)
    limits = {axis for way, _ in ways_of(laws, matter, at, {}) for axis in way.when}
    wanted = {one for one in AXES if one in limits}
    wanted |= {"kind"} if KINDS.get(tag) in limits else set()
    wanted |= {"about"} if tag == "complain" else set()  # which lines there are to choose from
    found = [one for one in fields.of_act(kind, own) if one.name in wanted and one.options]
    return [replace(one, options=tuple(_options(tag, one))) for one in found]


def _options(tag: str, field: Field) -> list[Option]:
    """The choices; where none need be theirs, that is one of them."""
    found = [one for one in field.options if one.value]
    if field.required or len(found) == len(field.options):
        return found
    key = f"mt_{tag}_{field.name}_none"
    return [*found, Option(NOT_ONE, phrase(key if has_phrase(key) else "mt_none"))]


def _chosen(field: Field, given: Given) -> str:
    """What was said; unasked only what acts take unless told, which says nothing of anybody."""
    values = [option.value for option in field.options]
    wanted = next(iter(given.get(field.name, ())), "")
    if wanted in values:
        return wanted
    return values[0] if field.name == "kind" else ""
