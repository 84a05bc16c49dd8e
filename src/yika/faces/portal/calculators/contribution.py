"""What is owed for a base or a cover year, and the tier of a base. Pure."""

from collections.abc import Iterator

from yika.faces.portal.calculators import asking
from yika.faces.portal.calculators.shown import Asked, Cell, Grid, Part, Result, Row, Step
from yika.faces.portal.fields import Field
from yika.faces.portal.laws import laws_used, titles
from yika.faces.portal.phrases import phrase, word, written
from yika.ground.money import yuan
from yika.guide.telling import Both
from yika.insurance.amounts.charges import choices, published
from yika.insurance.amounts.contribution import Contribution, Line, contribution
from yika.insurance.amounts.options import allowed
from yika.insurance.amounts.tiers import Reading, tier
from yika.insurance.laws import InsuranceLaws
from yika.policy.words import lists

TOLD_APART = frozenset({"assumed", "disagreeing", "undated"})
PAYERS = ("employer", "person", "subsidy")


def fields(asked: Asked) -> list[Field]:
    """Region, scheme, day, base, and the choices that the region leaves to people."""
    scheme = asking.scheme_of(asked)
    base = [] if scheme == "resident" else [_base(scheme)]
    first = [asking.region(asked), asking.schemes(), asking.day()]
    return [*first, *base, *_choices(asked, scheme)]


def _base(scheme: str) -> Field:
    """The base. A browser may not ask for it: the scheme is chosen in the same form."""
    return asking.amount("base", required=False, at_times=scheme == "employee")


def _choices(asked: Asked, scheme: str) -> list[Field]:
    laws = InsuranceLaws(asked.book, asked.division)
    names = allowed(laws, scheme, asked.on)
    hidden = set[str]() if scheme == "resident" else {"top_up", "months"}
    if scheme != "resident" and "maternity" not in choices(published(laws, scheme, asked.on)):
        hidden.add("maternity")
    found: list[Field] = []
    for name, members in names.items():
        if name in hidden:
            continue
        if isinstance(members, range):
            found.append(asking.number(name, required=False))
        else:
            found.append(asking.choice(name, _in_order(name, members)))
    return found


def _in_order(name: str, members: frozenset[str]) -> list[str]:
    """The members as people see them: in the order of their list, or by name."""
    kind = asking.WORDS.get(name)
    if kind is None:
        return sorted(members)
    order = list(lists().words[kind])
    return sorted(members, key=order.index)


def work(asked: Asked) -> Result:
    """Every line with its sum, by insurance and payer. Fails as `insurance.contribution` does."""
    scheme = asking.scheme_of(asked)
    options = asking.chosen(asked, _choices(asked, scheme))
    base = None if scheme == "resident" else asked.text("base")
    found = contribution(asked.book, asked.division, scheme, base, asked.on, options)
    used = [one for line in found.lines for one in line.used]
    if found.rounding is not None:
        used.append(found.rounding)
    return Result(
        headline=_headline(found),
        grid=_grid(found),
        notes=tuple(_notes(found)),
        unknown=titles(asked.book, found.unknown),
        laws=laws_used(asked.book, used, asked.now),
    )


def _notes(found: Contribution) -> Iterator[Both]:
    """What was assumed and what is to be known; which sources disagree stands with the law."""
    for name, member in found.assumed.items():
        if name == "base":
            yield phrase("c_assumed_floor")
        elif name in asking.WORDS:
            yield phrase(
                "c_assumed", name=phrase(f"c_{name}"), member=word(asking.WORDS[name], member)
            )
    yield from (written(note.zh, note.en) for note in found.notes if note.code not in TOLD_APART)
    if any(note.code == "disagreeing" for note in found.notes):
        yield phrase("c_disagree")


def _headline(found: Contribution) -> Both:
    """What the person pays, or the first payer there is."""
    payer = "person" if "person" in found.totals else next(iter(found.totals))
    told = phrase(
        "c_pays",
        payer=word("payers", payer),
        amount=found.totals[payer],
        per=_per(found.per),
    )
    if found.complete:
        return told
    incomplete = phrase("c_incomplete")
    return Both(told.zh + incomplete.zh, told.en + incomplete.en)


def _per(per: str) -> Both:
    return phrase("c_once") if per == "once" else word("charge_spans", per)


def _grid(found: Contribution) -> Grid:
    columns = [one for one in PAYERS if any(line.payer == one for line in found.lines)]
    rows: dict[tuple[str, str], list[Line]] = {}
    for line in found.lines:
        rows.setdefault((line.insurance, line.per), []).append(line)
    mixed = len({per for _, per in rows}) > 1
    return Grid(
        caption=phrase("c_lines"),
        columns=tuple(word("payers", one) for one in columns),
        rows=tuple(
            Row(_name(insurance, per if mixed else None), _cells(lines, columns))
            for (insurance, per), lines in rows.items()
        ),
        totals=tuple(
            Row(_total(per), tuple(_sum(totals.get(one)) for one in columns))
            for per, totals in ((found.per, found.totals), ("year", found.yearly_totals))
            if totals
        ),
    )


def _name(insurance: str, per: str | None) -> Both:
    name = word("social_insurances", insurance)
    if per is None:
        return name
    span = _per(per)
    return Both(f"{name.zh}（{span.zh}）", f"{name.en} ({span.en})")


def _total(per: str) -> Both:
    return phrase("c_total", per=_per(per))


def _cells(lines: list[Line], columns: list[str]) -> tuple[Cell | None, ...]:
    """One cell a payer; lines of one payer that stand apart (aid) are added up in their sums."""
    cells: list[Cell | None] = []
    for payer in columns:
        mine = [line for line in lines if line.payer == payer]
        if not mine:
            cells.append(None)
            continue
        amount = yuan(sum(line.amount_fen for line in mine))
        cells.append(Cell(amount, " + ".join(line.formula for line in mine)))
    return tuple(cells)


def _sum(amount: str | None) -> Cell | None:
    return None if amount is None else Cell(amount, "")


def tier_fields(asked: Asked) -> list[Field]:
    """Region, day and base."""
    return [asking.region(asked), asking.day(), asking.amount("base")]


def tier_work(asked: Asked) -> Result:
    """The tier by every source. Fails as `insurance.tiers` does."""
    found = tier(asked.book, asked.division, asked.text("base") or "", asked.on)
    first = found.readings[0]
    headline = phrase("c_tier_is", base=found.base, tier=_tier(first))
    return Result(
        headline=headline,
        tone="plain" if found.agree else "half",
        parts=tuple(_reading(one, number) for number, one in enumerate(found.readings)),
        notes=() if found.agree else (phrase("c_sources_differ"),),
        laws=laws_used(asked.book, found.used, asked.now),
    )


def _tier(one: Reading) -> Both:
    return phrase("c_tier_none") if one.name is None else Both(one.name.zh, one.name.en)


def _reading(one: Reading, number: int) -> Part:
    span = phrase("c_tier_span", begins=one.begins or "0.00", ends=one.ends or phrase("c_no_end"))
    return Part(
        title=phrase("c_reading" if number else "c_reading_first", source=one.source),
        tag=_tier(one),
        note=span,
        steps=tuple(Step(Both(s.what.zh, s.what.en), s.formula, s.amount or "") for s in one.steps),
    )
