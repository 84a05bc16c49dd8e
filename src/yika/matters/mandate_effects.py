"""What giving and taking back a mandate (委托) does."""

from datetime import timedelta
from typing import Final

from yika.ground.days import add_months, beijing_day, countable, start_of
from yika.ground.errors import Missing, Refused, YikaError
from yika.insurance.books.noting import note
from yika.matters import record_acts as acts
from yika.matters.against import against
from yika.matters.effects import effect
from yika.matters.model import Done
from yika.matters.telling import tell
from yika.matters.work import Work
from yika.people import service as people
from yika.people.model import Mandate
from yika.policy.words import lists

DAY: Final = timedelta(days=1)
LOOKING: Final = "ask"  # not a matter of its own: seeing the standing
# An agent chooses no agents, and no sanction is decided by mandate.
NOT_GIVEN: Final = frozenset({"mandate_grant", "suspension_decide"})


class AgentNotConfirmed(Missing):
    """Number and name are not together those of anybody registered, or not shown. Facts: none."""

    code = "agent_not_confirmed"


class AgentIsOneself(Refused):
    """Nobody is their own agent. Facts: none."""

    code = "agent_is_oneself"


class NotMandatable(Refused):
    """These are no matters that an agent can be let do. Facts: matters."""

    code = "not_mandatable"


class MandateTerm(Refused):
    """The last day lies before today or after the longest term. Facts: until, latest."""

    code = "mandate_term"


class NoSuchMandate(Missing):
    """The person gave no such mandate that is still in force. Facts: none."""

    code = "no_such_mandate"


class OnlyTheGiver(Refused):
    """An agent lets nobody else act. Facts: none."""

    code = "only_the_giver"


@against.register
async def _(act: acts.GrantMandate, work: Work) -> list[YikaError]:
    found: list[YikaError] = []
    if await _is_agent(work):
        found.append(OnlyTheGiver())
    if work.relative is None:
        found.append(AgentNotConfirmed())
    elif work.relative == work.person:
        found.append(AgentIsOneself())
    known = {*lists().words["matters"], LOOKING} - NOT_GIVEN
    strange = sorted(set(act.matters) - known)
    if strange:
        found.append(NotMandatable(matters=strange))
    today = beijing_day(work.at)
    longest = work.laws.value("mandate.longest", work.at)
    latest = add_months(today, longest) if isinstance(longest, int) else None
    if act.until < today or (latest is not None and act.until > latest):
        found.append(MandateTerm(until=act.until, latest=latest))
    return found


@effect.register
async def _(act: acts.GrantMandate, work: Work) -> Done:
    assert work.relative is not None, "looked at before"
    mandate = Mandate(
        mandate_id=work.id_for("mandate"),
        person=work.person,
        agent=work.relative,
        basis="mandate",
        matters=frozenset(act.matters),
        starts_at=work.at,
        ends_at=countable(start_of(act.until)) + DAY,
    )
    await people.give_mandate(work.conn, mandate)
    told = {"matters": sorted(act.matters), "ends_at": act.until}
    await tell(work, "mandate.granted", mandate_id=mandate.mandate_id, **told)
    facts = {"mandate_id": mandate.mandate_id}
    await note(work.conn, work.actor, work.relative, "name.compared", work.at, facts)
    longest_known = work.laws.value("mandate.longest", work.at) is not None
    return work.done(
        act,
        mandate_id=str(mandate.mandate_id),
        matters=sorted(act.matters),
        until=act.until,
        longest_known=longest_known,
    )


@effect.register
async def _(act: acts.RevokeMandate, work: Work) -> Done:
    given = await people.mandates_given(work.conn, work.person)
    meant = next((one for one in given if str(one.mandate_id) == act.mandate_id), None)
    if meant is None or meant.basis != "mandate":
        raise NoSuchMandate
    if meant.ends_at is not None and meant.ends_at <= work.at:
        raise NoSuchMandate
    await people.end_mandate(work.conn, meant, work.at)
    await tell(work, "mandate.revoked", mandate_id=meant.mandate_id)
    return work.done(act, mandate_id=act.mandate_id)


async def _is_agent(work: Work) -> bool:
    """Whether whoever asks is an agent by a mandate: no guardian, and not the person."""
    agent = work.actor.person
    if agent is None or agent == work.person:
        return False
    given = await people.mandates(work.conn, agent, work.person)
    return not any(one.basis == "guardian" and one.is_in_force(work.at) for one in given)
