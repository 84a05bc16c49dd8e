"""A case as every face tells it to whoever asks, with what a grievance is about in words."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Final, TypeAlias
from uuid import UUID

import msgspec
import yaml

from yika.access.model import Actor, Role
from yika.accounts import service as accounts
from yika.accounts.model import chart
from yika.cards import service as cards
from yika.ground.days import BEIJING
from yika.ground.errors import Missing
from yika.ground.money import yuan
from yika.guide.comes_to import CaseForOfficers, comes_to, is_for
from yika.guide.reading import as_seen
from yika.guide.telling import Both, name
from yika.matters.cases import looking
from yika.matters.cases.doing import act_of
from yika.matters.cases.model import Case
from yika.matters.record_acts import Complain
from yika.people.model import PersonKey
from yika.policy.load import Book
from yika.policy.words import lists
from yika.settlement.till import mine
from yika.store import journal
from yika.store.db import Conn
from yika.store.keys import Keys

EVENTS: Final = Path(__file__).parent / "words" / "card_events.yaml"
LOOKS: Final = (".read", ".found", ".checked")  # how entries of the journal end that only looked
WHO: Final[dict[str, Both]] = {
    Role.OFFICER: Both("工作人员", "an officer"),
    Role.INSTITUTION: Both("定点机构", "an institution"),
    Role.EMPLOYER: Both("单位", "an employer"),
    Role.HOLDER: Both("本人或代办人", "the person or their agent"),
}
Told: TypeAlias = Callable[[Conn, PersonKey, str], Awaitable[Both | None]]


async def case_told(
    conn: Conn,
    keys: Keys,
    book: Book,
    actor: Actor,
    case: Case,
    at: datetime,
    *,
    replayed: bool = False,
) -> CaseForOfficers:
    """A case for whoever was let see it; of a grievance, what the line is that it objects to.

    To officers also what an application for money would come to.
    """
    told = looking.told(case, book, at, replayed=replayed)
    act = act_of(case)
    if isinstance(act, Complain):
        line = await LINES[act.about](conn, case.person, act.reference)
        concerns = None if line is None else {"zh": line.zh, "en": line.en}
        told = msgspec.structs.replace(told, concerns=concerns)
    worth = await comes_to(conn, keys, book, case, at) if is_for(actor, case) else None
    seen = msgspec.structs.asdict(as_seen(told, actor))
    return CaseForOfficers(**seen, comes_to=worth)


async def _entry(conn: Conn, person: PersonKey, reference: str) -> Both | None:
    found = await journal.entries_about(conn, person.region, person.person_id)
    entry = next((one for one in found if str(one.entry_id) == reference), None)
    if entry is None:
        return None
    looked = entry.what.endswith(LOOKS)
    who = WHO.get(entry.role, Both("系统", "the system"))
    zh = f"{who.zh}{_at(entry.happened_at)} 的{'查看' if looked else '办理'}"
    en = f"what {who.en} {'looked at' if looked else 'did'} at {_at(entry.happened_at)}"
    where = name(entry.channel, "zh", "channels"), name(entry.channel, "en", "channels")
    return Both(f"{zh}（{where[0]}）", f"{en} ({where[1]})")


async def _transfer(conn: Conn, person: PersonKey, reference: str) -> Both | None:
    try:
        found = await accounts.transfer_of(conn, person.region, UUID(reference))
    except (Missing, ValueError):
        return None
    reason = chart().reasons.get(found.reason)
    zh, en = ("账户收支", "a movement of the account") if reason is None else (reason.zh, reason.en)
    at, amount = _at(found.happened_at), yuan(found.amount_fen)
    return Both(f"{at} {zh} {amount} 元", f"{at} {en}, {amount} yuan")


async def _settlement(conn: Conn, person: PersonKey, reference: str) -> Both | None:
    try:
        found = await mine.bill_of(conn, person, int(reference))
    except (Missing, ValueError):
        return None
    at, total = _at(found.settled_at), yuan(found.total_fen)
    return Both(f"{at} 结算的医药费 {total} 元", f"the bill of {total} yuan settled at {at}")


async def _card_event(conn: Conn, person: PersonKey, reference: str) -> Both | None:
    card_id, _, place = reference.partition("/")
    held = await cards.of_person(conn, person)
    card = next((one for one in held if str(one.card_id) == card_id), None)
    if card is None or not place.isdecimal() or not 0 < int(place) <= len(card.events):
        return None
    event = card.events[int(place) - 1]
    word = _events().get(event.kind, Both("变动", "an event"))
    form = lists().words["forms"][card.form]
    at = _at(event.at)
    return Both(f"{form.zh} {at} 的“{word.zh}”", f"“{word.en}” of the {form.en} at {at}")


def _at(at: datetime) -> str:
    return at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")


@lru_cache(maxsize=1)
def _events() -> dict[str, Both]:
    return msgspec.convert(yaml.load(EVENTS.read_text("utf-8"), yaml.CSafeLoader), dict[str, Both])


LINES: Final[dict[str, Told]] = {
    "journal": _entry,
    "transfer": _transfer,
    "settlement": _settlement,
    "card_event": _card_event,
}
