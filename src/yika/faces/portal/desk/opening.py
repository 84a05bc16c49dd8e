"""Opening a case for a person who stands at the counter, or calls."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

import msgspec

from yika.access.model import Duty
from yika.cards import service as cards
from yika.faces.portal.asking import ACTS, WrongChoice
from yika.faces.portal.desk.visiting import Desk
from yika.faces.portal.fields import Field, Option
from yika.faces.portal.matters import fields, ways
from yika.faces.portal.matters.choices import choices_for
from yika.faces.portal.matters.fields import Given
from yika.faces.portal.matters.situations import situations
from yika.faces.portal.phrases import has_phrase, joined, phrase, word
from yika.guide.telling import Both
from yika.house import House
from yika.matters.act import AnyAct
from yika.matters.allowing import case_of
from yika.matters.cases import preflight, service
from yika.matters.cases.model import Case, Preflight, Way
from yika.matters.cases.steps import NewCase
from yika.matters.definitions import ACTS as OF_MATTER
from yika.matters.ways import ways_of
from yika.people.model import PersonKey
from yika.standing.service import laws_of
from yika.store.db import Conn

APPLICANTS: Final = ("self", "guardian", "agent", "employer", "school", "heir")


@dataclass(frozen=True, slots=True)
class Openable:
    """What an officer may open a case for."""

    tag: str
    matter: str
    called: Both


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """The page on which a case is opened."""

    tag: str
    title: Both
    before: ways.Rows
    ways: tuple[tuple[Both, ways.WayShown], ...]  # where the officer sits, by what they are for
    inputs: Sequence[Field]
    applicants: tuple[tuple[str, Both], ...]
    open_cases: tuple[str, ...]
    at_once: bool


def openable(house: House, desk: Desk, person: PersonKey) -> list[Openable]:
    """Every act that this officer may open a case for, by the name of its matter."""
    return [
        Openable(str(act.__struct_config__.tag), matter, _called(act))
        for matter, acts in OF_MATTER.items()
        for act in acts
        if _may_open(act, desk)
        and (not desk.actor.is_bound or _is_offered(house, desk, person, matter))
    ]


async def prepared(conn: Conn, house: House, desk: Desk, person: PersonKey, tag: str) -> Prepared:
    """What a case is opened with, and what to know before. Fails with WrongChoice."""
    act = _kind(tag, desk)
    assert act.matter is not None, "cases are opened for matters"
    to = conn, house.database.keys, house.book, desk.actor, person
    told = await preflight.preflight(*to, act.matter, desk.now)
    found = msgspec.structs.replace(told, applicant=None)  # who that is, the officer says
    laws, held = laws_of(house.book, person.division), await cards.of_person(conn, person)
    offers = ways_of(laws, act.matter, desk.now, case_of(held, None))
    visit = desk.about(person)
    own = await situations(conn, visit, act)
    here = [
        (offer, way)
        for (offer, _), way in zip(offers, found.ways, strict=True)
        if way.channel == desk.actor.channel and _is_theirs(offer.when, own)
    ]
    proofs = tuple(dict.fromkeys(one for _, way in here for one in way.identity or ()))
    inputs = fields.of_act(act, {**await choices_for(conn, house, visit, act, proofs), **own})
    may_ask = {one for _, way in here for one in way.applicants}
    return Prepared(
        tag=tag,
        title=_called(act),
        before=ways.before(found, desk.now),
        ways=tuple(_way(offer.when, way, found, inputs) for offer, way in here),
        inputs=inputs,
        applicants=tuple(
            (one, word("applicants", one)) for one in APPLICANTS if one in may_ask or not here
        ),
        open_cases=found.open_cases,
        at_once=act.decision == "none",
    )


async def opened(conn: Conn, house: House, desk: Desk, person: PersonKey, given: Given) -> Case:
    """The case, handed in or kept as a draft. Fails with every reason against it."""
    act = fields.read(_kind(_one(given, "act"), desk), given)
    served = _one(given, "applicant") or APPLICANTS[0]
    if served not in APPLICANTS:
        raise WrongChoice
    new = NewCase(
        act=act,
        draft=_one(given, "go") == "draft",
        applicant=cast("Any", served),
    )
    to = conn, house.database.keys, house.book, desk.actor, person
    case, _ = await service.open_case(*to, new, _one(given, "key"), desk.now)
    return case


def _kind(tag: str, desk: Desk) -> type[AnyAct]:
    act = ACTS.get(tag)
    if act is None or act.matter is None or not _may_open(act, desk):
        raise WrongChoice
    return act


def _may_open(act: type[AnyAct], desk: Desk) -> bool:
    """Whether there are cases for an act, and this officer may open one, as far as duties go."""
    if service.SECRETS & set(act.__struct_fields__):
        return False
    if act.is_sanction:
        return desk.actor.has(Duty.INVESTIGATE)
    return not (act.officers_only and desk.actor.is_bound)


def _is_offered(house: House, desk: Desk, person: PersonKey, matter: str) -> bool:
    found = preflight.definition(house.book, person.division, matter, desk.now)
    return any(way.channel == desk.actor.channel for way in found.ways)


def _is_theirs(when: Mapping[str, Sequence[str]], own: Mapping[str, Sequence[Option]]) -> bool:
    """Whether a way is for a situation that can be this person's."""
    known = {axis: {one.value for one in options} for axis, options in own.items()}
    return all(known[axis] & set(values) for axis, values in when.items() if axis in known)


def _way(
    when: Mapping[str, Sequence[str]], way: Way, found: Preflight, inputs: Sequence[Field]
) -> tuple[Both, ways.WayShown]:
    """A way where the officer sits, by what it is for; by the channel, where it is for all."""
    labels = {(one.name, each.value): each.label for one in inputs for each in one.options}
    of = [labels.get((axis, value)) for axis, values in when.items() for value in values]
    limits = [one for one in of if one is not None]
    only = msgspec.structs.replace(found, ways=(way,))
    return (
        joined(limits) if limits else word("channels", way.channel),
        ways.shown(only, None, {}, sandbox=False)[0],
    )


def _called(act: type[AnyAct]) -> Both:
    """The matter; where it has several acts, which of them."""
    assert act.matter is not None
    key = f"d_act_{act.__struct_config__.tag}"
    return phrase(key) if has_phrase(key) else word("matters", act.matter)


def _one(given: Given, name: str) -> str:
    return next(iter(given.get(name, ())), "")
