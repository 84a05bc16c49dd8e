"""Which figures of an article do not add up: paste it, and each claim is worked out again.

Only what can be recomputed is claimed: written sums, shares of a base, totals of listed items,
tiers, and what differs from the region's policy on the day. Silence about a figure says nothing.
"""

import re
from datetime import date
from fractions import Fraction
from typing import Final

import msgspec

from yika.ground.errors import Refused
from yika.insurance.articles.items import Reader
from yika.insurance.articles.model import Claim
from yika.insurance.articles.rates import Rates
from yika.insurance.articles.sums import check_sums
from yika.insurance.articles.text import clean, pieces
from yika.insurance.articles.tiers import check_rest, check_shares
from yika.policy.load import Book
from yika.policy.words import lists

MOST: Final = 20_000  # characters checked at once
_EXAMPLE: Final = re.compile("以([^,。;以为]{2,6}?)市?为例")


class ArticleTooLong(Refused):
    """The article is longer than is checked at once. Facts: characters, most."""

    code = "article_too_long"


def _example(text: str) -> str | None:
    """The place a piece takes as its example (以北京为例), if it says so and it is a known one."""
    said = _EXAMPLE.search(text)
    if said is None:
        return None
    places = lists().divisions.items()
    return next((code for code, one in places if one.zh.removesuffix("市") == said[1]), None)


def check(text: str, book: Book, division: str, on: date) -> list[Claim]:
    """Every claim that could be worked out, in order of the article. Fails with ArticleTooLong."""
    if len(text) > MOST:
        raise ArticleTooLong(characters=len(text), most=MOST)
    told = pieces(clean(text))
    corrected: dict[Fraction, Fraction] = {}
    found = check_shares(told)
    for piece in told:
        where = _example(piece.text) or division
        sums = check_sums(piece, corrected)
        rates = Rates(piece, list(Reader(piece).items()), book, (where, on)).claims()
        found += [msgspec.structs.replace(one, at=one.at + piece.at) for one in (*sums, *rates)]
        found += check_rest(piece, book, where, on)
    return sorted(found, key=lambda one: one.at)
