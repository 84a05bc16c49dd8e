"""The database as the program sees it: connections of the application's role, and transactions.

Only faces open transactions; everything below is handed a `Conn`. Every connection speaks Beijing
time and prepares statements it meets again. The pool waits a bounded time for a connection, a
statement for a lock.
"""

import asyncio
import selectors
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Self, TypeAlias

import psycopg
from psycopg import AsyncConnection, errors
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.rows import TupleRow
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from yika.config import Config
from yika.ground.errors import Refused, Unavailable, YikaError
from yika.store.embedded import Addresses, Membership, join
from yika.store.keys import Keys, load_keys
from yika.store.migrate import check_schema, migrate
from yika.store.sql import queries

Conn: TypeAlias = AsyncConnection[TupleRow]

QUERIES = queries(__package__)

POOL_SIZE = 10
WAIT_SECONDS = 10.0
RECONNECT_SECONDS = 5.0  # then a new try begins with the next request, soon after a long outage too
GLANCE_SECONDS = 1.0  # between two looks whether the embedded server runs
LOCK_WAIT = "10s"
PREPARE_FROM = 2  # the second time a connection meets a statement
CROWDED = (
    errors.LockNotAvailable,
    errors.QueryCanceled,
    errors.DeadlockDetected,
    errors.SerializationFailure,
)


class DatabaseUnreachable(Unavailable):
    """No connection to the database. Facts: role, host, port, reason."""

    code = "database_unreachable"


class DatabaseLost(Unavailable):
    """The connection broke while at work; what was not confirmed may or may not have been kept."""

    code = "database_lost"


class DatabaseBusy(Unavailable):
    """Others held what was needed for too long; nothing was changed."""

    code = "database_busy"


class RoleTooMighty(Refused):
    """The application's role may rewrite the journal, as an owner may. Facts: role."""

    code = "database_role_too_mighty"


class WrongKeyFile(Refused):
    """The key file lacks a key that the database knows. Facts: file, purpose, key_id."""

    code = "wrong_key_file"


class Database:
    """The open database of an installation and the keys to what is sealed in it."""

    def __init__(self, application: str, keys: Keys, pool_size: int = POOL_SIZE) -> None:
        self.keys = keys
        self._address = application
        self._pool = AsyncConnectionPool(
            _pinned(application),
            connection_class=AsyncConnection[TupleRow],
            kwargs={"prepare_threshold": PREPARE_FROM},
            min_size=1,  # They take turns, and each comes to hold all that it has met.
            max_size=pool_size,
            timeout=WAIT_SECONDS,
            reconnect_timeout=RECONNECT_SECONDS,
            check=_check_alive,
            open=False,
            name="yika",
        )

    async def __aenter__(self) -> Self:
        try:
            await self._pool.open(wait=True, timeout=WAIT_SECONDS)
        except PoolTimeout as error:
            await self._pool.close()
            raise _unreachable(self._address, error) from error
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._pool.close()

    @asynccontextmanager
    async def transaction(self) -> AsyncGenerator[Conn]:
        """A connection inside a transaction: kept when the block ends, undone when it fails.

        Fails with DatabaseUnreachable before the block, with DatabaseBusy or DatabaseLost after it.
        """
        try:
            async with self._pool.connection() as conn, conn.transaction():
                yield conn
        except PoolTimeout as error:
            raise _unreachable(self._address, error) from error
        except CROWDED as error:
            raise DatabaseBusy from error
        except (psycopg.OperationalError, psycopg.InterfaceError) as error:
            raise DatabaseLost from error


@asynccontextmanager
async def open_database(config: Config, pool_size: int = POOL_SIZE) -> AsyncGenerator[Database]:
    """The database of an installation: started if embedded, migrated, with keys that fit it.

    Starting blocks: nothing else of the program runs yet. Fails as `join`, `migrate` and
    `load_keys` do.
    """
    with _membership(config) as membership:
        addresses = _addresses(config) if membership is None else membership.addresses
        _prepare(addresses)
        keys = _fitting_keys(addresses, config)
        opened = Database(addresses.application, keys, pool_size)
        async with opened as database, _looked_after(membership, config):
            yield database


def upgrade(config: Config) -> list[int]:
    """Bring the database to this release's schema; the numbers of the migrations applied."""
    with addresses_of(config) as addresses:
        return _prepare(addresses)


@contextmanager
def addresses_of(config: Config) -> Generator[Addresses]:
    """The addresses of the installation's database; the embedded server runs while inside."""
    with _membership(config) as membership:
        yield _addresses(config) if membership is None else membership.addresses


@contextmanager
def _membership(config: Config) -> Generator[Membership | None]:
    """Our share in the embedded server; None where the installation has a server of its own."""
    if config.database_url is not None:
        yield None
        return
    membership = join(config)
    try:
        yield membership
    finally:
        membership.leave()


def _addresses(config: Config) -> Addresses:
    assert config.database_url is not None, "without it the server is embedded"
    return Addresses(config.database_owner_url, config.database_url)


@asynccontextmanager
async def _looked_after(membership: Membership | None, config: Config) -> AsyncGenerator[None]:
    """While inside, the embedded server is started again when it was killed."""
    if membership is None:
        yield
        return
    looking = asyncio.create_task(_look_after(membership, config))
    try:
        yield
    finally:
        looking.cancel()
        await asyncio.gather(looking, return_exceptions=True)


async def _look_after(membership: Membership, config: Config) -> None:
    while True:
        await asyncio.sleep(GLANCE_SECONDS)
        # What does not start now is tried again; whoever needs it is told meanwhile.
        with suppress(YikaError):
            await asyncio.to_thread(membership.revive, config)


def _prepare(addresses: Addresses) -> list[int]:
    """Migrate, or without an owner make sure that nothing is due; then check our rights."""
    with _connected(addresses.application) as conn:
        role = conn.info.user
    if addresses.owner is None:
        check_schema(addresses.application)
        applied: list[int] = []
    else:
        with _connected(addresses.owner):
            pass
        applied = migrate(addresses.owner, role)
    with _connected(addresses.application) as conn:
        row = conn.execute(QUERIES["may_rewrite_journal"]).fetchone()
        assert row is not None
        if row[0]:
            raise RoleTooMighty(role=role)
    return applied


def _fitting_keys(addresses: Addresses, config: Config) -> Keys:
    """The installation's keys, made on the first start, never when the database knows others."""
    with _connected(addresses.application) as conn:
        known = {
            (row[0], row[1]): bytes(row[2]) for row in conn.execute(QUERIES["known_fingerprints"])
        }
        keys = load_keys(config.keys, make=not known)
        ours = keys.fingerprints()
        for (purpose, key_id), fingerprint in known.items():
            if ours.get((purpose, key_id)) != fingerprint:
                raise WrongKeyFile(file=str(config.keys), purpose=purpose, key_id=key_id)
        new = [key for key in ours if key not in known]
        if new:
            values = {
                "purposes": [purpose for purpose, _ in new],
                "key_ids": [key_id for _, key_id in new],
                "fingerprints": [ours[key] for key in new],
            }
            conn.execute(QUERIES["record_fingerprints"], values)
    return keys


@contextmanager
def _connected(address: str) -> Generator[psycopg.Connection[TupleRow]]:
    """One connection for a moment at the start. Fails with DatabaseUnreachable."""
    try:
        conn = psycopg.connect(_pinned(address))
    except psycopg.OperationalError as error:
        raise _unreachable(address, error) from error
    with conn:
        yield conn


def _pinned(address: str) -> str:
    """The address with what every connection of ours is set to."""
    given = conninfo_to_dict(address).get("options") or ""
    options = f"-c lock_timeout={LOCK_WAIT} {given} -c TimeZone=Asia/Shanghai"
    return make_conninfo(
        address, options=options, application_name="yika", connect_timeout=int(WAIT_SECONDS)
    )


def _unreachable(address: str, error: psycopg.OperationalError) -> DatabaseUnreachable:
    parts = conninfo_to_dict(address)
    told = {
        name: str(parts.get(key, ""))
        for name, key in (("role", "user"), ("host", "host"), ("port", "port"))
    }
    return DatabaseUnreachable(**told, reason=str(error).strip())


async def _check_alive(conn: Conn) -> None:
    """Make sure of a connection that has news while idle: mostly the server saying goodbye.

    Asking the server each time would cost every transaction a round trip.
    """
    with selectors.DefaultSelector() as selector:
        selector.register(conn.pgconn.socket, selectors.EVENT_READ)
        has_news = bool(selector.select(timeout=0))
    if has_news:
        await AsyncConnectionPool.check_connection(conn)
