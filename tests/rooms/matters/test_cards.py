"""Acts on cards and on what holds a person, in a real database, each with what stops after it."""

from datetime import date, timedelta

import pytest

from tests.builders import AT, hours, somebody, with_card
from yika.cards.rules import (
    AlreadyReplaced,
    AlreadyReportedLost,
    CannotRewrite,
    CardEnded,
    LossIsFinal,
    NotReportedLost,
)
from yika.holds.service import AlreadyHeld
from yika.matters import model as acts
from yika.matters.effects import BankNeeded
from yika.people import service as people
from yika.store.db import Database

RIGHT, WRONG = "135790", "135791"


@pytest.mark.covers("CARD-06", "LOSS-30", "CARD-07", "LOSS-17", "LOSS-18", "CARD-08")
async def test_a_first_card_goes_from_order_to_use(database: Database) -> None:
    person = await somebody(database)
    assert await person.causes() == {"no_card"}
    done = await person.act(acts.OrderCard(issuer="bank", bank="演示银行"))
    assert done.facts["ready_on"] == date(2026, 3, 30)  # Ten working days.
    assert await person.causes() == {"being_made"}
    for stage in ("made", "shipped", "ready"):
        await person.act(acts.AdvanceCard(stage=stage))
    assert await person.causes() == {"awaiting_collection"}
    await person.act(acts.CollectCard())
    assert await person.causes() == {"not_activated"}
    await person.act(acts.ActivateCard())
    assert await person.causes() == {"password_initial"}
    changed = acts.ChangePassword(old=person.id_number[-6:], new=RIGHT)
    assert (await person.act(changed)).result == "done"
    assert await person.causes() == set()


@pytest.mark.covers("LOSS-03", "LOSS-06", "LOSS-09", "LOSS-24")
async def test_a_lost_card_is_reported_found_and_reported_for_good(database: Database) -> None:
    person = await with_card(database)
    with pytest.raises(NotReportedLost):
        await person.act(acts.WithdrawLoss())
    done = await person.act(acts.ReportLoss(kind="temporary"), actor=person.holder("hotline"))
    assert done.facts["lapses_at"] == AT + timedelta(days=10)
    with pytest.raises(AlreadyReportedLost):
        await person.act(acts.ReportLoss(kind="temporary"))
    await person.act(acts.WithdrawLoss())
    assert await person.causes() == set()
    await person.act(acts.ReportLoss(kind="formal"), actor=person.holder("counter"))
    with pytest.raises(LossIsFinal):
        await person.act(acts.WithdrawLoss())
    with pytest.raises(AlreadyReportedLost):
        await person.act(acts.ReportLoss(kind="temporary"))
    assert await person.causes() == {"loss_formal"}


@pytest.mark.covers("LOSS-19", "LOSS-15", "LOSS-16", "CARD-05", "LOSS-14", "LOSS-13", "PIN-36")
async def test_an_old_card_works_until_its_successor_of_the_same_bank_is_activated(
    database: Database,
) -> None:
    person = await with_card(database, generation="magnetic")
    done = await person.act(acts.ReplaceCard(reason="upgrade"))
    assert done.facts["balance"] == "moves_by_itself"
    assert await person.causes() == set()
    with pytest.raises(AlreadyReplaced):
        await person.act(acts.ReplaceCard(reason="upgrade"))
    for stage in ("made", "ready"):
        await person.act(acts.AdvanceCard(stage=stage))
    await person.act(acts.CollectCard())
    assert await person.causes() == set()
    await person.act(acts.ActivateCard())
    current = [card for card in (await person.standing()).cards if card.is_current]
    assert [(card.generation, card.card_id) for card in current] == [("third", done.card_id)]
    assert await person.causes() == {"password_initial"}


@pytest.mark.covers("LOSS-20")
async def test_another_bank_means_clearing_out_the_old_account(database: Database) -> None:
    person = await with_card(database)
    with pytest.raises(BankNeeded):
        await person.act(acts.ReplaceCard(reason="other_bank", bank="演示银行"))
    done = await person.act(acts.ReplaceCard(reason="other_bank", bank="惠民银行"))
    assert done.facts["balance"] == "clear_out"


async def test_replacing_a_lost_card_reports_it_lost_for_good(database: Database) -> None:
    person = await with_card(database)
    await person.act(acts.ReplaceCard(reason="lost"))
    assert await person.causes() == {"loss_formal", "being_made"}
    old = (await person.standing()).cards[0].card_id
    with pytest.raises(LossIsFinal):
        await person.act(acts.WithdrawLoss(card_id=old))


@pytest.mark.covers("CARD-18")
async def test_a_magnetic_stripe_is_written_again(database: Database) -> None:
    person = await with_card(database, generation="magnetic")
    await person.act(acts.ReportDamage(part="stripe"))
    assert await person.causes() == {"stripe_damaged"}
    await person.act(acts.RewriteCard(), actor=person.holder("counter"))
    assert await person.causes() == set()
    third = await with_card(database)
    await third.act(acts.ReportDamage(part="stripe"))
    with pytest.raises(CannotRewrite):
        await third.act(acts.RewriteCard())


@pytest.mark.covers("CARD-19", "CARD-20")
async def test_the_sixtieth_use_stops_the_card_until_the_statement_is_printed(
    database: Database,
) -> None:
    person = await with_card(database)
    await person.used(59, AT - hours(2))
    assert await person.causes() == set()
    await person.used(1, AT - hours(1))
    [hold] = [h for h in (await person.standing()).holds if h.cause == "statement_due"]
    assert hold.since == AT - hours(1)
    assert await person.causes(AT - hours(1.5)) == set()
    await person.act(acts.PrintStatement(), actor=person.holder("bank_counter"))
    assert await person.causes() == set()


@pytest.mark.covers("HOLD-05", "HOLD-19")
async def test_a_card_long_unused_is_put_back_into_use(database: Database) -> None:
    person = await with_card(database)
    later = AT + timedelta(days=400)
    assert await person.causes(later) == {"dormant"}
    await person.act(acts.Reactivate(), at=later)
    assert await person.causes(later) == set()


@pytest.mark.covers("HOLD-03", "HOLD-19")
async def test_a_changed_name_is_corrected(database: Database) -> None:
    person = await with_card(database)
    await person.act(acts.PlaceHold(cause="identity_mismatch", basis="check:name"))
    with pytest.raises(AlreadyHeld):
        await person.act(acts.PlaceHold(cause="identity_mismatch", basis="check:name"))
    assert (await person.standing()).verdict == "stopped"
    await person.act(acts.CorrectIdentity(name="王晓明"), actor=person.holder("counter"))
    assert await person.causes() == set()
    async with database.transaction() as conn:
        identity = await people.identity_of(conn, database.keys, person.person)
    assert identity.name == "王晓明"


async def test_nothing_more_is_done_with_a_cancelled_card_but_a_new_one_is_ordered(
    database: Database,
) -> None:
    person = await with_card(database)
    await person.act(acts.CancelCard())
    assert await person.causes() == {"cancelled"}
    for act in (acts.ReplaceCard(reason="lost"), acts.ReportLoss(), acts.CancelCard()):
        with pytest.raises(CardEnded):
            await person.act(act)
    await person.act(acts.OrderCard(issuer="social_security", bank=None))
    assert await person.causes() == {"being_made"}


async def test_a_password_letter_and_its_card_go_their_own_ways(database: Database) -> None:
    person = await somebody(database)
    await person.act(acts.OrderCard(issuer="social_security"))
    for step in ("sent", "handed"):
        await person.act(acts.AdvanceLetter(step=step))
    [card] = (await person.standing()).cards
    assert (card.stage, card.letter) == ("ordered", "letter_handed")
