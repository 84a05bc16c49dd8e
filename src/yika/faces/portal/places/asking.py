"""What the directory asks for, and what was asked. Pure."""

from collections.abc import Iterable, Mapping
from typing import Final

from yika.faces.portal.fields import Field, Option
from yika.faces.portal.phrases import NOTHING, phrase, place
from yika.guide.places_told import branch_called, complaint_called, said
from yika.guide.telling import Both
from yika.institutions.directory import Search
from yika.institutions.model import KINDS
from yika.institutions.navigation import branches, complaints

LONGEST: Final = 60  # characters of one thing typed
USUAL: Final = (  # complaints offered as links
    *("insomnia", "vertigo", "ear_pain", "neck_shoulder", "anxiety", "cough"),
    *("stomach", "joints", "skin", "eyes", "teeth", "child"),
)
OFFERED: Final = ("off_site", "chronic", "pool")  # of what a place accepts


def fields(regions: Iterable[str], districts: Iterable[str]) -> list[Field]:
    """The form: what hurts, where, which department, what kind of place, part of a name."""
    any_one = Option("", phrase("places_any"))
    return [
        _field("complaint", "text", phrase("places_complaint_hint")),
        _field("region", "select", options=[Option(one, place(one)) for one in regions]),
        _field(
            "district",
            "select",
            options=[any_one, *(Option(one, Both(one, one)) for one in districts)],
        ),
        _field(
            "department",
            "select",
            options=[any_one, *(Option(one, branch_called(one)) for one in branches())],
        ),
        _field("kind", "select", options=[any_one, *(Option(one, said(one)) for one in KINDS)]),
        _field(
            "accepts", "select", options=[any_one, *(Option(one, said(one)) for one in OFFERED)]
        ),
        _field("text", "text"),
    ]


def search_of(given: Mapping[str, str], offered: Iterable[Field]) -> Search:
    """What was asked; a choice that was not offered is as if it was left open."""
    found: dict[str, str] = {}
    for field in offered:
        text = given.get(field.name, "").strip()[:LONGEST]
        options = [option.value for option in field.options]
        if text and field.name != "region" and (not options or text in options):
            found[field.name] = text
    return Search(**found)


def usual_complaints() -> list[tuple[str, Both]]:
    """Complaints to choose with one touch, in the words of the navigation."""
    return [(complaints()[word].zh, complaint_called(word)) for word in USUAL]


def _field(name: str, kind: str, hint: Both = NOTHING, options: Iterable[Option] = ()) -> Field:
    label = phrase(f"places_{name}")
    return Field(
        name=name, kind=kind, label=label, hint=hint, required=False, options=tuple(options)
    )
