"""``yika institution …`` and ``yika catalogue …``: agreements, keys, catalogues from a file."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.faces.cli.conftest import Typed

Told = Callable[..., Any]
NEW = "H99990000200"
HEAD = "code,kind,name,class,charge_type,starts_on,ends_on,first_share,ceiling"


@pytest.mark.covers("KNOW-02")
def test_the_directory_is_listed_with_what_has_to_be_said(yika: Typed, told: Told) -> None:
    found = told("institution", "list", "--complaint", "胸口痛", "--district", "云台县")
    assert found["emergency"]
    assert "120" in found["notices"][0]["zh"]
    codes = [one["code"] for one in found["institutions"]]
    assert codes == ["H99990000004", "H99990000007"]
    assert told("institution", "list", "--region", "430100")["institutions"] == []
    shown = yika("institution", "list", "--kind", "pharmacy")
    assert shown.exit_code == 0
    assert "康和大药房东街店" in shown.stdout
    assert "P99990000003" not in shown.stdout


def test_an_institution_is_registered_designated_and_ended(yika: Typed, told: Told) -> None:
    register = ("register", NEW, "--name", "新医院", "--kind", "hospital", "--tier", "level_1")
    where = ("--district", "晨光区", "--address", "晨光区 9 号", "--uscc", "12999900MA9Y0001XB")
    made = told("institution", *register, *where)
    assert (made["designated"], made["designated_until"]) == (False, None)
    begun = told("institution", "agreement", "begin", NEW, "--on", "2026-01-01")
    assert begun["designated"]
    ended = told("institution", "agreement", "end", NEW, "--on", "2026-03-20", "--reason", "x")
    assert ended["designated_until"] == "2026-03-20"
    twice = yika("institution", *register, *where)
    assert twice.exit_code == 1
    assert "(institution_registered)" in twice.stderr


def test_a_secret_is_shown_once(yika: Typed, told: Told) -> None:
    made = told("institution", "keys", "make", "H99990000001", "--way", "csb")
    assert len(made["secret"]) >= 32
    later = yika("institution", "keys", "list", "H99990000001")
    assert made["ways"]["csb"] in later.stdout
    assert made["secret"] not in later.output
    unknown = yika("institution", "keys", "make", "H99990000001", "--way", "fax")
    assert "(wrong_signing_way)" in unknown.stderr


def test_settings_are_shown_and_changed(yika: Typed, told: Told) -> None:
    command = "institution", "settings", "H99990000001"
    usual = told(*command)
    assert (usual["pages"], usual["results"], usual["sign_in_first"]) == ("object", "two", False)
    changed = told(*command, "--results", "zeros", "--sign-in-first", "--way", "csb")
    new = {"results": "zeros", "sign_in_first": True, "ways": ["csb"]}
    assert changed == usual | new == told(*command)
    shown = yika(*command)
    assert "results: zeros" in shown.stdout
    assert "sign_in_first: 是 yes" in shown.stdout
    wrong = yika(*command, "--pages", "list")
    assert wrong.exit_code == 1
    assert "(wrong_institution_field)" in wrong.stderr
    assert "(wrong_signing_way)" in yika(*command, "--way", "fax").stderr
    assert told(*command) == changed


def test_a_catalogue_is_looked_at_taken_and_shown(yika: Typed, told: Told, tmp_path: Path) -> None:
    good = tmp_path / "good.csv"
    row = "T001100001,1302,当归,B,10,2026-06-01,,10%,0.35"
    good.write_text(f"{HEAD}\n{row}\n", "utf-8")
    looked = told("catalogue", "import", str(good), "--dry-run")
    assert (looked["added"], looked["ended"]) == (1, 1)
    assert len(told("catalogue", "show", "T001100001")) == 1
    taken = told("catalogue", "import", str(good))
    assert taken["version"] > looked["version"]
    new, old = told("catalogue", "show", "T001100001")
    assert (new["class"], new["first_share"], new["ceiling"]) == ("B", "0.1", "0.35")
    assert old["ends_on"] == "2026-05-31"
    assert told("catalogue", "import", str(good))["unchanged"] == 1


def test_every_error_is_in_a_table_and_nothing_is_written(yika: Typed, tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text(f"{HEAD}\nT9,1302,,Z,10,x,,,\nT000000999,1302,新,A,10,2026-06-01,,,\n", "utf-8")
    shown = yika("catalogue", "import", str(bad))
    assert shown.exit_code == 1
    for said in ("名称没有填", "不是日期", "不在可用值里", "没有写入"):
        assert said in shown.stdout
    assert "(no_such_item)" in yika("catalogue", "show", "T000000999").stderr
    assert "(file_not_read)" in yika("catalogue", "import", str(tmp_path / "none.csv")).stderr
    assert "医疗目录编码" in yika("catalogue", "headings").stdout
