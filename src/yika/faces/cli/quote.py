"""``yika quote``: what a bill costs whom, without writing anything; every step with its source.

JSON goes to standard output alone. The day is the claim's; where it says none it is today's by the
machine's clock, read here and nowhere below.
"""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer
import yaml
from rich import box
from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from yika.faces.cli.contribution import AsJson, Folder, book_of
from yika.faces.cli.edge import err, out, print_json, telling
from yika.ground.days import today
from yika.ground.errors import Refused, YikaError, reasons_of, refuse_all
from yika.guide.quote_told import StepTold, kind_name, quote_told, step_told, worth_telling
from yika.policy.benefits import unasked
from yika.policy.check import unread
from yika.policy.model import BadPolicy
from yika.policy.words import lists
from yika.settlement.pricing.claim_fields import ClaimField
from yika.settlement.pricing.claims import read_claim
from yika.settlement.pricing.found import BenefitNeeds, BenefitUnknown
from yika.settlement.pricing.laws import BenefitLaws
from yika.settlement.pricing.quoting import Quoted
from yika.settlement.pricing.quoting import quote as work_out

_MOST_BYTES = 1_000_000  # of a file: far more than a bill has
_SUM = ("fund_pay_sumamt", "psn_part_amt", "acct_pay", "psn_cash_pay")


class ClaimUnreadable(Refused):
    """The file of a claim cannot be read, or is no YAML. Facts: file (and the line, if known)."""

    code = "claim_unreadable"


def quote(
    claim: Annotated[
        str, typer.Option("--claim", metavar="FILE", help="单据(YAML 或 JSON),- 读标准输入 · or -")
    ],
    policy: Folder = None,
    *,
    as_json: AsJson = False,
) -> None:
    """一张单据各方付多少,每步写明依据 · what a bill costs whom, every step with its source."""
    found = telling(lambda: _quoted(claim, policy))
    if as_json:
        print_json(quote_told(found))
    else:
        out.print(quote_for_people(found))


def _quoted(file: str, policy: Path | None) -> Quoted:
    claim = read_claim(_read(file))
    try:
        return work_out(BenefitLaws(book_of(policy), claim.region), claim, today())
    except BadPolicy as bad:
        _tell_each(bad.problems[1:] and bad.problems)
        raise
    except YikaError as no:
        _tell_each(_missing(no))
        if policy is not None:  # What is missing may be there under another name.
            _tell_each([*unread(policy), *unasked(book_of(policy), claim.region)])
        raise


def _missing(no: YikaError) -> Iterator[str]:
    """The rules that a price misses, as files of the folder name them."""
    for one in reasons_of(no):
        if isinstance(one, BenefitUnknown) and not isinstance(one, BenefitNeeds):
            yield f"{one.facts['division']} {one.facts['id']}: 未知 / unknown here"


def _tell_each(found: Iterable[object]) -> None:
    for one in found:
        err.print(str(one), soft_wrap=True, markup=False, highlight=False)


def _read(file: str) -> object:
    """The claim as it stands: every number and day as its text."""
    try:
        with sys.stdin.buffer if file == "-" else Path(file).open("rb") as stream:
            # It makes nothing but text, lists and tables.
            text = stream.read(_MOST_BYTES)
            refuse_all(list(_twice(yaml.compose(text, yaml.BaseLoader))))
            return yaml.load(text, yaml.BaseLoader)  # noqa: S506
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise ClaimUnreadable(file=file if mark is None else f"{file}:{mark.line + 1}") from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError, RecursionError):
        raise ClaimUnreadable(file=file) from None


def _holds(step: StepTold) -> str:
    """Since when the value holds; where no source says that, a day on which it was in force."""
    if step.since is not None:
        return str(step.since)
    return "?" if step.attested_on is None else f"{step.attested_on} 已施行 in force"


def _twice(node: yaml.Node | None) -> Iterator[ClaimField]:
    """Every field that stands there twice: a reader could take either."""
    if isinstance(node, yaml.MappingNode):
        lines: dict[str, int] = {}
        for key, child in node.value:
            name, line = str(key.value), key.start_mark.line + 1
            if name in lines:
                once = f"只写一次 · once (line {lines[name]}, {line})"
                yield ClaimField(name=name, given="…", expected=once)
            lines[name] = line
            yield from _twice(child)
    elif isinstance(node, yaml.SequenceNode):
        for child in node.value:
            yield from _twice(child)


def quote_for_people(found: Quoted) -> RenderableType:
    """A row a step, then what is paid by whom, what is not known, and the sources."""
    claim = found.claim
    place = lists().division_name(claim.region)
    kind = kind_name(claim.kind)
    named = "" if place.zh == claim.region else f"{place.zh} {place.en} "
    title = f"{named}{claim.region} · {kind.zh} {kind.en} · {found.on}"
    table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left")
    table.add_column("步骤 step", overflow="fold")
    table.add_column("金额(元) yuan", justify="right")
    table.add_column("政策 policy · 来源 source", overflow="fold")
    told = [step_told(one) for one in found.steps if worth_telling(one)]
    for step in told:
        law = "" if step.policy is None else f"{step.policy} · {step.source}"
        amount = f"[bold]{step.amount}[/]" if step.what in ("funds", "person") else step.amount
        table.add_row(escape(f"{step.zh}\n{step.en}"), amount, escape(law))
    lines = [f"{one} {found.amounts[one]}" for one in _SUM]
    lines += [f"未公布,没有算进去 · not published, left out: {one}" for one in found.unknown]
    lines += [
        f"未说明,按 {one}={word} 计算 · not given; assumed" for one, word in claim.assumed.items()
    ]
    sources = (
        f"{one.policy} {_holds(one)}:{one.title}({one.source},{one.confidence})"
        for one in told
        if one.policy
    )
    return Group(table, *(Text(f"· {one}") for one in (*lines, *dict.fromkeys(sources))))
