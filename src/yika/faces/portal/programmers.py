"""The last messages of an institution, for whoever connects its system. In the sandbox only."""

from dataclasses import dataclass
from typing import Any, Final, cast

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency

from yika.access.service import NotSignedIn
from yika.demo.model import MADE_UP_CITY
from yika.demo.places import KEYS
from yika.faces.portal.pages import Asking, render
from yika.ground.days import BEIJING
from yika.guide.telling import Both
from yika.house import House
from yika.institutions import service
from yika.institutions.lately import Met
from yika.interface.paths import SINGLE
from yika.interface.spec import numbers, written

FIRST: Final = "H99990000001"
SAID_ALREADY: Final = frozenset({"told", "told_en", "fields", "count"})  # in the words
CODE_MAX: Final = 40  # characters
MOMENT: Final = "%Y-%m-%d %H:%M:%S"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason of a refusal, with what it was about."""

    code: str
    said: Both
    then: Both
    facts: str


@dataclass(frozen=True, slots=True)
class Law:
    """What stops somebody, and the policies that say so."""

    cause: str
    policies: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One message as the page shows it."""

    at: str  # by the machine's clock
    asked_at: str | None  # by the sandbox's; None where it was refused before that was read
    infno: str
    called: Both | None
    msgid: str
    took_ms: str
    passed: bool
    told: str | None
    codes: tuple[str, ...]
    reasons: tuple[Reason, ...]
    laws: tuple[Law, ...]
    request: str | None
    reply: str | None


@get("/programmers")
async def programmers(request: Asking, house: NamedDependency[House]) -> Response[str]:
    """What came in lately and what became of it. Fails with NotSignedIn outside the sandbox."""
    if not house.config.sandbox:
        raise NotSignedIn
    async with house.database.transaction() as conn:
        now = await house.now(conn)
        known = await service.all_of(conn, MADE_UP_CITY)
    heard = house.lately.heard()
    code = request.query_params.get("code", "").strip()[:CODE_MAX] or next(iter(heard), FIRST)
    names = {one.code: one.name for one in known}
    if code not in names:
        names = {code: "", **names}
    return render(
        request,
        "programmers.html",
        sandbox=True,
        now=now,
        code=code,
        names=names,
        heard=heard,
        messages=[shown(met) for met in house.lately.of(code)],
        processes=house.config.processes,
        address=f"{request.base_url}".rstrip("/") + SINGLE,
        keys=KEYS["csb"],
    )


def shown(met: Met) -> Shown:
    """A message for the page."""
    request, reply = met.shown()
    yika = _extension(reply)
    names = written(met.infno).name if met.infno in numbers() else None
    return Shown(
        at=f"{met.at.astimezone(BEIJING):%H:%M:%S}",
        asked_at=None if met.asked_at is None else f"{met.asked_at.astimezone(BEIJING):{MOMENT}}",
        infno=met.infno,
        called=None if names is None else Both(names.zh, names.en),
        msgid=met.msgid,
        took_ms=f"{met.took_ms:.0f}" if met.took_ms >= 1 else f"{met.took_ms:.1f}",
        passed=not met.refused_by,
        told=met.told,
        codes=met.refused_by,
        reasons=tuple(map(_reason, yika.get("reasons", ()))),
        laws=() if not met.refused_by else _laws(yika.get("standing") or {}),
        request=_pretty(request),
        reply=_pretty(reply),
    )


def _extension(reply: object) -> dict[str, Any]:
    """What yika said beside the interface's own reply."""
    if not isinstance(reply, dict):
        return {}
    return cast("dict[str, Any]", reply).get("yika") or {}


def _reason(told: dict[str, Any]) -> Reason:
    then = told["next"]
    facts = {name: value for name, value in told["facts"].items() if name not in SAID_ALREADY}
    return Reason(
        code=told["code"],
        said=Both(told["zh"], told["en"]),
        then=Both(then["zh"], then["en"]),
        facts=msgspec.json.encode(facts).decode() if facts else "",
    )


def _laws(standing: dict[str, Any]) -> tuple[Law, ...]:
    """The holds of a person, each with the policies it rests on."""
    return tuple(
        Law(hold["cause"], tuple(dict.fromkeys(ref["id"] for ref in hold["policy"])))
        for hold in standing.get("holds", ())
    )


def _pretty(value: object) -> str | None:
    if value is None:
        return None
    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode()
