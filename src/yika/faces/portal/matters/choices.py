"""Choices that only the records know: one's own filings and mandates, places, institutions."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from yika.access.service import NoMandate
from yika.accounts import sharing
from yika.faces.portal.fields import BANKS, Option
from yika.faces.portal.matters.fields import DIVISIONS
from yika.faces.portal.people import Visit, name_of, note_look
from yika.faces.portal.phrases import has_phrase, phrase, place, word
from yika.ground.days import beijing_day
from yika.guide.records_told import FiledTold, records_told
from yika.guide.telling import Both
from yika.house import House
from yika.institutions import service as institutions
from yika.matters.act import AnyAct
from yika.people import service as people
from yika.policy.words import lists
from yika.standing.service import laws_of
from yika.store.db import Conn

NATION: Final = "000000"
INSTITUTIONS_MAX: Final = 200  # more are not a list to choose from; then the code is typed
OWN: Final = frozenset({"mandate_id", "filing_id", "instead_of"})
NAMED: Final = {"reimburse": "institution_code"}  # where `institution` is a name
Choices = Mapping[str, Sequence[Option]]


async def choices_for(
    conn: Conn, house: House, visit: Visit, act: type[AnyAct], proofs: Sequence[str]
) -> Choices:
    """The choices of an act's fields for one person; `proofs` are those the way accepts."""
    asked, tag = set(act.__struct_fields__), str(act.__struct_config__.tag)
    found: dict[str, Sequence[Option]] = {}
    if proofs:
        found["identity"] = [Option(one, word("identity", one)) for one in proofs]
    for name in asked & DIVISIONS:
        found[name] = [Option(one, place(one)) for one in lists().divisions if one != NATION]
    if "bank" in asked:
        found["bank"] = [Option(bank, Both(bank, bank)) for bank in BANKS]
    if "institution" in asked:
        name = NAMED.get(tag, "institution")
        known = await _institutions(conn, visit)
        found |= {name: known} if known else {}
    if "disease" in asked and tag == "recognise_chronic":
        listed = laws_of(house.book, visit.person.division).value("chronic.diseases", visit.now)
        found |= {"disease": [_disease(one) for one in listed["codes"]]} if listed else {}
    if asked & OWN:
        found |= await _own(conn, house, visit)
    if "share_id" in asked:
        found["share_id"] = await _shares(conn, house, visit)
    return found


async def _institutions(conn: Conn, visit: Visit) -> list[Option]:
    """The designated hospitals of the region, where there are not too many."""
    on = beijing_day(visit.now)
    known = await institutions.all_of(conn, visit.person.region)
    found = [Option(one.code, Both(one.name, one.name)) for one in known if one.in_force(on)]
    return found if len(found) <= INSTITUTIONS_MAX else []


async def _own(conn: Conn, house: House, visit: Visit) -> dict[str, Sequence[Option]]:
    """What holds now of the person's mandates and filings; nothing for who may not look."""
    to = conn, house.database.keys, house.book, visit.actor, visit.person
    try:
        kept = await records_told(*to, visit.now)
    except NoMandate:
        return {}
    held = [one for one in kept.filings if one.is_approved is not False]
    today = beijing_day(visit.now)
    open_now = [one for one in held if one.ends_on is None or one.ends_on >= today]
    return {
        "mandate_id": [
            Option(one.mandate_id, phrase("mt_mandate", name=one.agent, basis=_basis(one.basis)))
            for one in kept.mandates
            if one.is_in_force
        ],
        "filing_id": [_filed(one) for one in open_now],
        "instead_of": [_filed(one) for one in open_now if one.kind == "designated"],
    }


async def _shares(conn: Conn, house: House, visit: Visit) -> list[Option]:
    """Relatives who may use the account now."""
    found: list[Option] = []
    for one in await sharing.of_owner(conn, visit.person):
        if one.in_force(visit.now):
            relative = await people.identity_of(conn, house.database.keys, one.relative)
            await note_look(conn, visit, "name.read", one.relative)
            named = phrase(
                "mt_share", name=name_of(relative), relation=word("relations", one.relation)
            )
            found.append(Option(str(one.share_id), named))
    return found


def _filed(one: FiledTold) -> Option:
    kind = word("filings", one.kind)
    return Option(one.filing_id, phrase("mt_filed", kind=kind, on=one.starts_on))


def _basis(basis: str) -> Both:
    return phrase(f"basis_{basis}") if has_phrase(f"basis_{basis}") else Both(basis, basis)


def _disease(one: Mapping[str, Any]) -> Option:
    return Option(one["code"], Both(one["name"]["zh"], one["name"]["en"]))
