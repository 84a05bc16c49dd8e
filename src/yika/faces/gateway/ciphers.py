"""Encryption inside the envelope: an SM4 body whose key is wrapped with SM2 (国密).

``input`` is hex of SM4-ECB-PKCS7 over the JSON text; ``cainfo`` is hex of SM2 over the key, as hex
text, C1C3C2 and uncompressed; other ways in which libraries wrap a key are taken as well. The reply
mirrors it under the same key. The platform's key pair follows from the key file.
"""

import hashlib
import hmac
import os
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.padding import PKCS7
from gmalg import SM2
from gmalg.errors import GMError

from yika.ground.errors import Refused
from yika.store.keys import Keys

BLOCK_BITS: Final = 128
KEY_BYTES: Final = 16
KEYS: Final = (KEY_BYTES, 2 * KEY_BYTES)  # of a key that is wrapped: as it is, or as hex text
POINT: Final = b"\x04"  # begins a point that is written in full
POINT_BYTES, HASH_BYTES = 65, 32
# The order of the SM2 curve (GB/T 32918.5); a private key is from 1 to two less than it.
ORDER: Final = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123


class NotDecrypted(Refused):
    """An encrypted input cannot be opened. Facts: part (cainfo | input)."""

    code = "not_decrypted"


@dataclass(frozen=True, slots=True)
class Platform:
    """The platform's SM2 key pair."""

    private: bytes
    public: bytes  # 04, x, y


@lru_cache(maxsize=4)
def _platform(secret: bytes) -> Platform:
    made = hmac.digest(secret, b"yika gateway sm2", hashlib.sha512)
    private = (int.from_bytes(made, "big") % (ORDER - 2) + 1).to_bytes(32, "big")
    return Platform(private, SM2(private).generate_pk(private))


def platform(keys: Keys) -> Platform:
    """The platform's key pair; the same for an installation's key file."""
    return _platform(keys.session)


def opened(keys: Keys, cainfo: str, text: str) -> tuple[bytes, bytes]:
    """The JSON text of an encrypted input and the SM4 key it came under. Fails with NotDecrypted.

    What does not open is told by its part only.
    """
    try:
        key = _unwrapped(platform(keys), bytes.fromhex(cainfo))
        cipher = _sm4(key).decryptor()
    except (ValueError, IndexError, GMError):
        raise NotDecrypted(part="cainfo") from None
    try:
        padded = cipher.update(bytes.fromhex(text)) + cipher.finalize()
        unpadder = PKCS7(BLOCK_BITS).unpadder()
        return unpadder.update(padded) + unpadder.finalize(), key
    except ValueError:
        raise NotDecrypted(part="input") from None


def _unwrapped(pair: Platform, wrapped: bytes) -> bytes:
    """The SM4 key under the platform's public key, as hex text or as it is.

    C1C3C2 or, as older libraries have it, C1C2C3; the leading 04 may be left out. The hash C3 tells
    what is right.
    """
    if wrapped[:1] != POINT or len(wrapped) in (POINT_BYTES - 1 + HASH_BYTES + n for n in KEYS):
        wrapped = POINT + wrapped
    point, rest = wrapped[:POINT_BYTES], wrapped[POINT_BYTES:]
    opener = SM2(pair.private)
    try:
        key = opener.decrypt(wrapped)
    except GMError:
        key = opener.decrypt(point + rest[-HASH_BYTES:] + rest[:-HASH_BYTES])
    return key if len(key) == KEY_BYTES else bytes.fromhex(key.decode("ascii"))


def closed(key: bytes, text: bytes) -> str:
    """The hex of an output under a key."""
    padder = PKCS7(BLOCK_BITS).padder()
    padded = padder.update(text) + padder.finalize()
    cipher = _sm4(key).encryptor()
    return (cipher.update(padded) + cipher.finalize()).hex().upper()


def _sm4(key: bytes) -> Cipher[modes.ECB]:
    return Cipher(SM4(key), modes.ECB())  # noqa: S305 -- What the interface asks for.


def wrapped(key: bytes, public: bytes) -> str:
    """An SM4 key as hex text, under somebody's public key, as ``cainfo`` carries it."""
    return SM2(pk=public).encrypt(key.hex().encode()).hex().upper()


def new_key() -> bytes:
    """A fresh SM4 key."""
    return os.urandom(KEY_BYTES)
