"""Batches: an employer or a school has one matter done for many; officers take them in as well."""

from collections.abc import Sequence
from typing import Annotated, Final
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery, QueryParameter, RawBody

from yika.access.model import Duty
from yika.faces.api.asking import BEARER, NOS, Asked, Housed, Key, Region, key_of, options_of
from yika.faces.api.employers import WithFile, employer_of
from yika.faces.api.malformed import wrong
from yika.guide.batch_told import BatchPreviewTold, BatchTold, batch_told, preview_told
from yika.guide.telling import Both
from yika.matters.batches import papers, service, working
from yika.matters.batches.files import template
from yika.matters.batches.model import Asking
from yika.papers.files import MEGA_BYTES

TAGS: Final = ["batches"]
TAKERS: Final = (Duty.HANDLE,)
PAPER: Final = Both("paper=材料=文件编号", "paper=its name=the id of the file")
CSV: Final = "text/csv; charset=utf-8"
Matter = Annotated[str, QueryParameter(description="事项，如 card_replace / the matter")]
Common = Annotated[
    list[str] | None,
    QueryParameter(name="option", description="对全部人，如 reason=stripe / for everybody"),
]
Ticked = Annotated[
    list[str] | None,
    QueryParameter(name="commit", description="以承诺代替的材料 / papers committed to"),
]
Given = Annotated[
    list[str] | None,
    QueryParameter(name="paper", description="材料=文件编号 / paper=id of an uploaded file"),
]
Seen = Annotated[
    list[str] | None,
    QueryParameter(name="seen", description="经办人员已见的材料 / papers an officer saw"),
]


class Kept(msgspec.Struct, frozen=True):
    """A paper of an employer that was handed in."""

    file: UUID


@get(
    "/matters/{matter:str}/batch-template",
    tags=TAGS,
    summary="批量办理的模板 / the file to fill in for many",
    responses=NOS,
    media_type=CSV,
)
async def batch_template(matter: FromPath[str]) -> Response[bytes]:
    """A CSV with the headings in both languages and an example that is nobody."""
    content = template(matter).encode("utf-8-sig")
    named = {"Content-Disposition": f'attachment; filename="{matter}.csv"'}
    return Response(content, media_type=CSV, headers=named)


@post(
    "/employers/{code:str}/batch-papers",
    tags=TAGS,
    summary="上传单位材料 / hand in a paper of the employer's own",
    responses=NOS,
    security=BEARER,
    operation_class=WithFile,
)
async def hand_in(
    request: Asked, code: FromPath[str], region: Region, body: RawBody, house: Housed
) -> Kept:
    """The file is the body. Its id stands for everybody of a batch; the same again is the same."""
    bytes_max = house.config.file_megabytes * MEGA_BYTES
    async with house.database.transaction() as conn:
        actor, employer = await employer_of(conn, request, house, region, code, duties=TAKERS)
        to = conn, house.database.keys, actor, employer, body, bytes_max
        return Kept(await papers.keep(*to, await house.now(conn)))


@post(
    "/employers/{code:str}/batches/preview",
    tags=TAGS,
    summary="批量办理预检 / every error of a batch",
    status_code=200,
    responses=NOS,
    security=BEARER,
    operation_class=WithFile,
)
async def preview(
    request: Asked,
    code: FromPath[str],
    region: Region,
    matter: Matter,
    body: RawBody,
    house: Housed,
    option: Common = None,
    commit: Ticked = None,
    paper: Given = None,
    seen: Seen = None,
) -> BatchPreviewTold:
    """Send the file itself, CSV or xlsx. Nothing is done; each person's journal has the look."""
    async with house.database.transaction() as conn:
        actor, employer = await employer_of(conn, request, house, region, code, duties=TAKERS)
        asking, now = _asking(matter, option, commit, paper, seen), await house.now(conn)
        to = conn, house.database.keys, house.book, actor, employer
        return preview_told(await service.preview(*to, asking, body, now))


@post(
    "/employers/{code:str}/batches",
    tags=TAGS,
    summary="批量办理 / have a matter done for many",
    response_description="The batch; a repeat of the same key goes on with what is waiting",
    responses=NOS,
    security=BEARER,
    operation_class=WithFile,
)
async def send(
    request: Asked,
    code: FromPath[str],
    region: Region,
    matter: Matter,
    body: RawBody,
    house: Housed,
    option: Common = None,
    commit: Ticked = None,
    paper: Given = None,
    seen: Seen = None,
    skip_errors: FromQuery[bool] = False,
    key: Key = None,
) -> BatchTold:
    """Send the file itself. With an error in it nothing is sent, unless `skip_errors`.

    The first hundred people are done before the answer comes. Where more are `waiting`, the
    server goes on by itself; the same request again does so at once.
    """
    async with house.database.transaction() as conn:
        actor, employer = await employer_of(conn, request, house, region, code, duties=TAKERS)
        asking, now = _asking(matter, option, commit, paper, seen), await house.now(conn)
        to = conn, house.database.keys, house.book, actor, employer, asking, body
        sent = await service.send(*to, key_of(key), now, skip_errors=skip_errors)
    batch, replayed = service.accepted(sent)
    await working.work_a_while(house.database, house.book, batch, now)
    async with house.database.transaction() as conn:
        found = await service.by_number(conn, actor, employer, batch.number, now)
        return await batch_told(conn, house.database.keys, found, replayed=replayed)


@get(
    "/employers/{code:str}/batches",
    tags=TAGS,
    summary="单位的批次 / the batches of an employer",
    responses=NOS,
    security=BEARER,
)
async def list_batches(
    request: Asked, code: FromPath[str], region: Region, house: Housed
) -> list[BatchTold]:
    """The newest batches, without their lines."""
    async with house.database.transaction() as conn:
        actor, employer = await employer_of(conn, request, house, region, code, duties=TAKERS)
        found = await service.of_employer(conn, actor, employer, await house.now(conn))
        return [await batch_told(conn, house.database.keys, one) for one in found]


@get(
    "/employers/{code:str}/batches/{number:str}",
    tags=TAGS,
    summary="一批的逐人结果 / a batch, and what came of each line",
    responses=NOS,
    security=BEARER,
)
async def show_batch(
    request: Asked, code: FromPath[str], number: FromPath[str], region: Region, house: Housed
) -> BatchTold:
    """A batch with its lines, each as its case stands now."""
    async with house.database.transaction() as conn:
        actor, employer = await employer_of(conn, request, house, region, code, duties=TAKERS)
        to = conn, actor, employer, number
        found = await service.by_number(*to, await house.now(conn))
        return await batch_told(conn, house.database.keys, found)


def _asking(
    matter: str,
    common: Sequence[str] | None,
    committed: Sequence[str] | None,
    given: Sequence[str] | None,
    seen: Sequence[str] | None,
) -> Asking:
    """What is asked for everybody. Fails with Malformed."""
    try:
        files = {paper: UUID(file) for paper, file in options_of(given, "paper", PAPER).items()}
    except ValueError:
        raise wrong("paper", PAPER) from None
    return Asking(
        matter=matter,
        common=options_of(common),
        committed=tuple(committed or ()),
        papers=files,
        seen=tuple(seen or ()),
    )


HANDLERS = [batch_template, hand_in, preview, send, list_batches, show_batch]
