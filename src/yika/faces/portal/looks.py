"""An entry of the journal as the person it is about reads it. Pure."""

from dataclasses import dataclass

from yika.access.model import Role
from yika.faces.portal.people import Visit
from yika.faces.portal.phrases import has_phrase, instant, phrase, word
from yika.guide.telling import Both
from yika.store.journal import Kept


@dataclass(frozen=True, slots=True)
class Row:
    """One look or act."""

    when: Both
    what: Both
    who: Both
    where: Both


def row(entry: Kept, visit: Visit) -> Row:
    """An entry in words. Who somebody else was is told by their role, not by name."""
    key = f"what_{entry.what}"
    what = phrase(key) if has_phrase(key) else Both(entry.what, entry.what)
    return Row(
        instant(entry.happened_at, visit.now),
        what,
        phrase(_who(entry, visit)),
        word("channels", entry.channel),
    )


def _who(entry: Kept, visit: Visit) -> str:
    if entry.role == Role.OFFICER:
        return "who_officer"
    if entry.role == Role.INSTITUTION:
        return "who_institution"
    if entry.actor == f"{visit.person.division}/{visit.person.person_id}":
        return "who_me"
    return "who_agent" if entry.role == Role.HOLDER else "who_system"
