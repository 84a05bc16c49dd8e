"""All commands in one program."""

import sys

import typer

from yika.faces.cli import (
    account,
    aid,
    bench,
    calc,
    card,
    case,
    catalogue,
    contribution,
    cover,
    database,
    demo,
    employer,
    entitlement,
    filing,
    institution,
    matter,
    notice,
    paper,
    payroll,
    policy,
    quote,
    record,
    replay,
    runs,
    scope,
    serve,
    settlement,
    till,
    webhook,
    why,
)

GROUPS = {
    "calc": calc.app,
    "card": card.app,
    "cover": cover.app,
    "account": account.app,
    "paper": paper.app,
    "notice": notice.app,
    "webhook": webhook.app,
    "employer": employer.app,
    "payroll": payroll.app,
    "institution": institution.app,
    "catalogue": catalogue.app,
    "filing": filing.app,
    "matter": matter.app,
    "case": case.app,
    "record": record.app,
    "settlement": settlement.app,
    "run": runs.app,
    "policy": policy.app,
    "demo": demo.app,
    "clock": demo.clock,
    "bench": bench.app,
    "db": database.db,
    "keys": database.keys,
}


def program() -> typer.Typer:
    """The commands of ``yika``."""
    app = typer.Typer(
        no_args_is_help=True,
        help="医卡 yika:医保卡为什么不能用,怎样恢复。/ Why a card does not work.",
    )
    for one in (serve.serve, why.why, contribution.contribution, scope.scope, aid.aid):
        app.command()(one)
    for one in (entitlement.entitlement, entitlement.plan, entitlement.years):
        app.command()(one)
    for one in (quote.quote, replay.replay):
        app.command()(one)
    demo.app.command("till")(till.till)
    for name, group in GROUPS.items():
        app.add_typer(group, name=name)
    return app


def main() -> None:
    """Run a command. Refuses to run where assertions are switched off."""
    if not __debug__:
        sys.exit("yika 不能在 python -O 下运行 / yika does not run under python -O")
    program()()
