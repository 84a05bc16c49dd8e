"""``yika quote`` as somebody with a bill uses it: identities of a settlement, steps, refusals."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from tests.builders import BOOK
from yika.faces.cli.main import program
from yika.guide.quote_told import quote_told
from yika.settlement.pricing.claims import read_claim
from yika.settlement.pricing.laws import BenefitLaws
from yika.settlement.pricing.quoting import quote

APP = program()
STAY: dict[str, Any] = {
    "region": "110000",
    "scheme": "employee",
    "status": "active",
    "age": 40,
    "on": "2025-03-16",
    "kind": "inpatient",
    "level": "level_3",
    "totals": {"in_scope": "50000.00"},
}


def run(*words: str, given: str | None = None) -> Result:
    env = {"COLUMNS": "220", "TERM": "dumb"}
    return CliRunner().invoke(APP, ["quote", *words], input=given, env=env)


def quoted(**changes: Any) -> dict[str, Any]:
    claim = {name: one for name, one in (STAY | changes).items() if one is not None}
    done = run("--claim", "-", "--json", given=yaml.safe_dump(claim, allow_unicode=True))
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def refused(claim: str) -> str:
    done = run("--claim", "-", given=claim)
    assert done.exit_code == 1
    return done.output


@pytest.mark.covers("BEN-01", "BEN-03", "BEN-04")
def test_a_bill_is_priced_under_its_national_names_with_every_step(tmp_path: Path) -> None:
    found = quoted()
    assert found["hifp_pay"] == "42895.00"
    assert found["act_pay_dedc"] == "1300.00"
    assert found["psn_part_amt"] == "7105.00"
    shares = [one for one in found["steps"] if one["what"] == "share"]
    assert [(one["of"], one["share"], one["amount"]) for one in shares] == [
        ("28700.00", "85%", "24395.00"),
        ("10000.00", "90%", "9000.00"),
        ("10000.00", "95%", "9500.00"),
    ]
    assert {one["policy"] for one in shares} == {"employee_benefit.inpatient_share"}
    assert all(one["source"] and one["confidence"] and one["value"] for one in shares)
    file = tmp_path / "claim.yaml"
    file.write_text(yaml.safe_dump(STAY), "utf-8")
    told = run("--claim", str(file)).output
    assert "28700.00 × 85%" in told
    assert "起付线" in told
    assert "employee_benefit.inpatient_share" in told


def test_words_may_be_chinese_and_amounts_numbers() -> None:
    spelt = {
        "scheme": "职工医保",
        "status": "在职",
        "kind": "住院",
        "level": "三级",
        "totals": 50000,
    }
    assert quoted(**spelt)["hifp_pay"] == quoted(level=3, totals=50000.0)["hifp_pay"] == "42895.00"
    assert quoted(scheme="flexible")["hifp_pay"] == "42895.00"


def test_everything_wrong_with_a_claim_is_told_at_once_with_what_was_expected() -> None:
    told = refused(
        "{region: 11, scheme: x, kind: sleep, level: 9, age: old, on: 2025-02-30, so_fat: {},"
        " so_far: {cost: 1.234}, account: {use: perhaps, balance: -1},"
        " lines: [{class: D, amount: 1}, {class: A}, 7, {class: B, amount: 1, first_share: 3}]}"
    )
    for name in (
        *("region", "scheme", "kind", "level", "age", "on", "so_fat", "so_far.cost"),
        *("account.use", "account.balance", "lines[0].class", "lines[1].amount", "lines[2]"),
        "lines[3].first_share",
    ):
        assert f"{name} cannot be read" in told
    assert "outpatient | inpatient" in told
    assert "Traceback" not in told


@pytest.mark.parametrize("claim", ["", "[]", "7", "a: [", "\x00", "{}"])
def test_what_is_no_claim_is_refused_in_words(claim: str) -> None:
    assert "✗" in refused(claim)


def test_no_file_is_refused_in_words() -> None:
    done = run("--claim", "/nowhere/claim.yaml")
    assert done.exit_code == 1
    assert "claim_unreadable" in done.output


@pytest.mark.covers("BEN-07", "BEN-09")
def test_the_ceiling_goes_by_place_scheme_and_kind_of_care() -> None:
    def ceiling(**changes: Any) -> str:
        steps = quoted(region="999900", on="2026-03-16", months=36, **changes)["steps"]
        return next(one["of"] for one in steps if one["what"] == "ceiling")

    stay, visit = ceiling(), ceiling(kind="outpatient")
    resident = ceiling(scheme="resident", group="adult")
    retired = ceiling(status="retired", retired_on="2010-01-01", kind="outpatient")
    assert len({stay, visit, resident, retired}) == 4


def test_what_a_place_has_not_published_is_named_and_never_guessed() -> None:
    assert "no policy data of" in refused(
        "{region: '370200', scheme: employee, kind: 住院, totals: 1}"
    )
    told = refused(
        "{region: '999900', scheme: employee, on: 2026-03-16, level: 3, kind: 住院, totals: 400000}"
    )
    assert "months" in told


@pytest.mark.covers("BEN-02")
def test_the_account_pays_what_its_scope_lets_it_up_to_its_balance() -> None:
    found = quoted(account={"use": 1, "balance": {"current": "5.00", "carried": "1000.00"}})
    assert (found["acct_pay"], found["balc"]) == ("1005.00", "0.00")
    assert found["psn_cash_pay"] == "6100.00"
    found = quoted(account={"use": "no", "balance": 1000})
    assert (found["acct_pay"], found["balc"]) == ("0.00", "1000.00")
    found = quoted(account={"use": 2, "balance": 1000})
    assert (found["acct_pay"], found["acct_mulaid_pay"], found["balc"]) == (
        "1000.00",
        "1000.00",
        "0.00",
    )


def test_what_the_year_came_to_before_counts() -> None:
    later = quoted(so_far={"cost": 50000, "deductible": 1300, "paid": 42895, "admissions": 1})
    assert later["act_pay_dedc"] == "650.00"
    assert later["after"]["inpatient"]["count"] == 2
    assert later["after"]["inpatient"]["cost"] == "100000.00"


def test_what_the_year_came_to_before_and_nobody_told_follows_or_is_assumed() -> None:
    later = quoted(so_far={"cost": 50000, "paid": 42895})
    assert later["act_pay_dedc"] == "650.00"
    assert later["assumed"] == {"so_far.admissions": "1"}
    both = quoted(so_far={"outpatient": {"cost": 60000, "paid": 10000}})
    assert both["hifob_pay"] == "4263.00"
    assert both["after"]["critical_illness"]["cost"] == "57105.00"
    hangzhou = {"region": "330100", "on": "2026-03-16"}
    highest = quoted(**hangzhou, level=3, so_far={"cost": 9000, "paid": 7000})
    assert highest["act_pay_dedc"] == "0.00"
    assert highest["assumed"] == {"so_far.deductible": "800.00"}


def test_what_cannot_be_is_refused() -> None:
    told = refused(
        "{region: 110000, scheme: employee, kind: inpatient, level: 3, totals: ,"
        " so_far: {cost: 10, paid: 20}}"
    )
    assert "so_far.paid cannot be read" in told
    assert "lines cannot be read" in told
    told = refused(
        "{region: 110000, scheme: employee, kind: inpatient, level: 3,"
        " totals: {in_scope: 100, inscp_scp_amt: 200}}"
    )
    assert "totals.in_scope cannot be read" in told
    told = refused(
        "{region: 110000, scheme: employee, kind: inpatient, level: 3,"
        " lines: [{class: A, quantity: 0, amount: 100, price_ceiling: 10}]}"
    )
    assert "lines[0].quantity cannot be read" in told


def test_a_ceiling_heard_of_and_the_usual_first_share_have_their_sources_too() -> None:
    found = quoted(
        region="440100",
        on="2026-03-16",
        kind="outpatient",
        level="primary",
        totals=None,
        lines=[{"class": "B", "amount": 1000}],
    )
    by = {one["what"]: one for one in found["steps"]}
    assert by["first_share"]["policy"] == "benefit.first_share"
    assert by["ceiling_at_least"]["policy"] == "employee_benefit.outpatient_ceiling"
    assert by["ceiling_at_least"]["source"]
    assert by["ceiling_at_least"]["others"]


def test_the_tier_may_be_told_in_chinese() -> None:
    place = {"region": "440300", "on": "2025-03-16", "level": 2, "months": 10}
    assert quoted(**place, tier="二档")["hifp_pay"] == quoted(**place, tier=2)["hifp_pay"]


def test_what_was_assumed_is_said() -> None:
    assert quoted(status=None)["assumed"] == {"status": "active"}


FUNDS = (
    *("hifp_pay", "cvlserv_pay", "hifes_pay", "hifmi_pay", "hifob_pay", "hifdm_pay"),
    *("maf_pay", "oth_pay"),
)
PARTS = {
    "fulamt_ownpay_amt": "fulamt_ownpay_amt",
    "overlmt_amt": "overlmt_selfpay",
    "preselfpay_amt": "preselfpay_amt",
    "inscp_scp_amt": "inscp_scp_amt",
}
money = st.integers(0, 20_000_000).map(lambda fen: f"{fen / 100:.2f}")
a_line = st.fixed_dictionaries(
    {"class": st.sampled_from("ABC"), "amount": money},
    optional={"first_share": st.sampled_from(["5%", "0.3"]), "price_ceiling": money},
)
claims: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        "region": st.just("999900"),
        "scheme": st.sampled_from(["employee", "flexible", "resident"]),
        "status": st.sampled_from(["active", "retired"]),
        "retired_on": st.just("2010-01-01"),
        "age": st.integers(0, 100),
        "group": st.sampled_from(["adult", "pupil", "elderly"]),
        "months": st.integers(0, 100),
        "on": st.just("2026-03-16"),
        "kind": st.sampled_from(["outpatient", "inpatient", "pharmacy", "chronic"]),
        "level": st.sampled_from(["primary", "level_1", "level_2", "level_3", "provincial"]),
        "off_site": st.sampled_from(["none", "unregistered"]),
        "disease": st.just("cancer"),
        "assistance": st.sampled_from(["none", "minimum_living"]),
        "civil_servant": st.sampled_from(["yes", "no"]),
        "account": st.fixed_dictionaries(
            {"use": st.sampled_from([0, 1, 2]), "balance": money, "shared": money}
        ),
        "so_far": st.tuples(money, money).map(
            lambda two: dict(zip(("paid", "cost"), sorted(two, key=Decimal), strict=True))
        ),
        "lines": st.lists(a_line, min_size=1, max_size=4),
    }
)
LAWS = BenefitLaws(BOOK, "999900")


@pytest.mark.covers("BEN-01")
@given(claims)
def test_the_identities_of_a_settlement_hold(told: dict[str, Any]) -> None:
    claim = read_claim(told)
    assert claim.on is not None
    found = quote_told(quote(LAWS, claim, claim.on))
    of = {
        name: Decimal(text) for name, text in found.items() if isinstance(text, str) and "." in text
    }
    assert of["medfee_sumamt"] == of["fund_pay_sumamt"] + of["psn_part_amt"] + of["hosp_part_amt"]
    assert of["psn_part_amt"] == of["acct_pay"] + of["psn_cash_pay"]
    assert of["fund_pay_sumamt"] == sum(of[fund] for fund in FUNDS)
    assert of["medfee_sumamt"] == sum(of[part] for part in PARTS.values())
    assert of["acct_mulaid_pay"] <= of["acct_pay"]
    rows = {row["fund_pay_type"]: Decimal(row["fund_payamt"]) for row in found["setldetail"]}
    assert rows.pop("310200", Decimal(0)) == of["acct_pay"]
    assert sum(rows.values()) == of["fund_pay_sumamt"]
    assert of["act_pay_dedc"] <= of["inscp_scp_amt"]
    assert 0 <= of["pool_prop_selfpay"] <= 1
    for part, whole in PARTS.items():
        assert sum(Decimal(line[part]) for line in found["lines"]) == of[whole]
    for line in found["lines"]:
        assert Decimal(line["det_item_fee_sumamt"]) == sum(Decimal(line[part]) for part in PARTS)
    assert min(of.values()) >= 0
