"""The rooms' `tables.sql` put together as one schema, and as the migrations that lead there.

While nothing is released, ``python -m yika.store.assemble`` writes the migrations anew from the
rooms each of them brought. From the first release on, a change of a `tables.sql` comes with a
migration of its own, and this module goes.
"""

from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Final

MIGRATIONS: Final = Path(__file__).parent / "migrations"
SPINE: Final = "0001_spine.sql"
COVER: Final = "0002_insurance_and_accounts.sql"
SETTLING: Final = "0003_institutions_and_settlement.sql"
CASES: Final = "0004_matters_and_cases.sql"
ROOMS: Final[Mapping[str, Sequence[str]]] = {
    SPINE: ("store", "policy", "people", "access", "holds", "cards", "matters"),
    COVER: ("accounts", "insurance"),
    SETTLING: ("institutions", "settlement"),
    CASES: ("papers", "notices", "matters/cases", "matters/batches", "settlement/by_hand"),
}
SAYS: Final = {
    SPINE: "-- The first schema: every room's tables.sql, in the order of the rooms.\n",
    COVER: "-- Who pays and what is in the accounts: the tables of two more rooms.\n",
    SETTLING: "-- Where cards are used and bills settled: the tables of two more rooms.\n",
    CASES: "-- What people apply for, the papers of it, and what they are told.\n",
}


def assembled(migration: str) -> str:
    """The tables of the rooms that a migration brought, as one text."""
    parts = [SAYS[migration]]
    for room in ROOMS[migration]:
        tables = Path(str(files("yika"))) / room / "tables.sql"
        parts.append(f"-- Room: {room}\n{tables.read_text('utf-8')}")
    return "\n".join(parts)


def schema() -> str:
    """The tables of all rooms."""
    return "\n".join(assembled(migration) for migration in ROOMS)


if __name__ == "__main__":
    for name in ROOMS:
        (MIGRATIONS / name).write_text(assembled(name), "utf-8")
