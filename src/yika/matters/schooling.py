"""The school of a pupil or student (学校): named when they enrol, so that it can act for them."""

from typing import Final

from yika.access.model import Role
from yika.ground.errors import Refused
from yika.insurance.books import employers
from yika.matters.cover import Enrol
from yika.matters.work import Work

SCHOOLED: Final = ("pupil", "student")  # resident groups that go to a school


class NoSchoolThere(Refused):
    """Only pupils and students are enrolled with a school. Facts: groups."""

    code = "no_school_there"


async def school_of(act: Enrol, work: Work) -> int | None:
    """The number of the school named, or of the one that asks.

    Fails with NoSchoolThere, WrongEmployerCode or NoSuchEmployer.
    """
    goes = act.scheme == "resident" and act.group in SCHOOLED
    if act.school is None or not act.school.strip():
        asks = work.actor.role is Role.EMPLOYER and goes
        return work.actor.employer if asks else None
    if not goes:
        raise NoSchoolThere(groups=list(SCHOOLED))
    return (await employers.by_code(work.conn, work.person.region, act.school)).employer_id
