"""``yika batch …``: a template, every error before anything, sent and shown, gone on with."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.faces.cli.conftest import Typed
from tests.faces.cli.test_payroll import WHO, a_file
from yika.demo.cast import BY_KEY

Told = Callable[..., Any]
PROOF = ("--matter", "cover_proof", "--commit", "employer_id")
PEOPLE = ("moved-away",)
COMPANY, SCHOOL = "91999900MADEM0002K", "91999900MADEM0004R"  # of the made-up city


@pytest.fixture
def staff(told: Told, tmp_path: Path) -> list[str]:
    """A registered employer's people, by payroll; rows of a batch."""
    told("employer", "register", *WHO, "--name", "演示商行", "--injury-class", "2")
    rows = [(BY_KEY[key].name, BY_KEY[key].id_number) for key in PEOPLE]
    payroll = a_file(tmp_path, *((*row, "8000") for row in rows))
    told("payroll", "declare", payroll, *WHO, "--period", "2026-03")
    return [",".join(row) for row in rows]


def batch_of(folder: Path, *lines: str) -> str:
    path = folder / "batch.csv"
    path.write_text("\n".join(["姓名,身份证号", *lines]), "gb18030")
    return str(path)


def test_every_error_is_in_a_table_before_anything_is_done(
    yika: Typed, staff: list[str], tmp_path: Path
) -> None:
    healthy = BY_KEY["healthy"]
    file = batch_of(tmp_path, *staff, f"{healthy.name},{healthy.id_number}")
    shown = yika("batch", "preview", file, *WHO, *PROOF)
    assert shown.exit_code == 1, shown.output
    assert "没有这个人" in shown.stdout
    assert healthy.id_number not in shown.output
    assert healthy.name not in shown.output
    refused = yika("batch", "send", file, *WHO, *PROOF)
    assert refused.exit_code == 1
    assert "(batch_refused)" in refused.stderr
    assert json.loads(yika("batch", "list", *WHO, "--json").stdout) == []


def test_a_batch_is_sent_once_for_each_key_shown_and_nothing_waits(
    yika: Typed, told: Told, staff: list[str], tmp_path: Path
) -> None:
    file = batch_of(tmp_path, *staff)
    assert told("batch", "preview", file, *WHO, *PROOF)["errors"] == []
    first = told("batch", "send", file, *WHO, *PROOF, "--key", "k")
    assert (first["state"], first["counts"]["done"]) == ("done", len(staff))
    again = told("batch", "send", file, *WHO, *PROOF, "--key", "k")
    assert again == first | {"replayed": True}
    assert told("batch", "show", first["number"]) == first
    assert [one["number"] for one in told("batch", "list", *WHO)] == [first["number"]]
    assert told("batch", "work") == {"lines": 0}
    shown = yika("batch", "show", first["number"])
    assert "已办好" in shown.stdout
    assert first["lines"][0]["case"] in shown.stdout


def test_the_template_has_both_languages(yika: Typed) -> None:
    done = yika("batch", "template", "card_replace")
    assert done.stdout.lstrip("\ufeff").startswith(
        "姓名 name,身份证号码 id_number,原因 reason,银行 bank"
    )


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("batch", "template", "account_withdraw"), 1, "not_in_batches"),
        (("batch", "show", "B1"), 1, "no_such_batch"),
        (("batch", "show", "B9999002603160000173"), 1, "no_such_batch"),
        (("batch", "preview", "no-such-file", *WHO, *PROOF), 1, "file_not_read"),
        (("batch", "preview", "x", *WHO, *PROOF, "--with", "reason"), 1, "file_not_read"),
    ],
)
def test_a_no_has_a_code(yika: Typed, words: tuple[str, ...], status: int, said: str) -> None:
    done = yika(*words)
    assert done.exit_code == status
    assert said in done.stderr


def test_a_school_acts_for_its_pupil_and_a_company_does_not(
    yika: Typed, told: Told, tmp_path: Path
) -> None:
    pupil = BY_KEY["pupil"]
    file = batch_of(tmp_path, f"{pupil.name},{pupil.id_number}")
    pays = (file, "--region", "999900", "--matter", "contribution_pay", "--commit", "employer_id")
    for code, said in ((SCHOOL, "nothing_owed"), (COMPANY, "batch_not_yours")):
        shown = yika("batch", "preview", *pays, "--employer", code, "--json")
        assert [one["code"] for one in json.loads(shown.stdout)["errors"]] == [said]
