"""Replies as typed clients need them."""

import json
from datetime import date, datetime
from decimal import Decimal

from msgspec import UNSET

from tests.interface.messages import message, purchase
from yika.ground.days import BEIJING
from yika.interface.envelope import Reply
from yika.interface.parsing import read
from yika.interface.records import t1101, t2204
from yika.interface.writing import day_text, time_text, write, write_message

TEN = [
    *("infcode", "inf_refmsgid", "refmsg_time", "respond_time", "err_msg"),
    *("output", "warn_msg", "cainfo", "signtype", "enctype"),
]


def reply(output: object = None, err_msg: str | None = None) -> Reply:
    return Reply(
        infcode=0 if err_msg is None else -1,
        inf_refmsgid="9" * 30,
        refmsg_time="20261122021015123",
        respond_time="20261122021015456",
        err_msg=err_msg,
        output=output,
        yika=UNSET if err_msg is None else {"code": "x"},
    )


def test_all_ten_members_are_always_there() -> None:
    told = json.loads(write(reply()))
    assert list(told) == TEN
    assert told["infcode"] == 0
    assert told["output"] is None


def test_what_only_yika_says_comes_after_them() -> None:
    assert list(json.loads(write(reply(err_msg="否")))) == [*TEN, "yika"]


def test_numbers_are_numbers_and_never_null() -> None:
    row = t2204.OutResult(
        feedetl_sn="yp570",
        det_item_fee_sumamt=Decimal("24.60"),
        cnt=Decimal(2),
        pric=Decimal("12.300000"),
        pric_uplmt_amt=Decimal(999999),
        chrgitm_lv="01",
        med_chrgitm_type="09",
        lmt_used_flag="0",
    )
    told = write(reply(t2204.Output(result=[row])))
    assert b'"det_item_fee_sumamt":24.60' in told
    assert b'"feedetl_sn":"yp570"' in told
    assert b"null" not in told.partition(b'"output":')[2].partition(b'"warn_msg"')[0]
    assert b"selfpay_prop" not in told


def test_arrays_without_rows_are_there() -> None:
    base = t1101.OutBaseinfo(
        psn_no="1", psn_cert_type="01", certno="2", psn_name="李", gend="1", age=Decimal("38.5")
    )
    output = t1101.Output(baseinfo=base, insuinfo=[], idetinfo=[])
    told = json.loads(write(reply(output)))
    assert told["output"]["idetinfo"] == []


def test_days_and_times_are_spelt_as_the_interface_has_them() -> None:
    assert day_text(date(2026, 3, 6)) == "2026-03-06"
    assert time_text(datetime(2026, 3, 6, 9, 5, tzinfo=BEIJING)) == "2026-03-06 09:05:00"


def test_an_envelope_is_read_as_it_was_written() -> None:
    envelope = read(message("2102", purchase(), sign_no="S1", cainfo="x"))
    again = read(write_message(envelope))
    assert bytes(again.input) == bytes(envelope.input)
    for name in envelope.__struct_fields__:
        if name != "input":
            assert getattr(again, name) == getattr(envelope, name)
