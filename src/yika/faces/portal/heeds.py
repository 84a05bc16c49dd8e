"""What works today but is to be heeded: told at the top, with what to do now. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from yika.cards.model import Form as CardForm
from yika.cards.model import Stage
from yika.faces.portal.phrases import instant, phrase
from yika.ground.days import beijing_day
from yika.guide.telling import Both
from yika.standing.model import CardShown, Credential, Standing, Use

# How many days before a page begins to warn, by cause; and how many uses before a statement.
DAYS_AHEAD = {"dormant": 30, "expired": 60}
USES_AHEAD = 5
LAPSED_DAYS = 30  # for how long a loss report that ended by itself is recalled
# The form that does what is worth doing now.
FORM_OF = {"expired": "a-replace_card", "statement_due": "a-print_statement"}


@dataclass(frozen=True, slots=True)
class Heed:
    """Something to heed, what to do now, and the form that does it, if there is one."""

    what: Both
    do: Both
    form: str | None


def heeds(standing: Standing, forms: Sequence[str]) -> list[Heed]:
    """All there is to heed. `forms` are the ids of the forms on the page."""
    found = list(dict.fromkeys([*_lapsed(standing), *_new_card(standing), *_coming(standing)]))
    return [Heed(what, do, form if form in forms else None) for what, do, form in found]


def newer(standing: Standing) -> CardShown | None:
    """A new card that waits to be collected or activated while an older one counts."""
    physical = [card for card in standing.cards if card.form == CardForm.PHYSICAL]
    waiting = (card for card in reversed(physical) if not card.is_current)
    return next((c for c in waiting if c.stage in (Stage.READY, Stage.COLLECTED)), None)


Found = tuple[Both, Both, str]


def _new_card(standing: Standing) -> Iterator[Found]:
    card = newer(standing)
    if card is not None:
        old_works = standing.uses[Credential.CARD][Use.PAY].open
        step = "collect" if card.stage is Stage.READY else "activate"
        do = phrase("heed_until_then" if old_works else f"heed_do_{step}")
        yield phrase(f"heed_{step}"), do, f"n-{step}_card"


def _lapsed(standing: Standing) -> Iterator[Found]:
    """A temporary loss report that ended by itself: if the card is still lost, it works again."""
    for card in standing.cards:
        ended = card.loss_lapsed_at if card.is_current else None
        if ended is not None and (standing.at - ended).days <= LAPSED_DAYS:
            when = instant(ended, standing.at)
            yield phrase("heed_lapsed", when=when), phrase("heed_do_lapsed"), "a-loss_formal"


def _coming(standing: Standing) -> Iterator[Found]:
    """Holds that come within the days or uses for which it is worth a warning."""
    today = beijing_day(standing.at)
    in_use = any(c.form == CardForm.PHYSICAL and c.is_current for c in standing.cards)
    already = {hold.cause for hold in standing.holds}
    for ahead in standing.ahead:
        cause, form = ahead.cause, FORM_OF.get(ahead.cause, "")
        if ahead.uses_left is not None and ahead.uses_left <= USES_AHEAD and in_use:
            yield (
                phrase("heed_statement_due", count=ahead.uses_left),
                phrase("heed_do_statement_due"),
                form,
            )
        if ahead.at is None or cause not in DAYS_AHEAD or cause in already:
            continue
        if (beijing_day(ahead.at) - today).days <= DAYS_AHEAD[cause]:
            when = instant(ahead.at, standing.at)
            yield phrase(f"heed_{cause}", when=when), phrase(f"heed_do_{cause}"), form
