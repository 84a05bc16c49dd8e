"""A "no" in words: facts are told as people say them, in the language of the sentence."""

import re
from datetime import UTC, date, datetime
from string import Formatter

import pytest

from tests.builders import AT
from yika.cards.passwords import PasswordForm
from yika.cards.rules import AlreadyReportedLost, LossIsFinal, WrongStage
from yika.ground.errors import YikaError
from yika.guide.telling import name, tell, words
from yika.matters.allowing import NotOfferedHere
from yika.matters.effects import TermOutOfRange
from yika.policy.words import lists

SAMPLES = [None, 3, "loss_formal", date(2026, 3, 27), AT, ["counter", "app"], frozenset({"stripe"})]


@pytest.mark.parametrize("code", sorted(words()))
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: type(sample).__name__)
def test_the_braces_of_all_words_can_be_filled_with_any_fact(code: str, sample: object) -> None:
    found = words()[code]
    texts = (found.zh, found.en, found.next.zh, found.next.en)
    names = {field for text in texts for _, field, _, _ in Formatter().parse(text) if field}
    kind = type("Sampled", (YikaError,), {"code": code})
    told = tell(kind(**dict.fromkeys(names, sample)))
    for text in (told.zh, told.en, told.next.zh, told.next.en):
        assert text
        assert not re.search(r"[{}]|None|frozenset|datetime", text)


def test_words_of_the_closed_lists_are_told_by_their_names() -> None:
    told = tell(NotOfferedHere(matter="card_rewrite", channel="app", offered=["counter", "atm"]))
    for word in ("card_rewrite", "counter"):
        assert word not in told.zh
        assert name(word, "zh") in told.zh
        assert name(word, "en") in told.en
    assert f"{name('counter', 'zh')}、{name('atm', 'zh')}" in told.zh
    assert f"{name('counter', 'en')}, {name('atm', 'en')}" in told.en


def test_instants_are_told_in_beijing_time_and_days_as_days() -> None:
    since = datetime(2026, 3, 15, 16, 30, tzinfo=UTC)
    told = tell(AlreadyReportedLost(kind="loss_formal", since=since))
    assert "2026-03-16 00:30" in told.zh
    assert "2026-03-16 00:30" in told.en


def test_facts_are_handed_on_as_a_program_reads_them() -> None:
    told = tell(LossIsFinal(kind="loss_formal", since=AT))
    assert told.facts == {"kind": "loss_formal", "since": "2026-03-16T09:00:00+08:00"}
    assert tell(TermOutOfRange(min=1, max=6)).facts == {"min": 1, "max": 6}


def test_nothing_is_told_as_nothing() -> None:
    told = tell(WrongStage(stage=None, wanted="made"))
    assert "None" not in told.zh + told.en


def test_a_word_that_no_list_has_is_told_as_it_is() -> None:
    assert name("惠民银行", "en") == "惠民银行"
    assert (
        tell(PasswordForm(length="6", min=6, max=6, alphabet="digits")).facts["alphabet"]
        == "digits"
    )


@pytest.mark.parametrize("words_of", ["causes", "matters", "channels", "reasons"])
def test_names_of_words_are_in_both_languages(words_of: str) -> None:
    for word, told in lists().words[words_of].items():
        assert told.zh, word
        assert told.en, word
        assert re.search(r"[\u4e00-\u9fff]", told.zh)
        assert not re.search(r"[\u4e00-\u9fff]", told.en)
