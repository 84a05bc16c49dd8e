"""``yika account …``: every yuan, what moved, and papers."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from tests.faces.cli.conftest import Typed, of
from yika.demo.cast import BY_KEY

Told = Callable[..., Any]


@pytest.mark.covers("ACCT-05")
def test_every_yuan_is_told(yika: Typed, told: Told) -> None:
    found = told("account", "show", *of("healthy"))
    assert float(found["usable"]) == float(found["current"]) + float(found["carried"]) > 0
    moved = told("account", "statement", *of("healthy"))
    assert moved["closing"] == found["usable"]
    lines = sum(float(line["amount"]) for line in moved["lines"])
    assert float(moved["opening"]) + lines == pytest.approx(float(moved["closing"]))
    shown = yika("account", "statement", *of("healthy")).stdout
    for said in ("个人账户计入", "期末 closing", found["usable"]):
        assert said in shown
    assert BY_KEY["healthy"].id_number not in shown


@pytest.mark.covers("ACCT-11")
def test_the_record_is_a_paper_and_handing_it_over_clears_the_count(
    yika: Typed, told: Told, tmp_path: Path
) -> None:
    def stopped() -> bool:
        holds = told("why", *of("uses-60"))["holds"]
        return "statement_due" in {hold["cause"] for hold in holds}

    assert stopped()
    first, second = tmp_path / "first.pdf", tmp_path / "second.pdf"
    assert yika("account", "pdf", *of("uses-60"), "--out", str(first)).exit_code == 0
    text = "".join(page.extract_text() for page in PdfReader(first).pages)
    assert "交易记录" in text
    assert BY_KEY["uses-60"].id_number not in text
    assert stopped()
    words = ("account", "pdf", *of("uses-60"), "--handed-over", "--out")
    assert yika(*words, str(second)).exit_code == 0
    assert not stopped()
    assert second.stat().st_mode & 0o077 == 0


def test_a_paper_never_replaces_a_file_and_then_nothing_was_handed_over(
    yika: Typed, told: Told, tmp_path: Path
) -> None:
    there = tmp_path / "there.pdf"
    there.write_text("mine")
    done = yika("account", "pdf", *of("uses-60"), "--handed-over", "--out", str(there))
    assert done.exit_code == 1
    assert "(file_not_written)" in done.stderr
    assert there.read_text() == "mine"
    holds = told("why", *of("uses-60"))["holds"]
    assert "statement_due" in {hold["cause"] for hold in holds}


def test_a_no_has_a_code(yika: Typed, tmp_path: Path) -> None:
    out = ("--out", str(tmp_path / "x.pdf"))
    span = ("--since", "2026-03-01", "--until", "2026-02-01")
    for words, code in (
        (("clear-out-pdf", *of("healthy"), *out), "no_clear_out"),
        (("statement", *of("healthy"), *span), "span_backwards"),
        (("show", "--id-number", "11010519491231002X"), "no_such_person"),
    ):
        done = yika("account", *words)
        assert done.exit_code == 1
        assert f"({code})" in done.stderr
    assert not (tmp_path / "x.pdf").exists()
