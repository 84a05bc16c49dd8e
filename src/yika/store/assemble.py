"""Writes `migrations/0001_spine.sql` anew from the `tables.sql` of the rooms, in their order.

For use while nothing is released, by ``python -m yika.store.assemble``. From the first release on,
a change of a `tables.sql` comes with a migration of its own, and this module goes.
"""

from importlib.resources import files
from pathlib import Path

ROOMS = ("store", "policy", "people", "access", "holds", "cards", "standing", "matters", "demo")
SPINE = Path(__file__).parent / "migrations" / "0001_spine.sql"


def assembled() -> str:
    """The tables of all rooms, as one text."""
    parts = ["-- The first schema: every room's tables.sql, in the order of the rooms.\n"]
    for room in ROOMS:
        tables = Path(str(files("yika"))) / room / "tables.sql"
        if tables.exists():
            parts.append(f"-- Room: {room}\n{tables.read_text('utf-8')}")
    return "\n".join(parts)


if __name__ == "__main__":
    SPINE.write_text(assembled(), "utf-8")
