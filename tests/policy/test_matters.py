"""The definitions of service matters: whole everywhere, sound in the made-up city."""

from datetime import date
from typing import Any

import pytest

from yika.policy.load import load_book
from yika.policy.lookup import Known, Unknown, look_up
from yika.policy.model import MADE_UP_CITY, NATION
from yika.policy.saying import said
from yika.policy.shapes_of_matters import asked_papers, may_ask
from yika.policy.words import lists

BOOK = load_book()
DAY = date(2026, 11, 21)
MATTERS = tuple(lists().words["matters"])
CITIES = [place for place in BOOK.divisions() if place not in (NATION, MADE_UP_CITY)]
IN_PERSON = {"counter", "bank_counter", "hospital_window", "instant_point"}
MADE = 10  # the making time of Yanshi in working days


def value(policy: str, division: str = MADE_UP_CITY, day: date = DAY, **axes: str) -> Any:
    found = look_up(BOOK, policy, division, day, **axes)
    return found.value if isinstance(found, Known) else None


def offers(matter: str, division: str = MADE_UP_CITY) -> list[dict[str, Any]]:
    return value(f"matter.{matter}", division) or []


@pytest.mark.parametrize("division", BOOK.divisions())
def test_every_matter_has_a_file_in_every_place(division: str):
    have = {policy for policy in BOOK.rules(division) if policy.startswith("matter.")}
    assert have == {f"matter.{matter}" for matter in MATTERS}


def test_every_matter_has_a_button():
    assert [matter for matter, word in lists().words["matters"].items() if word.do is None] == []


@pytest.mark.parametrize("matter", MATTERS)
def test_the_made_up_city_promises_no_more_than_the_law_and_keeps_it(matter: str):
    limit = value("handling.limit", matter=matter)
    promised = value("handling.promised", matter=matter)
    assert promised <= limit
    for offer in offers(matter):
        days = MADE if offer["working_days"] == "making_time" else offer["working_days"]
        assert days <= promised


@pytest.mark.parametrize("matter", MATTERS)
def test_somebody_may_ask_on_every_way_of_the_made_up_city(matter: str):
    assert offers(matter)
    for offer in offers(matter):
        who = may_ask(offer)
        assert who
        assert ("agent" in who) is (offer["agent"] == "yes")
        assert set(offer.get("extra_papers", {})) <= set(who)
        if "officer" in who:
            assert who == ("officer",), "an officer's matter is nobody else's"


@pytest.mark.parametrize("matter", MATTERS)
def test_who_acts_for_another_in_person_shows_who_they_are(matter: str):
    named = lists().words["papers"]
    for offer in offers(matter):
        if offer["channel"] not in IN_PERSON:
            continue
        for who in set(may_ask(offer)) - {"self", "officer"}:
            brings = offer.get("extra_papers", {}).get(who, [])
            assert any(named[paper].kind == "identity" for paper in brings), (offer, who)


@pytest.mark.parametrize("matter", MATTERS)
def test_an_heir_proves_a_death(matter: str):
    for offer in offers(matter):
        if "heir" in may_ask(offer):
            assert {"death_proof"} <= {*offer["papers"], *offer["extra_papers"]["heir"]}


@pytest.mark.parametrize("matter", MATTERS)
def test_a_paper_is_asked_for_once(matter: str):
    for offer in offers(matter):
        for extra in offer.get("extra_papers", {}).values():
            assert not set(extra) & set(offer["papers"])
        assert len(set(offer["papers"])) == len(offer["papers"])


@pytest.mark.parametrize("matter", MATTERS)
def test_what_comes_next_is_another_matter_that_is_offered(matter: str):
    following = value("handling.then", matter=matter)
    assert matter not in following
    assert all(offers(after) for after in following)


def test_the_three_who_act_for_many_have_ways_of_their_own():
    def ways_of(who: str) -> set[str]:
        return {matter for matter in MATTERS if any(who in may_ask(one) for one in offers(matter))}

    assert ways_of("employer") >= {"card_replace", "enrol", "contribution_pay", "maternity_claim"}
    assert ways_of("school") >= {"enrol", "contribution_pay"}
    assert ways_of("heir") == {"account_withdraw", "card_cancel", "reimbursement"}
    assert ways_of("officer") == {"suspension_decide"}


def test_each_way_of_living_elsewhere_is_filed_on_each_channel_in_person_and_online():
    for kind in lists().words["off_site_kinds"]:
        mine = [one for one in offers("off_site_file") if kind in one["when"]["off_site_kind"]]
        assert {"app", "website", "counter"} <= {one["channel"] for one in mine}


@pytest.mark.parametrize("city", CITIES)
def test_the_limits_of_the_nation_hold_in_every_city_from_the_day_they_were_in_force(city: str):
    for matter, days in {"enrol": 10, "identity_correct": 10, "reimbursement": 30}.items():
        found = look_up(BOOK, "handling.limit", city, date(2023, 12, 1), matter=matter)
        assert isinstance(found, Known)
        assert (found.value, found.taken_from) == (days, NATION)
        before = look_up(BOOK, "handling.limit", city, date(2023, 11, 30), matter=matter)
        assert isinstance(before, Unknown)


@pytest.mark.parametrize("division", [NATION, *CITIES])
def test_nothing_is_made_up_for_a_real_place(division: str):
    ids = [
        policy for policy in BOOK.rules(division) if policy.split(".")[0] in ("matter", "handling")
    ]
    for policy in ids:
        for entry in BOOK.rules(division)[policy].values:
            assert entry.confidence != "made-up"
            assert entry.source.key != "DEMO"


def test_a_way_is_told_with_who_may_ask_what_they_bring_and_what_a_commitment_replaces():
    told = said(offers("account_withdraw"), "offers")
    assert "可由谁申请 继承人" in told.zh
    assert "另带 继承人带继承人身份证" in told.zh
    assert "可承诺代替 继承人身份证明或承诺书" in told.zh
    assert "besides an heir: ID card of the heir" in told.en


def test_the_papers_of_everybody_are_counted():
    offer = {"papers": ["id_card"], "extra_papers": {"agent": ["agent_id_card"]}}
    assert asked_papers(offer) == ["id_card", "agent_id_card"]
    assert asked_papers({"papers": "unknown"}) == []
