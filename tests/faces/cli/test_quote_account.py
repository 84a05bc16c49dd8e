"""``yika quote`` where the account pays before the deductible, by a folder of one's own."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from yika.faces.cli.main import program

APP = program()
VALUES: dict[str, tuple[str, Any]] = {
    "employee_benefit/year": ("month_day", {"month": 1, "day": 1}),
    "employee_benefit/outpatient_deductible": (
        "deductible",
        {"per": "visit", "rows": [{"amount": "10.00"}]},
    ),
    "employee_benefit/outpatient_share": (
        "share_table",
        {"bounds_on": "in_scope", "rows": [{"segments": [{"share": "50%"}]}]},
    ),
    "employee_benefit/outpatient_ceiling": ("ceiling", "none"),
    "employee_benefit/account_first": (
        "account_first",
        {"kinds": ["outpatient"], "wallets": ["current"]},
    ),
}
SCOPE = {"account/scope": ("list", ["own_share", "pharmacy"])}


CRITICAL: dict[str, tuple[str, Any]] = {
    "employee_benefit/critical_illness": (
        "layer",
        {
            "base": "self_paid",
            "over": ["outpatient"],
            "deductible": "none",
            "shares": {"bounds_on": "self_paid", "rows": [{"segments": [{"share": "100%"}]}]},
            "ceiling": "none",
        },
    ),
}


def folder(at: Path, values: dict[str, tuple[str, Any]]) -> Path:
    for name, (unit, value) in values.items():
        entry = {
            "from": "FROM",
            "value": value,
            "confidence": "made-up",
            "source": {"key": "T1", "title": "made up for a test"},
        }
        rule = {
            "title": {"zh": "测试", "en": "a test"},
            "unit": unit,
            "covers": "account" if unit == "list" else "entitlement",
            "decided_by": "settlement" if unit == "list" else "service_date",
            "by": [],
            "follows": None,
            "values": [entry],
            "checked_on": "CHECKED",
        }
        file = at / "999902" / f"{name}.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        text = yaml.safe_dump(rule, allow_unicode=True, sort_keys=False)
        file.write_text(text.replace("FROM", "2024-01-01").replace("CHECKED", "2026-11-20"))
    return at


def quoted(policy: Path, use: int) -> dict[str, Any]:
    claim = {
        "region": "999902",
        "scheme": "employee",
        "status": "active",
        "kind": "outpatient",
        "on": "2026-03-16",
        "totals": 100,
        "account": {"use": use, "balance": {"current": 30, "carried": 5}, "shared": 7},
    }
    words = ["quote", "--claim", "-", "--policy", str(policy), "--json"]
    done = CliRunner().invoke(APP, words, input=yaml.safe_dump(claim))
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


@pytest.mark.covers("BEN-02")
def test_what_the_account_pays_first_is_paid_by_it_or_not_counted(tmp_path: Path) -> None:
    told = folder(tmp_path / "told", VALUES | SCOPE)
    found = quoted(told, 1)
    assert (found["hifp_pay"], found["acct_pay"], found["psn_cash_pay"]) == (
        "30.00",  # of 100 less 30 from this year's account less the deductible of 10
        "35.00",
        "35.00",
    )
    silent = quoted(folder(tmp_path / "silent", VALUES), 1)
    assert (silent["hifp_pay"], silent["acct_pay"]) == ("45.00", "0.00")
    assert "account.scope" in silent["unknown"]


def test_a_relatives_account_pays_instead_and_only_ones_own_pays_first(tmp_path: Path) -> None:
    found = quoted(folder(tmp_path, VALUES | SCOPE), 2)
    assert (found["hifp_pay"], found["acct_pay"], found["acct_mulaid_pay"], found["balc"]) == (
        "45.00",
        "7.00",
        "7.00",
        "35.00",
    )


def test_no_fund_gives_back_what_the_account_has_paid_first(tmp_path: Path) -> None:
    found = quoted(folder(tmp_path, VALUES | SCOPE | CRITICAL), 1)
    assert (found["hifp_pay"], found["hifob_pay"], found["acct_pay"], found["psn_cash_pay"]) == (
        "30.00",
        "40.00",
        "30.00",
        "0.00",
    )
