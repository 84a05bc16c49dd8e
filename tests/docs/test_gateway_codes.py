"""The page of our own codes says what the program uses."""

import re

from tests.tidy.sizes import ROOT
from yika.cards.qr import TOKEN_MAX
from yika.faces.gateway.handlers.reconciling import MEMOS
from yika.settlement.visits.cumulations import codes

PAGE = (ROOT / "docs" / "gateway-codes.md").read_text("utf-8")
ROW = re.compile(r"^\| `(\d+)` \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)


def test_every_code_is_on_the_page_with_its_words() -> None:
    rows = set(ROW.findall(PAGE))
    told = {**codes().pools, **codes().amounts}
    assert {(code, one.zh, one.en) for code, one in told.items()} <= rows
    assert set(MEMOS.items()) <= {(row[0], row[1]) for row in rows}
    assert f"{TOKEN_MAX.total_seconds() / 3600:.0f} 小时" in PAGE
