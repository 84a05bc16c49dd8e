"""The shapes of values about service matters: the ways to have one done, and how it is handled."""

from typing import Final

from yika.policy.model import UNKNOWN, Value
from yika.policy.shapes import (
    NEVER,
    Shape,
    amount,
    at_least_one,
    both_languages,
    either,
    many,
    one_of,
    shown,
    table,
    text,
    whole,
    word,
    yes_no,
)
from yika.policy.tree import Findings, Place, is_list, is_table

_told = one_of("yes", "no", UNKNOWN)
_papers = many(word("papers"))

_WHEN = table(
    {},
    {
        "issuer": many(word("issuers")),
        "generation": many(word("generations")),
        "insurance": many(word("insurances")),
        "reason": many(word("reasons")),
        "password_kind": many(word("password_kinds")),
        "loss_kind": many(word("loss_kinds")),
        "occasion": many(word("withdrawal_occasions")),
        "off_site_kind": many(word("off_site_kinds")),
        "birth_kind": many(word("birth_kinds")),
        "care": many(word("care_kinds")),
        "group": many(word("resident_groups")),
    },
)
_OFFER = table(
    {
        "channel": word("channels"),
        "working_days": either(UNKNOWN, either("making_time", whole)),
        "trips": either(UNKNOWN, whole),
        "fee": either(UNKNOWN, either("card.fee", amount)),
        "papers": either(UNKNOWN, _papers),
        "identity": either(UNKNOWN, many(word("identity"))),
        "agent": either(UNKNOWN, yes_no),
    },
    {
        "when": _WHEN,
        "point": word("points"),
        "note": both_languages,
        "applicants": many(word("applicants")),
        "commitment": _papers,
    },
)
_APPEAL = at_least_one(
    table({"name": both_languages}, {"days": either(UNKNOWN, whole), "months": whole}),
    "days",
    "months",
)
_PROGRAM = table(
    {"name": both_languages, "channel": word("channels"), "matters": many(word("matters"))},
    {"note": both_languages},
)


def _offer(value: Value, place: Place, findings: Findings) -> None:
    if not is_table(value):
        _OFFER(value, place, findings)
        return
    _OFFER({key: one for key, one in value.items() if key != "extra_papers"}, place, findings)
    if value.get("working_days") == "making_time" and "point" not in value:
        word("points")(value.get("channel"), (*place, "channel"), findings)
    if "extra_papers" in value:
        _extra_papers(value, place, findings)
    if "commitment" in value:
        _commitment(value, place, findings)


def _extra_papers(offer: dict[str, Value], place: Place, findings: Findings) -> None:
    """What somebody who asks for another brings besides; only those who may ask have a list."""
    extra, place = offer["extra_papers"], (*place, "extra_papers")
    if not is_table(extra) or not extra:
        findings.add(place, "应为申请人与材料的表", "a table of applicants and their papers")
        return
    for who, papers in extra.items():
        word("applicants")(who, (*place, who), findings)
        _papers(papers, (*place, who), findings)
        if who not in may_ask(offer):
            zh = f"{who} 不在可申请的人之中"
            findings.add((*place, who), zh, f"{who} is not among those who may ask")


def _commitment(offer: dict[str, Value], place: Place, findings: Findings) -> None:
    """A commitment replaces a paper that is asked for, never one that is not."""
    asked = asked_papers(offer)
    named = offer["commitment"]
    for position, paper in enumerate(named if is_list(named) else ()):
        if isinstance(paper, str) and paper not in asked:
            zh = f"{shown(paper)} 不在所要求的材料之中"
            en = f"{shown(paper)} is not among the papers asked for"
            findings.add((*place, "commitment", position), zh, en)


def may_ask(offer: dict[str, Value]) -> tuple[str, ...]:
    """Who may ask on this way: as it says, or oneself, a guardian and perhaps an agent."""
    if is_list(offer.get("applicants")):
        return tuple(offer["applicants"])
    agent = ("agent",) if offer.get("agent") == "yes" else ()
    return ("self", "guardian", *agent)


def asked_papers(offer: dict[str, Value]) -> list[str]:
    """Every paper the offer asks for of anybody; none where they are unknown."""
    extra = offer.get("extra_papers")
    lists = (offer.get("papers"), *(extra.values() if is_table(extra) else ()))
    return [paper for papers in lists if is_list(papers) for paper in papers]


MATTER_SHAPES: Final[dict[str, Shape]] = {
    "offers": many(_offer),
    "term": whole,
    "count": whole,
    "open_term": either(NEVER, whole),
    "basis": both_languages,
    "programs": many(_PROGRAM),
    "codes": many(text),
    "appeal": many(_APPEAL),
    "matters": many(word("matters")),
    "temporary_validity": table({"days": either(UNKNOWN, whole)}, {"most_months": whole}),
    "contract_terms": table({"years": many(whole), "renews_itself": many(word("renewal_groups"))}),
    "late_confirmation": table({"pauses": _told, "made_up_later": _told}),
}
