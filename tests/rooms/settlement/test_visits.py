"""Visits and stays on a real database: what may follow what, and undoing in reverse."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.builders import AT, Somebody, somebody
from tests.rooms.settlement.builders import (
    DIAGNOSIS,
    ELSEWHERE,
    HERE,
    a_line,
    a_registration,
    a_settlement,
    a_stay,
)
from yika.people import service as people
from yika.settlement.visits import stays, visits
from yika.settlement.visits.visit_rules import (
    CareFixed,
    Discharged,
    EndsBeforeBegin,
    LinesLeft,
    NoMainDiagnosis,
    NoSuchVisit,
    NotDischarged,
    RegistrationDiffers,
    StayOpen,
    StillSettled,
    VisitCancelled,
    WrongVisitKind,
    stay_days,
)
from yika.store.db import Database
from yika.store.keys import Keys


@pytest.fixture
async def who(database: Database) -> Somebody:
    return await somebody(database)


@pytest.mark.parametrize(
    ("hours", "days"),
    [(0, 1), (12, 1), (15, 1), (16, 1), (39, 1), (40, 2), (24 * 30, 30)],
)
def test_a_stay_is_as_many_days_as_midnights_in_beijing_and_one_at_least(
    hours: int, days: int
) -> None:
    begins_at = datetime(2026, 3, 16, 0, tzinfo=UTC)  # eight in the morning
    assert stay_days(begins_at, begins_at + timedelta(hours=hours)) == days


async def test_the_same_number_again_is_the_same_visit(who: Somebody, keys: Keys) -> None:
    later = AT + timedelta(hours=1)
    async with who.database.transaction() as conn:
        first = await visits.register(conn, keys, a_registration(who))
        again = await visits.register(
            conn, keys, a_registration(who, visit_id=7002, begins_at=later)
        )
    assert again.visit_id == first.visit_id == 7001


async def test_the_same_number_for_another_insurance_or_time_is_refused(
    who: Somebody, keys: Keys
) -> None:
    async with who.database.transaction() as conn:
        await visits.register(conn, keys, a_registration(who))
        other = a_registration(who, insutype="390", begins_at=AT + timedelta(days=1))
        with pytest.raises(RegistrationDiffers) as refusal:
            await visits.register(conn, keys, other)
    assert refusal.value.facts["fields"] == ["insutype", "begntime"]


async def test_a_cancelled_number_may_be_registered_again(who: Somebody, keys: Keys) -> None:
    async with who.database.transaction() as conn:
        first = await visits.register(conn, keys, a_registration(who))
        await visits.cancel(conn, first, AT)
        gone = await visits.find(conn, who.person, HERE, 7001)
        with pytest.raises(VisitCancelled):
            await visits.cancel(conn, gone, AT)
        again = await visits.register(conn, keys, a_registration(who, visit_id=7002))
    assert again.visit_id == 7002


async def test_a_visit_is_there_for_its_own_institution_only(who: Somebody, keys: Keys) -> None:
    async with who.database.transaction() as conn:
        await visits.register(conn, keys, a_registration(who))
        assert (await visits.find(conn, who.person, HERE, " 7001 ")).number == "M1"
        for person, place, number in (
            (who.person, ELSEWHERE, "7001"),
            ((await somebody(who.database)).person, HERE, "7001"),
            (who.person, HERE, "7001x"),
            (who.person, HERE, "9" * 40),
            (who.person, HERE, ""),
        ):
            with pytest.raises(NoSuchVisit):
                await visits.find(conn, person, place, number)
        elsewhere = a_registration(who, place=ELSEWHERE, visit_id=7002)
        assert (await visits.register(conn, keys, elsewhere)).visit_id == 7002


async def test_a_registration_with_lines_or_a_settlement_is_not_cancelled(
    who: Somebody, keys: Keys
) -> None:
    async with who.database.transaction() as conn:
        visit = await visits.register(conn, keys, a_registration(who))
        await a_line(conn, visit)
        with pytest.raises(LinesLeft):
            await visits.cancel(conn, visit, AT)
        await a_settlement(conn, visit)
        with pytest.raises(StillSettled) as refusal:
            await visits.cancel(conn, visit, AT)
        assert refusal.value.facts["settlements"] == ["9001"]
        await a_settlement(conn, visit, 9002, cancels=9001)
        with pytest.raises(LinesLeft):
            await visits.cancel(conn, visit, AT)


async def test_what_is_told_of_a_visit_is_sealed_and_may_be_told_again(
    who: Somebody, keys: Keys
) -> None:
    second = DIAGNOSIS | {"diag_srt_no": 2, "diag_name": "咳嗽", "maindiag_flag": "0"}
    async with who.database.transaction() as conn:
        visit = await visits.register(conn, keys, a_registration(who))
        told = {"dise_codg": "M03900"}
        visit = await visits.describe(conn, keys, visit, "11", told, [second, DIAGNOSIS])
        void = second | {"vali_flag": "0"}
        await visits.describe(conn, keys, visit, "14", {"dise_codg": "M01600"}, [void])
        found = await visits.find(conn, who.person, HERE, 7001)
    assert found.med_type == "14"
    assert found.details_sealed is not None
    assert "急性" not in found.details_sealed.decode("utf-8", "replace")
    details = visits.details_of(keys, found)
    assert details.said == {"dept_name": "全科", "dise_codg": "M01600"}
    assert [one["diag_name"] for one in details.diagnoses] == ["急性上呼吸道感染"]


async def test_the_care_category_is_fixed_once_something_is_settled(
    who: Somebody, keys: Keys
) -> None:
    async with who.database.transaction() as conn:
        visit = await visits.register(conn, keys, a_registration(who))
        visit = await visits.describe(conn, keys, visit, "11", {}, [DIAGNOSIS])
        await a_settlement(conn, visit)
        await visits.describe(conn, keys, visit, "11", {}, [DIAGNOSIS])
        with pytest.raises(CareFixed):
            await visits.describe(conn, keys, visit, "14", {}, [DIAGNOSIS])


async def test_one_is_in_a_hospital_once_at_a_time(who: Somebody, keys: Keys) -> None:
    async with who.database.transaction() as conn:
        stay = await stays.admit(conn, keys, a_stay(who))
        assert (await stays.admit(conn, keys, a_stay(who, visit_id=8002))).visit_id == 8001
        with pytest.raises(StayOpen) as refusal:
            await stays.admit(conn, keys, a_stay(who, number="Z2", visit_id=8002))
        assert refusal.value.facts["number"] == "Z1"
        await stays.admit(conn, keys, a_stay(who, place=ELSEWHERE, visit_id=8003))
        ended = await stays.discharge(conn, keys, stay, AT + timedelta(days=3), {}, [])
        await stays.admit(conn, keys, a_stay(who, number="Z2", visit_id=8004))
        with pytest.raises(StayOpen):
            await stays.undo_discharge(conn, ended)


async def test_an_admission_needs_a_main_diagnosis(who: Somebody, keys: Keys) -> None:
    minor = (DIAGNOSIS | {"maindiag_flag": "0"},)
    async with who.database.transaction() as conn:
        with pytest.raises(NoMainDiagnosis):
            await stays.admit(conn, keys, a_stay(who, diagnoses=minor))


async def test_a_stay_is_changed_until_it_ends_and_undone_in_reverse(
    who: Somebody, keys: Keys
) -> None:
    end = AT + timedelta(days=5)
    async with who.database.transaction() as conn:
        await people.lock(conn, [who.person])
        stay = await stays.admit(conn, keys, a_stay(who))
        other = DIAGNOSIS | {"diag_srt_no": 2, "diag_name": "肺炎", "maindiag_flag": "0"}
        told = stays.Change(
            med_type="2102", number="Z1-1", begins_at=AT, said={"adm_bed": "3"}, diagnoses=(other,)
        )
        stay = await stays.alter(conn, keys, stay, told)
        with pytest.raises(NotDischarged):
            await stays.undo_discharge(conn, stay)
        with pytest.raises(EndsBeforeBegin):
            await stays.discharge(conn, keys, stay, AT - timedelta(hours=1), {}, [])
        stay = await stays.discharge(conn, keys, stay, end, {"dscg_way": "1"}, [DIAGNOSIS])
        for again in (
            stays.alter(conn, keys, stay, told),
            stays.discharge(conn, keys, stay, end, {}, []),
            visits.cancel(conn, stay, AT),
        ):
            with pytest.raises(Discharged):
                await again
        await a_settlement(conn, stay, 9001)
        with pytest.raises(StillSettled):
            await stays.undo_discharge(conn, stay)
        await a_settlement(conn, stay, 9002, cancels=9001)
        stay = await stays.undo_discharge(conn, stay)
        await visits.cancel(conn, stay, AT)
        found = await visits.find(conn, who.person, HERE, 8001)
    assert (found.number, found.med_type, found.discharged_at) == ("Z1-1", "2102", None)
    told_of = visits.details_of(keys, found)
    assert told_of.said["adm_bed"] == "3"
    assert [one["inout_diag_type"] for one in told_of.diagnoses] == ["1", "1", "2"]


async def test_interim_bills_do_not_keep_a_discharge_from_being_undone(
    who: Somebody, keys: Keys
) -> None:
    async with who.database.transaction() as conn:
        stay = await stays.admit(conn, keys, a_stay(who))
        await a_settlement(conn, stay, is_interim=True)
        ended = await stays.discharge(conn, keys, stay, AT + timedelta(days=3), {}, [])
        assert (await stays.undo_discharge(conn, ended)).discharged_at is None


async def test_what_is_for_stays_is_refused_on_visits(who: Somebody, keys: Keys) -> None:
    async with who.database.transaction() as conn:
        visit = await visits.register(conn, keys, a_registration(who))
        with pytest.raises(WrongVisitKind):
            await stays.discharge(conn, keys, visit, AT, {}, [])
        stay = await stays.admit(conn, keys, a_stay(who))
        with pytest.raises(WrongVisitKind):
            await visits.describe(conn, keys, stay, "11", {}, [])
