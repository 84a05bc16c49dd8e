"""What forms about insurance and accounts ask for: amounts, months, people, choices. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from yika.faces.portal.calculators.asking import regions
from yika.faces.portal.fields import Field, Option
from yika.faces.portal.phrases import NOTHING, has_phrase, phrase, place, word
from yika.guide.telling import Both
from yika.policy.load import Book
from yika.policy.words import lists
from yika.standing.model import Hold


def of_act(act: str, hold: Hold) -> list[Field]:
    """What an act that mends a hold of insurance asks for; nothing for other acts."""
    match act:
        case "enrol":
            return enrol_fields()
        case "repair_contribution":
            return repair_fields([period.year for period in reversed(hold.periods)])
        case _:
            return []


def repair_fields(years: Sequence[int]) -> list[Field]:
    """Which year is paid up."""
    return [options("year", [Option(str(one), phrase("year_n", year=one)) for one in years])]


def enrol_fields() -> list[Field]:
    """How one wants to be insured."""
    schemes = ("flexible", "resident")
    groups = (
        Option("", phrase("f_group_none")),
        *(Option(one, word("resident_groups", one)) for one in lists().members("resident_group")),
    )
    return [
        choice("scheme", schemes, "insurances"),
        options("group", groups),
        money("base", required=False),
    ]


def transfer_fields(places: Sequence[str]) -> list[Field]:
    """From where, and which months were paid there."""
    return [
        options("place", [Option(one, place(one)) for one in places]),
        month("first_month"),
        month("last_month"),
        money("base", required=True),
        sure(),
    ]


def places_of(book: Book, division: str) -> list[str]:
    """The other regions known here."""
    return [one for one in regions(book) if one != division]


def sure() -> Field:
    """A mark that somebody knows that what they do cannot be undone."""
    return Field(name="confirm", kind="check", label=phrase("f_confirm_final"))


def money(name: str, *, required: bool) -> Field:
    """An amount in yuan."""
    return Field(
        name=name,
        kind="amount",
        label=phrase(f"f_{name}"),
        hint=NOTHING if required else _hint(name),
        numeric=True,
        required=required,
    )


def payment(owed: str | None) -> Field:
    """How much is paid; `owed`, in yuan, stands beside it where it is known."""
    asked = money("amount", required=False)
    hint = asked.hint if owed is None else phrase("f_amount_owed", amount=owed)
    return replace(asked, hint=hint)


def month(name: str) -> Field:
    """A month."""
    return Field(name=name, kind="month", label=phrase(f"f_{name}"), hint=phrase("f_month_hint"))


def text(name: str) -> Field:
    """Something typed freely."""
    return Field(name=name, kind="text", label=phrase(f"f_{name}"), hint=_hint(name))


def day(name: str, *, required: bool) -> Field:
    """A day."""
    label = phrase(f"f_{name}")
    return Field(name=name, kind="date", label=label, hint=_hint(name), required=required)


def choice(name: str, members: Sequence[str], words: str) -> Field:
    """A choice among words."""
    options = tuple(Option(one, word(words, one)) for one in members)
    return Field(name=name, kind="select", label=phrase(f"f_{name}"), options=options)


def options(name: str, found: Sequence[Option]) -> Field:
    """A choice among options."""
    return Field(name=name, kind="select", label=phrase(f"f_{name}"), options=tuple(found))


def _hint(name: str) -> Both:
    return phrase(f"f_{name}_hint") if has_phrase(f"f_{name}_hint") else NOTHING
