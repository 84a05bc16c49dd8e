"""Articles whose figures do not add up: passages of the founding documents, and published sums."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rooms.insurance.places import CHANGSHA, TIER_OTHERS, a_place, base, shares
from yika.insurance.articles.article import MOST, ArticleTooLong, check
from yika.insurance.articles.model import Claim
from yika.policy.load import Book, load_book

ON = date(2025, 4, 30)
changsha = a_place(
    CHANGSHA,
    others={
        "contribution.pension": shares("19%", "8%"),
        "contribution.medical": shares("6.5%", "2%"),
        "contribution.tiers": TIER_OTHERS,
    },
)
beijing = a_place(
    {
        "contribution.pension": shares("16%", "8%"),
        "contribution.medical": shares("9.8%", "2%"),
        "contribution.large_sum": {"employee": {"employer": "none", "person": {"plus": "3.00"}}},
        "contribution.base": base("6821.00", "35283.00"),
    }
)


def claims(text: str, book: Book = changsha) -> list[Claim]:
    return check(text, book, "999901", ON)


def one(found: list[Claim], kind: str, words: str) -> Claim:
    [claim] = [claim for claim in found if claim.kind == kind and words in claim.quoted]
    return claim


SEED_6900 = """湖南长沙社保基数6900是几档

湖南长沙社保基数6900元属于第二档(80%档) ,长沙社保缴费基数分为三档,\
其中二档的基数为5744元至7180元之间,6900元恰好处于该区间内,个人每月需承担约603元,单位承担约1412元 。
"""
SEED_7100 = """湖南长沙社保基数7100每月交多少

2025年长沙社保缴费基数暂定为7180元/月,按7100元基数缴纳时,职工每月个人承担约781元(企业共缴约1982元),\
灵活就业人员每月最低需缴约1075元(含养老+医疗)。  职工社保缴费明细  \
养老保险:个人8%(568元)+企业16%(1136元) \
医疗保险:个人2%(142元)+企业8%(568元) 失业保险:个人0.7%(49.7元)+企业0.5%(35.5元)
"""


@pytest.mark.covers("CONTR-04")
def test_a_total_worked_out_on_another_base():
    person = one(claims(SEED_6900), "total", "603")
    assert (person.verdict, person.should_be) == ("wrong", "710.70")
    assert "5744.00 的 10.5%" in person.why.zh
    employer = one(claims(SEED_6900), "total", "1412")
    assert employer.verdict == "wrong"


@pytest.mark.covers("CONTR-01", "CONTR-02")
def test_tiers_that_contradict_each_other():
    second = one(claims(SEED_6900), "tier", "6900元属于第二档")
    assert second.verdict == "doubtful"  # so by one source, first tier by the other
    text = "湖南长沙社保基数7100元属于第三档。第一档 :月平均工资的60%。 第二档 :月平均工资的100%。"
    third = one(claims(text), "tier", "7100元属于第三档")
    assert (third.verdict, third.should_be) == ("wrong", "2")
    both = claims(f"二档(80%档)的基数为5744元至7180元之间\n{text}")
    assert one(both, "tier", "100%").verdict == "doubtful"


@pytest.mark.covers("CONTR-05")
def test_totals_that_the_listed_items_do_not_come_to():
    found = claims(SEED_7100)
    person, employer = one(found, "total", "781"), one(found, "total", "1982")
    assert (person.verdict, person.should_be) == ("wrong", "759.70")
    assert "11%" in person.why.zh
    assert (employer.verdict, employer.should_be) == ("wrong", "1739.50")
    assert one(found, "amount", "企业16%(1136元)").verdict == "right"


@pytest.mark.covers("CONTR-17")
def test_the_least_a_flexible_worker_pays():
    claim = one(claims(SEED_7100), "total", "1075")
    assert (claim.verdict, claim.should_be) == ("wrong", "1198.76")
    assert "861.60 + 322.16 + 15.00" in claim.why.zh


@pytest.mark.covers("CONTR-17")
def test_the_usual_pension_stands_in_where_the_region_publishes_no_rate():
    found = check(SEED_7100, load_book(), "430100", ON)
    claim = one(found, "total", "1075")
    assert (claim.verdict, claim.should_be) == ("wrong", "1151.56")
    assert "4308.00 × 20% = 861.60 → 1198.76" in claim.why.zh


@pytest.mark.covers("CONTR-09")
def test_a_place_taken_as_the_example_is_the_one_asked():
    text = "以北京为例,养老保险单位缴费比例为16%,个人为8%;医疗保险单位缴费比例为9.8%,个人为2%+3元。"
    found = check(text, load_book(), "430100", ON)
    assert {claim.verdict for claim in found if claim.kind == "rate"} == {"right"}


@pytest.mark.covers("AID-04")
def test_a_share_of_aid_is_no_rate():
    text = "低保对象参加基本医疗保险,按个人缴费的90%或10%给予资助;特困人员资助个人缴费的100%。"
    assert check(text, load_book(), "430100", ON) == []


@pytest.mark.covers("CONTR-10")
def test_sides_of_a_rate_that_are_swapped():
    claim = one(claims(SEED_7100), "rate", "个人0.7%")
    assert (claim.verdict, claim.should_be) == ("wrong", "0.3%")
    assert "写反" in claim.why.zh
    assert claim.policy[0].id == "contribution.unemployment"


@pytest.mark.covers("CONTR-07", "CONTR-08", "CONTR-11", "CONTR-12", "BEN-16")
def test_rates_of_disagreeing_sources_a_title_that_asks_something_else_and_the_housing_fund():
    found = claims(
        "湖南长沙社保基数6900社保缴费多少\n\n"
        "缴费基数为6800元时:养老保险 单位缴费比例:19% 个人缴费比例:8% "
        "医疗保险 单位缴费比例:6.5% 工伤保险 单位缴费比例:0.8% 住房公积金 单位缴费比例:12%"
    )
    pension, medical = one(found, "rate", "19%"), one(found, "rate", "6.5%")
    assert (pension.verdict, pension.should_be) == ("doubtful", "16%")
    assert (medical.verdict, medical.should_be) == ("doubtful", "8%")
    assert one(found, "rate", "0.8%").verdict == "wrong"
    assert one(found, "outside", "12%").verdict == "outside"
    title = one(found, "title", "6800")
    assert (title.verdict, title.should_be) == ("wrong", "6900")


@pytest.mark.covers("CONTR-06", "CONTR-14")
def test_what_adds_up_is_said_to():
    found = claims(
        "以养老保险为例(单位16%、个人8%): 基数7100元:单位每月缴纳1136元,个人缴纳568元,合计1704元。 "
        "基数5000元:单位每月缴纳800元,个人缴纳400元"
    )
    assert {claim.verdict for claim in found} == {"right"}
    assert one(found, "total", "1704").why.zh == "1136 + 568 = 1704.00"
    assert one(found, "amount", "800元").why.zh == "5000.00 × 16% = 800.00"


@pytest.mark.covers("CONTR-15")
def test_an_add_on_counted_twice():
    found = claims(
        "灵活就业人员每月缴费基数为4027元,缴费比例为8%,每月医保费用为322.16元。 "
        "每月需额外缴纳大病保险费15元,因此总缴费额为337.16元(医保)+15元(大病保险)="
    )
    twice = one(found, "double_count", "337.16元(医保)+15元")
    assert (twice.verdict, twice.should_be) == ("wrong", "337.16")
    assert one(found, "amount", "322.16元").verdict == "right"


@pytest.mark.covers("CONTR-16")
def test_a_year_with_and_without_an_optional_part():
    found = claims(
        "基本医疗保险年缴费6149.88元(统账结合),大额医疗补助423.24元/年,生育保险可选(年缴费868.21元)。"
        "选择生育保险则全年合计7441.33元,不选则为6573.12元"
    )
    assert one(found, "total", "7441.33").verdict == "right"
    assert one(found, "total", "6573.12").why.zh == "6149.88 + 423.24 = 6573.12"


@pytest.mark.covers("CONTR-38")
def test_a_tax_sum_that_is_right_and_still_a_trap():
    found = claims(
        "起征点 :每月5000元 $$7100元 - 5000元 = 2100元$$ 二、个人所得税计算 "
        r"应纳税额 = 应纳税所得额 × 3% $$2100元 \times 3% = 63元$$"
    )
    assert [claim.verdict for claim in found] == ["doubtful", "doubtful"]
    assert "应先扣除" in found[0].why.zh


@pytest.mark.covers("ACCT-02")
def test_a_range_whose_ends_are_shares_of_different_things_and_the_old_credit_rule():
    found = claims(
        "湖南长沙社保基数7100元时,医保卡每月个人缴纳金额为142元(2%比例),单位缴纳比例通常为8%即568元,"
        "合计710元进入医保账户。  其中个人缴费部分全额计入医保卡个人账户,单位缴费部分按政策比例划入"
        "(通常为30%-50%),实际每月医保卡到账金额约284-426元。"
    )
    assert one(found, "range", "284-426").should_be == "312.40–426.00"
    assert one(found, "credit", "284-426").should_be == "142.00"
    everything = one(found, "credit", "710")
    assert (everything.verdict, everything.should_be) == ("wrong", "142.00")
    assert everything.policy[0].id == "account.credit"


@pytest.mark.covers("BEN-13")
def test_a_pension_formula_in_which_the_base_would_not_matter():
    text = (
        "$$ \\text{基础养老金} = "
        "\\frac{\\text{退休当年计发基数} + \\text{退休当年上年度全口径社平工资}}{2} $$"
    )
    claim = one(claims(text), "pension", "计发基数")
    assert claim.verdict == "wrong"
    assert "指数化" in (claim.should_be or "")


def test_a_pension_base_that_was_not_the_published_one():
    claim = one(claims("2024年湖南省职工基本养老保险计发基数为 6800元"), "pension", "6800")
    assert (claim.verdict, claim.should_be) == ("wrong", "7694.00")


@pytest.mark.covers("CONTR-09")
def test_beijing_as_misprinted():
    found = claims(
        "最低基数6821元:单位缴纳养老保险1091.36元、医疗保险669.58元;个人缴纳养老保险545.68元、医疗保险137.42元。",
        beijing,
    )
    assert one(found, "amount", "669.58").should_be == "668.46"
    assert one(found, "amount", "137.42").should_be == "136.42"
    assert one(found, "amount", "545.68").verdict == "right"
    with_large_sum = claims("基数6821元:个人缴纳医疗保险139.42元。", beijing)
    assert [claim.verdict for claim in with_large_sum] == ["right"]


def test_a_wrong_sum_makes_what_follows_wrong():
    found = claims("8,590.48 − 700 − 501.97 = 7,488.51,7,488.51 × 92% = 6,889.43")
    assert [claim.should_be for claim in found] == ["7388.51", "6797.43"]


def test_a_deductible_is_taken_first():
    found = claims("退休人员门诊报销:2,000×90%−500=1,300元")
    assert [(claim.kind, claim.should_be) for claim in found] == [("order", "1350.00")]
    assert claims("(2,000 − 500) × 90% = 1,350")[0].verdict == "right"


@pytest.mark.parametrize(
    ("text", "verdicts"),
    [
        ("1136+568=1704", ["right"]),
        ("1136+568=1705", ["wrong"]),
        ("34.105×1=34.11", ["right"]),
        ("100÷3≈33", ["right"]),
        ("100/3=33.33", ["right"]),
        ("80%+25%=105%", ["right"]),
        ("1/0=3", []),
        ("5-=3, =4, (1+2=3", ["right"]),
        ("没有数字", []),
        ("", []),
    ],
)
def test_written_sums(text: str, verdicts: list[str]):
    assert [claim.verdict for claim in claims(text)] == verdicts


WORDS = (
    "基数|7100元|个人|单位|8%|16%|(568元)|=|+|×|-|养老保险|医疗|失业|合计|约|承担|灵活就业|第二档|属于"
    "|30%-50%|284-426元|进入医保账户|。|\n|计发基数|\\frac{1}{2}|2024年|大病|起征点|(|)|0"
)


@given(st.lists(st.one_of(st.sampled_from(WORDS.split("|")), st.text(max_size=4)), max_size=40))
def test_no_article_makes_it_crash(words: list[str]):
    for claim in claims("".join(words)):
        assert claim.quoted
        assert claim.why.zh
        assert (claim.verdict == "right") <= (claim.should_be is None)


def test_an_article_has_a_length():
    with pytest.raises(ArticleTooLong):
        claims("长" * (MOST + 1))
