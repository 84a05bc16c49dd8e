"""How the words of a claim may be spelt: as policy words, by number, in Chinese or in English."""

from collections.abc import Iterable, Mapping
from typing import Final

from yika.policy.words import lists

REGISTERED: Final = "registered"  # elsewhere with a filing, nobody said of which kind
VILLAGE: Final = "village"  # a clinic in a village: primary care, as far as rules tell it apart


def _spelt(words: Mapping[str, Iterable[str]]) -> dict[str, str]:
    return {one: word for word, spellings in words.items() for one in (word, *spellings)}


def _graded(level: str, *more: str) -> Iterable[str]:
    """A hospital's level as it stands on its door, with the grade in it: 三级甲等, 三甲."""
    grades = ("甲", "乙", "丙", *more)
    return (spelt for one in grades for spelt in (f"{level}级{one}等", f"{level}{one}"))


SCHEMES: Final = _spelt(
    {
        "employee": ("职工", "职工医保", "310"),
        "flexible": ("灵活就业", "灵活就业人员"),
        "resident": ("居民", "居民医保", "城乡居民", "390"),
    }
)
STATUSES: Final = _spelt({"active": ("在职", "working"), "retired": ("退休", "retiree")})
KINDS: Final = _spelt(
    {
        "outpatient": ("门诊", "普通门诊"),
        "inpatient": ("住院", "hospital"),
        "pharmacy": ("药店", "药店购药"),
        "chronic": ("慢特病", "门诊慢特病", "special"),
        "two_diseases": ("两病", "门诊两病"),
    }
)
LEVELS: Final = _spelt(
    {
        "primary": ("0", "社区", "基层", "社区医院", "community", "township"),
        VILLAGE: ("村卫生室",),
        "level_1": ("1", "level1", "一级", "一级医院", "first", *_graded("一")),
        "level_2": ("2", "level2", "二级", "二级医院", "second", "secondary", *_graded("二")),
        "level_3": ("3", "level3", "三级", "三级医院", "third", "tertiary", *_graded("三", "特")),
        "provincial": ("省级", "省部属", "省部属三级"),
    }
)
OF_PRESCRIBERS: Final = {one: word for one, word in LEVELS.items() if word != VILLAGE}
_TIERS: Final = _spelt({"1": ("一档", "tier_1"), "2": ("二档", "tier_2"), "3": ("三档", "tier_3")})
OFF_SITES: Final = _spelt(
    {
        "none": ("no", "false", "0", "否", "无", "本地", "home", "local"),
        "long_term": ("长期", "长期居住", "异地长期居住"),
        "referral": ("转诊", "转外", "转外就医", "temporary"),
        "emergency": ("急诊", "异地急诊"),
        "unregistered": ("未备案", "not_registered"),
        REGISTERED: ("yes", "true", "1", "是", "已备案", "备案"),
    }
)
ACCOUNT_USES: Final = _spelt(
    {
        "0": ("no", "false", "否", "不用", "none"),
        "1": ("yes", "true", "是", "用", "own"),
        "2": ("共济", "mutual", "family", "shared"),
    }
)
CLASSES: Final = {"a": "A", "b": "B", "c": "C", "甲": "A", "乙": "B", "丙": "C", "甲类": "A"} | {
    "乙类": "B",
    "丙类": "C",
    "自费": "C",
}
POOLS: Final = (
    "outpatient",
    "inpatient",
    "chronic",
    "two_diseases",
    "large_sum",
    "critical_illness",
    "civil_servant",
    "assistance",
)
# The names that the parts of a bill go by, the national ones last.
TOTALS: Final = {
    "total": ("total", "amount", "medfee_sumamt"),
    "self_funded": ("self_funded", "fulamt_ownpay_amt"),
    "over_ceiling": ("over_ceiling", "overlmt_selfpay", "overlmt_amt"),
    "first_share": ("first_share", "preselfpay_amt"),
    "in_scope": ("in_scope", "inscp_scp_amt"),
}
REMARKS: Final = ("name", "note", "comment", "id", "title", "source")
LINE_REMARKS: Final = (*REMARKS, "code", "item")


def is_part(name: str) -> bool:
    """Whether it is a year's care of one level or disease, where a place counts that: `after`."""
    kind, at, word = name.partition("@")
    every = {*OF_PRESCRIBERS.values(), *lists().words["chronic_diseases"]}
    return bool(at) and kind in POOLS[:4] and word in every


def tier(told: str | None) -> str | None:
    """A tier of insurance, as it is told where it is none that has other spellings."""
    return None if told is None else _TIERS.get(told, told)


def of(kind: str) -> dict[str, str]:
    """The words of a list of policy words, by themselves and by their Chinese names."""
    words = lists().words[kind]
    return _spelt({word: (told.zh,) for word, told in words.items()} | {"none": ("无",)})
