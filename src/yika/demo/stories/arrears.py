"""Characters whose employer has not paid, or who have not paid themselves."""

from datetime import date

from yika.demo.insured import RECENT, Insured
from yika.demo.life import CARD_PASSWORD, E_PASSWORD
from yika.demo.model import Character, Text
from yika.demo.stories.usual import usual

NOVEMBER, DECEMBER = date(2025, 11, 1), date(2025, 12, 1)
FEBRUARY = RECENT[-1]


def _flexible(*unpaid: date) -> Insured:
    """A flexible worker since 2016 with these months, the last ones, unpaid."""
    months = (NOVEMBER, DECEMBER, *RECENT)
    return Insured(
        scheme="flexible",
        since=date(2016, 7, 1),
        until=date(2025, 10, 1),
        billed=months,
        unpaid=frozenset(unpaid),
        base="6000.00",
    )


ARREARS = (
    Character(
        key="employer-arrears",
        name="秦建业",
        id_number="999900198506142819",
        password=CARD_PASSWORD,
        e_password=E_PASSWORD,
        what=Text(
            "单位欠缴今年1月、2月医保费，2月起统筹基金不报销。",
            "The employer has not paid January and February; the fund has stopped since February.",
        ),
        attempt=Text(
            "看账户余额照常能用；督促单位补缴，今天补缴4月1日恢复。",
            "The balance still works; urge the employer: paid today, the fund pays from 1 April.",
        ),
        story=usual,
        cover=Insured(
            scheme="employee",
            since=date(2016, 7, 1),
            employer="builder",
            unpaid=frozenset(RECENT),
        ),
    ),
    Character(
        key="own-arrears-1",
        name="魏小燕",
        id_number="999900199108232901",
        insurance="flexible",
        password=CARD_PASSWORD,
        e_password=E_PASSWORD,
        what=Text(
            "灵活就业，忘了缴2月的医保费，3月起不能报销。",
            "A flexible worker who forgot February; no claims since March.",
        ),
        attempt=Text("补缴一个月，4月1日恢复。", "Pay the month; it works again from 1 April."),
        story=usual,
        cover=_flexible(FEBRUARY),
    ),
    Character(
        key="own-arrears-3",
        name="程远航",
        id_number="999900198811023015",
        insurance="flexible",
        password=CARD_PASSWORD,
        e_password=E_PASSWORD,
        what=Text(
            "灵活就业，去年12月到今年2月三个月没缴。",
            "A flexible worker who has not paid for three months, December to February.",
        ),
        attempt=Text(
            "三个月以内补缴，4月1日恢复；再等一个月就不同了。",
            "Three months can be repaid: back on 1 April. Another month makes a difference.",
        ),
        story=usual,
        cover=_flexible(DECEMBER, *RECENT),
    ),
    Character(
        key="own-arrears-4",
        name="戴玉兰",
        id_number="999900197904173122",
        insurance="flexible",
        password=CARD_PASSWORD,
        e_password=E_PASSWORD,
        what=Text(
            "灵活就业，去年11月起四个月没缴。",
            "A flexible worker who has not paid for four months, since November.",
        ),
        attempt=Text(
            "断缴超过三个月：今天补缴也要到9月1日才恢复。",
            "More than three months: paid today, the fund pays only from 1 September.",
        ),
        story=usual,
        cover=_flexible(NOVEMBER, DECEMBER, *RECENT),
    ),
)
