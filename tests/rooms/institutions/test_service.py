"""Institutions as the database keeps them: agreements, keys, who is in them."""

from datetime import date, timedelta

import msgspec
import pytest

from yika.demo.model import MADE_UP_CITY, START
from yika.demo.places import AGENCY, KEYS, load_places, places
from yika.ground.errors import Refusals
from yika.institutions import service, sign_ins
from yika.institutions.model import Agreement, Institution, KeyPair, Settings
from yika.institutions.rules import (
    Application,
    WrongInstitutionCode,
    WrongInstitutionField,
    WrongSigningWay,
)
from yika.store.db import Conn
from yika.store.keys import Keys

TODAY = START.date()
WANTED = Application(
    code="H99990000100",
    name="测试医院",
    kind="hospital",
    tier="level_2",
    grade="5",
    uscc="12999900MA9Y0001XB",
    district="晨光区",
    address="晨光区 100 号",
)


async def a_hospital(conn: Conn) -> Institution:
    return await service.register(conn, AGENCY, MADE_UP_CITY, WANTED, START)


async def test_what_is_registered_is_found_by_its_code(conn: Conn):
    made = await a_hospital(conn)
    assert made == await service.by_code(conn, WANTED.code)
    assert (made.name, made.accepts) == (WANTED.name, WANTED.accepts)
    assert not made.in_force(TODAY)
    with pytest.raises(service.InstitutionRegistered):
        await a_hospital(conn)
    with pytest.raises(service.NoSuchInstitution):
        await service.by_code(conn, "H00000000000")


async def test_everything_wrong_with_an_application_is_told_at_once(conn: Conn):
    wrong = msgspec.structs.replace(WANTED, code="x", kind="spa", grade="99", uscc="1", name=" ")
    with pytest.raises(Refusals) as told:
        await service.register(conn, AGENCY, MADE_UP_CITY, wrong, START)
    reasons = told.value.reasons
    assert isinstance(reasons[0], WrongInstitutionCode)
    assert [one.facts["field"] for one in reasons[1:]] == ["kind", "grade", "name", "uscc"]


async def test_an_agreement_designates_and_its_end_does_not_reach_back(conn: Conn):
    made = await a_hospital(conn)
    made = await service.agree(conn, AGENCY, made, Agreement(date(2025, 1, 1)), START)
    service.require_in_force(made, TODAY)
    with pytest.raises(service.AgreementsOverlap):
        await service.agree(conn, AGENCY, made, Agreement(date(2024, 1, 1)), START)
    ended = await service.end_agreement(conn, AGENCY, made, TODAY, "违规", START)
    assert ended.in_force(TODAY)
    assert not ended.in_force(TODAY + timedelta(days=1))
    assert ended.agreements[0].end_reason == "违规"
    with pytest.raises(service.NoAgreement) as told:
        service.require_in_force(ended, TODAY + timedelta(days=1))
    assert told.value.facts["ended_on"] == TODAY.isoformat()
    again = Agreement(TODAY + timedelta(days=30))
    back = await service.agree(conn, AGENCY, ended, again, START)
    assert [one.starts_on for one in back.agreements] == [date(2025, 1, 1), again.starts_on]


async def test_keys_are_sealed_and_replaced_a_way_at_a_time(conn: Conn, keys: Keys):
    made = await a_hospital(conn)
    assert await service.signing_of(conn, keys, made) == service.Signing()
    pair = KeyPair("AK", "a secret nobody sees")
    await service.set_keys(conn, keys, AGENCY, made, {"csb": pair, "tif": pair}, START)
    await service.set_keys(conn, keys, AGENCY, made, {"tif": KeyPair("T", "other")}, START)
    found = await service.signing_of(conn, keys, made)
    assert (found.of("csb"), found.of("tif")) == (pair, KeyPair("T", "other"))
    assert found.of("x_ca") is None
    kept = await (await conn.execute("SELECT signing_sealed FROM institutions")).fetchall()
    assert all(b"secret" not in bytes(row[0]) for row in kept if row[0])
    assert "secret" not in repr(found)
    with pytest.raises(WrongSigningWay):
        await service.set_keys(conn, keys, AGENCY, made, {"fax": pair}, START)


async def test_settings_are_kept(conn: Conn):
    made = await a_hospital(conn)
    wanted = Settings(sign_in_first=True, pages="array", results="four")
    await service.set_settings(conn, AGENCY, made, wanted, START)
    assert (await service.by_code(conn, made.code)).settings == wanted
    for wrong in (Settings(pages="list"), Settings(results="five")):
        with pytest.raises(WrongInstitutionField):
            await service.set_settings(conn, AGENCY, made, wrong, START)
    assert (await service.by_code(conn, made.code)).settings == wanted


async def test_the_city_has_its_institutions(conn: Conn, keys: Keys):
    await load_places(conn, keys)
    found = {one.code: one for one in await service.all_of(conn, MADE_UP_CITY)}
    assert len(found) == len(places()) == 14
    assert {one.district for one in found.values()} == {"晨光区", "望江区", "云台县"}
    out_of_force = [code for code, one in found.items() if not one.in_force(TODAY)]
    assert out_of_force == ["P99990000003"]
    soon = found["H99990000007"].agreement(TODAY)
    assert soon is not None
    assert soon.ends_on == date(2026, 3, 31)
    assert [code for code, one in found.items() if not one.settings.unsigned] == [
        "H99990000009",
        "P99990000009",
    ]
    signing = await service.signing_of(conn, keys, found["H99990000009"])
    assert dict(signing.ways) == KEYS
    staff = await service.practitioners_of(conn, found["H99990000001"])
    assert len(staff) == 18 * 7 + 6
    assert len({one.code for one in staff}) == len(staff)


async def test_an_operator_signs_in_once_a_day(conn: Conn):
    made = await a_hospital(conn)
    first = await sign_ins.sign_in(conn, made, "0001", START)
    assert await sign_ins.sign_in(conn, made, "0001", START + timedelta(hours=1)) == first
    assert (await sign_ins.sign_in(conn, made, "0002", START)).sign_no != first.sign_no
    await sign_ins.require_open(conn, made, first.sign_no, START)
    tomorrow = START + timedelta(days=1)
    with pytest.raises(sign_ins.NotSignedInToday):
        await sign_ins.require_open(conn, made, first.sign_no, tomorrow)
    second = await sign_ins.sign_in(conn, made, "0001", tomorrow)
    assert second.sign_no != first.sign_no
    assert (await sign_ins.by_number(conn, made, first.sign_no)).signed_out_at == tomorrow
    out = await sign_ins.sign_out(conn, made, second.sign_no, tomorrow)
    assert await sign_ins.sign_out(conn, made, second.sign_no, tomorrow + timedelta(1)) == out
    with pytest.raises(sign_ins.NotSignedInToday):
        await sign_ins.require_open(conn, made, second.sign_no, tomorrow)
    with pytest.raises(sign_ins.NoSuchSignIn):
        await sign_ins.sign_out(conn, made, "nothing", tomorrow)
