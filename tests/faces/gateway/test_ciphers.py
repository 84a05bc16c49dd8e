"""Encrypted messages: SM2 by the standard's vectors, and a whole one over HTTP."""

import gmalg
import httpx
import msgspec
import pytest

from tests.faces.gateway.notes import ONE, a_sign_in, written
from yika.faces.gateway.ciphers import NotDecrypted, closed, new_key, opened, platform, wrapped
from yika.store.keys import Keys

# GB/T 32918.5, example of encryption on the recommended curve.
PRIVATE = "3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8"
RANDOM = "59276E27D506861A16680F3AD9C02DCCEF3CC1FA3CDBE4CE6D54B80DEAC1BC21"
CIPHER = (
    "0404EBFC718E8D1798620432268E77FEB6415E2EDE0E073C0F4F640ECD2E149A73"
    "E858F9D81E5430A57B36DAAB8F950A3C64E6EE6A63094D99283AFF767E124DF0"
    "59983C18F809E262923C53AEC295D30383B54E39D609D160AFCB1908D0BD8766"
    "21886CA989CA9C7D58087307CA93092D651EFA"
)


def test_the_vector_of_the_standard():
    made = gmalg.SM2(bytes.fromhex(PRIVATE), rnd_fn=lambda _: int(RANDOM, 16))
    assert made.encrypt(b"encryption standard").hex().upper() == CIPHER
    assert made.decrypt(bytes.fromhex(CIPHER)) == b"encryption standard"


def test_what_is_closed_opens_and_nothing_else_does(keys: Keys):
    key = bytes(range(16))  # Of other keys, one in 256 takes what is not its own.
    cainfo = wrapped(key, platform(keys).public)
    assert cainfo.startswith("04")
    assert opened(keys, cainfo, closed(key, b'{"a":1}')) == (b'{"a":1}', key)
    for broken in (cainfo[:-2], "04" * 40, "", "zz"):
        with pytest.raises(NotDecrypted):
            opened(keys, broken, closed(key, b"{}"))
    for text in ("00" * 16, "00", closed(bytes(16), b"{}")):
        with pytest.raises(NotDecrypted):
            opened(keys, cainfo, text)


def test_a_key_may_be_wrapped_as_other_libraries_do(keys: Keys):
    key, public = bytes(range(16)), platform(keys).public
    as_hex = bytes.fromhex(wrapped(key, public))
    as_bytes = gmalg.SM2(pk=public).encrypt(key)
    for one in (as_hex, as_bytes):
        older = one[:65] + one[97:] + one[65:97]  # C1C2C3
        for cainfo in (one, older, one[1:], older[1:]):
            assert opened(keys, cainfo.hex(), closed(key, b"{}")) == (b"{}", key)


async def test_an_encrypted_message_gets_an_encrypted_reply(web: httpx.AsyncClient, keys: Keys):
    public = bytes.fromhex((await web.get("/fsi/api/keys")).json()["sm2"])
    key = new_key()
    message = a_sign_in()
    message["input"] = closed(key, msgspec.json.encode(message["input"]))
    message |= {"cainfo": wrapped(key, public), "enc_type": "SM4"}
    reply = (await web.post(ONE, content=written(message))).json()
    assert (reply["infcode"], reply["enctype"]) == (0, "SM4")
    mine = closed(key, b"null")
    assert reply["output"] != mine
    found = msgspec.json.decode(_opened(key, reply["output"]))
    assert set(found["signinoutb"]) == {"sign_no", "sign_time"}
    message["input"] = "00" * 16
    refused = (await web.post(ONE, content=written(message))).json()
    assert refused["yika"]["code"] == "not_decrypted"


def _opened(key: bytes, text: str) -> bytes:
    plain = b""
    sm4 = gmalg.SM4(key)
    raw = bytes.fromhex(text)
    for at in range(0, len(raw), 16):
        plain += sm4.decrypt(raw[at : at + 16])
    return plain[: -plain[-1]]
