"""Writes the typed records of all transactions: ``python -m yika.interface.generate``.

What arrives is checked by the types themselves as far as they can: lengths, whole numbers, days.
What is sent is text and numbers; a member that is None is left out, since typed clients fail on a
null where a missing member is fine.
"""

import keyword
import re
from pathlib import Path
from typing import Final

from yika.interface.spec import Field, Node, Transaction, nested, numbers, written

FOLDER: Final = Path(__file__).parent / "records"
TAKEN: Final = {"list", "in", "type", "id", "input", "name"}
HEAD: Final = '"""{infno} {zh}, {en}; generated, see `generate.py`."""\n'
KINDS: Final = '''"""Kinds of values: text and whole numbers of so many places; generated."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta

Instant = Annotated[datetime, Meta(tz=False)]
'''


def python_name(name: str) -> str:
    """The name of a field in Python: `dscgTime` is `dscg_time`, `in` is `in_`."""
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).replace("__", "_").lower()
    return f"{snake}_" if snake in TAKEN or keyword.iskeyword(snake) else snake


def class_name(side: str, node: Node) -> str:
    """The class of a node: `drugdetail` sent to us is `InDrugdetail`, `data` is `InFields`."""
    if not node.node:
        return f"{side}Row"
    if node.node.lower() in {"data", f"{side}data".lower()}:
        return f"{side}Fields"
    return side + node.node.replace("_", "").capitalize()


def module(infno: str) -> str:
    """The name of the module with the records of a transaction."""
    return f"t{infno.lower()}"


def source(transaction: Transaction) -> str:
    """The module with the records of one transaction."""
    name = transaction.name
    blocks = [
        *_side("In", "Input", transaction.input, name.zh),
        *_side("Out", "Output", transaction.output, name.zh),
        *(
            _class("InFileRow", f"{name.zh}: a line of the file sent", _in, node.fields)
            for node in transaction.input_file
        ),
        *(
            _class("OutFileRow", f"{name.zh}: a line of the file replied", _out, node.fields)
            for node in transaction.output_file
        ),
    ]
    body = "\n\n".join(blocks)
    head = HEAD.format(infno=transaction.infno, zh=name.zh, en=name.en)
    return f"{head}\n{_imports(body)}\n\n{body}"


def _side(side: str, whole: str, nodes: tuple[Node, ...], zh: str) -> list[str]:
    """The classes of all nodes of one direction, and the one that holds them."""
    line = _in if side == "In" else _out
    if not nodes:
        return [f"{whole}: TypeAlias = None\n"]
    if len(nodes) == 1 and not nodes[0].node and nodes[0].many:
        row = _class(f"{side}Row", f"{zh}: one row", line, nodes[0].fields)
        return [row, f"{whole}: TypeAlias = list[{side}Row]\n"]
    blocks: list[str] = []
    for node in sorted((node for node in nodes if node.node), key=lambda node: not node.within):
        inner = [_node_line(side, part) for part in nested(nodes, node)]
        lines = [line(field) for field in node.plain] + inner
        blocks.append(_text(class_name(side, node), f"{zh}: {node.node}", lines))
    lines = [_node_line(side, node) for node in nodes if node.node and not node.within]
    lines += [line(field) for node in nodes if not node.node for field in node.fields]
    blocks.append(_text(whole, f"{zh}: {'what is sent' if side == 'In' else 'the reply'}", lines))
    return blocks


def _class(name: str, says: str, line: object, fields: tuple[Field, ...]) -> str:
    assert callable(line)
    return _text(name, says, [str(line(field)) for field in fields])


def _text(name: str, says: str, lines: list[str]) -> str:
    omit = ", omit_defaults=True" if name.startswith("Out") else ""
    head = f'class {name}(Struct, kw_only=True{omit}):\n    """{says}."""\n\n'
    return head + "".join(f"    {line}\n" for line in lines)


def _node_line(side: str, node: Node) -> str:
    kind = class_name(side, node)
    kind = f"list[{kind}]" if node.many else kind
    return _declared(node.node, kind, required=not node.optional)


def _in(field: Field) -> str:
    match field.type:
        case "S":
            kind = f"S{field.length}"
        case "N":
            kind = "Decimal" if field.places else f"N{field.digits}" if field.digits else "int"
        case "D":
            kind = "date"
        case "DT":
            kind = "Instant"
        case _:
            kind = "bytes" if field.type == "B" else "bool"
    return _declared(field.name, kind, required=field.required)


def _out(field: Field) -> str:
    kinds = {"N": "Decimal" if field.places else "int", "B": "bytes", "flag": "bool"}
    return _declared(field.name, kinds.get(field.type, "str"), required=field.required)


def _declared(name: str, kind: str, *, required: bool) -> str:
    called = python_name(name)
    if called == name:
        return f"{called}: {kind}" if required else f"{called}: {kind} | None = None"
    if required:
        return f'{called}: {kind} = field(name="{name}")'
    return f'{called}: {kind} | None = field(default=None, name="{name}")'


def _imports(body: str) -> str:
    def used(word: str) -> bool:
        return bool(re.search(rf"\b{word}\b", body))

    kinds = sorted(set(re.findall(r": (S\d+|N\d+|Instant)\b", body)), key=_natural)
    typing = ["from typing import TypeAlias"] if used("TypeAlias") else []
    days = ["from datetime import date"] if re.search(r": date\b", body) else []
    numbers_ = ["from decimal import Decimal"] if used("Decimal") else []
    outer = f"from msgspec import Struct{', field' if 'field(' in body else ''}"
    standard = "\n".join([*days, *numbers_, *typing])
    ours = _wrapped(kinds) if kinds else ""
    return "\n\n".join(part for part in (standard, outer, ours) if part) + "\n"


def _natural(kind: str) -> tuple[int, str, int]:
    """In the order in which the linter sorts names: constants first, classes after."""
    digits = re.sub(r"\D", "", kind)
    return (0 if digits else 1, kind[0], int(digits or 0))


def _wrapped(kinds: list[str]) -> str:
    line = f"from yika.interface.kinds import {', '.join(kinds)}"
    if len(line) <= 100:
        return line
    return "from yika.interface.kinds import (\n" + "".join(f"    {k},\n" for k in kinds) + ")"


def kinds() -> str:
    """The module with the kinds of text and whole numbers that fields have."""
    fields = [
        field
        for infno in numbers()
        for nodes in (written(infno).input, written(infno).input_file)
        for node in nodes
        for field in node.plain
    ]
    texts = sorted({int(field.length) for field in fields if field.type == "S"})
    whole = sorted({f.digits for f in fields if f.type == "N" and not f.places and f.digits})
    lines = [f"S{length} = Annotated[str, Meta(max_length={length})]" for length in texts]
    for digits in whole:
        most = 10**digits - 1
        lines.append(f"N{digits} = Annotated[int, Meta(ge={-most}, le={most})]")
    return KINDS + "\n".join(lines) + "\n"


def sources() -> dict[Path, str]:
    """Every generated file with what is in it."""
    found = {FOLDER.parent / "kinds.py": kinds()}
    for infno in numbers():
        if not written(infno).same_as:
            found[FOLDER / f"{module(infno)}.py"] = source(written(infno))
    return found


if __name__ == "__main__":
    for path, text in sources().items():
        path.write_text(text, "utf-8")
