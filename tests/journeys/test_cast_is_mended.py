"""Every character of the cast follows the advice given, and the card works again.

Only what the standing offers is done, on a channel it names; the office does its own part.
"""

from dataclasses import dataclass
from datetime import date

import pytest

from tests.builders import BOOK, OFFICER, Somebody
from yika.access.model import Actor, Role
from yika.cards.laws import CardLaws
from yika.demo.cast import BY_KEY, CAST, load_cast
from yika.demo.model import START
from yika.ground.days import add_months
from yika.matters import model as acts
from yika.matters.model import Act
from yika.standing.model import Hold, Standing, Verdict
from yika.store.db import Database

NEW = "864209"
BOOK_LAWS = CardLaws(BOOK, "999900")
ACT_OF: dict[str, Act] = {
    "card_apply": acts.OrderCard(issuer="bank", bank="演示银行"),
    "card_collect": acts.CollectCard(),
    "card_activate": acts.ActivateCard(),
    "loss_withdraw": acts.WithdrawLoss(),
    "card_rewrite": acts.RewriteCard(),
    "statement_print": acts.PrintStatement(),
    "account_reactivate": acts.Reactivate(),
    "identity_correct": acts.CorrectIdentity(),
}
REASON_OF = {
    "loss_temporary": "lost",
    "loss_formal": "lost",
    "stripe_damaged": "stripe",
    "chip_damaged": "chip",
    "body_damaged": "body",
    "expired": "expired",
}
AGENCY_ENDS = {"review", "suspension"}
# Mended by paying, enrolling or waiting, which tests of contributions follow.
CONTRIBUTION_CAUSES = {
    "not_enrolled",
    "arrears_employer",
    "arrears_own",
    "waiting",
    "moved_away",
}


@dataclass
class Patient(Somebody):
    """A character who does as told."""

    @property
    def is_minor(self) -> bool:
        """Whether they may not act alone."""
        under = BOOK_LAWS.needed("applicant.minor_under", START)
        return add_months(date.fromisoformat(self.id_number[6:14]), under * 12) > START.date()

    async def follow_advice(self) -> Standing:
        """Mend one hold after the other until none is left that the person can mend."""
        for _ in range(12):
            standing = await self.standing(START)
            left = AGENCY_ENDS | CONTRIBUTION_CAUSES
            mendable = [hold for hold in standing.holds if hold.cause not in left]
            mendable = [hold for hold in mendable if hold.cause != "no_e_credential"]
            if not mendable:
                return standing
            await self._mend(mendable[0], standing)
        raise AssertionError("advice that leads nowhere")

    async def _mend(self, hold: Hold, standing: Standing) -> None:
        if hold.cause == "being_made" or hold.expected_on is not None:
            await self._office_goes_on(standing)
            return
        remedy = next(r for r in hold.remedies if r.days is not None)
        holder = Actor(role=Role.HOLDER, channel=remedy.channel, person=self.person)
        if self.is_minor:  # A guardian comes to a counter, where an officer does it.
            holder = OFFICER
        kind = "e_credential" if hold.subject == "e_credential" else "social_security"
        proof = remedy.identity[0] if remedy.identity else "id_card"
        act: Act
        match remedy.matter:
            case "card_replace":
                act = acts.ReplaceCard(reason=REASON_OF[hold.cause])  # pyright: ignore[reportArgumentType]
            case "password_unlock":
                act = acts.UnlockPassword(kind=kind, identity=proof)  # pyright: ignore[reportArgumentType]
            case "password_reset":
                act = acts.ResetPassword(kind=kind, identity=proof, new=NEW)  # pyright: ignore[reportArgumentType]
            case "password_change":
                initial = self.id_number[-6:]  # How the made-up city makes initial passwords.
                act = acts.ChangePassword(kind=kind, old=initial, new=NEW)
            case matter:
                act = ACT_OF[matter]
        done = await self.act(act, START, holder)
        assert done.result == "done", (hold.cause, act, done)

    async def _office_goes_on(self, standing: Standing) -> None:
        stage = next(card.stage for card in reversed(standing.cards) if card.form == "physical")
        moves = {"ordered": "made", "made": "ready", "shipped": "ready"}
        assert stage is not None
        move = acts.AdvanceCard(stage=moves[stage])  # pyright: ignore[reportArgumentType]
        await self.act(move, START, OFFICER)


async def test_whoever_follows_the_advice_gets_a_working_card(database: Database) -> None:
    async with database.transaction() as conn:
        people = await load_cast(conn, database.keys, BOOK)
    for key, person in people.items():
        character = BY_KEY[key]
        if character.region != 999900:
            continue  # Real regions have not published every channel; see the next test.
        patient = Patient(database, person, character.id_number)
        standing = await patient.follow_advice()
        left = {hold.cause for hold in standing.holds} - {"no_e_credential"}
        assert left <= AGENCY_ENDS | CONTRIBUTION_CAUSES, key
        if not left:
            assert standing.verdict is Verdict.WORKS, key


@pytest.mark.parametrize("key", [c.key for c in CAST if c.region != 999900])
async def test_in_real_regions_advice_names_its_source(database: Database, key: str) -> None:
    async with database.transaction() as conn:
        people = await load_cast(conn, database.keys, BOOK)
    somebody = Somebody(database, people[key], BY_KEY[key].id_number)
    for hold in (await somebody.standing(START)).holds:
        assert hold.policy, hold.cause
        for ref in hold.policy:
            assert ref.source, ref.id
            assert ref.confidence != "made-up", ref.id
