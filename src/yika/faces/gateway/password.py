"""The holder's password at the till (结算密码): taken out of ``cainfo``, asked for, compared.

What came of comparing is committed before anything is settled, so that a wrong entry counts even
when the settlement is then refused, and counts once however often the message is repeated.
"""

import base64
import binascii
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from yika.cards.passwords import Result
from yika.config import Config
from yika.faces.gateway.asked import actor_of
from yika.ground.errors import Refused, Unavailable
from yika.house import House
from yika.institutions.model import Institution, Signing
from yika.matters.model import Done, EnterPassword
from yika.matters.service import submit
from yika.people.model import PersonKey
from yika.settlement.till.till import till_laws
from yika.store.locks import locked
from yika.store.sealing import blind

ASKED_AT: Final = frozenset({"2102", "2207", "2207A", "2304", "2304A"})
E_PASSWORD, CARD_PASSWORD, NO_PASSWORD = "RFID", "PRCSSC", "MOCK"
KINDS: Final = frozenset({E_PASSWORD, CARD_PASSWORD})
CREDENTIALS: Final = {"01": "e_credential", "03": "card"}  # mdtrt_cert_type; an ID card has none
PROVINCE: Final = 2  # digits of a division that name its province
RSA_BITS: Final = 2048
PASSWORD_MAX: Final = 32  # characters


class PasswordUnreadable(Refused):
    """The password in cainfo cannot be opened, or lacks the institution's token. Facts: none."""

    code = "password_unreadable"


class PasswordNeeded(Refused):
    """The place asks for the holder's password with this credential. Facts: credential."""

    code = "password_needed"


class MockPassword(Refused):
    """A password was waved through with MOCK outside the sandbox. Facts: none."""

    code = "mock_password"


class PasswordWrong(Refused):
    """The password entered at the till is wrong. Facts: tries_left."""

    code = "password_wrong"


class PasswordLocked(Refused):
    """The password is locked; nothing was compared. Facts: locked_at, unlocks_at."""

    code = "password_locked"


class PasswordUnset(Refused):
    """There is no password yet. Facts: none."""

    code = "password_unset"


class PasswordInitial(Refused):
    """The password is right, but may not settle before the holder changed it. Facts: none."""

    code = "password_initial"


class GatewayKeyUnreadable(Unavailable):
    """The key under which passwords come cannot be read or made. Facts: file, reason."""

    code = "gateway_key_unreadable"


@dataclass(frozen=True, slots=True)
class Shown:
    """Who shows what at a till, and where."""

    person: PersonKey
    institution: Institution
    signtype: str | None
    cert_type: str | None  # mdtrt_cert_type


@dataclass(frozen=True, slots=True)
class Entry:
    """Whose password is entered where, with which message."""

    institution: Institution
    person: PersonKey
    msgid: str
    signtype: str


def comes_with(signtype: str | None, cainfo: str | None) -> bool:
    """Whether a message brings a password."""
    return signtype in KINDS and bool(cainfo)


def password_in(
    config: Config, signtype: str | None, cainfo: str | None, signing: Signing
) -> str | None:
    """The password a message brought; None where it brought none. Blocks while it computes.

    Fails with PasswordUnreadable, told without anything of it.
    """
    if not comes_with(signtype, cainfo) or cainfo is None:
        return None
    try:
        sealed = base64.b64decode(cainfo, validate=True)
        text = private_key(config).decrypt(sealed, padding.PKCS1v15()).decode()
    except (ValueError, UnsupportedAlgorithm, binascii.Error):
        raise PasswordUnreadable from None
    tokens = sorted({pair.secret for pair in signing.ways.values()}, key=len, reverse=True)
    token = next((token for token in tokens if token and text.endswith(token)), None)
    if (tokens and token is None) or not text:
        raise PasswordUnreadable
    password = text.removesuffix(token or "")
    if not 1 <= len(password) <= PASSWORD_MAX:
        raise PasswordUnreadable
    return password


async def require(house: House, shown: Shown) -> None:
    """Pass where the place of insurance asks for no password with what is shown.

    Fails with PasswordNeeded or MockPassword. Where a place has said nothing, none is asked for;
    care in another province needs none either. Both places are those on record, not those told.
    """
    if shown.signtype == NO_PASSWORD:
        if not house.config.sandbox:
            raise MockPassword
        return
    credential = CREDENTIALS.get(shown.cert_type or "")
    division = shown.person.division
    if credential is None or division[:PROVINCE] != shown.institution.division[:PROVINCE]:
        return
    laws = till_laws(house.book, division)
    if credential not in laws.with_password:
        return
    async with house.database.transaction() as conn:
        at = await house.now(conn)
    if laws.asks_password(credential, at):
        raise PasswordNeeded(credential=credential)


async def compare(house: House, entry: Entry, entered: str) -> None:
    """Have the password compared and counted, committed by itself.

    Fails with PasswordWrong, PasswordLocked, PasswordUnset or PasswordInitial.
    """
    keys, person = house.database.keys, entry.person
    # The same entry of the same message counts once, another entry under its number anew.
    place = f"{person.region}\0{person.person_id}\0{entry.msgid}"
    mark = blind(keys, "till", f"{place}\0{entered}").hex()[:8]
    key = f"till/{entry.institution.code}/{entry.msgid}/{mark}"
    kind = "e_credential" if entry.signtype == E_PASSWORD else "social_security"
    act = EnterPassword(kind=kind, password=entered)
    actor = actor_of(entry.institution)
    async with house.database.transaction() as conn:
        at = await house.now(conn)
        done = await submit(conn, keys, house.book, actor, person, act, key, at)
    _refuse(done)


def _refuse(done: Done) -> None:
    match done.result:
        case Result.RIGHT:
            if done.may_settle is False:
                raise PasswordInitial
        case Result.LOCKED:
            raise PasswordLocked(locked_at=done.locked_at, unlocks_at=done.unlocks_at)
        case Result.UNSET:
            raise PasswordUnset
        case _:
            if done.locked_at is not None:
                raise PasswordLocked(locked_at=done.locked_at, unlocks_at=done.unlocks_at)
            raise PasswordWrong(tries_left=done.tries_left)


def key_file(config: Config) -> Path:
    """Where the key for passwords is kept: beside the key file."""
    return config.keys.with_name("gateway.pem")


def private_key(config: Config) -> rsa.RSAPrivateKey:
    """The platform's RSA key, made at its first use. Fails with GatewayKeyUnreadable."""
    return _private_key(key_file(config))


def public_key(config: Config) -> str:
    """The public half, as institutions are given it (PEM)."""
    key = private_key(config).public_key()
    return key.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    ).decode()


@lru_cache(maxsize=8)
def _private_key(path: Path) -> rsa.RSAPrivateKey:
    try:
        with locked(path.with_name(path.name + ".lock")):
            if not path.exists():
                _make(path)
        found = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, UnsupportedAlgorithm) as error:
        raise GatewayKeyUnreadable(file=str(path), reason=type(error).__name__) from error
    if not isinstance(found, rsa.RSAPrivateKey):
        raise GatewayKeyUnreadable(file=str(path), reason="RSA")
    return found


def _make(path: Path) -> None:
    """Write a fresh key, whole or not at all, never readable by others even for a moment."""
    made = rsa.generate_private_key(public_exponent=65537, key_size=RSA_BITS)
    text = made.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    draft = path.with_name(f"{path.name}.{os.getpid()}.draft")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
