"""What the calculators ask for: regions, days, schemes, amounts and the choices of a region."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Final

from yika.faces.portal.asking import FieldsMissing
from yika.faces.portal.calculators.shown import Asked
from yika.faces.portal.fields import Field, Option
from yika.faces.portal.phrases import NOTHING, has_phrase, phrase, place, word
from yika.ground.days import BEIJING, beijing_day, countable
from yika.ground.errors import Refused
from yika.guide.telling import Both, name
from yika.policy.load import Book
from yika.policy.service import NoSuchRegion

NATION: Final = "000000"
SANDBOX: Final = "999900"
LONGEST: Final = 400  # characters of one thing typed
LENGTHS: Final = {"text": 40_000}  # of an article: the calculator says itself what is too much
SCHEMES: Final = ("employee", "flexible", "resident")
# Where the words of an option stand.
WORDS: Final = {
    "group": "resident_groups",
    "aid": "aid_groups",
    "top_up": "top_ups",
    "injury_class": "injury_classes",
    "exempt": "wait_exemptions",
    "sex": "sexes",
}


class WrongDay(Refused):
    """A day that cannot be read. Facts: given."""

    code = "wrong_day"


def asked(book: Book, given: Mapping[str, str], now: datetime, *, sandbox: bool) -> Asked:
    """What somebody asks; the region and the day have defaults.

    Fails with WrongDay, NotCountable, NoSuchRegion.

    Too much typed in one place is cut.
    """
    plain = {field: text.strip()[: LENGTHS.get(field, LONGEST)] for field, text in given.items()}
    known = regions(book)
    first = SANDBOX if sandbox and SANDBOX in known else known[0]
    division = plain.get("region") or first
    if division not in known:
        raise NoSuchRegion(given=division[:10], regions=known)
    on = beijing_day(now)
    if plain.get("on"):
        try:
            on = date.fromisoformat(plain["on"])
        except ValueError:
            raise WrongDay(given=plain["on"][:20]) from None
        countable(datetime.combine(on, time(), BEIJING))
    return Asked(book=book, division=division, on=on, now=now, given=plain)


def defaults(book: Book, now: datetime, *, sandbox: bool) -> Asked:
    """What is asked where nothing was typed."""
    return asked(book, {}, now, sandbox=sandbox)


def regions(book: Book) -> list[str]:
    """The regions with policy of their own."""
    return [division for division in book.divisions() if division != NATION] or [NATION]


def region(asked: Asked) -> Field:
    """The region."""
    options = [Option(one, place(one)) for one in regions(asked.book)]
    return Field(name="region", kind="select", label=phrase("c_region"), options=tuple(options))


def day() -> Field:
    """The day asked about."""
    return Field(name="on", kind="date", label=phrase("c_on"), required=False)


def month(field: str) -> Field:
    """A month, typed as 2026-05."""
    hint = phrase("c_month_hint")
    return Field(name=field, kind="month", label=phrase(f"c_{field}"), hint=hint)


def amount(field: str, *, required: bool = True, at_times: bool = False) -> Field:
    """An amount in yuan."""
    return Field(
        name=field,
        kind="amount",
        label=phrase(f"c_{field}"),
        hint=_hint(field),
        numeric=True,
        required=required,
        at_times=at_times,
    )


def number(field: str, *, required: bool = True) -> Field:
    """A whole number, or one with decimals."""
    label, hint = phrase(f"c_{field}"), _hint(field)
    return Field(name=field, kind="amount", label=label, hint=hint, numeric=True, required=required)


def choice(
    field: str, members: Iterable[str], words: str | None = None, *, required: bool = False
) -> Field:
    """A choice among words; one may leave it open where it is not required."""
    left = () if required else (Option("", phrase("c_not_said")),)
    options = (*left, *(Option(one, _called(field, one, words)) for one in members))
    label = phrase(f"c_{field}") if has_phrase(f"c_{field}") else Both(field, field)
    return Field(
        name=field,
        kind="select",
        label=label,
        hint=_hint(field),
        options=options,
        required=required,
    )


def schemes(*without: str) -> Field:
    """How somebody is insured."""
    members = [one for one in SCHEMES if one not in without]
    return choice("scheme", members, "insurances", required=True)


def scheme_of(asked: Asked, *without: str) -> str:
    """The scheme asked about, the first where none or none of these was."""
    members = [one for one in SCHEMES if one not in without]
    given = asked.given.get("scheme", "")
    return given if given in members else members[0]


def check_filled(asked: Asked, fields: Sequence[Field]) -> None:
    """Refuse where something needed was not typed: FieldsMissing, all of them at once."""
    missing = [
        f"{field.label.zh} / {field.label.en}"
        for field in fields
        if (field.required or field.at_times) and field.kind != "select"
        if asked.text(field.name) is None
    ]
    if missing:
        raise FieldsMissing(fields=missing)


def chosen(asked: Asked, fields: Sequence[Field]) -> dict[str, str]:
    """What was chosen of some fields; choices that these do not offer are left out."""
    found: dict[str, str] = {}
    for field in fields:
        given = asked.text(field.name)
        offered = [option.value for option in field.options]
        if given and (not offered or given in offered):
            found[field.name] = given
    return found


def _called(field: str, member: str, words: str | None) -> Both:
    kind = words or WORDS.get(field)
    if kind is not None:
        return word(kind, member)
    key = f"c_{field}_{member}"
    if has_phrase(key):
        return phrase(key)
    if member in ("yes", "no"):
        return phrase(f"c_{member}")
    return Both(name(member, "zh"), name(member, "en"))


def _hint(field: str) -> Both:
    return phrase(f"c_{field}_hint") if has_phrase(f"c_{field}_hint") else NOTHING
