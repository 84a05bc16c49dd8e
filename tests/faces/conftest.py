"""What all faces share: the application, and how a program finds a sandbox."""

from urllib.parse import quote

import pytest
from litestar import Litestar
from psycopg.conninfo import conninfo_to_dict

from tests.builders import BOOK
from yika.app import create_app
from yika.config import Config
from yika.house import House


@pytest.fixture(scope="session")
def application() -> Litestar:
    """The pages and the API, put together once; each test gives them its own house."""
    return create_app(House(Config(sandbox=True), None, BOOK))  # pyright: ignore[reportArgumentType]


def settings_of(config: Config) -> dict[str, str]:
    """The environment in which a program finds this sandbox."""
    assert config.database_url is not None
    assert config.database_owner_url is not None
    return {
        "YIKA_HOME": str(config.home),
        "YIKA_DATABASE_URL": _url(config.database_url),
        "YIKA_DATABASE_OWNER_URL": _url(config.database_owner_url),
    }


def _url(address: str) -> str:
    told = conninfo_to_dict(address)
    login = f"{told['user']}:{quote(str(told['password']), safe='')}"
    return f"postgresql://{login}@{told['host']}:{told['port']}/{told['dbname']}"
