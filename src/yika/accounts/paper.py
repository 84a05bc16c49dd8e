"""The transaction record (交易记录) as a paper: the facts, every movement, and the totals."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from itertools import chain
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from yika.accounts.statement import Statement
from yika.ground.days import beijing_day
from yika.ground.money import yuan
from yika.papers import documents
from yika.papers.drawing import begun
from yika.papers.kinds import told_at
from yika.papers.model import Document
from yika.store.db import Conn
from yika.store.keys import Keys

KIND: Final = "transaction_record"
WIDTHS: Final = (40, 62, 26, 26, 26)
HEADS: Final = ("时间", "摘要", "收入(元)", "支出(元)", "余额(元)")


async def certify(conn: Conn, keys: Keys, found: Statement, at: datetime) -> Document:
    """Issue the record, so that its code can be checked; the same one again that day is the same.

    The anchor is locked, and the caller journals.
    """
    content = [found.person, found.since, found.until, found.opening_fen, *found.lines]
    digest = _digest(content)
    facts = {
        "since": found.since,
        "until": found.until,
        "opening": yuan(found.opening_fen),
        "closing": yuan(found.closing_fen),
        "lines": len(found.lines),
        "sha256": digest,
    }
    number = _number(digest, at)
    return await documents.issue(conn, keys, found.person, KIND, facts, at, document_id=number)


def transaction_record(found: Statement, document: Document, address: str) -> bytes:
    """A statement as a PDF. It takes a while."""
    lines = [
        (told_at(one.happened_at), one.zh, *_in_and_out(one.amount_fen), yuan(one.balance_fen))
        for one in found.lines
    ]
    totals = [
        f"合计：收入 {yuan(found.in_fen)} 元，支出 {yuan(found.out_fen)} 元，共 {len(lines)} 笔",
        f"期末余额：{yuan(found.closing_fen)} 元",
    ]
    paper = begun(document, address, [*totals, *HEADS, *chain(*lines)])
    paper.table_of(HEADS, WIDTHS, lines)
    paper.say(totals)
    return bytes(paper.output())


def _digest(content: Sequence[object]) -> str:
    return hashlib.sha256("\0".join(str(part) for part in content).encode()).hexdigest()


def _number(digest: str, at: datetime) -> UUID:
    return uuid5(NAMESPACE_URL, f"{KIND}:{digest}:{beijing_day(at)}")


def _in_and_out(amount_fen: int) -> tuple[str, str]:
    return (yuan(amount_fen), "") if amount_fen >= 0 else ("", yuan(-amount_fen))
