"""The rows of a file by themselves: which columns, which words, what is wrong with each."""

from collections.abc import Mapping
from datetime import date
from typing import Any, get_args

import msgspec
import pytest

from tests.builders import CITY, an_id_number
from yika.ground.errors import YikaError, reasons_of
from yika.matters.batches.files import EXAMPLE, read, template
from yika.matters.batches.kinds import COLUMNS, KINDS, fields_of
from yika.matters.batches.rules import Known, act_of, judge
from yika.matters.cases.service import SECRETS
from yika.matters.model import Act
from yika.people.model import Identity, PersonKey
from yika.policy.words import lists

MATTERS = sorted(KINDS)
NUMBER = an_id_number(77)
IDENTITY = Identity(name="王小明", id_number=NUMBER, phone="13900001234")
KNOWN = {NUMBER: (PersonKey(CITY, 1), IDENTITY)}


def judged(text: str, matter: str = "card_activate", **common: str) -> list[tuple[int, str]]:
    known = Known(people=KNOWN, yours=frozenset({1}))
    problems, _ = judge(matter, common, read(matter, text.encode()), known)
    return [(one.line, one.code) for one in problems]


@pytest.mark.parametrize("matter", MATTERS)
def test_no_batch_has_a_secret_and_every_column_is_a_field_of_the_act(matter: str) -> None:
    kind = KINDS[matter]
    assert kind.act in get_args(Act)
    assert kind.act.matter == matter
    assert not SECRETS & set(kind.act.__struct_fields__)
    assert tuple(fields_of(matter)) == kind.columns or set(fields_of(matter)) == set(kind.columns)
    assert set(kind.given) <= set(kind.columns) <= set(COLUMNS)
    assert not kind.act.officers_only


@pytest.mark.parametrize("matter", MATTERS)
def test_the_template_can_be_read_back_and_its_example_is_right_but_for_the_person(
    matter: str,
) -> None:
    [row] = read(matter, template(matter).encode("utf-8-sig"))
    assert (row.name, row.id_number) == (EXAMPLE[0], EXAMPLE[1].lstrip("'"))
    act, wrong = act_of(matter, row.cells)
    assert wrong == []
    assert act is not None
    problems, good = judge(matter, {}, [row], Known(people={}, yours=frozenset()))
    assert [one.code for one in problems] == ["batch_not_yours"]
    assert good == []


@pytest.mark.parametrize("name", sorted(COLUMNS))
def test_a_choice_is_read_by_its_word_or_its_name_in_either_language(name: str) -> None:
    column = COLUMNS[name]
    for word, told in ({} if column.words is None else lists().words[column.words]).items():
        assert {column.read(said) for said in (word, told.zh, told.en)} == {word}


@pytest.mark.parametrize(
    ("matter", "told", "fields"),
    [
        ("card_replace", {"reason": "芯片损坏"}, {"reason": "chip"}),
        ("card_replace", {"reason": "chip", "bank": "演示银行"}, {"bank": "演示银行"}),
        ("password_unlock", {"identity": "id_card"}, {"kind": "social_security"}),
        ("password_unlock", {"identity": "出示户口簿"}, {"identity": "household_book"}),
        ("contribution_pay", {"amount": "380.00"}, {"amount": "380.00"}),
        ("off_site_file", {"place": "310000"}, {"off_site_kind": "stationed", "starts_on": None}),
        (
            "off_site_file",
            {"place": "310000", "starts_on": "2026-04-01"},
            {"starts_on": date(2026, 4, 1)},
        ),
    ],
)
def test_an_act_is_made_of_its_row(
    matter: str, told: Mapping[str, str], fields: Mapping[str, Any]
) -> None:
    act, wrong = act_of(matter, told)
    assert wrong == []
    assert {name: getattr(act, name) for name in fields} == fields


def test_a_record_inside_an_act_has_columns_of_its_own() -> None:
    cells = {"birth_kind": "顺产", "on": "2026-03-01", "children": "2"}
    account = {"account.bank": "演示银行", "account.number": "6222000000001234"}
    act, wrong = act_of("maternity_claim", cells | account)
    assert wrong == []
    told = msgspec.to_builtins(act)
    assert told["account"]["number"] == "6222000000001234"
    assert told["children"] == 2


@pytest.mark.parametrize(
    ("matter", "told", "numbers", "codes"),
    [
        ("card_replace", {}, (), ["batch_fields_empty"]),
        ("card_replace", {"reason": "坏了"}, (), ["batch_fields_unreadable"]),
        ("card_replace", {"reason": "chip", "card_id": "1"}, (), ["batch_fields_unreadable"]),
        ("contribution_pay", {"amount": "-1"}, (), ["batch_fields_unreadable"]),
        (
            "off_site_file",
            {"starts_on": "x"},
            (),
            ["batch_fields_empty", "batch_fields_unreadable"],
        ),
        (
            "maternity_claim",
            {
                "birth_kind": "natural",
                "on": "2026-03-01",
                "account.bank": "x",
                "account.number": "6222000000001234000",
            },
            ("account.number",),
            ["batch_number_not_text"],
        ),
    ],
)
def test_everything_wrong_with_the_fields_of_a_row_is_told_at_once(
    matter: str, told: Mapping[str, str], numbers: tuple[str, ...], codes: list[str]
) -> None:
    act, wrong = act_of(matter, told, frozenset(numbers))
    assert act is None
    assert [one.code for one in wrong] == codes
    assert not any("坏了" in str(one) for one in wrong)


def test_rows_are_told_by_the_line_the_sender_sees() -> None:
    text = f"\n姓名 name,身份证号码 id_number\n\n王小明,{NUMBER}\n王小明,{NUMBER}\n李四,x\n"
    assert judged(text) == [(5, "batch_stands_twice"), (6, "wrong_id_number")]


def test_a_name_is_compared_without_spaces_and_only_of_ones_own_people() -> None:
    assert judged(f"姓名,身份证号\n王 小明,{NUMBER}") == []
    assert judged(f"姓名,身份证号\n王大明,{NUMBER}") == [(2, "batch_name_differs")]


def test_what_stands_in_a_strange_column_is_not_repeated() -> None:
    with pytest.raises(YikaError) as refused:
        read("card_activate", f"王小明,{NUMBER}".encode())
    assert [one.code for one in reasons_of(refused.value)] == [
        "payroll_columns_missing",
        "batch_columns_unknown",
    ]
    assert "王小明" not in str(refused.value)
