"""The calculators in the pages: anybody may ask, every sum is shown, nothing is kept."""

import pytest

from tests.faces.portal.reading import Visitor, forms, text_of

MISPRINT = "职工医保：单位缴费 8%，个人缴费 2%。按7100元基数，个人每月缴 142+3=154 元。"


async def ask(visitor: Visitor, key: str, **given: str) -> str:
    """What a calculator's page says once it was asked."""
    reply = await visitor.open(f"/calculators/{key}", go="1", **given)
    assert reply.status_code == 200, visitor.says
    return visitor.says


async def test_anybody_may_calculate_without_signing_in(visitor: Visitor):
    await visitor.open("/calculators")
    assert "不用登录" in visitor.says
    listed = visitor.page
    for key in (
        *("contribution", "waiting", "plan", "years", "bill", "credit", "tier", "pension"),
        "article",
    ):
        assert f'href="/calculators/{key}"' in listed
        reply = await visitor.open(f"/calculators/{key}")
        assert reply.status_code == 200
        assert 'class="result"' not in visitor.page
        assert "c_" not in text_of(visitor.page)
    assert (await visitor.open("/calculators/nothing")).status_code == 404


async def test_what_is_owed_is_shown_line_by_line_with_sums_and_sources(visitor: Visitor):
    told = await ask(
        visitor,
        "contribution",
        region="110000",
        scheme="employee",
        base="6821",
        on="2025-03-01",
        injury_class="1",
    )
    assert "个人每月缴 719.21 元" in told
    assert "545.68" in told
    assert "6821.00 × 8%" in told
    assert "1807.57" in told
    assert "出处" in told
    assert "从何时起" in told
    await visitor.open(
        "/calculators/contribution",
        go="1",
        region="110000",
        scheme="employee",
        base="6821",
        on="2025-03-01",
        lang="en",
    )
    assert "The person pays 719.21 yuan a month" in visitor.says
    assert "assumed" in visitor.says


async def test_options_are_those_of_the_region_and_others_are_let_go(visitor: Visitor):
    await visitor.open("/calculators/contribution", region="440300", scheme="employee")
    assert 'name="tier"' in visitor.page
    await visitor.open(
        "/calculators/contribution",
        go="1",
        region="110000",
        scheme="employee",
        base="7100",
        tier="2",
    )
    assert 'name="tier"' not in visitor.page
    assert "个人每月缴" in visitor.says
    await visitor.open("/calculators/contribution", region="110000", scheme="resident")
    assert 'name="base"' not in visitor.page
    assert 'name="group"' in visitor.page


async def test_a_wait_is_told_with_its_reason_and_what_makes_it_earlier(visitor: Visitor):
    told = await ask(
        visitor,
        "waiting",
        region="999900",
        scheme="flexible",
        paid="2025-01..2025-11",
        on="2026-03-16",
    )
    assert "不能报销" in told
    assert "怎样能更早" in told
    told = await ask(
        visitor,
        "waiting",
        region="999900",
        scheme="employee",
        paid="2020-01..2026-03",
        on="2026-03-16",
    )
    assert "能报销" in told


async def test_years_tiers_credits_and_pensions_show_their_sums(visitor: Visitor):
    told = await ask(visitor, "years", region="110000", paid="2010-01..2024-12", sex="male")
    assert "15 年" in told
    assert "还差 10 年" in told
    told = await ask(visitor, "tier", region="430100", base="7100", on="2024-10-01")
    assert "档" in told
    told = await ask(visitor, "credit", region="999900", status="active", base="7100")
    assert "142.00 元" in told
    assert "7100.00 × 2%" in told
    told = await ask(
        visitor, "pension", region="430100", years="25", indexed_wage="7100", balance="120000"
    )
    assert "估算" in told
    assert "120000.00 ÷ 139" in told


async def test_stopping_and_moving_are_laid_side_by_side(visitor: Visitor):
    told = await ask(
        visitor,
        "plan",
        region="999900",
        scheme="flexible",
        stop="2026-05",
        restart="2026-08",
        base="6000",
        paid="2020-01..2026-04",
    )
    assert "不中断，照常缴费" in told.replace(",", "，")
    assert "空档 3 个月" in told
    reply = await visitor.open(
        "/calculators/plan",
        go="1",
        scheme="flexible",
        region="999900",
        stop="2026-08",
        restart="2026-05",
    )
    assert reply.status_code == 422
    assert visitor.codes == ["plan_backwards"]


async def test_an_article_is_checked_and_not_kept(visitor: Visitor):
    reply = await visitor.send("/calculators/article", region="999900", text=MISPRINT)
    assert reply.status_code == 200
    assert "不对" in visitor.says
    assert "145" in visitor.says
    assert MISPRINT not in str(reply.url)
    await visitor.open("/calculators/article", text=MISPRINT, go="1")
    assert 'class="result"' not in visitor.page


@pytest.mark.parametrize(
    ("key", "given", "codes"),
    [
        ("contribution", {"scheme": "employee"}, ["fields_missing"]),
        ("contribution", {"scheme": "employee", "base": "lots"}, ["amount_unreadable"]),
        ("contribution", {"region": "123456"}, ["no_such_region"]),
        ("contribution", {"on": "soon"}, ["wrong_day"]),
        ("contribution", {"on": "0001-01-01"}, ["not_countable"]),
        ("waiting", {}, ["fields_missing"]),
        ("waiting", {"paid": "2024-13"}, ["spans_unreadable"]),
        ("plan", {"stop": "May", "restart": "2026-08"}, ["spans_unreadable"]),
        ("pension", {"years": "25"}, ["fields_missing"]),
        ("credit", {"status": "active", "base": "7100", "age": "old"}, ["amount_unreadable"]),
    ],
)
async def test_what_is_wrong_is_told_beside_the_form(
    visitor: Visitor, key: str, given: dict[str, str], codes: list[str]
):
    reply = await visitor.open(f"/calculators/{key}", go="1", **given)
    assert reply.status_code == 422
    assert visitor.codes == codes
    assert 'id="ask"' in visitor.page


async def test_what_is_typed_is_shown_again_and_never_run(visitor: Visitor):
    await visitor.open("/calculators/tier", go="1", base='"><script>alert(1)</script>')
    assert "<script>alert" not in visitor.page


@pytest.mark.parametrize("on", ["1950-01-01", "2199-12-31"])
@pytest.mark.parametrize("key", ["contribution", "waiting", "years", "credit", "tier", "pension"])
async def test_the_ends_of_time_are_answered_or_refused(visitor: Visitor, key: str, on: str):
    given = {"base": "7100", "paid": "2024", "years": "25", "indexed_wage": "7100"}
    for region in ("110000", "999900"):
        reply = await visitor.open(f"/calculators/{key}", go="1", on=on, region=region, **given)
        assert reply.status_code in (200, 422), visitor.says


@pytest.mark.covers("BEN-03", "BEN-04")
async def test_a_bill_is_told_as_what_one_pays_oneself_with_the_sum_and_the_sources(
    visitor: Visitor,
):
    bill = {
        "region": "110000",
        "scheme": "employee",
        "bill_status": "active",
        "bill_age": "40",
        "on": "2025-03-16",
        "bill_kind": "inpatient",
        "bill_level": "level_3",
        "bill_off_site": "none",
        "bill_total": "51000",
        "bill_own": "1000",
        "bill_balance": "500",
    }
    told = await ask(visitor, "bill", **bill)
    assert "自己付 8105.00 元，基金付 42895.00 元" in told
    assert "28700.00 × 85%" in told
    assert "出处" in told
    told = await ask(visitor, "bill", **bill, lang="en")
    assert "You pay 8105.00 yuan" in told
    await visitor.open("/calculators", lang="zh")
    told = await ask(visitor, "bill", **{**bill, "region": "130700"})
    assert "我们没有查到张家口市的“" in told
    assert "_benefit." not in told


BILL = {
    "region": "999900",
    "scheme": "employee",
    "bill_status": "active",
    "bill_age": "40",
    "bill_kind": "inpatient",
    "bill_off_site": "none",
    "bill_total": "51000",
}


async def test_what_is_wrong_with_a_bill_is_told_beside_its_field_by_its_name(visitor: Visitor):
    wrong = {**BILL, "bill_total": "x", "bill_own": "y"}
    reply = await visitor.open("/calculators/bill", go="1", **wrong)
    assert reply.status_code == 422
    assert visitor.codes == ["wrong_field", "wrong_field"]
    assert "“单据总金额（元）”填得不对：“x”" in visitor.says
    for field in ("bill_total", "bill_own"):
        assert f'aria-describedby="ask-{field}-wrong"' in visitor.page
    assert "totals" not in visitor.says
    await visitor.open("/calculators/bill", go="1", **{**BILL, "bill_own": "60000"})
    assert visitor.codes == ["wrong_field"]
    assert "≤ 51000" in visitor.says


async def test_a_stay_is_worked_out_at_level_3_where_no_level_is_chosen(visitor: Visitor):
    usual = await ask(visitor, "bill", **BILL)
    chosen = await ask(visitor, "bill", **BILL, bill_level="level_3")
    told = "没有选医院级别，住院按三级医院算"
    assert told in usual
    assert told not in chosen
    assert usual.partition("自己付 ")[2][:8] == chosen.partition("自己付 ")[2][:8]


async def test_layers_that_pay_nothing_are_no_steps_of_what_one_pays(visitor: Visitor):
    told = await ask(visitor, "bill", **{**BILL, "bill_total": "3000"})
    assert "这次没有支付的：大病保险" in told or "这次没有支付的：大额医疗补助" in told
    assert "：起付线（本次应付" in told
    assert "大病保险：起付线" not in told


async def test_a_prescription_decides_what_a_pharmacy_charges_the_pool(visitor: Visitor):
    resident = {"scheme": "resident", "group": "adult"}
    bought = {**BILL, **resident, "bill_kind": "pharmacy", "bill_total": "300"}
    without = await ask(visitor, "bill", **bought)
    assert "没有凭处方，统筹基金不付" in without
    told = await ask(visitor, "bill", **bought, bill_prescribed="yes")
    assert "药店购药纳入统筹" in told


async def test_whoever_is_signed_in_finds_the_form_of_a_bill_filled_in(visitor: Visitor):
    await visitor.open("/calculators/bill")
    assert "已按您登记的情况填好" not in visitor.says
    await visitor.sign_in("healthy")
    await visitor.open("/calculators/bill")
    assert "已按您登记的情况填好" in visitor.says
    typed = forms(visitor.page)["ask"]
    typed.pop("go", None)
    assert (typed["region"], typed["scheme"], typed["bill_status"]) == (
        *("999900", "employee", "active"),
    )
    assert typed["bill_age"] == "36"
    assert typed["bill_level"] == ""
    assert await ask(visitor, "bill", **{**typed, "bill_total": "100"})
    await visitor.open("/my-card/looks")
    assert "试算时填入本人情况" in visitor.says
