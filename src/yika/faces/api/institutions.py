"""The directory of designated institutions: public, one region at a time, facts and no scores."""

from typing import Annotated

from litestar import get
from litestar.params import FromPath, FromQuery, QueryParameter

from yika.faces.api.asking import NOS, Day, Housed, Region, day_of, region_of, short
from yika.faces.api.malformed import one_of, wrong
from yika.guide.places_told import FoundTold, InstitutionTold, found_told, listed_told
from yika.institutions import service
from yika.institutions.directory import Search, directory
from yika.institutions.model import ACCEPTED, KINDS, Listed

TAGS = ["institutions"]
ASKED = {status: spec for status, spec in NOS.items() if status not in (401, 403, 409, 422)}
Complaint = Annotated[
    str | None, QueryParameter(description="哪里不舒服 / what hurts, in one's own words")
]
Department = Annotated[
    str | None, QueryParameter(description="科室代码，如 cardiology / a word of the navigation")
]


@get(
    "/institutions",
    tags=TAGS,
    summary="定点医院和药店、按不适找科室 / designated places, from complaint to department",
    responses=ASKED,
)
async def institutions_of(
    house: Housed,
    region: Region,
    district: FromQuery[str | None] = None,
    department: Department = None,
    complaint: Complaint = None,
    kind: FromQuery[str | None] = None,
    accepts: FromQuery[str | None] = None,
    text: FromQuery[str | None] = None,
    on: Day = None,
) -> FoundTold:
    """The region's institutions designated on a day that fit all that is asked.

    It finds the way and diagnoses nothing. `emergency`: call 120 first.
    """
    short(district=district, department=department, complaint=complaint, text=text)
    for name, given, allowed in (("kind", kind, KINDS), ("accepts", accepts, ACCEPTED)):
        if given is not None and given not in allowed:
            raise wrong(name, one_of(allowed), allowed)
    where, day = int(region_of(region, house)), await day_of(on, house)
    search = Search(
        district=district,
        department=department,
        complaint=complaint,
        kind=kind,
        accepts=accepts,
        text=text,
    )
    async with house.database.transaction() as conn:
        found = await directory(conn, where, day, search)
    return found_told(found, where, day)


@get(
    "/institutions/{code:str}",
    tags=TAGS,
    summary="一家定点机构 / one institution",
    responses=ASKED,
)
async def institution_of(house: Housed, code: FromPath[str], on: Day = None) -> InstitutionTold:
    """One institution by its code, whether it is designated on the day or not."""
    day = await day_of(on, house)
    async with house.database.transaction() as conn:
        place = await service.by_code(conn, code)
        ids = [place.institution_id]
        departments = await service.departments_of(conn, place.region, ids)
        doctors = await service.doctors_of(conn, place.region, ids, day)
    listed = Listed(
        institution=place,
        departments=departments.get(place.institution_id, []),
        doctors=doctors.get(place.institution_id, 0),
    )
    return listed_told(listed, day)


HANDLERS = [institutions_of, institution_of]
