"""The sandbox over HTTP: its clock, its officers, and each matter as somebody does it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

import httpx
import msgspec

from tests.journeys.plights import Patient
from yika.standing.model import Hold, Standing, Visit

API = "/api/v1"
NEW = "864209"
REASON_OF = {
    "stripe_damaged": "stripe",
    "chip_damaged": "chip",
    "body_damaged": "body",
    "expired": "expired",
}
AT_HOME = frozenset({"app", "website", "hotline", "employer"})


class Stuck(Exception):
    """A step that was advised and is refused."""


class NoPremium(Exception):
    """Nobody publishes the premium, so that nothing can be billed and paid here."""


@dataclass(slots=True)
class World:
    """The sandbox over HTTP, its clock, and the officers of every region."""

    client: httpx.AsyncClient
    now: datetime
    keys: "count[int]" = field(default_factory=count)
    officers: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])

    async def sign_in(self, **who: str) -> dict[str, str]:
        """The headers of a session."""
        reply = await self.client.post(f"{API}/sessions", json=who)
        assert reply.status_code < 300, reply.text
        return {"Authorization": f"Bearer {reply.json()['token']}"}

    async def officer(self, code: str = "") -> dict[str, str]:
        """The headers of an officer, by the whole code or without one."""
        if code not in self.officers:
            told = {"officer": code} if code else {"role": "officer"}
            self.officers[code] = await self.sign_in(**told)
        return self.officers[code]

    async def move(self, to: datetime) -> None:
        """Move the clock."""
        reply = await self.client.post(f"{API}/clock", json={"to": to.isoformat()})
        assert reply.status_code < 300, reply.text
        self.now = to

    async def why(self, whom: Sequence[Patient]) -> list[Standing]:
        """Why, for at most fifty people."""
        headers = await self.officer()
        asked = {"people": [_name(one) for one in whom]}
        reply = await self.client.post(f"{API}/standings", json=asked, headers=headers)
        assert reply.status_code == 200, reply.text
        return msgspec.json.decode(reply.content, type=list[Standing])

    async def act(self, who: Patient, headers: dict[str, str], **act: Any) -> dict[str, Any]:
        """Have something done. Fails with Stuck."""
        key = {"Idempotency-Key": f"follow-{next(self.keys)}"}
        url = f"{API}/people/{_name(who)}/acts"
        reply = await self.client.post(url, json=act, headers=headers | key)
        if reply.status_code == 404 and reply.json()["code"] == "nothing_owed":
            raise NoPremium
        if reply.status_code >= 300 or reply.json()["result"] != "done":
            raise Stuck(f"{act} {headers.get('Yika-Channel')}: {reply.text}")
        return reply.json()

    async def own(self, who: Patient, channel: str, **act: Any) -> None:
        """Have something done by the person, through a channel."""
        if not who.headers:
            who.headers = await self.sign_in(id_number=who.id_number)
        await self.act(who, who.headers | {"Yika-Channel": channel}, **act)

    async def case(self, who: Patient, **act: Any) -> None:
        """A case of the office about a person: one officer proposes, another confirms."""
        first = await self.officer(f"{who.region}-J1")
        second = await self.officer(f"{who.region}-K1")
        key = {"Idempotency-Key": f"follow-{next(self.keys)}"}
        url = f"{API}/people/{_name(who)}/cases"
        case = await self._post(url, first | key, act=act, draft=True)
        steps = f"{API}/cases/{case['number'].replace(' ', '')}/steps"
        for paper in case["papers"]:
            await self._post(steps, first, step="give_paper", paper=paper["paper"])
        await self._post(steps, first, step="submit")
        await self._post(steps, first, step="accept")
        await self._post(steps, first, step="propose", outcome="approve", reasons="查无违规")
        await self._post(steps, second, step="confirm")

    async def _post(self, url: str, headers: dict[str, str], **body: Any) -> dict[str, Any]:
        reply = await self.client.post(url, json=body, headers=headers)
        if reply.status_code >= 300:
            raise Stuck(f"{body}: {reply.text}")
        return reply.json()


async def do(world: World, who: Patient, hold: Hold, visit: Visit, matter: str) -> None:
    """One matter of a visit: by the person through its channel, or by the office."""
    if matter == "card_collect":
        await _made(world, who)
    if matter in BY_OFFICE:
        await world.act(who, await world.officer(), **BY_OFFICE[matter])
        return
    fields = PLAIN.get(matter) or _of_password(who, hold, visit, matter)
    if matter == "card_replace":
        fields = fields | {"reason": REASON_OF.get(hold.cause, "lost")}
    elif matter == "contribution_repair":
        fields = fields | {"year": hold.periods[0].year}
    await world.own(who, visit.channel, **fields)


# What is sent for each matter; the office sends what others tell it.
PLAIN: dict[str, dict[str, Any]] = {
    "card_apply": {"act": "order_card", "bank": "演示银行"},
    "card_replace": {"act": "replace_card"},
    "card_collect": {"act": "collect_card"},
    "card_activate": {"act": "activate_card"},
    "loss_report": {"act": "report_loss", "kind": "formal"},
    "loss_withdraw": {"act": "withdraw_loss"},
    "card_rewrite": {"act": "rewrite_card"},
    "statement_print": {"act": "print_statement"},
    "account_reactivate": {"act": "reactivate"},
    "identity_correct": {"act": "correct_identity"},
    "contribution_pay": {"act": "pay_contribution"},
    "contribution_repair": {"act": "repair_contribution"},
    "enrol": {"act": "enrol", "scheme": "resident", "group": "adult"},
    "review_cooperate": {"act": "answer_review", "text": "我没有把卡借给别人。"},
}
BY_OFFICE: dict[str, dict[str, Any]] = {
    "employer_settle": {"act": "settle_employer_arrears"},
    "transfer_in": {
        "act": "transfer_in",
        "place": "320100",
        "first_month": "2026-03",
        "last_month": "2026-03",
        "base": "8000.00",
    },
}


def _of_password(who: Patient, hold: Hold, visit: Visit, matter: str) -> dict[str, Any]:
    """What is sent for a matter about a password, identity proved as the visit says."""
    kind = "e_credential" if hold.subject == "e_credential" else "social_security"
    usual = "real_name" if visit.channel in AT_HOME else "id_card"
    proof = {"identity": visit.identity[0] if visit.identity else usual}
    match matter:
        case "password_unlock":
            return {"act": "unlock_password", "kind": kind, **proof}
        case "password_reset":
            return {"act": "reset_password", "kind": kind, "new": NEW, **proof}
        case "password_change":
            old = who.id_number[-6:]  # how initial passwords are made where they have to be changed
            return {"act": "change_password", "kind": kind, "old": old, "new": NEW}
        case "e_credential_activate":
            return {"act": "activate_e_credential", "password": NEW, **proof}
        case _:
            raise Stuck(f"nobody knows how to do {matter}")


async def _made(world: World, who: Patient) -> None:
    """The office has the newest card ready."""
    office = await world.officer()
    [standing] = await world.why([who])
    stage = [card.stage for card in standing.cards if card.form == "physical"][-1]
    steps = ["ordered", "made", "ready"]
    for step in steps[steps.index(str(stage)) + 1 :] if stage in steps else []:
        await world.act(who, office, act="advance_card", stage=step)


def _name(who: Patient) -> str:
    return f"{who.region}-{who.person.person_id}"
