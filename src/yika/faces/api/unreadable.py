"""What of a request cannot be read: each field as the caller wrote it, with what is allowed.

The decoder's own words name its types; here they are told as people say them, from the description
of each field. Nothing that was sent is repeated: it may be a password.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias, cast

import msgspec
from litestar import Request
from litestar.exceptions import HTTPException, ValidationException
from litestar.params import BodyKwarg, HeaderParameter, PathParameter, QueryParameter
from litestar.typing import FieldDefinition
from litestar.utils.scope.state import ScopeState
from msgspec import inspect

from yika.faces.api.forms import form_of, structs_of
from yika.faces.api.malformed import JSON, Malformed, missing, surplus, wrong
from yika.guide.telling import Both

Asked: TypeAlias = Request[Any, Any, Any]
BODY: Final = "data"  # what handlers call the body
PARTS: Final = re.compile(r"[^.\[\]]+|\[[^\]]*\]")
LACKING: Final = re.compile(r"missing required field `([^`]*)`")
SURPLUS: Final = "unknown field"
TOO_LARGE: Final = 413


def unreadable(request: Asked, error: HTTPException) -> list[Malformed]:
    """Everything in the request that the framework could not read, each with what is allowed."""
    fields = _fields(request)
    if error.status_code == TOO_LARGE:
        told = Both("请求内容太大", "The body is larger than is read")
        return [Malformed(problem=told)]
    if not isinstance(error, ValidationException):
        return [wrong("body", JSON)]
    extra = cast("list[Mapping[str, str]]", error.extra or [])
    found = [_told(request, fields, one) for one in extra]
    return found or list(_missing(request, fields)) or [wrong("body", JSON)]


def _fields(request: Asked) -> dict[str, FieldDefinition]:
    """What the route's handler takes; nothing where no route was found."""
    scope = cast("Mapping[str, Any]", request.scope)
    handler = scope.get("route_handler")
    return {} if handler is None else dict(handler.parsed_fn_signature.parameters)


def _missing(request: Asked, fields: Mapping[str, FieldDefinition]) -> Iterator[Malformed]:
    """Every parameter of the address, and header, that has to be there and is not."""
    for name, field in fields.items():
        kind = field.kwarg_definition
        if field.has_default or not isinstance(kind, QueryParameter | HeaderParameter):
            continue
        public = _public(name, field)
        given = request.query_params if isinstance(kind, QueryParameter) else request.headers
        if public not in given:
            form, allowed = form_of(_info(field))
            yield missing(public, _described(field) or form, allowed)


def _told(
    request: Asked, fields: Mapping[str, FieldDefinition], one: Mapping[str, str]
) -> Malformed:
    """One thing the decoder did not take, in words."""
    key, message = one.get("key", ""), one.get("message", "")
    first = PARTS.findall(key)[:1]
    named = fields.get(first[0]) if first else None
    is_body = one.get("source") == "body" or named is None or first == [BODY]
    if not is_body and named is not None:
        form, allowed = form_of(_info(named))
        public = _public(first[0], named)
        return wrong(public, form, allowed)
    body = fields.get(BODY)
    if body is None:
        return wrong(key or "body", JSON)
    path = [] if key == BODY else PARTS.findall(key)
    return _in_body(_info(body), path, message, _sent(request))


def _in_body(info: inspect.Type, path: Sequence[str], message: str, sent: object) -> Malformed:
    """What is wrong in a body, by the description of the field that the path leads to."""
    at, value = info, sent
    for place, part in enumerate(path):
        step = _into(at, part, value)
        if step is None:  # The word that says which kind of thing it is, as `act`.
            names = [one.tag for one in structs_of(at) if isinstance(one.tag, str)]
            field = _written(path[: place + 1])
            return wrong(field, form_of(at)[0], names)
        at, value = step
    field = _written(path)
    lacking = LACKING.search(message)
    if lacking is not None:
        return _lacking(at, lacking[1], field, value)
    if SURPLUS in message:
        return surplus(field, _names(at, value))
    form, allowed = form_of(at)
    return wrong(field or "body", form, allowed)


def _lacking(at: inspect.Type, name: str, within: str, value: object) -> Malformed:
    whole = f"{within}.{name}" if within else name
    step = _into(at, name, value)
    if step is None:
        tags = [one.tag for one in structs_of(at) if isinstance(one.tag, str)]
        return missing(whole, form_of(at)[0], tags)
    form, allowed = form_of(step[0])
    return missing(whole, form, allowed)


def _into(at: inspect.Type, part: str, value: object) -> tuple[inspect.Type, object] | None:
    """The description, and what was sent, one step down; None for the tag of a union."""
    if part.startswith("["):
        inner = _items(at)
        return inner, _item(value, part)
    struct = _meant(at, value)
    found = next((one.type for one in struct.fields if one.encode_name == part), None)
    if found is None:
        return None
    given = value.get(part) if isinstance(value, dict) else None  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]
    return found, given  # pyright: ignore[reportUnknownVariableType]


def _meant(at: inspect.Type, value: object) -> inspect.StructType:
    """Which struct is meant, by the tag that was sent; a struct of nothing where none is."""
    structs = structs_of(at)
    given = cast("dict[str, object]", value) if isinstance(value, dict) else {}
    if len(structs) == 1:
        return structs[0]
    for one in structs:
        if one.tag_field is not None and given.get(one.tag_field) == one.tag:
            return one
    return inspect.StructType(cls=msgspec.Struct, fields=())


def _names(at: inspect.Type, value: object) -> list[str]:
    """The fields that a thing may have."""
    struct = _meant(at, value)
    tag = [] if struct.tag_field is None else [struct.tag_field]
    return [*tag, *(one.encode_name for one in struct.fields)]


def _items(at: inspect.Type) -> inspect.Type:
    """What a list or a table is made of."""
    members = at.types if isinstance(at, inspect.UnionType) else (at,)
    for one in members:
        if isinstance(one, inspect.DictType):
            return one.value_type
        inner = getattr(one, "item_type", None)
        if isinstance(inner, inspect.Type):
            return inner
    return inspect.AnyType()


def _item(value: object, part: str) -> object:
    number = part.strip("[]")
    if isinstance(value, list) and number.isdecimal():
        held = cast("list[object]", value)
        return held[int(number)] if int(number) < len(held) else None
    return None


def _written(path: Sequence[str]) -> str:
    """A path as the caller writes it: ``lines[0].amount``."""
    return "".join(part if part.startswith("[") else f".{part}" for part in path).lstrip(".")


def _public(name: str, field: FieldDefinition) -> str:
    kind = field.kwarg_definition
    named = isinstance(kind, QueryParameter | HeaderParameter | PathParameter) and kind.name
    return named or name


def _described(field: FieldDefinition) -> Both | None:
    """What the description of a parameter says, Chinese and English parted by a stroke."""
    zh, stroke, en = (getattr(field.kwarg_definition, "description", None) or "").partition(" / ")
    return Both(zh, en) if stroke else None


def _info(field: FieldDefinition) -> inspect.Type:
    """How a field is described, with its bounds."""
    kind = field.kwarg_definition
    plain = inspect.type_info(field.annotation)
    if isinstance(kind, BodyKwarg) or kind is None:
        return plain
    if isinstance(plain, inspect.IntType):
        return inspect.IntType(ge=_whole(kind, "ge"), le=_whole(kind, "le"))
    if isinstance(plain, inspect.StrType):
        return inspect.StrType(max_length=_whole(kind, "max_length"))
    return plain


def _whole(kind: object, bound: str) -> int | None:
    found = getattr(kind, bound, None)
    return int(found) if isinstance(found, int | float) else None


def _sent(request: Asked) -> object:
    """What was sent, only to know which kind of thing was meant."""
    body = ScopeState.from_scope(request.scope).body
    try:
        return msgspec.json.decode(body) if isinstance(body, bytes) else None
    except msgspec.DecodeError:
        return None
