"""Rows made by numpy come back from PostgreSQL as they were."""

from datetime import UTC, date, datetime

import numpy as np
import psycopg
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import Server
from yika.demo import copying
from yika.demo.copying import HEADER, TRAILER, Column

INT = st.integers(-(2**31), 2**31 - 1)
BIG = st.integers(-(2**63), 2**63 - 1)
DAY = st.dates(date(1900, 1, 1), date(2199, 12, 31))
SECOND = st.integers(-(2**31), 2**32)
INSTANT = SECOND.map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
WORDS = ("", "一", "two", "three words")
ROW = st.tuples(
    st.one_of(st.none(), INT),
    BIG,
    st.one_of(st.none(), DAY),
    st.one_of(st.none(), INSTANT),
    st.one_of(st.none(), st.integers(0, len(WORDS) - 1)),
    st.one_of(st.none(), st.binary(max_size=40)),
    st.booleans(),
)
Row = tuple[int | None, int, date | None, datetime | None, int | None, bytes | None, bool]


@given(st.lists(ROW, min_size=1, max_size=40))
@settings(max_examples=40, deadline=None)
def test_every_value_comes_back(server: Server, given_rows: list[Row]):
    encoded = HEADER + copying.rows(_columns(given_rows)) + TRAILER
    with psycopg.connect(server.addresses_of("postgres").application) as conn:
        conn.execute(
            "CREATE TEMP TABLE t (n serial, a int, b bigint, c date, d timestamptz,"
            " e text, f bytea, g boolean)"
        )
        with conn.cursor().copy("COPY t (a, b, c, d, e, f, g) FROM STDIN (FORMAT binary)") as copy:
            copy.write(encoded)
        found = conn.execute("SELECT a, b, c, d, e, f, g FROM t ORDER BY n").fetchall()
    wanted = [(*row[:4], None if row[4] is None else WORDS[row[4]], *row[5:]) for row in given_rows]
    assert found == wanted


def test_rows_of_one_width_need_no_mask():
    columns = [copying.numbers(np.arange(3), 4), copying.flags(np.array([True, False, True]))]
    assert len(copying.rows(columns)) == 3 * (2 + 4 + 4 + 4 + 1)


def test_no_rows_are_no_bytes():
    assert copying.rows([copying.blobs([]), copying.numbers(np.zeros(0, np.int64), 8)]) == b""


def _columns(rows: list[Row]) -> list[Column]:
    ints, bigs, dates, instants, words, blobs, flags = zip(*rows, strict=True)

    def null(values: tuple[object, ...]) -> copying.Flags:
        return np.array([value is None for value in values])

    days = np.array([day or date(2000, 1, 1) for day in dates], "M8[D]")
    seconds = np.array([0 if at is None else int(at.timestamp()) for at in instants])
    return [
        copying.numbers(np.array([number or 0 for number in ints]), 4, null(ints)),
        copying.numbers(np.array(bigs, np.int64), 8),
        copying.days(days, null(dates)),
        copying.instants(seconds, null(instants)),
        copying.words(np.array([word or 0 for word in words]), WORDS, null(words)),
        copying.blobs(blobs),
        copying.flags(np.array(flags)),
    ]
