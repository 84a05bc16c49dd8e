"""The words of the pages: none missing, none left over, instants as people say them."""

import re
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from tests.builders import AT, BOOK, a_card, a_hold, an_e_credential, hours, some_facts
from yika.cards.model import Stage
from yika.faces.portal import phrases, timeline, verdict, views
from yika.faces.portal.asking import ACTS
from yika.faces.portal.calculators.routes import ALL as CALCULATORS
from yika.faces.portal.phrases import brief, day, instant, phrase, value
from yika.ground.days import BEIJING
from yika.guide.telling import Both
from yika.insurance.articles.model import Verdict as Claimed
from yika.insurance.books.diagnosis import NEXT
from yika.policy.model import Confidence
from yika.standing.model import Standing
from yika.standing.rules import standing
from yika.standing.service import laws_of

PORTAL = Path(phrases.__file__).parent
CITY = "999900"
NAMED = re.compile(r"""(?:\bp|phrase)\(\s*(f?)["']([\w.{}\-' \[\]()]+)["']""")


def test_every_phrase_a_page_uses_is_there():
    for path in [*PORTAL.rglob("*.py"), *PORTAL.glob("views/*.html")]:
        for pattern, key in NAMED.findall(path.read_text("utf-8")):
            if not pattern and not key.endswith("_"):
                assert key in phrases.phrases(), f"{path.name}: {key}"


@pytest.mark.parametrize(
    "keys",
    [
        [f"done_{tag}" for tag in ACTS],
        [f"what_{act.event}" for act in ACTS.values() if act.event],
        [f"stage_{stage}" for stage in Stage],
        [f"sure_{confidence}" for confidence in Confidence],
        [f"verdict_{verdict}" for verdict in ("works", "partly", "stopped")],
        [f"letter_{step}" for step in ("printed", "sent", "handed")],
        [f"calc_{one.key}" for one in CALCULATORS],
        [f"calc_{one.key}_lead" for one in CALCULATORS],
        [f"c_verdict_{verdict}" for verdict in Claimed],
        [f"b_who_{who}" for _, who in NEXT.values()],
        [f"w_{wallet}" for wallet in ("current", "carried", "both")],
    ],
    ids=[
        *("acts", "events", "stages", "confidences", "verdicts", "letters"),
        *("calculators", "leads", "claims", "who_acts", "wallets"),
    ],
)
def test_every_kind_has_its_words(keys: list[str]):
    assert set(keys) <= phrases.phrases().keys()


@pytest.mark.parametrize(
    ("at", "zh", "en"),
    [
        (datetime(2026, 3, 16, 7, 30, tzinfo=BEIJING), "今天 07:30", "today at 07:30"),
        (datetime(2026, 3, 17, 0, 0, tzinfo=BEIJING), "明天", "tomorrow"),
        (
            datetime(2026, 3, 26, 8, 0, tzinfo=BEIJING),
            "3月26日 周四 08:00",
            "Thu 26 March at 08:00",
        ),
        (datetime(2027, 1, 1, tzinfo=BEIJING), "2027年1月1日 周五", "Fri 1 January 2027"),
    ],
)
def test_an_instant_is_told_as_people_say_it(at: datetime, zh: str, en: str):
    assert brief(at, AT) == Both(zh, en)


def test_days_near_by_are_told_with_their_date():
    assert day(date(2026, 3, 17), AT) == Both("明天（3月17日 周二）", "tomorrow (Tue 17 March)")
    assert instant(AT - timedelta(hours=1), AT).zh == "今天（3月16日 周一）08:00"


@pytest.mark.parametrize(
    ("found", "unit", "zh"),
    [
        (24, "hours", "24 小时"),
        ("never", "hours", "永远不会"),
        ("20.00", "yuan", "20.00 元"),
        (["pay", "claim"], "uses", "用个人账户付款、用统筹基金报销"),
        ([], "uses", "无"),
        ({"min": 6, "max": 12, "alphabet": "digits"}, "password_format", "6–12 位数字"),
        ({"count": 10, "unit": "days"}, "span", "10 天"),
        ({"min": 7, "max": 10}, "working_days", "7–10 个工作日"),
        ({"ended_by": "holder", "matters": []}, "remedies", "本人办理；无"),
        ({"zh": "条件", "en": "condition"}, "inquiry", "条件"),
        (None, "hours", "None"),
    ],
)
def test_a_value_of_the_law_is_told_in_words(found: object, unit: str, zh: str):
    assert value(found, unit).zh == zh


def shown(*cards: object, holds: tuple[object, ...] = ()) -> Standing:
    facts = some_facts(*cards, holds=holds)  # pyright: ignore[reportArgumentType]
    return standing(facts, laws_of(BOOK, CITY), AT)


def test_a_card_in_order_needs_nothing():
    told = verdict.answer(shown())
    assert (told.verdict, told.icon) == ("works", "yes")
    assert told.today == (phrase("nothing_to_do"),)
    assert told.again == (phrase("works_now"),)


def test_the_timeline_runs_from_what_began_to_what_is_coming():
    lost = a_card(("loss_temporary", AT - hours(1)))
    points = timeline.timeline(shown(lost, an_e_credential()))
    assert [point.at for point in points] == sorted(point.at for point in points)
    assert [point.kind for point in points][:2] == ["past", "now"]
    opens = next(point for point in points if point.kind == "good")
    assert opens.at == AT - hours(1) + timedelta(days=10)


def test_a_review_is_the_authoritys_to_end():
    told = verdict.answer(shown(holds=(a_hold("review", AT - hours(48)),)))
    assert told.verdict == "stopped"
    assert phrase("again_decided") in told.again


def test_not_having_the_e_credential_is_no_reason_but_worth_doing():
    alone = shown(a_card())
    assert views.main_holds(alone) == []
    assert [hold.cause for hold in views.other_holds(alone)] == ["no_e_credential"]
    assert verdict.answer(alone).verdict == "works"
