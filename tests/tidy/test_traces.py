"""No path of somebody's machine and no tool of somebody's workplace is in the project's files."""

import re
import subprocess

from tests.tidy.sizes import ROOT

# In pieces, so as not to find itself.
TRACES = re.compile(
    "|".join(
        (
            r"(?<![\w.~/-])/(?:wo" + r"rk|ho" + r"me/\w+|Us" + r"ers/\w+)/",
            r"/tm" + r"p/w\b",
            "farm-" + "studio",
            r"\bissues sh" + r"ow\b",
            r"\bshared/(?:facts|style|seeds|guide|spec)\b",
            r"/\.lib" + "rary/",
        )
    )
)
BINARY = {".png", ".jpg", ".ico", ".woff2", ".gz"}


def test_no_trace_of_a_workplace_is_in_the_files() -> None:
    found = {
        name: match[0]
        for name in _tracked()
        if (match := TRACES.search((ROOT / name).read_text("utf-8")))
    }
    assert not found


def _tracked() -> list[str]:
    """Files that are, or would be, in the repository; without one, those of the main folders."""
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        names = [name for name in done.stdout.splitlines() if (ROOT / name).is_file()]
    else:
        folders = ("src", "tests", "docs", ".ci")
        paths = (path for folder in folders for path in (ROOT / folder).rglob("*"))
        names = [str(path.relative_to(ROOT)) for path in paths if path.is_file()]
    return [name for name in names if not name.endswith((".pyc", *BINARY))]
