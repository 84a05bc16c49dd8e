"""Papers of a batch: the list is the file, an employer's own stand for all, others are told of."""

from typing import Any
from uuid import UUID

import pytest

from tests.builders import AT, CITY, somebody, with_card
from tests.rooms.matters.batches.office import NAME, Office, a_file, codes, company, locked, of
from tests.rooms.matters.cases.test_applying import PDF
from tests.rooms.matters.deciding import CHECKER, HANDLER, step
from yika.ground.errors import YikaError
from yika.matters.batches import papers
from yika.matters.batches.model import Batch, LineState
from yika.matters.cases import steps
from yika.matters.cases.looking import of_person
from yika.matters.cases.model import Case, PaperState
from yika.papers import files
from yika.store.db import Database

BIRTH = ("生育情况", "生育日期", "收款银行", "收款账号")


@pytest.fixture
async def office(database: Database) -> Office:
    return await company(database)


async def handed_in(office: Office, content: bytes = PDF) -> UUID:
    async with office.database.transaction() as conn:
        to = conn, office.database.keys, office.actor, office.employer, content, 1_000_000
        return await papers.keep(*to, AT)


async def one_case(office: Office, batch: Batch) -> Case:
    async with office.database.transaction() as conn:
        keys = office.database.keys
        [case] = await of_person(conn, keys, office.actor, batch.lines[0].person, AT)
        return case


def states(case: Case) -> dict[str, str]:
    return {one.paper: one.state for one in case.papers}


async def test_what_is_done_at_once_needs_its_papers_and_the_list_is_the_file(
    database: Database, office: Office
) -> None:
    person = await locked(database)
    shown = await office.preview("password_unlock", of(person), committed=())
    [problem] = shown.errors
    assert (problem.code, problem.facts) == ("papers_missing", {"papers": ["employer_id"]})
    batch = await office.done("password_unlock", of(person))
    case = await one_case(office, batch)
    assert states(case) == {"name_list": PaperState.GIVEN, "employer_id": PaperState.COMMITTED}


async def test_an_uploaded_paper_of_the_employer_stands_for_everybody(
    database: Database, office: Office
) -> None:
    staff = [await locked(database) for _ in range(2)]
    file = await handed_in(office)
    assert await handed_in(office) == file
    own: dict[str, Any] = {"papers": {"employer_id": file}, "committed": ()}
    batch = await office.done("password_unlock", of(*staff), **own)
    assert {one.state for one in batch.lines} == {LineState.DONE}
    case = await one_case(office, batch)
    assert states(case) == {"name_list": PaperState.GIVEN, "employer_id": PaperState.GIVEN}
    async with database.transaction() as conn:
        kept = await papers.content(conn, database.keys, CITY, office.employer.employer_id, file)
    assert kept == PDF


async def test_a_paper_of_one_person_is_none_of_the_employers(
    database: Database, office: Office
) -> None:
    person, file = await with_card(database), await handed_in(office)
    asking: dict[str, Any] = {"papers": {"photo_1inch": file}, "common": {"reason": "stripe"}}
    shown = await office.preview("card_replace", of(person), **asking)
    assert codes(shown) == {2: {"paper_not_of_case"}}
    seen = await office.preview(
        "password_unlock", of(await locked(database)), seen=("employer_id",)
    )
    assert codes(seen) == {2: {"file_needed"}}
    promised: dict[str, Any] = {"committed": ("employer_id", "name_list")}
    shown = await office.preview("password_unlock", of(await locked(database)), **promised)
    assert codes(shown) == {2: {"no_commitment"}}


async def test_what_officers_decide_goes_on_as_a_case_and_the_line_follows_it(
    database: Database, office: Office
) -> None:
    mother = await somebody(database)
    row = NAME, mother.id_number, "顺产", "2026-03-01", "演示银行", "6222000000001234"
    own: dict[str, Any] = {"papers": {"employer_id": await handed_in(office)}}
    shown = await office.preview("maternity_claim", a_file(row, columns=BIRTH), **own)
    assert (shown.errors, shown.decision_by) == ([], "two")
    [warning] = shown.warnings
    assert warning.facts == {"papers": ["medical_record", "birth_record"]}
    batch = await office.done("maternity_claim", a_file(row, columns=BIRTH), **own)
    assert [one.state for one in batch.lines] == [LineState.OPEN]
    case = await one_case(office, batch)
    async with database.transaction() as conn:
        [upload] = await files.of_person(conn, mother.person)
        assert await files.content(conn, database.keys, upload) == PDF
    for paper in ("medical_record", "birth_record"):
        await step(mother, case.number, steps.GivePaper(paper=paper), HANDLER)
    await step(mother, case.number, steps.Accept(), HANDLER)
    refusal = steps.Propose(outcome="refuse", reasons="材料不足以证明")
    await step(mother, case.number, refusal, HANDLER)
    await step(mother, case.number, steps.Confirm(), CHECKER)
    assert [one.state for one in (await office.shown(batch)).lines] == [LineState.REFUSED]
    again = await office.preview("maternity_claim", a_file(row, columns=BIRTH), **own)
    assert again.errors == []


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "upload_empty"), (b"<html>", "upload_kind"), (PDF * 30_000, "upload_too_large")],
)
async def test_a_paper_is_a_whole_document_of_a_size_that_is_taken(
    office: Office, content: bytes, code: str
) -> None:
    with pytest.raises(YikaError) as refused:
        await handed_in(office, content)
    assert refused.value.code == code
