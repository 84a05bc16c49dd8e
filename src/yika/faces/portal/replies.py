"""From failures to pages, and from what was done to the message that says so.

All reasons at once, each with what to do next. What was sent is never repeated in an error.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from litestar import Request, Response
from litestar.exceptions import HTTPException

from yika.access.service import NotSignedIn, OfficersOnly
from yika.cards.model import Form as CardForm
from yika.cards.model import Stage
from yika.faces.portal.forms import Form, Maker
from yika.faces.portal.outcomes import facts_told
from yika.faces.portal.pages import CameFromElsewhere, render
from yika.faces.portal.phrases import instant, phrase, word
from yika.ground.errors import Conflict, Missing, Refused, Unavailable, YikaError, reasons_of
from yika.guide.refusals import mistake
from yika.guide.telling import Both, Told, tell
from yika.matters.model import Done

STATUS: dict[type[YikaError], int] = {
    NotSignedIn: 401,
    OfficersOnly: 403,
    CameFromElsewhere: 403,
    Missing: 404,
    Conflict: 409,
    Refused: 422,
    Unavailable: 503,
}


@dataclass(frozen=True, slots=True)
class Message:
    """What came of an act, at the top of the page."""

    good: bool
    lines: tuple[Both, ...]
    form: Form | None = None  # what is to be done next, offered at once


def status_of(error: YikaError) -> int:
    """The HTTP status of the first reason."""
    first = reasons_of(error)[0]
    return next(status for family, status in STATUS.items() if isinstance(first, family))


def reasons(error: YikaError) -> list[Told]:
    """All reasons in words."""
    return [tell(reason) for reason in reasons_of(error)]


def on_yika_error(request: Request[Any, Any, Any], error: YikaError) -> Response[str]:
    """A page that tells a "no" of ours."""
    signed_in = not isinstance(reasons_of(error)[0], NotSignedIn)
    return render(
        request,
        "refused.html",
        status_of(error),
        reasons=reasons(error),
        signed_in=signed_in,
        failure=None,
    )


def on_http_error(request: Request[Any, Any, Any], error: HTTPException) -> Response[str]:
    """A page for the framework's refusals, without what was sent."""
    if error.status_code == 404:
        return page_not_found(request)
    failure = phrase("other_failure")
    return render(request, "refused.html", error.status_code, reasons=[], failure=failure)


def page_not_found(request: Request[Any, Any, Any]) -> Response[str]:
    """A kind page for an address that is none, with the way home."""
    return render(request, "not_found.html", 404)


def on_mistake(request: Request[Any, Any, Any], error: Exception) -> Response[str]:
    """A page for our own mistake, with the number under which the log has it."""
    told = reasons(mistake(error))
    return render(request, "refused.html", 500, reasons=told, failure=phrase("mistake"))


def by_browser(request: Request[Any, Any, Any]) -> bool:
    """Whether somebody looks at a page: outside the API, and taking HTML."""
    path = request.url.path
    outside = path != "/api" and not path.startswith("/api/")
    return outside and "text/html" in request.headers.get("accept", "")


def message(done: Done, maker: Maker) -> Message:
    """What came of an act, in words, and what is to be done next."""
    now = maker.standing.at
    if done.act == "activate_card":
        return _activated(done, maker)
    match done.result:
        case "wrong" if done.locked_at is not None:
            return Message(good=False, lines=(phrase("wrong_locked"), *_unlocks(done, now)))
        case "wrong":
            return Message(
                good=False, lines=(phrase("wrong", count=done.tries_left), phrase("wrong_next"))
            )
        case "locked":
            return Message(good=False, lines=(phrase("locked"), *_unlocks(done, now)))
        case "unset":
            return Message(good=False, lines=(phrase("unset"),))
        case _:
            return Message(good=True, lines=tuple(_good(done, now)))


def outcome(done: Done, now: datetime) -> Message:
    """What came of an act about contributions or an account."""
    return Message(good=True, lines=(phrase(f"done_{done.act}"), *facts_told(done, now)))


def _activated(done: Done, maker: Maker) -> Message:
    """A card put into use: what became of the old one, and the password it came with."""
    old = any(
        card.form == CardForm.PHYSICAL
        and card.card_id != done.card_id
        and card.stage is Stage.ACTIVATED
        for card in maker.standing.cards
    )
    lines = [phrase("done_activate_card"), *([phrase("old_card_stopped")] if old else [])]
    what, holds = maker.initial(), {hold.cause for hold in maker.standing.holds}
    if what is None or "password_unset" in holds:
        return Message(good=True, lines=tuple(lines))
    key = "initial_is" if "password_initial" in holds else "initial_perhaps"
    lines.append(phrase(key, what=what))
    return Message(good=True, lines=tuple(lines), form=maker.change_now())


def _unlocks(done: Done, now: datetime) -> list[Both]:
    if done.unlocks_at is None:
        return [phrase("again_never")]
    return [phrase("unlocks_by_itself", when=instant(done.unlocks_at, now))]


def _good(done: Done, now: datetime) -> list[Both]:
    """What was done, with the dates and conditions that came of it."""
    key, facts = f"done_{done.act}", done.facts
    ready_on, lapses_at = facts.get("ready_on"), facts.get("lapses_at")
    if ready_on is not None:
        told = [
            phrase(
                f"{key}_by",
                ready_on=instant(datetime.fromisoformat(f"{ready_on}T00:00:00+08:00"), now),
            )
        ]
    elif lapses_at is not None:
        told = [
            phrase(f"{key}_until", lapses_at=instant(datetime.fromisoformat(str(lapses_at)), now))
        ]
    else:
        told = [phrase(key)]
    if facts.get("balance") is not None:
        told.append(phrase("balance_told", route=word("balance_routes", facts["balance"])))
    told += facts_told(done, now)
    if done.may_settle is False:
        told.append(phrase("right_not_settle"))
    elif done.must_change and done.result == "right":
        told.append(phrase("right_must_change"))
    return told
