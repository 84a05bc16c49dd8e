"""Characters with password trouble: locked, initial, never set."""

from datetime import datetime, timedelta

from yika.demo.life import CARD_PASSWORD, E_PASSWORD, Life
from yika.demo.model import Character, Text, on
from yika.demo.stories.usual import FIRST_USE, LAST_USE, usual
from yika.matters.model import EnterPassword

WRONG = "704913"  # nobody's password


async def wrong_entries(life: Life, last: datetime, times: int = 3) -> None:
    """So many wrong passwords at a till, a minute apart; the last one locks."""
    for before in reversed(range(times)):
        at = last - timedelta(minutes=before)
        await life.act(EnterPassword(password=WRONG), at, "pos_pad", own=True)


async def _locked_this_morning(life: Life) -> None:
    await usual(life)
    await wrong_entries(life, on("2026-03-16", "07:30"))


async def _locked_yesterday(life: Life) -> None:
    await usual(life)
    await wrong_entries(life, on("2026-03-15", "08:00"))


async def _opens_at_ten(life: Life) -> None:
    await usual(life)
    await wrong_entries(life, on("2026-03-15", "10:00"))


async def _initial(life: Life) -> None:
    await life.card(on("2023-08-21", "09:30"), password=None)
    await life.e_credential(on("2023-09-10", "21:00"))
    await life.uses(FIRST_USE, on("2026-02-26", "16:40"))


async def _letter(life: Life) -> None:
    await life.card(on("2025-12-08", "10:10"), bank=None, password=None)
    await life.note("letter_printed", on("2025-12-12", "15:00"))
    await life.note("letter_sent", on("2025-12-15", "09:00"))
    await life.e_credential(on("2026-01-02", "18:00"))


async def _e_credential_locked(life: Life) -> None:
    await usual(life)
    for minute in range(5, 11):
        act = EnterPassword(kind="e_credential", password=WRONG)
        await life.act(act, on("2026-03-16", f"08:{minute:02}"), "app", own=True)


async def _grandmother(life: Life) -> None:
    await life.card(on("2020-09-01", "09:10"), generation="second")
    await life.uses(FIRST_USE, LAST_USE, 30)
    await wrong_entries(life, on("2026-03-16", "08:05"))


PASSWORDS = (
    Character(
        key="locked-this-morning",
        name="李晓明",
        id_number="999900198805120150",
        password=CARD_PASSWORD,
        e_password=E_PASSWORD,
        what=Text(
            "今早 7:30 在药店连续三次输错社保密码，卡被锁。",
            "Three wrong passwords in a row at a pharmacy at 7:30 this morning; locked.",
        ),
        attempt=Text(
            "在线解锁；或把时钟拨到明天 7:30，看它自动解开。",
            "Unlock it online; or set the clock to 7:30 tomorrow and see it open by itself.",
        ),
        story=_locked_this_morning,
    ),
    Character(
        key="locked-yesterday",
        name="赵立新",
        id_number="999900199209180215",
        password=CARD_PASSWORD,
        e_password=E_PASSWORD,
        what=Text(
            "昨天 8:00 输错锁定，今天 8:00 已自动解锁。",
            "Locked at 8:00 yesterday; opened by itself.",
        ),
        attempt=Text("什么都不用办：卡能用。", "Nothing to do: the card works."),
        story=_locked_yesterday,
    ),
    Character(
        key="opens-at-ten",
        name="孙大勇",
        id_number="999900198511030299",
        password=CARD_PASSWORD,
        e_password=E_PASSWORD,
        what=Text(
            "昨天 10:00 输错锁定，一小时后自动解锁。",
            "Locked at 10:00 yesterday; opens in an hour.",
        ),
        attempt=Text("把时钟拨快一小时。", "Advance the clock by one hour."),
        story=_opens_at_ten,
    ),
    Character(
        key="initial-password",
        name="陈丽华",
        id_number="999900197906240368",
        password="240368",  # noqa: S106 - the last six of her ID number, as handed out
        e_password=E_PASSWORD,
        what=Text(
            "一直没有修改初始密码；3月2日起初始密码不能结算。",
            "Never changed the initial password, which may not settle since 2 March.",
        ),
        attempt=Text(
            "修改密码（旧密码是身份证后六位）。",
            "Change it; the old one is the last six of the ID number.",
        ),
        story=_initial,
    ),
    Character(
        key="password-letter",
        name="郑桐",
        id_number="999900199311210433",
        e_password=E_PASSWORD,
        what=Text(
            "社保部门发的卡；密码函寄出后没有收到，从未设过密码。",
            "A card of the agency; the password letter never arrived, no password was ever set.",
        ),
        attempt=Text("验证身份，设一个密码。", "Prove who you are and set a password."),
        story=_letter,
    ),
    Character(
        key="e-credential-locked",
        name="吴倩",
        id_number="999900199602150506",
        password=CARD_PASSWORD,
        e_password=E_PASSWORD,
        what=Text(
            "今早电子凭证密码输错六次；实体卡正常。",
            "Six wrong e-credential passwords; the card works.",
        ),
        attempt=Text(
            "先用卡；再用人脸解锁电子凭证。", "Use the card meanwhile; unlock with your face."
        ),
        story=_e_credential_locked,
    ),
    Character(
        key="grandmother",
        name="刘桂芳",
        id_number="999900194506082328",
        insurance="resident",
        password=CARD_PASSWORD,
        what=Text(
            "今早 8:05 输错三次锁定；没有手机，女儿 agent 可以代办。",
            "Locked at 8:05 this morning; has no telephone, her daughter (agent) may act for her.",
        ),
        attempt=Text("以 agent 的身份替她解锁。", "Sign in as agent and unlock for her."),
        story=_grandmother,
    ),
)
