"""What speaks against a bill paid in cash: everything at once, and a receipt counts once."""

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest

from tests.builders import AT, Somebody
from tests.rooms.settlement.claims import DAY, a_claim, at_pharmacy, decided
from tests.rooms.settlement.tills import a_customer, open_tills
from tests.rooms.settlement.undone import cancelled, number_of
from yika.ground.errors import Refusals, YikaError, reasons_of
from yika.matters import claim_acts as acts
from yika.settlement.by_hand.refusals import (
    NotEntitled,
    ReceiptUsed,
)
from yika.settlement.till.refusals import DiseaseNotFiled, NotDesignated
from yika.store.db import Database

SPENT = "SELECT state FROM accumulations WHERE region = %(region)s AND person_id = %(person_id)s"


async def reasons(who: Somebody, act: acts.Reimburse, **given: Any) -> set[str]:
    """The codes of everything that speaks against a claim."""
    with pytest.raises((YikaError, Refusals)) as caught:
        await decided(who, act, **given)
    return {one.code for one in reasons_of(caught.value)}


async def test_a_receipt_is_reimbursed_once_whoever_brings_it(database: Database) -> None:
    await open_tills(database)
    who, other = await a_customer(database), await a_customer(database)
    act = a_claim(receipt="0601-0000 778899")
    done = await decided(who, act, key="k")
    assert (await decided(who, act, key="k")).replayed
    again = a_claim(receipt="06010000778899")
    assert await reasons(who, again) == {"receipt_used"}
    assert await reasons(other, again) == {"receipt_used"}
    undo = acts.UndoReimbursement(settlement_id=done.facts["settlement_id"], reason="票据不实")
    await decided(who, undo)
    assert (await decided(other, again)).result == "done"


async def test_of_the_same_receipt_at_once_one_is_paid(database: Database) -> None:
    await open_tills(database)
    everybody = [await a_customer(database) for _ in range(4)]
    act = a_claim(receipt="0601ATONCE")
    done = await asyncio.gather(*(decided(one, act) for one in everybody), return_exceptions=True)
    assert sum(not isinstance(one, Exception) for one in done) == 1
    assert sum(isinstance(one, ReceiptUsed) for one in done) == 3


async def test_everything_that_speaks_against_a_claim_is_told_at_once(database: Database) -> None:
    tills = await open_tills(database)
    who = await a_customer(database)
    long_ago = date(2024, 6, 3)
    wrong = a_claim(
        begins_on=long_ago,
        care="chronic",
        disease="M0000",
        total="999.99",
        institution_code=None,
        caused_by=("third_party",),
    )
    await tills.run(
        "UPDATE paid_spans SET from_month = '2025-01-01' WHERE person_id = %(person_id)s", who
    )
    await tills.run(
        "UPDATE enrolments SET starts_on = '2025-01-01' WHERE person_id = %(person_id)s", who
    )
    found = await reasons(who, wrong)
    assert found == {
        "claim_too_late",
        "total_differs",
        "fund_never_pays",
        "level_needed",
        "not_designated",
        "not_entitled",
        "disease_not_filed",
    }
    assert await tills.value("SELECT count(*) FROM hand_claims", who) == 0


async def test_the_cover_of_the_day_of_care_counts_and_not_that_of_today(
    database: Database,
) -> None:
    tills = await open_tills(database)
    who = await a_customer(database)
    await tills.run(
        """
        WITH paid AS (UPDATE paid_spans SET until_month = '2025-10-01'
                      WHERE person_id = %(person_id)s)
        UPDATE enrolments SET ends_on = '2025-10-31', end_reason = 'left'
        WHERE person_id = %(person_id)s
        """,
        who,
    )
    with pytest.raises(NotEntitled):
        await decided(who, a_claim())
    before = a_claim(begins_on=date(2025, 10, 15))
    assert (await decided(who, before)).facts["benefit_year"] == date(2025, 1, 1)
    assert await tills.value("SELECT benefit_year FROM accumulations", who) == date(2025, 1, 1)


async def test_days_and_stays_that_cannot_be(database: Database) -> None:
    await open_tills(database)
    who = await a_customer(database)
    assert await reasons(who, a_claim(care="inpatient")) == {"stay_end_needed"}
    tomorrow = AT.date() + timedelta(days=1)
    assert await reasons(who, a_claim(begins_on=tomorrow)) == {"served_ahead"}
    backwards = a_claim(care="inpatient", ends_on=DAY - timedelta(days=2))
    assert await reasons(who, backwards) == {"ends_before_begin"}
    assert await reasons(who, a_claim(begins_on=date(1, 1, 1))) == {"not_countable"}
    assert await reasons(who, a_claim(institution_code="H00000000000")) == {"no_such_institution"}
    differs = a_claim(level="primary", division="110000", care="outpatient")
    assert await reasons(who, differs) == {"directory_differs"}


async def test_a_hospital_of_no_agreement_is_paid_for_in_an_emergency_alone(
    database: Database,
) -> None:
    await open_tills(database)
    who = await a_customer(database)
    other: dict[str, Any] = {"institution_code": None, "division": "999901", "level": "level_2"}
    with pytest.raises(NotDesignated):
        await decided(who, a_claim(**other))
    assert (await decided(who, a_claim(emergency=True, **other))).facts["off_site"] is None


async def test_a_chronic_disease_needs_its_filing(database: Database) -> None:
    await open_tills(database)
    who = await a_customer(database)
    with pytest.raises(DiseaseNotFiled):
        await decided(who, a_claim(care="chronic", disease="M03900"))


async def test_what_was_settled_at_the_till_is_not_paid_again(database: Database) -> None:
    tills = await open_tills(database)
    who = await a_customer(database)
    done = await tills.bought(await tills.purchase(who, 400))
    assert await reasons(who, at_pharmacy(400)) == {"settled_at_till"}
    await cancelled(tills, who, number_of(done))
    assert (await decided(who, at_pharmacy(400))).result == "done"
