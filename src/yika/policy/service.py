"""Keeping the policy an answer was given with, so that the answer can be given again.

A version is the whole content of one division: its rules, those it follows, the installation's
settings. It is kept once, under its hash, and never changed.
"""

from collections.abc import Iterable

from yika.ground.errors import Missing, Refused
from yika.policy.load import Book, book_from
from yika.store.db import Conn
from yika.store.sql import queries

QUERIES = queries(__package__)


class UnknownPolicyVersion(Missing):
    """No such version was kept. Facts: division, hash."""

    code = "unknown_policy_version"


class NoSuchRegion(Refused):
    """The policy data has no such region. Facts: given, regions (that have some)."""

    code = "no_such_region"


def known(book: Book, division: str) -> str:
    """The division, if it has policy data. Fails with NoSuchRegion."""
    if division not in book.divisions():
        raise NoSuchRegion(given=division, regions=book.divisions())
    return division


async def keep(conn: Conn, book: Book, divisions: Iterable[str]) -> dict[str, str]:
    """The hash of each division's content, which is in the database afterwards."""
    kept = {division: book.hash(division) for division in divisions}
    values = {"divisions": list(kept), "hashes": list(kept.values())}
    for (division,) in await (await conn.execute(QUERIES["lacking"], values)).fetchall():
        content = book.content(division).decode()
        one = {"division": division, "hash": kept[division], "content": content}
        await conn.execute(QUERIES["keep"], one)
    return kept


async def book_of(conn: Conn, division: str, content_hash: str) -> Book:
    """The book as it was for that division; UnknownPolicyVersion where none was kept."""
    found = await conn.execute(QUERIES["content"], {"division": division, "hash": content_hash})
    row = await found.fetchone()
    if row is None:
        raise UnknownPolicyVersion(division=division, hash=content_hash)
    return book_from(str(row[0]).encode())
