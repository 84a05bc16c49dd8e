"""What the database keeps opens only with the keys, and only where it was put."""

from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yika.store.keys import Keys, Ring, new_keys
from yika.store.sealing import (
    BrokenSeal,
    PasswordOf,
    UnknownKey,
    blind,
    is_outdated,
    seal,
    seal_many,
    sealed_under,
    unseal,
    unseal_many,
    verifier,
    verifies,
)

KEYS = new_keys()
WHERE = ("persons", "identity_sealed", 999900, 7)
OF = PasswordOf(999900, 7, 1, "social_security")


def rotated(keys: Keys) -> Keys:
    return Keys(keys.sealing.rotated(), keys.verifier.rotated(), keys.blind, keys.session)


@given(st.binary(max_size=200))
def test_sealing_and_opening_are_inverse(text: bytes):
    sealed = seal(KEYS, *WHERE, text)
    assert unseal(KEYS, *WHERE, sealed) == text
    assert seal(KEYS, *WHERE, text) != sealed


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(1, 99), st.binary(max_size=20))))
def test_sealing_many_is_sealing_each(rows: list[tuple[int, int, bytes]]):
    sealed = seal_many(KEYS, "cards", "number_sealed", rows)
    places = [(row[0], row[1], one) for row, one in zip(rows, sealed, strict=True)]
    assert unseal_many(KEYS, "cards", "number_sealed", places) == [row[2] for row in rows]
    for row, one in zip(rows, sealed, strict=True):
        assert unseal(KEYS, "cards", "number_sealed", row[0], row[1], one) == row[2]


@pytest.mark.parametrize(
    "elsewhere",
    [
        ("cards", "identity_sealed", 999900, 7),
        ("persons", "number_sealed", 999900, 7),
        ("persons", "identity_sealed", 110000, 7),
        ("persons", "identity_sealed", 999900, 8),
    ],
)
def test_a_field_moved_elsewhere_does_not_open(elsewhere: tuple[str, str, int, int]):
    with pytest.raises(BrokenSeal) as refusal:
        unseal(KEYS, *elsewhere, seal(KEYS, *WHERE, b"text"))
    assert refusal.value.facts["person_id"] == elsewhere[3]


@given(st.integers(1, 30), st.integers(1, 255))
def test_a_changed_field_does_not_open(place: int, change: int):
    sealed = bytearray(seal(KEYS, *WHERE, b"text"))
    sealed[place % (len(sealed) - 1) + 1] ^= change
    with pytest.raises(BrokenSeal):
        unseal(KEYS, *WHERE, bytes(sealed))


@pytest.mark.parametrize("stored", [b"", b"\x09rest", b"\x01", b"\x01short"])
def test_what_was_never_sealed_is_refused(stored: bytes):
    with pytest.raises((UnknownKey, BrokenSeal)):
        unseal(KEYS, *WHERE, stored)


def test_after_a_rotation_old_fields_open_and_new_ones_are_under_the_new_key():
    old = seal(KEYS, *WHERE, b"text")
    new_ring = rotated(KEYS)
    assert unseal(new_ring, *WHERE, old) == b"text"
    assert sealed_under(seal(new_ring, *WHERE, b"text")) == 2
    with pytest.raises(UnknownKey) as refusal:
        unseal(KEYS, *WHERE, seal(new_ring, *WHERE, b"text"))
    assert refusal.value.facts == {"purpose": "sealing", "key_id": 2}


@given(st.text(max_size=12), st.text(max_size=12))
def test_a_verifier_knows_its_password_and_no_other(password: str, other: str):
    stored = verifier(KEYS, OF, password)
    assert verifies(KEYS, OF, password, stored)
    assert verifies(KEYS, OF, other, stored) == (other == password)


@pytest.mark.parametrize(
    "other",
    [
        PasswordOf(110000, 7, 1, "social_security"),
        PasswordOf(999900, 8, 1, "social_security"),
        PasswordOf(999900, 7, 2, "social_security"),
        PasswordOf(999900, 7, 1, "e_credential"),
    ],
)
def test_a_verifier_is_of_one_card_and_kind(other: PasswordOf):
    assert not verifies(KEYS, other, "258036", verifier(KEYS, OF, "258036"))


def test_a_verifier_under_an_older_key_still_works_and_is_known_to_be_old():
    stored = verifier(KEYS, OF, "258036")
    new_ring = rotated(KEYS)
    assert verifies(new_ring, OF, "258036", stored)
    assert is_outdated(new_ring, stored)
    assert not is_outdated(new_ring, verifier(new_ring, OF, "258036"))
    with pytest.raises(UnknownKey):
        verifies(KEYS, OF, "258036", verifier(new_ring, OF, "258036"))


def test_a_blind_index_depends_on_kind_text_and_key_only():
    assert blind(KEYS, "phone", "1") == blind(rotated(KEYS), "phone", "1")
    assert (
        len({blind(KEYS, "phone", "1"), blind(KEYS, "card", "1"), blind(KEYS, "phone", "2")}) == 3
    )
    assert blind(new_keys(), "phone", "1") != blind(KEYS, "phone", "1")


def test_a_ring_needs_its_active_key():
    with pytest.raises(AssertionError):
        Ring(2, MappingProxyType({1: b"x" * 32}))
