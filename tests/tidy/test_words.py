"""Every "no" has words, in both languages, and they use only facts that the "no" carries."""

import ast
import importlib
import inspect
import pkgutil
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from string import Formatter

import pytest
import yaml

import yika
from tests.tidy.sizes import ROOT, sources
from yika.ground import errors
from yika.ground.errors import YikaError
from yika.guide.telling import WORDS, Words, words

FAMILIES = {
    errors.YikaError,
    errors.Refused,
    errors.Missing,
    errors.Conflict,
    errors.Unavailable,
    errors.Refusals,
}
FACTS = re.compile(r"Facts:(.*?)(?:\.(?:\s|$)|$)", re.DOTALL)
HAN = re.compile(r"[\u4e00-\u9fff]")


@lru_cache(maxsize=1)
def concrete() -> list[type[YikaError]]:
    """Every error of ours that can be raised, in all modules."""
    for module in pkgutil.walk_packages(yika.__path__, "yika."):
        importlib.import_module(module.name)
    found = [kind for kind in _below(YikaError) if kind not in FAMILIES]
    return sorted(
        (kind for kind in found if kind.__module__.startswith("yika.")), key=lambda kind: kind.code
    )


def _below(kind: type[YikaError]) -> Iterator[type[YikaError]]:
    for inner in kind.__subclasses__():
        yield inner
        yield from _below(inner)


def test_every_error_has_a_code_of_its_own_and_belongs_to_a_family() -> None:
    codes: dict[str, set[str]] = defaultdict(set)
    for kind in concrete():
        codes[kind.code].add(f"{kind.__module__}.{kind.__name__}")
        assert "code" in vars(kind), f"{kind.__name__} has no code"
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", kind.code)
        assert isinstance(kind, type)
        assert issubclass(kind, tuple(FAMILIES - {errors.YikaError, errors.Refusals}))
    assert not {code: names for code, names in codes.items() if len(names) > 1}


def test_every_error_has_words_and_no_words_are_left_over() -> None:
    assert {kind.code for kind in concrete()} == set(words())


def test_no_sentence_is_cut_short_by_a_comma_that_yaml_reads_as_the_end() -> None:
    read = yaml.safe_load(WORDS.read_text("utf-8"))
    cut = {code for code, told in read.items() if set(told["next"]) != {"zh", "en"}}
    assert not cut, "put these sentences in quotes"


@pytest.mark.parametrize("code", sorted(words()))
def test_words_are_chinese_and_english_and_say_what_to_do_next(code: str) -> None:
    told = words()[code]
    for zh, en in ((told.zh, told.en), (told.next.zh, told.next.en)):
        assert HAN.search(zh), f"{zh!r} is not Chinese"
        assert not HAN.search(en), f"{en!r} is not English"
        assert en.strip()


@pytest.mark.parametrize("kind", concrete(), ids=lambda kind: kind.code)
def test_words_use_only_facts_the_error_carries(kind: type[YikaError]) -> None:
    named = _documented(kind) | _given().get(kind.__name__, set())
    assert _used(words()[kind.code]) <= named, f"{kind.__name__} carries {sorted(named)}"


def _used(told: Words) -> set[str]:
    texts = (told.zh, told.en, told.next.zh, told.next.en)
    return {field for text in texts for _, field, _, _ in Formatter().parse(text) if field}


def _documented(kind: type[YikaError]) -> set[str]:
    """The facts that the class names: ``Facts: setting, value (why), needs.``"""
    match = FACTS.search(inspect.getdoc(kind) or "")
    return set(re.findall(r"[a-z_]+", match[1])) if match else set()


@lru_cache(maxsize=1)
def _given() -> dict[str, set[str]]:
    """The facts given where errors are raised, by class name."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in sources():
        if ROOT / "src" in path.parents:
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                    found[node.func.id] |= {word.arg for word in node.keywords if word.arg}
    return found
