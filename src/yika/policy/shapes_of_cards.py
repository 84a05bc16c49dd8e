"""The shapes of values about cards, passwords and service matters."""

from typing import Final

from yika.policy.model import UNKNOWN, Value
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
from yika.policy.tree import Findings, Place, is_table


def _refused_password(value: Value, place: Place, findings: Findings) -> None:
    if not (isinstance(value, str) and value.isascii() and value.isdigit()):
        word("refused_kinds")(value, place, findings)


def _offer(value: Value, place: Place, findings: Findings) -> None:
    _OFFER(value, place, findings)
    if is_table(value) and value.get("working_days") == "making_time" and "point" not in value:
        word("points")(value.get("channel"), (*place, "channel"), findings)


_range = ordered(table({"min": whole, "max": whole}))

_WHEN = table(
    {},
    {
        "issuer": many(word("issuers")),
        "generation": many(word("generations")),
        "insurance": many(word("insurances")),
        "reason": many(word("reasons")),
        "password_kind": many(word("password_kinds")),
        "loss_kind": many(word("loss_kinds")),
    },
)
_OFFER = table(
    {
        "channel": word("channels"),
        "working_days": either(UNKNOWN, either("making_time", whole)),
        "trips": either(UNKNOWN, whole),
        "fee": either(UNKNOWN, either("card.fee", amount)),
        "papers": either(UNKNOWN, many(word("papers"))),
        "identity": either(UNKNOWN, many(word("identity"))),
        "agent": either(UNKNOWN, yes_no),
    },
    {"when": _WHEN, "point": word("points"), "note": both_languages},
)

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
    "offers": many(_offer),
}
