"""The rows of a stretch of people's insurance: employers, enrolments, months, bills, accounts."""

from datetime import date
from typing import Final

import numpy as np

from yika.demo import copying
from yika.demo.copying import Column, Ints
from yika.demo.crowd import Crowd
from yika.demo.flat import CODES, key
from yika.demo.numbering import digits, mixed
from yika.demo.schemes import (
    GROUPS,
    INJURY_CLASSES,
    INSURANCES,
    RESIDENT,
    STAFF,
    Schemes,
)
from yika.demo.tariffs import NO_CLASS, Key, Tariffs, month_of
from yika.insurance.books.tariffs import lines_of, terms_of

COLUMNS: Final = {
    "employers": ("region", "employer_id", "code", "name", "injury_class"),
    "enrolments": (
        *("region", "person_id", "enrolment_id", "scheme", "is_retired", "employer_id"),
        *("group", "base_fen", "how", "starts_on"),
    ),
    "paid_spans": (
        "region",
        "person_id",
        "scheme",
        "from_month",
        "until_month",
        "place",
        "paid_on",
    ),
    "tariffs": ("region", "tariff_id", "period", "scheme", "lines", "terms", "policy"),
    "bills": (
        *("region", "person_id", "period", "kind", "scheme", "owed_by", "employer_id"),
        *("tariff_id", "base_fen", "amounts", "owed_fen", "due_on", "issued_at"),
    ),
    "transfers": (
        *("region", "transfer_id", "debit_owner", "debit", "credit_owner", "credit"),
        *("amount_fen", "reason", "happened_at"),
    ),
    "balances": ("region", "person_id", "kind", "balance_fen"),
}
OPENED: Final = int(np.datetime64("2025-12-31T10:00:00").astype("M8[s]").astype(np.int64))
YEAR_PAID_LATE: Final = np.datetime64("2026-02-10")
HOWS: Final = ("registered", "retired")
NAMES: Final = tuple(
    f"演示{first}{second}有限公司"
    for first in ("长风", "明月", "松涛", "朝阳", "远山", "新河", "金叶", "海晏", "云起", "同心")
    for second in ("商贸", "纺织", "机械", "餐饮", "物流", "建筑", "电子", "园林", "印刷", "软件")
)
USCC: Final = np.frombuffer(b"0123456789ABCDEFGHJKLMNPQRTUWXY", np.uint8)
USCC_WEIGHTS: Final = 3 ** np.arange(17, dtype=np.int64) % 31
BIGINT_OID: Final = 20


def employers_of(people: Crowd) -> Ints:
    """The number of each person's employer, if they have one: neighbours share it."""
    return people.places // STAFF + 1


def insurance(people: Crowd, told: Schemes, tariffs: Tariffs) -> dict[str, list[Column]]:
    """The rows of one stretch of people, by table; those of tariffs come with the first."""
    return {
        "employers": _employers(people, told),
        "enrolments": _enrolments(people, told),
        "paid_spans": _paid_spans(people, told),
        "tariffs": _tariffs(tariffs if people.places[0] == 0 else {}),
        "bills": _bills(people, told, tariffs),
        "transfers": _transfers(people, told),
        "balances": _balances(people, told),
    }


def _employers(people: Crowd, told: Schemes) -> list[Column]:
    (rows,) = np.nonzero(told.employed)
    pairs = np.stack([CODES[people.regions[rows]], employers_of(people)[rows]], axis=1)
    regions, ids = np.unique(pairs, axis=0).T
    return [
        copying.numbers(regions, 4),
        copying.numbers(ids, 8),
        Column(codes(regions, ids)),
        copying.words(mixed(ids, 0) % len(NAMES), NAMES),
        copying.numbers(injury_classes(ids), 2),
    ]


def codes(regions: Ints, ids: Ints) -> copying.Bytes:
    """Unified social credit codes of made-up employers, with a right check digit."""
    head = np.frombuffer(b"91", np.uint8)
    count = len(ids)
    first = np.concatenate(
        [np.tile(head, (count, 1)), digits(regions, 6), np.tile(np.frombuffer(b"MA", np.uint8),
         (count, 1)), digits(ids, 7)],
        axis=1,
    )  # fmt: skip
    values = np.searchsorted(USCC, first)
    check = USCC[-(values @ USCC_WEIGHTS) % len(USCC)]
    return np.concatenate([first, check[:, None]], axis=1)


def injury_classes(ids: Ints) -> Ints:
    """The class of risk of each employer."""
    return np.array(INJURY_CLASSES)[mixed(ids, 1) % len(INJURY_CLASSES)]


def _enrolments(people: Crowd, told: Schemes) -> list[Column]:
    everybody = np.arange(len(people.places))
    resident = told.scheme == RESIDENT
    starts = np.where(told.retired, told.until + 1, told.since)
    return [
        *key(people, everybody),
        Column(_ids(people, everybody, 1)),
        copying.words(told.scheme, INSURANCES),
        copying.flags(told.retired),
        copying.numbers(employers_of(people), 8, ~told.employed),
        copying.words(told.groups, GROUPS, ~resident),
        copying.numbers(told.bases, 8, resident | told.retired),
        copying.words(told.retired.astype(np.int64), HOWS),
        copying.days(_months(starts)),
    ]


def _paid_spans(people: Crowd, told: Schemes) -> list[Column]:
    """The months paid up to the last; of residents who paid late, this year apart."""
    (paid,) = np.nonzero(told.until >= told.since)
    (late,) = np.nonzero(told.late)
    rows = np.concatenate([paid, late])
    again = np.arange(len(rows)) >= len(paid)
    closed = told.until[rows] + 1
    return [
        *key(people, rows),
        copying.words(told.scheme[rows], INSURANCES),
        copying.days(_months(np.where(again, closed, told.since[rows]))),
        copying.days(_months(np.where(again, closed + 11, told.until[rows]))),
        copying.numbers(CODES[people.regions[rows]], 4),
        copying.days(np.full(len(rows), YEAR_PAID_LATE), ~again),
    ]


def _tariffs(tariffs: Tariffs) -> list[Column]:
    found = {(one.region, told.tariff_id): (one, told) for one, told in tariffs.items()}
    keys, each = [one for one, _ in found.values()], [told for _, told in found.values()]
    return [
        copying.numbers(CODES[[one.region for one in keys]], 4),
        copying.blobs([told.tariff_id for told in each]),
        copying.days(_days([month_of(one.month) for one in keys])),
        copying.words(np.array([one.scheme for one in keys], np.int64), INSURANCES),
        copying.blobs([b"\x01" + lines_of(told.tariff) for told in each]),
        copying.blobs([b"\x01" + terms_of(told.tariff) for told in each]),
        copying.blobs([told.policy.encode() for told in each]),
    ]


def _bills(people: Crowd, told: Schemes, tariffs: Tariffs) -> list[Column]:
    """The months owed, under the tariff of each."""
    owing = np.nonzero(told.unpaid)[0]
    rows = np.repeat(owing, told.unpaid[owing])
    months = told.until[rows] + _counted(told.unpaid[owing])
    employed = told.employed[rows]
    ids = employers_of(people)[rows]
    risks = np.where(employed, injury_classes(ids), NO_CLASS)
    asked = np.stack([people.regions[rows], told.scheme[rows], risks, months], axis=1)
    under = [tariffs.get(Key(*one)) for one in asked.tolist()]
    known = np.array([one is not None for one in under], np.bool_)
    rows, months, employed, ids = rows[known], months[known], employed[known], ids[known]
    found = [one for one in under if one is not None]
    bases: list[int] = told.bases[rows].tolist()
    amounts = [one.tariff.amounts(base) for one, base in zip(found, bases, strict=True)]
    return [
        *key(people, rows),
        copying.days(_months(months)),
        copying.words(np.zeros(len(rows), np.int64), ("month",)),
        copying.words(told.scheme[rows], INSURANCES),
        copying.words(employed.astype(np.int64), ("person", "employer")),
        copying.numbers(ids, 8, ~employed),
        copying.blobs([one.tariff_id for one in found]),
        copying.numbers(told.bases[rows], 8),
        copying.blobs([_array(each) for each in amounts]),
        copying.numbers(np.array([sum(each) for each in amounts], np.int64), 8),
        copying.days(_days([one.due_on for one in found])),
        copying.instants(_months(months).astype("M8[s]").astype(np.int64)),
    ]


def _transfers(people: Crowd, told: Schemes) -> list[Column]:
    (rows,) = np.nonzero(told.saved)
    same = np.zeros(len(rows), np.int64)
    return [
        copying.numbers(CODES[people.regions[rows]], 4),
        Column(_ids(people, rows, 2)),
        copying.numbers(same, 8),
        copying.words(same, ("account_fund",)),
        copying.numbers(people.person_ids[rows], 8),
        copying.words(same, ("carried",)),
        copying.numbers(told.saved[rows], 8),
        copying.words(same, ("opening",)),
        copying.instants(same + OPENED),
    ]


def _balances(people: Crowd, told: Schemes) -> list[Column]:
    (rows,) = np.nonzero(told.saved)
    return [
        *key(people, rows),
        copying.words(np.zeros(len(rows), np.int64), ("carried",)),
        copying.numbers(told.saved[rows], 8),
    ]


def _ids(people: Crowd, rows: Ints, what: int) -> copying.Bytes:
    """Ids made of what they are for, region and person (RFC 9562, 8): neighbours stay so."""
    found = np.zeros((len(rows), 16), np.uint8)
    found[:, 3], found[:, 6], found[:, 8] = what, 0x80, 0x80
    regions = CODES[people.regions[rows]].astype(">i4").view(np.uint8).reshape(-1, 4)
    persons = people.person_ids[rows].astype(">i8").view(np.uint8).reshape(-1, 8)
    found[:, 0:3], found[:, 9:16] = regions[:, 1:], persons[:, 1:]
    return found


def _counted(sizes: Ints) -> Ints:
    """From 1 to each size, one after the other."""
    ends = np.cumsum(sizes)
    return np.arange(1, ends[-1] + 1 if len(ends) else 1) - np.repeat(ends - sizes, sizes)


def _months(months: Ints) -> np.ndarray[tuple[int], np.dtype[np.datetime64]]:
    """The first days of months counted from the year 0."""
    return (months - 1970 * 12).astype("M8[M]").astype("M8[D]")


def _days(values: list[date]) -> np.ndarray[tuple[int], np.dtype[np.datetime64]]:
    return np.array(values, "M8[D]")


def _array(values: list[int]) -> bytes:
    """An array of bigint as the binary COPY format has it."""
    head = np.array([1, 0, BIGINT_OID, len(values), 1], ">i4").tobytes()
    return head + b"".join(b"\0\0\0\x08" + value.to_bytes(8, "big") for value in values)
