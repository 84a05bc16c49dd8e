"""The key file: the keys that seal personal data, verify passwords and find numbers blindly.

TOML, readable by its owner only, made at the first start, kept apart from the database and backed
up apart. Sealing and verifying keys have ids: one is active, the others still read. The blind and
the session key do not rotate: the first would orphan every index. A key never appears in a log, an
error or a repr.
"""

import base64
import binascii
import hashlib
import hmac
import os
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import cast

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from yika.ground.errors import Conflict, Refused, Unavailable
from yika.store.locks import locked

KEY_BYTES = 32
HIGHEST_ID = 255  # the id is one byte in front of what it sealed
NOTE = """# The keys of this installation. Whoever holds this file and the database can read all
# and guess passwords. Keep it apart from the database and its backups. See docs/keys.md.
"""


class KeyFileTooOpen(Refused):
    """Others than its owner may read the key file. Facts: file, mode."""

    code = "key_file_too_open"


class UnreadableKeyFile(Refused):
    """The key file lacks something or is damaged. Facts: file, reason."""

    code = "unreadable_key_file"


class MissingKeyFile(Unavailable):
    """The database was sealed with keys that are not here. Facts: file."""

    code = "missing_key_file"


class BackupExists(Conflict):
    """A backup of keys would be written over a file that is there. Facts: file."""

    code = "key_backup_exists"


class TooManyKeys(Refused):
    """Ids for keys are used up. Facts: file, highest."""

    code = "too_many_keys"


@dataclass(frozen=True, slots=True)
class Ring:
    """Keys of one purpose by id: the active one writes, all of them read."""

    active: int
    keys: Mapping[int, bytes] = field(repr=False)

    def __post_init__(self) -> None:
        assert self.active in self.keys, "the active key is one of the keys"
        assert all(1 <= key_id <= HIGHEST_ID for key_id in self.keys), (
            "a key id is one byte, not zero"
        )

    def rotated(self) -> "Ring":
        """The ring with a new active key; the old ones stay for reading."""
        new = max(self.keys) + 1
        return Ring(new, MappingProxyType({**self.keys, new: secrets.token_bytes(KEY_BYTES)}))


@dataclass(frozen=True, slots=True)
class Keys:
    """All keys of an installation, in memory."""

    sealing: Ring
    verifier: Ring
    blind: bytes = field(repr=False)
    session: bytes = field(repr=False)
    ciphers: Mapping[int, AESGCM] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        ciphers = {key_id: AESGCM(key) for key_id, key in self.sealing.keys.items()}
        object.__setattr__(self, "ciphers", MappingProxyType(ciphers))

    def fingerprints(self) -> dict[tuple[str, int], bytes]:
        """What the database may know of the keys, to refuse a wrong file; it reveals nothing."""
        rings = {
            "sealing": self.sealing.keys,
            "verifier": self.verifier.keys,
            "blind": {1: self.blind},
        }
        return {
            (purpose, key_id): hmac.digest(key, b"yika fingerprint", hashlib.sha256)[:16]
            for purpose, keys in rings.items()
            for key_id, key in keys.items()
        }


def new_keys() -> Keys:
    """Fresh random keys, one for each purpose."""
    first = [MappingProxyType({1: secrets.token_bytes(KEY_BYTES)}) for _ in range(2)]
    return Keys(
        Ring(1, first[0]),
        Ring(1, first[1]),
        secrets.token_bytes(KEY_BYTES),
        secrets.token_bytes(KEY_BYTES),
    )


def load_keys(path: Path, *, make: bool = True) -> Keys:
    """The keys of a file; a missing file is made, unless `make` is off: then MissingKeyFile.

    Fails with KeyFileTooOpen or UnreadableKeyFile. Two programs that start at once get the same
    keys.
    """
    if not path.exists():
        if not make:
            raise MissingKeyFile(file=str(path))
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with locked(path.with_name(path.name + ".lock")):
                if not path.exists():
                    write_keys(path, new_keys())
        except OSError as error:
            raise UnreadableKeyFile(file=str(path), reason=str(error)) from error
    return _read(path)


def rotate(path: Path) -> Keys:
    """Add new active keys for sealing and verifying to the file; the old ones still read.

    Programs that run read the file at their start only: start them anew afterwards, all together.
    """
    if not path.exists():
        raise MissingKeyFile(file=str(path))
    with locked(path.with_name(path.name + ".lock")):
        old = load_keys(path, make=False)
        if max(*old.sealing.keys, *old.verifier.keys) >= HIGHEST_ID:
            raise TooManyKeys(file=str(path), highest=HIGHEST_ID)
        keys = Keys(old.sealing.rotated(), old.verifier.rotated(), old.blind, old.session)
        write_keys(path, keys)
    return keys


def backup(path: Path, to: Path) -> None:
    """Copy the key file, readable by its owner only. Refuses to write over a file that is there."""
    keys = load_keys(path, make=False)
    if to.exists():
        raise BackupExists(file=str(to))
    try:
        write_keys(to, keys)
    except OSError as error:
        raise UnreadableKeyFile(file=str(to), reason=type(error).__name__) from error


def write_keys(path: Path, keys: Keys) -> None:
    """Write the file whole or not at all, never readable by others even for a moment."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.draft")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(_text(keys))
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _text(keys: Keys) -> str:
    lines = [NOTE, f'blind = "{_coded(keys.blind)}"', f'session = "{_coded(keys.session)}"']
    for name, ring in (("sealing", keys.sealing), ("verifier", keys.verifier)):
        lines += ["", f"[{name}]", f"active = {ring.active}", "", f"[{name}.keys]"]
        lines += [f'{key_id} = "{_coded(key)}"' for key_id, key in sorted(ring.keys.items())]
    return "\n".join(lines) + "\n"


def _read(path: Path) -> Keys:
    try:
        mode = path.stat().st_mode & 0o777
        if os.name == "posix" and mode & 0o077:
            raise KeyFileTooOpen(file=str(path), mode=f"{mode:04o}")
        table = tomllib.loads(path.read_text("utf-8"))
        rings = [_ring(table[name]) for name in ("sealing", "verifier")]
        return Keys(rings[0], rings[1], _key(table["blind"]), _key(table["session"]))
    except KeyError as error:
        raise UnreadableKeyFile(file=str(path), reason=f"lacks {error.args[0]}") from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UnreadableKeyFile(file=str(path), reason=type(error).__name__) from error
    except (TypeError, ValueError) as error:
        raise UnreadableKeyFile(file=str(path), reason="damaged key") from error


def _ring(table: object) -> Ring:
    """A ring from its table. A damaged one is told by its kind only, never by its content."""
    if not isinstance(table, dict):
        raise TypeError
    entries = cast("dict[str, object]", table)
    coded = entries["keys"]
    active = entries["active"]
    if not isinstance(coded, dict) or not isinstance(active, int):
        raise TypeError
    keys = {int(key_id): _key(key) for key_id, key in cast("dict[str, object]", coded).items()}
    if any(not 1 <= key_id <= HIGHEST_ID for key_id in keys):
        raise ValueError
    if active not in keys:
        raise KeyError(f"key {active}")
    return Ring(active, MappingProxyType(keys))


def _key(text: object) -> bytes:
    if not isinstance(text, str):
        raise TypeError
    try:
        key = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError from error
    if len(key) != KEY_BYTES:
        raise ValueError
    return key


def _coded(key: bytes) -> str:
    return base64.b64encode(key).decode()
