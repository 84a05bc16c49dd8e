"""The code tables."""

from yika.interface.codes import meaning, tables


def test_codes_have_names() -> None:
    found = meaning("psn_cert_type", "01")
    assert found is not None
    assert (found.zh, found.en) == (
        "居民身份证（户口簿）",
        "resident ID card (or household register)",
    )
    assert meaning("psn_cert_type", "00") is None
    assert all(value.zh for table in tables().values() for value in table.values.values())


def test_a_zero_before_a_code_may_be_there_or_not() -> None:
    assert tables()["chrgitm_lv"].canonical("3") == "03"
    assert tables()["naty"].canonical("1") == "01"
    assert tables()["gend"].canonical("1") == "1"
    assert tables()["lmtpric_hosp_lv"].canonical("03") == "3"
    assert tables()["gend"].canonical("00") is None


def test_open_tables_take_any_code_and_others_none() -> None:
    assert tables()["psn_type"].canonical("4711") == "4711"
    assert tables()["acct_used_flag"].canonical("3") is None
    assert tables()["acct_used_flag"].canonical("2") == "2"
