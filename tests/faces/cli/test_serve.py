"""``yika serve`` where it cannot begin: a setting that is wrong, an address that cannot be had."""

import errno
import resource
import socket
from collections.abc import Callable, Generator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.listening import loopbacks
from yika.faces.cli import taking
from yika.faces.cli.main import program
from yika.faces.cli.taking import AddressNotTaken, HostNotHere, PortInUse, PortNotAllowed

Begun = Callable[..., Result]


@pytest.fixture
def serve(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Begun:
    """Type ``yika serve`` in an empty folder, or another command, with variables set."""
    monkeypatch.chdir(tmp_path)

    def typed(*words: str, **variables: str) -> Result:
        for name, value in variables.items():
            monkeypatch.setenv(f"YIKA_{name}", value)
        monkeypatch.setenv("COLUMNS", "1000")
        return CliRunner().invoke(program(), list(words) or ["serve"])

    return typed


@pytest.fixture(params=loopbacks())
def busy(request: pytest.FixtureRequest) -> Generator[tuple[str, int]]:
    """An address on which another program listens."""
    host = str(request.param)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, 0), family=family) as other:
        yield host, other.getsockname()[1]


@pytest.mark.parametrize(
    "words", [["serve"], ["policy", "check"], ["db", "upgrade"], ["keys", "rotate"]]
)
def test_every_wrong_setting_is_told_by_any_command(
    serve: Begun, tmp_path: Path, words: list[str]
) -> None:
    file = tmp_path / "yika.toml"
    file.write_text('[http]\nport = "[red]"\nprocesses = 9\nprot = 1\n', "utf-8")
    done = serve(*words, HTTP_PROCESSES="x", SANDBOX="perhaps")
    assert done.exit_code == 1
    for said in (
        '设置 YIKA_HTTP_PROCESSES（环境变量）不能是 "x"：要的是 1 到 8 的整数。',
        'in the environment cannot be "x"; it takes a whole number from 1 to 8.',
        '设置 YIKA_SANDBOX（环境变量）不能是 "perhaps"：要的是true 或 false。',
        f'设置 http.port（{file}）不能是 "[red]"：要的是 1 到 65535 的整数。',
        f"{file} 里的 http.prot 不是任何设置的名字。",
        "docs/database.md lists all settings",
    ):
        assert said in done.stderr
    assert not list(tmp_path.glob(".yika*")), "nothing is begun"


def test_another_program_on_the_port_is_told(
    serve: Begun, busy: tuple[str, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking, "LEAVING_SECONDS", 0.0)
    host, port = busy
    done = serve(HTTP_HOST=host, HTTP_PORT=str(port))
    assert done.exit_code == 1
    assert "http_port_in_use" in done.stderr
    assert f"{host}:{port} 已被别的程序占用" in done.stderr
    assert not list(tmp_path.glob(".yika*"))


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1"])
def test_an_address_of_another_machine_is_told(serve: Begun, host: str) -> None:
    done = serve(HTTP_HOST=host)
    assert done.exit_code == 1
    assert f"这台机器上没有 {host} 这个地址" in done.stderr
    assert "YIKA_HTTP_HOST" in done.stderr


def test_a_name_nobody_knows_is_told(serve: Begun, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(taking.socket, "getaddrinfo", unknown)
    done = serve(HTTP_HOST="yika.example")
    assert done.exit_code == 1
    assert "http_host_not_here" in done.stderr
    assert "yika.example" in done.stderr


@pytest.mark.parametrize(
    ("number", "refusal"),
    [
        (errno.EADDRINUSE, PortInUse),
        (errno.EACCES, PortNotAllowed),
        (errno.EPERM, PortNotAllowed),
        (errno.EADDRNOTAVAIL, HostNotHere),
        (errno.EAFNOSUPPORT, HostNotHere),
        (errno.EMFILE, AddressNotTaken),
    ],
)
def test_what_the_system_says_is_told_apart(
    serve: Begun, monkeypatch: pytest.MonkeyPatch, number: int, refusal: type[Exception]
) -> None:
    class Refusing(socket.socket):
        def bind(self, _address: object) -> None:
            raise OSError(number, "so it is")

    monkeypatch.setattr(taking.socket, "socket", Refusing)
    monkeypatch.setattr(taking, "LEAVING_SECONDS", 0.0)
    with pytest.raises(refusal):
        taking.taken("127.0.0.1", 80)
    done = serve(HTTP_PORT="80")
    assert done.exit_code == 1
    assert getattr(refusal, "code") in done.stderr  # noqa: B009 any error has one


def test_a_port_given_back_in_a_moment_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        def given_back(_seconds: float) -> None:
            other.close()

        monkeypatch.setattr(taking.time, "sleep", given_back)
        taking.require_free("127.0.0.1", port)


@pytest.mark.parametrize(
    ("least", "most", "room"), [(1_024, 1_024, 768), (1_024, 65_536, 4_096), (100, 100, 1)]
)
def test_there_is_room_for_as_many_connections_as_there_may_be_files(
    monkeypatch: pytest.MonkeyPatch, least: int, most: int, room: int
) -> None:
    limits = [(least, most)]

    def told(_which: int) -> tuple[int, int]:
        return limits[-1]

    def made(_which: int, found: tuple[int, int]) -> None:
        limits.append(found)

    monkeypatch.setattr(resource, "getrlimit", told)
    monkeypatch.setattr(resource, "setrlimit", made)
    taking.room_for_connections()
    assert taking.connections_max() == room
    assert limits[-1] == (max(least, min(most, 4_096 + 256)), most)
