"""What the person is told of an act, in the transaction of the act."""

from yika.matters.work import Work
from yika.notices import service as notices
from yika.papers.kinds import kinds
from yika.papers.model import Document


async def tell(work: Work, kind: str, /, **facts: object) -> None:
    """Put a notice into the person's inbox; see ``notices/kinds.yaml`` for its facts."""
    await notices.tell(work.conn, work.keys, work.person, kind, facts, work.at)


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
