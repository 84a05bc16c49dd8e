"""What a resident pays for a cover year: the premium, the public part, aid, and paying late."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import cast

from yika.ground.errors import Refused
from yika.ground.money import fen
from yika.insurance.amounts.charges import chosen
from yika.insurance.amounts.sums import Note, percent, share
from yika.insurance.laws import Found, InsuranceLaws
from yika.policy.model import UNKNOWN, Value
from yika.policy.words import lists


class GroupNeeded(Refused):
    """What a resident pays depends on the group. Facts: groups (words and amounts)."""

    code = "group_needed"


@dataclass(frozen=True, slots=True)
class PremiumLine:
    """One line of a premium, exactly."""

    payer: str
    exact_fen: Fraction
    per: str
    because: tuple[Found, ...]  # the first is the rule that makes it a line
    formula: str
    base: str | None = None
    rate: str | None = None


@dataclass(slots=True)
class Premium:
    """All lines of a premium, what is not published, what was taken for granted."""

    year: int
    lines: list[PremiumLine] = field(default_factory=list[PremiumLine])
    unknown: list[str] = field(default_factory=list[str])
    assumed: dict[str, str] = field(default_factory=dict[str, str])
    notes: list[Note] = field(default_factory=list[Note])


def premium(laws: InsuranceLaws, on: date, options: Mapping[str, str]) -> Premium:
    """What a resident owes for a cover year. Fails with GroupNeeded where groups differ."""
    year = int(options.get("year", on.year))
    cover = date(year, 1, 1)
    told = Premium(year)
    if "year" not in options:
        told.assumed["year"] = str(year)
    _lines(told, laws, cover, options)
    if "aid" in options:
        _aid(told, laws, cover, options["aid"])
    _late(told, laws, cover, on, options.get("late"))
    return told


def published_premiums(laws: InsuranceLaws, cover: date) -> list[Value]:
    """The premiums a region publishes for a cover year, of all groups."""
    groups = lists().members("resident_group")
    every = (laws.value("resident.premium", cover, resident_group=one) for one in groups)
    return [value for value in every if value is not None]


def _lines(told: Premium, laws: InsuranceLaws, cover: date, options: Mapping[str, str]) -> None:
    group = options.get("group")
    found = _cell(told, laws, cover, group)
    if found is None:
        _by_formula(told, laws, cover, group)
        return
    value = _chosen(found.value, options)
    if value == "none":
        told.lines.append(PremiumLine("person", Fraction(0), "year", (found,), "0.00"))
        return
    if "base" in value:
        _by_rate(told, found)
        return
    for payer in ("person", "subsidy"):
        if value[payer] != UNKNOWN:
            amount = Fraction(fen(value[payer]))
            told.lines.append(PremiumLine(payer, amount, "year", (found,), value[payer]))
        elif payer == "person":
            _by_formula(told, laws, cover, group)
        else:
            told.unknown.append(f"resident.premium {group or ''} {payer}".replace("  ", " "))
    if value.get("at_least") == "yes":
        zh, en = "公布的是最低标准,当地实际可能更高", "published as the least; it may be more here"
        told.notes.append(Note("at_least", zh, en))


def _chosen(value: Value, options: Mapping[str, str]) -> Value:
    """The premium with what these choices replace in it."""
    among: list[dict[str, Value]] = value.get("options", []) if value != "none" else []
    fits = next((one for one in among if chosen(one["when"], options)), None)
    if fits is None:
        return value
    told: dict[str, Value] = {**cast("dict[str, Value]", value), **fits}
    return told


def _cell(told: Premium, laws: InsuranceLaws, cover: date, group: str | None) -> Found | None:
    if group is not None:
        return laws.found("resident.premium", cover, resident_group=group)
    groups = lists().members("resident_group")
    every = {one: laws.found("resident.premium", cover, resident_group=one) for one in groups}
    known = {one: found for one, found in every.items() if found is not None}
    if not known:
        return None
    first, found = next(iter(known.items()))
    if any(other.value != found.value for other in known.values()):
        raise GroupNeeded(
            groups=[
                f"{one} {lists().member('resident_group', one).zh} {_brief(known[one].value)}"
                for one in known
            ]
        )
    if len(known) == 1:
        told.assumed["group"] = first
    return found


def _brief(value: Value) -> str:
    if value == "none":
        return "0.00"
    return value["person"] if "person" in value else f"{value['base']} × {value['person_rate']}"


def _by_rate(told: Premium, found: Found) -> None:
    value = found.value
    for payer in ("person", "subsidy"):
        rate = value[f"{payer}_rate"]
        if rate == UNKNOWN:
            told.unknown.append(f"resident.premium {payer}_rate")
            continue
        exact = fen(value["base"]) * share(rate)
        formula = f"{value['base']} × {rate}"
        told.lines.append(
            PremiumLine(payer, exact, "month", (found,), formula, value["base"], rate)
        )


def _by_formula(told: Premium, laws: InsuranceLaws, cover: date, group: str | None) -> None:
    found = laws.found("resident.premium_formula", cover)
    if found is None:
        told.unknown.append(f"resident.premium {group or ''}".strip())
        return
    value = found.value
    by_income, least = fen(value["income"]) * share(value["share"]), Fraction(fen(value["least"]))
    formula = f"max({value['income']} × {value['share']}, {value['least']})"
    line = PremiumLine("person", max(by_income, least), "year", (found,), formula)
    told.lines.append(line)


def _aid(told: Premium, laws: InsuranceLaws, cover: date, group: str) -> None:
    found = laws.found("resident.aid", cover, aid_group=group)
    if found is None:
        told.unknown.append(f"resident.aid {group}")
        return
    if found.value == "none":
        zh, en = "这类人员在本地没有参保资助", "no aid with the premium for this group here"
        told.notes.append(Note("no_aid", zh, en))
        return
    part = share(found.value["share"])
    for at, line in enumerate(told.lines):
        if line.payer != "person":
            continue
        paid = line.exact_fen * part
        own = f"{line.formula} × {percent(1 - part)}"
        aided = f"{line.formula} × {percent(part)}"
        because = (found, *line.because)
        told.lines[at] = PremiumLine(
            "person", line.exact_fen - paid, line.per, (*line.because, found), own
        )
        told.lines.append(PremiumLine("subsidy", paid, line.per, because, aided))
        break
    if found.value.get("at_least") == "yes":
        zh, en = "资助比例是最低标准", "the share of aid is the least; it may be more"
        told.notes.append(Note("aid_at_least", zh, en))


def _late(told: Premium, laws: InsuranceLaws, cover: date, on: date, chosen: str | None) -> None:
    window = laws.found("resident.window", cover)
    if chosen is None:
        told.assumed["late"] = "yes" if window and on > window.value["closes"] else "no"
    if (chosen or told.assumed.get("late")) != "yes":
        return
    rule = laws.found("resident.late", cover)
    pays = UNKNOWN if rule is None else rule.value["pays"]
    if rule is None or pays == UNKNOWN:
        told.unknown.append("resident.late")
        return
    until = rule.value["until"]
    if until != UNKNOWN and on > until:
        zh, en = f"补缴期已于{until}结束", f"paying late ended on {until}"
        told.notes.append(Note("late_is_over", zh, en))
    if pays == "person_and_subsidy":
        told.lines = [
            PremiumLine("person", line.exact_fen, line.per, (rule, *line.because), line.formula)
            if line.payer == "subsidy" and line.because[0].used.id != "resident.aid"
            else line
            for line in told.lines
        ]
