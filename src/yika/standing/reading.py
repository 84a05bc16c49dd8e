"""The facts behind a standing as the database tells them: one statement for many people.

Records come as arrays, in the order of the fields here. Of how somebody is insured neither employer
nor base is read: entitlement does not look at them, and without them many people are insured alike,
so that their cover is made once.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final, NamedTuple

import msgspec

from yika.cards.model import Card, Password
from yika.insurance.model import Cover, Enrolment, Owed, PaidSpan
from yika.people.model import PersonKey
from yika.standing.laws import Laws
from yika.standing.model import Facts, RecordedHold
from yika.store.db import Conn
from yika.store.sql import array, queries

QUERIES = queries(__package__, "facts.sql")
KEPT_MAX: Final = 50_000  # different covers; then it begins anew


class Row(NamedTuple):
    """The facts of one person, with what is still sealed."""

    facts: Facts
    identity_sealed: bytes
    numbers_sealed: Sequence[bytes]  # in the order of the cards


class _Password(Password, frozen=True, array_like=True, gc=False):
    """A password as it is read."""


class _Card(Card, frozen=True, array_like=True, gc=False):
    """A card as it is read."""

    passwords: tuple[_Password, ...] = ()


class _Hold(RecordedHold, frozen=True, array_like=True, gc=False):
    """A recorded hold as it is read."""


class _Enrolment(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What entitlement looks at of an enrolment."""

    scheme: str
    starts_on: date
    ends_on: date | None
    end_reason: str | None
    is_retired: bool
    group: str | None
    how: str
    options: dict[str, Any]


class _PaidSpan(PaidSpan, frozen=True, array_like=True, gc=False):
    """Months paid as they are read."""


class _Owed(Owed, frozen=True, array_like=True, gc=False):
    """A bill as it is read."""


class _Cover(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """How somebody is insured as it is read; None for nothing."""

    enrolments: tuple[_Enrolment, ...] | None
    paid: tuple[_PaidSpan, ...] | None
    owed: tuple[_Owed, ...] | None
    repaired: tuple[int, ...] | None


_cards_in = msgspec.json.Decoder(tuple[_Card, ...]).decode
_holds_in = msgspec.json.Decoder(tuple[_Hold, ...]).decode
_cover_in = msgspec.json.Decoder(_Cover).decode
_covers: dict[str, Cover] = {}


async def rows_of(conn: Conn, laws: Laws, people: Sequence[PersonKey], at: datetime) -> list[Row]:
    """What is known of some people of one region at an instant, in no order."""
    region = people[0].region
    values = {
        "region": region,
        "person_ids": array(person.person_id for person in people),
        "at": at,
        "statement_after": laws.statement_required_after(at),
    }
    cursor = await conn.execute(QUERIES["facts"], values, binary=True)
    return [
        Row(
            Facts(
                region,
                person_id,
                insurance,
                _cards_in(cards) if cards is not None else (),
                _holds_in(holds) if holds is not None else (),
                _covers.get(cover) or _cover_of(cover),
            ),
            identity,
            numbers or (),
        )
        for person_id, insurance, identity, numbers, cards, holds, cover in await cursor.fetchall()
    ]


def _cover_of(text: str) -> Cover:
    """How somebody is insured, kept: the same text is the same object."""
    read = _cover_in(text)
    cover = Cover(
        enrolments=tuple(_plain(one) for one in read.enrolments or ()),
        paid=tuple(PaidSpan(*msgspec.structs.astuple(one)) for one in read.paid or ()),
        owed=tuple(Owed(*msgspec.structs.astuple(one)) for one in read.owed or ()),
        repaired=read.repaired or (),
    )
    if len(_covers) >= KEPT_MAX:
        _covers.clear()
    _covers[text] = cover
    return cover


def _plain(read: _Enrolment) -> Enrolment:
    return Enrolment(
        scheme=read.scheme,
        starts_on=read.starts_on,
        ends_on=read.ends_on,
        end_reason=read.end_reason,
        is_retired=read.is_retired,
        group=read.group,
        how=read.how,
        options=read.options,
    )
