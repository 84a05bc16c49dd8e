"""From when the fund pays, the years still needed, and what follows if somebody stops. Pure."""

from datetime import date

from yika.faces.portal.calculators import asking
from yika.faces.portal.calculators.shown import Asked, Part, Result
from yika.faces.portal.fields import Field, Option
from yika.faces.portal.laws import laws_used, titles
from yika.faces.portal.phrases import day, phrase, place, written
from yika.guide.telling import Both
from yika.insurance.amounts.options import AmountUnreadable
from yika.insurance.entitled import years as counting
from yika.insurance.entitled.earlier import Earlier
from yika.insurance.entitled.entitlement import Entitlement, entitlement
from yika.insurance.entitled.entitlement_laws import EntitlementLaws
from yika.insurance.entitled.known_cover import check
from yika.insurance.entitled.plan import Plan, Way, plan
from yika.insurance.entitled.reasons import Because
from yika.insurance.entitled.spans import SpansUnreadable, month, spans
from yika.policy.words import lists

YEAR_MONTHS = 12
REPAIRED_DIGITS = 2


def fields(asked: Asked) -> list[Field]:
    """Region, scheme, months paid, day, and what may shorten a wait."""
    resident = asking.scheme_of(asked) == "resident"
    first = [asking.region(asked), asking.schemes(), _paid(required=True), asking.day()]
    return [*first, *(_of_residents() if resident else _of_workers())]


def _of_residents() -> list[Field]:
    groups, aids = lists().members("resident_group"), lists().members("aid_group")
    return [
        asking.choice("group", groups),
        asking.choice("aid", aids),
        asking.number("repaired", required=False),
    ]


def _of_workers() -> list[Field]:
    return [
        asking.choice("cause", ("employer", "own")),
        asking.choice("exempt", lists().words["wait_exemptions"]),
    ]


def _paid(*, required: bool) -> Field:
    """The months paid, as one writes them."""
    hint = phrase("c_paid_hint")
    return Field(name="paid", kind="text", label=phrase("c_paid"), hint=hint, required=required)


def work(asked: Asked) -> Result:
    """Whether and from when, with every reason. Fails as `insurance.entitlement` does."""
    scheme = asking.scheme_of(asked)
    ways = [one for one in fields(asked) if one.name in ("group", "aid", "cause", "exempt")]
    options = asking.chosen(asked, ways)
    check(scheme, options)
    laws = EntitlementLaws(asked.book, asked.division)
    paid = spans(asked.text("paid") or "", scheme)
    return told(asked, entitlement(laws, scheme, paid, asked.on, _repaired(asked), options))


def told(asked: Asked, found: Entitlement) -> Result:
    """An entitlement as a result."""
    # The last reason names what is not published here; the page says so in its own words.
    because = found.because[:-1] if found.unknown else found.because
    used = [one for reason in (*because, *found.earlier_if) for one in reason.policy]
    return Result(
        headline=headline(found, asked),
        tone="yes" if found.entitled else "half" if found.share else "no",
        facts=dates(found, asked),
        parts=tuple(reason(one) for one in because),
        more_title=phrase("c_earlier") if found.earlier_if else None,
        more=tuple(earlier(one) for one in found.earlier_if),
        unknown=titles(asked.book, found.unknown),
        laws=laws_used(asked.book, used, asked.now),
    )


def headline(found: Entitlement, asked: Asked) -> Both:
    """The answer in one sentence."""
    if found.entitled:
        return phrase("c_entitled", on=day(found.on, asked.now))
    if found.begins_on is None:
        return phrase("c_not_entitled_open", on=day(found.on, asked.now))
    return phrase("c_not_entitled", begins=day(found.begins_on, asked.now))


def dates(found: Entitlement, asked: Asked) -> tuple[tuple[Both, Both], ...]:
    """Since when, until when, how much meanwhile, and up to how much."""
    facts: list[tuple[Both, Both]] = []
    if found.begins_on is not None:
        key = "c_since" if found.entitled else "c_from"
        facts.append((phrase(key), day(found.begins_on, asked.now)))
    if found.ends_on is not None:
        facts.append((phrase("c_until"), day(found.ends_on, asked.now)))
    if found.share is not None:
        facts.append((phrase("c_share"), Both(found.share, found.share)))
    if found.ceiling is not None and (found.entitled or found.share):
        facts.append((phrase("c_ceiling"), phrase("yuan_n", amount=found.ceiling)))
    return tuple(facts)


def reason(one: Because) -> Part:
    """A reason."""
    return Part(title=written(one.zh, one.en))


def earlier(one: Earlier) -> Part:
    """Something that would make it earlier, with its cost."""
    cost = None if one.cost is None else phrase("c_costs", amount=one.cost)
    return Part(title=written(one.zh, one.en), tone="yes", tag=cost)


def years_fields(asked: Asked) -> list[Field]:
    """Region, months paid, sex, day."""
    sexes = asking.choice("sex", lists().members("sex"))
    return [asking.region(asked), _paid(required=True), sexes, asking.day()]


def years_work(asked: Asked) -> Result:
    """The years counted and still needed. Fails with SpansUnreadable."""
    paid = spans(asked.text("paid") or "", "employee")
    laws = EntitlementLaws(asked.book, asked.division)
    sex = asking.chosen(asked, years_fields(asked)).get("sex")
    found = counting.years(paid, laws, sex, asked.on)
    return Result(
        headline=years_told(found),
        tone="plain" if found.still_months is None else "half" if found.still_months else "yes",
        facts=years_facts(found),
        notes=() if sex else (phrase("c_sex_note"),),
        unknown=titles(asked.book, found.unknown),
        laws=laws_used(asked.book, found.policy, asked.now),
    )


def years_told(found: counting.YearsCounted) -> Both:
    """How much is missing, in one sentence."""
    if found.still_months is None:
        return phrase("c_still_unknown", counted=span(found.months))
    if found.still_months == 0:
        return phrase("c_still_none", counted=span(found.months))
    return phrase("c_still", still=span(found.still_months))


def years_facts(found: counting.YearsCounted) -> tuple[tuple[Both, Both], ...]:
    """What was counted where, and what is needed."""
    facts = [(phrase("c_counted"), span(found.months))]
    if found.by_place:
        facts.append((phrase("c_counted_here"), span(found.local_months)))
    facts += [(place(there), span(count)) for there, count in found.by_place.items()]
    needed = (
        ("c_needed", found.needed_months),
        ("c_needed_actual", found.actual_needed_months),
        ("c_needed_local", found.local_needed_months),
    )
    return (*facts, *((phrase(key), span(count)) for key, count in needed if count is not None))


def span(months: int) -> Both:
    """Months as years and months."""
    years, left = divmod(months, YEAR_MONTHS)
    if not years:
        return phrase("c_months_n", months=left)
    return (
        phrase("c_years_months", years=years, months=left)
        if left
        else phrase("c_years_n", years=years)
    )


def plan_fields(asked: Asked) -> list[Field]:
    """Region, scheme, when one stops and begins again, what was paid, the base, where one moves."""
    others = [one for one in asking.regions(asked.book) if one != asked.division]
    options = (Option("", phrase("c_stays")), *(Option(one, place(one)) for one in others))
    moves = Field(
        name="move_to", kind="select", label=phrase("c_move_to"), options=options, required=False
    )
    return [
        asking.region(asked),
        asking.schemes("resident"),
        asking.month("stop"),
        asking.month("restart"),
        asking.amount("base", required=False),
        moves,
        _paid(required=False),
    ]


def plan_work(asked: Asked) -> Result:
    """Every way, the cheapest named. Fails as `insurance.plan` does."""
    scheme = asking.scheme_of(asked, "resident")
    paid = spans(asked.text("paid") or "", scheme)
    goes = asking.chosen(asked, plan_fields(asked)).get("move_to")
    there = EntitlementLaws(asked.book, goes) if goes else None
    laws = EntitlementLaws(asked.book, asked.division)
    months = _month(asked, "stop"), _month(asked, "restart")
    found = plan(laws, scheme, paid, *months, asked.text("base"), {}, there)
    names = {way.name: written(way.zh, way.en) for way in found.ways}
    return Result(
        headline=_cheapest(found, names),
        facts=_gap(found),
        parts=tuple(_way(way, asked, found.cheapest_covered) for way in found.ways),
        notes=() if asked.text("base") else (phrase("c_plan_base"),),
        unknown=titles(asked.book, found.unknown),
    )


def _gap(found: Plan) -> tuple[tuple[Both, Both], ...]:
    facts = [(phrase("c_gap"), span(found.gap_months))]
    if found.ceiling_before is not None:
        facts.append((phrase("c_ceiling_before"), phrase("yuan_n", amount=found.ceiling_before)))
    return tuple(facts)


def _cheapest(found: Plan, names: dict[str, Both]) -> Both:
    if found.cheapest_covered is not None:
        return phrase("c_cheapest_covered", way=names[found.cheapest_covered])
    if found.cheapest is not None:
        return phrase("c_cheapest", way=names[found.cheapest])
    return phrase("c_cheapest_unknown")


def _way(way: Way, asked: Asked, best: str | None) -> Part:
    facts: list[tuple[Both, Both]] = []
    if way.days_without is None:
        without = phrase("c_no_end")
    else:
        without = phrase("c_days", days=way.days_without)
    facts.append((phrase("c_without"), without))
    for key, on in (("c_ends", way.benefit_ends_on), ("c_begins", way.benefit_begins_on)):
        if on is not None:
            facts.append((phrase(key), day(on, asked.now)))
    if way.waiting_days:
        facts.append((phrase("c_waits"), phrase("c_days", days=way.waiting_days)))
    cost = phrase("not_known") if way.cost is None else phrase("yuan_n", amount=way.cost)
    facts.append((phrase("c_cost"), cost))
    if way.late_fee is not None:
        facts.append((phrase("c_late_fee"), phrase("yuan_n", amount=way.late_fee)))
    if way.ceiling is not None:
        facts.append((phrase("c_ceiling_after"), phrase("yuan_n", amount=way.ceiling)))
    return Part(
        title=written(way.zh, way.en),
        tone="yes" if way.name == best else "plain" if way.days_without == 0 else "half",
        tag=phrase("c_best") if way.name == best else None,
        note=None if way.allowed == "yes" else phrase("c_rule_unknown"),
        facts=tuple(facts),
    )


def _month(asked: Asked, name: str) -> date:
    text = asked.text(name) or ""
    found = month(text)
    if found is None:
        raise SpansUnreadable(pieces=[text[:40]], example="2026-05")
    return found


def _repaired(asked: Asked) -> int:
    text = asked.text("repaired") or "0"
    if not (text.isascii() and text.isdigit() and len(text) <= REPAIRED_DIGITS):
        raise AmountUnreadable(name="repaired", given=text[:20])
    return int(text)
