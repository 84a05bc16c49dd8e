"""What a field may be, in words, from the description that the decoder itself works by."""

from functools import singledispatch
from typing import Final

from msgspec import inspect

from yika.faces.api.malformed import DAY, ID, INSTANT, one_of
from yika.guide.telling import Both

NO_ZERO: Final = r"^[^\x00]*$"  # any text; a zero byte cannot be kept
Form = tuple[Both, tuple[str, ...]]  # in words, and the choices where they are few

TEXT: Final = Both("文字", "text")
ANYTHING: Final = Both("内容", "a value")


@singledispatch
def form_of(info: inspect.Type) -> Form:
    """What a field may be."""
    del info
    return ANYTHING, ()


@form_of.register
def _(info: inspect.StrType) -> Form:
    least, most = info.min_length, info.max_length
    zh, en = TEXT.zh, TEXT.en
    if most is not None:
        zh, en = (
            f"{zh}，{least or 0} 至 {most} 个字符",
            f"{en} of {least or 0} to {most} characters",
        )
    elif least:
        zh, en = f"{zh}，至少 {least} 个字符", f"{en} of at least {least} characters"
    if info.pattern and info.pattern != NO_ZERO:
        zh, en = f"{zh}，格式 {info.pattern}", f"{en} of the form {info.pattern}"
    return Both(zh, en), ()


@form_of.register
def _(info: inspect.IntType) -> Form:
    least = info.ge if info.ge is not None else (None if info.gt is None else info.gt + 1)
    most = info.le if info.le is not None else (None if info.lt is None else info.lt - 1)
    return _number(Both("整数", "a whole number"), least, most), ()


@form_of.register
def _(info: inspect.FloatType) -> Form:
    return _number(Both("数", "a number"), info.ge, info.le), ()


@form_of.register
def _(info: inspect.BoolType) -> Form:
    del info
    return Both("true 或 false", "true or false"), ("true", "false")


@form_of.register
def _(info: inspect.NoneType) -> Form:
    del info
    return Both("空 (null)", "null"), ()


@form_of.register
def _(info: inspect.DateType) -> Form:
    del info
    return DAY, ()


@form_of.register
def _(info: inspect.DateTimeType) -> Form:
    del info
    return INSTANT, ()


@form_of.register
def _(info: inspect.UUIDType) -> Form:
    del info
    return ID, ()


@form_of.register
def _(info: inspect.EnumType) -> Form:
    return _words([str(one.value) for one in info.cls])


@form_of.register
def _(info: inspect.LiteralType) -> Form:
    return _words([str(one) for one in info.values])


@form_of.register(inspect.ListType)
@form_of.register(inspect.VarTupleType)
@form_of.register(inspect.SetType)
@form_of.register(inspect.FrozenSetType)
def _(
    info: inspect.ListType | inspect.VarTupleType | inspect.SetType | inspect.FrozenSetType,
) -> Form:
    inner, allowed = form_of(info.item_type)
    most = "" if info.max_length is None else f"{info.max_length}"
    zh = f"列表{f'(最多 {most} 项)' if most else ''}，每项{inner.zh}"
    en = f"a list{f' (at most {most})' if most else ''}, each {inner.en}"
    return Both(zh, en), allowed


@form_of.register
def _(info: inspect.DictType) -> Form:
    inner, _ = form_of(info.value_type)
    return Both(f"对象，每个值{inner.zh}", f"an object, each value {inner.en}"), ()


@form_of.register
def _(info: inspect.StructType) -> Form:
    names = ([] if info.tag_field is None else [info.tag_field]) + [
        one.encode_name for one in info.fields
    ]
    return Both(
        f"对象，字段：{'、'.join(names)}", f"an object with the fields: {', '.join(names)}"
    ), tuple(names)


@form_of.register
def _(info: inspect.UnionType) -> Form:
    structs = structs_of(info)
    if len(structs) > 1:
        return _words([str(one.tag) for one in structs])
    kinds = [one for one in info.types if not isinstance(one, inspect.NoneType)]
    forms = [form_of(one) for one in kinds]
    zh, en = "，或".join(one.zh for one, _ in forms), ", or ".join(one.en for one, _ in forms)
    return Both(zh, en), tuple(word for _, words in forms for word in words)


def structs_of(info: inspect.Type) -> list[inspect.StructType]:
    """The structs that a field may be."""
    members = info.types if isinstance(info, inspect.UnionType) else (info,)
    return [one for one in members if isinstance(one, inspect.StructType)]


def _words(words: list[str]) -> Form:
    return one_of(words), tuple(words)


def _number(what: Both, least: float | None, most: float | None) -> Both:
    zh, en = what.zh, what.en
    if least is not None and most is not None:
        return Both(f"{zh}，{least} 至 {most}", f"{en} from {least} to {most}")
    if least is not None:
        return Both(f"{zh}，至少 {least}", f"{en} of at least {least}")
    if most is not None:
        return Both(f"{zh}，至多 {most}", f"{en} of at most {most}")
    return Both(zh, en)
