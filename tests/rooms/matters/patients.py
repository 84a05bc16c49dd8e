"""People registered in a town and what they ask for."""

from datetime import date

from tests.builders import Somebody
from tests.rooms.insurance.households import Town
from yika.matters import cover

NAME = "王小明"


async def a_patient(town: Town, born: date = date(1990, 1, 1), name: str = NAME) -> Somebody:
    """Somebody registered and nothing more, for whom acts can be done."""
    person, number = await town.known(born, name)
    return Somebody(town.database, person, number)


def share_with(
    relative: Somebody,
    relation: cover.Relation = "child",
    until: date | None = None,
    name: str = NAME,
) -> cover.ShareAccount:
    """The act that lets somebody use an account."""
    return cover.ShareAccount(
        relative_id_number=relative.id_number, relative_name=name, relation=relation, until=until
    )
