"""Signatures are those of Standard Webhooks; waits between tries grow."""

from datetime import timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from yika.notices import signing
from yika.notices.delivery import WAITS_MAX, wait_after

# The vector that the reference libraries of Standard Webhooks are tested with.
VECTOR = {
    "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "message_id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "timestamp": 1614265330,
    "body": b'{"test": 2432232314}',
}
SIGNED = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_signatures_are_those_of_standard_webhooks():
    assert signing.signature(**VECTOR) == SIGNED  # pyright: ignore[reportArgumentType]


@given(st.binary(max_size=50), st.binary(max_size=50), st.integers(0, 2**40))
def test_a_signature_is_of_one_body_one_secret_and_one_moment(one: bytes, two: bytes, at: int):
    secret, other = signing.new_secret(), signing.new_secret()
    header = signing.headers([secret], "msg_1", at, one)["webhook-signature"]
    assert signing.verifies(secret, "msg_1", at, one, header)
    assert signing.verifies(secret, "msg_1", at, two, header) == (one == two)
    assert not signing.verifies(other, "msg_1", at, one, header)
    assert not signing.verifies(secret, "msg_2", at, one, header)
    assert not signing.verifies(secret, "msg_1", at + 1, one, header)


@given(st.integers(1, 50), st.uuids())
def test_waits_grow_up_to_a_day_and_never_by_more_than_a_tenth(tries: int, number: UUID):
    wait = wait_after(tries, number)
    assert wait <= timedelta(days=1) * 1.1
    assert wait_after(tries + 1, number) >= wait
    assert wait >= timedelta(seconds=WAITS_MAX[min(tries, len(WAITS_MAX)) - 1])
