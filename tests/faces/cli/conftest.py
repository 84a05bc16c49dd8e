"""Commands as somebody at a counter types them, over a sandbox with the cast."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from tests.faces.conftest import settings_of
from yika.config import Config
from yika.demo.cast import BY_KEY
from yika.faces.cli.main import program

Typed = Callable[..., Result]


def of(key: str) -> tuple[str, str]:
    """Whom a command is about, by the character's key."""
    return "--id-number", BY_KEY[key].id_number


@pytest.fixture
def yika(cast_config: Config, monkeypatch: pytest.MonkeyPatch) -> Typed:
    """Type a command over the cast's sandbox."""
    monkeypatch.chdir(cast_config.home)
    for setting, value in settings_of(cast_config).items():
        monkeypatch.setenv(setting, value)

    def typed(*words: str) -> Result:
        return CliRunner().invoke(program(), list(words))

    return typed


@pytest.fixture
def told(yika: Typed) -> Callable[..., Any]:
    """What a command prints as JSON."""

    def asked(*words: str) -> Any:
        done = yika(*words, "--json")
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout)

    return asked
