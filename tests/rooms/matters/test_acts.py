"""Acts on a real database: what is done, what is refused and why, and that a "no" changes nothing."""

import asyncio
from datetime import date, timedelta

import pytest

from tests.builders import AT, OFFICER, Somebody, hours, somebody, with_card
from yika.access.model import Actor, Role
from yika.access.service import NoMandate, OfficersOnly
from yika.cards.passwords import (
    NotLocked,
    PasswordForm,
    PasswordTooCommon,
    PasswordUnchanged,
)
from yika.cards.rules import (
    AlreadyReplaced,
    AlreadyReportedLost,
    CannotRewrite,
    CardEnded,
    LossIsFinal,
    NotReportedLost,
    WrongStage,
)
from yika.ground.errors import Refusals, YikaError
from yika.holds.service import AlreadyHeld
from yika.matters import model as acts
from yika.matters.effects import BankNeeded, TermOutOfRange
from yika.matters.service import HolderInPerson, KeyReused, NotOfferedHere, ProofNotAccepted
from yika.people import service as people
from yika.people.model import Mandate
from yika.store.db import Database
from yika.store.journal import entries_about

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


@pytest.mark.covers("PIN-25", "PIN-28", "PIN-10", "HOLD-24")
async def test_the_third_wrong_entry_in_a_row_locks_for_a_day(database: Database) -> None:
    person = await with_card(database)
    entries = [WRONG, WRONG, RIGHT, WRONG, WRONG, WRONG, RIGHT]
    told = [await person.act(acts.EnterPassword(password=entry)) for entry in entries]
    assert [done.result for done in told] == [
        "wrong", "wrong", "right", "wrong", "wrong", "wrong", "locked",
    ]
    assert [done.tries_left for done in told[:6]] == [2, 1, 3, 2, 1, 0]
    assert told[-1].unlocks_at == AT + hours(24)
    assert told[-1].tries_left is None
    assert (await person.act(acts.EnterPassword(password=RIGHT), AT + hours(23.9))).result == "locked"
    assert (await person.act(acts.EnterPassword(password=RIGHT), AT + hours(24))).result == "right"


@pytest.mark.covers("PIN-20", "PIN-28", "PIN-29", "PIN-32", "HOLD-20")
async def test_a_lock_is_opened_or_the_password_reset(database: Database) -> None:
    person = await with_card(database)
    for _ in range(3):
        await person.act(acts.EnterPassword(password=WRONG))
    await person.act(acts.UnlockPassword(identity="id_card"))
    assert (await person.act(acts.EnterPassword(password=RIGHT))).result == "right"
    with pytest.raises(NotLocked):
        await person.act(acts.UnlockPassword(identity="id_card"))
    for _ in range(3):
        await person.act(acts.EnterPassword(password=WRONG))
    done = await person.act(acts.ResetPassword(identity="id_card", new="246813"))
    assert done.result == "done"
    assert await person.causes() == set()
    assert (await person.act(acts.EnterPassword(password="246813"))).result == "right"


@pytest.mark.covers("PIN-07", "PIN-01", "PIN-06")
async def test_a_reset_may_hand_out_an_initial_password_that_must_be_changed(
    database: Database,
) -> None:
    person = await with_card(database)
    done = await person.act(acts.ResetPassword(identity="id_card"))
    assert (done.facts["initial"], done.facts["must_change"]) == ("id_last_six", True)
    entered = await person.act(acts.EnterPassword(password=person.id_number[-6:]))
    assert (entered.result, entered.may_settle, entered.must_change) == ("right", False, True)
    assert await person.causes() == {"password_initial"}


@pytest.mark.covers("PIN-09", "PIN-35")
@pytest.mark.parametrize(
    ("new", "refused"),
    [
        ("13579", {PasswordForm}),
        ("1357901", {PasswordForm}),
        ("13579a", {PasswordForm}),
        ("13579１", {PasswordForm}),
        ("888888", {PasswordTooCommon}),
        ("123456", {PasswordTooCommon}),
        (RIGHT, {PasswordUnchanged}),
        ("1111", {PasswordForm, PasswordTooCommon}),
    ],
)
async def test_a_new_password_is_refused_with_every_reason(
    database: Database, new: str, refused: set[type[YikaError]]
) -> None:
    person = await with_card(database)
    with pytest.raises(YikaError) as caught:
        await person.act(acts.ChangePassword(old=RIGHT, new=new), actor=person.holder())
    found = caught.value
    reasons = found.reasons if isinstance(found, Refusals) else [found]
    assert {type(reason) for reason in reasons} == refused
    assert (await person.act(acts.EnterPassword(password=RIGHT))).tries_left == 3


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
    assert await person.causes() == {"being_made"}
    with pytest.raises(LossIsFinal):
        old = str((await person.standing()).cards[0].card_id)
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


@pytest.mark.covers("HOLD-06", "HOLD-21")
async def test_a_suspension_keeps_within_the_law_and_ends_by_itself(database: Database) -> None:
    person = await with_card(database)
    for months in (None, 2, 13):
        with pytest.raises(TermOutOfRange):
            await person.act(acts.PlaceHold(cause="suspension", basis="case:1", months=months))
    await person.act(acts.PlaceHold(cause="suspension", basis="case:1", months=6))
    assert await person.causes() == {"suspension"}
    assert (await person.standing()).uses["card"]["pay"].opens_at == AT.replace(month=9)
    await person.act(acts.EndHold(cause="suspension"))
    assert await person.causes() == set()


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


@pytest.mark.covers("CARD-21", "PIN-12")
async def test_an_e_credential_has_a_password_and_a_lock_of_its_own(database: Database) -> None:
    person = await with_card(database)
    await person.act(
        acts.ActivateECredential(identity="face", password="abc135"), actor=person.holder()
    )
    standing = await person.standing()
    assert standing.uses["e_credential"]["pay"].open
    for _ in range(6):
        await person.act(acts.EnterPassword(kind="e_credential", password="xyz135"))
    standing = await person.standing()
    assert not standing.uses["e_credential"]["pay"].open
    assert standing.uses["card"]["pay"].open
    with pytest.raises(WrongStage):
        await person.act(acts.ActivateECredential(identity="face", password="abc135"))


async def test_a_password_letter_and_its_card_go_their_own_ways(database: Database) -> None:
    person = await somebody(database)
    await person.act(acts.OrderCard(issuer="social_security"))
    for step in ("sent", "handed"):
        await person.act(acts.AdvanceLetter(step=step))
    [card] = (await person.standing()).cards
    assert (card.stage, card.letter) == ("ordered", "letter_handed")


@pytest.mark.parametrize(
    "act",
    [acts.AdvanceCard(stage="made"), acts.PlaceHold(cause="review", basis="x"), acts.EndHold(cause="review")],
)
async def test_what_officers_do_the_holder_does_not(database: Database, act: acts.Act) -> None:
    person = await with_card(database)
    with pytest.raises(OfficersOnly):
        await person.act(act, actor=person.holder())


async def test_a_matter_is_done_where_the_region_offers_it(database: Database) -> None:
    person = await with_card(database, generation="magnetic")
    await person.act(acts.ReportDamage(part="stripe"), actor=person.holder())
    with pytest.raises(NotOfferedHere) as caught:
        await person.act(acts.RewriteCard(), actor=person.holder())
    assert caught.value.facts["offered"] == ["counter"]
    with pytest.raises(ProofNotAccepted):
        await person.act(acts.ResetPassword(identity="household_book", new="246813"), actor=person.holder())


@pytest.mark.covers("PIN-33", "CHAN-12")
async def test_somebody_else_acts_only_with_a_mandate_and_where_an_agent_may(
    database: Database,
) -> None:
    person, agent = await with_card(database), await somebody(database)
    actor = Actor(role=Role.HOLDER, channel="counter", person=agent.person)
    for _ in range(3):
        await person.act(acts.EnterPassword(password=WRONG))
    unlock = acts.UnlockPassword(identity="id_card")
    with pytest.raises(NoMandate):
        await person.act(unlock, actor=actor)
    await _mandate(person, agent)
    online = Actor(role=Role.HOLDER, channel="app", person=agent.person)
    with pytest.raises(Refusals) as caught:
        await person.act(unlock, actor=online)
    assert HolderInPerson in {type(reason) for reason in caught.value.reasons}
    await person.act(unlock, actor=actor)
    assert await person.causes() == set()
    with pytest.raises(NoMandate):
        await person.act(acts.ReportLoss(), actor=actor)


async def _mandate(person: Somebody, agent: Somebody) -> None:
    from uuid import uuid4

    mandate = Mandate(
        mandate_id=uuid4(),
        person=person.person,
        agent=agent.person,
        basis="mandate",
        matters=frozenset({"password_unlock"}),
        starts_at=AT - hours(1),
    )
    async with person.database.transaction() as conn:
        await people.give_mandate(conn, mandate)


async def test_the_same_key_is_answered_once(database: Database) -> None:
    person = await with_card(database)
    first = await person.act(acts.EnterPassword(password=WRONG), key="k1")
    again = await person.act(acts.EnterPassword(password=WRONG), key="k1")
    assert (first.tries_left, again.tries_left) == (2, 2)
    assert (first.replayed, again.replayed) == (False, True)
    with pytest.raises(KeyReused) as caught:
        await person.act(acts.EnterPassword(password=RIGHT), key="k1")
    assert caught.value.facts == {"fields": ["password"]}
    with pytest.raises(KeyReused) as caught:
        await person.act(acts.ReportLoss(), key="k1")
    assert "act" in str(caught.value.facts["fields"])


async def test_a_refused_act_changes_nothing_and_leaves_the_key_free(database: Database) -> None:
    person = await with_card(database)
    before = await person.standing()
    with pytest.raises(YikaError):
        await person.act(acts.ChangePassword(old=RIGHT, new="1"), key="k2")
    assert await person.standing() == before
    assert (await person.act(acts.ChangePassword(old=RIGHT, new="246813"), key="k2")).result == "done"


@pytest.mark.covers("PIN-25")
async def test_sixteen_wrong_entries_at_once_are_not_more_than_three(database: Database) -> None:
    person = await with_card(database)
    entries = (person.act(acts.EnterPassword(password=WRONG), key=f"c{n}") for n in range(16))
    results = [done.result for done in await asyncio.gather(*entries)]
    assert (results.count("wrong"), results.count("locked")) == (3, 13)


async def test_every_act_and_every_look_is_in_the_journal_without_passwords(
    database: Database,
) -> None:
    person = await with_card(database)
    await person.act(acts.EnterPassword(password=WRONG))
    await person.standing()
    async with database.transaction() as conn:
        entries = await entries_about(conn, person.person.region, person.person.person_id)
    whats = [entry.what for entry in reversed(entries)]
    assert whats == [
        "card.ordered", "card.advanced", "card.advanced", "card.advanced", "card.collected",
        "card.activated", "password.reset", "password.entered", "standing.read",
    ]
    assert entries[1].facts["result"] == "wrong"
    assert {entry.role for entry in entries} == {OFFICER.role}
