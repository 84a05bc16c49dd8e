"""People with several things wrong at once: card, password, uses, person and insurance."""

from typing import Final

from tests.journeys.plights import EARLIER, EMPLOYED, PLIGHTS, Plight
from yika.demo.life import Life
from yika.demo.model import on
from yika.demo.stories.passwords import WRONG
from yika.demo.stories.usual import CARD_SINCE, E_SINCE, FIRST_USE, LAST_USE
from yika.matters import model as acts
from yika.matters.model import Act

CARDS: Final[dict[str, tuple[str, Act | None]]] = {
    "fine": ("third", None),
    "stripe": ("magnetic", acts.ReportDamage(part="stripe")),
    "chip": ("third", acts.ReportDamage(part="chip")),
    "body": ("second", acts.ReportDamage(part="body")),
    "lost": ("third", acts.ReportLoss(kind="formal")),
    "missing": ("third", acts.ReportLoss()),
}
COVERS: Final = {
    "paid": EMPLOYED,
    "owes": next(one.cover for one in PLIGHTS if one.cause == "arrears_own"),
    "employer owes": next(one.cover for one in PLIGHTS if one.cause == "arrears_employer"),
}
PERSONS: Final = (None, "identity_mismatch", "review", "suspension")


def several(card: str, locked: bool, counted: bool, person: str | None, cover: str) -> Plight:
    """Somebody with several things wrong at once."""
    generation, act = CARDS[card]

    async def story(life: Life) -> None:
        await life.card(CARD_SINCE, generation=generation)
        await life.e_credential(E_SINCE)
        await life.uses(FIRST_USE, LAST_USE, 60 if counted else 20)
        if act is not None:
            await life.act(act, EARLIER)
        if person == "suspension":
            await life.suspended("sanction.inquiry", 6, EARLIER)
        elif person is not None:
            hold = acts.PlaceHold(cause=person, basis="sanction.inquiry")  # pyright: ignore[reportArgumentType]
            await life.act(hold, EARLIER)
        for minute in range(4) if locked else ():
            entry = acts.EnterPassword(password=WRONG)
            await life.act(entry, on("2026-03-16", f"08:{minute:02}"), "pos_pad", own=True)

    return Plight(
        cause=card,
        name=f"locked={locked} counted={counted} {person} {cover}",
        story=story,
        cover=COVERS[cover],
        insurance="flexible" if cover == "owes" else "employee",
    )
