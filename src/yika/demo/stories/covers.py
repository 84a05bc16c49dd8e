"""Characters whose insurance is the story: waits, a missed window, a move, a relative, retired."""

from datetime import date

from yika.demo.insured import RECENT, YEAR, Insured
from yika.demo.life import CARD_PASSWORD, E_PASSWORD, Life
from yika.demo.model import Character, Text, on
from yika.demo.stories.arrears import ARREARS
from yika.demo.stories.usual import FIRST_USE, LAST_USE, usual

NOVEMBER, DECEMBER = date(2025, 11, 1), date(2025, 12, 1)
JANUARY, FEBRUARY = RECENT
BEIJING, SHANGHAI = 110000, 310000


async def _newborn(life: Life) -> None:
    await life.card(on("2026-02-24", "10:20"))


async def _without_e(life: Life) -> None:
    await life.card(on("2020-09-01", "09:10"), generation="second")
    await life.uses(FIRST_USE, LAST_USE, 12)


def _lapsed(*repaired: int) -> Insured:
    """A resident who paid nothing for two years, then in time for 2026."""
    return Insured(
        scheme="resident",
        since=date(2018, 1, 1),
        until=date(2023, 12, 1),
        billed=(YEAR,),
        group="adult",
        repaired=repaired,
    )


COVERS = (
    *ARREARS,
    Character(
        key="missed-window",
        name="谭松",
        id_number="999900199402093236",
        insurance="resident",
        password=CARD_PASSWORD,
        e_password=E_PASSWORD,
        what=Text(
            "城乡居民，没有在集中参保期内缴2026年的费。",
            "A resident who did not pay for 2026 within the window.",
        ),
        attempt=Text(
            "看现在缴费从哪天起能报销。", "See from which day the fund would pay if paid now."
        ),
        story=usual,
        cover=Insured(
            scheme="resident",
            since=date(2018, 1, 1),
            billed=(YEAR,),
            unpaid=frozenset({YEAR}),
            group="adult",
        ),
    ),
    Character(
        key="lapsed-two",
        name="侯德福",
        id_number="999900198307303317",
        insurance="resident",
        password=CARD_PASSWORD,
        e_password=E_PASSWORD,
        what=Text(
            "城乡居民，2024、2025年断保，2026年按时缴费，等待期到4月底。",
            "A resident without 2024 and 2025 who paid for 2026 in time; waits until May.",
        ),
        attempt=Text(
            "看缴费修复能不能提前；把时钟拨到5月1日。",
            "See whether paying a lapsed year helps; set the clock to 1 May.",
        ),
        story=usual,
        cover=_lapsed(),
    ),
    Character(
        key="lapsed-two-repaired",
        name="白雪梅",
        id_number="999900198712153420",
        insurance="resident",
        password=CARD_PASSWORD,
        e_password=E_PASSWORD,
        what=Text(
            "同样断保两年，已补缴2024年作缴费修复，等待期到3月底。",
            "Two lapsed years as well, one of them paid later; waits until the end of March.",
        ),
        attempt=Text("和 lapsed-two 比较：早一个月。", "Compare with lapsed-two: a month earlier."),
        story=usual,
        cover=_lapsed(2024),
    ),
    Character(
        key="newborn",
        name="秦朗",
        id_number="999900202601203519",
        insurance="resident",
        password=CARD_PASSWORD,
        what=Text(
            "1月20日出生，2月20日参保，从出生之日起能报销。",
            "Born on 20 January, enrolled on 20 February, covered from birth.",
        ),
        attempt=Text(
            "看一岁以内、90天内参保的新生儿。", "See a newborn who was enrolled within 90 days."
        ),
        story=_newborn,
        cover=Insured(
            scheme="resident",
            since=date(2026, 1, 20),
            until=None,
            billed=(YEAR,),
            paid_on=date(2026, 2, 20),
            group="newborn",
            how="newborn",
        ),
    ),
    Character(
        key="moved-in",
        name="石磊",
        id_number="999900199203113628",
        password=CARD_PASSWORD,
        e_password=E_PASSWORD,
        what=Text(
            "去年11月从北京转入，北京的缴费年限一并转来。",
            "Moved here from Beijing in November; the years paid there came along.",
        ),
        attempt=Text("看缴费记录里哪些月是在外地缴的。", "See which months were paid elsewhere."),
        story=usual,
        cover=Insured(
            scheme="employee",
            since=NOVEMBER,
            first=date(2016, 5, 1),
            until=date(2025, 9, 1),
            billed=(NOVEMBER, DECEMBER, *RECENT),
            how="moved_in",
            place=BEIJING,
        ),
    ),
    Character(
        key="moved-away",
        name="贾文博",
        id_number="999900198905263714",
        password=CARD_PASSWORD,
        e_password=E_PASSWORD,
        what=Text(
            "2月底到上海工作，这里的参保已终止。",
            "Works in Shanghai since March; insured here no more.",
        ),
        attempt=Text(
            "看余额还能用；把关系转到上海。", "The balance still works; transfer to Shanghai."
        ),
        story=usual,
        cover=Insured(
            scheme="employee",
            since=date(2016, 7, 1),
            left_on=date(2026, 2, 28),
            moved_to=SHANGHAI,
        ),
    ),
    Character(
        key="relative-pays",
        name="康宁",
        id_number="999900196809053822",
        password=CARD_PASSWORD,
        e_password=E_PASSWORD,
        what=Text(
            "用自己的个人账户替母亲 relative-paid-for 缴了2026年居民医保费。",
            "Paid the 2026 premium of her mother (relative-paid-for) from her own account.",
        ),
        attempt=Text(
            "看账户流水里的代缴；再授权母亲使用账户。",
            "See the payment in the account; then let the mother use it too.",
        ),
        story=usual,
        cover=Insured(scheme="employee", since=date(2016, 7, 1), base="12000.00"),
    ),
    Character(
        key="relative-paid-for",
        name="常秀珍",
        id_number="999900194202183939",
        insurance="resident",
        password=CARD_PASSWORD,
        what=Text(
            "84岁，女儿 relative-pays 用个人账户替她缴了费。",
            "Aged 84; her daughter (relative-pays) paid for her from her account.",
        ),
        attempt=Text("看是谁替她缴的。", "See who paid for her."),
        story=_without_e,
        cover=Insured(
            scheme="resident",
            since=date(2018, 1, 1),
            billed=(YEAR,),
            group="elderly_70",
            paid_by="relative-pays",
        ),
    ),
    Character(
        key="wrong-base",
        name="文静怡",
        id_number="999900199611244010",
        password=CARD_PASSWORD,
        e_password=E_PASSWORD,
        what=Text(
            "月工资 9500 元，单位却按下限 4308 元申报缴费。",
            "Earns 9,500 yuan a month; the employer declared the floor of 4,308.",
        ),
        attempt=Text(
            "看每月少进了多少；请单位更正基数。",
            "See how much less is credited a month; have the base corrected.",
        ),
        story=usual,
        cover=Insured(scheme="employee", since=date(2019, 7, 1), employer="trade", base="4308.00"),
    ),
    Character(
        key="first-wait",
        name="方可",
        id_number="999900200006034125",
        insurance="flexible",
        password=CARD_PASSWORD,
        e_password=E_PASSWORD,
        what=Text(
            "2月第一次以灵活就业身份参保，还在三个月等待期。",
            "Enrolled as a flexible worker for the first time in February; waits for three months.",
        ),
        attempt=Text("把时钟拨到5月1日。", "Set the clock to 1 May."),
        story=usual,
        cover=Insured(
            scheme="flexible",
            since=FEBRUARY,
            until=None,
            billed=(FEBRUARY,),
            base="6000.00",
        ),
    ),
    Character(
        key="retired",
        name="顾长河",
        id_number="999900196508174217",
        password=CARD_PASSWORD,
        e_password=E_PASSWORD,
        what=Text(
            "缴满年限，去年9月退休，不再缴费，终身享受医保。",
            "Retired last September with the years met; pays no more and stays insured.",
        ),
        attempt=Text("看账户每月固定进账。", "See the fixed monthly credit to the account."),
        story=usual,
        cover=Insured(
            scheme="employee",
            since=date(1992, 7, 1),
            until=date(2025, 8, 1),
            retires_on=date(2025, 9, 1),
        ),
    ),
)
