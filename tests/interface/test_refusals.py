"""What is wrong is told politely, all of it at once, and nothing crashes."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.interface.messages import ENVELOPE, message, purchase
from yika.ground.errors import YikaError
from yika.guide.telling import tell
from yika.interface.parsing import input_of, read
from yika.interface.problems import BadMessage, UnknownTransaction
from yika.interface.spec import numbers, spoken


def problems(body: bytes) -> dict[str, str]:
    with pytest.raises(BadMessage) as caught:
        input_of(read(body))
    return {field.field: field.problem for field in caught.value.fields}


def test_all_wrong_fields_are_told_at_once_in_chinese() -> None:
    body = message(
        "2102",
        purchase(
            {"cnt": "two", "fee_ocur_time": "yesterday", "rx_circ_flag": ""},
            psn_no="",
            med_type="77",
            psn_name="阿" * 51,
        ),
    )
    assert problems(body) == {
        "druginfo.psn_no": "missing",
        "druginfo.med_type": "not_in_table",
        "druginfo.psn_name": "too_long",
        "drugdetail[1].cnt": "not_a_number",
        "drugdetail[1].fee_ocur_time": "not_a_time",
        "drugdetail[1].rx_circ_flag": "missing",
    }
    with pytest.raises(BadMessage) as caught:
        input_of(read(body))
    told = tell(caught.value)
    assert "druginfo.psn_no 人员编号必填" in told.zh
    assert "drugdetail[1].cnt 数量应为数值" in told.zh
    assert "6 places" in told.en


@pytest.mark.parametrize(
    "amount",
    ["100000000000000", "1.005", "-100000000000000.00", "NaN", "Infinity", "1e40", 1e40, "1e-9"],
)
def test_numbers_beyond_their_digits_are_refused(amount: Any) -> None:
    assert set(problems(message("2102", purchase(medfee_sumamt=amount)))) == {
        "druginfo.medfee_sumamt"
    }


@pytest.mark.parametrize("amount", ["99999999999999.99", "1.500000", "1.2E+3", "-0.01", "+1"])
def test_numbers_within_their_digits_are_taken(amount: str) -> None:
    assert input_of(read(message("2102", purchase(medfee_sumamt=amount))))


def test_envelopes_tell_all_their_faults() -> None:
    faults = {"msgid": "x" * 31, "opter": "", "inf_time": "soon", "mdtrtarea_admvs": "99990000"}
    assert problems(message("2102", purchase(), **faults)) == {
        "msgid": "too_long",
        "opter": "missing",
        "inf_time": "not_a_time",
        "mdtrtarea_admvs": "too_long",
    }


@pytest.mark.parametrize(
    "given", [[], {"druginfo": []}, {"druginfo": 1, "drugdetail": [2]}, 7, "x", "{", {}]
)
def test_inputs_of_another_shape_are_refused(given: object) -> None:
    assert problems(message("2102", given))


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b"{}" * 2, '{"a":"中"}'.encode("gb18030"),

        b"[" * 200_000, b'{"input":' + b'{"a":' * 200_000, b'{"a":' + b"9" * 6000 + b"}",
        json.dumps(ENVELOPE).encode()[:-1] + b',"input":"' + b"[" * 100_000 + b'"}',
        json.dumps(ENVELOPE).encode()[:-1] + b',"input":{"druginfo":"\\ud800"}}',
    ],
)  # fmt: skip
def test_what_is_no_message_is_refused(body: bytes) -> None:
    assert problems(body)


def test_years_in_which_nothing_happened_are_refused() -> None:
    old = "0001-01-01 00:00:00"
    assert problems(message("2102", purchase(begntime=old))) == {"druginfo.begntime": "not_a_time"}
    assert problems(message("2102", purchase(), inf_time=old)) == {"inf_time": "not_a_time"}


def test_somebody_who_sends_thousands_of_faults_gets_a_reply_that_fits() -> None:
    rows: list[dict[str, str]] = [{}] * 2000
    with pytest.raises(BadMessage) as caught:
        input_of(read(message("2204", {"feedetail": rows})))
    assert caught.value.facts["count"] == len(caught.value.fields) > 20_000
    assert len(json.dumps(caught.value.facts)) < 60_000


def test_text_that_no_database_holds_is_refused() -> None:
    assert problems(message("2102", purchase(psn_name="a\0b"))) == {"druginfo.psn_name": "not_text"}
    assert problems(message("2102", purchase(), opter="a\0b")) == {"opter": "not_text"}


@pytest.mark.parametrize("infno", ["0000", "99999", "../x", "21 2"])
def test_other_transactions_are_not_spoken(infno: str) -> None:
    with pytest.raises(UnknownTransaction):
        input_of(read(message(infno, {})))


def check_told(error: YikaError) -> None:
    told = tell(error)
    assert told.zh
    assert told.en


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text()
    | st.sampled_from(["", "null", "1", "2026-11-22", "1e99", "{}", "[", "00000000", "9999-12-31"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@pytest.mark.parametrize("infno", ["1101", "2102", "2204", "2401", "9101", "3302"])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_nothing_that_is_sent_crashes(infno: str, data: st.DataObject) -> None:
    whole: dict[str, object] = {}
    for node in spoken(infno).input:
        row = {field.name: data.draw(ANYTHING) for field in node.fields[:12]}
        whole[node.node] = data.draw(st.sampled_from([row, [row], [row, 1], json.dumps(row)]))
    try:
        input_of(read(message(infno, data.draw(st.sampled_from([whole, json.dumps(whole)])))))
    except BadMessage as error:
        check_told(error)


@settings(max_examples=200, deadline=None)
@given(body=st.binary(max_size=60), infno=st.sampled_from(numbers()))
def test_no_bytes_crash(body: bytes, infno: str) -> None:
    start = json.dumps(ENVELOPE | {"infno": infno}).encode()[:-1]
    for whole in (body, start + b',"input":' + body + b"}", start + body):
        try:
            input_of(read(whole))
        except (BadMessage, UnknownTransaction) as error:
            check_told(error)
