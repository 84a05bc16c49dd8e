"""Whatever can be wrong with a row of a payroll has words in both languages."""

import inspect
import re

from yika.guide.employer_told import words
from yika.insurance.books import payroll, payroll_rules

CODE = re.compile(r'(?:codes\[|return \{|code=)"(\w+)"')


def test_every_code_has_words_and_no_words_are_left_over() -> None:
    written = inspect.getsource(payroll_rules) + inspect.getsource(payroll)
    given = set(CODE.findall(written)) | payroll_rules.WARNINGS
    assert given == set(words())


def test_words_are_chinese_and_english() -> None:
    for found in words().values():
        assert re.search(r"[\u4e00-\u9fff]", found.zh)
        assert not re.search(r"[\u4e00-\u9fff]", found.en)
