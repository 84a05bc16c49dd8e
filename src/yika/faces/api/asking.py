"""Who is asking, about whom, and what the parameters of an address say."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated

from litestar import Request
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import HeaderParameter, QueryParameter

from yika.access import service as access
from yika.access.model import Actor, Duty, Role
from yika.faces.api.malformed import (
    INSTANT,
    MONTH,
    OPTION,
    REGION,
    YUAN,
    Malformed,
    missing,
    one_of,
    wrong,
)
from yika.faces.api.replies import MEDIA_TYPE, TITLES, KeyMissing, Problem
from yika.ground.days import beijing_day, countable, start_of, wall_clock
from yika.ground.errors import refuse_all
from yika.ground.money import fen
from yika.guide.telling import Both
from yika.house import House
from yika.insurance.entitled.spans import month
from yika.matters.service import KEY_MAX, KeyForm
from yika.people import service as people
from yika.people.model import PersonKey
from yika.people.service import NoSuchPerson
from yika.policy.load import is_division
from yika.policy.service import known
from yika.policy.words import lists
from yika.store.db import Conn
from yika.store.keys import Keys

APP = "app"  # through which channel programs act
KEY = "必填，1 至 200 个字符，每件事一个 / required: a key of your own for each request"
TEXT_MAX = 4_000  # characters of a parameter
AMOUNT = re.compile(r"[0-9]{1,12}(\.[0-9]{1,2})?")
BEARER: list[dict[str, list[str]]] = [{"session": []}]
NOS = {
    status: ResponseSpec(
        data_container=Problem, description=title, media_type=MEDIA_TYPE, generate_examples=False
    )
    for status, title in TITLES.items()
    if status not in (405, 500)
}
Housed = NamedDependency[House]
Asked = Request[None, None, State]
Key = Annotated[str | None, HeaderParameter(name="Idempotency-Key", description=KEY)]
Region = Annotated[str, QueryParameter(description="六位地区代码 / six digits, as 999900")]
Day = Annotated[
    date | None, QueryParameter(description="哪一天，默认今天 / a day; without it, today")
]
Month = Annotated[str, QueryParameter(description="月份，如 2026-03 / a month, as 2026-03")]


async def actor_of(conn: Conn, request: Asked, house: House) -> Actor:
    """Who is asking, by the bearer token; in the sandbox, at the counter named by Yika-Channel."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    given = token if scheme.lower() == "bearer" else None
    channel = request.headers.get("yika-channel", APP) if house.config.sandbox else APP
    if channel not in lists().words["channels"]:
        channels = lists().words["channels"]
        raise wrong("Yika-Channel", one_of(channels), channels)
    return await access.actor_of(conn, given, channel, wall_clock())


async def officer_of(
    conn: Conn, request: Asked, house: House, matter: str, region: str, *duties: Duty
) -> Actor:
    """Who is asking, if that is an officer of the region with one of these duties.

    Fails with NotSignedIn, OfficersOnly, OtherRegion or DutyNeeded.
    """
    actor = await actor_of(conn, request, house)
    access.require_officer(actor, matter)
    access.require_duty(actor, int(division_of(region)), matter, *duties)
    return actor


def person_of(text: str, actor: Actor) -> PersonKey:
    """The person meant by ``me`` or ``<region>-<person>``."""
    if text == "me" and actor.person is not None:
        return actor.person
    region, _, number = text.partition("-")
    if not (region.isascii() and region.isdigit() and number.isascii() and number.isdigit()):
        raise NoSuchPerson(kind="person")
    if len(region) > 6 or len(number) > 18:
        raise NoSuchPerson(kind="person")
    return PersonKey(int(region), int(number))


async def person_by_number(conn: Conn, keys: Keys, actor: Actor, number: str) -> PersonKey:
    """The person with an ID number. Only an officer learns that there is none."""
    try:
        return await people.find(conn, keys, "id_number", number)
    except NoSuchPerson:
        if actor.role is Role.OFFICER:
            raise
        raise access.NoMandate(matter="ask") from None


def name_of(person: PersonKey) -> str:
    """A person as the API names them."""
    return f"{person.division}-{person.person_id}"


def key_of(key: str | None) -> str:
    """The key of something done once. Fails with KeyMissing or KeyForm."""
    if not key:
        raise KeyMissing
    if len(key) > KEY_MAX:
        raise KeyForm(max=KEY_MAX)
    return key


def division_of(region: str) -> str:
    """The code, if it has the form of one. Fails with Malformed."""
    if not is_division(region):
        raise wrong("region", REGION)
    return region


def region_of(region: str | None, house: House, name: str = "region") -> str:
    """A region that has policy data. Fails with Malformed or NoSuchRegion."""
    if region is None:
        raise missing(name, REGION, house.book.divisions())
    if not is_division(region):
        raise wrong(name, REGION, house.book.divisions())
    return known(house.book, region)


async def day_of(on: date | None, house: House) -> date:
    """The day asked about, or today by the domain's clock. Fails with NotCountable."""
    if on is not None:
        return beijing_day(countable(start_of(on)))
    async with house.database.transaction() as conn:
        return beijing_day(await house.now(conn))


def month_of(name: str, text: str) -> date:
    """The first day of a month. Fails with Malformed."""
    found = month(text)
    if found is None:
        raise wrong(name, MONTH)
    return found


def amount_of(name: str, text: str) -> int:
    """Fen of an amount in yuan. Fails with Malformed."""
    if not AMOUNT.fullmatch(text):
        raise wrong(name, YUAN)
    return fen(text)


def instant_of(name: str, at: datetime | None) -> datetime | None:
    """An instant that has a zone. Fails with Malformed."""
    if at is not None and at.tzinfo is None:
        raise wrong(name, INSTANT)
    return at


def options_of(
    told: Sequence[str] | None, field: str = "option", form: Both = OPTION
) -> dict[str, str]:
    """Choices written ``option=name=value``, each name once. Fails with Malformed."""
    pairs = [one.partition("=") for one in told or []]
    if any(not name or not member for name, _, member in pairs):
        raise wrong(field, form)
    found = {name: member for name, _, member in pairs}
    if len(found) < len(pairs):
        raise Malformed(
            problem=Both(f"{field} 里每个名称只能写一次", f"{field} may have each name only once"),
            field=field,
        )
    return found


def short(**texts: str | None) -> None:
    """Refuse parameters longer than anybody needs. Fails with Malformed."""
    long = [name for name, text in texts.items() if text is not None and len(text) > TEXT_MAX]
    if long:
        limit = Both(f"最多 {TEXT_MAX} 个字符", f"at most {TEXT_MAX} characters")
        refuse_all([wrong(name, limit) for name in long])
