"""All commands in one program. The module of a command is imported when the command is used."""

import sys
from importlib import import_module
from typing import TYPE_CHECKING

import typer
from typer.core import TyperGroup

if TYPE_CHECKING:
    from typer._click import Command, Context

# Where each command stands, and what its module says of it, so that `yika --help` imports none.
COMMANDS = {
    "serve": ("serve.serve", "启动门户和接口。/ Serve the portal and the API on one address."),
    "why": (
        "why.why",
        "为什么卡不能用、什么还能用、怎样恢复、哪天恢复。/ Why a card does not work.",
    ),
    "contribution": (
        "contribution.contribution",
        "每项社会保险由谁缴多少 · who pays how much, every insurance and payer, with the sum.",
    ),
    "scope": (
        "scope.scope",
        "基金付什么、不付什么,账户能买什么,谁有资助 · what the insurance is for.",
    ),
    "aid": ("aid.aid", "医疗救助的对象、流程、比例、范围和异地 · medical assistance told whole."),
    "entitlement": (
        "entitlement.entitlement",
        "哪天起享受待遇、为什么、怎样更早 · when the pooled fund pays, why, what makes it earlier.",
    ),
    "plan": (
        "entitlement.plan",
        "如果断缴或转走:空档、等待、花费、最省的办法 · what if I stop or move.",
    ),
    "years": (
        "entitlement.years",
        "已缴年限、还差多少 · the years counted, and how many are still needed for lifelong cover.",
    ),
    "quote": (
        "quote.quote",
        "一张单据各方付多少,每步写明依据 · what a bill costs whom, every step with its source.",
    ),
    "replay": (
        "replay.replay",
        "按当时的政策和事实重算一次结算 · work a past settlement out again, every rule shown.",
    ),
    "calc": ("calc.app", "计算器:每一步都写出来 · calculators that show their sum"),
    "card": ("card.app", "办理卡与密码事项 / acts on cards and passwords"),
    "cover": ("cover.app", "参保、缴费和待遇 / insurance, contributions, entitlement"),
    "account": ("account.app", "个人账户 / the personal account"),
    "paper": ("paper.app", "文书与材料 / documents and files"),
    "notice": ("notice.app", "通知 / notices"),
    "webhook": ("webhook.app", "事件推送 / webhooks"),
    "employer": ("employer.app", "用人单位 / employers"),
    "payroll": ("payroll.app", "缴费工资申报 / payrolls of employers"),
    "institution": ("institution.app", "定点医药机构 / designated institutions"),
    "catalogue": ("catalogue.app", "医保目录 / the catalogue"),
    "filing": ("filing.app", "备案 / what people filed"),
    "matter": ("matter.app", "服务事项 / what can be had done"),
    "batch": ("batch.app", "单位、学校批量办理 / one matter for many people"),
    "case": ("case.app", "办件 / applications and their steps"),
    "record": (
        "record.app",
        "委托、备案、签约、认证和调查 / mandates, filings, contracts, confirmations, inquiries",
    ),
    "settlement": ("settlement.app", "医保结算 / bills settled, and what the year leaves"),
    "run": ("runs.app", "全地区批处理,可中断续办 / runs over a region; cut short, they go on"),
    "policy": ("policy.app", "政策数据：查询、检查、比较 · policy data"),
    "demo": ("demo.app", "演示城市和人物 / the made-up city and its cast"),
    "clock": ("clock.app", "沙盒时钟 / the sandbox's clock"),
    "bench": ("bench.app", "测速 / benchmarks"),
    "db": ("database.db", "数据库 / the database"),
    "keys": ("database.keys", "密钥 / the keys"),
}


class Program(TyperGroup):
    """All commands, each by name and help alone until it is used."""

    def resolve_command(
        self, ctx: "Context", args: list[str]
    ) -> "tuple[str | None, Command | None, list[str]]":
        """The command that the words begin with, out of its module, and the other words."""
        if args[0] in COMMANDS:
            self.add_command(command(args[0]))
        return super().resolve_command(ctx, args)


def program() -> typer.Typer:
    """The commands of ``yika``."""
    told = "医卡 yika:医保卡为什么不能用,怎样恢复。/ Why a card does not work."
    app = typer.Typer(cls=Program, no_args_is_help=True, help=told)
    for name, (_, says) in COMMANDS.items():
        app.command(name, help=says)(main)
    return app


def command(name: str) -> "Command":
    """A command, or a group of commands, out of its module."""
    module, _, attribute = COMMANDS[name][0].partition(".")
    found = getattr(import_module(f"yika.faces.cli.{module}"), attribute)
    around = typer.Typer()
    around.callback()(main)
    if isinstance(found, typer.Typer):
        around.add_typer(found, name=name)
    else:
        around.command(name)(found)
    group = typer.main.get_command(around)
    assert isinstance(group, TyperGroup), "what has a callback is a group"
    return group.commands[name]


def main() -> None:
    """Run a command. Refuses to run where assertions are switched off."""
    if not __debug__:
        sys.exit("yika 不能在 python -O 下运行 / yika does not run under python -O")
    program()()
