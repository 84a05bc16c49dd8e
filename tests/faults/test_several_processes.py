"""Several serving processes: one is killed, all are, and a signature that one of them saw."""

import asyncio
import sys
import time
from functools import partial
from typing import Any

import httpx
import psutil
import pytest

from tests.faces.gateway.notes import ONE, a_sign_in, csb, written
from tests.faults.books import check_books, settled
from tests.faults.programs import START_SECONDS, Program, over_http
from tests.faults.till_load import Load
from tests.rooms.settlement.tills import Tills, a_customer
from yika.config import Config

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere one process serves")


@LINUX
async def test_one_killed_under_load_is_replaced_and_nothing_is_lost_or_done_twice(
    config: Config, tills: Tills
) -> None:
    customers = [await a_customer(tills.database, carried=100_000) for _ in range(4)]
    people = [(who, await tills.card_number(who)) for who in customers]
    program = Program(config, processes=2)
    try:
        await program.start()
        (other,) = program.others
        async with program.line() as line:
            load = Load(partial(over_http, line), people, "P", enough=80)
            sending = asyncio.create_task(load.run(range(24)))
            await load.reached.wait()
            other.kill()
            load.over = True
            await sending
        await program.ready()
        async with program.line() as line:
            load.post = partial(over_http, line)
            await load.send_again()
        left = list(program.others)
        program.end()
        gone, _ = psutil.wait_procs(left, timeout=START_SECONDS)
        assert gone == left, "what serves beside the first ends with it"
    finally:
        program.end()
    await check_books(tills.database)
    made = await settled(tills.database)
    assert set(made.values()) == {1}
    assert set(made) <= set(load.answered)


@LINUX
async def test_a_copied_signature_passes_in_no_process(config: Config) -> None:
    program = Program(config, processes=2)
    signed = {"content-type": "application/json", **csb("9001", at=time.time() - 60)}
    told: list[Any] = []
    try:
        await program.start()
        for number in range(12):
            # A line of its own each, so that both processes are met.
            async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{program.port}") as line:
                message = written(a_sign_in(msgid=f"copied{number}"))
                told.append((await line.post(ONE, content=message, headers=signed)).json())
    finally:
        program.end()
    first, *others = told
    assert first["infcode"] == 0
    assert {one["yika"]["code"] for one in others} == {"signature_reused"}
    assert len({one["inf_refmsgid"] for one in told}) == len(told), "all numbers differ"
