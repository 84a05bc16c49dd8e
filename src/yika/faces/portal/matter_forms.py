"""Buttons for matters that do not need a standing: what they ask, and where they can be done. Pure.

As on *My card*: the holder's own channel here is the app; in the sandbox the others are offered as
well, as if one had gone there, and the steps that only an office takes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from yika.faces.portal.fields import HERE, Field, ways
from yika.faces.portal.forms import Form, for_agents, office_form
from yika.faces.portal.phrases import has_phrase, phrase
from yika.guide.telling import Both
from yika.standing.laws import Laws


@dataclass(frozen=True, slots=True, kw_only=True)
class Doer:
    """Makes forms under one region's law at one instant, for somebody in a case."""

    laws: Laws
    at: datetime
    sandbox: bool
    as_agent: bool
    case: Mapping[str, str]

    def form(
        self,
        name: str,
        matter: str,
        hidden: Mapping[str, str],
        fields: Sequence[Field] = (),
        note: Both | None = None,
    ) -> Form | None:
        """A form that lets one choose where; None where the region offers it nowhere one may."""
        offers = [
            offer
            for offer in self.laws.offers(matter, self.at, self.case)
            if (self.sandbox or offer.channel == HERE)
            and not (self.as_agent and offer.agent == "no")
        ]
        if not offers:
            return None
        if self.as_agent:
            offers = sorted(offers, key=for_agents)
        where = ways(offers, proved=False)
        return Form(
            id=f"a-{name}",
            button=phrase(f"act_{hidden['act']}"),
            hidden=dict(hidden),
            fields=(*fields, where),
            note=note or _note(name),
        )

    def office(
        self, name: str, hidden: Mapping[str, str], fields: Sequence[Field] = ()
    ) -> Form | None:
        """What only an office does; in the sandbox one may let it."""
        if not self.sandbox:
            return None
        form = office_form(f"o-{name}", phrase(f"office_{name}"), dict(hidden), fields)
        return replace(form, note=_note(name))


def _note(name: str) -> Both | None:
    key = f"note_{name}"
    return phrase(key) if has_phrase(key) else None
