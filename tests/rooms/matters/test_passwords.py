"""Acts on passwords in a real database: entering, locking, opening, resetting, choosing."""

import asyncio

import pytest

from tests.builders import AT, hours, with_card
from yika.cards.passwords import (
    NotLocked,
    PasswordForm,
    PasswordTooCommon,
    PasswordUnchanged,
)
from yika.cards.rules import (
    WrongStage,
)
from yika.ground.errors import Refusals, YikaError
from yika.matters import model as acts
from yika.store.db import Database

RIGHT, WRONG = "135790", "135791"


@pytest.mark.covers("PIN-25", "PIN-28", "PIN-10", "HOLD-24")
async def test_the_third_wrong_entry_in_a_row_locks_for_a_day(database: Database) -> None:
    person = await with_card(database)
    entries = [WRONG, WRONG, RIGHT, WRONG, WRONG, WRONG, RIGHT]
    told = [await person.act(acts.EnterPassword(password=entry)) for entry in entries]
    assert [done.result for done in told] == [
        "wrong",
        "wrong",
        "right",
        "wrong",
        "wrong",
        "wrong",
        "locked",
    ]
    assert [done.tries_left for done in told[:6]] == [2, 1, 3, 2, 1, 0]
    assert told[-1].unlocks_at == AT + hours(24)
    assert told[-1].tries_left is None
    assert (
        await person.act(acts.EnterPassword(password=RIGHT), AT + hours(23.9))
    ).result == "locked"
    assert (await person.act(acts.EnterPassword(password=RIGHT), AT + hours(24))).result == "right"


@pytest.mark.covers("PIN-20", "PIN-28", "PIN-29", "PIN-32", "HOLD-20")
async def test_a_lock_is_opened_or_the_password_reset(database: Database) -> None:
    person = await with_card(database)
    for _ in range(3):
        await person.act(acts.EnterPassword(password=WRONG))
    await person.act(acts.UnlockPassword(identity="id_card"))
    assert (await person.act(acts.EnterPassword(password=RIGHT))).result == "right"
    with pytest.raises(NotLocked):
        await person.act(acts.UnlockPassword(identity="id_card"))
    for _ in range(3):
        await person.act(acts.EnterPassword(password=WRONG))
    done = await person.act(acts.ResetPassword(identity="id_card", new="246813"))
    assert done.result == "done"
    assert await person.causes() == set()
    assert (await person.act(acts.EnterPassword(password="246813"))).result == "right"


@pytest.mark.covers("PIN-07", "PIN-01", "PIN-06")
async def test_a_reset_may_hand_out_an_initial_password_that_must_be_changed(
    database: Database,
) -> None:
    person = await with_card(database)
    done = await person.act(acts.ResetPassword(identity="id_card"))
    assert (done.facts["initial"], done.facts["must_change"]) == ("id_last_six", True)
    entered = await person.act(acts.EnterPassword(password=person.id_number[-6:]))
    assert (entered.result, entered.may_settle, entered.must_change) == ("right", False, True)
    assert await person.causes() == {"password_initial"}


@pytest.mark.covers("PIN-09", "PIN-35")
@pytest.mark.parametrize(
    ("new", "refused"),
    [
        ("13579", {PasswordForm}),
        ("1357901", {PasswordForm}),
        ("13579a", {PasswordForm}),
        ("13579１", {PasswordForm}),
        ("888888", {PasswordTooCommon}),
        ("123456", {PasswordTooCommon}),
        (RIGHT, {PasswordUnchanged}),
        ("1111", {PasswordForm, PasswordTooCommon}),
    ],
)
async def test_a_new_password_is_refused_with_every_reason(
    database: Database, new: str, refused: set[type[YikaError]]
) -> None:
    person = await with_card(database)
    with pytest.raises(YikaError) as caught:
        await person.act(acts.ChangePassword(old=RIGHT, new=new), actor=person.holder())
    found = caught.value
    reasons = found.reasons if isinstance(found, Refusals) else [found]
    assert {type(reason) for reason in reasons} == refused
    assert (await person.act(acts.EnterPassword(password=RIGHT))).tries_left == 3


@pytest.mark.covers("CARD-21", "PIN-12")
async def test_an_e_credential_has_a_password_and_a_lock_of_its_own(database: Database) -> None:
    person = await with_card(database)
    await person.act(
        acts.ActivateECredential(identity="face", password="abc135"), actor=person.holder()
    )
    standing = await person.standing()
    assert standing.uses["e_credential"]["pay"].open
    for _ in range(6):
        await person.act(acts.EnterPassword(kind="e_credential", password="xyz135"))
    standing = await person.standing()
    assert not standing.uses["e_credential"]["pay"].open
    assert standing.uses["card"]["pay"].open
    again = acts.ActivateECredential(identity="face", password="abc135")
    with pytest.raises(WrongStage):
        await person.act(again, actor=person.holder())


@pytest.mark.covers("PIN-25")
async def test_sixteen_wrong_entries_at_once_are_not_more_than_three(database: Database) -> None:
    person = await with_card(database)
    entries = (person.act(acts.EnterPassword(password=WRONG), key=f"c{n}") for n in range(16))
    results = [done.result for done in await asyncio.gather(*entries)]
    assert (results.count("wrong"), results.count("locked")) == (3, 13)
