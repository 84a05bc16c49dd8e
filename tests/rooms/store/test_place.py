"""As root the server runs as somebody else, and nothing above its own folder is touched."""

import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest

from yika.store.place import DatabaseFolderGone, Place, find_place, wheel_binaries

pytestmark = pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() != 0, reason="only root runs the server as another user"
)


@pytest.fixture
def reachable() -> Generator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="yika-reach-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def closed(tmp_path: Path) -> Path:
    """A folder below one that only root may pass."""
    (tmp_path / "closed").mkdir(mode=0o700)
    return tmp_path / "closed" / "home"


def rights_above(folder: Path) -> list[tuple[int, int]]:
    return [(one.stat().st_mode, one.stat().st_uid) for one in folder.parents if one.exists()]


def test_a_home_within_reach_holds_the_data(reachable: Path):
    place = find_place(reachable / "home")
    assert place.folder == reachable / "home" / "postgres"
    assert place.user is not None
    assert place.user.uid == place.folder.stat().st_uid != 0
    assert stat.S_IMODE(place.folder.stat().st_mode) == 0o700


def test_a_home_out_of_reach_names_a_folder_elsewhere(reachable: Path, closed: Path):
    before = rights_above(closed)
    place = find_place(closed, reachable / "fallback")
    assert place.folder.parent == reachable / "fallback"
    assert (closed / "postgres.where").read_text("utf-8").strip() == str(place.folder)
    assert not (closed / "postgres").exists()
    assert rights_above(closed) == before
    assert find_place(closed, reachable / "fallback") == place


def test_a_folder_elsewhere_that_is_gone_is_told(reachable: Path, closed: Path):
    place = find_place(closed, reachable / "fallback")
    shutil.rmtree(place.folder)
    with pytest.raises(DatabaseFolderGone) as refusal:
        find_place(closed, reachable / "fallback")
    assert refusal.value.facts["folder"] == str(place.folder)


def test_binaries_out_of_reach_are_copied_once(reachable: Path, closed: Path):
    installed = closed / "pginstall" / "bin"
    installed.mkdir(parents=True)
    (installed / "postgres").write_text("#!/bin/sh\nexec id -u\n", "utf-8")
    (installed / "postgres").chmod(0o755)
    place = find_place(reachable / "home", binaries=installed)
    assert place.folder in place.binaries.parents
    assert ran_as(place) == place.folder.stat().st_uid
    assert find_place(reachable / "home", binaries=installed) == place


def test_all_programs_of_the_wheel_run_where_they_were_copied_to(reachable: Path, closed: Path):
    package = wheel_binaries().parents[1]
    for found in (package, package.with_name(f"{package.name}.libs")):
        if found.is_dir():
            shutil.copytree(found, closed / found.name)
    installed = closed / package.name / "pginstall" / "bin"
    place = find_place(reachable / "home", binaries=installed)
    assert place.folder in place.binaries.parents
    for tool in ("initdb", "postgres", "pg_ctl", "psql", "pg_dump"):
        assert place.run(tool, "--version") == 0, tool


def ran_as(place: Place) -> int:
    output = place.folder / "who"
    assert place.run("postgres", output=output) == 0
    return int(output.read_text("utf-8"))
