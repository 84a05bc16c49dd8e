"""Characters who lost a card, or whose card is damaged."""

from yika.demo.life import CARD_PASSWORD, E_PASSWORD, Life
from yika.demo.model import Character, Text, on
from yika.demo.stories.usual import usual
from yika.matters.model import AdvanceCard, ReplaceCard, ReportDamage, ReportLoss


async def _lost_an_hour_ago(life: Life) -> None:
    await usual(life)
    await life.act(ReportLoss(kind="temporary"), on("2026-03-16", "08:00"), "hotline", own=True)


async def _loss_lapsed(life: Life) -> None:
    await usual(life, on("2026-03-03", "11:00"))
    await life.act(ReportLoss(kind="temporary"), on("2026-03-05", "09:00"), "hotline", own=True)


async def _lost_for_good(life: Life) -> None:
    await usual(life, on("2026-03-02", "17:30"))
    await life.act(ReportLoss(kind="formal"), on("2026-03-12", "10:20"))


async def _lost_being_made(life: Life) -> None:
    await usual(life, on("2026-03-02", "17:30"))
    await life.act(ReportLoss(kind="formal"), on("2026-03-09", "09:30"))
    await life.act(ReplaceCard(reason="lost"), on("2026-03-09", "09:40"))


async def _stripe(life: Life) -> None:
    await usual(life, generation="magnetic")
    await life.act(ReportDamage(part="stripe"), on("2026-03-13", "16:00"))


async def _chip(life: Life) -> None:
    await usual(life)
    await life.act(ReportDamage(part="chip"), on("2026-03-14", "11:10"))


async def _worn(life: Life) -> None:
    await usual(life, generation="second")
    await life.act(ReportDamage(part="body"), on("2026-03-10", "10:00"))


async def _stripe_new_waiting(life: Life) -> None:
    await usual(life, on("2026-02-20", "15:00"), generation="magnetic")
    await life.act(ReportDamage(part="stripe"), on("2026-02-24", "10:00"))
    await life.act(ReplaceCard(reason="stripe"), on("2026-02-25", "10:30"))
    await _make(life)


async def _upgrade_waiting(life: Life) -> None:
    await usual(life, generation="second")
    await life.act(ReplaceCard(reason="upgrade"), on("2026-02-25", "10:30"))
    await _make(life)


async def _make(life: Life) -> None:
    """The card asked for in February is made, sent, and ready to be collected."""
    await life.act(AdvanceCard(stage="made"), on("2026-03-04", "14:00"))
    await life.act(AdvanceCard(stage="shipped"), on("2026-03-05", "08:30"))
    await life.act(AdvanceCard(stage="ready"), on("2026-03-06", "14:00"))


LOSSES = (
    Character(
        key="lost-an-hour-ago",
        name="许文静",
        id_number="999900198710090569",
        password=CARD_PASSWORD,
        e_password=E_PASSWORD,
        what=Text("一小时前电话临时挂失。", "Reported the card lost by telephone an hour ago."),
        attempt=Text(
            "找到了就解挂；没找到就正式挂失补卡。", "Found it: withdraw. Not found: replace it."
        ),
        story=_lost_an_hour_ago,
    ),
    Character(
        key="loss-lapsed",
        name="高峰",
        id_number="999900198307300634",
        password=CARD_PASSWORD,
        e_password=E_PASSWORD,
        what=Text(
            "十一天前电话临时挂失，满十天没有确认，自动失效，卡又能用了。",
            "Reported by telephone eleven days ago; lapsed after ten, so the card works again.",
        ),
        attempt=Text(
            "若卡真的丢了，现在就正式挂失。", "If it is really lost, report it formally now."
        ),
        story=_loss_lapsed,
    ),
    Character(
        key="lost-for-good",
        name="罗建国",
        id_number="999900197504110712",
        password=CARD_PASSWORD,
        e_password=E_PASSWORD,
        what=Text(
            "3月12日正式挂失，还没有补卡。", "Formally reported lost on 12 March, not replaced yet."
        ),
        attempt=Text(
            "试着解挂（不行），再申请补卡。", "Try to withdraw (refused), then ask for another."
        ),
        story=_lost_for_good,
    ),
    Character(
        key="lost-being-made",
        name="古丽娜尔·艾山",
        id_number="999900199108260785",
        password="260785",  # noqa: S106 - of the new card: the last six of her ID number
        e_password=E_PASSWORD,
        what=Text("正式挂失并已补办，新卡在制作。", "Formally lost; the new card is being made."),
        attempt=Text(
            "看新卡最晚哪天可领；期间用电子凭证。", "See by when it is ready; use the e-credential."
        ),
        story=_lost_being_made,
    ),
    Character(
        key="stripe",
        name="谢芳",
        id_number="999900196801190857",
        password=CARD_PASSWORD,
        e_password=E_PASSWORD,
        what=Text(
            "磁条卡消磁，刷不出来。", "The magnetic stripe lost its data; tills cannot read it."
        ),
        attempt=Text("到窗口补磁，当场好。", "Have it rewritten at a counter, done on the spot."),
        story=_stripe,
    ),
    Character(
        key="chip",
        name="韩磊",
        id_number="999900198606050911",
        password=CARD_PASSWORD,
        e_password=E_PASSWORD,
        what=Text("芯片损坏。", "The chip is damaged."),
        attempt=Text(
            "换卡：即时制卡点当场取，窗口要等。",
            "Replace it: at once at an instant point, or wait.",
        ),
        story=_chip,
    ),
    Character(
        key="worn",
        name="唐慧",
        id_number="999900197202280994",
        password=CARD_PASSWORD,
        e_password=E_PASSWORD,
        what=Text(
            "卡面磨损看不清，只能付个人账户。",
            "The face is worn; only the personal account can be paid with.",
        ),
        attempt=Text(
            "比较卡和电子凭证还能做什么。", "Compare what the card and the e-credential can do."
        ),
        story=_worn,
    ),
    Character(
        key="stripe-new-waiting",
        name="冯玉兰",
        id_number="999900196509131067",
        password=CARD_PASSWORD,
        e_password=E_PASSWORD,
        what=Text(
            "旧卡消磁，新卡已做好待领取。",
            "The old stripe is dead; the new card waits to be collected.",
        ),
        attempt=Text("领卡、启用。", "Collect the new card and activate it."),
        story=_stripe_new_waiting,
    ),
    Character(
        key="upgrade-waiting",
        name="曹一鸣",
        id_number="999900198903171138",
        password=CARD_PASSWORD,
        e_password=E_PASSWORD,
        what=Text(
            "二代卡换三代卡，新卡待领取，旧卡照常用。",
            "A newer card waits; the old one still works.",
        ),
        attempt=Text(
            "领取并启用新卡，旧卡同时停用。", "Activate the new card; the old one stops then."
        ),
        story=_upgrade_waiting,
    ),
)
