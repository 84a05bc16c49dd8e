"""Benefit policies into terms: rows chosen by the circumstances, money in fen, shares in parts."""

from collections.abc import Iterable
from typing import Final

from msgspec import structs

from yika.policy.model import UNKNOWN, Value
from yika.policy.tree import is_list, is_table
from yika.settlement.model import BASIC, LARGE_SUM, Circumstances, Kind
from yika.settlement.pricing.asking import Asking
from yika.settlement.pricing.fitting import first_that_fits, fits, further
from yika.settlement.pricing.found import (
    NONE,
    BenefitNeeds,
    BenefitUnknown,
    Rules,
)
from yika.settlement.pricing.parts import all_changed, part_of, segments_of
from yika.settlement.pricing.terms import (
    UNREACHED,
    Absent,
    Ceiling,
    Deductible,
    Layer,
    Segment,
    Terms,
    Within,
)
from yika.settlement.pricing.within import counted, part_pool
from yika.standing.model import PolicyRef

KINDS: Final = (Kind.OUTPATIENT, Kind.INPATIENT, Kind.CHRONIC, Kind.TWO_DISEASES)
_EMPLOYEE: Final = "employee"
_BASES: Final = {LARGE_SUM: "over_ceiling"}  # of a layer that nobody has published
# What bounds run on: a further layer pays of what the person still pays, so that is its base.
_OF_BASIC: Final = {"in_scope": "base", "above_deductible": "above", "self_paid": "own"}
_OF_LAYER: Final = {"in_scope": "base", "above_deductible": "above", "self_paid": "base"}


def compiled(rules: Rules, division: str, circumstances: Circumstances) -> Terms:
    """The terms of a bill. Fails with BenefitUnknown and BenefitNeeds."""
    return _Compiler(rules, division, circumstances).terms()


class _Compiler(Asking):
    """One bill's circumstances against the policies of its day."""

    def terms(self) -> Terms:
        """All moves of the layers that count this bill."""
        if self.rules.begins_on is None:
            raise BenefitUnknown(id=f"{self.topic}.year", division=self.division)
        kind, routed_by = self._routed()
        if kind is None:
            return Terms(
                division=self.division,
                kind=None,
                begins_on=self.rules.begins_on,
                routed_by=routed_by,
            )
        prepays, prepaid_by = self._prepays(kind)
        return Terms(
            division=self.division,
            kind=kind,
            begins_on=self.rules.begins_on,
            basic=self._basic(kind),
            layers=tuple(self._layers(kind)),
            prepays=prepays,
            routed_by=routed_by,
            prepaid_by=prepaid_by,
        )

    def _routed(self) -> tuple[str | None, PolicyRef | None]:
        """The kind of care a bill counts as; at a pharmacy, the level that goes with it."""
        if self.told.kind != Kind.PHARMACY:
            return self.told.kind, None
        value = self.read(f"{self.topic}.pharmacy")
        ref = self.rules.ref(self.policy)
        if value == NONE or value["pool"] == NONE:
            return None, ref
        if value["needs"] == "prescription" and not self.told.is_prescribed:
            return None, ref
        level = value.get("level")
        if value["pool"] == "as_prescriber":
            level = self.told.prescriber_level
            if level is None:
                raise BenefitNeeds(id=self.policy, division=self.division, needs="prescriber_level")
        self.told = structs.replace(self.told, level=level)
        return value["kind"], ref

    def _prepays(self, kind: str) -> tuple[tuple[str, ...], PolicyRef | None]:
        policy = f"{self.topic}.account_first"
        if self.told.scheme != _EMPLOYEE or not self.rules.ref(policy):
            return (), None  # Nobody says that the account pays first here.
        value = self.read(policy)
        if value == NONE or kind not in value["kinds"]:
            return (), None
        return tuple(value["wallets"]), self.rules.ref(policy)

    def _basic(self, kind: str) -> Layer:
        refs: dict[str, PolicyRef | None] = {}
        value, over = self._of(kind, "deductible", refs)
        deductible = None if value == NONE else self._deductible(value, over)
        ceiling = self._basic_ceiling(kind, refs)
        value, over = self._of(kind, "share", refs)
        segments = self._remote(self._segments(value), refs) if value != NONE else ()
        return Layer(
            name=BASIC,
            base="in_scope",
            pool=kind,
            deductible=deductible,
            segments=segments,
            bounds_on=_OF_BASIC[value["bounds_on"]] if value != NONE else "base",
            over=() if "bounds_anew" in value else over,
            ceiling=ceiling,
            policy={name: ref for name, ref in refs.items() if ref is not None},
            part_pool=self._part_pool(kind),
        )

    def _part_pool(self, kind: str) -> str | None:
        """Where the bill counts so that limits within the ceiling of its kind can add it up."""
        target = self._lends(kind, "ceiling") or kind
        for value in self.rules.said(f"{self.topic}.{target}_ceiling"):
            rows: list[Value] = value.get("within", []) if is_table(value) else []
            if found := part_pool(rows, self.told, kind):
                return found
        return None

    def _basic_ceiling(self, kind: str, refs: dict[str, PolicyRef | None]) -> Ceiling | None:
        try:
            value, over = self._of(kind, "ceiling", refs)
        except BenefitUnknown:
            if not self.rules.heard(self.policy):
                raise
            ceiling, refs["ceiling"] = self._heard(self.policy, kind)
            return ceiling
        if value == NONE:
            return None
        kinds = sorted({*over, *value["over"]})
        return self._with_limits(value, kinds, self._ceiling(value, kinds))

    def _with_limits(
        self, value: Value, kinds: list[str], ceiling: Ceiling | None
    ) -> Ceiling | None:
        """The ceiling with the limit within it that the bill comes under; that alone, if none."""
        rows, is_on_cost = value.get("within", []), value["on"] == "cost"
        try:
            row = self.asking(lambda: first_that_fits(rows, self.told))
        except BenefitNeeds as needs:
            lowest = min(self.money(one["amount"]) for one in rows)
            lowest = lowest if ceiling is None else min(lowest, ceiling.amount_fen)
            fact = str(needs.facts["needs"])
            over = tuple(kinds)
            return Ceiling(is_on_cost, lowest, over, self.policy, is_lowest=True, needs=fact)
        if row is None:
            return ceiling
        within = Within(self.money(row["amount"]), counted(row, kinds))
        if ceiling is None:
            return Ceiling(is_on_cost, within.amount_fen, within.over, self.policy)
        return structs.replace(ceiling, within=within)

    def _heard(self, policy: str, kind: str) -> tuple[Ceiling | None, PolicyRef | None]:
        """The lowest ceiling of any source, none of which was trusted: below it all agree."""
        told = [one for one in self.rules.heard(policy) if one.value != NONE]
        if any(one.value == UNKNOWN or "as" in one.value for one in told):
            raise BenefitUnknown(id=policy, division=self.division)  # It may be any.
        each = [(self._heard_ceiling(kind, one.value), one) for one in told]
        found = [(ceiling, one) for ceiling, one in each if ceiling is not None]
        if not found:
            return None, None  # All say that there is none.
        lowest, one = min(found, key=lambda each: each[0].amount_fen)
        return structs.replace(lowest, is_lowest=True), self.rules.heard_ref(policy, one)

    def _heard_ceiling(self, kind: str, value: Value) -> Ceiling | None:
        kinds = sorted({kind, *value["over"]})
        return self._with_limits(value, kinds, self._ceiling(value, kinds))

    def _of(
        self, kind: str, move: str, refs: dict[str, PolicyRef | None]
    ) -> tuple[Value, tuple[str, ...]]:
        """The value of a move, and the kinds that share its state, the kind itself first."""
        target = self._borrowed(kind, move)
        others = [one for one in KINDS if one != kind and self._lends(one, move) == target]
        value = self.read(f"{self.topic}.{target}_{move}")
        refs[move] = self.rules.ref(self.policy)
        return value, (kind, *others)

    def _borrowed(self, kind: str, move: str) -> str:
        for _ in KINDS:
            value = self.read(f"{self.topic}.{kind}_{move}")
            if not (is_table(value) and "as" in value):
                return kind
            kind = value["as"]
        raise self.unknown()  # Each says that it is as the other.

    def _lends(self, kind: str, move: str) -> str | None:
        """Whose move a kind has, None where nobody knows."""
        try:
            return self._borrowed(kind, move)
        except BenefitUnknown:
            return None

    def _deductible(self, value: Value, over: tuple[str, ...]) -> Deductible:
        first = self.money(self.row(value["rows"])["amount"])
        told = value.get("later", {"share": "100%"})
        later = tuple(self._later(one, first) for one in (told if is_list(told) else [told]))
        same_level = "later_same_level" in value
        if same_level and self.told.level is None:
            raise BenefitNeeds(id=self.policy, division=self.division, needs="level")
        yearly_max = value.get("yearly_max")
        return Deductible(
            per=value["per"],
            amount_fen=first,
            later_fen=later,
            over=over,
            level_pool=f"{over[0]}@{self.told.level}" if same_level else None,
            yearly_max_fen=None if yearly_max is None else self.money(yearly_max),
            every_days=value.get("every_days"),
            is_once="once" in value,
        )

    def _later(self, told: Value, first_fen: int) -> int:
        """The deductible of a later stay; UNREACHED where nobody has published it."""
        if told == UNKNOWN or told.get("share") == UNKNOWN:
            return UNREACHED
        if "rows" in told:
            return self.money(self.row(told["rows"])["amount"])
        return part_of(first_fen, told["share"])

    def _segments(self, value: Value) -> tuple[Segment, ...]:
        told = self.row(value["rows"])["segments"]
        changes = self.asking(
            lambda: [one for one in value.get("adjust", ()) if fits(one.get("if"), self.told)]
        )
        return segments_of(told, changes)

    def _remote(
        self, segments: tuple[Segment, ...], refs: dict[str, PolicyRef | None]
    ) -> tuple[Segment, ...]:
        """The shares of care elsewhere."""
        if self.told.off_site in (None, NONE):
            return segments
        value = self.read(f"{self.topic}.remote")
        refs["remote"] = self.rules.ref(self.policy)
        return all_changed(segments, [] if value == NONE else [self.row(value["rows"])])

    def _ceiling(self, value: Value, over: Iterable[str]) -> Ceiling | None:
        """The most of a year; the lowest of all rows where a fact that decides is not told."""
        is_on_cost, over = value["on"] == "cost", tuple(sorted(over))
        try:
            row = self.row(value["rows"])
        except BenefitNeeds as needs:
            amounts = [self.money(one["amount"]) for one in value["rows"] if "amount" in one]
            if not amounts:
                raise
            lowest, fact = min(amounts), str(needs.facts["needs"])
            return Ceiling(is_on_cost, lowest, over, self.policy, is_lowest=True, needs=fact)
        if "amount" not in row:
            return None
        return Ceiling(is_on_cost, self.money(row["amount"]), over, self.policy)

    def _layers(self, kind: str) -> Iterable[Layer | Absent]:
        for name, policy in further(self.topic, self.told):
            try:
                layer = self._layer(name, policy, kind)
            except BenefitNeeds:
                raise
            except BenefitUnknown:
                layer = Absent(_BASES.get(name, "self_paid"), policy)
            if layer is not None:
                yield layer

    def _layer(self, name: str, policy: str, kind: str) -> Layer | None:
        value = self.read(policy)
        if value == NONE or kind not in value["over"]:
            return None
        if not self.asking(lambda: fits(value.get("if"), self.told)):
            return None
        deductible, ceiling = value["deductible"], value["ceiling"]
        ref = self.rules.ref(policy)
        refs: dict[str, PolicyRef] = {}
        if ref is not None:
            refs = {"deductible": ref, "share": ref, "ceiling": ref}
        return Layer(
            name=name,
            base=value["base"],
            pool=name,
            deductible=None if deductible == NONE else self._deductible(deductible, (name,)),
            segments=self._segments(value["shares"]),
            bounds_on=_OF_LAYER[value["shares"]["bounds_on"]],
            over=() if "bounds_anew" in value["shares"] else (name,),
            ceiling=None if ceiling == NONE else self._ceiling(ceiling, (name,)),
            policy=refs,
            kinds=tuple(value["over"]),
        )
