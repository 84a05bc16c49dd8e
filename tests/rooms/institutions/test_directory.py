"""The directory: one region, facts only, from complaint to department."""

from datetime import date

import pytest

from yika.demo.model import MADE_UP_CITY, START
from yika.demo.places import load_places
from yika.institutions import directory as directories
from yika.institutions.directory import Found, NoSuchDepartment, Search
from yika.institutions.model import Institution, Listed
from yika.institutions.navigation import branches, complaints, departments_for, understood
from yika.store.db import Conn
from yika.store.keys import Keys

TODAY = START.date()


async def found(conn: Conn, region: int = MADE_UP_CITY, **wanted: str) -> Found:
    return await directories.directory(conn, region, TODAY, Search(**wanted))


def codes(answer: Found) -> list[str]:
    return [one.institution.code for one in answer.listed]


@pytest.mark.covers("KNOW-04")
async def test_only_designated_institutions_of_the_region_are_listed(conn: Conn, keys: Keys):
    await load_places(conn, keys)
    everything = await found(conn)
    assert len(everything.listed) == 13
    assert "P99990000003" not in codes(everything)
    assert all(one.institution.region == MADE_UP_CITY for one in everything.listed)
    for complaint in complaints():
        assert not (await found(conn, 430100, complaint=complaint)).listed


@pytest.mark.covers("KNOW-02")
async def test_an_institution_is_found_by_district_department_kind_and_text(conn: Conn, keys: Keys):
    await load_places(conn, keys)
    assert codes(await found(conn, district="云台县", department="neurology")) == ["H99990000007"]
    assert codes(await found(conn, kind="pharmacy", accepts="pool")) == ["P99990000002"]
    assert codes(await found(conn, text="江岸路", kind="clinic")) == ["H99990000008"]
    assert not codes(await found(conn, text="北京"))
    with pytest.raises(NoSuchDepartment):
        await found(conn, department="astrology")
    later = await directories.directory(conn, MADE_UP_CITY, date(2026, 4, 1), Search())
    assert "H99990000007" not in codes(later)


@pytest.mark.covers("KNOW-05")
async def test_a_complaint_leads_to_departments_first_choices_first(conn: Conn, keys: Keys):
    await load_places(conn, keys)
    ear = await found(conn, complaint="耳朵痛")
    assert (ear.departments, codes(ear)) == (
        ("ear_nose_throat",),
        ["H99990000001", "H99990000005"],
    )
    vertigo = await found(conn, complaint="老人总是头晕")
    assert vertigo.departments == ("ear_nose_throat", "neurology")
    assert codes(vertigo)[:2] == ["H99990000001", "H99990000005"]
    assert set(codes(vertigo)[2:]) == {"H99990000002", "H99990000007"}
    for one in vertigo.listed:
        assert {each.category for each in one.departments} & set(vertigo.departments)


async def test_what_may_not_wait_says_so_first(conn: Conn, keys: Keys):
    await load_places(conn, keys)
    chest = await found(conn, complaint="胸口痛")
    assert chest.emergency
    assert chest.departments[0] == "emergency"
    assert not (await found(conn, complaint="牙疼")).emergency
    unclear = await found(conn, complaint="qwerty")
    assert not unclear.understood
    assert len(unclear.listed) == 13


@pytest.mark.covers("KNOW-03")
async def test_a_hospital_is_shown_with_facts_and_no_score(conn: Conn, keys: Keys):
    await load_places(conn, keys)
    (one,) = (await found(conn, text="H99990000001")).listed
    place = one.institution
    assert (place.grade, place.address, place.in_force(TODAY)) == ("2", "晨光区东街 1 号", True)
    assert (len(one.departments), one.doctors) == (18, 72)
    told = set(Listed.__struct_fields__) | set(Institution.__struct_fields__)
    assert not {name for name in told if "score" in name or "rank" in name or "rating" in name}


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("vertigo", ["vertigo"]),
        ("I cannot sleep", ["insomnia"]),
        ("晚上睡不着,心情不好", ["insomnia", "anxiety"]),
        ("脖子疼", ["neck_shoulder"]),
        ("头痛还喘不上气", ["breathless", "headache"]),
        ("", []),
    ],
)
def test_complaints_are_understood_in_ones_own_words(said: str, heard: list[str]):
    assert understood(said) == heard


def test_every_complaint_leads_to_a_department_that_has_words():
    for one in complaints().values():
        assert one.to
        assert set(one.to) <= branches().keys()
        assert not one.emergency or one.to[0] == "emergency"
    assert departments_for(["chest_pain", "vertigo"])[:2] == ["emergency", "ear_nose_throat"]
