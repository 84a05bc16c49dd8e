"""Signatures seen before: a repeat passes, a copied one does not, twins do."""

import sys
from importlib import import_module
from pathlib import Path

import pytest

from yika.faces.gateway.memory import SIZE, Memory, SignatureReused
from yika.faces.gateway.signatures import Signed

CSB, TIF = Signed("csb", "s"), Signed("tif", "1:n")


def passed(memory: Memory, signed: Signed, body: bytes, now: float, institution: int = 1) -> None:
    memory.end(memory.begin(institution, signed, body, now))


@pytest.mark.parametrize("signed", [CSB, TIF])
def test_the_same_message_passes_as_often_as_it_comes(signed: Signed):
    memory = Memory(1800)
    for now in (1.0, 2.0, 900.0):
        passed(memory, signed, b"a", now)


@pytest.mark.parametrize("signed", [CSB, TIF])
def test_another_message_under_a_seen_signature_is_refused(signed: Signed):
    memory = Memory(1800)
    passed(memory, signed, b"a", 1.0)
    with pytest.raises(SignatureReused):
        passed(memory, signed, b"b", 1.01)
    passed(memory, signed, b"b", 1.01, institution=2)


def test_two_terminals_that_sign_in_one_millisecond_both_pass():
    memory = Memory(1800)
    memory.begin(1, CSB, b"a", 1.0)
    passed(memory, CSB, b"b", 1.001)
    memory.begin(1, TIF, b"a", 1.0)
    with pytest.raises(SignatureReused):
        passed(memory, TIF, b"b", 1.001)


def test_what_waited_for_a_connection_is_a_twin_where_several_are_sent_at_once():
    memory = Memory(1800)
    others = [memory.begin(1, Signed("csb", name), b"x", 1.0) for name in "pq"]
    passed(memory, CSB, b"a", 1.0)
    for other in others:
        memory.end(other)
    passed(memory, CSB, b"b", 2.9)
    with pytest.raises(SignatureReused):
        passed(memory, CSB, b"c", 4.0)
    passed(memory, TIF, b"a", 1.0)
    with pytest.raises(SignatureReused):
        passed(memory, TIF, b"b", 1.1)


def test_whole_seconds_are_shared_by_the_messages_of_a_second_only():
    memory, whole = Memory(1800), Signed("csb", "s", 2.0)
    passed(memory, whole, b"a", 1.0)
    passed(memory, whole, b"b", 2.5)
    with pytest.raises(SignatureReused):
        passed(memory, whole, b"c", 4.0)


def test_marks_are_known_for_the_whole_window_and_memory_is_bounded():
    memory = Memory(300, most=50)
    passed(memory, TIF, b"a", 1.0)
    passed(memory, Signed("tif", "other"), b"a", 700.0)
    with pytest.raises(SignatureReused):
        passed(memory, TIF, b"b", 701.0)
    for number in range(90):
        passed(memory, Signed("tif", str(number)), b"a", 702.0)
    with pytest.raises(SignatureReused):
        passed(memory, Signed("tif", "50"), b"b", 703.0)
    for number in range(90, 200):
        passed(memory, Signed("tif", str(number)), b"a", 704.0)
    passed(memory, TIF, b"b", 705.0)


class Counted:
    """A lock that counts how often it is taken."""

    taken = 0

    def __enter__(self) -> None:
        self.taken += 1

    def __exit__(self, *_: object) -> None:
        """Nothing waits for it."""


def test_what_is_answered_meanwhile_in_another_process_stays_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    path = tmp_path / "shared"
    path.write_bytes(bytes(SIZE))
    lock = Counted()
    with path.open("r+b") as file:
        one, other = (Memory(1800, file.fileno(), place, lock) for place in (0, 1))
    lock.taken = 0
    passed(other, CSB, b"a", 1.0)
    busy = other.begin(1, Signed("csb", "long"), b"x", 1.0)

    def meanwhile(*_: object, crowded: bool) -> bool:
        other.end(busy)  # after the counts were read, before they are written
        return crowded

    with monkeypatch.context() as patched:
        patched.setattr("yika.faces.gateway.memory._is_twin", meanwhile)
        passed(one, CSB, b"b", 1.0)
    assert lock.taken == 3, "once for each that came, never for an answer"
    passed(one, Signed("csb", "later"), b"a", 100.0)
    with pytest.raises(SignatureReused):
        passed(one, Signed("csb", "later"), b"b", 100.5)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere one process serves")
def test_what_one_process_saw_all_know_and_what_a_killed_one_was_at_is_over():
    together = import_module("yika.faces.gateway.together")  # not there elsewhere
    file = together.shared(SIZE)
    lock = together.OneAtATime(file)
    one, other = Memory(1800, file, 0, lock), Memory(1800, file, 1, lock)
    passed(one, TIF, b"a", 1.0)
    passed(other, TIF, b"a", 1.0)
    with pytest.raises(SignatureReused):
        passed(other, TIF, b"b", 1.0)
    other.begin(1, CSB, b"a", 100.0)
    passed(one, CSB, b"b", 100.5)  # at work in the other process
    Memory(1800, file, 1, lock)  # It was killed, and another takes its place.
    for number, now in enumerate((131.0, 140.0)):
        passed(one, Signed("csb", f"n{number}"), b"a", now)
        with pytest.raises(SignatureReused):
            passed(one, CSB, b"c", now)
