"""What the page says where a part is paid all the same while somebody waits."""

import msgspec

from tests.builders import AT, BOOK, a_card, a_hold, hours, some_facts
from yika.faces.portal import verdict
from yika.standing.rules import standing
from yika.standing.service import laws_of

CITY = "999900"


def test_the_part_that_is_paid_meanwhile_is_told_at_the_top():
    facts = some_facts(a_card(), holds=(a_hold("review", AT - hours(48)),))
    asked = standing(facts, laws_of(BOOK, CITY), AT)
    waits = msgspec.structs.replace(
        asked.holds[0],
        cause="waiting",
        credentials=dict.fromkeys(asked.holds[0].credentials, ("claim",)),
        ended_by="time",
        until=AT + hours(48),
        remedies=(),
        share="50%",
    )
    told = verdict.answer(msgspec.structs.replace(asked, holds=(waits,)))
    assert any("先按正常待遇的 50% 报销" in line.zh for line in told.why)
    assert told.today[0].zh == "不用办什么，到那天会自动恢复。"
