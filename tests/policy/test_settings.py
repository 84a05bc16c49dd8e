"""The installation's own settings, as yika.toml holds them."""

import tomllib
from datetime import date

import pytest

from yika.policy.load import load_book
from yika.policy.lookup import Known, look_up
from yika.policy.model import BadPolicy

UNKNOWN_HERE = ("430100", date(2026, 3, 16))


@pytest.mark.parametrize(
    "text",
    [
        '[settings]\n"password.tries_before_lock" = {social_security = 5}',
        "[settings.password]\ntries_before_lock = {social_security = 5}",
        '[settings]\n"password.tries_before_lock" = 5',
    ],
)
def test_a_setting_may_be_written_with_or_without_a_table(text: str):
    book = load_book(settings=tomllib.loads(text)["settings"])
    answer = look_up(
        book, "password.tries_before_lock", *UNKNOWN_HERE, password_kind="social_security"
    )
    assert isinstance(answer, Known)
    assert (answer.value, answer.set_by_installation) == (5, True)


def test_every_wrong_setting_is_told_at_once():
    wrong = {
        "password.tries_before_locking": 5,
        "password.auto_unlock_after": "soon",
        "card.fee": {"lost": {"counter": 20}},
        "password.initial_settles": True,
    }
    with pytest.raises(BadPolicy) as refused:
        load_book(settings=wrong)
    told = [problem.en for problem in refused.value.problems]
    assert len(told) == len(wrong)
    for policy_id, reason in zip(wrong, told, strict=True):
        assert policy_id in reason, reason
