"""From failures to replies: problem details (RFC 9457), one shape for all, all reasons at once."""

from typing import Any

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException

from yika.access.service import NotSignedIn, OfficersOnly
from yika.faces.api.malformed import Malformed
from yika.faces.api.unreadable import unreadable
from yika.ground.errors import (
    Conflict,
    Missing,
    Refusals,
    Refused,
    Unavailable,
    YikaError,
    reasons_of,
)
from yika.guide.refusals import Mistake, NoSuchPage, mistake
from yika.guide.telling import Told, tell
from yika.settlement.pricing.found import BenefitNeeds

MEDIA_TYPE = "application/problem+json"


class KeyMissing(Refused):
    """An act came without an Idempotency-Key. Facts: none."""

    code = "key_missing"


class TooMany(Refused):
    """More people at once than a batch takes. Facts: max, given."""

    code = "too_many"


class WrongMethod(Refused):
    """There is something at this address, but not for this method. Facts: none."""

    code = "wrong_method"


STATUS: dict[type[YikaError], int] = {
    Malformed: 400,
    WrongMethod: 405,
    Mistake: 500,
    KeyMissing: 400,
    TooMany: 400,
    NotSignedIn: 401,
    OfficersOnly: 403,
    BenefitNeeds: 422,
    Missing: 404,
    Conflict: 409,
    Refused: 422,
    Unavailable: 503,
}
TITLES = {
    400: "请求有误 / malformed",
    401: "请先登录 / sign in first",
    403: "无权办理 / not yours to do",
    404: "没有找到 / not found",
    405: "不支持这种请求方法 / not for this method",
    409: "与现有记录冲突 / conflict",
    422: "不能办理 / refused",
    500: "系统出了差错 / a mistake of ours",
    503: "暂时无法办理 / unavailable",
}


class Problem(msgspec.Struct, frozen=True):
    """A failure. `reasons` are all of them; `code` and `title` are of the first."""

    type: str
    title: str
    status: int
    code: str
    reasons: list[Told]


def problem(error: YikaError) -> Response[Problem]:
    """The reply to a "no" of ours."""
    reasons = [tell(reason) for reason in reasons_of(error)]
    first = reasons_of(error)[0]
    status = next(status for family, status in STATUS.items() if isinstance(first, family))
    body = Problem(
        type=f"urn:yika:error:{first.code}",
        title=TITLES[status],
        status=status,
        code=first.code,
        reasons=reasons,
    )
    return Response(body, status_code=status, media_type=MEDIA_TYPE)


def on_yika_error(_: Request[Any, Any, Any], error: YikaError) -> Response[Problem]:
    """The reply to a "no" that a handler let pass."""
    return problem(error)


def on_http_error(request: Request[Any, Any, Any], error: HTTPException) -> Response[Problem]:
    """Framework refusals in our shape. What was sent is never repeated: it may hold a password."""
    if error.status_code == 404:
        return problem(NoSuchPage())
    if error.status_code == 405:
        return problem(WrongMethod())
    found = problem(Refusals(unreadable(request, error)))
    return Response(
        msgspec.structs.replace(found.content, status=error.status_code),
        status_code=error.status_code,
        media_type=MEDIA_TYPE,
        headers=error.headers,
    )


def on_mistake(_: Request[Any, Any, Any], error: Exception) -> Response[Problem]:
    """The reply to a mistake of ours: a number to quote."""
    return problem(mistake(error))
