"""What programmers of hospital systems send in good faith or by mistake, and what they are told."""

from typing import Any

from tests.builders import Somebody
from tests.faces.gateway.desk import Desk, a_purchase
from tests.faces.gateway.hospital import asks_who
from tests.faces.gateway.test_settling_messages import check_identities, outpatient, sent
from tests.faces.gateway.visiting import (
    a_bill,
    a_description,
    a_diagnosis,
    a_discharge,
    a_registration,
    an_admission,
    lines,
)
from tests.rooms.settlement.tills import HOSPITAL, Tills
from yika.faces.gateway.numbering import psn_no
from yika.store.db import Database


async def admitted(desk: Desk, who: Somebody, number: str) -> str:
    return (await sent(desk, "2401", an_admission(who, number)))["output"]["result"]["mdtrt_id"]


async def refusal(desk: Desk, infno: str, given: dict[str, Any]) -> dict[str, Any]:
    """The first reason of a refusal."""
    reply = await desk.send(infno, given)
    assert reply["infcode"] == -1, reply
    assert 0 < len(reply["err_msg"]) <= 200
    return reply["yika"]["reasons"][0]


async def test_a_line_and_its_return_may_come_in_one_call(
    desk: Desk, who: Somebody, number: str
) -> None:
    stay = await admitted(desk, who, number)
    all_of_it = lines(who, stay, 300, 100, 50)
    returns = all_of_it["feedetail"][0]
    returns |= {"init_feedetl_sn": "B1-2", "cnt": -3, "det_item_fee_sumamt": -300, "pric": 100}
    all_of_it["feedetail"][1] |= {"cnt": 4, "det_item_fee_sumamt": 400}
    told = await sent(desk, "2301", all_of_it)
    assert [one["inscp_scp_amt"] for one in told["output"]["result"]] == [-300, 400, 50]
    more = {**returns, "feedetl_sn": "9", "cnt": -2, "det_item_fee_sumamt": -200}
    assert (await refusal(desk, "2301", {"feedetail": [more]}))["code"] == "wrong_returns"
    interim = a_bill(who, number, stay, 150, mid_setl_flag="1")
    check_identities(await sent(desk, "2303", interim))


async def test_no_call_returns_more_than_a_line_of_it_has(
    desk: Desk, who: Somebody, number: str
) -> None:
    stay = await admitted(desk, who, number)
    both = lines(who, stay, 100, 100)
    over = {"init_feedetl_sn": "B1-1", "cnt": -2, "det_item_fee_sumamt": -200}
    both["feedetail"][1] |= over
    assert (await refusal(desk, "2301", both))["facts"]["lines"] == ["B1-2"]


async def test_during_a_stay_a_trial_tells_what_it_comes_to_and_books_nothing(
    desk: Desk, who: Somebody, number: str, tills: Tills
) -> None:
    stay = await admitted(desk, who, number)
    await sent(desk, "2301", lines(who, stay, 3000))
    before = await tills.balances(who)
    tried = await sent(desk, "2303", a_bill(who, number, stay, 3000))
    assert "2402" in tried["warn_msg"]
    check_identities(tried)
    assert await tills.balances(who) == before
    early = await refusal(desk, "2304", a_bill(who, number, stay, 3000))
    assert early["code"] == "not_discharged_yet"
    await sent(desk, "2402", a_discharge(who, stay))
    late = await refusal(desk, "2304", a_bill(who, number, stay, 3000, mid_setl_flag="1"))
    assert late["code"] == "interim_after_discharge"
    settled = await sent(desk, "2304", a_bill(who, number, stay, 3000))
    assert settled["warn_msg"] is None
    names = ("fund_pay_sumamt", "acct_pay", "psn_cash_pay", "balc", "act_pay_dedc")
    final, estimate = settled["output"]["setlinfo"], tried["output"]["setlinfo"]
    assert [final[name] for name in names] == [estimate[name] for name in names]


async def test_5203_tells_the_funds_as_the_settlement_did(
    desk: Desk, database: Database, who: Somebody, number: str
) -> None:
    visit = await outpatient(desk, who, number, 3000)
    settled = (await sent(desk, "2207", a_bill(who, number, visit, 3000)))["output"]
    setl_id = settled["setlinfo"]["setl_id"]
    about = {"psn_no": psn_no(who.person), "setl_id": setl_id, "mdtrt_id": visit}
    seen = (await sent(desk, "5203", {"data": about}))["output"]
    assert seen["setldetail"] == settled["setldetail"]
    assert seen["setldetail"][0]["crt_payb_lmt_amt"] > seen["setldetail"][0]["fund_payamt"]
    async with database.transaction() as conn:
        await conn.execute("UPDATE messages SET reply_sealed = NULL, request_sealed = NULL")
    again = (await sent(desk, "5203", {"data": about}))["output"]["setldetail"]
    names = ("fund_pay_type", "fund_payamt", "fund_pay_type_name")
    assert [[one[name] for name in names] for one in again] == [
        [one[name] for name in names] for one in settled["setldetail"]
    ]
    cancelled = (await sent(desk, "2208", {"data": about}))["output"]["setldetail"]
    for one in (*again, *cancelled):
        assert one["crt_payb_lmt_amt"] == abs(one["fund_payamt"]) > 0


async def test_a_sum_of_binary_fractions_is_the_amount_meant(
    desk: Desk, who: Somebody, number: str
) -> None:
    odd = a_purchase(who, number, 49, medfee_sumamt=49.00000000000001)
    told = await sent(desk, "2101", odd)
    assert told["output"]["setlinfo"]["medfee_sumamt"] == 49
    third = a_purchase(who, number, 49, medfee_sumamt=49.005)
    reason = await refusal(desk, "2101", third)
    assert reason["facts"]["fields"][0]["expected"] == "16,2"
    assert "N(16,2)" in reason["zh"]


async def test_paths_of_a_repeat_and_of_a_wrong_message_are_written_alike(
    desk: Desk, who: Somebody, number: str
) -> None:
    wrong = await refusal(desk, "2102", a_purchase(who, number, 10, medfee_sumamt="ten"))
    assert wrong["facts"]["fields"][0]["field"] == "druginfo.medfee_sumamt"
    msgid = f"{HOSPITAL}202603160900008001"
    first = await desk.send("2102", a_purchase(who, number, 10), msgid)
    assert first["infcode"] == 0, first
    other = await desk.send("2102", a_purchase(who, number, 12), msgid)
    fields = other["yika"]["reasons"][0]["facts"]["fields"]
    assert wrong["facts"]["fields"][0]["field"] in fields
    assert "drugdetail[1].det_item_fee_sumamt" in fields


async def test_a_purchase_with_a_number_twice_is_not_sent_to_delete_lines(
    desk: Desk, who: Somebody, number: str
) -> None:
    twice = a_purchase(who, number, 10)
    for line in twice["drugdetail"]:
        line["feedetl_sn"] = "1"
    reason = await refusal(desk, "2102", twice)
    assert (reason["code"], reason["facts"]["lines"]) == ("line_number_repeated", ["1"])
    assert "2205" not in reason["next"]["zh"]


async def test_an_id_number_shown_as_a_card_is_told_as_what_it_is(
    desk: Desk, who: Somebody
) -> None:
    for kind in ("01", "03"):
        reason = await refusal(desk, "1101", asks_who(who.id_number, kind))
        assert reason["code"] == "number_of_other_kind"
        assert "02" in reason["next"]["zh"]
    assert (await refusal(desk, "1101", asks_who("12345678", "03")))["code"] == "no_such_person"


async def test_a_key_without_which_nothing_opens_is_asked_for(desk: Desk) -> None:
    closed: Any = "0123456789abcdef" * 4
    reply = await desk.send("1101", closed)
    assert reply["yika"]["code"] == "not_decrypted"


async def test_where_json_breaks_off_is_told(desk: Desk) -> None:
    for body, at in (
        (b'{"infno":"1101","msgid":""}}', None),
        (b'{"infno":"1101","dev_no":"","msgid":"m",}', "(byte 40)"),
        (b'\xef\xbb\xbf{"infno":"11\n01"}', "(byte 12)"),
        (b"", None),
    ):
        field = (await desk.post(body))["yika"]["reasons"][0]["facts"]["fields"][0]
        assert field["problem"] == "not_json"
        assert at is None or at in field["expected"], field
    listed = (await desk.post(b"[]"))["yika"]["reasons"][0]["facts"]["fields"][0]
    assert listed["problem"] == "not_an_object"


async def test_a_number_with_blanks_is_that_transaction(desk: Desk, who: Somebody) -> None:
    told = await desk.send("1101 ", asks_who(who.id_number))
    assert told["infcode"] == 0, told


async def test_care_that_is_not_settled_is_told_before_its_lines_come(
    desk: Desk, who: Somebody, number: str
) -> None:
    registered = (await sent(desk, "2201", a_registration(who, number)))["output"]["data"]
    visit = registered["mdtrt_id"]
    warned = await sent(desk, "2203", a_description(who, visit, "2101"))
    assert "2101" in warned["warn_msg"]
    assert (await sent(desk, "2203", a_description(who, visit)))["warn_msg"] is None
    birth = an_admission(who, number)
    birth["mdtrtinfo"]["med_type"] = "52"
    assert "52" in (await sent(desk, "2401", birth))["warn_msg"]
    reason = await refusal(desk, "2401", an_admission(who, number))
    assert (reason["code"], reason["facts"]["fields"]) == ("registration_differs", ["med_type"])


async def test_a_registration_is_cancelled_under_its_own_number_only(
    desk: Desk, who: Somebody, number: str
) -> None:
    told = (await sent(desk, "2201", a_registration(who, number)))["output"]["data"]
    about = {"psn_no": psn_no(who.person), "mdtrt_id": told["mdtrt_id"], "ipt_otp_no": "other"}
    reason = await refusal(desk, "2202", {"data": about})
    assert (reason["code"], reason["facts"]["number"]) == ("number_differs", told["ipt_otp_no"])
    await sent(desk, "2202", {"data": {**about, "ipt_otp_no": told["ipt_otp_no"]}})


async def test_no_diagnosis_is_lost_because_two_have_one_number(
    desk: Desk, who: Somebody, number: str
) -> None:
    registered = (await sent(desk, "2201", a_registration(who, number)))["output"]["data"]
    told = a_description(who, registered["mdtrt_id"])
    western = a_diagnosis(who)
    told["diseinfo"] = [western, {**western, "diag_code": "R05"}]
    reason = await refusal(desk, "2203", told)
    assert (reason["code"], reason["facts"]["numbers"]) == ("diagnosis_number_repeated", [1])
    told["diseinfo"] = [western, {**western, "diag_type": "2", "diag_code": "A01"}]
    await sent(desk, "2203", told)
    about = {"data": {"mdtrt_id": registered["mdtrt_id"], "psn_no": psn_no(who.person)}}
    seen = (await sent(desk, "5202", about))["output"]["diseinfo"]
    assert [(one["diag_type"], one["diag_code"]) for one in seen] == [
        ("1", "J06.900"),
        ("2", "A01"),
    ]
    told["diseinfo"] = [{**western, "diag_type": "3", "diag_srt_no": 2, "diag_code": "B01"}]
    await sent(desk, "2203", told)
    told["diseinfo"] = [{**western, "diag_type": "1", "diag_srt_no": 2, "diag_code": "B02"}]
    await sent(desk, "2203", told)
    seen = (await sent(desk, "5202", about))["output"]["diseinfo"]
    assert [one["diag_code"] for one in seen] == ["J06.900", "A01", "B02"], "the second changed"
