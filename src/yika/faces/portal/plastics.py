"""The cards somebody has, as *My card* shows them. Pure."""

from dataclasses import dataclass
from datetime import datetime

from yika.faces.portal import views
from yika.faces.portal.forms import Form, Maker
from yika.faces.portal.phrases import instant, phrase, word
from yika.guide.telling import Both
from yika.standing.model import CardShown


@dataclass(frozen=True, slots=True, kw_only=True)
class Plastic:
    """A card or e-credential as the page shows it."""

    title: Both
    current: bool
    stage: Both
    number: str
    rows: tuple[tuple[Both, Both], ...]
    letter: Form | None


def plastic(card: CardShown, maker: Maker, at: datetime) -> Plastic:
    """One card: what it is, how far it has come, when it was last used."""
    electronic = card.form == "electronic"
    bank = Both(f"（{card.bank}）", f" ({card.bank})") if card.bank else Both("", "")
    issuer = word("issuers", card.issuer)
    rows: list[tuple[Both, Both]] = []
    if not electronic:
        rows.append((phrase("card_generation"), word("generations", card.generation)))
        rows.append((phrase("card_issuer"), Both(issuer.zh + bank.zh, issuer.en + bank.en)))
    if card.expires_on is not None:
        rows.append((phrase("card_expires"), views.day(card.expires_on, at)))
    if card.ready_on is not None:
        rows.append((phrase("card_ready"), views.day(card.ready_on, at)))
    if card.letter is not None:
        rows.append((phrase("card_letter"), phrase(card.letter)))
    if not electronic:
        rows.append((phrase("card_uses"), phrase("card_uses_n", count=card.uses_since_statement)))
    used = phrase("never_used") if card.last_used_at is None else instant(card.last_used_at, at)
    rows.append((phrase("card_last_used"), used))
    return Plastic(
        title=word("credentials", "e_credential" if electronic else "card"),
        current=card.is_current,
        stage=phrase(f"stage_{card.stage or 'none'}"),
        number=card.number,
        rows=tuple(rows),
        letter=maker.of_letter(card),
    )
