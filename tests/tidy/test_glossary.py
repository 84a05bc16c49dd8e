"""Every record of the domain is in the glossary, in English and Chinese, once."""

import ast
import re
from collections import Counter

from tests.tidy.sizes import ROOT

GLOSSARY = ROOT / "docs" / "glossary.md"
LINE = re.compile(r"^\| `(\w+)` \| ([^|]+) \| ([^|]+) \|", re.MULTILINE)
HAN = re.compile(r"[\u4e00-\u9fff]")


def test_every_public_class_of_a_model_is_in_the_glossary() -> None:
    models = sorted((ROOT / "src" / "yika").rglob("model.py"))
    classes = {
        f"{path.parent.name}.{node.name}"
        for path in models
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    }
    assert not classes - _glossary().keys(), "add them to docs/glossary.md"
    assert not _glossary().keys() - classes, "these are no classes any more"


def test_each_line_has_chinese_and_is_there_once() -> None:
    for name, chinese in _glossary().items():
        assert HAN.search(chinese), f"{name} has no Chinese"
    text = GLOSSARY.read_text("utf-8")
    rooms = re.findall(r"^## `(\w+)`", text, re.MULTILINE)
    assert max(Counter(rooms).values()) == 1


def _glossary() -> dict[str, str]:
    """``room.Class`` to its Chinese, from the tables under each room's heading."""
    found: dict[str, str] = {}
    for section in GLOSSARY.read_text("utf-8").split("\n## `")[1:]:
        room = section.partition("`")[0]
        for name, chinese, _ in LINE.findall(section):
            assert f"{room}.{name}" not in found
            found[f"{room}.{name}"] = chinese
    return found
