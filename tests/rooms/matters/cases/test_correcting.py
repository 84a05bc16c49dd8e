"""An application corrected: by whom, when, what is looked at again, and that it is there once."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.builders import AT, Somebody, somebody, with_card
from tests.rooms.insurance.households import Town
from tests.rooms.matters.cases.test_cases import opened
from tests.rooms.matters.deciding import CHECKER, HANDLER, an_officer, step
from tests.rooms.matters.patients import a_patient, share_with
from tests.rooms.settlement.claims import BANK, a_claim
from tests.rooms.settlement.tills import Tills, a_customer, open_tills
from yika.access.service import DutyNeeded
from yika.cards.service import NoSuchCard
from yika.ground.errors import YikaError, reasons_of
from yika.guide.telling import tell
from yika.matters import claim_acts as acts
from yika.matters.cases import looking, rules, steps
from yika.matters.cases.content import ApplicantsOwn, NothingCorrected, OtherMatter
from yika.matters.cases.doing import act_of
from yika.matters.cases.duplicates import CaseOpenAlready
from yika.matters.cases.model import Case, State
from yika.matters.cases.preflight import preflight
from yika.matters.effects import AlreadyHasCard
from yika.matters.model import ReplaceCard
from yika.people import service as people
from yika.people.model import PersonKey
from yika.settlement.till.refusals import NotDesignated
from yika.store import journal
from yika.store.db import Conn, Database

UNLISTED: dict[str, Any] = {"institution": "外地某医院", "institution_code": None}
ELSEWHERE = UNLISTED | {"division": "430100"}


async def codes(caught: pytest.ExceptionInfo[YikaError]) -> set[str]:
    return {one.code for one in reasons_of(caught.value)}


async def asked_for_papers(who: Somebody, act: acts.Reimburse) -> Case:
    """A claim with the agency, which asked for every paper."""
    case = await opened(who, act=act, actor=who.holder("app"))
    return await step(who, case.number, steps.AskPapers(), HANDLER)


async def a_town(database: Database) -> tuple[Tills, Somebody]:
    return await open_tills(database), await a_customer(database)


async def test_what_the_quote_needs_is_told_when_a_claim_is_handed_in(database: Database) -> None:
    _, who = await a_town(database)
    wrong = a_claim(100_000, **ELSEWHERE, total="9.00", begins_on=AT.date() + timedelta(days=1))
    with pytest.raises(YikaError) as caught:
        await opened(who, act=wrong, actor=who.holder("app"))
    assert await codes(caught) == {"level_needed", "total_differs", "served_ahead"}
    with pytest.raises(NotDesignated):
        await opened(who, act=a_claim(**UNLISTED, level="level_2"), actor=who.holder("app"))
    good = await opened(
        who, act=a_claim(100_000, **ELSEWHERE, level="level_2"), actor=who.holder("app")
    )
    assert good.state is State.SUBMITTED


async def test_the_applicant_corrects_while_papers_are_asked_for(database: Database) -> None:
    _, who = await a_town(database)
    act = a_claim(200_000)
    other = a_claim(100_000, receipt=act.receipt)
    case = await opened(who, act=act, actor=who.holder("app"))
    with pytest.raises(rules.NotNow) as early:
        await step(who, case.number, steps.Correct(act=other), who.holder("app"))
    assert early.value.facts["allowed"] == [State.PAPERS_ASKED]
    await step(who, case.number, steps.AskPapers(), HANDLER)
    with pytest.raises(NothingCorrected):
        await step(who, case.number, steps.Correct(act=act), who.holder("app"))
    late = a_claim(100_000, receipt=act.receipt, begins_on=AT.date() + timedelta(days=1))
    with pytest.raises(YikaError) as caught:
        await step(who, case.number, steps.Correct(act=late), who.holder("app"))
    assert await codes(caught) == {"served_ahead"}
    done = await step(who, case.number, steps.Correct(act=other), who.holder("app"))
    assert (done.state, act_of(done)) == (State.PAPERS_ASKED, other)
    assert done.steps[-1].facts["fields"] == ["lines", "total"]
    async with database.transaction() as conn:
        kept = await journal.entries_about(conn, who.person.region, who.person.person_id)
    (entry,) = [one for one in kept if one.what == "case.corrected"]
    assert entry.facts["fields"] == ["lines", "total"]


async def test_a_correction_stays_what_was_applied_for(database: Database) -> None:
    _, who = await a_town(database)
    case = await asked_for_papers(who, a_claim())
    undo = acts.UndoReimbursement(settlement_id="1", reason="x")
    draft = await opened(who, "d", act=a_claim(), actor=who.holder("app"), draft=True)
    for number, wanted in (
        (case.number, steps.Correct(act=undo)),
        (draft.number, steps.Save(act=undo)),
    ):
        with pytest.raises(OtherMatter) as caught:
            await step(who, number, wanted, who.holder("app"))
        told = tell(caught.value)  # Both are of one matter: it cannot be called another.
        assert ("别的事项" in told.zh, "另一种申请" in told.zh) == (False, True)


async def test_whom_the_new_content_names_is_locked_with_whom_the_old_one_does(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    who, old, new = [await somebody(database) for _ in range(3)]
    draft = await opened(who, act=share_with(old), actor=who.holder("app"), draft=True)
    locked: list[set[PersonKey]] = []
    lock = people.lock

    async def seen(conn: Conn, anchors: Iterable[PersonKey]) -> None:
        locked.append(set(anchors))
        await lock(conn, anchors)

    monkeypatch.setattr(people, "lock", seen)
    wanted = steps.Save(act=share_with(new))
    assert act_of(await step(who, draft.number, wanted, who.holder("app"))) == wanted.act
    assert locked[0] == {who.person, old.person, new.person}


async def test_an_officer_corrects_with_a_reason_but_never_where_the_money_goes(
    database: Database,
) -> None:
    _, who = await a_town(database)
    act = a_claim(200_000)
    case = await opened(who, act=act, actor=who.holder("app"))
    line = acts.CostLine(item_class="A", amount="2000.00", approved=False)
    other = a_claim(200_000, receipt=act.receipt, lines=(line,))
    theirs = acts.Account(bank="另一家银行", number="6222000011119999")
    mine = a_claim(200_000, receipt=act.receipt, account=theirs)
    for wanted, officer, refusal in (
        (steps.Correct(act=other), HANDLER, rules.ReasonsNeeded),
        (steps.Correct(act=mine, reasons="x"), HANDLER, ApplicantsOwn),
        (steps.Correct(act=other, reasons="x"), CHECKER, DutyNeeded),
    ):
        with pytest.raises(refusal):
            await step(who, case.number, wanted, officer)
    told = steps.Correct(act=other, reasons="该项不在目录内")
    done = await step(who, case.number, told, HANDLER)
    assert (done.steps[-1].text, act_of(done)) == ("该项不在目录内", other)
    assert act.account == BANK
    both = an_officer("C9", "handle", "check")
    assert both.name not in rules.handled_by(done)
    assert HANDLER.name in rules.handled_by(done)


async def test_papers_that_a_correction_lacks_stop_the_days_only_while_they_can_be_asked_for(
    database: Database,
) -> None:
    _, who = await a_town(database)
    care: dict[str, Any] = {"ends_on": AT.date()}
    act = a_claim(200_000)
    case = await opened(who, act=act, actor=HANDLER)
    for paper in rules.missing(case):
        case = await step(who, case.number, steps.GivePaper(paper=paper), HANDLER)
    stay = a_claim(200_000, care="inpatient", receipt=act.receipt, **care)
    changed = steps.Correct(act=stay, reasons="住院票据")
    case = await step(who, case.number, changed, HANDLER)
    assert rules.missing(case) == ["discharge_record"]
    handed_in = case.last("submitted")
    assert handed_in is not None
    by = date.fromisoformat(handed_in.facts["ask_by"])
    for day, waits in ((by, True), (by + timedelta(days=60), False)):
        now = datetime.combine(day, AT.timetz())
        told = looking.told(case, who.book, now)
        async with database.transaction() as conn:
            to = conn, HANDLER, who.person.region, now
            [queued] = await looking.queue(*to, looking.Wanted())
            late = await looking.queue(*to, looking.Wanted(late=True))
        assert rules.waits_for_papers(case, day) is waits
        assert rules.counts_as_complete(case, day) is not waits
        assert (told.due_on is None, told.is_late) == (waits, not waits)
        assert (queued.due_on, queued.is_late) == (told.due_on, told.is_late)
        assert len(late) == (0 if waits else 1)


async def test_the_same_bill_is_applied_for_once_at_a_time(database: Database) -> None:
    _, who = await a_town(database)
    act = a_claim(receipt="0601 1234 5678")
    first = await opened(who, act=act, actor=who.holder("app"))
    same = a_claim(receipt="060112345678")
    with pytest.raises(CaseOpenAlready) as caught:
        await opened(who, "k2", act=same, actor=who.holder("app"))
    assert str(caught.value.facts["number"]).replace(" ", "") == first.number
    another = await opened(who, "k3", act=a_claim(), actor=who.holder("app"))
    await step(who, first.number, steps.Withdraw(), who.holder("app"))
    again = await opened(who, "k4", act=same, actor=who.holder("app"))
    assert {another.state, again.state} == {State.SUBMITTED}


async def test_a_card_is_replaced_only_with_its_papers_and_where_there_is_one(
    database: Database,
) -> None:
    who, bare = await with_card(database), await a_patient(Town(database))
    app = who.holder("app")
    with pytest.raises(YikaError) as caught:
        await opened(who, act=ReplaceCard(reason="first"), actor=app)
    assert await codes(caught) == {"already_has_card", "papers_missing"}
    with pytest.raises(rules.PapersMissing) as lacking:
        await opened(who, act=ReplaceCard(reason="chip"), actor=app)
    assert lacking.value.facts["papers"] == ["id_copy", "photo_1inch"]
    seen = {"id_card": None, "old_card": None, "photo_1inch": None, "application_form": None}
    done = await opened(who, act=ReplaceCard(reason="chip"), actor=HANDLER, papers=seen)
    assert done.state is State.DONE
    async with database.transaction() as conn:
        to = conn, database.keys, who.book
        first = await preflight(*to, app, who.person, "card_replace", AT, {"reason": "first"})
        none = await preflight(*to, bare.holder("app"), bare.person, "card_replace", AT)
    assert {one.because[0] for one in first.ways if one.channel == "app"} == {AlreadyHasCard.code}
    assert {one.because[0] for one in none.ways} == {NoSuchCard.code}
