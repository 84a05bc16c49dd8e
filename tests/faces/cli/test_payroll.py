"""``yika payroll …`` and ``yika employer …``: declarations, bills, payments."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from stdnum.cn import uscc

from tests.faces.cli.conftest import Typed
from yika.demo.cast import BY_KEY

Told = Callable[..., Any]
REGION = ("--region", "999900")
START = "91999900MA7777001"
CODE = START + uscc.calc_check_digit(START)
WHO = ("--employer", CODE, *REGION)
MARCH = ("--period", "2026-03")


@pytest.fixture
def office(told: Told) -> str:
    """A registered employer."""
    found = told("employer", "register", *WHO, "--name", "演示商行", "--injury-class", "2")
    return found["code"]


def a_file(folder: Path, *rows: tuple[str, str, str]) -> str:
    path = folder / "payroll.csv"
    lines = ["姓名,身份证号,申报基数", *(",".join(row) for row in rows)]
    path.write_text("\n".join(lines), "gb18030")
    return str(path)


@pytest.mark.covers("CONTR-27")
def test_every_error_is_in_a_table_before_anything_is_written(
    yika: Typed, told: Told, office: str, tmp_path: Path
) -> None:
    missed, healthy = BY_KEY["missed-window"], BY_KEY["healthy"]
    file = a_file(
        tmp_path,
        (missed.name, missed.id_number, "8000"),
        (healthy.name, healthy.id_number, "100"),
        ("无名氏", "999900199001019875", "x"),
    )
    shown = yika("payroll", "preview", file, *WHO, *MARCH)
    assert shown.exit_code == 1
    for said in ("当月以其他身份参保", "当月已在其他单位参保", "身份证号码有误", "低于下限"):
        assert said in shown.stdout
    for secret in (missed.id_number, missed.name, healthy.id_number, "999900199001019875"):
        assert secret not in shown.output
    refused = yika("payroll", "declare", file, *WHO, *MARCH)
    assert refused.exit_code == 1
    assert "(payroll_refused)" in refused.stderr
    bills = told("employer", "bills", *WHO, *MARCH)
    assert bills["bills"] == []


@pytest.mark.covers("CONTR-26")
def test_newcomers_are_enrolled_billed_and_paid_for_once(
    told: Told, office: str, tmp_path: Path
) -> None:
    moved = BY_KEY["moved-away"]
    file = a_file(tmp_path, (moved.name, moved.id_number, "8000"))
    assert told("payroll", "preview", file, *WHO, *MARCH)["newcomers"] == 1
    assert told("payroll", "declare", file, *WHO, *MARCH)["enrolled"] == 1
    assert told("payroll", "declare", file, *WHO, *MARCH)["replayed"]
    assert told("run", "bills", *REGION, *MARCH)["people"] > 0
    owed = told("employer", "show", *WHO)["to_pay"]
    paying = ("employer", "pay", *WHO, "--amount", "9000", "--key", "k1")
    first, again = told(*paying), told(*paying)
    assert again == first | {"replayed": True}
    assert float(first["credit"]) == 9000 - float(owed)
    assert told("employer", "show", *WHO)["due"] == []
    back = ("employer", "refund", *REGION, "--payment-id", first["payment_id"], "--key", "r1")
    assert told(*back)["refunded"] == first["credit"]
    assert told(*back)["refunded"] == first["credit"]


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("employer", "show", *WHO), 1, "no_such_employer"),
        (("employer", "show", "--employer", "x", *REGION), 1, "wrong_employer_code"),
        (("employer", "show", "--employer", CODE, "--region", "9"), 2, "六位数字"),
        (("payroll", "preview", "no-such-file", *WHO, *MARCH), 1, "file_not_read"),
        (("payroll", "preview", "x", *WHO, "--period", "2026"), 2, "2026-03"),
        (("employer", "pay", *WHO, "--amount", "much"), 2, "--amount"),
    ],
)
def test_a_no_has_a_code_or_names_the_option(
    yika: Typed, words: tuple[str, ...], status: int, said: str
) -> None:
    done = yika(*words)
    assert done.exit_code == status
    assert said in done.stderr
