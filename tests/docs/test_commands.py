"""No command is documented that is not tried: blocks marked ``sh`` run here, in a small sandbox.

A block marked ``sh`` runs and must succeed; ``sh refused`` must be answered with a "no"; ``sh
by-hand`` starts something that does not end, and is a target of the Makefile. The pages share one
sandbox, in the order below, so they leave each other's characters alone.
"""

import os
import re
import socket
import subprocess
import sys
import tempfile
from collections.abc import Generator
from datetime import date
from pathlib import Path

import pytest

from tests.conftest import FAST
from yika.config import load_config
from yika.policy.load import load_book
from yika.policy.lookup import Known, look_up

ROOT = Path(__file__).parents[2]
PAGES = (
    "README.md",
    "docs/api.md",
    "docs/cli.md",
    "docs/contributions.md",
    "docs/entitlement.md",
    "docs/gateway.md",
    "docs/quote.md",
)
SHELLS = {"docs/gateway.md": "sh"}  # a page that needs no more than a plain shell
BLOCK = re.compile(r"^```sh *([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
ADDRESS = "http://127.0.0.1:8000"
SCRIPT = """set -eu
if (set -o pipefail) 2>/dev/null; then set -o pipefail; fi
curl() {{ command curl --fail-with-body "$@"; }}
{blocks}
"""


@pytest.fixture(scope="module")
def sandbox() -> Generator[dict[str, str]]:
    """`yika serve --sandbox` with few people, and the environment that leads there."""
    home = Path(tempfile.mkdtemp(prefix="yika-docs-"))
    home.chmod(0o711)  # As root, the server runs as another user, who must pass.
    fast = "".join(f'{name} = "{value}"\n' for name, value in FAST.items())
    config = home / "yika.toml"
    settings = (ROOT / "yika.toml").read_text("utf-8")
    config.write_text(f"{settings}\n[database.server]\n{fast}", "utf-8")
    environ = {name: text for name, text in os.environ.items() if not name.startswith("YIKA_")}
    environ |= {
        "YIKA_HOME": str(home / "home"),
        "YIKA_CONFIG": str(config),
        "YIKA_HTTP_PORT": str(_free_port()),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{environ['PATH']}",
    }
    command = ["yika", "serve", "--sandbox", "--people", "20"]
    with (
        tempfile.TemporaryFile("w+") as said,
        subprocess.Popen(
            command, env=environ, cwd=ROOT, stdout=subprocess.PIPE, stderr=said, text=True
        ) as serving,
    ):
        assert serving.stdout is not None
        ready = any("openapi.json" in line for line in serving.stdout)
        said.seek(0)
        assert ready, said.read()
        yield environ
        serving.terminate()
        serving.stdout.read()  # Until it has closed the database.
    subprocess.run(["rm", "-rf", str(home)], check=True)


@pytest.mark.parametrize("page", PAGES)
def test_every_command_of_the_page_does_what_it_says(page: str, sandbox: dict[str, str]) -> None:
    here = f"http://127.0.0.1:{sandbox['YIKA_HTTP_PORT']}"
    blocks = [_tried(how, text) for how, text in _blocks(page) if how != "by-hand"]
    script = SCRIPT.format(blocks="\n".join(blocks)).replace(ADDRESS, here)
    done = subprocess.run(
        [SHELLS.get(page, "bash"), "-c", script],
        env=sandbox,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout[-2000:]}\n{done.stderr[-2000:]}"


def test_the_chinese_page_shows_the_same_commands() -> None:
    assert _blocks("README.zh.md") == _blocks("README.md")


def test_what_is_run_by_hand_is_a_target_that_serves_the_sandbox() -> None:
    pages = ("README.md", "README.zh.md", "CONTRIBUTING.md")
    by_hand = {text.strip() for page in pages for how, text in _blocks(page) if how == "by-hand"}
    assert by_hand == {"make run"}
    told = subprocess.run(
        ["make", "--no-print-directory", "--dry-run", "--always-make", "run"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.splitlines()[-1].endswith("/yika serve --sandbox")


@pytest.mark.parametrize("command", ["run", "test", "check", "fmt", "bench", "coverage", "reset"])
def test_the_targets_the_pages_name_are_there(command: str) -> None:
    subprocess.run(["make", "--dry-run", command], cwd=ROOT, capture_output=True, check=True)
    assert f"make {command}" in (ROOT / "README.md").read_text("utf-8")


def test_links_lead_somewhere() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    dead = [
        f"{page.relative_to(ROOT)}: {link}"
        for page in pages
        for link in LINK.findall(page.read_text("utf-8"))
        if "://" not in link and not (page.parent / link).exists()
    ]
    assert not dead


def test_the_settings_of_the_repository_fill_gaps_only_and_say_so() -> None:
    config = load_config(environ={}, folder=ROOT)
    published, here = load_book(), load_book(settings=config.settings)
    axes = {"password_kind": "social_security"}
    on = date(2026, 3, 16)
    found = look_up(here, "password.tries_before_lock", "430100", on, **axes)
    assert isinstance(found, Known)
    assert found.set_by_installation
    city = look_up(here, "password.tries_before_lock", "999900", on, **axes)
    assert city == look_up(published, "password.tries_before_lock", "999900", on, **axes)
    cell = {"issuer": "bank"}
    own = look_up(here, "password.initial", "310000", on, **cell)
    assert own == look_up(published, "password.initial", "310000", on, **cell)


def _blocks(page: str) -> list[tuple[str, str]]:
    return BLOCK.findall((ROOT / page).read_text("utf-8"))


def _tried(how: str, text: str) -> str:
    if how != "refused":
        assert not how, f"nobody knows what `sh {how}` means"
        return text
    return f'if (\n{text}); then echo "this was to be refused" >&2; exit 1; fi'


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
