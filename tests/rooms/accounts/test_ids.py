"""Ids that runs make: one for each thing, readable, in order, and the same in the database."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from tests.builders import AT, CITY, somebody
from yika.accounts.crediting import Payouts, pay_out
from yika.accounts.ids import WHATS, run_id
from yika.accounts.service import transfer_of
from yika.store.db import Database

DAYS = st.dates(date(1990, 1, 1), date(2199, 12, 31))
THINGS = st.tuples(
    st.sampled_from(sorted(WHATS)),
    DAYS,
    st.integers(0, 4095),
    st.integers(110_000, 999_999),
    st.integers(1, (1 << 40) - 1),
)


@given(THINGS, THINGS)
def test_two_things_never_share_an_id(
    one: tuple[str, date, int, int, int], other: tuple[str, date, int, int, int]
):
    assert (run_id(*one) == run_id(*other)) == (one == other)
    assert run_id(*one).version == 8


async def test_the_database_makes_the_same_id(database: Database):
    person = (await somebody(database)).person
    payouts = Payouts()
    payouts.add(person.person_id, date(2026, 3, 1), "credit", 257, 100)
    async with database.transaction() as conn:
        fund = ("account_fund", "current", "credit")
        await pay_out(conn, CITY, *fund, payouts, AT, date(2026, 3, 1))
        found = run_id("credit", date(2026, 3, 1), 257, CITY, person.person_id)
        assert (await transfer_of(conn, CITY, found)).amount_fen == 100
