"""Documents as PDF: who and where at the head, the lines, and what a kind of document has besides.

Drawing takes a while: not for the event loop.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from yika.papers.kinds import told_at
from yika.papers.model import Document

if TYPE_CHECKING:
    from yika.papers.sheet import Paper


def head_of(document: Document) -> list[str]:
    """Who and where: what every document begins with."""
    says = document.content
    head = [
        f"统筹区：{says.region}（{document.person.division}）",
        f"姓名：{says.name}　证件号码：{says.id_number}",
    ]
    if document.valid_until is not None:
        head.append(f"有效期至：{told_at(document.valid_until)}")
    return head


def begun(document: Document, address: str, texts: Sequence[str] = ()) -> "Paper":
    """A paper with a document's head and lines on it; `texts` are written on it later."""
    from yika.papers.sheet import Paper  # noqa: PLC0415  PDF and fonts take a while to import.

    told = [*head_of(document), *document.content.lines]
    paper = Paper(
        document.content.title, [*told, *texts], document.issued_at, document.code, address
    )
    paper.say(told)
    return paper


def drawn(document: Document, address: str) -> bytes:
    """A document as a PDF."""
    return bytes(begun(document, address).output())


def letter(document: Document, address: str, password: str, opening: str) -> bytes:
    """A letter with an initial password as a PDF that only `opening` opens; kept nowhere."""
    paper = begun(document, address)
    paper.say_password(password)
    paper.seal_for(opening)
    return bytes(paper.output())
