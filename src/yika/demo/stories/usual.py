"""The ordinary past that most characters share, and those to whom nothing else happened."""

from datetime import datetime

from yika.cards.model import Stage
from yika.demo.life import CARD_PASSWORD, E_PASSWORD, Life
from yika.demo.model import Character, Text, on

CARD_SINCE, E_SINCE = on("2022-05-10", "09:40"), on("2022-06-01", "20:15")
FIRST_USE, LAST_USE = on("2025-04-08", "10:05"), on("2026-03-11", "15:20")


async def usual(life: Life, last_use: datetime = LAST_USE, *, generation: str = "third") -> None:
    """A card of 2022 with a password of its own, an e-credential, twenty uses in a year."""
    await life.card(CARD_SINCE, generation=generation)
    await life.e_credential(E_SINCE)
    await life.uses(FIRST_USE, last_use)


async def _no_card(life: Life) -> None:
    await life.e_credential(on("2025-09-03", "19:30"))


async def _being_made(life: Life) -> None:
    await life.card(on("2026-03-05", "10:00"), upto=Stage.MADE)


async def _not_activated(life: Life) -> None:
    await life.card(on("2026-02-24", "09:20"), upto=Stage.COLLECTED)
    await life.e_credential(on("2026-03-01", "12:00"))


async def _awaiting(life: Life) -> None:
    await life.card(on("2026-02-26", "14:00"), upto=Stage.READY)


USUAL = (
    Character(
        key="healthy",
        name="王安",
        id_number="999900199003070088",
        password=CARD_PASSWORD,
        e_password=E_PASSWORD,
        what=Text("一切正常。", "Nothing is wrong."),
        attempt=Text(
            "看看一张没有问题的卡，再挂失试试。", "See a card without trouble; then report it lost."
        ),
        story=usual,
    ),
    Character(
        key="no-card",
        name="周小满",
        id_number="999900200109101896",
        insurance="flexible",
        e_password=E_PASSWORD,
        what=Text(
            "从未申领实体卡，只用电子凭证。", "Never asked for a card; uses the e-credential only."
        ),
        attempt=Text("申领第一张卡。", "Apply for a first card."),
        story=_no_card,
    ),
    Character(
        key="being-made",
        name="孟初",
        id_number="999900200212121203",
        what=Text(
            "3月5日申领的第一张卡还在制作。", "The first card, asked for on 5 March, is being made."
        ),
        attempt=Text("查进度：最晚哪天可领。", "Ask how far it is, and by which day it is ready."),
        story=_being_made,
    ),
    Character(
        key="not-activated",
        name="江一帆",
        id_number="999900200304021277",
        e_password=E_PASSWORD,
        what=Text(
            "第一张卡已领取，还没有启用。", "The first card was collected but not activated."
        ),
        attempt=Text("启用新卡，随即可用。", "Activate the card; it works at once."),
        story=_not_activated,
    ),
    Character(
        key="child",
        name="陆一诺",
        id_number="999900201906012452",
        insurance="resident",
        what=Text(
            "六岁，第一张卡做好了，等监护人领取。", "Aged six; the first card waits for a guardian."
        ),
        attempt=Text(
            "以监护人 guardian 的身份替孩子领卡、启用。",
            "As the guardian, collect and activate the card.",
        ),
        story=_awaiting,
    ),
    Character(
        key="guardian",
        name="陆青",
        id_number="999900199210052528",
        password=CARD_PASSWORD,
        e_password=E_PASSWORD,
        what=Text("child 的母亲，本人的卡正常。", "The child's mother; her own card works."),
        attempt=Text("登录后切换到孩子。", "Sign in, then switch to the child."),
        story=usual,
    ),
    Character(
        key="agent",
        name="何咏梅",
        id_number="999900197603192389",
        password=CARD_PASSWORD,
        e_password=E_PASSWORD,
        what=Text(
            "grandmother 的女儿，受托办理解锁、重置密码和领卡；本人的卡正常。",
            "Grandmother's daughter, with a mandate to unlock, reset, collect; her own card works.",
        ),
        attempt=Text(
            "替母亲解锁；再试一件没有委托的事。",
            "Unlock for her; then try a thing not in the mandate.",
        ),
        story=usual,
    ),
)
