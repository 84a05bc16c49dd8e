"""``kill -9`` of the serving program in the middle of load: nothing is lost, nothing done twice."""

import asyncio
from functools import partial

from tests.faults.books import check_books, settled
from tests.faults.programs import Program, over_http
from tests.faults.till_load import Load
from tests.rooms.settlement.tills import Tills, a_customer
from yika.config import Config


async def test_what_was_answered_is_there_once_and_nothing_is_half_done(
    config: Config, tills: Tills
) -> None:
    database = tills.database
    customers = [await a_customer(database, carried=100_000) for _ in range(4)]
    people = [(who, await tills.card_number(who)) for who in customers]
    program = Program(config)
    loads: list[Load] = []
    try:
        for kill in range(2):
            await program.start()
            async with program.line() as line:
                load = Load(partial(over_http, line), people, f"K{kill}", enough=80 + 60 * kill)
                loads.append(load)
                sending = asyncio.create_task(load.run(range(16)))
                await load.reached.wait()
                program.end()
                await sending
            assert len(load.answered) + len(load.refused) < len(load.sent), "some were under way"
            await check_books(database)
        await program.start()
        async with program.line() as line:
            for load in loads:
                load.post = partial(over_http, line)
            await asyncio.gather(*(load.send_again() for load in loads))
    finally:
        program.end()
    await check_books(database)
    answered = {msgid for load in loads for msgid in load.answered}
    made = await settled(database)
    assert set(made.values()) == {1}
    assert set(made) <= answered
