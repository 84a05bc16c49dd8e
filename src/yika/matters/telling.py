"""What the person is told of an act, in the transaction of the act."""

from yika.matters.work import Work
from yika.notices import service as notices
from yika.notices.kinds import kinds as kinds_of_notice
from yika.papers.kinds import kinds
from yika.papers.model import Document


async def tell(work: Work, kind: str, /, **facts: object) -> None:
    """Put a notice into the person's inbox; see ``notices/kinds.yaml`` for its facts."""
    told = {"hotline": hotline_of(work, kind), **facts}
    await notices.tell(work.conn, work.keys, work.person, kind, told, work.at)


def hotline_of(work: Work, kind: str) -> str | None:
    """The number to call about what such a notice tells; None where the region names none."""
    topic = kinds_of_notice()[kind].topic
    found = None if topic is None else work.laws.value("hotline.number", work.at, topic=topic)
    return found[0]["number"] if found else None


async def tell_of_document(work: Work, issued: Document) -> None:
    """Tell that a document was issued, and the code by which anybody can check it."""
    what = kinds()[issued.kind]
    await tell(
        work,
        "document.issued",
        document={"zh": what.zh, "en": what.en},
        code=issued.code,
        document_id=issued.document_id,
        kind=issued.kind,
    )
