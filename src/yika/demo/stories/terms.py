"""Characters whose card is counted out, unused, expired, cancelled or moving to another bank."""

from yika.demo.life import CARD_PASSWORD, E_PASSWORD, OTHER_BANK, Life
from yika.demo.model import Character, Text, on
from yika.demo.stories.usual import CARD_SINCE, E_SINCE, FIRST_USE, LAST_USE, usual
from yika.matters.model import CancelCard, ReplaceCard


async def _used(life: Life, times: int) -> None:
    await life.card(CARD_SINCE)
    await life.e_credential(E_SINCE)
    await life.note("statement_printed", on("2025-02-10", "09:50"))
    await life.uses(FIRST_USE, LAST_USE, times)


async def _uses_58(life: Life) -> None:
    await _used(life, 58)


async def _uses_60(life: Life) -> None:
    await _used(life, 60)


async def _dormant_tomorrow(life: Life) -> None:
    await life.card(CARD_SINCE)
    await life.uses(on("2024-06-04", "10:00"), on("2025-03-17", "10:15"), 8)


async def _dormant(life: Life) -> None:
    await life.card(CARD_SINCE)
    await life.uses(on("2023-10-09", "09:00"), on("2024-11-20", "14:30"), 6)
    await life.e_credential(E_SINCE)


async def _expired(life: Life) -> None:
    await life.card(on("2016-03-15", "09:00"), generation="second")
    await life.e_credential(E_SINCE)
    await life.uses(FIRST_USE, LAST_USE)


async def _expires_soon(life: Life) -> None:
    await life.card(on("2016-04-15", "09:00"), generation="second")
    await life.uses(FIRST_USE, LAST_USE)


async def _cancelled(life: Life) -> None:
    await usual(life, on("2026-01-15", "10:00"))
    await life.act(CancelCard(), on("2026-02-20", "11:00"))


async def _other_bank(life: Life) -> None:
    await usual(life)
    await life.act(ReplaceCard(reason="other_bank", bank=OTHER_BANK), on("2026-03-10", "10:00"))


TERMS = (
    Character(
        key="uses-58",
        name="曾国强",
        id_number="999900197701031618",
        password=CARD_PASSWORD,
        e_password=E_PASSWORD,
        what=Text(
            "上次打印交易记录后用了 58 次，还剩两次。",
            "58 uses since the last statement; two are left.",
        ),
        attempt=Text("看提醒：还能用两次。", "See the warning: two more uses."),
        story=_uses_58,
    ),
    Character(
        key="uses-60",
        name="邓丽",
        id_number="999900197409091680",
        password=CARD_PASSWORD,
        e_password=E_PASSWORD,
        what=Text(
            "用满 60 次，要打印交易记录后才能再用。", "60 uses: a statement must be printed first."
        ),
        attempt=Text(
            "到银行网点打印，随即可用。", "Have it printed at the bank; it works at once."
        ),
        story=_uses_60,
    ),
    Character(
        key="dormant-tomorrow",
        name="彭涛",
        id_number="999900197006151757",
        password=CARD_PASSWORD,
        what=Text(
            "到明天（3月17日）就满一年没用卡。",
            "Tomorrow (17 March) it will be a year since the last use.",
        ),
        attempt=Text(
            "今天能用；把时钟拨到后天再看。",
            "It works today; set the clock to the day after tomorrow.",
        ),
        story=_dormant_tomorrow,
    ),
    Character(
        key="dormant",
        name="苏梅",
        id_number="999900198004211829",
        password=CARD_PASSWORD,
        e_password=E_PASSWORD,
        what=Text(
            "2024年11月以后没用过卡，已冻结。",
            "The card was last used in November 2024; it is dormant.",
        ),
        attempt=Text("到窗口填解冻申请表。", "Fill in the form at a counter."),
        story=_dormant,
    ),
    Character(
        key="expired",
        name="蒋正",
        id_number="999900196205201417",
        password=CARD_PASSWORD,
        e_password=E_PASSWORD,
        what=Text("卡昨天到期。", "The card expired yesterday."),
        attempt=Text("换卡；期间用电子凭证。", "Replace it; use the e-credential meanwhile."),
        story=_expired,
    ),
    Character(
        key="expires-soon",
        name="沈秋菊",
        id_number="999900195808161480",
        insurance="resident",
        password=CARD_PASSWORD,
        what=Text("卡还有 30 天到期。", "The card expires in 30 days."),
        attempt=Text(
            "现在就换，旧卡用到新卡启用。", "Replace it now; the old one works until then."
        ),
        story=_expires_soon,
    ),
    Character(
        key="cancelled",
        name="范伟",
        id_number="99990019811025155X",
        e_password=E_PASSWORD,
        what=Text(
            "2月20日注销了卡，电子凭证照常。",
            "Cancelled the card on 20 February; the e-credential works.",
        ),
        attempt=Text(
            "试着补卡（不行），再重新申领。", "Try to replace it (refused), then apply anew."
        ),
        story=_cancelled,
    ),
    Character(
        key="other-bank",
        name="任丽君",
        id_number="999900199407081349",
        password=CARD_PASSWORD,
        e_password=E_PASSWORD,
        what=Text(
            "换到另一家银行的新卡在制作，旧卡照常用。",
            "A card of another bank is being made; the old works.",
        ),
        attempt=Text(
            "看余额怎样处理、新卡哪天好。", "See what becomes of the balance, and when it is ready."
        ),
        story=_other_bank,
    ),
)
