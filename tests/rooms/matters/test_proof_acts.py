"""Certificates while a card is being made, proofs of cover, moving away."""

from datetime import date, timedelta

import pytest

from tests.builders import AT, Somebody, somebody, with_card
from tests.rooms.matters.deciding import decided, journal_of, opened
from yika.cards.laws import SettingNeeded
from yika.ground.errors import Refusals
from yika.insurance.books.enrolment import enrolments
from yika.insurance.books.enrolment_rules import NotEnrolled
from yika.matters import model as acts
from yika.matters import record_acts as records
from yika.matters.cases.model import State
from yika.matters.cover_effects import PlaceIsHere
from yika.matters.proofs import NoCardUnderWay, NoMoreTime
from yika.matters.service import NeedsCase
from yika.papers import documents
from yika.papers.model import Document
from yika.papers.model import State as Worth
from yika.store.db import Database

ISSUE = records.IssueTemporary()


async def papers_of(who: Somebody) -> list[Document]:
    """What was issued to somebody, newest first."""
    async with who.database.transaction() as conn:
        return await documents.of_person(conn, who.database.keys, who.person)


async def waiting(database: Database) -> Somebody:
    """Somebody whose card was lost and who waits for another."""
    who = await with_card(database)
    await who.act(acts.ReplaceCard(reason="lost"))
    return who


async def test_a_certificate_is_for_whoever_waits_for_a_card(database: Database) -> None:
    who = await with_card(database)
    with pytest.raises(NoCardUnderWay):
        await who.act(ISSUE)
    await who.act(acts.ReplaceCard(reason="lost"))
    done = await who.act(ISSUE, actor=who.holder("app"), key="once")
    assert done.facts["valid_until"] == date(2026, 5, 14)  # sixty days, today among them
    assert (await who.act(ISSUE, actor=who.holder("app"), key="once")).replayed
    (paper,) = await papers_of(who)
    assert (paper.kind, str(paper.document_id)) == (
        "temporary_certificate",
        done.facts["document_id"],
    )
    assert paper.content.name == "王小明"
    assert "有效期至：2026-05-14" in paper.content.lines
    assert paper.state(AT + timedelta(days=59)) is Worth.GENUINE
    assert paper.state(AT + timedelta(days=60)) is Worth.EXPIRED
    assert paper.code not in str(done.facts)


async def test_it_is_extended_within_the_most_months(database: Database) -> None:
    who = await waiting(database)
    await who.act(ISSUE)
    with pytest.raises(NoMoreTime):
        await who.act(ISSUE)
    again = await who.act(ISSUE, AT + timedelta(days=50))
    assert (again.facts["extends"], again.facts["valid_until"]) == (True, date(2026, 7, 3))
    new, old = await papers_of(who)
    later = AT + timedelta(days=51)
    assert (new.state(later), old.state(later)) == (Worth.GENUINE, Worth.WITHDRAWN)
    third = await who.act(ISSUE, AT + timedelta(days=150))
    assert third.facts["valid_until"] == date(2026, 9, 15)  # six months from the first
    with pytest.raises(NoMoreTime):
        await who.act(ISSUE, AT + timedelta(days=170))
    with pytest.raises(NoMoreTime):
        await who.act(ISSUE, AT + timedelta(days=300))


async def test_it_ends_when_the_card_is_collected(database: Database) -> None:
    who = await waiting(database)
    await who.act(ISSUE)
    for stage in ("made", "shipped", "ready"):
        await who.act(acts.AdvanceCard(stage=stage))
    later = AT + timedelta(days=9)
    await who.act(acts.CollectCard(), later)
    (paper,) = await papers_of(who)
    assert paper.state(later) is Worth.WITHDRAWN
    with pytest.raises(NoCardUnderWay):
        await who.act(ISSUE, later)


async def test_where_nobody_says_how_long_none_is_issued(database: Database) -> None:
    who = await somebody(database, region=420100)
    await who.act(acts.OrderCard(issuer="bank", bank="演示银行"))
    with pytest.raises(SettingNeeded) as told:
        await who.act(ISSUE)
    assert told.value.facts == {"id": "temporary_card.validity", "division": "420100"}


async def test_a_proof_of_cover_says_what_was_paid(database: Database) -> None:
    who = await somebody(database)
    done = await who.act(records.ProveCover(), actor=who.holder("website"))
    (paper,) = await papers_of(who)
    assert paper.kind == done.facts["document"] == "cover_proof"
    assert paper.content.id_number == who.id_number
    lines = "\n".join(paper.content.lines)
    assert "累计缴费月数：72" in lines
    assert "参保状态：正常参保" in lines
    assert "2020-03至2026-02" in lines
    nobody = await somebody(database, insured=False)
    with pytest.raises(NotEnrolled):
        await nobody.act(records.ProveCover())


async def test_insurance_moves_away_with_its_proof(database: Database) -> None:
    who = await somebody(database)
    away = records.TransferOut(place="310000")
    with pytest.raises(NeedsCase):
        await who.act(away, actor=who.holder("app"))
    case = await decided(who, away, by=who.holder("app"))
    assert case.state is State.DONE
    async with database.transaction() as conn:
        ((_, left),) = await enrolments(conn, who.person)
    assert (left.end_reason, left.moved_to, left.ends_on) == ("moved_away", 310000, AT.date())
    (paper,) = await papers_of(who)
    assert paper.kind == "cover_proof"
    assert "cover.moved_out" in await journal_of(who)
    assert "moved_away" in await who.causes(AT + timedelta(days=1))


async def test_what_cannot_move_is_not_even_taken(database: Database) -> None:
    nobody = await somebody(database, insured=False)
    with pytest.raises(Refusals) as told:
        await opened(nobody, records.TransferOut(place="999900"))
    assert [type(one) for one in told.value.reasons] == [PlaceIsHere, NotEnrolled]
