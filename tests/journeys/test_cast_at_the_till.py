"""Everybody of the cast at a till: the refusal is their standing, and the advice mends it."""

from typing import cast

import httpx

from tests.journeys.counter import PHARMACY, Counter, at
from tests.journeys.test_cast_is_mended import AGENCY_ENDS, CONTRIBUTION_CAUSES, Patient
from yika.client.asking import Rejected
from yika.demo.cast import CAST
from yika.demo.model import START
from yika.faces.cli.till import credentials_of
from yika.faces.cli.till_model import KINDS, Credentials
from yika.house import House
from yika.people import service as people
from yika.store.db import Database

HERE = [one for one in CAST if one.region == 999900]


async def test_a_refusal_at_the_till_is_the_standing(web: httpx.AsyncClient, house: House) -> None:
    for character in HERE:
        counter = await at(web, PHARMACY, character.key)
        standing = await (await _patient(house, character.id_number)).standing(START)
        found = await credentials_of(house, character)
        for kind, number in _numbers(found).items():
            uses = standing.uses[kind]
            no = await _refusal(counter, kind, number)
            assert (no is None) == (uses["pay"].open or uses["claim"].open), (character.key, kind)
            if no is not None:
                told = no.yika
                assert told["code"] == "use_stopped", (character.key, kind, no.message)
                causes = set(told["reasons"][0]["facts"]["causes"])
                assert causes == {*uses["pay"].holds, *uses["claim"].holds}, (character.key, kind)
                holds = [hold["cause"] for hold in told["standing"]["holds"]]
                assert holds == [hold.cause for hold in standing.holds]


async def test_after_the_advice_the_purchase_goes_through(
    web: httpx.AsyncClient, house: House
) -> None:
    mended = 0
    for character in HERE:
        patient = await _patient(house, character.id_number)
        standing = await patient.follow_advice()
        if {hold.cause for hold in standing.holds} & (AGENCY_ENDS | CONTRIBUTION_CAUSES):
            continue
        found = await credentials_of(house, character)
        counter = await at(web, PHARMACY, character.key)
        card = {"mdtrt_cert_type": "03", "mdtrt_cert_no": found.card}
        paid = (await counter.till.ask(counter.purchase(1, **card))).output.setlinfo
        assert paid.medfee_sumamt == paid.acct_pay + paid.psn_cash_pay, character.key
        mended += 1
    assert mended > len(HERE) / 2


async def _patient(house: House, id_number: str) -> Patient:
    database: Database = house.database
    async with database.transaction() as conn:
        person = await people.find(conn, database.keys, "id_number", id_number)
    return Patient(database, person, id_number)


def _numbers(found: Credentials) -> dict[str, str]:
    """What somebody can show, by kind."""
    every = {kind: cast("str | None", getattr(found, kind)) for kind in KINDS}
    return {kind: number for kind, number in every.items() if number is not None}


async def _refusal(counter: Counter, kind: str, number: str) -> Rejected | None:
    """Why a purchase with a credential is refused; None where it goes through."""
    shown = {"mdtrt_cert_type": KINDS[kind], "mdtrt_cert_no": number}
    try:
        await counter.till.ask(counter.purchase(1, **shown))
    except Rejected as no:
        return no
    return None
