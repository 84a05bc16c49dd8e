"""The channels of a person: on, switched off, or lost.

A lost telephone is lost as the number it was: whoever found it reads what is sent there. When the
person has another number registered, that is another telephone, and the channel is on again.
"""

from datetime import datetime
from hmac import compare_digest

from yika.notices.model import Channel, ChannelState
from yika.people import service as people
from yika.people.model import PersonKey
from yika.store.db import Conn
from yika.store.keys import Keys
from yika.store.sealing import blind
from yika.store.sql import queries

QUERIES = queries(__package__)


async def state(conn: Conn, keys: Keys, person: PersonKey, channel: Channel) -> ChannelState:
    """How a channel of a person stands now."""
    values = {"region": person.region, "person_id": person.person_id, "channel": channel}
    row = await (await conn.execute(QUERIES["channel"], values)).fetchone()
    if row is None:
        return ChannelState.ON
    found = ChannelState(row[0])
    if found is ChannelState.LOST and not compare_digest(row[1], await _phone(conn, keys, person)):
        return ChannelState.ON
    return found


async def set_state(
    conn: Conn, keys: Keys, person: PersonKey, channel: Channel, wanted: ChannelState, at: datetime
) -> None:
    """Switch a channel on or off, or report it lost. The anchor is locked; the caller journals."""
    lost = await _phone(conn, keys, person) if wanted is ChannelState.LOST else None
    values = {
        "region": person.region,
        "person_id": person.person_id,
        "channel": channel,
        "state": wanted,
        "lost_blind": lost,
        "changed_at": at,
    }
    await conn.execute(QUERIES["set_channel"], values)


async def _phone(conn: Conn, keys: Keys, person: PersonKey) -> bytes:
    """The blind index of the registered telephone."""
    identity = await people.identity_of(conn, keys, person)
    return blind(keys, "phone", identity.phone)
