"""The paper itself: A4 pages with our head, foot and typeface, and a QR code to check them by.

Each page says when it was made, which page of how many, and the code; the QR code leads to the page
where anybody can check it.
"""

import secrets
import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

import segno
from fpdf import FPDF
from fpdf.enums import EncryptionMethod

from yika.papers.codes import grouped
from yika.papers.kinds import told_at
from yika.papers.type_face import font_for

FACE: Final = "song"
MARGIN: Final = 15  # millimetres, as all lengths here
LINE: Final = 7
QR_SIDE: Final = 26
TITLE_SIZE, TEXT_SIZE, SMALL_SIZE, LARGE_SIZE = 16, 10, 8, 22  # points
PAGES: Final = "{nb}"
PLAIN: Final = "".join(map(chr, range(32, 127))) + "年月日时第页共，。：；（）、《》—*"
HEAD: Final = "统筹区：（）姓名：证件号码：　有效期至：生成时间：核验码"
INITIAL: Final = "初始密码"


class Paper(FPDF):
    """A paper of A4 pages with our head and foot; `address` is where its code can be checked."""

    def __init__(
        self, title: str, texts: Sequence[str], at: datetime, code: str, address: str
    ) -> None:
        super().__init__(format="A4")
        self._title, self._code = title, grouped(code)
        self._target = f"{address}/verify/{code}"
        self._made = f"生成时间：{told_at(at)}"
        written = "".join([title, HEAD, INITIAL, self._code, PLAIN, *texts])
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

    def say_password(self, text: str) -> None:
        """The one thing that nobody should misread, in a frame of its own."""
        self.ln(LINE)
        self.cell(self.epw, LINE, INITIAL, new_x="LMARGIN", new_y="NEXT")
        self.set_font(FACE, size=LARGE_SIZE)
        self.cell(self.epw / 2, LINE * 2, text, border=1, align="C")
        self.set_font(FACE, size=TEXT_SIZE)

    def table_of(
        self, heads: Sequence[str], widths: Sequence[int], rows: Sequence[Sequence[str]]
    ) -> None:
        """Rows under their heads, below the QR code; the heads come again on each page."""
        self.set_y(max(self.get_y(), MARGIN + QR_SIDE + LINE))
        self._row(heads, widths)
        for row in rows:
            if self.will_page_break(LINE):
                self.add_page()
                self.set_y(MARGIN + QR_SIDE + LINE)
                self._row(heads, widths)
            self._row(row, widths)
        self.ln(LINE)

    def seal_for(self, opening: str) -> None:
        """Let only somebody who knows `opening` read it, and nobody change it."""
        self.set_encryption(
            owner_password=secrets.token_urlsafe(),
            user_password=opening,
            encryption_method=EncryptionMethod.AES_256,
        )

    def _row(self, cells: Sequence[str], widths: Sequence[int]) -> None:
        for place, (text, width) in enumerate(zip(cells, widths, strict=True)):
            self.cell(width, LINE, text, border=1, align="L" if place < 2 else "R")
        self.ln(LINE)

    def _qr(self, x: float, y: float) -> None:
        rows = [list(row) for row in segno.make(self._target, error="m", micro=False).matrix]
        side = QR_SIDE / len(rows)
        self.set_fill_color(0)
        for down, row in enumerate(rows):
            for along, dark in enumerate(row):
                if dark:
                    self.rect(x + along * side, y + down * side, side, side, style="F")
