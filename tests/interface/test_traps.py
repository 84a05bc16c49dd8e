"""What running clients send, and what they must not be refused for."""

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.interface.messages import ENVELOPE, LINE, PURCHASE, message, purchase
from yika.interface.envelope import Envelope
from yika.interface.parsing import input_from, input_of, read
from yika.interface.problems import BadMessage

NOON = datetime(2026, 11, 22, 12)  # noqa: DTZ001


def sent(infno: str, given: object, **changes: Any) -> Any:
    return input_of(read(message(infno, given, **changes)))


def envelope(**changes: Any) -> Envelope:
    return read(message("2102", purchase(), **changes))


PERSON = {"mdtrt_cert_type": "02", "mdtrt_cert_no": "999900198805120150"}


@pytest.mark.parametrize("nothing", ["", None, "null", "NULL"])
def test_empty_members_count_as_left_out(nothing: str | None) -> None:
    assert envelope(cainfo=nothing, sign_no=nothing).sign_no is None
    assert sent("2102", purchase(card_sn=nothing, invono=nothing)).druginfo.card_sn is None
    assert sent("2102", purchase({"prd_days": nothing})).drugdetail[0].prd_days is None
    assert sent("1101", {"data": PERSON | {"begntime": nothing}}).data.begntime is None


def test_empty_members_between_blanks_count_as_left_out() -> None:
    body = json.dumps(ENVELOPE | {"infno": "1101", "sign_no": "null", "input": {"data": PERSON}})
    assert (
        read(body.replace(":", " : ").encode().replace(b"02 : 10 : 15", b"02:10:15")).sign_no
        is None
    )


def test_an_input_that_was_opened_apart_is_read_alike() -> None:
    raw = json.dumps(purchase(card_sn="", dise_codg="null")).encode()
    assert input_from("2102", raw) == sent("2102", purchase())


def test_texts_that_look_like_emptiness_stay() -> None:
    text = 'a:"",:"null" ""'
    assert sent("2102", purchase(psn_name=text)).druginfo.psn_name == text


def test_the_input_may_be_json_text() -> None:
    given = purchase(card_sn="", dise_codg="null")
    assert sent("2102", json.dumps(given, ensure_ascii=False)) == sent("2102", given)


def test_numbers_come_as_text_and_as_numbers_in_one_line() -> None:
    line = sent("2102", purchase({"cnt": "2", "pric": 12.3, "prd_days": 7})).drugdetail[0]
    assert (line.cnt, line.pric, line.prd_days) == (2, Decimal("12.3"), 7)


def test_text_comes_as_numbers() -> None:
    found = sent("2102", purchase({"feedetl_sn": 17}, med_type=41, acct_used_flag=1))
    assert (found.druginfo.med_type, found.drugdetail[0].feedetl_sn) == ("41", "17")
    assert envelope(opter_type=1, opter=999999).opter_type == "1"


def test_one_digit_stands_for_two() -> None:
    assert sent("2102", purchase(psn_cert_type="1")).druginfo.psn_cert_type == "01"
    query = {"chrgitm_lv": "1", "page_num": 1, "page_size": 10}
    assert sent("1312", {"data": query}).data.chrgitm_lv == "01"


@pytest.mark.parametrize(
    ("told", "meant"),
    [
        ("2026-11-22 12:00:00", NOON),
        ("20261122120000", NOON),
        ("2026-11-22T12:00:00", NOON),
        ("2026-11-22T04:00:00Z", NOON),
        ("2026/11/22 12:00:00", NOON),
        ("2026-11-22 12:00:00.123", NOON.replace(microsecond=123000)),
        ("20261122120000.5", NOON.replace(microsecond=500000)),
        ("2026-11-22", NOON.replace(hour=0)),
        ("20261122", NOON.replace(hour=0)),
    ],
)
def test_times_come_in_many_forms(told: str, meant: datetime) -> None:
    assert envelope(inf_time=told).inf_time == meant
    assert sent("2102", purchase(begntime=told)).druginfo.begntime == meant


def test_a_day_that_ends_a_span_means_its_last_second() -> None:
    query = {"psn_no": "1", "begntime": "2026-11-01", "endtime": "2026-11-22"}
    found = sent("5304", {"data": query}).data
    assert found.begntime == datetime(2026, 11, 1)  # noqa: DTZ001
    assert found.endtime == datetime(2026, 11, 22, 23, 59, 59)  # noqa: DTZ001


def test_a_time_where_a_day_is_asked_for_gives_its_day() -> None:
    data = {"ver": "v0000", "updt_time": "2026-11-22 12:00:00", "page_num": 1, "page_size": 1}
    assert sent("1312", {"data": data}).data.updt_time == date(2026, 11, 22)


@pytest.mark.parametrize("name", ["exp_content", "expContent"])
@pytest.mark.parametrize("as_text", [True, False])
def test_extensions_come_under_two_names_as_text_or_object(name: str, as_text: bool) -> None:
    extension = {"TRUM_FLAG": "1", "REL_TTP_FLAG": "0"}
    given = {
        "druginfo": PURCHASE | {name: json.dumps(extension) if as_text else extension},
        "drugdetail": [LINE],
    }
    assert json.loads(sent("2102", given).druginfo.exp_content) == extension


def test_one_object_stands_for_an_array_of_one() -> None:
    assert sent("2302", {"data": {"feedetl_sn": "0000", "mdtrt_id": "1", "psn_no": "2"}}).data
    found = sent("2102", {"druginfo": PURCHASE, "drugdetail": LINE})
    assert [line.feedetl_sn for line in found.drugdetail] == ["1"]


@pytest.mark.parametrize("node", ["medinsinfo", "medinsInfo"])
def test_nodes_come_in_two_spellings(node: str) -> None:
    found = sent("1201", {node: {"fixmedins_type": "1", "fixmedins_code": "H99990000001"}})
    assert found.medinsinfo.fixmedins_code == "H99990000001"


@pytest.mark.parametrize("node", ["durg_trac_info", "drug_trac_info"])
def test_trace_codes_come_in_two_spellings(node: str) -> None:
    traced = [{"feedetl_sn": "1", "drug_trac_codg": "83745", "trdn_flag": "0"}]
    (line,) = sent("2102", purchase({node: traced})).drugdetail
    assert [trace.drug_trac_codg for trace in line.durg_trac_info] == ["83745"]


@pytest.mark.parametrize("name", ["dscgTime", "dscg_time"])
def test_the_day_of_discharge_comes_in_two_spellings(name: str) -> None:
    data = {
        "psn_no": "1", "mdtrt_id": "1", "mdtrt_cert_type": "02", "mdtrt_cert_no": "1",
        "medfee_sumamt": "10", "psn_setlway": "01", "acct_used_flag": "0", "insutype": "310",
        "mid_setl_flag": "0", "fulamt_ownpay_amt": 0, "overlmt_selfpay": 0, "preselfpay_amt": 0,
        "inscp_scp_amt": 0,
    }  # fmt: skip
    for infno in ("2303", "2304"):
        assert sent(infno, {"data": data | {name: "2026-11-22"}}).data.dscg_time.day == 22


@pytest.mark.parametrize("name", ["refd_setl_flag", "REFD_SETL_FLAG"])
def test_the_refund_flag_comes_in_capitals(name: str) -> None:
    data = {
        "insutype": "310", "clr_type": "41", "setl_optins": "999900", "acct_pay": "0",
        "stmt_begndate": "2026-11-01", "stmt_enddate": "2026-11-30", "medfee_sumamt": "1",
        "fund_pay_sumamt": "0", "fixmedins_setl_cnt": "1", name: "1",
    }  # fmt: skip
    assert sent("3201", {"data": data}).data.refd_setl_flag == "1"


@pytest.mark.parametrize("name", ["Vali_Flag", "valiFlag", "vali_flag"])
def test_the_validity_flag_comes_in_three_spellings(name: str) -> None:
    data = {"type": "SEX", "admdvs": "999900", "date": "2026-11-22", name: "1"}
    assert sent("1901", {"data": data}).data.vali_flag == "1"


def test_extra_members_are_ignored() -> None:
    assert envelope(fixmedins_soft_fcty="x", enc_type="").infno == "2102"
    assert sent("2102", purchase({"new": [1, {"deep": 2}]}, extra="x")) == sent("2102", purchase())


def test_lengths_are_counted_in_characters() -> None:
    assert sent("2102", purchase(psn_name="阿" * 50)).druginfo.psn_name == "阿" * 50


def test_names_of_institutions_may_be_longer_than_printed() -> None:
    assert envelope(fixmedins_name="演" * 200).fixmedins_name == "演" * 200


def test_a_document_that_does_not_fit_its_number_is_no_error_of_form() -> None:
    data = PERSON | {"psn_cert_type": "02", "certno": "999900198805120150"}
    assert sent("1101", {"data": data}).data.psn_cert_type == "02"


@pytest.mark.parametrize(
    ("name", "code"),
    [("psn_type", "1560"), ("psn_type", "50"), ("med_type", "210303"), ("insutype", "39999")],
)
def test_codes_of_other_provinces_are_taken(name: str, code: str) -> None:
    assert (
        getattr(
            sent("2102", {"druginfo": PURCHASE | {name: code}, "drugdetail": [LINE]}).druginfo, name
        )
        == code
    )


@pytest.mark.parametrize("given", ["UEsDBA==", "UEsD\r\nBA==\r\n", [80, 75, 3, 4], [80, 75, 3, -4]])
def test_bytes_come_as_base64_and_as_an_array(given: Any) -> None:
    data = {"in": given, "filename": "a.zip", "fixmedins_code": "H99990000001"}
    assert sent("9101", {"fsUploadIn": data}).fs_upload_in.in_[:2] == b"PK"


def test_fields_may_come_without_their_node() -> None:
    data = {"fixmedins_code": "H1", "fixmedins_hilist_id": "1", "list_type": "101"}
    assert sent("3302", data | {"med_list_codg": "X"}).data[0].med_list_codg == "X"


@pytest.mark.parametrize("node", ["catalogcompin", "catalogCompIn", "input", "data"])
@pytest.mark.parametrize("how", [list, dict, json.dumps])
def test_the_only_node_may_have_a_name_of_the_senders_own(node: str, how: Any) -> None:
    data = {"fixmedins_code": "H1", "fixmedins_hilist_id": "1", "list_type": "101"}
    data["med_list_codg"] = "X"
    given = [data] if how is list else how(data)
    assert sent("3302", {node: given}).data[0].med_list_codg == "X"


def test_a_node_that_holds_none_of_the_fields_is_not_taken_for_one() -> None:
    others: list[object] = [{"x": 1}, [], [{"list_type": "101"}, 1]]
    for given in ({"other": other} for other in others):
        with pytest.raises(BadMessage) as raised:
            sent("3302", given)
        assert [(one.field, one.problem) for one in raised.value.fields] == [("data", "missing")]


def test_codes_that_fill_a_field_of_fixed_width_are_taken() -> None:
    assert sent("2102", purchase(psn_cert_type="1 ", insutype="310   ")).druginfo.insutype == "310"


@pytest.mark.parametrize("where", ["psn_name", "opter_name"])
def test_another_encoding_is_told_as_such(where: str) -> None:
    given = purchase(psn_name="张三" if where == "psn_name" else "abc")
    name = {"opter_name": "张三" if where == "opter_name" else "abc", "fixmedins_name": "abc"}
    told = {**ENVELOPE, **name, "infno": "2102", "input": given}
    with pytest.raises(BadMessage) as raised:
        input_of(read(json.dumps(told, ensure_ascii=False).encode("gb18030")))
    assert [one.problem for one in raised.value.fields] == ["not_utf8"]


def test_the_end_of_a_text_may_come_with_it() -> None:
    assert read(message("2102", purchase()) + b"\0").infno == "2102"


def test_departments_are_asked_for_with_anything() -> None:
    envelopes: list[object] = [{}, {"data": {}}, {"data": {"infno": "5101"}}, "", None]
    for given in envelopes:
        assert sent("5101", given)


def test_a_mark_before_the_message_is_no_part_of_it() -> None:
    assert read(b"\xef\xbb\xbf" + message("2102", purchase())).infno == "2102"
