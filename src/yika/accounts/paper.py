"""Papers about an account: the transaction record (交易记录) and the clear-out notice (清户通知单).

Each page says who, masked, which page of how many, when it was made, and carries a QR code with a
short text by which the paper can be compared with the ledger again.
"""

import hashlib
import tempfile
from collections.abc import Sequence
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Final

import segno
from fpdf import FPDF

from yika.accounts.clear_out import ClearOut
from yika.accounts.statement import Statement
from yika.accounts.type_face import font_for
from yika.ground.days import BEIJING
from yika.ground.money import yuan

FACE: Final = "song"
MARGIN: Final = 15  # millimetres, as all lengths here
LINE: Final = 7
QR_SIDE: Final = 26
TITLE_SIZE, TEXT_SIZE, SMALL_SIZE = 16, 10, 8  # points
PAGES: Final = "{nb}"
WIDTHS: Final = (40, 62, 26, 26, 26)
HEADS: Final = ("时间", "摘要", "收入(元)", "支出(元)", "余额(元)")
PLAIN: Final = "".join(map(chr, range(32, 127))) + "年月日时第页共，。：；（）、《》—*"
DIGEST: Final = 16  # characters of the hash on the paper


def verification(kind: str, region: int, content: Sequence[object], at: datetime) -> str:
    """The text in the QR code: what paper it is, when it was made, and the hash of what it says."""
    text = "\0".join(str(part) for part in content)
    digest = hashlib.sha256(text.encode()).hexdigest()[:DIGEST]
    return f"yika:{kind}:{region:06}:{at.astimezone(BEIJING):%Y%m%d%H%M%S}:{digest}"


def transaction_record(found: Statement, region_name: str, at: datetime) -> bytes:
    """A statement as a PDF, made at an instant."""
    lines = [
        (_told(one.happened_at), one.zh, *_in_and_out(one.amount_fen), yuan(one.balance_fen))
        for one in found.lines
    ]
    facts = [
        f"统筹区：{region_name}（{found.person.division}）",
        f"姓名：{found.name}　证件号码：{found.id_number}",
        f"期间：{found.since.isoformat()} 至 {found.until.isoformat()}",
        f"期初余额：{yuan(found.opening_fen)} 元",
    ]
    totals = [
        f"合计：收入 {yuan(found.in_fen)} 元，支出 {yuan(found.out_fen)} 元，共 {len(lines)} 笔",
        f"期末余额：{yuan(found.closing_fen)} 元",
    ]
    content = [found.person, found.since, found.until, found.opening_fen, *found.lines]
    code = verification("record", found.person.region, content, at)
    paper = _Paper("医疗保险个人账户交易记录", [*facts, *totals, *chain(*lines)], at, code)
    paper.say(facts)
    paper.movements(lines)
    paper.say(totals)
    return bytes(paper.output())


def clear_out_notice(
    found: ClearOut, region: int, region_name: str, name: str, id_number: str, at: datetime
) -> bytes:
    """The notice to clear out the old account, as a PDF. Name and number come masked."""
    told = [
        f"统筹区：{region_name}（{region:06}）",
        f"姓名：{name}　证件号码：{id_number}",
        f"通知单编号：{found.clear_out_id}",
        f"原发卡银行：{found.old_bank}",
        f"新发卡银行：{found.new_bank}",
        f"开具时间：{_told(found.noticed_at)}",
        "请持本通知单、本人有效身份证件和原卡，到原发卡银行清户。",
        "清户后资金转入新卡账户；到账前可随时查询资金在哪里。",
    ]
    code = verification("clear-out", region, [found.clear_out_id, found.old_bank], at)
    paper = _Paper("职工医疗保险卡清户通知单", told, at, code)
    paper.say(told)
    return bytes(paper.output())


class _Paper(FPDF):
    """A paper of A4 pages with our head and foot."""

    def __init__(self, title: str, texts: Sequence[str], at: datetime, code: str) -> None:
        super().__init__(format="A4")
        self._title, self._code = title, code
        self._made = f"生成时间：{_told(at)}"
        written = "".join([title, self._made, "核验码", PLAIN, *HEADS, *texts])
        with tempfile.TemporaryDirectory(prefix="yika-paper-") as folder:
            file = Path(folder) / "face.ttf"
            file.write_bytes(font_for(written))
            self.add_font(FACE, fname=file)
        self.set_title(title)
        self.set_lang("zh-CN")
        self.set_creation_date(at)
        self.set_margin(MARGIN)
        self.set_auto_page_break(auto=True, margin=MARGIN + LINE)
        self.add_page()

    def header(self) -> None:
        """Title and QR code, on every page."""
        self.set_font(FACE, size=TITLE_SIZE)
        self.cell(self.epw - QR_SIDE, LINE * 2, self._title, new_x="LMARGIN", new_y="NEXT")
        self._qr(self.w - MARGIN - QR_SIDE, MARGIN)
        self.set_font(FACE, size=TEXT_SIZE)

    def footer(self) -> None:
        """When it was made, the text to verify it by, and which page it is of how many."""
        self.set_y(-MARGIN - LINE)
        self.set_font(FACE, size=SMALL_SIZE)
        told = f"{self._made}　核验码：{self._code}　第 {self.page_no()} 页，共 {PAGES} 页"
        self.cell(self.epw, LINE, told, align="C")

    def say(self, texts: Sequence[str]) -> None:
        """Lines of text, beside the QR code."""
        for text in texts:
            self.multi_cell(self.epw - QR_SIDE, LINE, text, new_x="LMARGIN", new_y="NEXT")

    def movements(self, rows: Sequence[Sequence[str]]) -> None:
        """Rows under their heads; the heads come again on each page."""
        self.set_y(max(self.get_y(), MARGIN + QR_SIDE + LINE))
        self._row(HEADS)
        for row in rows:
            if self.will_page_break(LINE):
                self.add_page()
                self.set_y(MARGIN + QR_SIDE + LINE)
                self._row(HEADS)
            self._row(row)
        self.ln(LINE)

    def _row(self, cells: Sequence[str]) -> None:
        for place, (text, width) in enumerate(zip(cells, WIDTHS, strict=True)):
            self.cell(width, LINE, text, border=1, align="L" if place < 2 else "R")
        self.ln(LINE)

    def _qr(self, x: float, y: float) -> None:
        rows = [list(row) for row in segno.make(self._code, error="m", micro=False).matrix]
        side = QR_SIDE / len(rows)
        self.set_fill_color(0)
        for down, row in enumerate(rows):
            for along, dark in enumerate(row):
                if dark:
                    self.rect(x + along * side, y + down * side, side, side, style="F")


def _in_and_out(amount_fen: int) -> tuple[str, str]:
    return (yuan(amount_fen), "") if amount_fen >= 0 else ("", yuan(-amount_fen))


def _told(at: datetime) -> str:
    return at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")
