"""Characters held by the agency, with several causes at once, or living in a real region."""

from yika.demo.life import CARD_PASSWORD, E_PASSWORD, Life
from yika.demo.model import Character, Text, on
from yika.demo.stories.passwords import wrong_entries
from yika.demo.stories.usual import CARD_SINCE, FIRST_USE, usual
from yika.matters.model import PlaceHold, ReportDamage, ReportLoss

# Published by Zhangjiakou, and refused there for settlement since 2022-03-02.
ZHANGJIAKOU_INITIAL = "123456"  # what that city handed out to everybody

MISMATCH = PlaceHold(cause="identity_mismatch", basis="register.compared")
REVIEW = PlaceHold(cause="review", basis="sanction.inquiry")


async def _name_changed(life: Life) -> None:
    await usual(life)
    await life.act(MISMATCH, on("2026-03-12", "02:00"))


async def _review(life: Life) -> None:
    await usual(life, on("2026-02-27", "18:45"))
    await life.act(REVIEW, on("2026-03-04", "09:00"))


async def _suspended(life: Life) -> None:
    await usual(life, on("2025-12-30", "12:30"))
    await life.suspended("decision.2026-017", 6, on("2026-01-12", "09:00"))


async def _two(life: Life) -> None:
    await usual(life)
    await life.act(MISMATCH, on("2026-03-14", "02:00"))
    await wrong_entries(life, on("2026-03-16", "07:45"))


async def _three(life: Life) -> None:
    await life.card(CARD_SINCE, generation="magnetic", password=None)
    await life.uses(FIRST_USE, on("2026-02-27", "18:45"))
    await life.act(REVIEW, on("2026-03-04", "09:00"))
    await life.act(ReportDamage(part="stripe"), on("2026-03-09", "15:30"))


async def _zhangjiakou(life: Life) -> None:
    await life.card(on("2021-06-15", "09:00"), password=None)
    await life.given(ZHANGJIAKOU_INITIAL, on("2021-06-15", "09:00"), initial=True)
    await life.uses(FIRST_USE, on("2025-11-20", "16:00"))


async def _shanghai(life: Life) -> None:
    await usual(life)
    await life.act(ReportLoss(kind="temporary"), on("2026-03-15", "20:15"), "hotline")


HOLDS = (
    Character(
        key="name-changed",
        name="龚䶮",
        id_number="999900198402271966",
        password=CARD_PASSWORD,
        e_password=E_PASSWORD,
        what=Text("改过名，和登记的不一致。", "Changed her name; it differs from the register."),
        attempt=Text("到窗口更正姓名。", "Have the name corrected at a counter."),
        story=_name_changed,
    ),
    Character(
        key="review",
        name="梁志远",
        id_number="99990019760812203X",
        password=CARD_PASSWORD,
        e_password=E_PASSWORD,
        what=Text("涉嫌违规，3月4日起调查中。", "Suspected misuse; an inquiry since 4 March."),
        attempt=Text(
            "看期间什么还能办、依据哪一条。",
            "See what still can be done, and on which rule it rests.",
        ),
        story=_review,
    ),
    Character(
        key="suspended",
        name="夏侯杰",
        id_number="999900198211302117",
        password=CARD_PASSWORD,
        e_password=E_PASSWORD,
        what=Text(
            "1月12日起暂停联网结算六个月。",
            "Network settlement suspended for six months from 12 January.",
        ),
        attempt=Text(
            "看到期日；把时钟拨到 7月12日 9:00。", "See the end; set the clock to 12 July, 9:00."
        ),
        story=_suspended,
    ),
    Character(
        key="two-causes",
        name="田野",
        id_number="99990019900522217X",
        password=CARD_PASSWORD,
        e_password=E_PASSWORD,
        what=Text(
            "姓名不一致，今早又输错密码锁卡。",
            "The name differs, and the card was locked this morning.",
        ),
        attempt=Text("解锁后另一个原因还在。", "Unlock it: the other cause remains."),
        story=_two,
    ),
    Character(
        key="three-causes",
        name="潘阿妹",
        id_number="999900196907042246",
        insurance="flexible",
        password="042246",  # noqa: S106 - the last six of her ID number, as handed out
        what=Text(
            "调查中、消磁、初始密码没改。",
            "Under review, the stripe dead, the initial password kept.",
        ),
        attempt=Text("三个原因各有各的办法。", "Three causes, each with its own remedy."),
        story=_three,
    ),
    Character(
        key="beijing",
        name="郭京生",
        id_number="999900198609092594",
        region=110000,
        password=CARD_PASSWORD,
        e_password=E_PASSWORD,
        what=Text("住在北京，一切正常。", "Lives in Beijing; nothing is wrong."),
        attempt=Text("看北京哪些规定没有公布。", "See which rules Beijing has not published."),
        story=usual,
    ),
    Character(
        key="zhangjiakou",
        name="武春花",
        id_number="999900197301272666",
        region=130700,
        password=ZHANGJIAKOU_INITIAL,
        what=Text(
            "住在张家口，2021年的初始密码没改，2022年3月2日起不能结算。",
            "Lives in Zhangjiakou; an initial password of 2021 may not settle since 2022-03-02.",
        ),
        attempt=Text("看依据和日期；修改密码。", "See the rule and its day; change the password."),
        story=_zhangjiakou,
    ),
    Character(
        key="shanghai",
        name="沪生",
        id_number="999900199512132734",
        region=310000,
        password=CARD_PASSWORD,
        e_password=E_PASSWORD,
        what=Text(
            "住在上海，昨晚电话临时挂失。",
            "Lives in Shanghai; reported a loss by telephone last night.",
        ),
        attempt=Text(
            "比较上海和演示市的挂失规定。", "Compare Shanghai's rules with those of Yanshi."
        ),
        story=_shanghai,
    ),
)
