"""What the till answers to the cast, as a page of the documents; `docs/cast-at-the-till.md`."""

from collections.abc import Iterator, Sequence
from typing import Final

from yika.faces.cli.till_model import KINDS, Answer, Shown

HEAD: Final = """# 人物在收费窗口 · The cast at the till

演示人物各拿自己的凭证到药店 `P99990000002` 买 20 盒法莫替丁,共 492.00 元
(2101,`acct_used_flag` 为 1)。下面是接口的回答,由程序逐个问出来,不是写出来的;
测试保证这一页和程序一致。发生了什么见[人物](cast.md)。

Each of the cast shows each credential they have at the pharmacy `P99990000002` and buys 20 boxes
for 492.00 yuan (2101, `acct_used_flag` 1). These are the gateway's
answers, asked one by one and not written by hand; a test keeps the page so. What happened to whom:
[the cast](cast.md).

```
yika demo till --json                # 全部 / everybody, from your own sandbox
yika demo till locked-this-morning   # 一个人的卡号、医保码、身份证号 / the numbers of one
```

卡号和医保码每个沙盒不同,用上面的命令查;`card_sn` 填 `1`,不填也可以。✓ 后面是 基金/账户/现金。

Card and e-credential numbers differ from sandbox to sandbox: ask with the command. `card_sn` is `1`
or left out. After ✓: fund / account / cash. 停 `claim`: the fund is stopped, the account pays.

"""
COLUMNS: Final = (
    "人物 Key",
    "身份证号 ID number",
    "社保卡 card `03`",
    "医保码 e-credential `01`",
    "身份证 ID card `02`",
)


def page(rows: Sequence[Shown]) -> str:
    """The whole page, in Markdown."""
    table = f"| {' | '.join(COLUMNS)} |\n|{'---|' * len(COLUMNS)}\n" + "".join(map(_row, rows))
    told = "".join(_told(row) for row in rows)
    return f"{HEAD}{table}\n## 拒绝的原话 · The refusals in full\n{told}"


def lines_of(row: Shown) -> Iterator[str]:
    """Somebody's numbers and answers, for a terminal."""
    has = row.credentials
    yield f"{row.key} {row.name}  psn_no {row.psn_no}  {row.region}"
    numbers = {"card": has.card, "e_credential": has.e_credential, "id_number": has.id_number}
    for kind, number in numbers.items():
        if number is not None:
            answer = row.answers[kind]
            told = _cell(answer).replace("<br>", "  ").replace("`", "")
            yield f"  {KINDS[kind]} {number}  {told}"
            if answer.err_msg:
                yield f"     {answer.err_msg}"
    if has.token is not None:
        yield f"  ecToken {has.token}"


def _row(row: Shown) -> str:
    cells = [f"`{row.key}`", f"`{row.credentials.id_number}`"]
    cells += [_cell(row.answers.get(kind)) for kind in KINDS]
    return f"| {' | '.join(cells)} |\n"


def _cell(answer: Answer | None) -> str:
    if answer is None:
        return "—"
    if answer.paid is None:
        return f"✗ {_names(answer.codes)}" + (
            f" ← {_names(answer.causes)}" if answer.causes else ""
        )
    paid = answer.paid
    amounts = (paid.fund_pay_sumamt, paid.acct_pay, paid.psn_cash_pay)
    stopped = "".join(
        f"<br>停 `{use}` ← {_names(causes)}" for use, causes in answer.stopped.items()
    )
    return f"✓ {' / '.join(f'{amount:.2f}' for amount in amounts)}{stopped}"


def _told(row: Shown) -> str:
    said: dict[str, list[str]] = {}
    for kind, answer in row.answers.items():
        if answer.paid is None:
            said.setdefault(answer.err_msg, []).append(KINDS[kind])
    if not said:
        return ""
    lines = [f"- {_names(kinds)} {text}" for text, kinds in said.items()]
    return "\n".join(["", f"### {row.key} {row.name}", "", *lines, ""])


def _names(codes: Sequence[str]) -> str:
    return ", ".join(f"`{code}`" for code in codes)
