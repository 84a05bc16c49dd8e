"""What a form asks for, made from an act's own fields, and read back into the act. Pure.

All that is wrong with a form is told at once, by the labels of the fields and never by the values.
"""

import types
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Final, Literal, Union, cast, get_args, get_origin, get_type_hints

import msgspec

from yika.faces.portal.asking import FINAL, FieldsMissing, FieldUnreadable
from yika.faces.portal.fields import Field, Option
from yika.faces.portal.phrases import NOTHING, has_phrase, joined, phrase, word
from yika.ground.errors import YikaError, refuse_all
from yika.ground.ids import mask_id_number, mask_number
from yika.guide.telling import Both
from yika.matters.act import AnyAct
from yika.matters.allowing import AXES
from yika.matters.claim_acts import CostLine
from yika.matters.mandate_effects import LOOKING, NOT_GIVEN
from yika.matters.model import Act
from yika.policy.words import lists

Given = Mapping[str, Sequence[str]]  # what was typed, by field; several where one ticks several
# What is not asked for here: the one that counts, or what only an officer says.
UNASKED: Final = frozenset(
    {"card_id", "contract_id", "generation", "passed", "purpose", "step", "way"}
)
LONG: Final = "text"
NOTHING_THERE: Final = "nothing"  # the kind of a field that has nothing to choose from
CLASSES: Final = cast("tuple[Literal['A', 'B', 'C'], ...]", ("A", "B", "C"))  # of a bill's lines
OTHER: Final = ".other"  # a division that is not in the list
DIVISIONS: Final = frozenset({"place", "division"})
WORDS: Final = {
    "issuer": "issuers",
    "generation": "generations",
    "reason": "reasons",
    "scheme": "insurances",
    "occasion": "withdrawal_occasions",
    "relation": "relations",
    "identity": "identity",
    "benefit": "confirmed_benefits",
    "off_site_kind": "off_site_kinds",
    "care": "care_kinds",
    "level": "institution_tiers",
    "caused_by": "fund_exclusions",
    "birth_kind": "birth_kinds",
}
WORDS_OF_ACT: Final = {
    ("report_loss", "kind"): "loss_kinds",
    ("unlock_password", "kind"): "password_kinds",
    ("ask_assistance", "group"): "assistance_groups",
    ("ask_premium_aid", "group"): "aid_groups",
}


@dataclass(frozen=True, slots=True)
class _Part:
    """One field of an act or of a record in it, as it is defined."""

    name: str  # as the form sends it: account.number
    hint: Any
    required: bool
    default: Any


def of_act(act: type[AnyAct], choices: Mapping[str, Sequence[Option]]) -> list[Field]:
    """What a form asks for; `choices` are those that only the records know, by field."""
    tag = str(act.__struct_config__.tag)
    found = [field for part in _parts(act) for field in _fields(tag, part, choices)]
    if act in FINAL:
        found.append(Field(name="confirm", kind="check", label=phrase("f_confirm_final")))
    return found


def read(act: type[AnyAct], given: Given) -> Act:
    """The act a form asks for. Fails with everything that is wrong with the form."""
    tag, told = str(act.__struct_config__.tag), dict[str, Any]()
    missing: list[str] = []
    reasons: list[YikaError] = []
    for part in _parts(act):
        value = _value(part, given)
        if value is None:
            missing += [_named(tag, part.name)] if part.required else []
            continue
        try:
            told[part.name] = msgspec.convert(value, part.hint, strict=False)
        except msgspec.ValidationError:
            example = example_of(part.name)
            reasons.append(FieldUnreadable(fields=[_named(tag, part.name)], example=example))
    if act in FINAL and not _text(given, "confirm"):
        missing.append(_named(tag, "confirm"))
    if missing:
        reasons.insert(0, FieldsMissing(fields=missing))
    refuse_all(reasons)
    return cast("Act", act(**_nested(act, told)))


def given_by(act: Act) -> dict[str, tuple[str, ...]]:
    """What a form is filled with to change a draft."""
    found: dict[str, tuple[str, ...]] = {}
    for name, value in cast("dict[str, Any]", msgspec.to_builtins(act)).items():
        if name == "lines":
            found |= {f"lines.{one['item_class']}": (str(one["amount"]),) for one in value}
        elif isinstance(value, dict):
            inner = cast("dict[str, Any]", value)
            found |= {f"{name}.{key}": (str(one),) for key, one in inner.items() if one is not None}
        elif isinstance(value, list | tuple):
            found[name] = tuple(str(one) for one in cast("Sequence[object]", value))
        elif value is not None:
            found[name] = ("yes" if value is True else str(value),) if value is not False else ()
    return found


def told(act: Act, choices: Mapping[str, Sequence[Option]]) -> list[tuple[Both, Both]]:
    """What an act says, as a case shows it."""
    filled = given_by(act)
    rows: list[tuple[Both, Both]] = []
    for field in of_act(cast("type[AnyAct]", type(act)), choices):
        values = [one for one in filled.get(field.name, ()) if one]
        if not values or field.name == "confirm":
            continue
        called = {option.value: option.label for option in field.options}
        said = [called.get(one) or _said(field, one) for one in values]
        rows.append((field.label, joined(said)))
    return rows


def _said(field: Field, text: str) -> Both:
    """What was typed, with the middle of numbers that belong to somebody hidden."""
    if field.kind == "check":
        return phrase("mt_yes")
    if field.name.endswith("id_number"):
        text = mask_id_number(text)
    elif field.name.endswith("account.number"):
        text = mask_number(text)
    return Both(text, text)


def example_of(name: str) -> str:
    """How something is typed."""
    key = f"mt_example_{name.replace('.', '_')}"
    return phrase(key if has_phrase(key) else "mt_example").zh


def label(tag: str, name: str) -> Both:
    """What a form calls a field: of this act, of any matter, or as on the other pages."""
    flat = name.replace(".", "_")
    keys = (f"mt_{tag}_{flat}", f"mt_f_{flat}", f"f_{flat}")
    return phrase(next((key for key in keys if has_phrase(key)), f"mt_f_{flat}"))


def _parts(act: type[msgspec.Struct], prefix: str = "") -> Iterator[_Part]:
    """The fields of an act in their order; a record in it field by field, a bill by its classes."""
    hints = get_type_hints(act, include_extras=True)
    for field in msgspec.structs.fields(act):
        if field.name in UNASKED:
            continue
        name, hint = f"{prefix}{field.name}", hints[field.name]
        inner = _bare(hint)
        if isinstance(inner, type) and issubclass(inner, msgspec.Struct):
            yield from _parts(inner, f"{name}.")
        elif field.name == "lines":
            amount = get_type_hints(CostLine, include_extras=True)["amount"]
            yield from (
                _Part(f"{name}.{one}", amount, required=False, default=None) for one in CLASSES
            )
        else:
            yield _Part(name, hint, field.required, field.default)


def _fields(tag: str, part: _Part, choices: Mapping[str, Sequence[Option]]) -> Iterator[Field]:
    last, bare = part.name.rpartition(".")[2], _bare(part.hint)
    called, hint = label(tag, part.name), _hint(tag, part.name)
    options = tuple(choices.get(part.name, ())) or _options(tag, last, bare)
    kind = _kind(last, bare)
    several = get_origin(bare) is tuple
    if part.name in choices and not options:  # the records have none of it
        if part.required:
            yield Field(name=part.name, kind=NOTHING_THERE, label=called)
        return
    if options and not several:
        kind = "select"
        options = (*_first(tag, part, len(options)), *options)
    yield Field(
        name=part.name,
        kind="checks" if several else kind,
        label=called,
        hint=hint,
        numeric=kind in ("amount", "number"),
        required=part.required and not (last in DIVISIONS and options),
        options=options,
    )
    if last in DIVISIONS and options:
        other = label(tag, "place_other")
        yield Field(name=f"{part.name}{OTHER}", kind="text", label=other, required=False)


def _first(tag: str, part: _Part, count: int) -> tuple[Option, ...]:
    """What stands before the choices, so that nothing is chosen that nobody chose."""
    last = part.name.rpartition(".")[2]
    if last in DIVISIONS:
        return (Option("", phrase("mt_choose_place")),)
    if not part.required:
        key = f"mt_{tag}_{last}_none"
        none = Option("", phrase(key if has_phrase(key) else "mt_none"))
        return (none,) if part.default is None else ()
    alone = count == 1 and last not in AXES
    return () if alone or last == "identity" else (Option("", phrase("mt_choose_one")),)


def _options(tag: str, last: str, bare: object) -> tuple[Option, ...]:
    """The closed choices of a field, as people call them."""
    inner = get_args(bare)[0] if get_origin(bare) is tuple else bare
    words = WORDS_OF_ACT.get((tag, last)) or WORDS.get(last)
    if get_origin(inner) is Literal:
        return tuple(Option(str(one), _called(last, str(one), words)) for one in get_args(inner))
    if (tag, last) == ("grant_mandate", "matters"):
        given = [one for one in lists().words["matters"] if one not in NOT_GIVEN]
        look = Option(LOOKING, phrase("mt_o_ask"))
        return (look, *(Option(one, word("matters", one)) for one in given))
    if (tag, last) == ("enrol", "group"):
        members = lists().members("resident_group")
        return tuple(Option(one, word("resident_groups", one)) for one in members)
    return ()


def _called(last: str, member: str, words: str | None) -> Both:
    key = f"mt_o_{last}_{member}"
    return phrase(key) if words is None or has_phrase(key) else word(words, member)


def _kind(last: str, bare: object) -> str:
    if bare is bool:
        return "check"
    if bare is date:
        return "date"
    if bare is int:
        return "number"
    if last in ("amount", "base", "total", "yearly_max", *CLASSES):
        return "amount"
    return "long" if last == LONG else "text"


def _hint(tag: str, name: str) -> Both:
    flat = name.replace(".", "_")
    keys = (f"mt_{tag}_{flat}_hint", f"mt_f_{flat}_hint", f"f_{flat}_hint")
    return next((phrase(key) for key in keys if has_phrase(key)), NOTHING)


def _named(tag: str, name: str) -> str:
    found = phrase("f_confirm_final") if name == "confirm" else label(tag, name)
    return f"{found.zh} / {found.en}"


def _value(part: _Part, given: Given) -> object:
    """What was typed into a field; None where nothing was."""
    bare = _bare(part.hint)
    if get_origin(bare) is tuple:
        return [one for one in given.get(part.name, ()) if one] or None
    if bare is bool:
        return bool(_text(given, part.name))
    return _text(given, part.name) or _text(given, f"{part.name}{OTHER}") or None


def _text(given: Given, name: str) -> str:
    return next((one.strip() for one in given.get(name, ()) if one.strip()), "")


def _nested(act: type[AnyAct], told: Mapping[str, Any]) -> dict[str, Any]:
    """Fields of records put into their records, and the totals of a bill into lines."""
    flat = {name: value for name, value in told.items() if "." not in name}
    inside: dict[str, dict[str, Any]] = {}
    for name, value in told.items():
        outer, dot, inner = name.partition(".")
        if dot:
            inside.setdefault(outer, {})[inner] = value
    hints = get_type_hints(act)
    for outer, values in inside.items():
        if outer == "lines":
            flat[outer] = tuple(
                CostLine(item_class=one, amount=values[one]) for one in CLASSES if one in values
            )
        else:
            flat[outer] = _bare(hints[outer])(**values)
    if "lines" in hints and "lines" not in flat:
        raise FieldsMissing(fields=[_named(str(act.__struct_config__.tag), "lines")])
    return flat


def _bare(hint: Any) -> Any:  # noqa: ANN401 -- A type as an annotation has it.
    """The type itself: without what is said of it, and without that it may be left out."""
    if get_origin(hint) is Annotated:
        return _bare(get_args(hint)[0])
    if get_origin(hint) in (Union, types.UnionType):
        return _bare(next(one for one in get_args(hint) if one is not type(None)))
    return hint
