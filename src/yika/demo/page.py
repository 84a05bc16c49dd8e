"""The cast as a page of the documents. `docs/cast.md` is this text; a test keeps it so."""

from yika.demo.cast import CAST, TRUSTS
from yika.demo.life import CARD_PASSWORD, E_PASSWORD
from yika.demo.model import START, Character

HEAD = f"""# 人物 · The cast

演示市(999900)里一直住着这些人。他们都是虚构的:姓名是编的,身份证号以 9999 开头
(校验码有效,但真实号码不会这样开头),电话以 100 开头。每个人都处在一种情形里,
从沙盒时钟的起点 **{START:%Y-%m-%d %H:%M}**(北京时间)看。

These people always live in Yanshi (999900), the made-up city. Nobody of them exists: names are
invented, ID numbers begin 9999 (with a valid check digit, as no real number does), telephones begin
100. Each is in one situation, seen from where the sandbox's clock begins:
**{START:%Y-%m-%d %H:%M}**, Beijing time.

```
yika why --id-number {CAST[0].id_number}
yika demo cast
yika clock advance 1h
```

除另行注明外,卡的社保密码是 `{CARD_PASSWORD}`,电子凭证密码是 `{E_PASSWORD}`。
Unless the table says otherwise, the card's password is `{CARD_PASSWORD}`, the e-credential's
`{E_PASSWORD}`.

"""
COLUMNS = (
    "人物 Key",
    "姓名 Name",
    "身份证号 ID number",
    "地区 Region",
    "卡密码 Card password",
    "电子凭证密码 E-credential password",
    "发生了什么 What happened",
    "试一试 What to try",
)


def page() -> str:
    """The whole page, in Markdown."""
    head = f"| {' | '.join(COLUMNS)} |\n|{'---|' * len(COLUMNS)}\n"
    rows = "".join(_row(character) for character in CAST)
    return f"{HEAD}{head}{rows}\n{_trusts()}"


def _row(character: Character) -> str:
    cells = (
        f"`{character.key}`",
        character.name,
        f"`{character.id_number}`",
        f"{character.region:06}",
        _password(character.password),
        _password(character.e_password),
        f"{character.what.zh}<br>{character.what.en}",
        f"{character.attempt.zh}<br>{character.attempt.en}",
    )
    return f"| {' | '.join(cells)} |\n"


def _password(password: str | None) -> str:
    return "—" if password is None else f"`{password}`"


def _trusts() -> str:
    lines = ["## 谁可以替谁办事 · Who may act for whom", ""]
    for trust in TRUSTS:
        matters = ", ".join(f"`{matter}`" for matter in sorted(trust.matters))
        lines.append(f"- `{trust.agent}` → `{trust.person}` ({trust.basis}): {matters}")
    return "\n".join(lines) + "\n"
