"""What `yika policy show` tells of service matters: who, where, with what, by which law."""

from functools import cache
from typing import Any

import pytest

from tests.faces.cli.test_policy import POLICY, run, shown

NATION, YANSHI = "000000", "999900"
DAY = "2026-11-21"


@cache
def told(policy_id: str, region: str, *more: str) -> dict[str, Any]:
    return shown(policy_id, region, *more, on=DAY)


def about(policy_id: str, region: str, *axes: str) -> Any:
    """The value of one cell; None where it is not known."""
    chosen = (part for axis in axes for part in ("--axis", axis))
    return told(policy_id, region, *chosen).get("value")


def ways(matter: str, region: str) -> list[dict[str, Any]]:
    return told(f"matter.{matter}", region).get("value") or []


def channels(matter: str, region: str = NATION) -> set[str]:
    return {way["channel"] for way in ways(matter, region)}


def programs(region: str) -> dict[str, list[str]]:
    return {one["name"]["zh"]: one["matters"] for one in about("channel.programs", region)}


def fragment(place: str, region: str, policy_id: str, *more: str, on: str = DAY) -> dict[str, Any]:
    folder = str(POLICY / "fragments" / place)
    return shown(policy_id, region, *more, "--policy", folder, on=on)


@pytest.mark.covers("LOSS-07")
def test_one_answer_asks_for_a_letter_from_the_employer_and_no_other_does():
    shown_here = told("matter.card_replace", NATION)
    asked = {paper for way in shown_here["value"] for paper in way["papers"]}
    assert "employer_letter" not in asked
    letters = [
        other for other in shown_here["others"] if "employer_letter" in other["value"][0]["papers"]
    ]
    assert [other["source"]["key"] for other in letters] == ["S5"]
    assert "7 days" in letters[0]["note"]["en"]
    assert told("paper.basis", NATION, "--axis", "paper=employer_letter")["unknown"] is True


@pytest.mark.covers("LOSS-08")
@pytest.mark.parametrize("region", [NATION, "310000", YANSHI])
def test_a_leaked_password_is_a_reason_to_report_as_well(region: str):
    assert about("loss.reasons", region) == ["card_lost", "password_leaked"]


@pytest.mark.covers("LOSS-21")
def test_the_clear_out_notice_is_issued_on_a_valid_id_card():
    (way,) = about("replacement.notice", NATION)
    assert (way["channel"], way["papers"]) == ("counter", ["id_card"])
    assert "《职工医疗保险卡清户通知单》" in way["note"]["zh"]
    (bank,) = ways("balance_clear_out", NATION)
    assert (bank["channel"], bank["papers"]) == ("bank_counter", ["id_card", "clear_out_notice"])


@pytest.mark.covers("LOSS-28")
def test_the_street_centre_takes_the_application_after_the_report_at_the_bank():
    places = told("handling.place", NATION, "--axis", "matter=card_replace")
    assert ["street_centre"] in [other["value"] for other in places["others"]]
    others = told("matter.card_replace", NATION)["others"]
    (way,) = next(other["value"] for other in others if other["value"][0]["channel"] == "counter")
    assert way["papers"] == ["id_card", "bank_loss_notice"]
    assert way["working_days"] == 45


@pytest.mark.covers("LOSS-29")
def test_the_sooner_a_loss_is_reported_the_smaller_the_risk():
    assert "挂失越早，风险越小。" in [one["zh"] for one in about("loss.advice", NATION)]
    assert all(one["en"] for one in about("loss.advice", NATION))


@pytest.mark.covers("PIN-30", "CHAN-05")
def test_the_app_of_a_bank_or_partner_unlocks_where_the_centre_says_so():
    of_bank = [
        one for one in ways("password_unlock", NATION) if one.get("when") == {"issuer": ["bank"]}
    ]
    assert {one["channel"] for one in of_bank} == {"bank_counter", "app"}
    assert "先问医保中心" in next(one["note"]["zh"] for one in of_bank if one["channel"] == "app")
    known = programs(NATION)
    assert "password_unlock" in known["合作银行的应用"]
    assert {"password_unlock", "card_replace", "contribution_pay"} <= set(known["支付宝"])
    assert {"password_change", "card_apply"} <= set(known["微信"])


@pytest.mark.covers("CHAN-04")
def test_the_national_app_tells_the_state_takes_payments_and_changes_the_password():
    assert set(programs(NATION)["国家医保服务平台"]) == {
        "state_query",
        "contribution_pay",
        "password_change",
        "off_site_file",
    }


@pytest.mark.covers("CHAN-06")
def test_each_place_names_its_own_programs_before_those_of_the_nation():
    firsts = {
        "440100": ["粤省事", "粤税通"],
        "110000": ["京通", "北京医保公共服务平台"],
        "130700": ["河北智慧医保平台"],
    }
    for region, own in firsts.items():
        assert list(programs(region))[: len(own)] == own
        assert set(programs(NATION)) <= set(programs(region))
    assert programs("130700")["河北智慧医保平台"] == ["chronic_recognise"]
    assert told("channel.programs", "310000")["taken_from"] == NATION


@pytest.mark.covers("CHAN-07", "CHAN-08", "CHAN-09")
def test_windows_of_agency_hospital_and_bank_each_do_their_part():
    assert all(
        "counter" in channels(matter)
        for matter in ("password_unlock", "loss_report", "card_replace", "account_reactivate")
    )
    assert all(
        "hospital_window" in channels(matter)
        for matter in ("password_reset", "password_change", "assistance_apply")
    )
    by_bank = ("password_reset", "password_unlock", "loss_report", "statement_print")
    assert all("bank_counter" in channels(matter) for matter in (*by_bank, "balance_clear_out"))


@pytest.mark.covers("CHAN-10")
def test_a_password_is_changed_at_a_kiosk_or_cash_machine():
    for region in (NATION, YANSHI):
        assert {"kiosk", "atm"} <= channels("password_change", region)


@pytest.mark.covers("CHAN-11")
def test_every_way_to_prove_who_one_is_is_taken_somewhere():
    matters = ("card_replace", "loss_report", "password_reset", "password_change", "card_apply")
    taken = {
        proof for matter in matters for way in ways(matter, YANSHI) for proof in way["identity"]
    }
    assert {"id_card", "face", "sms_code", "real_name"} <= taken
    lost = next(way for way in ways("loss_report", YANSHI) if way["channel"] == "counter")
    assert "户口簿" in lost["note"]["zh"], "the household book will do for the ID card"


@pytest.mark.covers("CHAN-15")
def test_who_takes_part_in_a_matter_is_told():
    seen: set[str] = set()
    for matter in ("card_replace", "contribution_pay", "balance_query", "assistance_apply"):
        seen |= set(about("handling.actors", NATION, f"matter={matter}"))
    everybody = {"agency", "bank", "employer", "school", "hospital", "pharmacy", "tax_bureau"}
    assert seen == {*everybody, "township"}


@pytest.mark.covers("CONTR-21")
def test_taiyuan_went_on_into_january():
    window = fragment("taiyuan", "140100", "resident.window", on="2025-01-20")
    assert window["value"] == {"opens": "unknown", "closes": "2025-01-25"}
    assert window["source"]["key"] == "S2"


@pytest.mark.covers("FILE-01")
@pytest.mark.parametrize("region", [NATION, "430100"])
def test_care_elsewhere_is_filed_online_at_once(region: str):
    found = ways("off_site_file", region)
    assert {way["working_days"] for way in found} == {0}
    assert {way["channel"] for way in found} == {"app"}
    assert about("off_site.lasts", region, "off_site_kind=long_term") == "never"
    assert about("off_site.late", region, "off_site_kind=emergency") == "yes"


@pytest.mark.covers("FILE-02")
def test_zhangjiakou_takes_a_chronic_disease_online():
    (way,) = ways("chronic_recognise", "130700")
    assert (way["channel"], way["trips"]) == ("app", 0)
    assert way["papers"] == ["disease_papers", "commitment_form"]
    assert "张家口市医疗保障局" in way["note"]["zh"]


@pytest.mark.covers("FILE-08")
def test_a_commitment_stands_for_a_proof():
    for region in (NATION, YANSHI):
        kinds = ("long_term", "stationed")
        for way in ways("off_site_file", region):
            if set(way["when"]["off_site_kind"]) & set(kinds):
                assert way["commitment"]
                through = way.get("extra_papers", {}).get("employer", [])
                assert set(way["commitment"]) <= {*way["papers"], *through}
    assert "commitment_form" in ways("chronic_recognise", "130700")[0]["papers"]


@pytest.mark.covers("FILE-03")
def test_how_often_entitlement_is_confirmed_depends_on_the_benefit():
    every = told("confirmation.every", NATION)["value"]
    assert every["retired_cover"] == 12
    assert every["employee_cover"] == "unknown", "one source means everybody, others only some"
    axis = ("--axis", "confirmed_benefit=employee_cover")
    assert about("confirmation.late", NATION)["pauses"] == "yes"
    assert about("confirmation.ways", NATION)[:2] == ["data_matching", "self_service"]
    assert channels("confirmation") == {"app", "counter"}
    assert shown("confirmation.every", YANSHI, *axis)["value"] == "never"


@pytest.mark.covers("FILE-04")
def test_a_family_doctor_for_a_year_or_where_a_place_has_it_for_two():
    terms = told("family_doctor.terms", NATION)
    assert terms["value"] == {"years": [1], "renews_itself": []}
    assert terms["others"][0]["value"] == {"years": [2], "renews_itself": ["elderly", "chronic"]}
    assert about("family_doctor.terms", YANSHI)["years"] == [1, 2]


@pytest.mark.covers("FILE-06")
@pytest.mark.parametrize("region", [NATION, "430100", YANSHI])
def test_assistance_is_asked_for_in_hospital(region: str):
    assert "hospital_window" in channels("assistance_apply", region)


@pytest.mark.covers("AID-05", "AID-06", "AID-07")
def test_what_one_asks_about_assistance_is_answered_or_said_to_be_unknown():
    flow = [one["zh"] for one in about("assistance.flow", NATION)]
    assert any("乡镇" in step for step in flow)
    assert about("entitlement.aid_recipients", NATION)
    assert about("benefit.assistance", NATION)["shares"], "its ratio, or that it is not known"
    after = ["basic", "critical_illness", "supplements"]
    assert about("assistance.after", NATION) == after
    assert told("assistance.off_site", NATION)["unknown"] is True
    assert about("assistance.off_site", YANSHI) == "yes"


def test_a_limit_by_law_is_shown_with_its_article_and_an_unknown_one_says_so():
    known = told("handling.limit", "110000", "--axis", "matter=reimbursement")
    assert (known["value"], known["taken_from"], known["since"]) == (30, NATION, "2023-12-01")
    assert told("handling.limit", "110000", "--axis", "matter=card_replace")["unknown"] is True


def test_an_official_code_is_shown_where_it_is_known():
    assert about("handling.code", "110000", "matter=card_replace") == ["300201401000801"]
    promised = told("handling.promised", "110000", "--axis", "matter=card_replace")
    assert promised["value"] == 15
    assert [other["value"] for other in promised["others"]] == [4, 35]
    loss = ("handling.code", "--axis", "matter=loss_report")
    assert fragment("hongze", "320813", *loss)["value"] == ["322014325002"]


def test_a_matter_is_told_to_people_with_who_may_ask_and_what_they_bring():
    lines = run("show", "matter.account_withdraw", "--region", YANSHI, "--on", DAY).stdout
    assert "可由谁申请 继承人" in lines
    assert "可承诺代替" in lines
