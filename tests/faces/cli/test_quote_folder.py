"""``yika quote --policy DIR``: what is wrong with somebody's folder is told, all at once."""

from datetime import date
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from tests.faces.cli.test_quote import APP, STAY, run

PLACE = "999901"
CLAIM = yaml.safe_dump({**STAY, "region": PLACE})
S = "employee_benefit/inpatient_"
VALUES: dict[str, tuple[str, str]] = {
    "employee_benefit/year": ("month_day", "{month: 1, day: 1}"),
    f"{S}deductible": ("deductible", '{per: admission, rows: [{amount: "1000.00"}]}'),
    f"{S}share": ("share_table", '{bounds_on: in_scope, rows: [{segments: [{share: "85%"}]}]}'),
    f"{S}ceiling": ("ceiling", '{on: paid, over: [inpatient], rows: [{amount: "9000.00"}]}'),
}
BAD_SHARES = (
    "{bounds_on: cost, rows: [{if: {levels: [level_3]}, segments:"
    ' [{up_to: "5.00", share: "120%"}, {up_to: "3.00", share: "85%"},'
    ' {upto: "9.00", share: "85%"}]}]}'
)
Changes = dict[str, tuple[str, str] | None]


def a_folder(root: Path, changes: Changes | None = None, ending: str = ".yaml") -> Path:
    """A place for stays; None takes a file away."""
    for name, value in {**VALUES, **(changes or {})}.items():
        if value is None:
            continue
        unit, told = value
        file = root / PLACE / f"{name}{ending}"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(
            "title: {zh: 试, en: try}\ncovers: entitlement\ndecided_by: service_date\nby: []\n"
            f"follows: null\nunit: {unit}\nvalues:\n  - from: 2023-01-01\n    value: {told}\n"
            "    confidence: made-up\n    source: {key: N1, title: notice}\n"
            "checked_on: 2026-11-20\n",
            "utf-8",
        )
    return root


def told_of(folder: Path) -> str:
    done = run("--claim", "-", "--policy", str(folder), given=CLAIM)
    assert done.exit_code == 1, done.output
    assert done.exception is None or isinstance(done.exception, SystemExit)
    return done.output


def test_a_folder_of_five_files_prices_a_bill(tmp_path: Path) -> None:
    done = run("--claim", "-", "--policy", str(a_folder(tmp_path)), "--json", given=CLAIM)
    assert done.exit_code == 0
    assert '"hifp_pay": "9000.00"' in done.stdout


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({f"{S}deductible": ("yuan", '"1000.00"')}, ["is deductible"]),
        ({f"{S}share": ("share", '"85%"')}, ["is share_table"]),
        ({"benefit/first_share": ("share", '"10%"')}, ["is class_shares"]),
        ({"employee_benefit/critical_illness": ("share", '"60%"')}, ["is layer"]),
        ({"account/scope": ("yuan", '"1.00"')}, ["is list"]),
        ({"employee_benefit/year": ("month_day", "{month: 2, day: 29}")}, ["of every year"]),
        ({f"{S}ceiling": ("ceiling", "{as: inpatient}")}, ["is an `as` itself"]),
        (
            {
                f"{S}deductible": ("deductible", '{per: stay, rows: [{amount: "1"}]}'),
                f"{S}share": ("share_table", BAD_SHARES),
            },
            [
                "unknown word stay: not in deductible_spans (year | visit | admission?)",
                'an amount such as "20.00", not 1',
                "unknown word cost: not in segment_bounds (in_scope | above_deductible",
                "unknown key levels (level?)",
                "120% is above 100%",
                "3.00 is not above the segment before",
                "unknown key upto (up_to?)",
                "it has mistakes (7)",
            ],
        ),
    ],
)
def test_a_value_that_no_price_can_use_is_told_with_its_file(
    tmp_path: Path, changes: Changes, expected: list[str]
) -> None:
    told = told_of(a_folder(tmp_path, changes))
    assert "(bad_policy)" in told
    assert f"{PLACE}/" in told
    for one in expected:
        assert one in told


def test_what_is_missing_is_named_by_its_id_and_may_be_there_under_another_name(
    tmp_path: Path,
) -> None:
    deductible = VALUES[f"{S}deductible"]
    changes: Changes = {f"{S}deductible": None, f"{S}share": None, f"{S}deductable": deductible}
    told = told_of(a_folder(tmp_path, changes))
    for one in ("deductible", "share"):
        assert f"{PLACE} employee_benefit.inpatient_{one}: 未知 / unknown here" in told
    assert "do you mean employee_benefit.inpatient_deductible?" in told


def test_files_that_nobody_reads_and_a_folder_too_deep_are_told(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, ending=".yml")
    assert told_of(folder).count("the name must end in .yaml, or it is not read") == len(VALUES)
    assert "the one above them is to be named here" in told_of(folder / PLACE)


def test_the_check_of_such_a_folder_tells_it_too_and_prices_no_case(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, {f"{S}deductible": ("yuan", '"1000.00"')})
    case = {
        "name": "a stay",
        "division": PLACE,
        "on": date(2026, 3, 16),
        "claim": {name: one for name, one in STAY.items() if name not in ("region", "on")},
        "expect": {"hifp_pay": "9000.00"},
        "source": {"key": "N1", "title": "notice"},
    }
    (folder / PLACE / "benefit.cases.yaml").write_text(yaml.safe_dump([case]), "utf-8")
    done = CliRunner().invoke(APP, ["policy", "check", "--policy", str(folder)])
    assert done.exit_code == 1
    assert "the unit of employee_benefit.inpatient_deductible is deductible" in done.output
