"""The embedded PostgreSQL: one server for a home, shared by its programs, stopped by the last.

Each program holds a lock on a file of its own, which the system frees however the program ends; who
comes next takes a server left behind over. A program that stays looks after the server: when it was
killed, it is started again where it was, also by a program that comes meanwhile. It listens on
127.0.0.1 only; its passwords are kept in the home.
"""

import secrets
import tomllib
from dataclasses import dataclass, field, replace
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from yika.config import Config
from yika.ground.errors import Unavailable
from yika.store.cluster import OWNER, ServerDoesNotStart, check_version, create, start, stop
from yika.store.locks import locked, try_lock, unlock
from yika.store.place import Place, find_place
from yika.store.postmaster import running_port

APPLICATION, DATABASE = "yika_app", "yika"


class PasswordsLost(Unavailable):
    """The database is there, its passwords are not, or are others. Facts: file."""

    code = "database_passwords_lost"


@dataclass(frozen=True, slots=True)
class Addresses:
    """How the two roles reach the database. No owner: this installation does not change tables."""

    owner: str | None = field(repr=False)  # Addresses hold passwords.
    application: str = field(repr=False)


@dataclass(slots=True)
class Membership:
    """A program's share in the running server."""

    addresses: Addresses
    home: Path
    place: Place
    own_file: Path
    handle: int | None

    def revive(self, config: Config) -> bool:
        """Start the server again on its port if it was killed; whether it had to be.

        Fails as `join` does where it does not start.
        """
        with locked(_door(self.home)):
            if self.handle is None or running_port(self.place.data) is not None:
                return False
            port = int(conninfo_to_dict(self.addresses.application)["port"] or 0)
            start(self.place, replace(config, database_port=port))
            return True

    def leave(self) -> None:
        """Give the share back; the last to leave stops the server. A second call does nothing."""
        if self.handle is None:
            return
        with locked(_door(self.home)):
            unlock(self.handle)
            self.handle = None
            self.own_file.unlink(missing_ok=True)
            if not _others(self.home):
                stop(self.place)


def join(config: Config) -> Membership:
    """Start the home's server, or find it running, and take a share in it.

    Fails with HomeNotWritable, PortInUse, DataDirectoryInUse, WrongVersion, PasswordsLost,
    ServerDoesNotStart.
    """
    home = config.home.resolve()
    place = find_place(home)
    with locked(_door(home)):
        passwords = _passwords(home, place)
        if not place.data.exists():
            create(place, passwords[OWNER], sync=config.database_server.get("fsync") != "off")
        check_version(place)
        port = running_port(place.data) or start(place, _where_it_was(config, home))
        own_file, handle = _share(home, port)
        try:
            _ensure_database(port, passwords, home)
        except BaseException:
            unlock(handle)
            if not _others(home):
                stop(place)
            raise
    owner = _address(OWNER, passwords[OWNER], port, DATABASE)
    application = _address(APPLICATION, passwords[APPLICATION], port, DATABASE)
    return Membership(Addresses(owner, application), home, place, own_file, handle)


def _door(home: Path) -> Path:
    """Whoever holds this may start, stop, join and leave."""
    return home / "postgres.lock"


def _where_it_was(config: Config, home: Path) -> Config:
    """To start the server by: where others have a share in a killed one, on the port they know."""
    known = [int(one.suffix[1:]) for one in _others(home) if one.suffix]
    return replace(config, database_port=known[0]) if known else config


def _share(home: Path, port: int) -> tuple[Path, int]:
    """A share, and what tells others that we look for the server on that port."""
    folder = home / "postgres.users"
    folder.mkdir(exist_ok=True)
    own_file = folder / f"{secrets.token_hex(8)}.{port}"
    handle = try_lock(own_file)
    assert handle is not None, "nobody else knows the name"
    return own_file, handle


def _others(home: Path) -> list[Path]:
    """The files of programs that hold a share; what the dead left behind is tidied."""
    folder = home / "postgres.users"
    alive: list[Path] = []
    for file in folder.iterdir() if folder.is_dir() else ():
        handle = try_lock(file)
        if handle is None:
            alive.append(file)
        else:
            unlock(handle)
            file.unlink(missing_ok=True)
    return alive


def _passwords(home: Path, place: Place) -> dict[str, str]:
    """The passwords of both roles, made with the data and never without it."""
    file = home / "postgres.toml"
    if file.exists():
        try:
            found = tomllib.loads(file.read_text("utf-8"))
            return {OWNER: str(found[OWNER]), APPLICATION: str(found[APPLICATION])}
        except (tomllib.TOMLDecodeError, KeyError, UnicodeDecodeError) as error:
            raise PasswordsLost(file=str(file)) from error
    if place.data.exists():
        raise PasswordsLost(file=str(file))
    passwords = {OWNER: secrets.token_urlsafe(24), APPLICATION: secrets.token_urlsafe(24)}
    text = "".join(f'{role} = "{password}"\n' for role, password in passwords.items())
    Place(home, home, None).write(file, f"# Passwords of the embedded database.\n{text}")
    return passwords


def _ensure_database(port: int, passwords: dict[str, str], home: Path) -> None:
    """Make the application's role and the database where they are not there yet."""
    try:
        conn = psycopg.connect(_address(OWNER, passwords[OWNER], port, "postgres"), autocommit=True)
    except psycopg.OperationalError as error:
        if "password authentication failed" in str(error):
            raise PasswordsLost(file=str(home / "postgres.toml")) from error
        raise ServerDoesNotStart(reason=str(error).strip(), log="") from error
    with conn:
        if (
            conn.execute("SELECT FROM pg_roles WHERE rolname = %s", [APPLICATION]).fetchone()
            is None
        ):
            role = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}")
            conn.execute(
                role.format(sql.Identifier(APPLICATION), sql.Literal(passwords[APPLICATION]))
            )
        if (
            conn.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
            is None
        ):
            conn.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))


def _address(role: str, password: str, port: int, database: str) -> str:
    return make_conninfo(
        host="127.0.0.1",
        port=port,
        user=role,
        password=password,
        dbname=database,
        sslmode="disable",
    )
