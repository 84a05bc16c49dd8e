"""Assertions are part of the program, so it does not run without them."""

import subprocess
import sys


def test_yika_refuses_to_run_without_assertions() -> None:
    program = "from yika.faces.cli.main import main; main()"
    done = subprocess.run(
        [sys.executable, "-O", "-c", program, "--help"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "python -O" in done.stderr
