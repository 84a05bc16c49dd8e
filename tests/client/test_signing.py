"""Signatures, against values that others worked out."""

import hashlib

import pytest

from yika.client.signing import Ca, ConstantKey, Csb, Tif, Unsigned


@pytest.mark.parametrize(
    ("signing", "infno", "at", "signature"),
    [
        (
            Csb(access_key="AK", secret="SK", milliseconds=False),
            "1101",
            1700000000.0,
            "XU5hxEx0flnxDVSjOCDL3fnsjVA=",
        ),
        (
            Csb(access_key="AK_TEST", secret="SK_TEST", name="api_1101", version="1.0"),
            "1101",
            1795311816.052,
            "hFpcsVxmxho8WJNIWBD/tXes8+Y=",
        ),
        (
            Csb(access_key="AK_TEST", secret="SK_TEST"),
            "9001",
            1795313414.663,
            "/y4W6YbPNY4fK8FIQAPYk/87ag4=",
        ),
    ],
)
def test_csb(signing: Csb, infno: str, at: float, signature: str) -> None:
    assert signing.headers(infno, b"{}", at)["_api_signature"] == signature


def test_csb_sends_the_four_headers_it_signs() -> None:
    headers = Csb(access_key="AK", secret="SK").headers("1101", b"", 1795313414.663)
    assert {name: headers[name] for name in headers if name != "_api_signature"} == {
        "_api_access_key": "AK",
        "_api_name": "1101",
        "_api_timestamp": "1795313414663",
        "_api_version": "1.0.0",
    }


def test_tif() -> None:
    headers = Tif(app="APP", secret="SECRET", nonce="n1").headers("1101", b"{}", 1700000000.9)
    told = hashlib.sha256(b"1700000000SECRETn11700000000").hexdigest()
    assert headers == {
        "x-tif-paasid": "APP",
        "x-tif-timestamp": "1700000000",
        "x-tif-nonce": "n1",
        "x-tif-signature": told,
    }


def test_tif_takes_a_new_number_for_each_message() -> None:
    signing = Tif(app="APP", secret="SECRET")
    first, second = (signing.headers("1101", b"", 1.0)["x-tif-nonce"] for _ in range(2))
    assert first != second


def test_ca_signs_time_and_body() -> None:
    # printf '1700000000\n{}' | openssl dgst -sm3 -hmac SK
    told = "1700000000:BC913AC43B30EBB6DF3D26A4B959335C6A6E6D078D1E1513BE757C7843A6B110"
    assert Ca(institution="H99990000001", secret="SK").headers("1101", b"{}", 1700000000.0) == {
        "x-ca-key": "H99990000001",
        "x-ca-signature": told,
    }


def test_a_constant_key_and_none() -> None:
    assert ConstantKey(key="KEY").headers("1101", b"", 0.0) == {"apikey": "KEY"}
    assert Unsigned().headers("1101", b"", 0.0) == {}


def test_secrets_are_not_shown() -> None:
    for signing in (
        Csb(access_key="AK", secret="HIDDEN"),
        Tif(app="A", secret="HIDDEN"),
        Ca(institution="H", secret="HIDDEN"),
        ConstantKey(key="HIDDEN"),
    ):
        assert "HIDDEN" not in repr(signing)
