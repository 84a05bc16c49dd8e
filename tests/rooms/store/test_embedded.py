"""The embedded server, for real: shared, left behind, killed, in the way of others."""

import os
import socket
import stat
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import psycopg
import pytest

from tests.rooms.store.conftest import Program, owner_of, server_pid, the_config
from yika.store.cluster import PortInUse, ServerDoesNotStart, WrongVersion
from yika.store.embedded import Membership, PasswordsLost, join
from yika.store.place import HomeNotWritable, Place
from yika.store.postmaster import DataDirectoryInUse, running_port, takes_sessions

Start = Callable[[], Program]


def note(membership: Membership, text: str) -> None:
    with psycopg.connect(owner_of(membership)) as conn:
        conn.execute("CREATE TABLE IF NOT EXISTS notes (note text)")
        conn.execute("INSERT INTO notes VALUES (%s)", [text])


def notes(membership: Membership) -> list[str]:
    with psycopg.connect(owner_of(membership)) as conn:
        return [row[0] for row in conn.execute("SELECT note FROM notes")]


def kill_server(home: Path) -> int:
    pid = server_pid(home)
    assert pid is not None
    process = psutil.Process(pid)
    process.kill()
    while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
        pass  # It dies at once; waiting for its id to go would wait for whoever collects the dead.
    return pid


def run_as_server(place: Place, *command: str) -> subprocess.Popen[bytes]:
    """One of PostgreSQL's programs with open ends, as the user the server runs as."""
    words = [str(place.binaries / command[0]), *command[1:]]
    ends = subprocess.PIPE
    if place.user is None:
        return subprocess.Popen(words, stdin=ends, stdout=ends)
    return subprocess.Popen(
        words, stdin=ends, stdout=ends, user=place.user.uid, group=place.user.gid, extra_groups=[]
    )


def test_data_survives_a_restart_and_a_second_start_is_quick(home: Path):
    first = join(the_config(home))
    note(first, "kept")
    first.leave()
    assert server_pid(home) is None
    before = time.monotonic()
    second = join(the_config(home))
    assert time.monotonic() - before < 2
    assert notes(second) == ["kept"]
    second.leave()


def test_what_is_secret_is_for_its_owner_only(home: Path):
    membership = join(the_config(home))
    membership.leave()
    for path in (home / "postgres.toml", membership.place.data, membership.place.log):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0
    assert not (membership.place.folder / "password").exists()


def test_the_last_to_leave_stops_the_server(home: Path, program: Start):
    ours = join(the_config(home))
    other = program()
    assert other.stdout is not None
    assert other.stdout.readline().strip() == owner_of(ours)
    ours.leave()
    ours.leave()
    assert running_port(ours.place.data) is not None
    assert other.communicate("leave\n")[0] == "left\n"
    assert server_pid(home) is None


def test_programs_that_start_at_once_share_one_server(home: Path, program: Start):
    programs = [program() for _ in range(3)]
    answers = {one.stdout.readline() for one in programs if one.stdout is not None}
    assert len(answers) == 1
    assert "yika_owner" in answers.pop()


def test_a_server_whose_program_was_killed_is_taken_over(home: Path, program: Start):
    other = program()
    assert other.stdout is not None
    assert "yika_owner" in other.stdout.readline()
    left_behind = server_pid(home)
    other.kill()
    other.wait()
    ours = join(the_config(home))
    assert server_pid(home) == left_behind
    ours.leave()
    assert server_pid(home) is None


def test_a_killed_server_is_started_anew_with_its_data(home: Path):
    membership = join(the_config(home))
    note(membership, "committed")
    killed = kill_server(home)
    again = join(the_config(home))
    assert server_pid(home) != killed
    assert notes(again) == ["committed"]
    assert notes(membership) == ["committed"], "it is where those look who knew the killed one"
    membership.leave()
    again.leave()
    assert server_pid(home) is None


def test_a_server_takes_sessions_from_its_start_until_it_is_killed_or_stopped(home: Path):
    membership = join(the_config(home))
    data = membership.place.data
    assert takes_sessions(data)
    kill_server(home)
    assert not takes_sessions(data), "its pid file is still there"
    membership.revive(the_config(home))
    assert takes_sessions(data)
    membership.leave()
    assert not takes_sessions(data)


@pytest.mark.parametrize("thief", ["this program", "another PostgreSQL"])
def test_a_stale_process_id_that_went_to_another_is_not_believed(
    home: Path, server: object, thief: str
):
    membership = join(the_config(home))
    note(membership, "committed")
    kill_server(home)
    file = membership.place.data / "postmaster.pid"
    pid = os.getpid() if thief == "this program" else other_server(server)
    lines = [str(pid), *file.read_text("utf-8").splitlines()[1:]]
    file.write_text("\n".join(lines) + "\n", "utf-8")
    again = join(the_config(home))
    assert notes(again) == ["committed"]
    assert psutil.pid_exists(pid)
    membership.leave()
    again.leave()


def other_server(server: object) -> int:
    found = server_pid(getattr(server, "home"))  # noqa: B009
    assert found is not None
    return found


def test_a_port_in_use_is_told_and_nothing_is_left_running(home: Path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port: int = taken.getsockname()[1]
        with pytest.raises(PortInUse) as refusal:
            join(the_config(home, port))
    assert refusal.value.facts == {"port": port}
    assert server_pid(home) is None
    membership = join(the_config(home, port))
    assert f"port={port} " in owner_of(membership) + " "
    membership.leave()


def test_data_that_another_postgresql_works_on_is_left_alone(home: Path):
    membership = join(the_config(home))
    membership.leave()
    place = membership.place
    words = ("postgres", "--single", "-D", str(place.data), "postgres")
    with run_as_server(place, *words) as single:
        assert single.stdout is not None
        assert single.stdout.readline() == b"\n"  # It greets when it has taken the data.
        with pytest.raises(DataDirectoryInUse) as refusal:
            join(the_config(home))
        assert refusal.value.facts == {"folder": str(place.data), "pid": single.pid}
        single.communicate()
    join(the_config(home)).leave()


def test_data_of_another_version_is_refused(home: Path):
    membership = join(the_config(home))
    membership.leave()
    (membership.place.data / "PG_VERSION").write_text("17\n", "utf-8")
    with pytest.raises(WrongVersion) as refusal:
        join(the_config(home))
    assert refusal.value.facts["found"] == "17"


def test_a_home_that_can_not_be_written_is_told(tmp_path: Path):
    (tmp_path / "file").touch()
    with pytest.raises(HomeNotWritable):
        join(the_config(tmp_path / "file" / "home"))


def test_lost_passwords_are_told_and_the_data_is_untouched(home: Path):
    join(the_config(home)).leave()
    file = home / "postgres.toml"
    right = file.read_text("utf-8")
    file.write_text(right.replace('yika_owner = "', 'yika_owner = "x'), "utf-8")
    with pytest.raises(PasswordsLost):
        join(the_config(home))
    assert server_pid(home) is None
    file.unlink()
    with pytest.raises(PasswordsLost):
        join(the_config(home))
    file.write_text(right, "utf-8")
    join(the_config(home)).leave()


def test_a_cluster_half_made_is_made_anew(home: Path):
    membership = join(the_config(home))
    membership.leave()
    membership.place.data.rename(membership.place.folder / "draft")
    (membership.place.folder / "draft" / "PG_VERSION").unlink()
    join(the_config(home)).leave()


def test_a_setting_that_postgresql_does_not_know_is_told_in_its_words(home: Path):
    wrong = the_config(home)
    mistaken = {**wrong.database_server, "shared_bufers": "1GB"}
    config = type(wrong)(home=home, database_server=mistaken)
    with pytest.raises(ServerDoesNotStart) as refusal:
        join(config)
    assert "shared_bufers" in str(refusal.value.facts["reason"])
