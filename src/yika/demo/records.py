"""The rows of one stretch of people, table by table, sealed and hashed as the services would.

Only what needs the keys is done person by person; everything else is numpy.
"""

from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from yika.demo import copying, covers, numbering, verifiers
from yika.demo.copying import Column, Ints
from yika.demo.crowd import (
    BANKS,
    ELECTRONIC,
    GENERATIONS,
    ISSUERS,
    MAIN,
    NEXT,
    OLD,
    PLACES,
    REASONS,
    City,
    Crowd,
    crowd,
)
from yika.demo.flat import BEGINS, CODES, FlatCards, key, texts
from yika.demo.histories import EVENTS, Told, events, uses
from yika.demo.laws import CityLaws, months_later
from yika.demo.naming import names
from yika.demo.plights import DAY, HOUR
from yika.demo.schemes import INSURANCES, Schemes, schemes
from yika.people.model import Identity
from yika.store.keys import Keys
from yika.store.sealing import blind, seal_many

COLUMNS: Final = {
    "persons": ("region", "person_id", "identity_sealed", "insurance"),
    "identifiers": ("kind", "blind", "region", "person_id"),
    "cards": (
        *("region", "person_id", "card_id", "form", "number_sealed", "generation", "issuer"),
        *("bank", "reason", "replaces", "expires_on"),
    ),
    "card_events": ("region", "person_id", "card_id", "seq", "kind", "happened_at"),
    "card_uses": ("region", "person_id", "card_id", "used_at", "seq"),
    "passwords": verifiers.COLUMNS,
    "holds": ("region", "person_id", "hold_id", "cause", "basis", "starts_at", "ends_at"),
    **covers.COLUMNS,
}
IDENTIFIERS: Final = ("id_number", "phone", "card_number")
BASES: Final = {
    "identity_mismatch": "register.compared",
    "review": "sanction.inquiry",
    "suspension": "sanction.suspension",
}
AHEAD: Final = 8 * HOUR  # Beijing of UTC


def made(city: City, number: int, laws: CityLaws, keys: Keys) -> dict[str, bytes]:
    """The rows of one stretch of people: COPY's bytes for each table, headers left out."""
    people = crowd(city, number)
    cards = FlatCards(people)
    told = names(people.draw, len(people.places))
    numbers = texts(numbering.id_numbers(city.seed, people.places))
    secrets = verifiers.secrets_of(city.seed, cards, numbers)
    born = np.array([int(number[6:10]) for number in numbers])
    insured = schemes(city, number, people, born)
    lines = {
        "persons": _persons(people, keys, told, numbers, insured),
        "identifiers": _identifiers(people, keys, cards, numbers),
        "cards": _cards(people, keys, cards, laws),
        "card_events": _told(people, events(people)),
        "card_uses": _told(people, uses(people, laws.statement_after(people.regions))),
        "passwords": verifiers.passwords(people, keys, cards, laws, secrets),
        "holds": _holds(people, laws),
        **covers.insurance(people, insured, laws.tariffs),
    }
    return {table: copying.rows(columns) for table, columns in lines.items()}


def _persons(
    people: Crowd, keys: Keys, told: list[str], numbers: list[str], insured: Schemes
) -> list[Column]:
    phones = numbering.phones(people.places).tobytes().decode()
    regions = CODES[people.regions].tolist()
    encode = msgspec.json.Encoder().encode
    sealed = seal_many(
        keys,
        "persons",
        "identity_sealed",
        (
            (region, person, encode(Identity(name, number, phones[at * 11 : at * 11 + 11])))
            for at, (region, person, name, number) in enumerate(
                zip(regions, people.person_ids.tolist(), told, numbers, strict=True)
            )
        ),
    )
    return [
        *key(people, np.arange(len(numbers))),
        copying.blobs(sealed),
        copying.words(insured.scheme, INSURANCES),
    ]


def _identifiers(people: Crowd, keys: Keys, cards: FlatCards, numbers: list[str]) -> list[Column]:
    everybody = np.arange(len(numbers))
    phones = texts(numbering.phones(people.places))
    blinds = [blind(keys, "id_number", number) for number in numbers]
    blinds += [blind(keys, "phone", phone) for phone in phones]
    blinds += [blind(keys, "card_number", number) for number in texts(cards.numbers)]
    rows = np.concatenate([everybody, everybody, cards.rows])
    kinds = np.repeat(np.arange(3), [len(everybody), len(everybody), len(cards.rows)])
    order = np.argsort(rows, kind="stable")
    cells = np.frombuffer(b"".join(blinds), np.uint8).reshape(len(rows), -1)
    return [
        copying.words(kinds[order], IDENTIFIERS),
        Column(cells[order]),
        *key(people, rows[order]),
    ]


def _cards(people: Crowd, keys: Keys, cards: FlatCards, laws: CityLaws) -> list[Column]:
    sealed = seal_many(
        keys,
        "cards",
        "number_sealed",
        zip(
            cards.regions.tolist(),
            people.person_ids[cards.rows].tolist(),
            (number.encode() for number in texts(cards.numbers)),
            strict=True,
        ),
    )
    electronic = cards.places == ELECTRONIC
    agency = people.agency[cards.rows] & (cards.places != NEXT) | electronic
    bank, next_bank = people.banks
    generation = cards.of(people.generations)
    days = _days(cards.at("ordered"))
    years = laws.validity(people.regions[cards.rows], generation)
    first = np.where(cards.places == MAIN, ~people.cards[OLD].has[cards.rows], cards.places != NEXT)
    return [
        *key(people, cards.rows),
        copying.numbers(cards.ids, 8),
        copying.words(electronic.astype(np.int64), ("physical", "electronic")),
        copying.blobs(sealed),
        copying.words(generation, GENERATIONS),
        copying.words(agency.astype(np.int64), ISSUERS),
        copying.words(cards.of((bank, bank, next_bank, bank)), BANKS, agency),
        copying.words(cards.of(people.reasons), REASONS),
        copying.numbers(cards.ids - 1, 8, first),
        copying.days(months_later(days, np.maximum(years, 0) * 12), years < 0),
    ]


def _told(people: Crowd, told: Told) -> list[Column]:
    """Events or uses of cards; only events have kinds."""
    ids = people.person_ids[told.rows] * PLACES + told.places
    whose = [*key(people, told.rows), copying.numbers(ids, 8)]
    at, number = copying.instants(told.at + BEGINS), copying.numbers(told.numbers, 4)
    if len(told.kinds):
        return [*whose, number, copying.words(told.kinds, EVENTS), at]
    return [*whose, at, number]


def _holds(people: Crowd, laws: CityLaws) -> list[Column]:
    has, since = people.plights.has, people.plights.since
    found = [np.nonzero(has[cause])[0] for cause in BASES]
    rows = np.concatenate(found)
    causes = np.repeat(np.arange(len(BASES)), [len(each) for each in found])
    begun = np.stack([since[cause] for cause in BASES])[causes, rows]
    order = np.argsort(rows, kind="stable")
    rows, causes, begun = rows[order], causes[order], begun[order]
    suspended = causes == list(BASES).index("suspension")
    months = laws.suspension(people.draw, people.regions[rows])
    ends = months_later(_days(begun), months).astype("M8[s]").astype(np.int64)
    time_of_day = (begun + BEGINS + AHEAD) % DAY - AHEAD
    ids = people.draw.integers(0, 256, (len(rows), 16)).astype(np.uint8)
    ids[:, 6] = ids[:, 6] & 15 | 64  # as RFC 9562 marks a random UUID
    ids[:, 8] = ids[:, 8] & 63 | 128
    return [
        *key(people, rows),
        Column(ids),
        copying.words(causes, tuple(BASES)),
        copying.words(causes, tuple(BASES.values())),
        copying.instants(begun + BEGINS),
        copying.instants(ends + time_of_day, ~suspended),
    ]


def _days(seconds: Ints) -> NDArray[np.datetime64]:
    """The Beijing day of instants told in seconds before the sandbox begins."""
    return (seconds + BEGINS + AHEAD).astype("M8[s]").astype("M8[D]")
