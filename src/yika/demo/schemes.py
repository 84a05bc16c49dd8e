"""How the city is insured, drawn for one stretch of people at once: scheme, since when, what owed.

Drawn apart from everything else, so that cards and troubles stay what they were.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from yika.demo.copying import Flags, Ints
from yika.demo.crowd import City, Crowd
from yika.demo.model import START

INSURANCES: Final = ("employee", "flexible", "resident")
EMPLOYEE, FLEXIBLE, RESIDENT = range(3)
SHARES: Final = (0.6, 0.1, 0.3)
ADULT, RETIRED, ELDERLY = 18, 60, 70  # by age
GROUPS: Final = ("child", "pupil", "adult", "elderly", "elderly_70")
SCHOOL_AGE: Final = 6
STAFF: Final = 50  # neighbours share an employer; about thirty of them are employees
INJURY_CLASSES: Final = (1, 2, 3)
EARLIEST: Final = 2004  # before it, nobody of the city was enrolled
NOW: Final = START.year * 12 + START.month - 1  # months since the year 0
IN_ARREARS, LAPSED, LATE = 0.03, 0.02, 0.02  # of those with nothing else wrong
ARREARS_MAX: Final = 3  # months
BASE_LEAST, BASE_SPREAD, BASE_STEP = 400_000, 0.5, 1_000  # fen


@dataclass(frozen=True, slots=True)
class Schemes:
    """How each person of a stretch is insured. Months count from the year 0."""

    scheme: Ints  # places in INSURANCES
    retired: Flags
    groups: Ints  # places in GROUPS, of residents
    since: Ints  # month of enrolment
    until: Ints  # the last month paid
    unpaid: Ints  # months owed before the sandbox begins
    late: Flags  # residents who paid this year after their window
    bases: Ints  # fen a month
    saved: Ints  # fen in the account; 0 where there is none

    @property
    def employed(self) -> Flags:
        """Who works for an employer."""
        return (self.scheme == EMPLOYEE) & ~self.retired


def schemes(city: City, number: int, people: Crowd, born: Ints) -> Schemes:
    """The insurance of one stretch of people, by their years of birth."""
    draw = np.random.default_rng([city.seed, number, 1])
    count, age = len(born), START.year - born
    scheme = np.where(age < ADULT, RESIDENT, draw.choice(len(INSURANCES), count, p=SHARES))
    resident = scheme == RESIDENT
    retired = ~resident & (age > RETIRED)
    groups = np.digitize(age, [SCHOOL_AGE, ADULT, RETIRED, ELDERLY])
    first = np.maximum(born + np.where(resident, 1, ADULT + 4), EARLIEST)
    last = np.maximum(np.minimum(START.year - 1, first + 8), first)
    since = np.minimum(draw.integers(first, last + 1), START.year - 1) * 12
    since = since + np.where(resident, 0, draw.integers(0, 12, count))
    well = ~np.logical_or.reduce(list(people.plights.has.values()))
    chance = draw.random(count)
    owing = well & ~resident & ~retired & (chance < IN_ARREARS)
    unpaid = np.where(owing, draw.integers(1, ARREARS_MAX + 1, count), 0)
    lapsed = well & resident & (chance < LAPSED)
    late = well & resident & ~lapsed & (chance < LAPSED + LATE)
    closed = START.year * 12
    until = np.where(resident, np.where(lapsed | late, closed - 1, closed + 11), NOW - 1 - unpaid)
    ended = (born + RETIRED) * 12 - 1
    until = np.where(retired, ended, until)
    since = np.where(retired, np.minimum(since, ended - 60), since)
    wages = BASE_LEAST * np.exp(np.abs(draw.normal(0, BASE_SPREAD, count)))
    bases = (wages / BASE_STEP).astype(np.int64) * BASE_STEP
    months = np.minimum(until - since, draw.integers(1, 60, count))
    saved = np.where(resident, 0, np.maximum(months, 1) * bases // 50)
    return Schemes(scheme, retired, groups, since, until, unpaid, late, bases, saved)
