"""``yika quote`` where a claim is silent or says a thing twice: told, never passed over."""

from pathlib import Path
from typing import Any

import pytest

from tests.faces.cli.test_quote import STAY, quoted, refused, run
from tests.faces.cli.test_quote_folder import CLAIM, S, a_folder
from yika.settlement.pricing.claims import read_claim

LONG = '{per: admission, rows: [{amount: "1000.00"}], every_days: 90}'
POOL = "{pool: as, kind: inpatient, level: primary, needs: prescription}"


@pytest.mark.parametrize(
    ("changes", "claim", "assumed"),
    [
        ({f"{S}deductible": ("deductible", LONG)}, CLAIM, "stay_days=1–90"),
        ({f"{S}deductible": ("deductible", LONG)}, f"{CLAIM}stay_days: 91\n", None),
        (
            {"employee_benefit/pharmacy": ("pharmacy_pool", POOL)},
            CLAIM.replace("inpatient", "pharmacy"),
            "prescribed=no",
        ),
        (
            {"employee_benefit/pharmacy": ("pharmacy_pool", POOL)},
            CLAIM.replace("inpatient", "pharmacy") + "prescribed: no\n",
            None,
        ),
    ],
)
def test_what_is_not_said_and_would_change_the_price_is_told(
    tmp_path: Path, changes: Any, claim: str, assumed: str | None
) -> None:
    done = run("--claim", "-", "--policy", str(a_folder(tmp_path, changes)), given=claim)
    assert done.exit_code == 0, done.output
    assert ("not given; assumed" in done.output) == (assumed is not None)
    assert assumed is None or assumed in done.output


def test_a_field_that_stands_there_twice_is_refused_each_with_its_lines() -> None:
    told = refused("kind: inpatient\nlines:\n  - {class: A, amount: 1, amount: 2}\nkind: chronic\n")
    assert "once (line 1, 4)" in told
    assert "once (line 3, 3)" in told


def test_a_day_of_retirement_to_come_is_that_of_somebody_at_work() -> None:
    assert quoted(status=None, retired_on="2025-03-17")["assumed"] == {"status": "active"}
    assert quoted(status=None, retired_on="2025-03-16")["assumed"] == {"status": "retired"}


@pytest.mark.parametrize(
    ("told", "meant"),
    [("恶性肿瘤", "cancer"), ("尿毒症", "kidney_failure"), ("高血压", "hypertension")],
)
def test_a_disease_may_be_told_by_how_its_name_begins(told: str, meant: str) -> None:
    place = {"region": "130700", "kind": "two_diseases", "scheme": "resident", "status": None}
    claim = STAY | place | {"disease": told}
    assert read_claim({key: one for key, one in claim.items() if one}).facts["disease"] == meant


def test_a_name_that_two_begin_with_is_not_guessed() -> None:
    assert "assistance" in refused("assistance: 低保\n")


def test_a_village_clinic_is_taken_as_primary_care_and_that_is_said() -> None:
    place = {"region": "310000", "scheme": "resident", "status": None, "kind": "outpatient"}
    found = quoted(**place, on="2026-03-16", level="村卫生室", totals=1500)
    assert found["assumed"] == {"level": "primary"}
    assert found["hifp_pay"] == "700.00"  # 80% there, which the data does not tell apart


@pytest.mark.parametrize("level", ["三级甲等", "三甲", "三级特等", "三乙", "3", "三级医院"])
def test_a_hospital_may_be_told_as_it_says_on_its_door(level: str) -> None:
    assert quoted(level=level)["hifp_pay"] == "42895.00"


def test_a_value_without_a_first_day_is_told_with_the_day_on_which_it_was_in_force() -> None:
    claim = (
        "{region: '420100', scheme: 居民, kind: 住院, level: 三级, on: 2026-03-16, totals: 9000}"
    )
    done = run("--claim", "-", given=claim)
    assert done.exit_code == 0, done.output
    assert "resident_benefit.inpatient_share 2025-04-30 已施行 in force:" in done.output
