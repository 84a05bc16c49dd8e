"""The ways of a matter, each taken for real by the holder; and what they ask for."""

import pytest

from tests.builders import AT, BOOK, CITY, EMPLOYER, somebody, with_card
from yika.access.officers import employer_actor
from yika.matters import model as acts
from yika.matters.allowing import NotOfferedHere
from yika.matters.model import Act
from yika.standing.laws import Laws
from yika.standing.model import Remedy
from yika.store.db import Database

CHANGE = acts.ChangePassword(old="135790", new="246813")


def reset(identity: acts.Proof) -> Act:
    return acts.ResetPassword(identity=identity, new="246813")


@pytest.mark.parametrize(
    ("channel", "act"),
    [
        pytest.param("app", CHANGE, marks=pytest.mark.covers("PIN-13", "PIN-17")),
        pytest.param("website", CHANGE, marks=pytest.mark.covers("PIN-13")),
        pytest.param("hotline", CHANGE, marks=pytest.mark.covers("PIN-15")),
        pytest.param("kiosk", CHANGE, marks=pytest.mark.covers("PIN-16")),
        pytest.param("counter", CHANGE, marks=pytest.mark.covers("PIN-17")),
        pytest.param("hospital_window", CHANGE, marks=pytest.mark.covers("PIN-18")),
        pytest.param("bank_counter", CHANGE, marks=pytest.mark.covers("PIN-19")),
        pytest.param("counter", reset("id_card"), marks=pytest.mark.covers("PIN-20")),
        pytest.param("hotline", reset("real_name"), marks=pytest.mark.covers("PIN-21")),
        pytest.param("website", reset("sms_code"), marks=pytest.mark.covers("PIN-22", "PIN-11")),
        pytest.param("app", reset("face"), marks=pytest.mark.covers("PIN-22", "PIN-11")),
        pytest.param("bank_counter", reset("id_card"), marks=pytest.mark.covers("PIN-23")),
        pytest.param("hospital_window", reset("id_card"), marks=pytest.mark.covers("HOLD-20")),
    ],
)
async def test_a_password_is_changed_or_reset_where_the_place_offers_it(
    database: Database, channel: str, act: Act
) -> None:
    person = await with_card(database)
    assert (await person.act(act, actor=person.holder(channel))).result == "done"
    entered = await person.act(acts.EnterPassword(password="246813"))
    assert (entered.result, entered.may_settle) == ("right", True)


@pytest.mark.parametrize(
    ("channel", "proof"),
    [
        pytest.param("bank_counter", "id_card", marks=pytest.mark.covers("PIN-29")),
        pytest.param("app", "face", marks=pytest.mark.covers("PIN-31")),
        pytest.param("counter", "id_card", marks=pytest.mark.covers("PIN-32")),
        pytest.param("hospital_window", "id_card", marks=pytest.mark.covers("HOLD-20")),
    ],
)
async def test_a_lock_is_opened_where_the_place_offers_it(
    database: Database, channel: str, proof: acts.Proof
) -> None:
    person = await with_card(database)
    for _ in range(3):
        await person.act(acts.EnterPassword(password="135791"))
    await person.act(acts.UnlockPassword(identity=proof), actor=person.holder(channel))
    assert await person.causes() == set()


@pytest.mark.parametrize(
    ("channel", "kind"),
    [
        pytest.param("hotline", "temporary", marks=pytest.mark.covers("LOSS-01")),
        pytest.param("app", "temporary", marks=pytest.mark.covers("LOSS-05")),
        pytest.param("website", "temporary", marks=pytest.mark.covers("LOSS-05")),
        pytest.param("counter", "formal", marks=pytest.mark.covers("LOSS-04")),
        pytest.param("bank_counter", "formal", marks=pytest.mark.covers("LOSS-06", "LOSS-24")),
    ],
)
async def test_a_loss_is_reported_where_the_place_takes_that_kind_of_report(
    database: Database, channel: str, kind: str
) -> None:
    person = await with_card(database)
    report = {
        "temporary": acts.ReportLoss(kind="temporary"),
        "formal": acts.ReportLoss(kind="formal"),
    }
    await person.act(report[kind], actor=person.holder(channel))
    assert await person.causes() == {f"loss_{kind}"}
    other = await with_card(database)
    [refused] = report.keys() - {kind}
    with pytest.raises(NotOfferedHere):
        await other.act(report[refused], actor=other.holder(channel))


@pytest.mark.covers("CARD-09", "CARD-10")
@pytest.mark.parametrize("channel", ["app", "website", "instant_point", "counter"])
async def test_a_first_card_is_asked_for_online_or_in_person(
    database: Database, channel: str
) -> None:
    person = await somebody(database)
    await person.act(acts.OrderCard(issuer="social_security"), actor=person.holder(channel))
    made_at_once = channel == "instant_point"
    assert await person.causes() == {"not_activated" if made_at_once else "being_made"}


@pytest.mark.covers("LOSS-13", "LOSS-23", "LOSS-24")
@pytest.mark.parametrize(
    ("channel", "reason"),
    [("app", "lost"), ("bank_counter", "lost"), ("counter", "chip"), ("employer", "stripe")],
)
async def test_a_card_is_replaced_online_at_the_bank_or_through_the_employer(
    database: Database, channel: str, reason: acts.Reason
) -> None:
    person = await with_card(database)
    actor = employer_actor(CITY, EMPLOYER) if channel == "employer" else person.holder(channel)
    await person.act(acts.ReplaceCard(reason=reason), actor=actor)
    assert (await person.standing()).cards[-1].stage == "ordered"


@pytest.mark.covers("LOSS-16")
async def test_a_card_made_on_the_spot_is_in_hand_at_once(database: Database) -> None:
    person = await with_card(database)
    await person.act(acts.ReportDamage(part="chip"))
    [hold] = [h for h in (await person.standing()).holds if h.cause == "chip_damaged"]
    at_once = hold.remedies[0]
    assert (at_once.channel, at_once.done_at) == ("instant_point", AT)
    assert at_once.then == ("card_activate", "password_change")
    done = await person.act(acts.ReplaceCard(reason="chip"), actor=person.holder("instant_point"))
    assert done.facts["stage"] == "collected"
    await person.act(acts.ActivateCard(), actor=person.holder())
    change = acts.ChangePassword(old=person.id_number[-6:], new="246813")
    await person.act(change, actor=person.holder())
    assert await person.causes() == set()


def ways(matter: str, region: str = "999900", **case: str) -> dict[str, Remedy]:
    return {way.channel: way for way in Laws(BOOK, region).offers(matter, AT, case)}


@pytest.mark.covers("CARD-02", "PIN-29")
def test_who_issued_the_card_decides_where_its_password_is_mended() -> None:
    kind = {"password_kind": "social_security"}
    assert "bank_counter" in ways("password_unlock", issuer="bank", **kind)
    assert "bank_counter" not in ways("password_unlock", issuer="social_security", **kind)


@pytest.mark.covers("LOSS-10", "LOSS-12", "LOSS-11", "LOSS-25", "LOSS-22")
def test_a_replacement_names_its_papers_before_anybody_sets_out() -> None:
    counter = ways("card_replace", reason="lost", issuer="bank")["counter"]
    assert counter.papers == ("id_card", "loss_proof", "photo_1inch", "application_form")
    assert counter.agent == "yes"


@pytest.mark.covers("LOSS-15", "LOSS-16", "LOSS-14")
def test_how_long_and_how_much_depend_on_the_reason_and_the_point() -> None:
    lost = ways("card_replace", reason="lost", issuer="bank")
    assert (lost["counter"].days, lost["instant_point"].days) == (10, 0)
    assert (lost["counter"].fee, ways("card_replace", reason="expired")["counter"].fee) == (
        "20.00",
        "0.00",
    )


@pytest.mark.covers("PIN-14")
def test_in_beijing_the_payment_password_is_reset_on_the_public_service_platform() -> None:
    [way] = [
        w for w in Laws(BOOK, "110000").offers("password_reset", AT, {}) if w.channel == "website"
    ]
    assert way.identity is not None
    assert "sms_code" in way.identity
    ref = Laws(BOOK, "110000").ref("matter.password_reset", AT)
    assert ref is not None
    assert (ref.source, ref.confidence) == ("B16", "official")


@pytest.mark.covers("PIN-24")
def test_in_zhangjiakou_employees_go_to_the_bank() -> None:
    kind = {"password_kind": "social_security"}
    assert "bank_counter" in ways("password_change", "130700", insurance="employee", **kind)
    assert "bank_counter" not in ways("password_change", "130700", insurance="resident", **kind)


@pytest.mark.covers("CARD-04")
def test_the_banks_own_password_is_the_banks_business() -> None:
    for issuer in ("bank", "social_security"):
        assert set(ways("password_reset", issuer=issuer, password_kind="bank")) == {"bank_counter"}


@pytest.mark.covers("CARD-03")
async def test_a_card_names_its_agent_bank_if_it_has_one(database: Database) -> None:
    of_bank, of_agency = await with_card(database), await somebody(database)
    await of_agency.act(acts.OrderCard(issuer="social_security"))
    told = [(await person.standing()).cards[0] for person in (of_bank, of_agency)]
    assert [(card.issuer, card.bank) for card in told] == [
        ("bank", "演示银行"),
        ("social_security", None),
    ]


@pytest.mark.covers("LOSS-27", "LOSS-26")
def test_a_remedy_says_where_to_go_and_sources_that_disagree_are_kept() -> None:
    assert ways("card_rewrite", generation="magnetic")["counter"].places == ("insured_district",)
    ref = Laws(BOOK, "000000").ref("handling.place", AT, matter="card_replace")
    assert ref is not None
    assert "registration_place" in str([ref.value, ref.others])
