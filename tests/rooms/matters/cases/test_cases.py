"""A case from the draft to what came of it, in a real database, with who may take each step."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.builders import AT, OFFICER, Somebody, somebody, with_card
from tests.rooms.accounts.purse import Purse
from tests.rooms.matters.deciding import CHECKER, HANDLER, INVESTIGATOR, an_officer, step
from yika.access.model import Actor, Role
from yika.access.service import OfficersOnly
from yika.ground.errors import YikaError, reasons_of
from yika.matters import cover
from yika.matters import model as acts
from yika.matters.cases import looking, numbers, rules, service
from yika.matters.cases.content import OtherMatter
from yika.matters.cases.handing import FileNeeded
from yika.matters.cases.model import Case, State
from yika.matters.cases.service import NotByCase
from yika.matters.cases.steps import (
    Accept,
    AskPapers,
    CommitPaper,
    Confirm,
    Decide,
    GivePaper,
    NewCase,
    Propose,
    Save,
    SendBack,
    Submit,
)
from yika.matters.service import KeyReused
from yika.store.db import Database

ABROAD = cover.WithdrawAccount(occasion="settled_abroad")


async def an_owner(database: Database) -> Somebody:
    """Somebody with money in the account, who may have it paid out."""
    owner = await somebody(database)
    await Purse(database, owner).gets(12_345)
    return owner


async def opened(
    who: Somebody, key: str = "k", actor: Actor = HANDLER, at: datetime = AT, **told: Any
) -> Case:
    fields: dict[str, Any] = {"act": ABROAD, **told}
    new = NewCase(**fields)
    async with who.database.transaction() as conn:
        keys = who.database.keys
        case, _ = await service.open_case(conn, keys, who.book, actor, who.person, new, key, at)
    return case


async def complete(who: Somebody, case: Case, at: datetime = AT) -> Case:
    for paper in rules.missing(case):
        case = await step(who, case.number, GivePaper(paper=paper), HANDLER, at)
    return case


async def test_money_is_paid_out_when_another_officer_confirms(database: Database) -> None:
    owner = await an_owner(database)
    case = await opened(owner)
    assert (case.state, case.due_on) == (State.SUBMITTED, date(2026, 4, 7))  # 15 working days.
    await complete(owner, case)
    await step(owner, case.number, Accept(), HANDLER)
    await step(owner, case.number, Propose(outcome="approve"), HANDLER)
    assert (await Purse(database, owner).balances()).usable == 12_345
    done = await step(owner, case.number, Confirm(), CHECKER)
    assert (done.state, done.closed_at) == (State.DONE, AT)
    assert (await Purse(database, owner).balances()).usable == 0
    assert [one.step for one in done.steps[-2:]] == ["approved", "done"]
    with pytest.raises(rules.NotNow):
        await step(owner, case.number, Confirm(), CHECKER)


@pytest.mark.covers("CHAN-14")
async def test_whoever_proposed_does_not_confirm(database: Database) -> None:
    owner = await an_owner(database)
    both = an_officer("C9", "handle", "check")
    case = await opened(owner, actor=both)
    await complete(owner, case)
    await step(owner, case.number, Accept(), HANDLER)
    await step(owner, case.number, Propose(outcome="approve"), HANDLER)
    for nobody, noes in (
        (HANDLER, {"duty_needed", "same_officer"}),
        (both, {"same_officer"}),
        (INVESTIGATOR, {"duty_needed"}),
        (an_officer("H1", "hotline"), {"duty_needed"}),
        (owner.holder(), {"officers_only"}),
    ):
        with pytest.raises(YikaError) as caught:
            await step(owner, case.number, Confirm(), nobody)
        assert {reason.code for reason in reasons_of(caught.value)} == noes
    elsewhere = Actor(
        role=Role.OFFICER, channel="counter", officer="110000-K1", duties=frozenset({"check"})
    )
    with pytest.raises(numbers.NoSuchCase):
        await step(owner, case.number, Confirm(), elsewhere)
    assert (await Purse(database, owner).balances()).usable == 12_345


async def test_an_officer_without_a_code_does_not_check_what_they_handled(
    database: Database,
) -> None:
    owner = await an_owner(database)
    case = await opened(owner, actor=OFFICER)
    for paper in rules.missing(case):
        await step(owner, case.number, GivePaper(paper=paper), OFFICER)
    await step(owner, case.number, Accept(), OFFICER)
    await step(owner, case.number, Propose(outcome="approve"), OFFICER)
    with pytest.raises(rules.SameOfficer):
        await step(owner, case.number, Confirm(), OFFICER)
    await step(owner, case.number, Confirm(), CHECKER)


async def test_a_proposal_comes_back_and_is_decided_anew(database: Database) -> None:
    owner = await an_owner(database)
    case = await opened(owner)
    await complete(owner, case)
    await step(owner, case.number, Accept(), HANDLER)
    await step(owner, case.number, Propose(outcome="approve"), HANDLER)
    with pytest.raises(rules.ReasonsNeeded):
        await step(owner, case.number, SendBack(reasons=" "), CHECKER)
    back = await step(owner, case.number, SendBack(reasons="证明不清楚"), CHECKER)
    assert (back.state, back.steps[-1].text) == (State.ACCEPTED, "证明不清楚")
    with pytest.raises(rules.ReasonsNeeded):
        await step(owner, case.number, Propose(outcome="refuse"), HANDLER)
    refusal = Propose(outcome="refuse", reasons="定居证明不符")
    await step(owner, case.number, refusal, HANDLER)
    refused = await step(owner, case.number, Confirm(), CHECKER)
    assert refused.state is State.REFUSED
    shown = looking.told(refused, owner.book, AT)
    assert shown.decision is not None
    assert shown.decision["reasons"] == "定居证明不符"
    assert shown.appeal, "a refusal says what can be done against it"
    assert (await Purse(database, owner).balances()).usable == 12_345


async def test_one_officer_does_not_decide_alone_where_two_must(database: Database) -> None:
    owner = await an_owner(database)
    case = await opened(owner)
    await complete(owner, case)
    await step(owner, case.number, Accept(), HANDLER)
    with pytest.raises(rules.TwoDecide):
        await step(owner, case.number, Decide(outcome="approve"), HANDLER)


@pytest.mark.covers("LOSS-25")
async def test_papers_are_asked_for_once_and_completely(database: Database) -> None:
    owner = await an_owner(database)
    case = await opened(owner)
    missing = set(rules.missing(case))
    assert missing
    with pytest.raises(rules.PapersMissing):
        await step(owner, case.number, Accept(), HANDLER)
    with pytest.raises(OfficersOnly):
        await step(owner, case.number, AskPapers(), owner.holder())
    asked = await step(owner, case.number, AskPapers(text="请补齐"), HANDLER)
    assert set(asked.steps[-1].facts["papers"]) == missing
    assert looking.told(asked, owner.book, AT).with_whom == "applicant"
    back = await complete(owner, asked, AT + timedelta(days=3))
    assert back.state is State.SUBMITTED
    assert back.due_on == date(2026, 4, 10)  # Counted from when it was complete.
    with pytest.raises(rules.PapersAskedAlready):
        await step(owner, case.number, AskPapers(again=("id_card",)), HANDLER)
    assert (await step(owner, case.number, Accept(), HANDLER)).state is State.ACCEPTED


async def test_a_paper_that_cannot_be_used_is_asked_for_again_with_the_rest(
    database: Database,
) -> None:
    owner = await an_owner(database)
    case = await opened(owner)
    first, *rest = rules.missing(case)
    await step(owner, case.number, GivePaper(paper=first), HANDLER)
    asked = await step(owner, case.number, AskPapers(again=(first,)), HANDLER)
    assert set(asked.steps[-1].facts["papers"]) == {first, *rest}


async def test_nothing_is_asked_for_that_the_matter_does_not_need(database: Database) -> None:
    owner = await an_owner(database)
    case = await opened(owner)
    with pytest.raises(rules.PaperNotOfCase):
        await step(owner, case.number, AskPapers(again=("photo_1inch",)), HANDLER)
    await complete(owner, case)
    with pytest.raises(rules.NothingMissing):
        await step(owner, case.number, AskPapers(), HANDLER)


async def test_papers_are_not_asked_for_after_the_days_for_it(database: Database) -> None:
    owner = await an_owner(database)
    case = await opened(owner)
    with pytest.raises(rules.PapersMissing):
        await step(owner, case.number, Accept(), HANDLER)
    later = AT + timedelta(days=30)
    with pytest.raises(rules.AskedTooLate):
        await step(owner, case.number, AskPapers(), HANDLER, later)
    # Nobody asked while it was time: it goes on without them, to be decided as it is.
    taken = await step(owner, case.number, Accept(), HANDLER, later)
    assert taken.state is State.ACCEPTED
    assert {one.state for one in taken.papers} == {"waived"}
    assert taken.steps[-1].facts["waived"]


async def test_a_bank_sees_only_what_was_applied_for_there(database: Database) -> None:
    owner = await an_owner(database)
    case = await opened(owner)
    bank = Actor(
        role=Role.OFFICER, channel="bank_counter", officer="999900-B1", duties=frozenset({"bank"})
    )
    async with database.transaction() as conn:
        to = conn, database.keys, owner.book, bank
        with pytest.raises(numbers.NoSuchCase):
            await looking.by_number(*to, case.number, AT)
        assert await looking.of_person(conn, database.keys, bank, owner.person, AT) == []


async def test_only_an_officer_sees_a_paper_itself(database: Database) -> None:
    owner = await an_owner(database)
    case = await opened(owner)
    with pytest.raises(FileNeeded):
        await step(owner, case.number, GivePaper(paper="id_card"), owner.holder("counter"))
    with pytest.raises(YikaError) as caught:
        await step(owner, case.number, GivePaper(paper="id_card", file=uuid4()), HANDLER)
    assert caught.value.code == "no_such_upload"
    with pytest.raises(rules.NoCommitment):
        await step(owner, case.number, CommitPaper(paper="id_card"), HANDLER)


async def test_a_draft_is_kept_changed_and_handed_in(database: Database) -> None:
    owner = await an_owner(database)
    case = await opened(owner, draft=True)
    assert (case.state, case.submitted_at) == (State.DRAFT, None)
    changed = cover.WithdrawAccount(occasion="moved_region")
    saved = await step(owner, case.number, Save(act=changed), HANDLER)
    assert looking.told(saved, owner.book, AT).act == {
        "act": "withdraw_account",
        "occasion": "moved_region",
    }
    with pytest.raises(OtherMatter):
        await step(owner, case.number, Save(act=acts.CancelCard()), HANDLER)
    handed_in = await step(owner, case.number, Submit(), HANDLER)
    assert handed_in.state is State.SUBMITTED
    with pytest.raises(rules.NotNow):
        await step(owner, case.number, Save(act=ABROAD), HANDLER)


async def test_the_same_key_opens_one_case(database: Database) -> None:
    owner = await an_owner(database)
    first = await opened(owner)
    assert (await opened(owner)).number == first.number
    with pytest.raises(KeyReused) as caught:
        await opened(owner, act=cover.WithdrawAccount(occasion="moved_region"))
    assert caught.value.facts == {"fields": ["act"]}


async def test_what_nobody_decides_on_is_done_at_once(database: Database) -> None:
    person = await with_card(database)
    lost = acts.ReportLoss(kind="temporary")
    case = await opened(person, act=lost, actor=person.holder("hotline"))
    assert (case.state, case.steps[-1].step) == (State.DONE, "done")
    assert await person.causes() == {"loss_temporary"}
    again = await opened(person, act=lost, actor=person.holder("hotline"))
    assert again.number == case.number


async def test_passwords_are_never_kept_in_a_case(database: Database) -> None:
    person = await with_card(database)
    change = acts.ChangePassword(old="135790", new="246813")
    with pytest.raises(NotByCase):
        await opened(person, act=change, actor=person.holder())
    with pytest.raises(NotByCase):
        await opened(person, act=acts.ReportDamage(part="chip"))
