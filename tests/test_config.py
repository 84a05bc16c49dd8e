"""Configuration: environment over file over default, and everything wrong told at once."""

import sys
from pathlib import Path

import pytest

from yika import config as configured
from yika.config import (
    TABLES,
    Config,
    NoticeSettings,
    OwnerAddressAlone,
    UnknownSetting,
    UnreadableConfig,
    load_config,
)
from yika.ground.errors import Refusals, YikaError, reasons_of
from yika.guide.telling import tell
from yika.setting import ENVIRONMENT, WrongSetting, WrongSettingNumber


def written(folder: Path, text: str, name: str = "yika.toml") -> Path:
    (folder / name).write_text(text, "utf-8")
    return folder


def refusal(environ: dict[str, str], folder: Path) -> list[YikaError]:
    with pytest.raises(YikaError) as found:
        load_config(environ, folder)
    return reasons_of(found.value)


def test_without_any_setting_yika_keeps_to_its_own_folder(tmp_path: Path):
    config = load_config({}, tmp_path)
    assert config.home == tmp_path / ".yika"
    assert config.keys == tmp_path / ".yika" / "keys.toml"
    assert (config.http_host, config.http_port) == ("127.0.0.1", 8000)
    assert config.database_url is None
    assert not config.sandbox


def test_the_file_sets_and_the_environment_goes_over_it(tmp_path: Path):
    folder = written(
        tmp_path,
        """
        home = "data"
        sandbox = true
        [http]
        port = 8080
        [database]
        port = 5499
        server.shared_buffers = "256MB"
        [settings]
        "password.tries_before_lock" = {110000 = 5}
        """,
    )
    config = load_config({"YIKA_HTTP_PORT": "9000", "YIKA_SANDBOX": "no"}, folder)
    assert config.home == tmp_path / "data"
    assert config.keys == tmp_path / "data" / "keys.toml"
    assert (config.http_port, config.database_port, config.sandbox) == (9000, 5499, False)
    assert config.database_server == {"shared_buffers": "256MB"}
    assert config.settings == {"password.tries_before_lock": {"110000": 5}}


def test_where_papers_lead_and_notices_go_is_set(tmp_path: Path):
    plain = load_config({}, tmp_path)
    assert plain.public_address == "http://127.0.0.1:8000"
    assert (plain.file_megabytes, plain.notices) == (5, NoticeSettings())
    folder = written(
        tmp_path,
        """
        http.public = "https://yika.example/"
        http.processes = 3
        papers.file_megabytes = 8
        sms.url = "https://sms.example/send"
        notices = {attempts = 4, timeout = 15}
        """,
    )
    config = load_config({"YIKA_SMS_KEY": "s3cret"}, folder)
    assert config.public_address == "https://yika.example"
    assert (plain.http_processes, config.http_processes) == (None, 3)
    assert config.file_megabytes == 8
    assert (config.notices.sms_url, config.notices.sms_key) == (
        "https://sms.example/send",
        "s3cret",
    )
    assert (config.notices.attempts, config.notices.timeout) == (4, 15)
    assert "s3cret" not in repr(config)
    written(folder, "sms = {url = 'ftp://x', key = 'y'}\npapers.file_megabytes = 900\n")
    assert [type(one) for one in refusal({}, folder)] == [
        UnknownSetting,
        WrongSettingNumber,
        WrongSetting,
    ]


def test_another_file_can_be_named(tmp_path: Path):
    folder = written(tmp_path, "sandbox = true", "other.toml")
    assert load_config({"YIKA_CONFIG": "other.toml"}, folder).sandbox
    (reason,) = refusal({"YIKA_CONFIG": "missing.toml"}, folder)
    assert isinstance(reason, UnreadableConfig)


def test_everything_wrong_is_told_at_once(tmp_path: Path):
    folder = written(tmp_path, 'hom = "x"\nsandbox = "perhaps"\n[http]\nprot = 1\nport = 0\n')
    environ = {"YIKA_DATABASE_URL": "mysql://secret@host/db", "YIKA_DATABASE_PORT": "many"}
    with pytest.raises(Refusals) as found:
        load_config(environ, folder)
    wrong = {
        str(one.facts["setting"]): one
        for one in found.value.reasons
        if isinstance(one, WrongSetting | WrongSettingNumber)
    }
    unknown = {
        one.facts["setting"] for one in found.value.reasons if isinstance(one, UnknownSetting)
    }
    assert unknown == {"hom", "http.prot"}
    assert wrong.keys() == {"sandbox", "http.port", "YIKA_DATABASE_URL", "YIKA_DATABASE_PORT"}
    assert "secret" not in str(found.value)


def test_an_owner_s_address_needs_the_application_s(tmp_path: Path):
    owner = {"YIKA_DATABASE_OWNER_URL": "postgresql://o@h/d"}
    (reason,) = refusal(owner, tmp_path)
    assert isinstance(reason, OwnerAddressAlone)
    assert reason.facts["setting"] == "YIKA_DATABASE_URL"
    (reason,) = refusal({**owner, "YIKA_DATABASE_URL": "x"}, tmp_path)
    assert isinstance(reason, WrongSetting), "it is set, only wrong"


@pytest.mark.parametrize("text", ["home = ", "\x00", "a = 1\na = 2"])
def test_a_file_that_is_no_toml_is_told_by_name(tmp_path: Path, text: str):
    (reason,) = refusal({}, written(tmp_path, text))
    assert isinstance(reason, UnreadableConfig)
    assert "yika.toml" in str(reason.facts["file"])


def test_a_file_nobody_can_read_does_not_hide_what_is_wrong_elsewhere(tmp_path: Path):
    found = refusal({"YIKA_HTTP_PORT": "x"}, written(tmp_path, "home = "))
    assert [type(one) for one in found] == [UnreadableConfig, WrongSettingNumber]


@pytest.mark.parametrize(
    ("text", "setting"),
    [
        ("http = 1", "http"),
        ("[settings]\n[database]\nserver = 1", "database.server"),
        ("settings = 2", "settings"),
        ("[home]\nx = 1", "home"),
    ],
)
def test_a_table_that_is_no_table_is_told(tmp_path: Path, text: str, setting: str):
    (reason,) = refusal({}, written(tmp_path, text))
    assert isinstance(reason, WrongSetting)
    assert reason.facts["setting"] == setting


@pytest.mark.parametrize(
    ("line", "value", "zh", "en"),
    [
        ("http.processes = 'x'", '"x"', "1 到 8 的整数", "a whole number from 1 to 8"),
        ("http.processes = 9", "9", "1 到 8 的整数", "a whole number from 1 to 8"),
        ("http.port = true", "true", "1 到 65535 的整数", "a whole number from 1 to 65535"),
        ("http.port = 80.5", "80.5", "1 到 65535 的整数", "a whole number from 1 to 65535"),
        ("http.port = [80]", "[80]", "1 到 65535 的整数", "a whole number from 1 to 65535"),
        ("http.host = ''", '""', "主机名", "a machine, without a port"),
        ("http.host = 'a:80'", '"a:80"', "主机名", "a machine, without a port"),
        ("http.host = 'http://a'", '"http://a"', "主机名", "a machine, without a port"),
        ("http.host = 'a..b'", '"a..b"', "主机名", "a machine, without a port"),
        ("http.public = 'a.b'", '"a.b"', "http://", "a web address that begins with http://"),
        ("home = 7", "7", "带引号的路径", "a path in quotes"),
        ("keys = '~nobody-of-ours/k'", '"~nobody-of-ours/k"', "路径", "a path in quotes"),
        ("policy = 'a\\u0000'", '"a\\u0000"', "路径", "a path in quotes"),
        ("sandbox = 'maybe'", '"maybe"', "true 或 false", "true or false"),
        ("sandbox = 2026-03-16", '"2026-03-16"', "true 或 false", "true or false"),
        (
            "database.url = 'mysql://me:pw@h'",
            "***",
            "postgresql://",
            "beginning with postgresql://",
        ),
        ("sms.url = 'ftp://me:pw@h'", "***", "http://", "begins with http:// or https://"),
        ("database.server.x = [1]", "[1]", "文字、数字", "a text, a number, true or false"),
        ("gateway.reversible = ['2102']", '["2102"]', "逗号", "between commas"),
        ("notices.timeout = 0", "0", "1 到 86400 的整数", "a whole number from 1 to 86400"),
    ],
)
def test_a_wrong_value_is_told_with_its_place_and_what_is_allowed(
    tmp_path: Path, line: str, value: str, zh: str, en: str
):
    line = line.replace("'", '"')
    (reason,) = refusal({}, written(tmp_path, line))
    told, setting = tell(reason), line.partition(" ")[0]
    for said, allowed in ((told.zh, zh), (told.en, en)):
        assert setting in said
        assert str(tmp_path / "yika.toml") in said
        assert value in said
        assert allowed in said
    assert setting in told.next.zh
    assert "pw" not in f"{told}{reason}"


@pytest.mark.parametrize(
    ("variable", "given"),
    [
        ("YIKA_SANDBOX", "app"),
        ("YIKA_HTTP_HOST", "a b"),
        ("YIKA_HTTP_PORT", "eighty"),
        ("YIKA_HTTP_PUBLIC", "card"),
        ("YIKA_HTTP_PROCESSES", "x"),
        ("YIKA_DATABASE_PORT", "65536"),
    ],
)
def test_a_wrong_variable_is_told_as_it_was_given(tmp_path: Path, variable: str, given: str):
    folder = written(
        tmp_path, "sandbox = true\nhttp = {port = 1, processes = 1}\ndatabase.port = 1"
    )
    (reason,) = refusal({variable: given}, folder)
    assert reason.facts["source"] == ENVIRONMENT
    assert f'设置 {variable}（环境变量）不能是 "{given}"' in tell(reason).zh
    assert f'The setting {variable} in the environment cannot be "{given}"' in tell(reason).en


def test_every_setting_is_in_the_documents():
    page = (Path(__file__).parents[1] / "docs" / "database.md").read_text("utf-8")
    rows = page.partition("## All settings")[2].partition("\n## ")[0].splitlines()
    for table, keys in TABLES.items():
        for key in keys:
            written = (
                "[database.server]" if key == "server" else f"`[{table}] " if table else f"`{key}`"
            )
            assert any(written in row and key in row for row in rows), f"{table}.{key}"


def test_a_value_of_any_length_is_told_in_short(tmp_path: Path):
    (reason,) = refusal({"YIKA_HTTP_PORT": "9" * 10_000}, tmp_path)
    assert len(str(reason.facts["value"])) < 100


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("::1", "http://[::1]:8000"),
        ("[::1]", "http://[::1]:8000"),
        ("0.0.0.0", "http://0.0.0.0:8000"),  # noqa: S104 nothing listens
        ("localhost", "http://localhost:8000"),
    ],
)
def test_an_address_of_ipv6_stands_in_brackets(tmp_path: Path, host: str, address: str):
    config = load_config({"YIKA_HTTP_HOST": host}, tmp_path)
    assert config.http_host == host.strip("[]")
    assert (config.address, config.public_address) == (address, address)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere one process serves")
def test_as_many_processes_serve_as_are_set_or_fit(monkeypatch: pytest.MonkeyPatch):
    for processors, usual in ((None, 1), (1, 1), (3, 3), (64, 4)):
        monkeypatch.setattr(configured.os, "cpu_count", lambda found=processors: found)
        assert Config().processes == usual
        assert Config(sandbox=True).processes == 1
        assert Config(sandbox=True, http_processes=2).processes == 2
        assert Config(http_processes=8).processes == 8
    monkeypatch.setattr(configured.sys, "platform", "darwin")
    assert Config(http_processes=8).processes == 1


def test_the_gateway_is_set_in_the_file(tmp_path: Path):
    text = """
        [gateway]
        csb_window = 60
        reversible = "2102, 2207"
        unknown_reversed = false
        message_days = 30
    """
    gateway = load_config({}, written(tmp_path, text)).gateway
    assert (gateway.csb_window, gateway.tif_window) == (60, 300)
    assert gateway.reversible == ("2102", "2207")
    assert not gateway.unknown_reversed
    assert gateway.message_days == 30
    wrong = written(
        tmp_path,
        """[gateway]\ncsb_window = "soon"\nreversible = "all"\nx = 1\nmessage_days = 0""",
    )
    assert [reason.facts["setting"] for reason in refusal({}, wrong)] == [
        "gateway.x",
        "gateway.csb_window",
        "gateway.reversible",
        "gateway.message_days",
    ]
