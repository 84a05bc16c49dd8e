"""Papers that prove something: cover, and a temporary certificate while a card is being made."""

from datetime import date, datetime, timedelta
from typing import Any, Final

from yika.cards import rules
from yika.cards.model import Form
from yika.cards.service import number_of
from yika.ground.days import beijing_day
from yika.ground.errors import Conflict, Refused, YikaError
from yika.ground.ids import mask_number
from yika.insurance.books.enrolment import current, enrolments, leave
from yika.insurance.books.enrolment_rules import NotEnrolled
from yika.insurance.books.settling import Payer, open_bills
from yika.insurance.model import Cover, Enrolment
from yika.insurance.service import cover_of
from yika.matters import record_acts as acts
from yika.matters import temporary
from yika.matters.against import against
from yika.matters.cover_effects import PlaceIsHere
from yika.matters.effects import effect
from yika.matters.model import Done
from yika.matters.telling import tell_of_document
from yika.matters.work import Work
from yika.papers import documents
from yika.papers.model import Document, State
from yika.policy.words import lists

PROOF: Final = "cover_proof"
DAY: Final = timedelta(days=1)
YEAR_MONTHS: Final = 12


class NoCardUnderWay(Conflict):
    """A temporary certificate is for whoever waits for a card. Facts: stage of the newest one."""

    code = "no_card_under_way"


class NoMoreTime(Refused):
    """The certificates for this card have lasted as long as the region lets them. Facts: until."""

    code = "no_more_time"


@against.register
async def _(act: acts.IssueTemporary, work: Work) -> list[YikaError]:
    del act
    card = temporary.awaited(work)
    if card is None:
        line = rules.chain(work.cards, Form.PHYSICAL)
        return [NoCardUnderWay(stage=rules.stage(line[-1]) if line else None)]
    held = await temporary.certificates(work, card)
    until = temporary.valid_until(work, held)
    last = max((one.valid_until for one in held if one.valid_until is not None), default=None)
    over = until <= work.at or (last is not None and until <= last)
    return [NoMoreTime(until=last)] if over else []


@effect.register
async def _(act: acts.IssueTemporary, work: Work) -> Done:
    card = temporary.awaited(work)
    assert card is not None, "looked at before"
    held = await temporary.certificates(work, card)
    until = temporary.valid_until(work, held)
    for one in held:
        if one.state(work.at) is State.GENUINE:
            await documents.withdraw(work.conn, work.person, one.document_id, work.at)
    last_day = beijing_day(until - DAY)
    facts: dict[str, object] = {
        "reason": card.reason,
        "card": mask_number(number_of(work.person.region, card.card_id)),
        "card_id": card.card_id,
        "valid_until": last_day,
    }
    issued = await _issue(work, temporary.CERTIFICATE, facts, until)
    return work.done(act, card, **_told(issued), valid_until=last_day, extends=bool(held))


@effect.register
async def _(act: acts.ProveCover, work: Work) -> Done:
    issued = await _prove(work)
    return work.done(act, **_told(issued))


@against.register
async def _(act: acts.TransferOut, work: Work) -> list[YikaError]:
    found: list[YikaError] = []
    if act.place == work.person.division:
        found.append(PlaceIsHere(place=act.place))
    try:
        current(await enrolments(work.conn, work.person), beijing_day(work.at))
    except NotEnrolled as missing:
        found.append(missing)
    return found


@effect.register
async def _(act: acts.TransferOut, work: Work) -> Done:
    today = beijing_day(work.at)
    payer = Payer(region=work.person.region, person=work.person)
    owed = await open_bills(work.conn, payer)
    left = await leave(
        work.conn, work.actor, work.person, today, "moved_away", work.at, int(act.place)
    )
    issued = await _prove(work)
    return work.done(
        act, **_told(issued), moved_to=act.place, ends_on=left.ends_on, bills_open=len(owed)
    )


async def _prove(work: Work) -> Document:
    """A proof of where somebody is or was insured and which months are paid.

    Fails with NotEnrolled for somebody who never was.
    """
    cover = await cover_of(work.conn, work.person)
    if not cover.enrolments:
        raise NotEnrolled(scheme="none")
    last = max(cover.enrolments, key=lambda one: one.starts_on)
    return await _issue(work, PROOF, _proved(work, cover, last), None)


def _proved(work: Work, cover: Cover, last: Enrolment) -> dict[str, object]:
    words = lists().words
    ended = last.ends_on is not None and last.ends_on < beijing_day(work.at)
    here = [span for span in cover.paid if span.place is None]
    return {
        "scheme": words["insurances"][last.scheme].zh,
        "status": words["cover_states"]["ended" if ended else "insured"].zh,
        "started_on": last.starts_on if last.ends_on is None else None,
        "since": last.starts_on if last.ends_on is not None else None,
        "until": last.ends_on,
        "months": str(sum(_months(span.from_month, span.until_month) for span in cover.paid)),
        "months_here": str(sum(_months(span.from_month, span.until_month) for span in here)),
        "spans": [f"{span.from_month:%Y-%m}至{span.until_month:%Y-%m}" for span in cover.paid],
    }


def _months(first: date, last: date) -> int:
    """Months from the first to the last, both counted."""
    return (last.year - first.year) * YEAR_MONTHS + last.month - first.month + 1


async def _issue(
    work: Work, kind: str, facts: dict[str, object], valid_until: datetime | None
) -> Document:
    to, number = (work.conn, work.keys, work.person, kind, facts, work.at), work.id_for(kind)
    issued = await documents.issue(*to, valid_until=valid_until, document_id=number)
    await tell_of_document(work, issued)
    return issued


def _told(issued: Document) -> dict[str, Any]:
    """What the answer says of a document; its code is for whoever holds it."""
    return {"document_id": str(issued.document_id), "document": issued.kind}
