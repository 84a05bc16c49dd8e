"""What came of an act about contributions or an account, with its amounts and dates. Pure."""

from datetime import date, datetime

from yika.faces.portal.phrases import day, has_phrase, phrase, place, word
from yika.ground.money import fen
from yika.guide.telling import Both
from yika.matters.model import Done


def facts_told(done: Done, now: datetime) -> list[Both]:
    """The facts of an act that the pages have words for, where there is something to say."""
    told = (_fact(name, value, now) for name, value in done.facts.items())
    return [one for one in told if one is not None]


def _fact(name: str, value: object, now: datetime) -> Both | None:
    """A fact of an act, where the page has words for it and there is something to say."""
    key = f"fact_{name}"
    if value is None or not (has_phrase(key) or has_phrase(f"{key}_{value}")):
        return None
    match name:
        case "amount" | "paid" | "late_fee" | "credit" | "owed" | "waived":
            return phrase(key, amount=value) if fen(str(value)) else None
        case "enrolled" | "changed" | "corrected":
            return phrase(key, count=value) if value else None
        case "place":
            return phrase(key, place=place(str(value)))
        case "until" | "ends_on":
            return phrase(key, on=day(date.fromisoformat(str(value)), now))
        case "scheme":
            return phrase(key, scheme=word("insurances", str(value)))
        case _:
            return phrase(f"{key}_{value}") if has_phrase(f"{key}_{value}") else None
