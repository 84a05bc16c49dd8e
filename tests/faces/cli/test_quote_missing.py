"""``yika quote`` tells all that is missing at once: rules, regions, folders, names, lines."""

from pathlib import Path

import yaml

from tests.builders import BOOK
from tests.faces.cli.test_quote import STAY, refused, run


def test_all_that_is_missing_is_told_at_once_also_what_is_not_told(tmp_path: Path) -> None:
    (tmp_path / "999901").mkdir()
    year = BOOK.directory / "999900" / "employee_benefit" / "year.yaml" if BOOK.directory else None
    assert year is not None
    (tmp_path / "999901" / "employee_benefit").mkdir()
    (tmp_path / "999901" / "employee_benefit" / "year.yaml").write_bytes(year.read_bytes())
    claim = {**STAY, "region": "999901", "totals": None, "lines": [{"class": "B", "amount": 10}]}
    told = yaml.safe_dump({name: one for name, one in claim.items() if one is not None})
    done = run("--claim", "-", "--policy", str(tmp_path), given=told)
    assert done.exit_code == 1
    assert done.output.count("(benefit_unknown)") == 4  # deductible, share, ceiling, first share


def test_a_region_of_which_there_is_no_data_is_told_as_such(tmp_path: Path) -> None:
    told = refused(yaml.safe_dump({**STAY, "region": "620100"}))
    assert "no_policy_here" in told
    assert "620100" in told
    done = run("--claim", "-", "--policy", str(tmp_path / "none"), given=yaml.safe_dump(STAY))
    assert "no_policy_folder" in done.output
    assert "policy check" not in done.output


def test_a_misspelt_field_is_told_with_the_nearest_name_and_a_broken_file_with_its_line() -> None:
    assert "level?" in refused(yaml.safe_dump({**STAY, "levle": "level_3"}))
    assert "-:2" in refused("region: '110000'\nlines: [}")
