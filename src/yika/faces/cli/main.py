"""All commands in one program."""

import sys

import typer

from yika.faces.cli import (
    account,
    bench,
    calc,
    card,
    catalogue,
    contribution,
    cover,
    database,
    demo,
    employer,
    entitlement,
    filing,
    institution,
    payroll,
    policy,
    quote,
    replay,
    runs,
    scope,
    serve,
    settlement,
    till,
    why,
)


def program() -> typer.Typer:
    """The commands of ``yika``."""
    app = typer.Typer(
        no_args_is_help=True,
        help="医卡 yika:医保卡为什么不能用,怎样恢复。/ Why a card does not work.",
    )
    app.command()(serve.serve)
    app.command()(why.why)
    app.command()(contribution.contribution)
    app.command()(entitlement.entitlement)
    app.command()(entitlement.plan)
    app.command()(entitlement.years)
    app.command()(scope.scope)
    app.command()(quote.quote)
    app.command()(replay.replay)
    app.add_typer(calc.app, name="calc")
    app.add_typer(card.app, name="card")
    app.add_typer(cover.app, name="cover")
    app.add_typer(account.app, name="account")
    app.add_typer(employer.app, name="employer")
    app.add_typer(payroll.app, name="payroll")
    app.add_typer(institution.app, name="institution")
    app.add_typer(catalogue.app, name="catalogue")
    app.add_typer(filing.app, name="filing")
    app.add_typer(settlement.app, name="settlement")
    app.add_typer(runs.app, name="run")
    app.add_typer(policy.app, name="policy")
    demo.app.command("till")(till.till)
    app.add_typer(demo.app, name="demo")
    app.add_typer(demo.clock, name="clock")
    app.add_typer(bench.app, name="bench")
    app.add_typer(database.db, name="db")
    app.add_typer(database.keys, name="keys")
    return app


def main() -> None:
    """Run a command. Refuses to run where assertions are switched off."""
    if not __debug__:
        sys.exit("yika 不能在 python -O 下运行 / yika does not run under python -O")
    program()()
