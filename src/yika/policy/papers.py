"""Papers that offers ask for without a basis in law.

Beyond proof of identity an agency may ask only for what a law names. Which law that is, place by
place, is policy itself (`paper.basis`); a proof for which no basis is known is told, never dropped:
the place does ask for it.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final

from yika.policy.load import Book
from yika.policy.lookup import Known, look_up
from yika.policy.model import Problem, Rule, Value
from yika.policy.shapes_of_matters import asked_papers
from yika.policy.tree import Place, is_list
from yika.policy.words import lists

BASIS: Final = "paper.basis"


def proofs_asked(value: Value) -> list[str]:
    """The papers of some offers that are neither identity nor a form nor the thing itself."""
    named = lists().words["papers"]
    offers = value if is_list(value) else []
    asked = (paper for offer in offers for paper in asked_papers(offer))
    return list(dict.fromkeys(paper for paper in asked if named[paper].kind == "proof"))


def has_basis(book: Book, division: str, paper: str, day: date) -> bool:
    """Whether a law is known by which that place may ask for a proof on a day."""
    return isinstance(look_up(book, BASIS, division, day, paper=paper), Known)


def unfounded(book: Book, division: str) -> Iterator[tuple[Rule, Place, str]]:
    """Each proof that a place's own newest offers ask for without a known basis."""
    for rule in book.sound_rules(division).values():
        if rule.unit != "offers" or not rule.values:
            continue
        place = ("values", len(rule.values) - 1, "value")
        for paper in proofs_asked(rule.values[-1].value):
            if not has_basis(book, division, paper, date.max):
                yield rule, place, paper


def findings(book: Book, division: str) -> Iterator[Problem]:
    """What is told of these papers where they are asked for, once the place is without mistakes."""
    if book.problems(division):
        return
    for rule, place, paper in unfounded(book, division):
        name = lists().words["papers"][paper]
        zh = f"要求提供{name.zh}，没有查到法律依据（{BASIS}）"
        yield book.problem_in(rule, place, zh, f"asks for {name.en} without a known {BASIS}")
