"""What is wrong with the rows of a payroll, and what follows from them. Pure functions.

A row is an error (nothing of it can be taken) or bears warnings (it is taken, and this follows).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple, TypeAlias
from uuid import UUID

import msgspec

from yika.ground.ids import mask_id_number, mask_name
from yika.ground.money import yuan
from yika.insurance.amounts.charges import Bounds
from yika.insurance.amounts.sums import money
from yika.insurance.books.payroll_files import Line
from yika.people.model import Identity, PersonKey

WARNINGS: Final = frozenset({"base_lifted", "base_capped", "card_not_activated", "not_in_file"})

Codes: TypeAlias = dict[str, dict[str, str]]  # a code, and what there is to say with it


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong with a row, or what follows from it."""

    row: int  # as the sender sees it; 0 for the file as a whole
    code: str
    is_error: bool
    name: str = ""  # masked
    id_number: str = ""  # masked
    told: dict[str, str] = {}


class Held(NamedTuple):
    """An enrolment as far as a payroll asks."""

    enrolment_id: UUID
    scheme: str
    employer_id: int | None
    base_fen: int | None
    is_retired: bool
    ends_on: date | None


class Good(NamedTuple):
    """A row that can be taken; `held` is None for a newcomer."""

    person: PersonKey
    base_fen: int
    held: Held | None


@dataclass(slots=True)
class Known:
    """What the records say of everybody in a file."""

    employer_id: int
    numbers: Mapping[int, str]  # by row: the ID number, where it is one
    people: Mapping[str, tuple[PersonKey, Identity]]
    held: Mapping[int, Sequence[Held]]  # by person: enrolments of the month or later
    idle: set[int]  # who has a card, but none in use
    bounds: Bounds | None
    seen: set[str] = field(default_factory=set[str])


def judge(lines: Sequence[Line], known: Known) -> tuple[list[Problem], list[Good]]:
    """All problems of all rows in order, and the rows that can be taken."""
    problems: list[Problem] = []
    good: list[Good] = []
    for line in lines:
        number = known.numbers.get(line.row, "")
        found = known.people.get(number)
        base = money(line.base)
        codes = _who(line, number, known) | _base(base, known.bounds)
        if found is not None:
            codes |= _records(found[0], known)
        known.seen.add(number)
        problems += [_problem(line, number, code, told) for code, told in codes.items()]
        if found is not None and base is not None and not codes.keys() - WARNINGS:
            held = known.held.get(found[0].person_id, ())
            good.append(Good(found[0], base, held[-1] if held else None))
    return problems, good


def _who(line: Line, number: str, known: Known) -> Codes:
    """What is wrong with the name and number of a row."""
    if line.is_number:
        return {"id_number_not_text": {}}
    if not number:
        return {"wrong_id_number": {}}
    codes: Codes = {}
    if number in known.seen:
        codes["duplicate_row"] = {}
    if number not in known.people:
        codes["unknown_person"] = {}
    elif "".join(line.name.split()) != "".join(known.people[number][1].name.split()):
        codes["name_differs"] = {}
    return codes


def _base(base_fen: int | None, bounds: Bounds | None) -> Codes:
    """What is wrong with a base, or becomes of it."""
    if not base_fen:
        return {"base_not_an_amount": {}}
    if bounds and bounds.floor is not None and base_fen < bounds.floor:
        return {"base_lifted": {"counts": yuan(bounds.floor)}}
    if bounds and bounds.ceiling is not None and base_fen > bounds.ceiling:
        return {"base_capped": {"counts": yuan(bounds.ceiling)}}
    return {}


def _records(person: PersonKey, known: Known) -> Codes:
    """In what else somebody is enrolled in the month, and whether there is a card in use."""
    codes: Codes = {}
    for one in known.held.get(person.person_id, ()):
        if one.employer_id == known.employer_id:
            continue
        if one.employer_id is not None:
            codes["enrolled_elsewhere"] = {}
        else:
            scheme = "retired" if one.is_retired else one.scheme
            codes["enrolled_otherwise"] = {"scheme": scheme}
    if person.person_id in known.idle:
        codes["card_not_activated"] = {}
    return codes


def _problem(line: Line, number: str, code: str, told: Mapping[str, str]) -> Problem:
    return Problem(
        row=line.row,
        code=code,
        is_error=code not in WARNINGS,
        name=mask_name(line.name) if line.name else "",
        id_number=mask_id_number(number) if number else "",
        told=dict(told),
    )
