"""Configuration: environment over file over default, and everything wrong told at once."""

from pathlib import Path

import pytest

from yika.config import NoticeSettings, UnknownSetting, UnreadableConfig, WrongSetting, load_config
from yika.ground.errors import Refusals, YikaError, reasons_of


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
    assert {type(one) for one in refusal({}, folder)} == {WrongSetting, UnknownSetting}


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
        if isinstance(one, WrongSetting)
    }
    unknown = {
        one.facts["setting"] for one in found.value.reasons if isinstance(one, UnknownSetting)
    }
    assert unknown == {"hom", "http.prot"}
    assert wrong.keys() == {"sandbox", "http.port", "YIKA_DATABASE_URL", "YIKA_DATABASE_PORT"}
    assert "secret" not in str(found.value)


def test_an_owner_s_address_needs_the_application_s(tmp_path: Path):
    (reason,) = refusal({"YIKA_DATABASE_OWNER_URL": "postgresql://o@h/d"}, tmp_path)
    assert reason.facts["setting"] == "YIKA_DATABASE_URL"


@pytest.mark.parametrize("text", ["home = ", "\x00", "a = 1\na = 2"])
def test_a_file_that_is_no_toml_is_told_by_name(tmp_path: Path, text: str):
    (reason,) = refusal({}, written(tmp_path, text))
    assert isinstance(reason, UnreadableConfig)
    assert "yika.toml" in str(reason.facts["file"])


@pytest.mark.parametrize("text", ["http = 1", "[settings]\n[database]\nserver = 1", "settings = 2"])
def test_a_table_that_is_no_table_is_told(tmp_path: Path, text: str):
    assert refusal({}, written(tmp_path, text))


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
