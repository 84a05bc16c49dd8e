"""Signatures of webhooks as Standard Webhooks 1.0 has them (symmetric, ``v1``).

Signed is ``id.timestamp.body`` with HMAC-SHA256; after a rotation both secrets sign for a while.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Iterable
from typing import Final

PREFIX: Final = "whsec_"
SECRET_BYTES: Final = 32
VERSION: Final = "v1"


def new_secret() -> str:
    """A fresh secret as it is shown to its owner, once."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """The signature under one secret."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    text = f"{message_id}.{timestamp}.".encode() + body
    return f"{VERSION},{base64.b64encode(hmac.digest(key, text, hashlib.sha256)).decode()}"


def headers(
    secrets_: Iterable[str], message_id: str, timestamp: int, body: bytes
) -> dict[str, str]:
    """The three headers of a delivery; one signature for each secret."""
    signed = (signature(secret, message_id, timestamp, body) for secret in secrets_)
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signed),
    }


def verifies(secret: str, message_id: str, timestamp: int, body: bytes, header: str) -> bool:
    """Whether one of the signatures in a header is of that secret: what a receiver does."""
    try:
        right = signature(secret, message_id, timestamp, body)
    except binascii.Error:
        return False
    return any(hmac.compare_digest(right, given) for given in header.split(" "))
