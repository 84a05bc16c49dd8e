"""A tariff says what `contribution` says, for every base and every place; and nothing crashes."""

from contextlib import suppress
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.rooms.insurance.places import CHANGSHA, INSURANCES, a_place
from yika.ground.errors import YikaError
from yika.insurance.amounts.contribution import NoRatesHere, contribution
from yika.insurance.amounts.tariff import tariff
from yika.policy.load import Book

ON = date(2026, 3, 1)
HERE = "999901"
place = a_place(CHANGSHA)

shares_of_anything = st.decimals("0", "30", places=2).map(lambda part: f"{part.normalize():f}%")
yuans = st.decimals("0", "40000", places=2).map(str)
charges: st.SearchStrategy[Any] = st.one_of(
    st.just("none"),
    st.fixed_dictionaries(
        {"rate": shares_of_anything},
        optional={
            "plus": yuans,
            "of": st.sampled_from(["base", "wage", "year_wage"]),
            "part": shares_of_anything,
            "per": st.sampled_from(["month", "year"]),
        },
    ),
)
bounds: st.SearchStrategy[Any] = st.one_of(
    st.fixed_dictionaries({"floor": yuans}, optional={"ceiling": yuans}),
    st.fixed_dictionaries({"fixed": yuans}),
)
roundings = st.fixed_dictionaries(
    {
        "to": st.sampled_from(["fen", "yuan"]),
        "mode": st.sampled_from(["half_up", "up", "down"]),
        "each": st.sampled_from(["insurance", "total"]),
    }
)


@st.composite
def any_place(draw: st.DrawFn) -> Book:
    payers = st.fixed_dictionaries({"employer": charges, "person": charges})
    work = st.fixed_dictionaries({"employee": payers, "flexible": payers})
    ids = {f"contribution.{one}": work for one in INSURANCES if one != "injury"}
    found: dict[str, Any] = {one: draw(value) for one, value in ids.items()}
    cells = st.fixed_dictionaries({}, optional=dict.fromkeys(INSURANCES, bounds))
    found["contribution.base"] = {"employee": draw(cells), "flexible": draw(cells)}
    found["contribution.injury"] = {"1": draw(charges)}
    found["contribution.wage"], found["contribution.year_wage"] = draw(yuans), draw(yuans)
    found["contribution.rounding"] = draw(roundings)
    if draw(st.booleans()):
        found["contribution.base_rounding"] = {"employee": draw(st.sampled_from(["yuan", "fen"]))}
    return a_place(found)


@given(any_place(), st.sampled_from(["employee", "flexible"]), st.integers(0, 10**9))
def test_a_tariff_says_the_same_for_every_base(book: Book, scheme: str, declared: int):
    compiled = tariff(book, HERE, scheme, ON, {})
    told = f"{declared // 100}.{declared % 100:02}"
    try:
        found = [line.amount_fen for line in contribution(book, HERE, scheme, told, ON, {}).lines]
    except NoRatesHere:
        found = []
    assert compiled.amounts(declared) == found


def test_the_tariff_of_residents_has_the_lines_of_their_premium():
    compiled = tariff(place, HERE, "resident", date(2026, 1, 1), {"group": "adult"})
    assert [(line.payer, line.per) for line in compiled.lines] == [
        ("person", "year"),
        ("subsidy", "year"),
    ]
    assert compiled.amounts(None) == [40000, 70000]


anything = st.text(max_size=12)
names = st.sampled_from(["injury_class", "maternity", "group", "aid", "late", "year", "top_up"])


@given(
    st.one_of(st.sampled_from(["employee", "flexible", "resident"]), anything),
    st.none() | anything,
    st.dates(),
    st.dictionaries(st.one_of(names, anything), st.one_of(st.just("1"), anything), max_size=3),
)
def test_nothing_asked_makes_it_crash(
    scheme: str, declared: str | None, on: date, options: dict[str, str]
):
    with suppress(YikaError):
        contribution(place, HERE, scheme, declared, on, options)
