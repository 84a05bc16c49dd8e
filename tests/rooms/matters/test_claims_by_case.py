"""Money decided by case: handed in by the person or in the hospital, proposed, confirmed, paid."""

from datetime import timedelta

import pytest

from tests.builders import CITY
from tests.rooms.matters.deciding import CHECKER, HANDLER, opened, step
from tests.rooms.settlement.claims import DAY, a_claim
from tests.rooms.settlement.tills import a_customer, open_tills
from yika.access.model import Actor, Duty
from yika.access.officers import officer_actor
from yika.ground.errors import Refusals, YikaError
from yika.matters import claim_acts as acts
from yika.matters.cases import steps
from yika.matters.cases.model import State
from yika.matters.claim_amounts import AmountTooLittle, AmountTooMuch
from yika.store.db import Database

COUNT = "SELECT count(*) FROM hand_claims WHERE person_id = %(person_id)s"


def window(code: str = "M1") -> Actor:
    """Somebody at the window of a hospital."""
    return officer_actor(CITY, code, frozenset({Duty.HOSPITAL}))


@pytest.mark.covers("FILE-06", "AID-05", "AID-06")
async def test_assistance_is_asked_for_in_the_hospital_and_pays_after_the_basic_insurance(
    database: Database,
) -> None:
    tills = await open_tills(database)
    who = await a_customer(database)
    before = await tills.bought(await tills.purchase(who, 1_000, account_use="0"))
    assert "assistance" not in before.shares.layers
    act = acts.AskAssistance(group="minimum_living")
    case = await opened(who, act, by=window())
    assert (case.matter, case.channel, case.state) == (
        "assistance_apply",
        "hospital_window",
        State.ACCEPTED,
    )
    await step(who, case.number, steps.Propose(outcome="approve"), HANDLER)
    done = await step(who, case.number, steps.Confirm(), CHECKER)
    assert done.state is State.DONE
    after = await tills.bought(await tills.purchase(who, 1_000, account_use="0"))
    basic, aid = after.shares.layers["basic"], after.shares.layers["assistance"]
    assert list(after.shares.layers) == ["basic", "assistance"]
    assert aid == (100_000 - basic) * 3 // 4


async def test_a_claim_is_paid_when_the_second_officer_confirms_and_not_before(
    database: Database,
) -> None:
    tills = await open_tills(database)
    who = await a_customer(database)
    stay = a_claim(2_000_000, care="inpatient", ends_on=DAY + timedelta(days=4))
    case = await opened(who, stay, by=who.holder())
    for amount, refusal in (("1.00", AmountTooLittle), ("20000.00", AmountTooMuch)):
        wrong = steps.Propose(outcome="approve", reasons="酌定", approved_amount=amount)
        with pytest.raises(refusal) as refused:
            await step(who, case.number, wrong, HANDLER)
        assert refused.value.facts["amount_fen"] == 1_642_600
    proposed = await step(who, case.number, steps.Propose(outcome="approve"), HANDLER)
    assert proposed.steps[-1].facts["approved_amount"] == "16426.00"
    with pytest.raises((YikaError, Refusals)):
        await step(who, case.number, steps.Confirm(), HANDLER)
    assert await tills.value(COUNT, who) == 0
    done = await step(who, case.number, steps.Confirm(), CHECKER)
    assert (done.state, done.steps[-1].facts["amount"]) == (State.DONE, "16426.00")
    assert await tills.value(COUNT, who) == 1
    with pytest.raises((YikaError, Refusals)):
        await step(who, case.number, steps.Confirm(), CHECKER)
    assert await tills.value(COUNT, who) == 1


async def test_a_refused_claim_leaves_the_receipt_free(database: Database) -> None:
    tills = await open_tills(database)
    who = await a_customer(database)
    act = a_claim()
    case = await opened(who, act, by=who.holder())
    refusal = steps.Propose(outcome="refuse", reasons="票据不清")
    await step(who, case.number, refusal, HANDLER)
    assert (await step(who, case.number, steps.Confirm(), CHECKER)).state is State.REFUSED
    assert await tills.value(COUNT, who) == 0
    again = await opened(who, act, by=who.holder())
    await step(who, again.number, steps.Propose(outcome="approve"), HANDLER)
    assert (await step(who, again.number, steps.Confirm(), CHECKER)).state is State.DONE
