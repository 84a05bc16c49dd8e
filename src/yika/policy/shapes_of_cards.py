"""The shapes of values about cards and passwords, and of plain numbers and lists."""

from typing import Final

from yika.policy.model import Value
from yika.policy.shapes import (
    NEVER,
    Shape,
    amount,
    both_languages,
    duration,
    either,
    many,
    ordered,
    table,
    text,
    whole,
    word,
    yes_no,
)
from yika.policy.tree import Findings, Place


def _refused_password(value: Value, place: Place, findings: Findings) -> None:
    if not (isinstance(value, str) and value.isascii() and value.isdigit()):
        word("refused_kinds")(value, place, findings)


_range = ordered(table({"min": whole, "max": whole}))

CARD_SHAPES: Final[dict[str, Shape]] = {
    "tries": whole,
    "counting": word("counting"),
    "clearing": many(word("clearing")),
    "hours": duration,
    "minutes": duration,
    "days": duration,
    "months": duration,
    "years": duration,
    "transactions": duration,
    "span": either(NEVER, table({"count": whole, "unit": word("span_units")})),
    "months_range": _range,
    "working_days": _range,
    "yuan": amount,
    "yes_no": yes_no,
    "list": many(word()),
    "advice": many(both_languages),
    "initial_password": many(word("initial_kinds")),
    "password_format": ordered(table({"min": whole, "max": whole, "alphabet": word("alphabets")})),
    "password_list": many(_refused_password),
    "hotline": many(table({"number": text, "name": both_languages}, {"hours": text})),
    "place": many(word("places")),
    "balance_route": word("balance_routes"),
    "uses": many(word("uses")),
    "inquiry": table({"condition": both_languages, "effect": both_languages}),
    "remedies": table({"ended_by": word("ended_by"), "matters": many(word("matters"))}),
}
