"""The situations a form offers: those that can be this person's, the usual ones first."""

from collections.abc import Collection, Sequence
from typing import Final

from yika.cards import rules
from yika.cards import service as cards
from yika.cards.model import Form
from yika.faces.portal.fields import Field, Option
from yika.faces.portal.matters import fields
from yika.faces.portal.people import Visit
from yika.insurance.books.enrolment import enrolments
from yika.matters.act import AnyAct
from yika.matters.allowing import AXES
from yika.store.db import Conn

# The order in which most people find theirs; what is not named comes after, as it is defined.
USUAL: Final[dict[tuple[str, str], tuple[str, ...]]] = {
    ("replace_card", "reason"): ("lost", "chip", "stripe", "body", "expired", "upgrade"),
    ("file_off_site", "off_site_kind"): (
        *("long_term", "settled_retiree", "stationed", "referral", "temporary"),
        "emergency",
    ),
    ("enrol", "group"): ("adult", "adult_tier_2", "elderly", "student", "pupil", "child"),
    ("ask_assistance", "group"): ("minimum_living", "low_income_margin", "illness_poverty"),
    ("ask_premium_aid", "group"): ("minimum_living", "low_income_margin"),
}
# Reasons that a card of a generation cannot have.
NEVER: Final = {"magnetic": ("chip",), "third": ("upgrade",)}
DIED, MOVED = "died", "moved_away"


async def situations(conn: Conn, visit: Visit, act: type[AnyAct]) -> dict[str, Sequence[Option]]:
    """The choices of the fields on which papers and ways depend, without what cannot be."""
    tag = str(act.__struct_config__.tag)
    never = await _never(conn, visit, tag)
    return {
        field.name: _ordered(field, USUAL.get((tag, field.name), ()), never)
        for field in fields.of_act(act, {})
        if field.name in AXES and field.options
    }


def _ordered(field: Field, usual: Sequence[str], never: Collection[str]) -> list[Option]:
    found = [one for one in field.options if one.value and one.value not in never]
    return sorted(found, key=lambda one: usual.index(one.value) if one.value in usual else 99)


async def _never(conn: Conn, visit: Visit, tag: str) -> set[str]:
    """What cannot be, by the card that counts and by how the insurance ended."""
    if tag == "replace_card":
        held = rules.current(await cards.of_person(conn, visit.person), Form.PHYSICAL)
        return {"first", *(() if held is None else NEVER.get(held.generation, ()))}
    if tag == "withdraw_account":
        ended = {one.end_reason for _, one in await enrolments(conn, visit.person)}
        if DIED in ended:
            return {"settled_abroad", "moved_region"}
        return {"death"} if MOVED in ended else {"death", "moved_region"}
    return set()
