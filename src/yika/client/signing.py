"""How a message is signed, for each family of gateway: the headers that go with it.

Instants are Unix seconds of the sender's own clock. The body is signed only for Zhejiang.
"""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from typing import Protocol

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.hmac import HMAC


class Signing(Protocol):
    """A way to sign."""

    def headers(self, infno: str, body: bytes, at: float) -> dict[str, str]:
        """What goes into the headers of one message."""
        ...


@dataclass(frozen=True, slots=True)
class Unsigned:
    """No signature; only sandboxes take that."""

    def headers(self, infno: str, body: bytes, at: float) -> dict[str, str]:  # noqa: ARG002
        """Nothing."""
        return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Csb:
    """Alibaba's service bus: ``_api_*`` headers under HMAC-SHA1.

    >>> Csb(access_key="AK", secret="SK").headers("1101", b"", 1700000000.0)["_api_signature"]
    'b0QXtQYjBkK0ICH00O38VcDdo4U='
    """

    access_key: str
    secret: str = field(repr=False)
    name: str = ""  # of the service; the transaction where it is empty
    version: str = "1.0.0"
    milliseconds: bool = True  # seconds in Jiangsu

    def headers(self, infno: str, body: bytes, at: float) -> dict[str, str]:  # noqa: ARG002
        """The four headers and the signature over them."""
        signed = {
            "_api_access_key": self.access_key,
            "_api_name": self.name or infno,
            "_api_timestamp": str(int(at * 1000) if self.milliseconds else int(at)),
            "_api_version": self.version,
        }
        text = "&".join(f"{name}={signed[name]}" for name in sorted(signed))
        mark = hmac.digest(self.secret.encode(), text.encode(), hashlib.sha1)
        return {**signed, "_api_signature": base64.b64encode(mark).decode()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tif:
    """Tencent's gateway: ``x-tif-*`` headers under SHA-256."""

    app: str
    secret: str = field(repr=False)
    nonce: str = ""  # a new one for each message where it is empty

    def headers(self, infno: str, body: bytes, at: float) -> dict[str, str]:  # noqa: ARG002
        """Who, when, a number used once, and the hash over them with the secret."""
        timestamp, nonce = str(int(at)), self.nonce or secrets.token_hex(16)
        text = f"{timestamp}{self.secret}{nonce}{timestamp}"
        return {
            "x-tif-paasid": self.app,
            "x-tif-timestamp": timestamp,
            "x-tif-nonce": nonce,
            "x-tif-signature": hashlib.sha256(text.encode()).hexdigest(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Ca:
    """Zhejiang: ``x-ca-*`` headers, HMAC-SM3 over time and body."""

    institution: str
    secret: str = field(repr=False)

    def headers(self, infno: str, body: bytes, at: float) -> dict[str, str]:  # noqa: ARG002
        """The institution, and the time with what the secret makes of it and the body."""
        mac = HMAC(self.secret.encode(), hashes.SM3())
        mac.update(f"{int(at)}\n".encode() + body)
        return {
            "x-ca-key": self.institution,
            "x-ca-signature": f"{int(at)}:{mac.finalize().hex().upper()}",
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ConstantKey:
    """Inner Mongolia: one constant header."""

    key: str = field(repr=False)

    def headers(self, infno: str, body: bytes, at: float) -> dict[str, str]:  # noqa: ARG002
        """The key."""
        return {"apikey": self.key}
