"""All commands are listed without their modules, and say what their modules say."""

import subprocess
import sys

import pytest
from typer.core import TyperGroup
from typer.main import get_command
from typer.testing import CliRunner

from yika.faces.cli import main

HEAVY = ("fpdf", "httpx", "litestar", "numpy", "psycopg", "yika.house")


def test_every_command_stands_at_its_place_and_says_what_its_module_says():
    told = get_command(main.program())
    assert isinstance(told, TyperGroup)
    assert list(told.commands) == list(main.COMMANDS)
    for name, stand_in in told.commands.items():
        found = main.command(name)
        assert (found.name, found.help) == (name, stand_in.help)
        assert found.get_short_help_str() == stand_in.get_short_help_str()


def test_help_lists_every_command_and_imports_none():
    program = f"""
import sys
from typer.testing import CliRunner
from yika.faces.cli.main import program
print(CliRunner().invoke(program(), ["--help"]).stdout)
assert not sys.modules.keys() & {HEAVY}, sys.modules.keys() & {HEAVY}
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    for name, (_, says) in main.COMMANDS.items():
        assert f" {name} " in done.stdout
        assert says.split()[0] in done.stdout


@pytest.mark.parametrize("words", [["paper", "--help"], ["run", "--help"], ["why", "--help"]])
def test_a_command_that_is_used_tells_all_of_itself(words: list[str]):
    done = CliRunner().invoke(main.program(), words)
    assert done.exit_code == 0
    assert main.COMMANDS[words[0]][1].split("/")[0] in done.stdout
    assert f"root {words[0]}" in done.stdout


def test_a_command_nobody_knows_is_refused_with_the_nearest():
    done = CliRunner().invoke(main.program(), ["whi"])
    assert done.exit_code == 2
    assert "'why'" in done.stderr
