"""``yika why`` with several things wrong: one plan, and what can be used meanwhile."""

from collections.abc import Callable
from typing import Any

from tests.faces.cli.conftest import Typed, of

Told = Callable[..., Any]


def test_the_plan_and_the_care_of_today_are_told_as_text(yika: Typed) -> None:
    told = yika("why", *of("three-causes")).stdout
    for said in ("怎样办最省事", "the shortest way", "现在看病怎么办", "care right now", "跑 1 趟"):
        assert said in told
    fine = yika("why", *of("healthy")).stdout
    assert "怎样办最省事" not in fine
    assert "现在看病怎么办" not in fine


def test_the_plan_is_in_the_json_beside_everything_else(told: Told) -> None:
    answer = told("why", *of("three-causes"))
    (visit,) = [one for one in answer["plan"]["visits"] if not one["optional"]]
    assert visit["channel"] == "counter"
    assert visit["matters"] == ["review_cooperate", "card_rewrite", "password_change"]
    assert visit["causes"] == ["review", "stripe_damaged", "password_initial"]
    assert visit["papers"] == ["id_card", "card"]
    assert [one["cause"] for one in answer["plan"]["waits"]] == ["review"]
    kinds = [one["kind"] for one in answer["care_now"]]
    assert {"pay_and_claim", "emergency"} <= set(kinds)
    assert {"holds", "uses", "works_today", "ahead", "verdict"} <= answer.keys()


def test_who_found_the_card_and_who_did_not_have_two_plans(told: Told) -> None:
    plan = told("why", *of("lost-an-hour-ago"))["plan"]
    assert plan["only_if"] == ["card_found"]
    assert plan["otherwise"]["visits"][0]["matters"] == ["loss_report"]
