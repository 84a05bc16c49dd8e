"""What all transactions share: mistakes, refusals with the standing, passwords, undoing."""

import base64
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric import padding

from tests.builders import AT, CHOSEN, Somebody, with_card
from tests.faces.gateway.desk import Desk
from tests.faces.gateway.notes import a_message, a_reversal, a_sign_in, written
from yika.faces.gateway import password
from yika.faces.gateway.app import Gateway, create_gateway
from yika.faces.gateway.asked import Answer, Asked, Handling
from yika.faces.gateway.handlers import reversal
from yika.faces.gateway.numbering import psn_no
from yika.house import House
from yika.matters import model as acts
from yika.people.service import NoSuchPerson
from yika.settlement.messages import Kept
from yika.settlement.till.refusals import UseStopped
from yika.store.db import Conn, Database


@pytest.fixture
def gateway(house: House) -> Gateway:
    return create_gateway(house)


async def sent(gateway: Gateway, message: dict[str, Any]) -> Any:
    return await Desk(gateway).post(written(message))


def handled_by(gateway: Gateway, infno: str, handling: Handling) -> None:
    gateway.dispatch.handlings = {**gateway.dispatch.handlings, infno: handling}


async def test_a_mistake_of_ours_is_told_by_its_number(gateway: Gateway):
    async def broken(_: Conn, __: Asked) -> None:
        raise ZeroDivisionError("with 430104199001011234 in it")

    handled_by(gateway, "9001", Handling(broken))
    reply = await sent(gateway, a_sign_in())
    assert reply["infcode"] == -1
    assert reply["yika"]["code"] == "mistake"
    assert reply["yika"]["reasons"][0]["facts"]["number"] in reply["err_msg"]
    assert "430104199001011234" not in str(reply)


async def test_a_handler_may_say_more_beside_its_output(gateway: Gateway):
    async def telling(_: Conn, __: Asked) -> Answer:
        return Answer(output=None, yika={"a": 1}, warning="注意")

    handled_by(gateway, "9001", Handling(telling))
    reply = await sent(gateway, a_sign_in())
    assert (reply["infcode"], reply["warn_msg"], reply["yika"]) == (0, "注意", {"a": 1})


async def looks_noted(database: Database) -> list[tuple[str, str]]:
    """Who looked at a standing, in what role."""
    query = "SELECT actor, role FROM journal WHERE what = 'standing.read'"
    async with database.transaction() as conn:
        return await (await conn.execute(query)).fetchall()


def asks_who(**changes: Any) -> dict[str, Any]:
    node = {"mdtrt_cert_type": "02", "mdtrt_cert_no": "999900199001010022", "card_sn": "1"}
    return a_message("1101", {"data": node | {"begntime": f"{AT:%Y-%m-%d %H:%M:%S}"}}, **changes)


async def test_a_refusal_for_the_standing_carries_it(gateway: Gateway, database: Database):
    who = await with_card(database)
    await who.act(acts.ReportLoss(kind="formal"))

    async def refusing(_: Conn, asked: Asked) -> None:
        asked.concerns.append(who.person)
        raise UseStopped(credential="card", uses=["pay"], causes=["loss_formal"])

    handled_by(gateway, "1101", Handling(refusing))
    reply = await sent(gateway, asks_who())
    assert "挂失" in reply["err_msg"]
    assert len(reply["err_msg"]) <= 200
    causes = [hold["cause"] for hold in reply["yika"]["standing"]["holds"]]
    assert any(cause.startswith("loss") for cause in causes)
    assert await looks_noted(database) == [("H99990000001", "institution")]


async def test_no_other_refusal_tells_a_standing(gateway: Gateway, database: Database):
    who = await with_card(database)
    await who.act(acts.ReportLoss(kind="formal"))

    async def refusing(_: Conn, asked: Asked) -> None:
        asked.concerns.append(who.person)
        raise NoSuchPerson(kind="card")

    handled_by(gateway, "1101", Handling(refusing))
    reply = await sent(gateway, asks_who())
    assert reply["yika"].keys() == {"code", "reasons"}
    assert "挂失" not in reply["err_msg"]
    assert await looks_noted(database) == []


def a_purchase(who: Somebody, **changes: Any) -> dict[str, Any]:
    head = {
        "psn_no": psn_no(who.person),
        "mdtrt_cert_type": "03",
        "mdtrt_cert_no": "1",
        "psn_cert_type": "01",
        "certno": who.id_number,
        "psn_type": "11",
        "psn_name": "王小明",
        "begntime": f"{AT:%Y-%m-%d %H:%M:%S}",
        "medfee_sumamt": "1.00",
        "insutype": "310",
        "acct_used_flag": "1",
        "med_type": "41",
    }
    line = {
        "feedetl_sn": "1",
        "rx_circ_flag": "0",
        "fee_ocur_time": f"{AT:%Y-%m-%d %H:%M:%S}",
        "med_list_codg": "X",
        "medins_list_codg": "X",
        "det_item_fee_sumamt": "1.00",
        "cnt": "1",
        "pric": "1.00",
    }
    return a_message("2102", {"druginfo": head, "drugdetail": [line]}, **changes)


async def test_a_wrong_password_stops_the_settlement_and_counts(
    gateway: Gateway, house: House, database: Database
):
    who = await with_card(database)
    done: list[str | None] = []

    async def settling(_: Conn, asked: Asked) -> None:
        done.append(asked.password)

    handled_by(gateway, "2102", Handling(settling, changes=True))
    public = password.private_key(house.config).public_key()

    def entered(text: str) -> dict[str, str]:
        sealed = public.encrypt(f"{text}SK_TEST".encode(), padding.PKCS1v15())
        return {"signtype": "PRCSSC", "cainfo": base64.b64encode(sealed).decode()}

    reply = await sent(gateway, a_purchase(who, **entered("246802")))
    assert reply["yika"]["code"] == "password_wrong"
    assert "2" in reply["err_msg"]
    assert done == []
    message = a_purchase(who, **entered(CHOSEN))
    first = await sent(gateway, message)
    assert (first["infcode"], done) == (0, [CHOSEN])
    await who.act(acts.ChangePassword(old=CHOSEN, new="864213"))
    assert await sent(gateway, message | entered(CHOSEN)) == first
    async with database.transaction() as conn:
        row = await (await conn.execute("SELECT max(wrong_count) FROM passwords")).fetchone()
        assert row == (0,)
        stored = await (await conn.execute("SELECT request_sealed FROM messages")).fetchall()
    assert len(stored) == 1


async def test_what_came_is_undone_once_and_refused_afterwards(
    gateway: Gateway, database: Database, monkeypatch: pytest.MonkeyPatch
):
    who = await with_card(database)
    undone: list[int] = []

    async def settling(_: Conn, __: Asked) -> None:
        return None

    async def undo(_: Conn, __: Asked, kept: Kept) -> None:
        undone.append(kept.message_id)

    handled_by(gateway, "2102", Handling(settling, changes=True))
    message = a_purchase(who)
    assert (await sent(gateway, message))["infcode"] == 0
    number = psn_no(who.person)
    monkeypatch.setattr(reversal, "UNDO", {})
    reply = await sent(gateway, a_reversal("2102", message["msgid"], number))
    assert reply["yika"]["code"] == "reversal_not_offered"
    monkeypatch.setattr(reversal, "UNDO", {"2102": undo})
    other = await sent(gateway, a_reversal("2102", message["msgid"], "9999000000000099"))
    assert other["yika"]["code"] == "reversal_of_another"
    for _ in range(2):
        reply = await sent(gateway, a_reversal("2102", message["msgid"], number))
        assert reply["infcode"] == 0
    assert len(undone) == 1
    assert (await sent(gateway, message))["yika"]["code"] == "message_reversed"


async def test_a_late_original_finds_its_tombstone(gateway: Gateway, database: Database):
    who = await with_card(database)
    message = a_purchase(who)
    reply = await sent(gateway, a_reversal("2102", message["msgid"], psn_no(who.person)))
    assert (reply["infcode"], reply["output"]) == (0, None)
    assert (await sent(gateway, message))["yika"]["code"] == "message_reversed"


async def test_a_message_in_a_text_and_one_in_an_object_are_the_same(gateway: Gateway):
    message = a_reversal("2102", "lost", "9999000000000017")
    first = await sent(gateway, message)
    as_text = {**message, "input": msgspec.json.encode(message["input"]).decode()}
    assert await sent(gateway, as_text) == first
