"""The pages of the directory and of the article on what the card is for."""

from collections.abc import Mapping
from typing import Any

from litestar import Response, get
from litestar.di import NamedDependency

from yika.faces.portal.calculators.asking import SANDBOX, regions
from yika.faces.portal.calculators.asking import asked as calculated
from yika.faces.portal.calculators.asking import region as region_field
from yika.faces.portal.calculators.shown import Result
from yika.faces.portal.pages import Asking, render
from yika.faces.portal.places import article, asking
from yika.faces.portal.replies import reasons, status_of
from yika.ground.days import beijing_day
from yika.ground.errors import YikaError
from yika.guide.places_told import found_told
from yika.guide.telling import Told
from yika.house import House
from yika.institutions import service
from yika.institutions.directory import directory, districts

Housed = NamedDependency[House]
NOT_PUBLISHED = (404, 503)  # the region has no rule for it


@get("/places")
async def places(request: Asking, house: Housed) -> Response[str]:
    """Designated places of a region, by district, department, kind or complaint."""
    given = dict(request.query_params.items())
    async with house.database.transaction() as conn:
        now = await house.now(conn)
        on = beijing_day(now)
        region = _region(house, given)
        known = [one for one in await service.all_of(conn, int(region)) if one.in_force(on)]
        fields = asking.fields(regions(house.book), districts(known))
        search = asking.search_of(given, fields)
        found = await directory(conn, int(region), on, search)
    return render(
        request,
        "places.html",
        sandbox=house.config.sandbox,
        now=now,
        fields=fields,
        given={**given, "region": region},
        asked=search != asking.Search(),
        found=found_told(found, int(region), on),
        none_here=not known,
        usual=asking.usual_complaints(),
    )


@get("/guide/card")
async def card_guide(request: Asking, house: Housed) -> Response[Any]:
    """Where the card can be used and what each fund pays, from the policy of a region."""
    async with house.database.transaction() as conn:
        now = await house.now(conn)
    given = {"region": request.query_params.get("region", "")}
    sandbox, status = house.config.sandbox, 200
    refused: list[Told] = []
    result: Result | None = None
    asked = calculated(house.book, {}, now, sandbox=sandbox)
    try:
        asked = calculated(house.book, given, now, sandbox=sandbox)
        result = article.article(house.book, asked.division, asked.on, now)
    except YikaError as error:
        refused, status = reasons(error), status_of(error)
        status = 200 if status in NOT_PUBLISHED else status
    return render(
        request,
        "guide_card.html",
        status,
        sandbox=sandbox,
        now=now,
        fields=[region_field(asked)],
        given={"region": asked.division},
        result=result,
        refused=refused,
    )


def _region(house: House, given: Mapping[str, str]) -> str:
    """The region asked about; the first where it is none of those here."""
    known = regions(house.book)
    wanted = given.get("region", "")
    first = SANDBOX if house.config.sandbox and SANDBOX in known else known[0]
    return wanted if wanted in known else first
