"""Sealed fields, blind indexes, password verifiers: what the database keeps without knowing.

A sealed field is key id (1 byte) + nonce (12) + AES-256-GCM over the text; the table, column,
region and person are bound in as associated data, so that a field moved to another row does not
open. A verifier is key id + HMAC.
"""

import hashlib
import hmac
import os
from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag

from yika.ground.errors import Refused
from yika.store.keys import Keys

NONCE = 12
BLIND_BYTES = 16

Row = tuple[int, int, bytes]  # region, person_id, text or sealed text


class UnknownKey(Refused):
    """Something was sealed under a key that the key file lacks. Facts: purpose, key_id."""

    code = "unknown_key"


class BrokenSeal(Refused):
    """A sealed field does not open: changed, moved, or under another key.

    Facts: table, column, region, person_id.
    """

    code = "broken_seal"


@dataclass(frozen=True, slots=True)
class PasswordOf:
    """Whose password, of which card and kind: what a verifier is bound to."""

    region: int
    person_id: int
    card_id: int
    kind: str


def seal(
    keys: Keys, table: str, column: str, region: int, person_id: int, plaintext: bytes
) -> bytes:
    """The text as the database keeps it, under the active key; other bytes each time."""
    nonce = os.urandom(NONCE)
    active = keys.sealing.active
    text = keys.ciphers[active].encrypt(nonce, plaintext, _bound(table, column, region, person_id))
    return bytes((active,)) + nonce + text


def seal_many(keys: Keys, table: str, column: str, rows: Iterable[Row]) -> list[bytes]:
    """Many texts of one column, sealed in the order given; for loading whole populations."""
    active = keys.sealing.active
    encrypt = keys.ciphers[active].encrypt
    front = bytes((active,))
    place = f"{table}\0{column}\0"
    sealed: list[bytes] = []
    for region, person_id, plaintext in rows:
        nonce = os.urandom(NONCE)
        sealed.append(
            front + nonce + encrypt(nonce, plaintext, f"{place}{region}\0{person_id}".encode())
        )
    return sealed


def unseal(
    keys: Keys, table: str, column: str, region: int, person_id: int, sealed: bytes
) -> bytes:
    """The text of a sealed field. Fails with UnknownKey or BrokenSeal."""
    cipher = keys.ciphers.get(sealed_under(sealed))
    if cipher is None:
        raise UnknownKey(purpose="sealing", key_id=sealed_under(sealed))
    try:
        bound = _bound(table, column, region, person_id)
        return cipher.decrypt(sealed[1 : 1 + NONCE], sealed[1 + NONCE :], bound)
    except (InvalidTag, ValueError) as error:
        raise BrokenSeal(table=table, column=column, region=region, person_id=person_id) from error


def unseal_many(keys: Keys, table: str, column: str, rows: Iterable[Row]) -> list[bytes]:
    """The texts of many sealed fields of one column, in the order given. Fails as `unseal` does."""
    return [
        unseal(keys, table, column, region, person_id, sealed) for region, person_id, sealed in rows
    ]


def sealed_under(stored: bytes) -> int:
    """The id of the key a sealed field or a verifier was made under; 0 for nothing at all."""
    return stored[0] if stored else 0


def blind(keys: Keys, kind: str, text: str) -> bytes:
    """The keyed hash by which a number of that kind is found; always the same for a text."""
    return hmac.digest(keys.blind, f"{kind}\0{text}".encode(), hashlib.sha256)[:BLIND_BYTES]


def verifier(keys: Keys, of: PasswordOf, password: str) -> bytes:
    """What the database keeps of a password, under the active key."""
    return _verifier(keys, keys.verifier.active, of, password)


def verifies(keys: Keys, of: PasswordOf, password: str, stored: bytes) -> bool:
    """Whether the password is the one behind a verifier, in constant time. Or UnknownKey."""
    key_id = sealed_under(stored)
    if key_id not in keys.verifier.keys:
        raise UnknownKey(purpose="verifier", key_id=key_id)
    return hmac.compare_digest(_verifier(keys, key_id, of, password), stored)


def is_outdated(keys: Keys, stored: bytes) -> bool:
    """Whether a verifier is under an older key, so that it is made anew at the next right entry."""
    return sealed_under(stored) != keys.verifier.active


def _verifier(keys: Keys, key_id: int, of: PasswordOf, password: str) -> bytes:
    text = f"{of.region}\0{of.person_id}\0{of.card_id}\0{of.kind}\0{password}".encode()
    return bytes((key_id,)) + hmac.digest(keys.verifier.keys[key_id], text, hashlib.sha256)


def _bound(table: str, column: str, region: int, person_id: int) -> bytes:
    return f"{table}\0{column}\0{region}\0{person_id}".encode()
