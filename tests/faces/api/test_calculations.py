"""The calculators of the API: public, every value with its source, and no input is a mistake."""

from collections.abc import AsyncGenerator
from contextlib import suppress
from datetime import date
from functools import lru_cache
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from litestar import Litestar

from tests.builders import BOOK, CITY
from yika.app import create_app
from yika.config import Config
from yika.ground.errors import YikaError
from yika.house import House
from yika.settlement.pricing.claims import read_claim
from yika.settlement.pricing.laws import BenefitLaws
from yika.settlement.pricing.quoting import quote
from yika.store.db import Database

CALCULATIONS = "/api/v1/calculations"
ON = "2026-03-01"


@pytest.fixture
async def anybody(config: Config, database: Database) -> AsyncGenerator[httpx.AsyncClient]:
    """A program without a session."""
    transport = httpx.ASGITransport(app=create_app(House(config, database, BOOK)))  # pyright: ignore[reportArgumentType]
    async with httpx.AsyncClient(transport=transport, base_url="http://yika") as client:
        yield client


async def told(client: httpx.AsyncClient, name: str, **asked: Any) -> dict[str, Any]:
    reply = await client.get(f"{CALCULATIONS}/{name}", params={"on": ON, **asked})
    assert reply.status_code == 200, reply.text
    return reply.json()


@pytest.mark.covers("CONTR-09")
async def test_every_line_of_a_contribution_has_its_sum_and_its_source(
    anybody: httpx.AsyncClient,
) -> None:
    found = await told(
        anybody,
        "contribution",
        region="110000",
        scheme="employee",
        base="6821.00",
        on="2025-03-01",
        option="injury_class=1",
    )
    assert found["totals"] == {"employer": "1807.57", "person": "719.21"}
    medical = [(x["payer"], x["amount"]) for x in found["lines"] if x["insurance"] == "medical"]
    assert dict(medical)["person"] == "136.42"
    assert all(line["policy"] and line["source"] for line in found["lines"])


async def test_several_options_and_the_order_of_parameters_do_not_matter(
    anybody: httpx.AsyncClient,
) -> None:
    asked = f"option=maternity=yes&scheme=employee&option=injury_class=2&base=8000&region={CITY}"
    reply = await anybody.get(f"{CALCULATIONS}/contribution?{asked}&on={ON}")
    assert reply.json()["options"] == {"maternity": "yes", "injury_class": "2"}


async def test_entitlement_and_plan_tell_times_without_benefit_by_name(
    anybody: httpx.AsyncClient,
) -> None:
    paid = "2020-01..2025-10"
    who = {"region": f"{CITY}", "scheme": "flexible", "paid": paid}
    found = await told(anybody, "entitlement", **who, on="2026-03-16")
    assert (found["entitled"], found["cause"]) == (False, "arrears_own")
    assert found["ahead"][0]["cause"] == "arrears_own"
    assert found["earlier_if"]
    plan = await anybody.get(
        f"{CALCULATIONS}/plan", params={**who, "stop": "2026-05", "restart": "2026-08"}
    )
    assert {way["name"] for way in plan.json()["ways"]} >= {"go_on", "repay", "wait"}
    assert plan.json()["stop"] == "2026-05"


async def test_without_a_day_it_is_the_day_of_the_sandbox(client: httpx.AsyncClient) -> None:
    asked = {"region": f"{CITY}", "scheme": "employee", "base": "8000"}
    found = (await client.get(f"{CALCULATIONS}/contribution", params=asked)).json()
    assert found["on"] == "2026-03-16"


async def test_an_article_is_checked_line_by_line(anybody: httpx.AsyncClient) -> None:
    text = "2025年灵活就业:4027×8%=322.16元,大病15元,合计337.16元。养老1136+568=1705元。"
    body = {"text": text, "region": "430100", "on": "2025-06-01"}
    found = (await anybody.post(f"{CALCULATIONS}/article", json=body)).json()
    wrong = [claim for claim in found["claims"] if claim["verdict"] == "wrong"]
    assert [claim["should_be"] for claim in wrong] == ["1704.00"]


async def test_others_answer_with_their_steps(anybody: httpx.AsyncClient) -> None:
    city = {"region": f"{CITY}"}
    assert (await told(anybody, "credit", **city, base="8000"))["amount"] == "160.00"
    assert (await told(anybody, "tier", **city, base="6900"))["readings"]
    pension = await told(anybody, "pension", **city, years="30", indexed_wage="8000")
    assert pension["steps"]
    assert (await told(anybody, "years", **city, paid="2020..2025"))["months"] == 72
    assert (await told(anybody, "scope", **city))["account"]["items"]
    bases = await told(anybody, "bases", **city, base=["6000", "8000"])
    assert [one["base"] for one in bases["bases"]] == ["6000.00", "8000.00"]


@pytest.mark.parametrize(
    ("path", "asked", "code"),
    [
        ("contribution", {"scheme": "employee"}, "malformed"),
        ("contribution", {"region": "1", "scheme": "employee"}, "malformed"),
        ("contribution", {"region": "999900", "scheme": "nobody"}, "unknown_scheme"),
        ("contribution", {"region": "999900", "scheme": "employee"}, "nothing_declared"),
        ("contribution", {"region": "999900", "scheme": "employee", "option": "x"}, "malformed"),
        ("contribution", {"region": "999900", "scheme": "x", "on": "0001-01-01"}, "not_countable"),
        ("contribution", {"region": "999900", "scheme": "x", "on": "9999-12-31"}, "not_countable"),
        ("contribution", {"region": "999900", "scheme": "x", "on": "tomorrow"}, "malformed"),
        ("contribution", {"region": "123456", "scheme": "employee", "base": "1"}, "no_such_region"),
        ("entitlement", {"region": "999900", "scheme": "flexible", "repaired": 10**9}, "malformed"),
        ("entitlement", {"region": "999900", "scheme": "x", "paid": "2020," * 999}, "malformed"),
        ("entitlement", {"region": "999900", "scheme": "x", "paid": "99"}, "unknown_scheme"),
        ("years", {"region": "999900", "paid": "1x"}, "spans_unreadable"),
        ("plan", {"region": "999900", "scheme": "x", "stop": "1", "restart": "2"}, "malformed"),
        ("pension", {"region": "999900", "years": "nan"}, "malformed"),
        ("pension", {"region": "999900", "years": "30"}, "input_needed"),
        ("credit", {"region": "999900", "age": -1}, "malformed"),
        ("tier", {"region": "999900", "base": "١٢"}, "amount_unreadable"),
        ("bases", {"region": "999900", "base": ["1"] * 11}, "malformed"),
    ],
)
async def test_what_cannot_be_worked_out_is_a_no(
    anybody: httpx.AsyncClient, path: str, asked: dict[str, Any], code: str
) -> None:
    reply = await anybody.get(f"{CALCULATIONS}/{path}", params={"on": ON, **asked})
    assert reply.status_code in (400, 404, 422), reply.text
    assert code in {reason["code"] for reason in reply.json()["reasons"]}, reply.text


WORDS = st.one_of(
    st.sampled_from(["999900", "110000", "000000", "employee", "flexible", "resident", "2026-03"]),
    st.sampled_from(["2020..2025", "2026-05@2026-05-20", "8000", "0", "1e9", "yes", "group=adult"]),
    st.sampled_from(["group=newborn", "born=2026-02-30", "cause=own", "moved_from=310000", "=="]),
    st.dates().map(str),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
)
CALCULATORS = (
    "contribution",
    "entitlement",
    "plan",
    "years",
    "tier",
    "credit",
    "pension",
    "bases",
    "scope",
)
ASKED = (
    *("region", "scheme", "base", "on", "option", "paid", "repaired", "stop", "restart", "years"),
    *("status", "age", "pension", "sex", "move_to", "indexed_wage", "balance", "group"),
)


@lru_cache(maxsize=1)
def _app() -> Litestar:
    """The application without a database: calculators need none when a day is given."""
    return create_app(House(Config(sandbox=True), None, BOOK))  # pyright: ignore[reportArgumentType]


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    name=st.sampled_from(CALCULATORS),
    asked=st.dictionaries(st.sampled_from(ASKED), WORDS),
    region=st.sampled_from(["999900", "430100", "370200", "123456"]),
    scheme=st.sampled_from(["employee", "flexible", "resident"]),
    on=st.dates().map(str),
)
async def test_no_input_of_a_calculator_is_a_mistake_of_ours(
    name: str, asked: dict[str, str], region: str, scheme: str, on: str
) -> None:
    transport = httpx.ASGITransport(app=_app(), raise_app_exceptions=False)  # pyright: ignore[reportArgumentType]
    usual = {"region": region, "scheme": scheme, "on": on, "paid": "2020..2025", "base": "8000"}
    async with httpx.AsyncClient(transport=transport, base_url="http://yika") as client:
        reply = await client.get(f"{CALCULATIONS}/{name}", params=usual | asked)
    assert reply.status_code < 500, reply.text


CLAIM = {
    "region": "110000",
    "scheme": "employee",
    "status": "active",
    "age": 40,
    "on": "2025-03-16",
    "kind": "outpatient",
    "level": 3,
    "totals": {"in_scope": 2000},
}


@pytest.mark.covers("BEN-01")
async def test_a_bill_is_quoted_with_its_steps_and_a_wrong_one_with_all_that_is_wrong(
    anybody: httpx.AsyncClient,
) -> None:
    reply = await anybody.post(f"{CALCULATIONS}/quote", json=CLAIM)
    assert reply.status_code == 200, reply.text
    found = reply.json()
    assert (found["hifp_pay"], found["psn_part_amt"]) == ("140.00", "1860.00")
    assert any(one.get("policy") == "employee_benefit.outpatient_share" for one in found["steps"])
    reply = await anybody.post(f"{CALCULATIONS}/quote", json={**CLAIM, "kind": 7, "age": "x"})
    assert reply.status_code == 422
    assert [one["facts"]["name"] for one in reply.json()["reasons"]] == ["kind", "age"]
    reply = await anybody.post(f"{CALCULATIONS}/quote", json={**CLAIM, "level": None})
    assert reply.json()["code"] == "benefit_needs"
    assert reply.status_code == 422
    reply = await anybody.post(f"{CALCULATIONS}/quote", json={**CLAIM, "region": "370200"})
    assert (reply.status_code, reply.json()["code"]) == (404, "no_policy_here")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    told=st.dictionaries(
        st.sampled_from([*CLAIM, "lines", "so_far", "account", "months", "off_site", "signed"]),
        st.recursive(
            st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), WORDS),
            lambda inner: st.one_of(
                st.lists(inner, max_size=3),
                st.dictionaries(
                    st.sampled_from(["class", "amount", "cost", "in_scope", "balance"]), inner
                ),
            ),
            max_leaves=6,
        ),
    )
)
def test_no_claim_is_a_mistake_of_ours(told: dict[str, Any]) -> None:
    with suppress(YikaError):
        claim = read_claim({**CLAIM, **told})
        quote(BenefitLaws(BOOK, claim.region), claim, date(2026, 3, 16))
