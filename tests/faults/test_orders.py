"""Bills and cancels at once end as in some order one after another; equal ones in any order."""

import asyncio
import random
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Any
from uuid import uuid4

import pytest

from tests.builders import BOOK, Somebody
from tests.faces.gateway.desk import Desk, a_purchase
from tests.faults.books import check_books
from tests.faults.till_load import naming, shares
from tests.rooms.settlement.tills import Tills, a_customer
from yika.config import Config
from yika.faces.gateway.app import create_gateway
from yika.faces.gateway.batching import BatchLane
from yika.house import House
from yika.store.db import Database
from yika.store.keys import Keys

PAID = ("hifp_pay", "acct_pay", "acct_mulaid_pay", "psn_cash_pay", "act_pay_dedc")
KEPT = """
    SELECT jsonb_build_array(
        (SELECT jsonb_object_agg(kind, balance_fen) FROM balances b
            WHERE b.region = p.region AND b.person_id = p.person_id),
        (SELECT jsonb_agg(state) FROM accumulations a
            WHERE a.region = p.region AND a.person_id = p.person_id),
        (SELECT sum(amount_fen) FROM share_uses u
            WHERE u.region = p.region AND u.person_id = p.person_id),
        (SELECT count(*) FROM card_uses u
            WHERE u.region = p.region AND u.person_id = p.person_id))
    FROM persons p WHERE p.region = %(region)s AND p.person_id = %(person_id)s
"""
OWNER, CHILD = 0, 1


@dataclass(frozen=True)
class Wish:
    """A purchase of somebody of the family, or the cancel of what they bought before."""

    who: int
    yuan: int = 0  # 0: the cancel
    use: str = "1"  # of accounts


@dataclass
class Family:
    """Somebody with money, and a child that may use it; each bought something before."""

    people: Sequence[tuple[Somebody, str]]
    bought: Sequence[dict[str, Any]]


@pytest.fixture
async def desks(config: Config, keys: Keys, tills: Tills) -> AsyncGenerator[Sequence[Desk]]:
    """One institution behind two programs."""
    assert config.database_url is not None
    async with Database(config.database_url, keys) as other:
        houses = [House(config, one, BOOK) for one in (tills.database, other)]
        yield [Desk(create_gateway(house, {"batch": BatchLane(house)})) for house in houses]


async def a_family(tills: Tills, desk: Desk, before: int) -> Family:
    """A family whose members each bought something for so many yuan."""
    owner = await a_customer(tills.database, carried=30_000)
    child = await a_customer(tills.database, carried=10_000)
    await shares(tills, owner, child)
    people = [(one, await tills.card_number(one)) for one in (owner, child)]
    bought: list[dict[str, Any]] = []
    for who, number in people:
        reply = await desk.send("2102", a_purchase(who, number, before), uuid4().hex[:30])
        bought.append(naming(reply))
    return Family(people, bought)


async def granted(desk: Desk, family: Family, wish: Wish) -> tuple[Any, ...]:
    """What came of a wish: why not, or who paid what."""
    msgid = uuid4().hex[:30]
    if wish.yuan:
        given = a_purchase(*family.people[wish.who], wish.yuan, acct_used_flag=wish.use)
        reply = await desk.send("2102", given, msgid)
    else:
        reply = await desk.send("2103", family.bought[wish.who], msgid)
    if reply["infcode"] != 0:
        return (reply["yika"]["code"],)
    told = reply["output"]["setlinfo"]
    return tuple(told.get(name) for name in PAID)


async def left(tills: Tills, family: Family) -> list[Any]:
    """What is left behind of everybody."""
    return [await tills.value(KEPT, who) for who, _ in family.people]


def wishes(draw: random.Random) -> list[Wish]:
    """Three purchases and a cancel, around the deductible, the ceiling and the money there is."""
    bills = [
        Wish(
            who := draw.choice((OWNER, CHILD, CHILD)),
            draw.choice((90, 250, 400, 4_000)),
            draw.choice("12") if who == CHILD else "1",
        )
        for _ in range(3)
    ]
    found = [*bills, Wish(draw.choice((OWNER, CHILD)))]
    draw.shuffle(found)
    return found


@pytest.mark.parametrize("seed", range(5))
async def test_bills_and_cancels_at_once_end_as_in_some_order(
    tills: Tills, desks: Sequence[Desk], seed: int
) -> None:
    draw = random.Random(seed)  # noqa: S311
    before, wanted = draw.choice((100, 400, 2_000)), wishes(draw)
    family = await a_family(tills, desks[0], before)
    at_once = [granted(desks[at % 2], family, wish) for at, wish in enumerate(wanted)]
    found = await asyncio.gather(*at_once), await left(tills, family)
    tried: list[Any] = []
    for order in permutations(range(len(wanted))):
        another = await a_family(tills, desks[0], before)
        came = {at: await granted(desks[0], another, wanted[at]) for at in order}
        tried.append(([came[at] for at in range(len(wanted))], await left(tills, another)))
        if tried[-1] == found:
            break
    assert found in tried, f"{wanted}: {found}, in no order: {tried}"
    await check_books(tills.database)


def same_person(_: int) -> int:
    return CHILD


def by_turns(at: int) -> int:
    return at % 2


@pytest.mark.parametrize(
    ("whose", "use", "yuan"),
    [(same_person, "1", 1_300), (same_person, "2", 90), (by_turns, "1", 120), (by_turns, "2", 70)],
)
async def test_equal_bills_end_alike_whichever_comes_first(
    tills: Tills, desks: Sequence[Desk], whose: Callable[[int], int], use: str, yuan: int
) -> None:
    wanted = [Wish(whose(at), yuan, use if whose(at) == CHILD else "1") for at in range(4)]
    raced, sequence = [await a_family(tills, desks[0], 400) for _ in "12"]
    at_once = [granted(desks[at % 2], raced, wish) for at, wish in enumerate(wanted)]
    found = list(zip(wanted, await asyncio.gather(*at_once), strict=True))
    singly = [(wish, await granted(desks[0], sequence, wish)) for wish in wanted]
    if whose is same_person:
        assert sorted(map(repr, found)) == sorted(map(repr, singly))
        assert await left(tills, raced) == await left(tills, sequence)
    total = sum(sum(paid[:2]) + paid[3] for _, paid in found)
    assert total == 4 * yuan
    await check_books(tills.database)


async def test_four_bills_at_once_near_the_yearly_ceiling_do_not_pass_it(
    tills: Tills, desks: Sequence[Desk]
) -> None:
    family = await a_family(tills, desks[0], 2_800)
    wanted = [Wish(CHILD, 1_000) for _ in range(4)]
    at_once = [granted(desks[at % 2], family, wish) for at, wish in enumerate(wanted)]
    paid = [one[0] for one in await asyncio.gather(*at_once)]
    assert sorted(paid) == [0, 400, 800, 800]
    await check_books(tills.database)
