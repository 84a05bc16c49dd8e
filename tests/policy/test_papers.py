"""Never more papers than the law lets a place ask: each proof has a basis, or it is told."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from yika.policy.check import Tally, check
from yika.policy.load import load_book
from yika.policy.model import MADE_UP_CITY, NATION
from yika.policy.papers import has_basis, unfounded
from yika.policy.words import SHIPPED, lists

BOOK = load_book()
CLAIM = ("receipt", "fee_list", "diagnosis", "medical_record")
# What places are read to ask for though no law for it is known. The list may only get shorter.
WITHOUT = {
    NATION: {
        "account_reactivate": {"contribution_proof"},
        "identity_correct": {"contribution_proof"},
        "card_replace": {"loss_proof"},
        "off_site_file": {"residence_proof", "work_proof"},
    },
    "130700": {"chronic_recognise": {"disease_papers"}},
}


@pytest.mark.parametrize("division", BOOK.divisions())
def test_no_proof_is_asked_for_without_a_basis_but_those_that_are_told(division: str):
    found: dict[str, set[str]] = {}
    for rule, _, paper in unfounded(BOOK, division):
        found.setdefault(rule.id.removeprefix("matter."), set()).add(paper)
    assert found == WITHOUT.get(division, {})


def test_the_proofs_that_need_a_basis_are_all_papers_but_identity_forms_and_things():
    papers = lists().words["papers"]
    proofs = [paper for paper, word in papers.items() if word.kind == "proof"]
    assert list(lists().members("paper")) == proofs
    assert papers["id_card"].kind == papers["agent_id_card"].kind == "identity"
    assert papers["application_form"].kind == "form"
    assert papers["photo_1inch"].kind == "thing"


@pytest.mark.parametrize("division", [place for place in BOOK.divisions() if place != MADE_UP_CITY])
def test_the_regulation_names_the_papers_of_a_claim_everywhere(division: str):
    known = {one for one in lists().members("paper") if has_basis(BOOK, division, one, date.max)}
    assert known == {*CLAIM, "hardship_proof", "income_statement"}


def copied(folder: Path) -> Path:
    book = folder / "policy"
    for place in (NATION, MADE_UP_CITY):
        shutil.copytree(SHIPPED / place, book / place)
    return book


def told(book: Path) -> tuple[list[str], list[str]]:
    tally = Tally()
    list(check(load_book(book), tally))
    ours = "paper.basis"
    return (
        [str(one) for one in tally.problems if ours in one.en],
        [str(one) for one in tally.warnings if ours in one.en],
    )


def test_a_place_that_asks_for_more_is_warned_of_and_the_made_up_city_refused(tmp_path: Path):
    book = copied(tmp_path)
    mistakes, before = told(book)
    assert mistakes == []
    for place in (NATION, MADE_UP_CITY):
        file = book / place / "matter" / "premium_aid_apply.yaml"
        shutil.copy(SHIPPED / MADE_UP_CITY / "matter" / "premium_aid_apply.yaml", file)
        text = file.read_text("utf-8")
        text = text.replace("papers: [hardship_proof]", "papers: [hardship_proof, school_letter]")
        if place == NATION:
            text = text.replace("made-up", "seed")
        file.write_text(text, "utf-8")
    basis = book / MADE_UP_CITY / "paper" / "basis.yaml"
    lines = basis.read_text("utf-8").splitlines()
    unknown = [
        "      school_letter: unknown" if "school_letter:" in line else line for line in lines
    ]
    basis.write_text("\n".join(unknown) + "\n", "utf-8")
    mistakes, warnings = told(book)
    new = [one for one in warnings if one not in before]
    assert len(new) == 2, "the letter, and the guardian's proof of the relation"
    assert all("premium_aid_apply.yaml" in one for one in new)
    assert any("school" in one for one in new)
    assert len(mistakes) == 1
    assert MADE_UP_CITY in mistakes[0]
