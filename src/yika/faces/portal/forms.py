"""The forms of *My card*: which act a button does, and through which channel. Pure.

The holder's own channel here is the app. In the sandbox the other channels are offered as well, as
if one had gone there, and the steps that only an office takes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from yika.faces.portal import cover_fields
from yika.faces.portal.fields import HERE, Asker, Field, proof, ways
from yika.faces.portal.heeds import newer
from yika.faces.portal.phrases import has_phrase, phrase, word
from yika.faces.portal.views import to_do
from yika.guide.telling import Both
from yika.standing.laws import Laws
from yika.standing.mending import REPLACED_FOR
from yika.standing.model import CardShown, Hold, Remedy, Standing

CHANGE_NOW = "n-change_password"  # the form offered when a card was just put into use
ACT_OF = {
    "card_apply": "order_card",
    "card_activate": "activate_card",
    "card_collect": "collect_card",
    "card_replace": "replace_card",
    "card_rewrite": "rewrite_card",
    "card_cancel": "cancel_card",
    "loss_report": "report_loss",
    "loss_withdraw": "withdraw_loss",
    "password_change": "change_password",
    "password_reset": "reset_password",
    "password_unlock": "unlock_password",
    "statement_print": "print_statement",
    "account_reactivate": "reactivate",
    "identity_correct": "correct_identity",
    "e_credential_activate": "activate_e_credential",
    "contribution_pay": "pay_contribution",
    "enrol": "enrol",
    "contribution_repair": "repair_contribution",
}
# These need a proof of identity; these are about one kind of password.
PROVED = frozenset({"reset_password", "unlock_password", "activate_e_credential"})
ABOUT_PASSWORDS = frozenset({"change_password", "reset_password", "unlock_password"})
# What an office does next for a card being made, and for a password letter on its way.
STEPS = {"ordered": ("made",), "made": ("shipped", "ready"), "shipped": ("ready",)}
LETTER_STEPS = {"letter_printed": "sent", "letter_sent": "handed"}
LOSSES = frozenset({"loss_temporary", "loss_formal"})
# The holds that only an office ends.


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A button that does an act, with what it asks for."""

    id: str
    button: Both
    hidden: dict[str, str]  # what is sent without being asked for: act, channel, kind, …
    fields: tuple[Field, ...] = ()
    simulated: bool = False  # only in the sandbox: as if one had gone there, or as the office
    note: Both | None = None


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes forms for one standing under one region's law."""

    standing: Standing
    laws: Laws
    sandbox: bool
    as_agent: bool = False
    owed: str | None = None  # what the person has to pay themselves, yuan
    moved_to: Both | None = None  # the region to which they moved away
    asker: Asker = field(init=False)

    def __post_init__(self) -> None:
        initial = None
        if any(hold.cause == "password_initial" for hold in self.standing.holds):
            initial = self.initial()
        object.__setattr__(self, "asker", Asker(self.laws, self.standing.at, initial))

    def of_remedy(self, hold: Hold, remedy: Remedy, number: str) -> Form | None:
        """The button of a remedy; None where it is not done here, or not yet."""
        act, simulated = ACT_OF.get(remedy.matter), remedy.channel != HERE
        if act is None or (simulated and not self.sandbox) or not self.may(remedy):
            return None
        if act == "collect_card" and all(card.stage != "ready" for card in self.standing.cards):
            return None
        hidden = {"act": act, "channel": remedy.channel} | _known(act, hold)
        fields = self.asker.fields(hidden, [remedy.channel])
        fields += cover_fields.of_act(act, hold)
        if act in PROVED:
            fields = [proof(remedy), *fields]
        do = to_do(remedy.matter)
        if simulated:
            do = phrase("simulate", channel=word("channels", remedy.channel), do=do)
        return Form(
            id=f"r-{number}", button=do, hidden=hidden, fields=tuple(fields), simulated=simulated
        )

    def may(self, remedy: Remedy) -> bool:
        """Whether the one signed in may use this way for the person."""
        return not (self.as_agent and remedy.agent == "no")

    def of_office(self, hold: Hold, number: str) -> list[Form]:
        """What only the office does about a hold; in the sandbox one may let it."""
        if hold.cause == "identity_mismatch" and self.sandbox:
            hidden = {"act": "end_hold", "cause": hold.cause}
            return [office_form(f"o-{number}", phrase(f"end_{hold.cause}"), hidden)]
        if hold.cause == "arrears_employer" and self.sandbox:
            hidden = {"act": "settle_employer_arrears"}
            return [office_form(f"o-{number}", phrase("office_settle"), hidden)]
        if hold.cause == "moved_away" and self.sandbox:
            places = cover_fields.places_of(self.laws.book, self.laws.entitlement.division)
            asked = cover_fields.transfer_fields(places)
            what, hidden = phrase("office_transfer"), {"act": "transfer_in"}
            return [office_form(f"o-{number}", what, hidden, asked)]
        return self.of_making(f"o-{number}") if hold.cause == "being_made" else []

    def initial(self) -> Both | None:
        """What an initial password is for the card that counts; None where there is none."""
        card = self._card("physical")
        if card is None:
            return None
        kinds = self.laws.value("password.initial", self.standing.at, issuer=card.issuer)
        return word("initial_kinds", kinds[0]) if kinds else None  # the one that is handed out

    def change_now(self) -> Form | None:
        """The form that changes the password of a card just put into use."""
        hidden = {"act": "change_password", "kind": "social_security"}
        asker = Asker(self.laws, self.standing.at, self.initial())
        return self._general("change_password", "password_change", hidden, "n", asker)

    def of_newer(self) -> Form | None:
        """The next step of a new card that waits while the old one counts."""
        card = newer(self.standing)
        if card is None:
            return None
        step = "collect" if card.stage == "ready" else "activate"
        hidden = {"act": f"{step}_card", "card_id": card.card_id}
        return self._general(f"{step}_card", f"card_{step}", hidden, "n")

    def of_making(self, prefix: str) -> list[Form]:
        """The next steps of a card that is being made."""
        return [
            office_form(
                f"{prefix}-{step}",
                phrase(f"next_{step}"),
                {"act": "advance_card", "card_id": card.card_id, "stage": step},
            )
            for card in self.standing.cards
            if card.form == "physical" and self.sandbox
            for step in STEPS.get(card.stage or "", ())
        ]

    def of_letter(self, card: CardShown) -> Form | None:
        """The next step of a password letter."""
        step = LETTER_STEPS.get(card.letter or "")
        if step is None or not self.sandbox:
            return None
        hidden = {"act": "advance_letter", "card_id": card.card_id, "step": step}
        return office_form(f"l-{card.card_id}", phrase(f"next_{step}"), hidden)

    def always(self) -> list[Form]:
        """What can be done at any time, as far as the person's cards allow."""
        found: list[Form | None] = []
        last: list[Form | None] = []
        if self._card("physical") is not None:
            damage = {"act": "report_damage", "channel": HERE}
            found += [
                *self._losses(),
                *self._passwords("social_security", "password"),
                self._general("replace_card", "card_replace", {"act": "replace_card"}),
                self._plain("report_damage", damage),
                *self._statement(),
            ]
            last += [
                self._general("cancel_card", "card_cancel", {"act": "cancel_card"}),
                self._entry("social_security", "password"),
            ]
        electronic = self._card("electronic")
        if electronic is not None and electronic.stage == "activated":
            found += self._passwords("e_credential", "e_password")
            last.append(self._entry("e_credential", "e_password"))
        else:
            name = "activate_e_credential"
            found.append(self._general(name, "e_credential_activate", {"act": name}))
        return [form for form in (*found, *last) if form is not None]

    def _card(self, form: str) -> CardShown | None:
        """The card that counts."""
        return next((c for c in self.standing.cards if c.form == form and c.is_current), None)

    def _passwords(self, kind: str, name: str) -> list[Form | None]:
        change = {"act": "change_password", "kind": kind}
        reset = {"act": "reset_password", "kind": kind}
        return [
            self._general(f"change_{name}", "password_change", change),
            self._general(f"reset_{name}", "password_reset", reset),
        ]

    def _entry(self, kind: str, name: str) -> Form:
        channel = "pos_pad" if self.sandbox else HERE
        entry = {"act": "enter_password", "channel": channel, "kind": kind}
        return self._plain(f"enter_{name}", entry)

    def _statement(self) -> list[Form | None]:
        """Printing the statement, while a count of uses is running."""
        counted = any(ahead.uses_left is not None for ahead in self.standing.ahead)
        hidden = {"act": "print_statement"}
        return [self._general("print_statement", "statement_print", hidden)] if counted else []

    def _losses(self) -> list[Form | None]:
        """Reporting; and withdrawing while a report is in force."""
        reports = [{"act": "report_loss", "kind": kind} for kind in ("temporary", "formal")]
        found = [
            self._general(f"loss_{hidden['kind']}", "loss_report", hidden) for hidden in reports
        ]
        if any(hold.cause in LOSSES for hold in self.standing.holds):
            withdraw = {"act": "withdraw_loss"}
            found.insert(0, self._general("withdraw_loss", "loss_withdraw", withdraw))
        return found

    def _general(
        self,
        name: str,
        matter: str,
        hidden: dict[str, str],
        group: str = "a",
        asker: Asker | None = None,
    ) -> Form | None:
        """A form that lets one choose where; None where the region offers it nowhere one may."""
        offers = [
            offer
            for offer in self._ordered(matter, hidden)
            if (self.sandbox or offer.channel == HERE) and self.may(offer)
        ]
        if not offers:
            return None
        asked = (asker or self.asker).fields(hidden, [offer.channel for offer in offers])
        fields = (ways(offers, proved=hidden["act"] in PROVED), *asked)
        button, note = phrase(f"act_{name}"), _note(name)
        return Form(id=f"{group}-{name}", button=button, hidden=hidden, fields=fields, note=note)

    def _ordered(self, matter: str, hidden: dict[str, str]) -> list[Remedy]:
        """The ways of a matter; for an agent those that agents may use come first."""
        found = self.laws.offers(matter, self.standing.at, self._case(hidden))
        return sorted(found, key=for_agents) if self.as_agent else found

    def _plain(self, name: str, hidden: dict[str, str]) -> Form:
        """A form for an act that no region has to offer."""
        fields = tuple(self.asker.fields(hidden, [hidden["channel"]]))
        button, note = phrase(f"act_{name}"), _note(name)
        return Form(id=f"a-{name}", button=button, hidden=hidden, fields=fields, note=note)

    def _case(self, hidden: dict[str, str]) -> dict[str, str]:
        """What offers may be limited to, as far as the card and the act tell."""
        card = self._card("physical")
        case = {} if card is None else {"issuer": card.issuer, "generation": card.generation}
        kind = hidden.get("kind")
        if kind is None:
            return case
        return case | {"loss_kind" if kind in ("temporary", "formal") else "password_kind": kind}


def for_agents(remedy: Remedy) -> int:
    """Sorts ways for somebody who acts for another: allowed, not known, for the holder only."""
    return ("yes", "unknown", "no").index(remedy.agent)


def _known(act: str, hold: Hold) -> dict[str, str]:
    """What an act needs and the hold already tells."""
    if act in ABOUT_PASSWORDS:
        electronic = hold.subject == "e_credential"
        return {"kind": "e_credential" if electronic else "social_security"}
    if act == "replace_card":
        return {"reason": REPLACED_FOR.get(hold.cause, "lost")}
    return {}


def office_form(
    name: str, what: Both, hidden: dict[str, str], fields: Sequence[Field] = ()
) -> Form:
    """A step that only an office takes, marked as simulated."""
    button = phrase("office_does", what=what)
    sent = {"role": "officer", "channel": "counter"} | hidden
    return Form(id=name, button=button, hidden=sent, fields=tuple(fields), simulated=True)


def _note(name: str) -> Both | None:
    """What to know before a general act, where there is something."""
    key = f"note_{name.replace('_e_', '_')}"
    return phrase(key) if has_phrase(key) else None
