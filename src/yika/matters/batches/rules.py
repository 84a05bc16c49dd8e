"""What is wrong with the rows of a batch by themselves, and the acts they ask for. Pure.

Somebody who is not insured through the sender and somebody who is nobody get the same answer, and
nothing else is said of either.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import msgspec

from yika.ground.errors import Refused, YikaError
from yika.ground.ids import WrongIdNumber, check_id_number, mask_id_number, mask_name
from yika.matters.batches.files import HEADINGS, ID_NUMBER, Row
from yika.matters.batches.kinds import COLUMNS, KINDS, fields_of
from yika.matters.batches.model import Problem
from yika.matters.model import Act
from yika.people.model import Identity, PersonKey


class NotYours(Refused):
    """Nobody of that number is insured through the sender, or nobody has it. Facts: none."""

    code = "batch_not_yours"


class NameDiffers(Refused):
    """The name is not the registered one. Facts: none."""

    code = "batch_name_differs"


class StandsTwice(Refused):
    """The same person stands in the file before. Facts: first (line)."""

    code = "batch_stands_twice"


class NumberNotText(Refused):
    """A program made a long number of a text and lost its end. Facts: fields."""

    code = "batch_number_not_text"


class FieldsEmpty(Refused):
    """What the matter needs is not said. Facts: fields."""

    code = "batch_fields_empty"


class FieldsUnreadable(Refused):
    """What stands there is none of the choices, or not written as it should. Facts: fields."""

    code = "batch_fields_unreadable"


class Good(NamedTuple):
    """A row that can be looked at further: who is meant, and what is asked for them."""

    row: Row
    person: PersonKey
    act: Act


@dataclass(slots=True)
class Known:
    """What the records say of the people in a file."""

    people: Mapping[str, tuple[PersonKey, Identity]]  # by ID number
    yours: frozenset[int]  # who of them is insured through the sender today
    seen: dict[str, int] = field(default_factory=dict[str, int])


def numbers_of(rows: Sequence[Row]) -> dict[int, str]:
    """The ID number of each row that has one, by line."""
    found: dict[int, str] = {}
    for row in rows:
        try:
            found[row.line] = check_id_number(row.id_number)
        except WrongIdNumber:
            continue
    return found


def judge(
    matter: str, common: Mapping[str, str], rows: Sequence[Row], known: Known
) -> tuple[list[Problem], list[Good]]:
    """All problems of all rows in order, and the rows that have none."""
    problems: list[Problem] = []
    good: list[Good] = []
    for row in rows:
        about, person = _who(row, known)
        act, wrong = act_of(matter, {**common, **row.cells}, row.numbers)
        found = [*about, *wrong]
        problems += [problem_of(row, error) for error in found]
        if person is not None and act is not None and not found:
            good.append(Good(row, person, act))
    return problems, good


def act_of(
    matter: str, told: Mapping[str, str], numbers: frozenset[str] = frozenset()
) -> tuple[Act | None, list[YikaError]]:
    """The act that a row asks for, or everything that is wrong with its fields."""
    kind = KINDS[matter]
    told = {**kind.given, **told}
    found: dict[str, Any] = {"act": str(kind.act.__struct_config__.tag)}
    empty: list[str] = []
    wrong = [name for name in told if name not in kind.columns]
    lost = [name for name in numbers if name in kind.columns]
    for name, (hint, required) in fields_of(matter).items():
        text = told.get(name, "")
        if not text:
            empty += [name] if required else []
            continue
        try:
            value = msgspec.convert(COLUMNS[name].read(text), hint, strict=False)
        except msgspec.ValidationError:
            wrong.append(name)
            continue
        _put(found, name, value)
    kinds = (FieldsEmpty, empty), (FieldsUnreadable, wrong), (NumberNotText, lost)
    reasons: list[YikaError] = [
        error(fields=[_heading(name) for name in names]) for error, names in kinds if names
    ]
    if reasons:
        return None, reasons
    return msgspec.convert(found, Act, strict=False), []


def problem_of(row: Row, error: YikaError, *, is_error: bool = True) -> Problem:
    """What stands against a row, with who is meant masked."""
    number = numbers_of([row]).get(row.line, "")
    return Problem(
        line=row.line,
        code=error.code,
        is_error=is_error,
        facts=facts_of(error),
        name=mask_name(row.name) if row.name else "",
        id_number=mask_id_number(number) if number else "",
    )


def facts_of(error: YikaError) -> dict[str, Any]:
    """The facts of a "no" as they are kept; they hold no personal data."""
    return msgspec.json.decode(msgspec.json.encode(error.facts, enc_hook=str))


def without_people(problem: Problem) -> Problem:
    """A problem as it is kept: the line and the code."""
    return msgspec.structs.replace(problem, name="", id_number="")


def _who(row: Row, known: Known) -> tuple[list[YikaError], PersonKey | None]:
    """What is wrong with whom a row names, and the person where nothing is."""
    if ID_NUMBER in row.numbers:
        return [NumberNotText(fields=[_heading(ID_NUMBER)])], None
    try:
        number = check_id_number(row.id_number)
    except WrongIdNumber as error:
        return [error], None
    first = known.seen.setdefault(number, row.line)
    found: list[YikaError] = [] if first == row.line else [StandsTwice(first=first)]
    person, identity = known.people.get(number, (None, None))
    if person is None or identity is None or person.person_id not in known.yours:
        return [*found, NotYours()], None
    if "".join(row.name.split()) != "".join(identity.name.split()):
        found.append(NameDiffers())
    return found, person


def _heading(name: str) -> str:
    return COLUMNS[name].heading(name) if name in COLUMNS else HEADINGS.get(name, name)


def _put(found: dict[str, Any], name: str, value: object) -> None:
    """Put a value in its place, inside a record where the name has a dot."""
    record, dot, rest = name.partition(".")
    if dot:
        found.setdefault(record, {})[rest] = value
    else:
        found[name] = value


def about_common(matter: str, common: Mapping[str, str]) -> list[YikaError]:
    """What is wrong with what is asked for everybody, whatever the file says."""
    known = fields_of(matter)
    wrong = [
        name for name, text in common.items() if name not in known or not _reads(known, name, text)
    ]
    return [FieldsUnreadable(fields=[_heading(name) for name in wrong])] if wrong else []


def _reads(known: Mapping[str, tuple[Any, bool]], name: str, text: str) -> bool:
    try:
        msgspec.convert(COLUMNS[name].read(text), known[name][0], strict=False)
    except msgspec.ValidationError:
        return False
    return True
