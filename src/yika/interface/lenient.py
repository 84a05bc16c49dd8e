"""The careful way through a message: every habit of senders is allowed for, every error told.

Names are taken in any spelling that differs only by capitals and underscores, or that the
specification lists; an object stands for an array of one, JSON text for the object in it.
"""

from decimal import Decimal
from typing import Final, cast

import msgspec

from yika.interface.problems import BadField
from yika.interface.spec import Field, Node, nested
from yika.interface.values import Wrong, empty, fitted, problem

Plain = dict[str, object]


def given(plain: Plain, name: str, variants: tuple[str, ...]) -> object:
    """What was sent under a name, in the first spelling that is there."""
    for spelling in (name, *variants):
        if not empty(plain.get(spelling)):
            return plain[spelling]
    loose = {_loose(spelling) for spelling in (name, *variants)}
    return next((value for key, value in plain.items() if _loose(key) in loose), None)


def _loose(name: str) -> str:
    return name.replace("_", "").lower()


def normal(nodes: tuple[Node, ...], plain: object) -> tuple[Plain, list[BadField]]:
    """The input with every value as its field holds it, and all that is wrong with it."""
    if not isinstance(plain, dict):
        return {}, [BadField(field="input", zh="交易输入", problem="not_an_object")]
    members = cast("Plain", plain)
    found: Plain = {}
    bad: list[BadField] = []
    for node in nodes:
        if not node.within:
            _put(found, bad, nodes, node, members)
    return found, bad


def _put(
    found: Plain, bad: list[BadField], nodes: tuple[Node, ...], node: Node, members: Plain
) -> None:
    """Read one node out of the members around it."""
    if not node.node:
        direct, wrong = _row(nodes, node, members, "")
        found.update(direct)
        bad += wrong
        return
    sent = _opened(given(members, node.node, node.variants))
    if empty(sent) and len(nodes) == 1:
        sent = _elsewhere(node, members)
    rows = _rows(node, sent)
    if isinstance(rows, BadField):
        bad.append(rows)
        return
    values: list[Plain] = []
    for number, row in enumerate(rows, 1):
        where = f"{node.node}[{number}]." if node.many else f"{node.node}."
        value, wrong = _row(nodes, node, row, where)
        values.append(value)
        bad += wrong
    if node.many and (values or not node.optional):
        found[node.node] = values
    elif values:
        found[node.node] = values[0]


def _elsewhere(node: Node, members: Plain) -> object:
    """The only node where it was sent without its name, or under one of the sender's own."""
    if _holds(node, members):
        return members
    if len(members) != 1:
        return None
    sent = _opened(next(iter(members.values())))
    rows = cast("list[object]", sent if isinstance(sent, list) else [sent])
    held = rows and all(isinstance(row, dict) and _holds(node, cast("Plain", row)) for row in rows)
    return cast("object", sent) if held else None


def _holds(node: Node, members: Plain) -> bool:
    """Whether the fields of the node are among these members."""
    names = {_loose(field.name) for field in node.fields}
    return any(_loose(name) in names for name in members)


def _opened(value: object) -> object:
    """What JSON text holds; anything else as it is."""
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return LOOSE.decode(value)
        except (msgspec.DecodeError, RecursionError, ValueError):
            return value
    return value


def _rows(node: Node, sent: object) -> list[Plain] | BadField:
    """The rows of a node, one or many, or what is wrong with it as a whole."""

    def bad(problem: str) -> BadField:
        return BadField(field=node.node, zh="节点", problem=problem)

    if empty(sent) or sent == []:
        return [] if node.optional else bad("missing")
    rows = cast("list[object]", sent) if isinstance(sent, list) else [sent]
    if not all(isinstance(row, dict) for row in rows):
        return bad("not_a_list" if node.many else "not_an_object")
    if len(rows) > 1 and not node.many:
        return bad("not_an_object")
    return cast("list[Plain]", rows)


def _row(
    nodes: tuple[Node, ...], node: Node, row: Plain, where: str
) -> tuple[Plain, list[BadField]]:
    """The fields of one row."""
    found: Plain = {}
    bad: list[BadField] = []
    for field in node.plain:
        value = given(row, field.name, field.variants)
        try:
            if not empty(value):
                found[field.name] = fitted(field, value)
            elif field.required:
                bad.append(_missing(field, where))
        except Wrong as wrong:
            bad.append(problem(field, where, wrong))
    for inner in nested(nodes, node):
        deeper: list[BadField] = []
        _put(found, deeper, (inner, *nodes), inner, row)
        bad += [msgspec.structs.replace(one, field=where + one.field) for one in deeper]
    return found, bad


def _missing(field: Field, where: str) -> BadField:
    return BadField(field=f"{where}{field.name}", zh=field.zh, problem="missing")


LOOSE: Final = msgspec.json.Decoder(float_hook=Decimal)
