"""The code somebody shows on a telephone (医保码), for whoever has an e-credential in use."""

from datetime import datetime

import msgspec

from yika.cards import qr, rules
from yika.cards.model import Form, Stage
from yika.cards.rules import WrongStage
from yika.cards.service import NoSuchCard, of_person
from yika.people.model import PersonKey
from yika.store.db import Conn
from yika.store.keys import Keys


class ShownCode(msgspec.Struct, frozen=True, kw_only=True):
    """A code and until when it can be scanned."""

    code: str
    until: datetime


async def show(conn: Conn, keys: Keys, person: PersonKey, wall: datetime) -> ShownCode:
    """A fresh code. Fails with NoSuchCard without an e-credential, or WrongStage."""
    card = rules.current(await of_person(conn, person), Form.ELECTRONIC)
    if card is None:
        raise NoSuchCard
    stage = rules.stage(card)
    if stage is not Stage.ACTIVATED:
        raise WrongStage(stage=stage, wanted=Stage.ACTIVATED)
    return ShownCode(code=qr.code_for(keys, person, wall), until=wall + qr.SHOWN_MAX)
