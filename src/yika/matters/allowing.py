"""Whether an act may be done by somebody on a channel: every reason against it at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from yika.access.model import Actor, Duty, Role
from yika.access.service import DutyNeeded, OfficersOnly
from yika.cards import rules
from yika.cards.model import Card, Form, PasswordKind
from yika.cards.passwords import new_password_reasons
from yika.ground.errors import Refused, YikaError
from yika.matters.applicants import Applicant
from yika.matters.model import Act, ActivateECredential, ChangePassword, ResetPassword
from yika.matters.ways import may_ask, ways_of
from yika.people.model import Identity
from yika.standing.laws import Laws
from yika.standing.offers import UNKNOWN, Offer

# What offers may be limited to, as fields of acts name it.
AXES = ("reason", "occasion", "off_site_kind", "birth_kind", "care", "group")
HOLDERS = frozenset({"self", "guardian"})
COUNTER_DUTIES = (Duty.HANDLE, Duty.CHECK, Duty.INVESTIGATE)


class NotOfferedHere(Refused):
    """The region does not offer the matter on this channel, as far as is known.

    Facts: matter, channel, offered.
    """

    code = "not_offered_here"


class HolderInPerson(Refused):
    """Only the holder may have this done on this channel. Facts: matter, channel."""

    code = "holder_in_person"


class NotForApplicant(Refused):
    """Whoever asks as this may not have this done on this channel.

    Facts: matter, channel, applicant, allowed.
    """

    code = "not_for_applicant"


class ProofNotAccepted(Refused):
    """Identity cannot be proved that way on this channel. Facts: given, accepted."""

    code = "proof_not_accepted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who asks for what, on which channel, and the cards that the ways may depend on."""

    laws: Laws
    actor: Actor
    applicant: Applicant
    act: Act
    cards: Sequence[Card]
    at: datetime

    def ways(self) -> list[Offer]:
        """The ways open to somebody in this case, on all channels."""
        assert self.act.matter is not None
        case = case_of(self.cards, self.act)
        return [way for way, _ in ways_of(self.laws, self.act.matter, self.at, case)]


def case_of(held: Sequence[Card], act: Act | None) -> dict[str, str]:
    """What offers may be limited to, as far as the cards and the act tell."""
    case: dict[str, str] = {}
    card = rules.current(held, Form.PHYSICAL)
    if card is not None:
        case = {"issuer": card.issuer, "generation": card.generation}
    kind = getattr(act, "kind", None)
    if kind in ("social_security", "e_credential"):
        case["password_kind"] = kind
    elif kind in ("temporary", "formal"):
        case["loss_kind"] = kind
    told = {axis: getattr(act, axis, None) for axis in AXES}
    return case | {axis: value for axis, value in told.items() if isinstance(value, str) and value}


def objections(asked: Asked) -> list[YikaError]:
    """Every reason why this actor may not have this act done on this channel."""
    actor, act = asked.actor, asked.act
    if actor.role is Role.OFFICER and not actor.is_bound:
        return _about_duty(actor, act)
    if act.officers_only and (actor.role is not Role.OFFICER or act.matter is None):
        return [_not_theirs(actor, act)]
    if act.matter is None:
        return []
    ways = asked.ways()
    here = [way for way in ways if way.channel == actor.channel]
    if not here:
        offered = sorted({way.channel for way in ways})
        return [NotOfferedHere(matter=act.matter, channel=actor.channel, offered=offered)]
    found = [] if actor.role is Role.OFFICER else about_applicant(asked.applicant, act.matter, here)
    proof = getattr(act, "identity", None)
    accepted = sorted({m for way in here for m in way.identity if way.identity != UNKNOWN})
    if proof is not None and accepted and proof not in accepted:
        found.append(ProofNotAccepted(given=proof, accepted=accepted))
    return found


def about_applicant(applicant: Applicant, matter: str, here: Sequence[Offer]) -> list[YikaError]:
    """What stands against somebody who asks as this, on the ways of one channel."""
    allowed = sorted({one for way in here for one in may_ask(way)})
    if applicant in allowed:
        return []
    channel = here[0].channel
    if applicant is Applicant.AGENT and set(allowed) <= HOLDERS:
        return [HolderInPerson(matter=matter, channel=channel)]
    told = {"matter": matter, "channel": channel, "applicant": applicant, "allowed": allowed}
    return [NotForApplicant(**told)]


def about_new(
    laws: Laws, actor: Actor, identity: Identity, act: Act, at: datetime
) -> list[YikaError]:
    """What is wrong with a new password, told with whatever else stands against the act."""
    match act:
        case ChangePassword(kind=kind, new=new) | ResetPassword(kind=kind, new=new):
            pass
        case ActivateECredential(password=new):
            kind = PasswordKind.E_CREDENTIAL
        case _:
            return []
    axes = {"password_kind": kind, "channel": actor.channel}
    form = laws.value("password.format", at, **axes)
    if new is None or form is None:
        return []
    return new_password_reasons(new, form, laws.passwords_refused(at), identity)


def _about_duty(actor: Actor, act: Act) -> list[YikaError]:
    """What stands against an officer at the counter: only a duty that is not theirs."""
    duties = (Duty.INVESTIGATE,) if act.is_sanction else COUNTER_DUTIES
    return [] if actor.has(*duties) else [_not_theirs(actor, act)]


def _not_theirs(actor: Actor, act: Act) -> YikaError:
    matter = str(act.__struct_config__.tag)
    if actor.role is Role.OFFICER:
        duties = (Duty.INVESTIGATE,) if act.is_sanction else COUNTER_DUTIES
        return DutyNeeded(duties=sorted(duties), matter=matter)
    return OfficersOnly(matter=matter)
