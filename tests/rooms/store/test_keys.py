"""The key file: made once, for its owner only, rotated without losing the old, never told aloud."""

import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from yika.ground.errors import YikaError
from yika.store.keys import (
    BackupExists,
    KeyFileTooOpen,
    MissingKeyFile,
    TooManyKeys,
    UnreadableKeyFile,
    backup,
    load_keys,
    new_keys,
    rotate,
    write_keys,
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "keys.toml"


def test_the_first_start_makes_a_file_that_the_next_reads(file: Path):
    assert load_keys(file) == load_keys(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_programs_that_start_at_once_get_the_same_keys(file: Path):
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(load_keys, [file] * 8))
    assert all(keys == found[0] for keys in found)


def test_a_missing_file_is_not_made_where_the_database_knows_keys(file: Path):
    with pytest.raises(MissingKeyFile):
        load_keys(file, make=False)
    assert not file.exists()


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_file_that_others_may_read_is_refused(file: Path, mode: int):
    load_keys(file)
    file.chmod(mode)
    with pytest.raises(KeyFileTooOpen) as refusal:
        load_keys(file)
    assert refusal.value.facts == {"file": str(file), "mode": f"{mode:04o}"}


def test_rotation_adds_keys_and_keeps_the_old(file: Path):
    old = load_keys(file)
    new = rotate(file)
    assert load_keys(file) == new
    assert (new.sealing.active, new.verifier.active) == (2, 2)
    assert new.sealing.keys[1] == old.sealing.keys[1]
    assert (new.blind, new.session) == (old.blind, old.session)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_rotation_without_a_file_is_refused(file: Path):
    with pytest.raises(MissingKeyFile):
        rotate(file)


def test_rotation_ends_when_ids_are_used_up(file: Path):
    load_keys(file)
    text = file.read_text("utf-8").replace('1 = "', '255 = "').replace("active = 1", "active = 255")
    file.write_text(text, "utf-8")
    with pytest.raises(TooManyKeys):
        rotate(file)


def test_a_backup_opens_the_same_and_is_never_written_over(file: Path, tmp_path: Path):
    keys = load_keys(file)
    backup(file, tmp_path / "copy.toml")
    assert load_keys(tmp_path / "copy.toml", make=False) == keys
    with pytest.raises(BackupExists):
        backup(file, tmp_path / "copy.toml")
    with pytest.raises(UnreadableKeyFile):
        backup(file, tmp_path / "nowhere" / "copy.toml")


def damage(old: str, new: str) -> Callable[[str], str]:
    return lambda text: text.replace(old, new)


@pytest.mark.parametrize(
    ("harm", "reason"),
    [
        (damage("active = 1", "active = 3"), "lacks key 3"),
        (damage("blind = ", "blond = "), "lacks blind"),
        (damage("[verifier]", "[verified]"), "lacks"),
        (damage('1 = "', '1 = "!'), "damaged key"),
        (damage('1 = "', '300 = "'), "damaged key"),
        (damage("active = 1", 'active = "x"'), "damaged key"),
        (damage("active = 1", "active is 1"), "TOMLDecodeError"),
        (damage("active = 1", "active = 1\nactive = 1"), "TOMLDecodeError"),
    ],
)
def test_a_damaged_file_is_told_without_its_content(
    file: Path, harm: Callable[[str], str], reason: str
):
    load_keys(file)
    text = file.read_text("utf-8")
    file.write_text(harm(text), "utf-8")
    with pytest.raises(UnreadableKeyFile) as refusal:
        load_keys(file)
    assert reason in str(refusal.value.facts["reason"])
    assert not told_aloud(refusal.value, text)


def told_aloud(error: YikaError, text: str) -> bool:
    coded = [line.split('"')[1] for line in text.splitlines() if line.count('"') == 2]
    assert coded
    return any(key[:12] in f"{error!s} {error.facts}" for key in coded)


def test_keys_never_show_themselves(file: Path):
    keys = new_keys()
    write_keys(file.parent.parent / "keys.toml", keys)
    shown = repr(keys) + repr(keys.sealing) + repr(keys.fingerprints())
    assert keys.blind.hex() not in shown
    assert repr(keys.blind) not in shown
    assert repr(keys.sealing.keys[1]) not in shown


def test_a_file_where_nothing_can_be_written_is_told(tmp_path: Path):
    (tmp_path / "file").touch()
    with pytest.raises(UnreadableKeyFile):
        load_keys(tmp_path / "file" / "keys.toml")
