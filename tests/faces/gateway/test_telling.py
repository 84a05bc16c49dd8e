"""Refusals within 200 characters: whole sentences, and how many more there are."""

from hypothesis import given
from hypothesis import strategies as st

from tests.builders import AT, BOOK, a_card, an_e_credential, some_facts
from yika.faces.gateway.telling import err_msg, extension, shortened, told
from yika.ground.errors import Refusals
from yika.people.service import NoSuchPerson
from yika.settlement.messages import MessageReused
from yika.settlement.visits.fee_rules import UnknownItems
from yika.standing import rules
from yika.standing.service import laws_of


@given(st.lists(st.text("甲乙丙", min_size=1, max_size=150).map("{}。".format), min_size=1))
def test_it_always_fits_and_says_what_was_left_out(sentences: list[str]):
    text = shortened(sentences)
    assert 0 < len(text) <= 200
    assert text == "".join(sentences) or text.endswith(("项，见yika。", "…"))


def test_a_long_list_is_cut_after_a_whole_member():
    wrong = "".join(f"data.field_{number} 应为数值；" for number in range(30))
    text = shortened([f"报文不符合接口规范：{wrong.removesuffix('；')}。"], "请改正。")
    assert len(text) <= 200
    shown = text.count("应为数值")
    assert text.endswith(f"应为数值…另有{30 - shown}项，见yika。请改正。")


def test_what_to_do_next_is_told_however_long_the_reasons_are():
    wrong = UnknownItems(items=[f"X{number:022}" for number in range(20)], lines=["1"])
    for reasons in ([wrong], [wrong, NoSuchPerson(kind="card")], [NoSuchPerson(kind="card")] * 3):
        text = err_msg(told(Refusals(reasons)))
        assert len(text) <= 200
        assert told(reasons[0])[0].next.zh in text


def test_one_reason_says_what_to_do_next_and_many_are_all_named():
    one = told(NoSuchPerson(kind="person"))
    assert one[0].zh in err_msg(one)
    assert one[0].next.zh in err_msg(one)
    many = told(Refusals([NoSuchPerson(kind="card"), MessageReused(infno="2102", fields=["a"])]))
    assert all(reason.zh in err_msg(many) for reason in many)
    found = extension(many)
    assert [reason["code"] for reason in found["reasons"]] == ["no_such_person", "message_reused"]


def test_a_standing_is_told_in_short_and_whole_but_without_who_it_is():
    lost = a_card(("loss_formal", AT))
    standing = rules.standing(
        some_facts(lost, an_e_credential()), laws_of(BOOK, "999900"), AT, rules.Shown("王**")
    )
    reasons = told(NoSuchPerson(kind="card"))
    assert "挂失" in err_msg(reasons, standing)
    found = extension(reasons, standing)["standing"]
    assert found["holds"][0]["cause"].startswith("loss")
    assert found["holds"][0]["remedies"]
    assert not {"name", "id_number", "cards", "person"} & found.keys()
