"""What may be wrong with a message, field by field, in words and as an error."""

from typing import Final

import msgspec

from yika.ground.errors import Missing, Refused

SAID_MAX: Final = 20
LISTED_MAX: Final = 200
# What is wrong, in Chinese and in English; {expected} is what would have been right.
WORDS: Final[dict[str, tuple[str, str]]] = {
    "missing": ("必填，不能为空", "is required"),
    "too_long": ("超长，最多{expected}个字符", "is too long, at most {expected} characters"),
    "not_text": ("应为文本", "has to be text"),
    "not_a_number": ("应为数值", "has to be a number"),
    "too_large": (
        "数值超出N({expected})(总位数,小数位数)",
        "does not fit N({expected}): digits in all, of them after the point",
    ),
    "not_a_day": ("应为日期，格式{expected}", "has to be a day, {expected}"),
    "not_a_time": ("应为日期时间，格式{expected}", "has to be a date and time, {expected}"),
    "not_bytes": ("应为base64文本或字节数组", "has to be base64 text or an array of bytes"),
    "not_in_table": ("不在代码表中，可用{expected}", "is not in the code table: {expected}"),
    "not_a_division": (
        "应为六位数字的行政区划代码",
        "has to be the code of a division, six digits",
    ),
    "not_an_object": ("应为对象", "has to be an object"),
    "not_a_list": ("应为数组", "has to be an array"),
    "not_utf8": ("不是UTF-8编码", "is not in UTF-8"),
    "not_json": ("不是合法的JSON{expected}", "is not valid JSON{expected}"),
    "too_deep": ("嵌套层数过多", "is nested too deeply"),
}


class BadField(msgspec.Struct, frozen=True, kw_only=True):
    """One field that is wrong: where it stands, its Chinese name, what is wrong, what is right."""

    field: str  # druginfo.psn_no, drugdetail[2].cnt
    zh: str
    problem: str  # a key of WORDS
    expected: str = ""

    def in_chinese(self) -> str:
        """``药品明细第2行 数量(cnt)应为数值``, as programmers of hospital systems expect it."""
        return f"{self.field} {self.zh}{WORDS[self.problem][0].format(expected=self.expected)}"

    def in_english(self) -> str:
        """The same in English."""
        return f"{self.field} {WORDS[self.problem][1].format(expected=self.expected)}"


class BadMessage(Refused):
    """A message is not as the interface says. Facts: count, told, told_en, fields.

    `fields` lists every `BadField` and `told` and `told_en` say them in a row, as far as somebody
    who sends thousands of faults can bear.
    """

    code = "bad_message"

    def __init__(self, fields: list[BadField]) -> None:
        super().__init__(
            count=len(fields),
            told="；".join(field.in_chinese() for field in fields[:SAID_MAX]),
            told_en="; ".join(field.in_english() for field in fields[:SAID_MAX]),
            fields=[msgspec.to_builtins(field) for field in fields[:LISTED_MAX]],
        )
        self.fields = fields


class UnknownTransaction(Missing):
    """No such transaction is spoken here. Facts: infno."""

    code = "unknown_transaction"

    def __init__(self, infno: str) -> None:
        super().__init__(infno=infno)
