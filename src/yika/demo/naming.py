"""Made-up names: Chinese ones, some with rare characters, and some written with a middle dot."""

from typing import Final

import numpy as np
from numpy.random import Generator

from yika.demo.copying import Ints

FAMILY: Final = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧田董潘袁蔡蒋余于杜叶程苏魏"
    "吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵"
)
COMPOUND: Final = ("欧阳", "上官", "司马", "诸葛", "夏侯", "尉迟", "皇甫", "令狐")
GIVEN: Final = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红建国文志海玲飞鹏辉春梅燕龙波宇浩然"
    "子涵梓轩欣怡雨桐思远诗雅俊熙晨曦嘉豪佳宁一诺安然若溪书瑶知行云帆景行乐山清和长风望舒"
)
RARE: Final = "堃喆淼赟翀昶晗珺玥璟龑䶮㛃𬱖𬭎𫖯𬍛㴋"
FIRST: Final = (
    "买买提",
    "阿依古丽",
    "古丽娜尔",
    "热孜万",
    "扎西",
    "卓玛",
    "次仁",
    "巴图",
    "其其格",
)
LAST: Final = ("艾力", "吐尔逊", "艾山", "买买提明", "才让", "多吉", "旺堆", "巴雅尔", "乌力吉")
USUAL, ONE, WITH_RARE, DOTTED = range(4)
KINDS: Final = (0.76, 0.20, 0.02, 0.02)


def names(draw: Generator, count: int) -> list[str]:
    """So many names, always the same ones for the same draw."""
    families = [*FAMILY, *COMPOUND]
    # A few family names are borne by most people.
    weights = 1 / (np.arange(len(families)) + 6.0)
    family = draw.choice(len(families), count, p=weights / weights.sum())
    given = draw.integers(0, len(GIVEN), (count, 2))
    rare = draw.integers(0, len(RARE), count)
    dotted = draw.integers(0, (len(FIRST), len(LAST)), (count, 2))
    kind = draw.choice(len(KINDS), count, p=KINDS)
    return [
        _name(
            which,
            families[place],
            GIVEN[one] + GIVEN[two],
            RARE[odd],
            FIRST[first] + "·" + LAST[last],
        )
        for which, place, (one, two), odd, (first, last) in zip(
            _listed(kind),
            _listed(family),
            _pairs(given),
            _listed(rare),
            _pairs(dotted),
            strict=True,
        )
    ]


def _listed(values: Ints) -> list[int]:
    return values.tolist()


def _pairs(values: Ints) -> list[tuple[int, int]]:
    return list(zip(_listed(values[:, 0]), _listed(values[:, 1]), strict=True))


def _name(kind: int, family: str, given: str, rare: str, dotted: str) -> str:
    if kind == DOTTED:
        return dotted
    if kind == WITH_RARE:
        return family + given[0] + rare
    return family + (given if kind == USUAL else given[0])
