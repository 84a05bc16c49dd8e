"""What acts about contributions and the account do not let anybody do, or learn."""

from datetime import date
from typing import Any

import pytest

from tests.builders import OFFICER, Somebody, an_id_number
from tests.rooms.accounts.purse import Purse
from tests.rooms.insurance.households import AT, Town, at
from tests.rooms.matters.deciding import CHECKER, decided, step
from tests.rooms.matters.patients import NAME, a_patient, share_with
from yika.access.model import Actor, Role
from yika.access.service import OfficersOnly
from yika.accounts.sharing import NotShared, RelativeNotConfirmed
from yika.ground.errors import YikaError, reasons_of
from yika.matters import cover
from yika.matters.account_effects import DeathNotRecorded
from yika.matters.cases import rows, steps
from yika.matters.cover_effects import MonthsAhead, MoreThanOwed, NothingOwed
from yika.matters.service import KeyReused, NeedsCase
from yika.store.db import Database

MOVE: dict[str, Any] = {
    "place": "430100",
    "first_month": "2015-01",
    "last_month": "2026-03",
    "base": "5000",
}


async def test_what_rests_on_papers_is_for_officers(database: Database) -> None:
    patient = await a_patient(Town(database))
    with pytest.raises(OfficersOnly):
        await patient.act(cover.TransferIn(**MOVE), AT, patient.holder())
    await patient.act(cover.TransferIn(**MOVE))
    await Purse(database, patient).gets(12_345)
    abroad = cover.WithdrawAccount(occasion="settled_abroad")
    for actor in (patient.holder(), OFFICER):
        with pytest.raises(NeedsCase):
            await patient.act(abroad, AT, actor)
    await decided(patient, abroad)


async def test_heirs_are_paid_once_the_death_is_recorded(database: Database) -> None:
    patient = await a_patient(Town(database))
    await Purse(database, patient).gets(12_345)
    await patient.act(cover.Enrol(scheme="flexible", base="5000"), at(2, 2))
    with pytest.raises(DeathNotRecorded):
        await decided(patient, cover.WithdrawAccount(occasion="death"))
    await patient.act(cover.EndEnrolment(reason="died"))
    async with database.transaction() as conn:
        (waits,) = await rows.of_person(conn, database.keys, patient.person)
    case = await step(patient, waits.number, steps.Confirm(), CHECKER)
    assert (case.state, case.steps[-1].facts["amount"]) == ("done", "123.45")


async def test_years_elsewhere_are_over_in_order_and_elsewhere(database: Database) -> None:
    patient = await a_patient(Town(database))
    wrong = cover.TransferIn(place="999900", first_month="2026-05", last_month="2026-04")
    with pytest.raises(YikaError) as told:
        await patient.act(wrong)
    codes = {reason.code for reason in reasons_of(told.value)}
    assert codes == {"months_ahead", "months_reversed", "place_is_here"}
    with pytest.raises(MonthsAhead) as ahead:
        await patient.act(cover.TransferIn(**(MOVE | {"last_month": "2026-04"})))
    assert ahead.value.facts == {"months": ["2026-04"], "current": "2026-03"}


async def test_an_unknown_number_and_another_name_are_one_answer(database: Database) -> None:
    town = Town(database)
    owner, other = await a_patient(town), await a_patient(town)
    nobody = Somebody(database, other.person, an_id_number())
    told: list[YikaError] = []
    for act in (share_with(other, name="李小明"), share_with(other, name=""), share_with(nobody)):
        with pytest.raises(RelativeNotConfirmed) as no:
            await owner.act(act)
        told.append(no.value)
    assert {str(no) for no in told} == {"relative_not_confirmed()"}
    assert await town.rows("SELECT 1 FROM journal") == []
    await owner.act(share_with(other, name=f" {NAME} "))


async def test_nothing_else_tells_them_apart(database: Database) -> None:
    """Nor does what speaks against the act before its relative is looked at."""
    town = Town(database)
    owner, other = await a_patient(town), await a_patient(town)
    nobody = Somebody(database, other.person, an_id_number())
    await owner.act(cover.Enrol(scheme="flexible", base="5000"), key="used")
    nowhere = Actor(role=Role.HOLDER, channel="nowhere", person=owner.person)
    for one in (other, nobody):
        for act in (
            share_with(one, name="李小明"),
            cover.PayForRelative(relative_id_number=one.id_number),
        ):
            with pytest.raises(KeyReused):
                await owner.act(act, key="used")
            with pytest.raises(YikaError) as no:
                await owner.act(act, AT, nowhere)
            assert {reason.code for reason in reasons_of(no.value)} == {"not_offered_here"}


async def test_neither_number_nor_name_of_a_relative_is_kept(database: Database) -> None:
    town = Town(database)
    owner, other = await a_patient(town), await a_patient(town, name="上官文静")
    act = share_with(other, "sibling", name="上官文静")
    await owner.act(act, key="share")
    assert (await owner.act(act, key="share")).replayed
    told = await town.rows(
        "SELECT facts::text FROM journal UNION ALL SELECT reply::text FROM acts "
        "UNION ALL SELECT fingerprints::text FROM acts"
    )
    assert not [row for row in told if other.id_number in row[0] or "上官" in row[0]]
    seen = await town.rows(f"SELECT what FROM journal WHERE person_id = {other.person.person_id}")
    assert seen == [("name.compared",)]


async def test_a_strangers_premium_is_nobodys_business(database: Database) -> None:
    town = Town(database)
    owner, owing, even = [await a_patient(town, date(2015, 1, 1)) for _ in range(3)]
    await owing.act(cover.Enrol(scheme="resident", group="pupil"))
    for number in (owing.id_number, even.id_number, owner.id_number, an_id_number()):
        with pytest.raises(NotShared) as no:
            await owner.act(cover.PayForRelative(relative_id_number=number))
        assert no.value.facts == {}
    await owner.act(share_with(even))
    with pytest.raises(NothingOwed):
        await owner.act(cover.PayForRelative(relative_id_number=even.id_number))


@pytest.mark.parametrize("amount", [None, "50.00"])
async def test_who_owes_nothing_pays_nothing(database: Database, amount: str | None) -> None:
    town = Town(database)
    employee = Somebody(database, await town.employee(await town.employer()), "")
    resident = await a_patient(town)
    await resident.act(cover.Enrol(scheme="resident", group="adult"))
    await resident.act(cover.PayContribution())
    for one in (employee, resident):
        with pytest.raises(NothingOwed):
            await one.act(cover.PayContribution(amount=amount), AT, OFFICER)
    assert len(await town.rows("SELECT 1 FROM payments")) == 1


async def test_nobody_pays_more_than_is_owed(database: Database) -> None:
    town = Town(database)
    patient = await a_patient(town)
    owed = (await patient.act(cover.Enrol(scheme="flexible", base="5000"))).facts["owed"]
    owed_fen = round(float(owed) * 100)
    with pytest.raises(MoreThanOwed) as told:
        await patient.act(cover.PayContribution(amount="99999.00"))
    assert told.value.facts == {"owed_fen": owed_fen, "asked_fen": 9_999_900}
    paid = await patient.act(cover.PayContribution(amount=owed))
    assert paid.facts["credit"] == "0.00"
