"""``yika paper …``: documents listed, printed, checked and withdrawn."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from pypdf import PdfReader

from tests.faces.cli.conftest import Typed, of
from yika.demo.cast import BY_KEY

Told = Callable[..., Any]


def test_a_document_is_listed_printed_checked_and_withdrawn(
    yika: Typed, told: Told, tmp_path: Path
) -> None:
    assert "没有出具过文书" in yika("paper", "list", *of("healthy")).stdout
    record, again = tmp_path / "record.pdf", tmp_path / "again.pdf"
    assert yika("account", "pdf", *of("healthy"), "--out", str(record)).exit_code == 0
    (listed,) = told("paper", "list", *of("healthy"))
    assert listed["kind"] == "transaction_record"
    assert listed["code"] in PdfReader(record).pages[0].extract_text()
    checked = told("paper", "verify", listed["code"])
    assert checked.keys() == {
        *("state", "state_zh", "state_en", "kind", "zh", "en", "issued_on", "name"),
    }
    shown = yika("paper", "verify", listed["code"].lower()).stdout
    assert "真实有效" in shown
    assert BY_KEY["healthy"].id_number not in shown
    assert yika("paper", "pdf", listed["document_id"], "--out", str(again)).exit_code == 0
    assert listed["code"] in PdfReader(again).pages[0].extract_text()
    assert yika("paper", "withdraw", listed["document_id"]).exit_code == 0
    assert told("paper", "verify", listed["code"])["state"] == "withdrawn"
    assert listed["code"] in yika("paper", "list", *of("healthy")).stdout


def test_a_no_has_a_code(yika: Typed) -> None:
    for words, code in (
        (("verify", "1"), "mistyped_code"),
        (("verify", "0" * 16), "no_such_document"),
        (("withdraw", "0" * 32), "no_such_document"),
    ):
        done = yika("paper", *words)
        assert done.exit_code == 1
        assert f"({code})" in done.stderr
