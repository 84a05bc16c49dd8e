"""Signatures as the gateways in use make them; what is right, stale, unknown and wrong."""

import pytest

from yika.faces.gateway.signatures import (
    Sent,
    SignatureMissing,
    SignatureStale,
    SignatureTimeWrong,
    SignatureWrong,
    Signed,
    SignerUnknown,
    Windows,
    ca_signature,
    check,
    csb_signature,
    tif_signature,
)
from yika.institutions.model import KeyPair, Signing

CODE = "H99990000001"
SIGNING = Signing(
    {
        "csb": KeyPair("AK_TEST", "SK_TEST"),
        "tif": KeyPair("TIF_TEST", "TOKEN"),
        "x_ca": KeyPair("CA_TEST", "CA_SECRET"),
        "apikey": KeyPair("", "APIKEY"),
    }
)
NOW = 1_795_311_820.0


def csb(name: str, version: str, timestamp: str, signature: str) -> dict[bytes, bytes]:
    given = {"name": name, "version": version, "timestamp": timestamp, "signature": signature}
    told = {f"_api_{key}".encode(): value.encode() for key, value in given.items()}
    return {b"_api_access_key": b"AK_TEST", **told}


def looked_at(headers: dict[bytes, bytes], body: bytes = b"{}", now: float = NOW) -> Signed | None:
    ways = tuple(SIGNING.ways)
    return check(Sent(headers, body, None, CODE), SIGNING, ways, Windows(), now)


def test_the_worked_value_of_the_specification():
    fields = {
        "_api_access_key": "AK",
        "_api_name": "1101",
        "_api_version": "1.0.0",
        "_api_timestamp": "1700000000",
    }
    assert csb_signature("SK", fields) == b"XU5hxEx0flnxDVSjOCDL3fnsjVA="


@pytest.mark.parametrize(
    ("name", "version", "timestamp", "signature"),
    [
        ("api_1101", "1.0", "1795311816052", "hFpcsVxmxho8WJNIWBD/tXes8+Y="),
        ("1101", "1.0.0", "1795313415044", "RUfVumlOwOkFqrTSteIA3MUH5Hk="),
        ("9001", "1.0.0", "1795313414663", "/y4W6YbPNY4fK8FIQAPYk/87ag4="),
    ],
)
def test_what_running_clients_sign_is_right(
    name: str, version: str, timestamp: str, signature: str
):
    now = int(timestamp) / 1000 + 60
    signed = looked_at(csb(name, version, timestamp, signature), now=now)
    assert signed is not None
    assert signed.mark == signature


def test_seconds_and_milliseconds_are_both_read():
    fields = {"_api_access_key": "AK_TEST", "_api_name": "hsa", "_api_version": "1"}
    for timestamp in ("1795311800", "1795311800123"):
        made = csb_signature("SK_TEST", fields | {"_api_timestamp": timestamp}).decode()
        signed = looked_at(csb("hsa", "1", timestamp, made))
        assert signed is not None
        assert bool(signed.twins_seconds) == (len(timestamp) == 10)


def test_old_times_unknown_keys_and_other_secrets_are_refused():
    right = csb("api_1101", "1.0", "1795311816052", "hFpcsVxmxho8WJNIWBD/tXes8+Y=")
    with pytest.raises(SignatureStale):
        looked_at(right, now=NOW + 1801)
    with pytest.raises(SignerUnknown):
        looked_at({**right, b"_api_access_key": b"ANOTHER"})
    with pytest.raises(SignatureWrong):
        looked_at({**right, b"_api_name": b"1102"})
    with pytest.raises(SignatureMissing):
        looked_at({name: value for name, value in right.items() if name != b"_api_timestamp"})
    with pytest.raises(SignatureMissing):
        looked_at({})


@pytest.mark.parametrize("timestamp", ["", "now", "-5", "9" * 40, "１７９５３１１８００"])
def test_a_time_that_is_none_is_told_so_or_missing(timestamp: str):
    wanted = SignatureTimeWrong if timestamp else SignatureMissing
    with pytest.raises(wanted):
        looked_at(csb("1101", "1.0", timestamp, "x"))


@pytest.mark.parametrize("timestamp", ["now", "1795311800123"])
def test_seconds_are_asked_for_where_seconds_are_signed(timestamp: str):
    tif = {b"x-tif-paasid": b"TIF_TEST", b"x-tif-nonce": b"n", b"x-tif-signature": b"x"}
    for headers in (
        {**tif, b"x-tif-timestamp": timestamp.encode()},
        {b"x-ca-key": CODE.encode(), b"x-ca-signature": f"{timestamp}:x".encode()},
    ):
        with pytest.raises(SignatureTimeWrong) as refused:
            looked_at(headers)
        assert refused.value.facts["unit"] == "s"


def test_hex_of_any_case_passes_the_second_way():
    made = tif_signature("TOKEN", "1795311800", "n-1")
    headers = {
        b"x-tif-paasid": b"TIF_TEST",
        b"x-tif-timestamp": b"1795311800",
        b"x-tif-nonce": b"n-1",
    }
    for signature in (made, made.upper()):
        assert looked_at({**headers, b"x-tif-signature": signature.encode()}) is not None
    with pytest.raises(SignatureWrong):
        looked_at({**headers, b"x-tif-nonce": b"n-2", b"x-tif-signature": made.encode()})
    with pytest.raises(SignatureStale):
        looked_at({**headers, b"x-tif-signature": made.encode()}, now=NOW + 301)


@pytest.mark.parametrize("key", [CODE, "CA_TEST"])
def test_the_third_way_goes_over_the_body_in_either_encoding(key: str):
    body = '{"infno":"1101","opter_name":"系统"}'.encode()
    for hashed in (body, body.decode().encode("gb18030")):
        made = ca_signature("CA_SECRET", "1795311800", hashed)
        headers = {b"x-ca-key": key.encode(), b"x-ca-signature": f"1795311800:{made}".encode()}
        assert looked_at(headers, body) is not None
        with pytest.raises(SignatureWrong):
            looked_at(headers, body + b" ")


def test_a_constant_key_leaves_nothing_to_remember():
    assert looked_at({b"apikey": b"APIKEY"}) is None
    with pytest.raises(SignerUnknown):
        looked_at({b"apikey": b"OTHER"})
