"""Documents say what they said when issued, can be checked by their code, and tell no more."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from tests.builders import AT, Somebody, somebody
from tests.rooms.papers.scans import read
from yika.ground.errors import YikaError
from yika.papers import codes, documents
from yika.papers.codes import MistypedCode, grouped, read_code
from yika.papers.documents import NoSuchDocument, PrintedOnce
from yika.papers.kinds import kinds, lines_of
from yika.papers.model import Document, State
from yika.people import service as people
from yika.policy.words import lists
from yika.store.db import Database

DAY = timedelta(days=1)
FACTS: dict[str, dict[str, object]] = {
    "receipt_of_papers": {
        "number": "999900-260316-000001-7",
        "matter": "card_replace",
        "received_at": AT,
        "given": ["id_card", "photo_1inch"],
        "due_on": date(2026, 3, 25),
    },
    "receipt": {
        "number": "999900-260316-000001-7",
        "matter": "card_replace",
        "received_at": AT,
        "given": ["id_card", "photo_1inch"],
        "due_on": date(2026, 3, 25),
    },
    "decision": {
        "number": "999900-260316-000001-7",
        "matter": "card_replace",
        "decision": {"zh": "同意", "en": "approved"},
        "reasons": ["材料齐全"],
        "appeal": [{"zh": "60 日内申请行政复议", "en": "review within 60 days"}],
    },
    "password_letter": {"card": "*************1234", "card_id": 7},
    "clear_out_notice": {
        "number": uuid4(),
        "old_bank": "演示银行",
        "new_bank": "另一银行",
        "noticed_at": AT,
    },
    "transaction_record": {
        "since": date(2026, 1, 1),
        "until": date(2026, 3, 1),
        "opening": "0.00",
        "closing": "1.00",
    },
    "cover_proof": {"scheme": {"zh": "职工基本医疗保险", "en": "employees"}, "months": 73},
    "temporary_certificate": {"reason": "lost", "uses": ["住院", "门诊"]},
    "materials_list": {"matter": "card_replace", "papers": ["id_card"], "fee": "20.00"},
}


async def issued(
    who: Somebody, kind: str, valid_until: timedelta | None = None, **more: object
) -> Document:
    until = None if valid_until is None else AT + valid_until
    async with who.database.transaction() as conn:
        to = conn, who.database.keys, who.person, kind, {**FACTS[kind], **more}, AT
        return await documents.issue(*to, valid_until=until)


def test_every_kind_is_tried_here():
    assert FACTS.keys() == kinds().keys()
    for kind in kinds().values():
        assert set(kind.words.values()) <= lists().words.keys()


@pytest.mark.covers("LOSS-21")
@pytest.mark.parametrize("kind", sorted(FACTS.keys() - {"password_letter"}))
async def test_each_kind_prints_with_chinese_text_its_code_and_page(database: Database, kind: str):
    who = await somebody(database, name="𬱖小明")
    made = await issued(who, kind)
    async with database.transaction() as conn:
        address = "https://yika.example"
        told = await documents.pdf(conn, database.keys, who.person, made.document_id, address)
    text = "".join(read(told))
    for said in (kinds()[kind].title, "演示市", "2026-03-16 09:00", grouped(made.code), "共 1 页"):
        assert said in text
    plain = "".join(text.split())
    assert all("".join(line.split()) in plain for line in made.content.lines)
    whole = kinds()[kind].whole
    assert ("𬱖小明" in text) == ("name" in whole)
    assert (who.id_number in text) == ("id_number" in whole)


async def test_a_document_says_what_it_said_when_it_was_issued(database: Database):
    who = await somebody(database)
    made = await issued(who, "receipt")
    async with database.transaction() as conn:
        await people.correct_name(conn, database.keys, who.person, "李新名")
        again = await documents.find(conn, database.keys, who.person, made.document_id)
    assert again == made
    assert again.content.name == "王小明"
    assert "已收材料：居民身份证原件、近期一寸免冠照片" in again.content.lines
    assert not any("还缺材料" in line for line in again.content.lines)


async def test_the_same_number_again_is_the_first_document(database: Database):
    who, number = await somebody(database), uuid4()
    async with database.transaction() as conn:
        to = conn, database.keys, who.person
        first = await documents.issue(*to, "receipt", FACTS["receipt"], AT, document_id=number)
        second = await documents.issue(
            *to, "decision", FACTS["decision"], AT + DAY, document_id=number
        )
        assert first == second
        assert await documents.of_person(*to) == [first]


async def test_a_code_tells_state_kind_day_and_masked_name_and_nothing_else(database: Database):
    who = await somebody(database)
    made = await issued(who, "clear_out_notice", valid_until=DAY)
    async with database.transaction() as conn:
        keys = database.keys
        found = await documents.check(conn, keys, grouped(made.code).lower(), AT)
        assert (found.state, found.kind, found.issued_on) == (
            State.GENUINE,
            "clear_out_notice",
            date(2026, 3, 16),
        )
        assert found.name == "王**"
        assert (await documents.check(conn, keys, made.code, AT + DAY)).state is State.EXPIRED
        await documents.withdraw(conn, who.person, made.document_id, AT)
        await documents.withdraw(conn, who.person, made.document_id, AT + 2 * DAY)
        assert (await documents.check(conn, keys, made.code, AT)).state is State.WITHDRAWN
        unknown = codes.code_of(keys, who.person, uuid4())
        with pytest.raises(NoSuchDocument):
            await documents.check(conn, keys, unknown, AT)


async def test_a_document_is_of_its_person_only(database: Database):
    who, other = await somebody(database), await somebody(database)
    made = await issued(who, "receipt")
    async with database.transaction() as conn:
        assert await documents.whose(conn, made.document_id) == who.person
        for no in (
            documents.find(conn, database.keys, other.person, made.document_id),
            documents.whose(conn, uuid4()),
        ):
            with pytest.raises(NoSuchDocument):
                await no


async def test_a_letter_with_a_password_is_not_printed_again(database: Database):
    who = await somebody(database)
    made = await issued(who, "password_letter")
    async with database.transaction() as conn:
        with pytest.raises(PrintedOnce):
            await documents.pdf(conn, database.keys, who.person, made.document_id)


def test_a_document_that_lacks_what_it_needs_is_a_mistake_of_ours():
    with pytest.raises(AssertionError):
        lines_of(kinds()["receipt"], {"matter": "card_apply"})


@pytest.mark.parametrize("wrong", ["", "8", "8" * 15, "8" * 17, "U" * 16, "é" * 16, "8" * 4_000])
def test_what_is_no_code_is_told_as_mistyped(wrong: str):
    with pytest.raises(MistypedCode):
        read_code(wrong)


@given(st.uuids(), st.integers(0, 15), st.sampled_from(codes.ALPHABET))
def test_one_slip_in_a_code_never_reads_as_another(number: object, place: int, slip: str):
    code = a_code(str(number))
    typed = code[:place] + slip + code[place + 1 :]
    if typed == code:
        assert read_code(grouped(typed)) == code
    else:
        with pytest.raises(YikaError):
            read_code(typed)


def a_code(seed: str) -> str:
    plain = "".join(codes.ALPHABET[ord(char) % 32] for char in seed)[: codes.LENGTH - 1]
    return plain + luhn.calc_check_digit(plain, codes.ALPHABET)


def test_letters_read_as_figures_are_the_figures():
    code = a_code("00000000-1111-0000-1111-000000000000")
    read_as = {"0": "O", "1": "I"}
    assert read_code("".join(read_as.get(char, char) for char in code)) == code
    assert not set("ILOU") & set(codes.ALPHABET)
