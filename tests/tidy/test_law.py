"""Code holds no number of the law: those are policy data, each with a day and a source."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tidy.sizes import ROOT

ROOMS = (
    "papers",
    "notices",
    "institutions",
    "settlement",
    "holds",
    "accounts",
    "cards",
    "insurance",
    "standing",
    "matters",
)
# How the names of technical limits end.
TECHNICAL = ("_MAX", "_BITS", "_BYTES", "BATCH", "LONG_AGO")
# Also two halves, ten to a place, the months of a year.
ALLOWED = {0, 1, 2, 10, 12, 100}
# They lay out paper, speak HTTP, pack bits into ids, count places, or read what others wrote.
NOT_ABOUT_LAW = (
    {"accounts/paper.py", "accounts/ids.py", "papers/sheet.py", "papers/type_face.py"}
    | {
        f"insurance/articles/{part}.py"
        for part in ("items", "rates", "sums", "text", "tiers", "totals")
    }
    | {
        f"settlement/pricing/{part}.py"
        for part in ("benefit", "claim_fields", "claims", "laws", "lines", "terms")
    }
    | {f"settlement/till/{part}.py" for part in ("booking", "deposits", "ids", "mine")}
    | {f"notices/{part}.py" for part in ("addresses", "sending")}
    | {f"settlement/undoing/{part}.py" for part in ("giving_back", "kept_laws", "restoring")}
)
# Numbers that are no law: what they are is said where they stand.
NO_LAW = {
    ("papers/codes.py", 16): "characters of a verification code",
    ("papers/codes.py", 4): "characters of one of its groups",
    ("settlement/messages.py", 8): "bytes of the number that a message is claimed by",
    ("institutions/files.py", 7): "days for which a file of the interface is kept",
    ("institutions/parcels.py", 1980): "the first year that a ZIP can tell",
    ("matters/batches/files.py", 15): "digits of a number that a spreadsheet keeps",
    ("matters/model.py", 200): "characters of a text that somebody sends",
    ("cards/passwords.py", 4): "the shortest part of a telephone number that tells whose it is",
    ("cards/passwords.py", 6): "places of an ID number",
    ("cards/passwords.py", 14): "places of an ID number",
    ("cards/passwords.py", 8): "places of an ID number",
    ("accounts/sharing.py", 10_000): "what a division's code is divided by to name its province",
    ("accounts/spending.py", 15): "the day on which the first half of a month ends",
    ("insurance/articles/article.py", 20_000): "characters of a text that somebody pastes",
    ("insurance/entitled/incentive.py", 150): "years no life has",
    ("insurance/entitled/known_cover.py", 3): "digits of an age",
    ("insurance/entitled/known_cover.py", 150): "an age nobody reaches",
    ("insurance/entitled/known_cover.py", 1900): "before anybody alive was born",
    ("insurance/amounts/options.py", 5): "digits of a year",
    ("insurance/amounts/options.py", 481): "months in a question: forty years",
    ("insurance/amounts/options.py", 2000): "the first year one may ask about",
    ("insurance/amounts/options.py", 2200): "after the last year one may ask about",
    ("insurance/amounts/pension.py", 70): "years for which nobody pays",
    ("insurance/entitled/plan.py", 6): "an unknown cost is sorted last",
    (
        "insurance/entitled/plan_covers.py",
        120,
    ): "months paid after a restart, so that every wait is over",
    ("insurance/entitled/remedies.py", 11): "months from the first of a year to its last",
    ("insurance/entitled/residents.py", 60): "years looked back",
    ("insurance/books/retirement.py", 16): "place of an ID number that tells the sex",
    ("insurance/entitled/spans.py", 1980): "the first year for which months are told",
    ("insurance/entitled/spans.py", 2150): "the last year for which months are told",
    ("insurance/amounts/sums.py", 5): "places after the point of a share",
    ("insurance/amounts/sums.py", 10_000): "hundredths of a percent",
    ("insurance/amounts/sums.py", 1_000_000): "millionths",
    ("matters/cover.py", 1998): "the first year with medical insurance",
    ("matters/cover.py", 2199): "the last year that is counted with",
}


def _files() -> list[Path]:
    return [path for room in ROOMS for path in sorted((ROOT / "src" / "yika" / room).rglob("*.py"))]


@pytest.mark.parametrize(
    "path", _files(), ids=lambda path: path.relative_to(ROOT / "src" / "yika").as_posix()
)
def test_no_number_of_the_law_is_in_the_code(path: Path) -> None:
    name = path.relative_to(ROOT / "src" / "yika").as_posix()
    if name in NOT_ABOUT_LAW:
        return
    numbers = set(_numbers(ast.parse(path.read_text("utf-8"))))
    assert not {n for n in numbers - ALLOWED if (name, n) not in NO_LAW}


def _numbers(tree: ast.AST) -> Iterator[float]:
    """Number literals, but for places in a sequence, sizes of caches, named technical limits."""
    skipped = {inner for node in ast.walk(tree) for inner in _technical(node)}
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=int() | float() as number) if node not in skipped:
                if not isinstance(number, bool):
                    yield number
            case _:
                pass


def _technical(node: ast.AST) -> Iterator[ast.AST]:
    """What is inside a node and no law."""
    match node:
        case ast.Subscript(slice=ast.Constant() | ast.UnaryOp() | ast.Slice() as inner):
            yield from ast.walk(inner)  # row[3], text[:40]
        case ast.keyword(arg="maxsize", value=inner):
            yield from ast.walk(inner)
        case (
            ast.Assign(targets=[ast.Name(id=name)], value=inner)
            | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as inner)
        ) if name.isupper() and name.endswith(TECHNICAL):  # Ours; before all law.
            yield from ast.walk(inner)
        case _:
            pass
