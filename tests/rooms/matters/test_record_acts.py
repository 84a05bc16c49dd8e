"""Looking at states, changing the telephone, confirming, objecting."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from tests.builders import AT, Somebody, somebody, with_card
from tests.rooms.matters.deciding import HANDLER, decided, journal_of, opened
from tests.rooms.notices.receiver import receiving
from yika.access.service import OfficersOnly
from yika.config import Config, NoticeSettings
from yika.ground.days import BEIJING, add_months, wall_clock
from yika.guide.records_told import records_told
from yika.insurance.books import confirmations
from yika.insurance.laws import InsuranceLaws
from yika.matters import model as acts
from yika.matters import record_acts as records
from yika.matters.allowing import ProofNotAccepted
from yika.matters.cases import service as cases
from yika.matters.cases.model import PaperState, State
from yika.matters.cases.steps import NewCase
from yika.matters.record_effects import ConfirmationUnknown, NoSuchRecord, NotConfirmedHere
from yika.matters.service import NeedsCase
from yika.notices import sending
from yika.notices import service as notices
from yika.notices.delivery import Post, deliver_all
from yika.people import service as people
from yika.people.service import NoSuchPerson, SamePhone
from yika.store import journal
from yika.store.db import Database

OLD, NEW = "13900001234", "13800005678"
STATE = records.QueryState()


async def state_of(who: Somebody, at: datetime = AT) -> str:
    """The word for the state of somebody's physical card."""
    done = await who.act(STATE, at, who.holder("app"))
    return next(one["state"] for one in done.facts["cards"] if one["form"] == "physical")


@pytest.mark.covers("HOLD-12", "HOLD-13")
async def test_the_state_of_a_card_is_told_by_its_word(database: Database) -> None:
    who = await with_card(database)
    assert await state_of(who) == "normal"
    for _ in range(3):
        await who.act(acts.EnterPassword(password="000111"))
    assert await state_of(who) == "locked"
    await who.act(acts.ReportLoss())
    assert await state_of(who) == "loss_temporary"
    await who.act(acts.ReportLoss(kind="formal"))
    assert await state_of(who) == "loss_formal"
    await who.act(acts.CancelCard())
    assert await state_of(who) == "cancelled"
    assert (await journal_of(who))[:2] == ["state.read", "standing.read"]


async def test_a_card_that_was_not_activated_is_sealed(database: Database) -> None:
    who = await somebody(database)
    assert (await who.act(STATE)).facts["cards"] == []
    await who.act(acts.OrderCard(issuer="bank", bank="演示银行"))
    assert await state_of(who) == "being_made"
    for stage in ("made", "shipped", "ready"):
        await who.act(acts.AdvanceCard(stage=stage))
    await who.act(acts.CollectCard())
    assert await state_of(who) == "sealed"


@pytest.mark.covers("FILE-05")
async def test_the_telephone_changes_and_finds_the_person(database: Database) -> None:
    who = await with_card(database)
    change = records.ChangePhone(phone=NEW, identity="face")
    with pytest.raises(ProofNotAccepted):
        await who.act(records.ChangePhone(phone=NEW, identity="sms_code"), actor=who.holder("app"))
    done = await who.act(change, actor=who.holder("app"))
    assert done.facts == {}
    async with database.transaction() as conn:
        identity = await people.identity_of(conn, database.keys, who.person)
        assert identity.phone == NEW
        assert await people.find(conn, database.keys, "phone", NEW) == who.person
        with pytest.raises(NoSuchPerson):
            await people.find(conn, database.keys, "phone", OLD)
        entry = (await journal.entries_about(conn, who.person.region, who.person.person_id))[0]
    assert entry.what == "phone.changed"
    assert NEW not in str(entry.facts)
    assert OLD not in str(entry.facts)
    with pytest.raises(SamePhone):
        await who.act(change, actor=who.holder("app"))


async def test_the_old_telephone_hears_of_the_new_one(database: Database) -> None:
    who = await with_card(database)
    change = records.ChangePhone(phone=NEW, identity="face")
    async with receiving() as receiver, sending.client(5) as using:
        told = NoticeSettings(attempts=3, timeout=5, sms_url=receiver.address("/sms"))
        post = Post(database, Config(sandbox=True, notices=told), using, wall_clock)
        await who.act(change, actor=who.holder("app"))
        await deliver_all(post)
        (came,) = receiver.got
    text = came.json
    assert text["phone"] == OLD
    assert "已变更" in text["text"]
    assert NEW not in text["text"]
    async with database.transaction() as conn:
        (notice,) = await notices.inbox(conn, database.keys, who.person)
        rows = await (await conn.execute("SELECT phone_sealed FROM deliveries")).fetchall()
    assert notice.kind == "data.changed"
    assert all(OLD.encode() not in row[0] for row in rows)


@pytest.mark.covers("FILE-05")
async def test_a_name_is_corrected_by_an_officer(database: Database) -> None:
    who = await with_card(database)
    await who.act(acts.PlaceHold(cause="identity_mismatch", basis="register"))
    assert await who.causes() == {"identity_mismatch"}
    await who.act(acts.CorrectIdentity(name="王晓明"))
    assert await who.causes() == set()
    async with database.transaction() as conn:
        assert (await people.identity_of(conn, database.keys, who.person)).name == "王晓明"


def confirm(benefit: records.Benefit = "pension", **more: object) -> records.ConfirmEntitlement:
    return records.ConfirmEntitlement(benefit=benefit, identity="face", **more)  # pyright: ignore[reportArgumentType]


@pytest.mark.covers("FILE-03")
async def test_twelve_months_are_counted_from_the_last_success(database: Database) -> None:
    who = await with_card(database)
    august = datetime(2024, 8, 20, 9, tzinfo=BEIJING)
    done = await who.act(confirm(), august, who.holder("app"))
    assert done.facts["next_due"] == date(2025, 7, 31)
    assert (done.facts["way"], done.facts["was_late"]) == ("self_service", False)
    failed = await who.act(confirm(passed=False), datetime(2025, 6, 2, 9, tzinfo=BEIJING))
    assert failed.facts["next_due"] == date(2025, 7, 31)
    late = await who.act(confirm(), datetime(2025, 8, 1, 9, tzinfo=BEIJING), who.holder("app"))
    assert late.facts["was_late"]
    assert late.facts["late_means"] == {"pauses": "yes", "made_up_later": "yes"}
    assert late.facts["next_due"] == date(2026, 7, 31)


@pytest.mark.covers("FILE-03")
async def test_each_benefit_is_confirmed_by_itself_and_only_where_it_is(
    database: Database,
) -> None:
    who = await with_card(database)
    await who.act(confirm("chronic"), AT, who.holder("app"))
    async with database.transaction() as conn:
        tried = await confirmations.of_person(conn, who.person)
    laws = InsuranceLaws(who.book, who.person.division)
    dues = {one.benefit: one for one in confirmations.dues(tried, laws, date(2028, 3, 1))}
    assert dues.keys() == {"retired_cover", "pension", "chronic", "off_site", "assistance"}
    assert (dues["chronic"].next_due, dues["chronic"].is_late) == (date(2028, 2, 29), True)
    assert (dues["pension"].next_due, dues["pension"].is_late) == (None, False)
    late = add_months(AT, 25)
    async with database.transaction() as conn:
        to = conn, database.keys, who.book, who.holder("app"), who.person
        told = {one.benefit: one for one in (await records_told(*to, late)).confirmations}
    warned = told["chronic"].warning
    assert warned is not None
    assert "可能暂停" in warned.zh
    assert told["pension"].warning is None
    assert await who.causes(late) <= {"dormant", "no_e_credential"}
    with pytest.raises(NotConfirmedHere):
        await who.act(confirm("employee_cover"), AT, who.holder("app"))


async def test_where_nobody_knows_whether_it_is_confirmed_it_is_said(database: Database) -> None:
    who = await somebody(database, region=330100)
    with pytest.raises(ConfirmationUnknown):
        await who.act(confirm())


async def test_only_an_officer_says_how_it_went(database: Database) -> None:
    who = await with_card(database)
    with pytest.raises(OfficersOnly):
        await who.act(confirm(passed=False), AT, who.holder("app"))
    home = records.ConfirmEntitlement(benefit="pension", identity="id_card", way="home_visit")
    assert (await who.act(home)).facts["way"] == "home_visit"


def complain(about: str, reference: str) -> records.Complain:
    return records.Complain(about=about, reference=reference, text="这不是我办的")  # pyright: ignore[reportArgumentType]


async def test_one_objects_to_a_line_of_ones_own_history_only(database: Database) -> None:
    who, other = await with_card(database), await with_card(database)
    async with database.transaction() as conn:
        entry = (await journal.entries_about(conn, who.person.region, who.person.person_id))[0]
        row = await (
            await conn.execute(
                "SELECT card_id, seq FROM card_events WHERE person_id = %s", (who.person.person_id,)
            )
        ).fetchone()
    assert row is not None
    mine = [("journal", str(entry.entry_id)), ("card_event", f"{row[0]}/{row[1]}")]
    for about, reference in mine:
        with pytest.raises(NeedsCase):
            await who.act(complain(about, reference))
        case = await decided(who, complain(about, reference), by=who.holder("app"))
        assert case.state is State.DONE
        with pytest.raises(NoSuchRecord):
            await opened(other, complain(about, reference), by=other.holder("app"))
    nowhere = ["", "x", "9" * 30, "1/2/3", str(uuid4()), "-1", "1/-1", "٣"]
    for about in ("journal", "transfer", "settlement", "card_event"):
        for reference in nowhere:
            with pytest.raises(NoSuchRecord):
                await opened(other, complain(about, reference))
    assert "grievance.answered" in await journal_of(who)


@pytest.mark.covers("FILE-07")
async def test_the_unfreeze_form_is_asked_for_and_the_account_is_put_back(
    database: Database,
) -> None:
    """The remedy names the form, the case asks for it, and the hold is over."""
    who, later = await with_card(database), AT + timedelta(days=400)
    (hold,) = [one for one in (await who.standing(later)).holds if one.cause == "dormant"]
    asked = {paper for remedy in hold.remedies for paper in remedy.papers or ()}
    assert "unfreeze_form" in asked
    async with database.transaction() as conn:
        papers = ("id_card", "card", "unfreeze_form", "contribution_proof")
        seen: dict[str, UUID | None] = dict.fromkeys(papers)
        new = NewCase(act=acts.Reactivate(), papers=seen)
        case, _ = await cases.open_case(
            conn, database.keys, who.book, HANDLER, who.person, new, "k", later
        )
    assert set(case.in_state(PaperState.GIVEN)) == set(seen)
    assert case.state is State.DONE
    assert "dormant" not in await who.causes(later)
