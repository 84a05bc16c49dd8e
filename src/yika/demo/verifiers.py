"""The passwords of a stretch of people: verifiers, as `cards.passwords` would have kept them."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from yika.demo import copying, numbering
from yika.demo.copying import Column, Flags, Ints
from yika.demo.crowd import ELECTRONIC, MAIN, NEXT, Crowd
from yika.demo.flat import BEGINS, FlatCards, key, texts
from yika.demo.laws import KINDS, CityLaws
from yika.store.keys import Keys
from yika.store.sealing import PasswordOf, verifier

COLUMNS: Final = (
    *("region", "person_id", "card_id", "kind", "verifier", "is_initial", "set_at"),
    *("wrong_count", "wrong_at", "locked_at"),
)


def passwords(
    people: Crowd, keys: Keys, cards: FlatCards, laws: CityLaws, secrets: Sequence[tuple[str, str]]
) -> list[Column]:
    """One row a card. `secrets` are the initial and the own password of each."""
    rows, main, unused = cards.rows, cards.places == MAIN, cards.unused()
    kinds = (cards.places == ELECTRONIC).astype(np.int64)
    # The agency sends its passwords by letter; a bank makes them of the ID number.
    agency = people.agency[rows] & (cards.places != NEXT)
    unset = agency & (unused | people.plights.has["password_unset"][rows] & main)
    initial = ~agency & (unused | people.plights.has["password_initial"][rows] & main)
    locked, locked_at = _locked(people, cards)
    at = copying.instants(locked_at + BEGINS, ~locked)
    set_at = np.where(unused | initial | unset, cards.at("ordered"), cards.at("activated"))
    return [
        *key(people, rows),
        copying.numbers(cards.ids, 8),
        copying.words(kinds, KINDS),
        copying.blobs(_verifiers(people, keys, cards, secrets, (unset, initial))),
        copying.flags(initial),
        copying.instants(set_at + BEGINS),
        copying.numbers(np.where(locked, laws.tries(people.regions[rows], kinds), 0), 4),
        at,
        at,
    ]


def secrets_of(seed: int, cards: FlatCards, numbers: Sequence[str]) -> list[tuple[str, str]]:
    """The initial and the own password of each card, from ID numbers and the seed."""
    own = texts(numbering.passwords(seed, cards.ids))
    rows: list[int] = cards.rows.tolist()
    return [(numbers[row][-6:], one) for row, one in zip(rows, own, strict=True)]


def _verifiers(
    people: Crowd,
    keys: Keys,
    cards: FlatCards,
    secrets: Sequence[tuple[str, str]],
    how: tuple[Flags, Flags],
) -> list[bytes | None]:
    regions: list[int] = cards.regions.tolist()
    persons: list[int] = people.person_ids[cards.rows].tolist()
    card_ids: list[int] = cards.ids.tolist()
    kinds = [KINDS[place == ELECTRONIC] for place in cards.places.tolist()]
    unset: list[bool] = how[0].tolist()
    initial: list[bool] = how[1].tolist()
    each = zip(regions, persons, card_ids, kinds, unset, initial, secrets, strict=True)
    return [
        None
        if is_unset
        else verifier(keys, PasswordOf(region, person, card, kind), made if handed else own)
        for region, person, card, kind, is_unset, handed, (made, own) in each
    ]


def _locked(people: Crowd, cards: FlatCards) -> tuple[Flags, Ints]:
    """Whose passwords are locked, and since when."""
    has, since = people.plights.has, people.plights.since
    of_card = has["password_locked"][cards.rows] & (cards.places == MAIN)
    of_e = has["e_credential_locked"][cards.rows] & (cards.places == ELECTRONIC)
    at = np.where(of_e, since["e_credential_locked"][cards.rows], 0)
    return of_card | of_e, np.where(of_card, since["password_locked"][cards.rows], at)
